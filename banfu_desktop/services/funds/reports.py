"""The yearly report of the work funds (form 12), its public notice and its pictures."""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import fund_notice, fund_request, fund_year
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Flow
from banfu_desktop.rules.funds_charts import Chart, burn_down
from banfu_desktop.services.funds import codes, funds
from banfu_desktop.services.funds.rows import YearView
from banfu_desktop.services.office import alone, office, settings
from banfu_desktop.services.office.imprints import imprint

Documents = tuple[Document, ...]


def year(session: Session, of: int, name: str | None, now: datetime, today: date) -> Documents:
    """The yearly report of every book opened in a year together, or of the one named.

    Raises:
        UserError: no book has that year, no such book.
    """
    views = _views(session, of, name)
    books = tuple(_book(session, view) for view in views)
    day, foot = min(today, date(of, 12, 31)), codes.years_foot(session, "report", views, now)
    notes = tuple(f"{view.book.name}{note}" for view in views for note in alone.of_year(session, view.id))
    team = office.current(session).team
    return fund_year.build(fund_year.Year(team, of, books, day, foot, one=name is not None, notes=notes))


def notices(session: Session, of: int, name: str | None, now: datetime, today: date) -> Documents:
    """The public notice of each book of a year, or of the one named.

    Raises:
        UserError: no book has that year, no such book.
    """
    return tuple(
        document
        for view in _views(session, of, name)
        for document in fund_notice.build(_notice(session, view, now, today))
    )


def _notice(session: Session, view: YearView, now: datetime, today: date) -> fund_notice.Notice:
    days = settings.value_on(session, "notice_days", today)
    items = (
        fund_notice.Item(row.dated, row.summary, row.category, row.amount_fen)
        for row in funds.vouchers(session, view.book.id, view.year)
        if row.flow is Flow.EXPENSE and row.number is not None
    )
    return fund_notice.Notice(
        team=office.current(session).team,
        book=view.book.name,
        year=view.year,
        opening_fen=view.opening_fen,
        allotted_fen=view.total(Flow.ALLOTMENT),
        other_fen=view.total(Flow.INCOME),
        returned_fen=view.returned_fen,
        items=tuple(items),
        today=min(today, date(view.year, 12, 31)),
        hang_from=today,
        hang_until=today + timedelta(days=days - 1),
        hotline=settings.value_on(session, "notice_hotline", today) or "",
        imprint=imprint(session, now),
    )


def requests(session: Session, of: int, name: str | None, now: datetime) -> Documents:
    """The letter asking for what a year's books still have to get, with the receipt; or of the one named.

    Raises:
        UserError: no book has that year, no such book, or nothing is missing.
    """
    views = [view for view in _views(session, of, name) if view.missing_fen]
    if not views:
        raise UserError(f"{of}年的工作经费已全部拨付", "没有可以申请的金额；应拨金额在开账时登记")
    current, foot = office.current(session), imprint(session, now)
    return tuple(
        document
        for view in views
        for document in fund_request.build(
            fund_request.Request(
                team=current.team,
                town=current.town,
                book=view.book.name,
                year=of,
                document_no=current.document_no,
                budget_fen=view.budget_fen,
                allotted_fen=view.allotted_for_fen,
                asked_fen=view.missing_fen,
                imprint=foot,
            )
        )
    )


def _views(session: Session, of: int, name: str | None) -> list[YearView]:
    """A year of every book that has it, or of the one named."""
    books = [funds.named(session, name)] if name is not None else funds.books(session)
    views = [funds.view(session, book.id, of) for book in books if name is not None or of in book.years]
    if not views:
        raise UserError(f"{of}年没有开过账", "请先在工作经费中开账")
    return views


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
