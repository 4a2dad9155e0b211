"""A month's subsidy as its page reads and explains it: where each amount comes from, and by whose choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.policy import Mode, SubsidyPolicy
from banfu_desktop.rules.subsidies_rulings import Ruling
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.drafts import Difference, Drafting
from banfu_desktop.services.subsidies.sheets import MonthSheets, SheetLine
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.ui.page.record_form import Fact
from banfu_desktop.ui.tasks import Session


@dataclass(frozen=True)
class MonthView:
    """A month as the page shows it; `sheets` is None while it was never made; rulings by person and payer."""

    sheets: MonthSheets | None
    policy: SubsidyPolicy
    rulings: Mapping[tuple[int, int], Ruling]
    changed: Sequence[Difference]


def read_month(session: Session, month: Month) -> MonthView:
    """Everything the page shows of a month."""
    account = Account(session)
    sheets = subsidies.shown(session, account, month) if month in account.opened else None
    sealed = sheets is not None and any(not sheet.is_draft for sheet in sheets.sheets)
    changed = Drafting(account).differences(month) if sealed else ()
    return MonthView(sheets, account.records.policy(month), account.records.rulings(month), changed)


def rate_words(policy: SubsidyPolicy) -> str:
    """What everybody earns (六(一))."""
    if policy.mode is Mode.DAILY:
        return f"每天 {yuan(policy.daily_rate_fen)} 元，含伙食补助"
    return f"每月 {yuan(policy.rate_fen).removesuffix('.00')} 元，含伙食补助"


def size_words(sheets: MonthSheets) -> str:
    """How much a month is, for what cannot be undone."""
    return f"{len(sheets.sheets)} 个单位、{sheets.people} 人，实发 {yuan(sheets.net_fen)} 元"


def about_days(row: SheetLine, policy: SubsidyPolicy | None) -> list[Fact]:
    """What is to be decided, arrivals, departures and leave, days at the post; no policy: a sealed month."""
    if row.is_difference:
        return [Fact(row.reason)]
    facts = [Fact(text, OWN_CHOICE, "field-warning") for text in (row.held, row.warning) if text]
    facts += [Fact(_edge(part, policy)) for part in row.reason.split("；") if part]
    facts.append(Fact(_days(row)))
    return facts


def about_amount(row: SheetLine, policy: SubsidyPolicy | None) -> list[Fact]:
    """The formula, the choice of the office behind it, and what is deducted."""
    facts = [Fact(row.formula, "" if row.is_difference else "六(一)")]
    if policy is not None and not row.is_difference:
        if policy.mode is Mode.DAILY:
            facts.append(Fact(f"计发方式：{policy.mode.label}", OWN_CHOICE, "secondary"))
        elif row.days_posted < row.days_in_month:
            facts.append(Fact(f"到岗、离岗当月{policy.part_month.label}", OWN_CHOICE, "secondary"))
    if row.deducted_fen:
        facts.append(Fact(f"{yuan(row.gross_fen)} − {yuan(row.deducted_fen)} = {yuan(row.net_fen)}"))
    return facts


def _days(row: SheetLine) -> str:
    """Days at the post of those due; of an older sheet by the calendar."""
    if row.work_days_due is None or row.work_days_present is None:
        return f"在岗 {row.days_present} 天 / 当月 {row.days_in_month} 天"
    on_duty = f"，值班 {row.duty_days:g} 天" if row.duty_days else ""
    return f"在岗 {row.work_days_present:g} 天 / 应在岗 {row.work_days_due:g} 天{on_duty}"


def _edge(part: str, policy: SubsidyPolicy | None) -> str:
    """10月12日到岗（当日计）."""
    if policy is None or not part.endswith(("到岗", "离岗")):
        return part
    counts = policy.arrival_counts if part.endswith("到岗") else policy.departure_counts
    return f"{part}（当日{'计' if counts else '不计'}）"
