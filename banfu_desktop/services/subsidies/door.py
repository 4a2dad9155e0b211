"""What the subsidies room offers the halls."""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.services.door import Documents, Hit, List, Tracked, Wish
from banfu_desktop.services.subsidies import due as reminders
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.tables.subsidies import RULINGS, SUBSIDY_LINES

TABLES = {
    "subsidy_months": Tracked("工作补助", (SUBSIDY_LINES,), erasable=("snapshot",)),
    "subsidy_lines": Tracked("工作补助", (SUBSIDY_LINES,)),
    "subsidy_rulings": Tracked(
        "扣减", (RULINGS, SUBSIDY_LINES), {"deducted_fen": "扣减"}, undoable=True, erasable=("reason",)
    ),
}
due = reminders.due


def _lines(session: Session) -> Iterable[object]:
    """The lines of every month made, latest month first."""
    return [line for row in subsidies.months(session) for line in subsidies.show(session, row.month).lines]


LISTS = {"subsidies": List(SUBSIDY_LINES, _lines, totals=True)}


def _sheets(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers

    return papers.sheets(session, wish.month, wish.payer, wish.now, full=wish.full)


def _summary(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers

    return papers.summary(session, wish.month, wish.now)


def _bank_lists(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers, payroll

    lists = papers.bank_lists(session, wish.month, wish.payer, full=wish.full)
    return payroll.in_bank_columns(session, wish.month, lists)


def _corrections(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers

    return papers.corrections(session, wish.month, wish.payer, wish.now)


def _year(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.subsidies import papers

    return papers.year(session, wish.year, wish.now)


PAPERS = {
    Form("subsidy-sheet", "驻镇帮扶工作补助发放表", 1, "month", per_payer=True, has_full=True): _sheets,
    Form("subsidy-summary", "驻镇帮扶工作补助汇总表", 1, "month"): _summary,
    Form(
        "bank-list", "银行代发清单", 2, "month", per_payer=True, has_full=True, outputs=("xlsx",)
    ): _bank_lists,
    Form("differences", "补发扣回明细", 3, "month", per_payer=True): _corrections,
    Form("subsidy-year", "驻镇帮扶工作补助年度汇总表", None, "year"): _year,
}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Months made."""
    for row in subsidies.months(session):
        if text in row.month.label or text in str(row.month):
            yield Hit(f"工作补助 {row.month.label}", row.state.label, "subsidies", row.month)


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
