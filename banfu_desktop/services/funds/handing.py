"""Books of the work fund go on to whoever follows: balances, vouchers not posted, money lent (七)."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundVoucher, FundYear
from banfu_desktop.rules.funds import VoucherState
from banfu_desktop.rules.money import capital, yuan
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.funds import advances, funds
from banfu_desktop.services.members import members

_ROOM = "funds"


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """Every open book with its balance, drafts and advances; of one posting what that person was lent."""
    borrower = None if posting_id is None else members.one(session, posting_id).name
    if borrower is None:
        books = {book.id: book for book in funds.books(session) if book.closed_on is None}
        for book in books.values():
            view = funds.view(session, book.id, book.latest)
            text = f"{book.name}{view.year}年余额 {yuan(view.balance_fen)} 元（{capital(view.balance_fen)}）"
            yield handover_item(Section.MONEY, "账本余额", text, _ROOM, f"book {book.id}")
        yield from _drafts(session, {key: book.name for key, book in books.items()})
    for row in advances.listing(session):
        if row.open_fen and borrower in (None, row.borrower):
            text = f"{row.borrower}{row.lent_on}借款还有 {yuan(row.open_fen)} 元没有核销（{row.purpose}）"
            yield handover_item(Section.MONEY, "备用金", text, _ROOM, f"advance {row.id}")


def _drafts(session: Session, names: dict[int, str]) -> Iterator[HandoverItem]:
    statement = (
        sa.select(FundVoucher, FundYear.book_id)
        .join(FundYear, FundYear.id == FundVoucher.year_id)
        .where(FundVoucher.state == VoucherState.DRAFT)
        .order_by(FundVoucher.dated, FundVoucher.id)
    )
    for voucher, book_id in session.execute(statement):
        what = f"{voucher.dated} {voucher.summary} {yuan(voucher.amount_fen)} 元"
        text = f"{names.get(book_id, '')} {what}，没有记账"
        yield handover_item(Section.MONEY, "凭证草稿", text, _ROOM, f"voucher {voucher.id}")
