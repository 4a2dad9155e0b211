"""What the subsidies room offers the halls."""

from collections.abc import Iterable, Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import (
    SubsidyDeferral,
    SubsidyLine,
    SubsidyOneOff,
    SubsidyRepayment,
    SubsidyRuling,
    SubsidySheet,
    SubsidySupplement,
)
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.month_steps import Step
from banfu_desktop.rules.subsidies_sheets import number_words
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.door import (
    Documents,
    Hit,
    List,
    MonthPaper,
    PersonPart,
    PersonWish,
    Report,
    Tracked,
    Wish,
)
from banfu_desktop.services.subsidies import account, handing, paying, receivables, subsidies
from banfu_desktop.services.subsidies import due as reminders
from banfu_desktop.services.subsidies import sealed as sealed_sheets
from banfu_desktop.services.subsidies import steps as month_steps
from banfu_desktop.tables.subsidies import (
    ONE_OFFS,
    RECEIVABLES,
    REPAYMENTS,
    RULINGS,
    SUBSIDY_LINES,
    UNPAID,
)

_SHEET = {
    "kind": "种类", "payer_id": "发放单位", "version": "版次", "early_reason": "提前封存原因",
    "voided_at": "作废时间", "voided_by": "作废人", "void_reason": "作废原因", "format": "格式",
}  # fmt: skip
_LINE = {
    "deducted_fen": "扣减（元）",
    "paid_reference": "凭证号",
    "waived_on": "不再发放日期",
    "waived_reason": "不再发放原因",
}
_RULING = {"absent_halves": "旷工半天数", "long_halves": "病事假半天数"}
_UNCOLLECTED = {
    "uncovered_fen": "未抵扣金额",
    "is_owed": "列为应收回",
    "collected_on": "收回日期",
    "paper": "凭证",
}

_WORDS = {"deducted_fen": "扣减（元）"}
_OF_PAYERS = (
    (SubsidySheet, "已有工作补助发放表"), (SubsidyOneOff, "已有一次性补扣"), (SubsidyRuling, "已有扣减决定"),
    (SubsidyDeferral, "已有暂缓的行"), (SubsidySupplement, "已有补发表"), (SubsidyRepayment, "已有收回记录"),
)  # fmt: skip
TABLES = {
    "subsidy_months": Tracked("工作补助", (SUBSIDY_LINES,), erasable=("snapshot",)),
    "subsidy_sheets": Tracked(
        "工作补助", (SUBSIDY_LINES,), _SHEET, erasable=("early_reason", "snapshot", "void_reason")
    ),
    "subsidy_lines": Tracked(
        "工作补助", (SUBSIDY_LINES,), _LINE, erasable=("paid_reference", "waived_reason")
    ),
    "subsidy_rulings": Tracked(
        "扣减", (RULINGS, SUBSIDY_LINES), _WORDS | _RULING, undoable=True, erasable=("reason",)
    ),
    "subsidy_one_offs": Tracked(
        "一次性补扣",
        (ONE_OFFS, SUBSIDY_LINES),
        undoable=True,
        erasable=("reason", "paper_no", "approved_by"),
    ),
    "subsidy_deferrals": Tracked("暂缓", (SUBSIDY_LINES,), undoable=True, erasable=("reason",)),
    "subsidy_repayments": Tracked("收回", (REPAYMENTS, SUBSIDY_LINES), undoable=True, erasable=("paper",)),
    "subsidy_supplements": Tracked("补发表", (SUBSIDY_LINES,), {"months": "补发月份"}),
    "subsidy_uncollected": Tracked("收回", (SUBSIDY_LINES,), _UNCOLLECTED, erasable=("paper",)),
}
due = reminders.due
handover = handing.items


def step(session: Session, month: Month, _today: date) -> Iterator[Step]:
    """What of a month is done with its sheets; the day decides nothing here."""
    return month_steps.steps(session, month)


def states(session: Session) -> dict[Month, MonthState]:
    """How far every month that was made has come."""
    return {row.month: row.state for row in subsidies.months(session, account.of_moment(session))}


def _owed(session: Session, today: date) -> Iterable[object]:
    return receivables.listing(session, today)


