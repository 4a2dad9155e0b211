"""Drafts written from what is there already: a reversed voucher said again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundVoucher
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import VoucherState
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.funds import funds, posting
from banfu_desktop.services.funds.rows import VoucherRow
from banfu_desktop.services.office import repeats

_KEPT = (
    "category_id", "summary", "amount_fen", "payee", "handler", "witnesses", "override_reason", "project_id",
    "about_year", "remark",
)  # fmt: skip


@dataclass(frozen=True)
class Copied:
    """A draft made from a reversed voucher; `left` says which invoices stand elsewhere by now, and where."""

    id: int
    left: tuple[str, ...]


def deed(row: VoucherRow) -> str:
    """The name of the deed that says a reversed voucher again."""
    return f"照{row.year}年{row.said_number}凭证重新登记"


def copies(session: Session, row: VoucherRow) -> list[VoucherRow]:
    """What has been made of a reversed voucher already, posted since or not, and was not reversed itself."""
    keys = repeats.made_by(session, FundVoucher.__tablename__, deed(row))
    there = [funds.voucher(session, key) for key in keys if session.get(FundVoucher, key) is not None]
    return [made for made in there if made.book_id == row.book_id and not made.reversed_by]


def copy(session: Session, voucher_id: int, today: date, *, once_more: bool = False) -> Copied:
    """A draft that says again what a reversed voucher said, dated today and without a number.

    Its invoices come along. The two signatures do not, nor do scans: they were given to another paper.

    Args:
        once_more: whether there may be another one beside what has been made of it already.

    Raises:
        UserError: a voucher that stands, a red one, one that has a copy already, or one whose book, day or
            category takes nothing more.
    """
    row = funds.voucher(session, voucher_id)
    if row.state is not VoucherState.POSTED or not row.reversed_by:
        raise UserError(
            "这张凭证没有冲销，不用重新登记", "已冲销的才照原样重新登记；要登记新的，请用登记支出"
        )
    if not once_more and copies(session, row):
        raise UserError(f"已照{row.said_number}另开过一张", "请先看那一张，还要再开的再点“照此重新登记”")
    values = {name: getattr(row, name) for name in _KEPT}
    made = posting.save(session, row.book_id, {**values, "dated": today})
    bundle_id = funds.voucher(session, made).bundle_id
    left = []
    for paper in invoices.listing(session, row.bundle_id):
        elsewhere = invoices.elsewhere(session, paper.code, paper.number)
        if elsewhere is None:
            invoices.copy(session, paper, bundle_id)
        else:
            left.append(f"发票{paper.number}已在“{elsewhere.place}”中登记")
    return Copied(made, tuple(left))
