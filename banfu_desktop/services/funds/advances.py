"""备用金: money lent out of a book of the fund (借款), accounted for by vouchers (核销) and what comes back.

Lending is no expense. The book's balance stays, and what is still out is said beside it, so that balance less
advances is what account and cash hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundAdvance, FundBook, FundSettlement, FundVoucher, FundYear
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Flow, VoucherState, voucher_number
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.funds import sums


@dataclass(frozen=True)
class AdvanceRow:
    """An advance; attribute names are those of tables.funds.ADVANCES; amounts in fen."""

    id: int
    book_id: int
    book: str
    borrower: str
    purpose: str
    amount_fen: int
    lent_on: date
    settled_fen: int
    returned_fen: int
    returned_on: date | None

    @property
    def open_fen(self) -> int:
        """What is still out."""
        return self.amount_fen - self.settled_fen - self.returned_fen


def listing(session: Session, book_id: int | None = None) -> list[AdvanceRow]:
    """Every advance (of a book), those still out first, the latest first.

    A voucher that was reversed, wholly or for a refund, accounts for nothing any more.
    """
    reversed_ones = sa.select(FundVoucher.reverses_id).where(FundVoucher.reverses_id.is_not(None))
    settled = (
        sa.select(FundSettlement.advance_id, sa.func.sum(FundSettlement.amount_fen).label("fen"))
        .where(FundSettlement.voucher_id.not_in(reversed_ones))
        .group_by(FundSettlement.advance_id)
        .subquery()
    )
    statement = (
        sa.select(FundAdvance, FundBook.name, sa.func.coalesce(settled.c.fen, 0))
        .join(FundBook, FundBook.id == FundAdvance.book_id)
        .outerjoin(settled, settled.c.advance_id == FundAdvance.id)
        .order_by(FundAdvance.lent_on.desc(), FundAdvance.id.desc())
    )
    if book_id is not None:
        statement = statement.where(FundAdvance.book_id == book_id)
    rows = [
        AdvanceRow(
            id=row.id,
            book_id=row.book_id,
            book=name,
            borrower=row.borrower,
            purpose=row.purpose,
            amount_fen=row.amount_fen,
            lent_on=row.lent_on,
            settled_fen=fen,
            returned_fen=row.returned_fen,
            returned_on=row.returned_on,
        )
        for row, name, fen in session.execute(statement)
    ]
    return sorted(rows, key=lambda row: not row.open_fen)


def lend(session: Session, book_id: int, values: Mapping[str, Any], today: date) -> int:
    """Write down that money was lent out of a book. Returns the advance's id.

    Args:
        values: `borrower`, `purpose`, `amount_fen` and `lent_on`.

    Raises:
        UserError: something is missing, a day to come or in a year that is closed or not opened, or more than
            the book holds beside what is lent already.
    """
    borrower, purpose = (str(values.get(name) or "").strip() for name in ("borrower", "purpose"))
    amount, lent_on = values.get("amount_fen") or 0, values.get("lent_on")
    if not borrower or not purpose or lent_on is None:
        raise UserError("借款人、用途和借款日期都要填写", "请补全")
    if amount <= 0:
        raise UserError("借款金额必须大于零", "请核对金额")
    if lent_on > today:
        raise UserError(f"借款日期{lent_on}还没有到", "请核对日期")
    book = session.get_one(FundBook, book_id)
    year = session.scalar(sa.select(FundYear).filter_by(book_id=book_id, year=lent_on.year))
    if year is None or year.closed_on is not None or book.closed_on is not None:
        raise UserError(f"“{book.name}”{lent_on.year}年没有开账或已年结", "请核对日期")
    free_fen = sums.closing(session, year) - outstanding(session, book_id)
    if amount > free_fen:
        raise UserError(f"账上除已借出的还有 {yuan(free_fen)} 元，不够借出 {yuan(amount)} 元", "请核对金额")
    row = FundAdvance(
        book_id=book_id, borrower=borrower, purpose=purpose, amount_fen=amount, lent_on=lent_on,
        returned_fen=0, returned_on=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def outstanding(session: Session, book_id: int) -> int:
    """What of a book is lent and not accounted for yet, in fen."""
    return sum(row.open_fen for row in listing(session, book_id))


def settle(session: Session, advance_id: int, voucher_id: int) -> int:
    """核销: let a posted expense account for an advance. Returns what is still out, in fen.

    An expense of more than is out settles all of it; the difference was paid from the account.

    Raises:
        UserError: not a posted expense of the same book, reversed, before the loan, used already, or nothing
            is out any more.
    """
    row, voucher = one(session, advance_id), session.get_one(FundVoucher, voucher_id)
    book_id = session.scalar(sa.select(FundYear.book_id).filter_by(id=voucher.year_id))
    if voucher.state is not VoucherState.POSTED or voucher.flow is not Flow.EXPENSE or voucher.amount_fen < 0:
        raise UserError("只有已记账的支出凭证才能核销备用金", "请先登记支出并记账")
    if book_id != row.book_id:
        raise UserError("凭证和备用金不是同一本账", "请选择同一本账的凭证")
    if session.scalar(sa.select(FundVoucher.id).filter_by(reverses_id=voucher.id)) is not None:
        raise UserError(f"{voucher_number(voucher.number)}凭证已被红字冲销", "请选择正确的凭证")
    if voucher.dated < row.lent_on:
        raise UserError(f"凭证日期{voucher.dated}早于借款日期{row.lent_on}", "请核对凭证")
    if session.scalar(sa.select(FundSettlement.id).filter_by(voucher_id=voucher.id)) is not None:
        raise UserError(f"{voucher_number(voucher.number)}凭证已核销过一笔备用金", "一张凭证只核销一笔")
    if not row.open_fen:
        raise UserError(f"{row.borrower}的这笔备用金已结清", "不用再核销")
    session.add(
        FundSettlement(
            advance_id=row.id, voucher_id=voucher.id, amount_fen=min(row.open_fen, voucher.amount_fen)
        )
    )
    session.flush()
    return one(session, advance_id).open_fen


def reopened(session: Session, voucher_id: int) -> str:
    """What the reversal of a voucher left open again of an advance, in words; empty when it settled none."""
    advance_id = session.scalar(sa.select(FundSettlement.advance_id).filter_by(voucher_id=voucher_id))
    if advance_id is None:
        return ""
    row = one(session, advance_id)
    return f"{row.borrower}的备用金原由这张凭证核销，现在未核销 {yuan(row.open_fen)} 元"


def give_back(session: Session, advance_id: int, amount_fen: int, on: date, today: date) -> int:
    """退回: what the borrower paid back into the account. Returns what is still out, in fen.

    Raises:
        UserError: nothing, more than is out, or a day before the loan or to come.
    """
    row = one(session, advance_id)
    if not 0 < amount_fen <= row.open_fen:
        raise UserError(f"未核销的是 {yuan(row.open_fen)} 元，不能退回 {yuan(amount_fen)} 元", "请核对金额")
    if not row.lent_on <= on <= today:
        raise UserError(f"退回日期{on}不合理", f"应在{row.lent_on}至{today}之间")
    stored = session.get_one(FundAdvance, advance_id)
    stored.returned_fen, stored.returned_on = stored.returned_fen + amount_fen, on
    session.flush()
    return one(session, advance_id).open_fen


def one(session: Session, advance_id: int) -> AdvanceRow:
    """One advance.

    Raises:
        UserError: it is no longer there.
    """
    advance = next((row for row in listing(session) if row.id == advance_id), None)
    if advance is None:
        raise UserError("这笔备用金已不在了", "请刷新后再看")
    return advance


def remove(session: Session, advance_id: int) -> None:
    """Remove an advance entered by mistake.

    Raises:
        UserError: vouchers settle it, or money was given back.
    """
    row = one(session, advance_id)
    if row.settled_fen or row.returned_fen:
        raise UserError("这笔备用金已有核销或退回", "不能删除")
    session.delete(session.get_one(FundAdvance, advance_id))
