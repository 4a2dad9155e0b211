"""What a package tells the county of the books: each year's sums, and those of its categories."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.services.door import Report
from banfu_desktop.services.funds import funds
from banfu_desktop.services.funds.rows import YearView


def report(session: Session) -> Report:
    """Every year of every book; amounts in fen, no voucher."""
    views = [funds.view(session, book.id, year) for book in funds.books(session) for year in book.years]
    return Report({"books": [_book(view) for view in views], "funds": list(_categories(views))})


def _book(view: YearView) -> Mapping[str, Any]:
    return {
        "book": view.book.name,
        "kind": view.book.kind.label,
        "source": view.book.source,
        "village": view.book.village,
        "year": view.year,
        "opening_fen": view.opening_fen,
        "budget_fen": view.budget_fen,
        "allotted_fen": view.allotted_for_fen,
        "income_fen": view.income_fen,
        "expense_fen": view.expense_fen,
        "returned_fen": view.returned_fen,
        "balance_fen": view.balance_fen,
        "vouchers": view.posted,
        "drafts": view.drafts,
        "closed_to": view.closed_to,
        "closed_on": view.closed_on,
    }


def _categories(views: list[YearView]) -> Iterator[Mapping[str, Any]]:
    for view in views:
        for row in view.sums:
            yield {
                "book": view.book.name,
                "year": view.year,
                "category": row.name,
                "flow": row.flow.label,
                "amount_fen": row.amount_fen,
                "entries": row.entries,
                "budget_fen": row.budget_fen,
            }
