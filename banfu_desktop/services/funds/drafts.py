"""Drafts written from what is there already: a reversed voucher said again."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import VoucherState
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.funds import funds, posting

_KEPT = (
    "category_id", "summary", "amount_fen", "payee", "handler", "witnesses", "override_reason", "project_id",
    "about_year", "remark",
)  # fmt: skip


@dataclass(frozen=True)
class Copied:
    """A draft made from a reversed voucher; `left` says which invoices stand elsewhere by now, and where."""

    id: int
    left: tuple[str, ...]


def copy(session: Session, voucher_id: int, today: date) -> Copied:
    """A draft that says again what a reversed voucher said, dated today and without a number.

    Its invoices come along. The two signatures do not, nor do scans: they were given to another paper.

    Raises:
        UserError: a voucher that stands, a red one, or one whose book, day or category takes nothing more.
    """
    row = funds.voucher(session, voucher_id)
    if row.state is not VoucherState.POSTED or not row.reversed_by:
        raise UserError(
            "这张凭证没有冲销，不用重新登记", "已冲销的才照原样重新登记；要登记新的，请用登记支出"
        )
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
