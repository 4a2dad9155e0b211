"""The yearly report of the work funds (form 12), its public notice and its pictures."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Variant
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import fund_year
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Flow
from banfu_desktop.rules.funds_charts import Chart, burn_down
from banfu_desktop.services.funds import funds
from banfu_desktop.services.funds.rows import YearView
from banfu_desktop.services.office import office, settings

Documents = tuple[Document, ...]


def year(session: Session, of: int, variant: Variant, now: datetime, today: date) -> Documents:
    """The yearly report of every book opened in a year, or its public notice.

    Raises:
        UserError: no book has that year.
    """
    books = books_of(session, of)
    if not books:
        raise UserError(f"{of}年没有开过账", "请先在工作经费中开账")
    days = settings.value_on(session, "notice_days", today)
    return fund_year.build(
        fund_year.Year(
            team=office.current(session).team,
            year=of,
            books=tuple(books),
            today=min(today, date(of, 12, 31)),
            imprint=Imprint(clock(now)),
            variant="public" if variant == "public" else "file",
            notice_from=today,
            notice_until=today + timedelta(days=days - 1),
            hotline=settings.value_on(session, "notice_hotline", today) or "",
        )
    )


def books_of(session: Session, of: int) -> list[fund_year.Book]:
    """Every book of a year as the report shows it."""
    views = [funds.view(session, book.id, of) for book in funds.books(session) if of in book.years]
    return [_book(session, view) for view in views]


def _book(session: Session, view: YearView) -> fund_year.Book:
    days = funds.balances(session, view.book.id, view.year)
    return fund_year.Book(
        name=view.book.name,
        opening_fen=view.opening_fen,
        budget_fen=max(view.opening_fen + view.budget_fen, view.available_fen),
        allotted_fen=view.total(Flow.ALLOTMENT),
        other_fen=view.total(Flow.INCOME),
        returned_fen=view.returned_fen,
        spent=tuple((row.name, row.amount_fen) for row in view.sums if _is_spent(row)),
        days=tuple((row.day, row.balance_fen) for row in days),
    )


def _is_spent(row: funds.CategorySum) -> bool:
    return row.flow is Flow.EXPENSE and row.amount_fen != 0


def charts(session: Session, of: int, today: date) -> list[Chart]:
    """The pictures of a year: each book's balance against the year, then spending by category."""
    books = books_of(session, of)
    burns: list[Chart] = [_burn(book, of, today) for book in books]
    return [*burns, fund_year.spending_of(tuple(books))] if books else []


def charts_of(session: Session, view: YearView, today: date) -> tuple[Chart, Chart]:
    """The same two pictures of one book's year."""
    book = _book(session, view)
    return _burn(book, view.year, today), fund_year.spending_of((book,))


def _burn(book: fund_year.Book, of: int, today: date) -> Chart:
    return burn_down(book.name, of, book.opening_fen, book.budget_fen, book.days, today)