LISTS = {
    "subsidies": List(SUBSIDY_LINES, subsidies.all_lines, totals=True),
    "receivables": List(RECEIVABLES, rows_on=_owed, totals=True),
    "unpaid": List(UNPAID, rows_on=paying.unpaid, totals=True),
}


def _sheets(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers

    return papers.sheets(session, wish.month, wish.payer, wish.now, full=wish.full)


def _summary(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers

    return papers.summary(session, wish.month, wish.now)


def _bank_lists(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers, payroll

    lists = papers.bank_lists(session, wish.month, wish.payer, wish.now, full=wish.full)
    return payroll.in_bank_columns(session, wish.month, lists)


def _corrections(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers

    return papers.corrections(session, wish.month, wish.payer, wish.now)


def _year(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers

    return papers.year(session, wish.year, wish.payer, wish.now)


def _receivables(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import account_papers

    return account_papers.receivable_list(session, wish.now, wish.today)


def _unpaid(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import account_papers

    return account_papers.unpaid_list(session, wish.now, wish.today)


PAPERS = {
    Form("subsidy-sheet", "驻镇帮扶工作补助发放表", 1, "month", per_payer=True, has_full=True): _sheets,
    Form("subsidy-summary", "驻镇帮扶工作补助汇总表", 1, "month"): _summary,
    Form("bank-list", "银行代发清单", 2, "month", per_payer=True, has_full=True): _bank_lists,
    Form("differences", "补发扣回明细", 3, "month", per_payer=True): _corrections,
    Form("subsidy-year", "驻镇帮扶工作补助年度汇总表", None, "year", per_payer=True): _year,
    Form("receivables", "应收回款项清单", 32, "none"): _receivables,
    Form("unpaid", "未付补助清单", 33, "none"): _unpaid,
}


def monthly(session: Session, month: Month, today: date) -> Iterator[MonthPaper]:
    """The town's summary, and what each payer gets: its sheet, the bank's list, what is made up for."""
    from banfu_desktop.services.subsidies import month_papers

    return month_papers.monthly(session, month, today)


def find(session: Session, text: str) -> Iterator[Hit]:
    """Months made, and sealed sheets by their number."""
    found = [month for month in subsidies.opened(session) if text in month.label or text in str(month)]
    states = {row.month: row.state for row in subsidies.months(session)} if found else {}
    for month in found:
        yield Hit(f"工作补助 {month.label}", states[month].label, "subsidies", month, "发放表")
    if any(letter.isdecimal() for letter in text):
        for row in sealed_sheets.rows(session):
            number = number_words(row.year, row.serial)
            if number and text in number:
                yield Hit(f"发放表 {number}", row.month.label, "subsidies", row.month, "发放表")


def holds(session: Session, posting_id: int) -> str:
    """A line of a sealed sheet belongs to its posting."""
    held = session.scalar(sa.select(SubsidyLine.id).filter_by(posting_id=posting_id).limit(1))
    return "工作补助" if held is not None else ""


def sealed(session: Session, code: str) -> tuple[str, str] | None:
    """The sealed month that bears a check code.

    Raises:
        UserError: its snapshot is not what was sealed.
    """
    from banfu_desktop.services.subsidies import checking

    return checking.sealed_by(session, code)


def verify(session: Session) -> tuple[list[str], list[str]]:
    """What holds of the sealed months, and what does not."""
    from banfu_desktop.services.subsidies import checking

    return checking.verify(session)


def holds_unit(session: Session, organisation_id: int) -> str:
    """A unit that pays stays."""
    for model, word in _OF_PAYERS:
        if session.scalar(sa.select(model.id).filter_by(payer_id=organisation_id).limit(1)) is not None:
            return word
    return ""


def report(session: Session, today: date) -> Report:
    """Sheets, lines, payments, what is owed and what is undecided."""
    from banfu_desktop.services.subsidies import reporting

    return reporting.report(session, today)


def person(session: Session, wish: PersonWish) -> PersonPart:
    """Pay by month, what is owed either way, and what is to be decided."""
    from banfu_desktop.services.subsidies import person as person_page

    return person_page.part(session, wish)
