"""A month's subsidy as its page reads and explains it: where each amount comes from, and by whose choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.policy import Mode, SubsidyPolicy
from banfu_desktop.rules.subsidies_rulings import Ruling
from banfu_desktop.rules.subsidies_sheets import SheetState
from banfu_desktop.services.subsidies import receivables, subsidies, supplements
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.drafts import Difference, Drafting
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet, SheetLine
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.ui.page.record_form import Fact
from banfu_desktop.ui.tasks import Session


@dataclass(frozen=True)
class MonthView:
    """A month as the page shows it; `sheets` is None while it was never made; rulings by person and payer.

    Attributes:
        changed: differences about the month, undecided ones too.
        supplements: 补发表 that are open.
        is_over: whether no working day of the month lies ahead.
        asked: whether lines of an older program wait for an answer.
    """

    sheets: MonthSheets | None
    policy: SubsidyPolicy
    rulings: Mapping[tuple[int, int], Ruling]
    changed: Sequence[Difference]
    supplements: Sequence[PayerSheet]
    is_over: bool
    asked: bool

    @property
    def is_made(self) -> bool:
        """Whether the month was made."""
        return self.sheets is not None

    @property
    def _sheets(self) -> Sequence[PayerSheet]:
        return self.sheets.sheets if self.sheets else ()

    @property
    def has_drafts(self) -> bool:
        """Whether a sheet is still to be sealed, or the month is empty."""
        return self.is_made and (not self._sheets or any(sheet.is_draft for sheet in self._sheets))

    @property
    def is_draft(self) -> bool:
        """Whether nothing of the month is sealed."""
        return self.is_made and all(sheet.is_draft for sheet in self._sheets)

    @property
    def has_unpaid(self) -> bool:
        """Whether somebody on a sealed sheet is still to be paid."""
        return any(sheet.state in (SheetState.SEALED, SheetState.PART_PAID) for sheet in self._sheets)

    @property
    def makes_up(self) -> bool:
        """Whether something of the month is to be made up for."""
        return any(row.difference_fen > 0 for row in self.changed)

    def sheet_of(self, line: SheetLine) -> PayerSheet | None:
        """The sheet a line stands on."""
        return next((sheet for sheet in self._sheets if line in sheet.lines), None)

    def stands(self, line: SheetLine, *states: SheetState) -> bool:
        """Whether a line's sheet is in one of these states."""
        sheet = self.sheet_of(line)
        return sheet is not None and sheet.state in states

    def is_open(self, line: SheetLine) -> bool:
        """Whether a line's sheet is a draft."""
        return self.stands(line, SheetState.DRAFT)

    def is_held(self, line: SheetLine) -> bool:
        """Whether something of the line's person holds its sheet."""
        sheet = self.sheet_of(line)
        return sheet is not None and any(row.person_id == line.person_id for row in sheet.held)

    def is_ruled(self, line: SheetLine) -> bool:
        """Whether the clerk has decided on a line."""
        return not line.is_difference and (line.person_id, line.payer_id) in self.rulings


def read_month(session: Session, month: Month, today: date) -> MonthView:
    """Everything the page shows of a month."""
    account = Account(session)
    records = account.records
    sheets = subsidies.shown(session, account, month) if month in account.opened else None
    sealed = sheets is not None and any(not sheet.is_draft for sheet in sheets.sheets)
    return MonthView(
        sheets=sheets,
        policy=records.policy(month),
        rulings=records.rulings(month),
        changed=Drafting(account).differences(month) if sealed else (),
        supplements=supplements.open_ones(account),
        is_over=records.calendar[month].is_over(today),
        asked=bool(receivables.uncollected(session)),
    )


def sealed_words(sheets: MonthSheets) -> str:
    """How many sheets of a month are sealed and how many paid; empty while none is."""
    sealed = [sheet for sheet in sheets.sheets if not sheet.is_draft]
    paid = sum(sheet.state is SheetState.PAID for sheet in sealed)
    if not sealed:
        return ""
    return f"已封存 {len(sealed)} / {len(sheets.sheets)} 张" + (f"，已发放 {paid} 张" if paid else "")


def rate_words(policy: SubsidyPolicy) -> str:
    """What everybody earns (六(一))."""
    if policy.mode is Mode.DAILY:
        return f"每天 {yuan(policy.daily_rate_fen)} 元，含伙食补助"
    return f"每月 {yuan(policy.rate_fen).removesuffix('.00')} 元，含伙食补助"


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
