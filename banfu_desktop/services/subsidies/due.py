"""What home shows of the subsidy.

Months to make, sheets to seal and pay, differences to decide, money to collect.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Month, closing_month
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_account import sums_said
from banfu_desktop.services.members import members
from banfu_desktop.services.office import levels, office
from banfu_desktop.services.subsidies import paying, receivables, supplements
from banfu_desktop.services.subsidies.account import Account, of_moment
from banfu_desktop.services.subsidies.drafts import MENDED, Drafting
from banfu_desktop.services.subsidies.sheets import PayerSheet

_CLAUSE, _OWN = "六(一)", "本单位自定"
_NAMED = 3
RECEIVABLES = "receivables"
"""Where the page goes to show what is to be collected, which belongs to no month."""


def due(session: Session, today: date) -> list[Due]:
    """Everything due of the subsidy."""
    account = of_moment(session)
    return [
        *_months(session, account, today),
        *_undecided(account),
        *_differences(account),
        *_supplements(account),
        *_receivables(session, account, today),
        *_unpaid(session, today),
        *_units(session),
    ]


def _months(session: Session, account: Account, today: date) -> Iterator[Due]:
    month, made = closing_month(today), set(account.opened)
    within = account.start is None or account.start <= month
    if month not in made and within and members.listing(session, month.period):
        yield Due(f"{month.label}补助发放表还没有编制", _CLAUSE, "red", "去编制", "subsidies", month)
    skipped = sorted({at for _, at in account.drafts if at not in made and at != month})
    for month in skipped:
        text = f"{month.label}没有编制，以后各月的表不能封存"
        yield Due(text, _CLAUSE, "red", "去编制", "subsidies", month)
    drafting = Drafting(account)
    for month in sorted({at for _, at in account.drafts if at in made}):
        sheets = [sheet for payer in drafting.payers(month) if (sheet := drafting.sheet(payer, month))]
        urgency = "red" if month < Month.of(today) else "amber"
        yield Due(_open_words(month, sheets), _CLAUSE, urgency, "去核对", "subsidies", month)


def _open_words(month: Month, sheets: list[PayerSheet]) -> str:
    people = len({line.person_id for sheet in sheets for line in sheet.lines})
    net_fen = sum(sheet.net_fen for sheet in sheets)
    held = sum(bool(sheet.held) for sheet in sheets)
    text = f"{month.label}补助表未封存：{len(sheets)} 个单位、{people} 人，实发 {yuan(net_fen)} 元"
    return text + (f"，其中 {held} 张有待处理" if held else "")


def _undecided(account: Account) -> Iterator[Due]:
    for key, why in sorted(account.undecided.items(), key=lambda item: item[0].month):
        name = account.records.people[key.person_id][0].name
        text = f"{name}{key.month.label}封存后有待决定的差异：{why}"
        yield Due(
            text, _OWN, "red", "去决定", "subsidies", key.month,
            group="封存后有 {} 处待决定的差异", name=f"{name}　{key.month.label}　{why}",
        )  # fmt: skip


def _differences(account: Account) -> Iterator[Due]:
    drafting = Drafting(account)
    settled = [account.settlement(payer) for payer in list(account.standings)]
    carried = [fen for one in settled for fen in (*one.made_up.values(), *one.deducted.values())]
    keys = [key for one in settled for key in (*one.made_up, *one.deducted)]
    if carried:
        text = f"已封存月份有{len(carried)}处差异，{sums_said(carried)}，将随下一张草稿表补发或扣回"
        mended = sum(drafting.is_mended(key) for key in keys)
        text += f"；其中{mended}处是升级带来的{MENDED}，请核对" if mended else ""
        yield Due(text, _CLAUSE, "amber", "看差异", "subsidies", min(key.month for key in keys))
    waiting = {key: fen for one in settled for key, fen in one.waiting.items()}
    if waiting:
        text = (
            f"有{len(waiting)}处补发没有可列入的发放表，合计 {yuan(sum(waiting.values()))} 元，可编制补发表"
        )
        yield Due(text, _CLAUSE, "amber", "看差异", "subsidies", min(key.month for key in waiting))


def _supplements(account: Account) -> Iterator[Due]:
    for sheet in supplements.open_ones(account):
        text = f"{sheet.number}（{sheet.payer}）还没有封存，{yuan(sheet.net_fen)} 元"
        yield Due(text, _CLAUSE, "amber", "去核对", "subsidies", sheet.months[-1])


def _receivables(session: Session, account: Account, today: date) -> Iterator[Due]:
    rows = receivables.listing(session, today, account)
    if rows:
        names = "、".join(row.name for row in rows[:_NAMED]) + ("等" if len(rows) > _NAMED else "")
        oldest = max(row.days for row in rows)
        total = yuan(sum(row.open_fen for row in rows))
        text = f"应收回 {total} 元（{names}{len(rows)}笔，最长 {oldest} 天）"
        yield Due(text, _CLAUSE, "amber", "去登记", "subsidies", RECEIVABLES)
    for asked in receivables.uncollected(session):
        yield Due(asked.question, _CLAUSE, "amber", "去回答", "subsidies", asked.month)


def _unpaid(session: Session, today: date) -> Iterator[Due]:
    """One line a month with anything unpaid."""
    rows = paying.unpaid(session, today)
    for month in sorted({row.month for row in rows}):
        own = [row for row in rows if row.month == month]
        payers = len({row.sheet_id for row in own})
        total, oldest = yuan(sum(row.net_fen for row in own)), max(row.days for row in own)
        text = f"{month.label}已封存未发放：{payers} 张表、{len(own)} 人，{total} 元，已 {oldest} 天"
        yield Due(text, _CLAUSE, "grey", "登记发放", "subsidies", month)


def _units(session: Session) -> Iterator[Due]:
    for unit in levels.unconfirmed(session, office.current(session).county):
        alike = f"，是不是{unit.same_as}？" if unit.same_as else ""
        text = f"{unit.name}的单位层级待核实（建议{unit.proposal.label}：{unit.why}）{alike}"
        yield Due(
            text, _CLAUSE, "red", "去核实", "office", unit.id,
            group="{} 个单位的层级待核实，他们的补助先暂缓", name=f"{unit.name}　建议{unit.proposal.label}",
        )  # fmt: skip
