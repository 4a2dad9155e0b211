"""A book of the fund over the years (七): its opening balance, years opened in any order, its end."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundBook, FundVoucher, FundYear
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.funds import advances, sums
from banfu_desktop.services.funds.funds import year_row


def set_opening(session: Session, book_id: int, year: int, opening_fen: int) -> None:
    """Correct what a year of a book began with (fen), until its first month is closed.

    Raises:
        UserError: negative, a month or the year is closed, the year before has been carried, or a day's
            balance would be below zero.
    """
    row = year_row(session, book_id, year)
    if opening_fen < 0:
        raise UserError("年初结转不能是负数", "请核对金额")
    if row.closed_on is not None or row.closed_to is not None:
        raise UserError(f"{year}年已有月份结账，年初结转不能再改", "请把差额登记为收入或支出，写明原因")
    before = session.scalar(sa.select(FundYear).filter_by(book_id=book_id, year=year - 1))
    if before is not None and before.closed_on is not None:
        raise UserError(
            f"{year}年的年初结转由{year - 1}年年结带入（{yuan(row.opening_fen)} 元）", "请核对上年账"
        )
    row.opening_fen = opening_fen
    session.flush()
    sums.refuse_below_zero(session, row, date(year, 1, 1))


def open_year(session: Session, book_id: int, year: int, budget_fen: int, opening_fen: int = 0) -> int:
    """Open a year of a book, later or earlier than those there. Returns its id.

    An earlier year opened behind a later one is carried like any other: its closing balance has to be what
    the later one began with. A later year opened before the old one is carried begins with nothing.

    Raises:
        UserError: the year is there, the book is closed, or a negative or unlikely figure.
    """
    book = session.get_one(FundBook, book_id)
    if book.closed_on is not None:
        raise UserError(f"“{book.name}”已于{book.closed_on}关闭", "请另开一本账")
    if not 2000 <= year <= 2199:
        raise UserError(f"{year}年不合理", "请核对年度")
    if opening_fen < 0 or budget_fen < 0:
        raise UserError("年初结转和本年应拨不能是负数", "请核对金额")
    known = session.scalars(sa.select(FundYear.year).filter_by(book_id=book_id)).all()
    if year in known:
        raise UserError(f"“{book.name}”{year}年已经开账", "请在页面上方选择年月")
    if year - 1 in known and opening_fen:
        raise UserError(f"{year}年的年初结转由{year - 1}年年结带入", "年初结转请填 0")
    row = FundYear(book_id=book_id, year=year, opening_fen=opening_fen, budget_fen=budget_fen)
    session.add(row)
    session.flush()
    return row.id


def refuse_other_opening(row: FundYear, closing_fen: int, year: int) -> None:
    """Refuse to carry a year into one that began with another balance than this one ended with.

    Raises:
        UserError: names both figures.
    """
    if row.opening_fen not in (0, closing_fen):
        raise UserError(
            f"{year}年年末结余 {yuan(closing_fen)} 元，{row.year}年年初结转填的是 {yuan(row.opening_fen)} 元",
            f"请先核对：漏记的补记到{year}年，{row.year}年填错的用“年初结转”更正",
        )


def close_book(session: Session, book_id: int, on: date, today: date) -> None:
    """Close a book for good: it takes nothing more and reminds of nothing.

    Raises:
        UserError: closed already, a day to come, a year with entries that is not closed, money left in it, or
            an advance that is still out.
    """
    book = session.get_one(FundBook, book_id)
    if book.closed_on is not None:
        raise UserError(f"“{book.name}”已于{book.closed_on}关闭", "不用再关")
    if on > today:
        raise UserError(f"关闭日期{on}还没有到", "请核对日期")
    for row in session.scalars(sa.select(FundYear).filter_by(book_id=book_id).order_by(FundYear.year)):
        entries = session.scalar(
            sa.select(sa.func.count()).select_from(FundVoucher).where(FundVoucher.year_id == row.id)
        )
        if row.closed_on is None and (entries or row.opening_fen):
            raise UserError(
                f"“{book.name}”{row.year}年还没有年结，账上 {yuan(sums.closing(session, row))} 元",
                "请先年结并由财政收回余额，再关闭账本",
            )
    if any(advance.open_fen for advance in advances.listing(session, book_id)):
        raise UserError(f"“{book.name}”还有没核销的备用金", "请先核销或退回")
    book.closed_on = on


def reopen_book(session: Session, book_id: int) -> None:
    """Open a book again that was closed by mistake."""
    session.get_one(FundBook, book_id).closed_on = None
