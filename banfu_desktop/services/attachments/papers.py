"""Attachments on paper: behind a record's form, each on pages of its own, or one by itself to look at."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from banfu_desktop.printing.paper import Enclosed
from banfu_desktop.rules.attachments import FileKind
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.attachments.bundles import AttachmentRow

if TYPE_CHECKING:
    from banfu_desktop.printing.enclosures import File
    from banfu_desktop.rules.invoice_readings import InvoiceRead


def of_bundle(session: Session, bundle_id: int, check_code: str = "", *, facts: bool = True) -> Enclosed:
    """All attachments of a bundle, in their order, to stand behind the form with a check code.

    Paper(name, documents, ("pdf",), of_bundle(session, claim.bundle_id, claim.check_code))

    Args:
        facts: whether an invoice that cannot be drawn (OFD, XML) says what was read of it; what was sealed
            before it could be read stays as it was.

    Raises:
        UserError: the bundle is no longer there.
    """
    bundle = bundles.bundle(session, bundle_id)
    if bundle is None:
        raise UserError("这份单据已不在了", "请刷新后再看")
    return _ready(session, bundles.listing(session, bundle_id), bundle.label, check_code, facts=facts)


def single(session: Session, attachment_id: int) -> Enclosed:
    """One attachment, as it looks on paper.

    Raises:
        UserError: it is no longer there.
    """
    row = bundles.find(session, attachment_id)
    bundle = bundles.bundle(session, row.bundle_id)
    return _ready(session, [row], "" if bundle is None else bundle.label, "", facts=True)


def _ready(
    session: Session, rows: list[AttachmentRow], label: str, check_code: str, *, facts: bool
) -> Enclosed:
    from banfu_desktop.printing.enclosures import prepare

    read = _facts(session, rows) if facts else {}
    files = [_file(session, row, read.get(row.id, ())) for row in rows]
    return Enclosed(prepare(files), label, check_code)


def _facts(session: Session, rows: list[AttachmentRow]) -> dict[int, tuple[str, ...]]:
    """What was read of invoices nobody here can draw, and whether their PDF is among the attachments."""
    undrawn = [row for row in rows if row.kind in (FileKind.OFD, FileKind.XML)]
    if not undrawn:
        return {}
    from banfu_desktop.services.attachments import reading

    read = {
        row.id: reading.read_content(row.name, bundles.content(session, row.id)).invoice
        for row in rows
        if not row.kind.is_picture
    }
    pages = {
        invoice.value("number"): row.name
        for row in rows
        if row.kind is FileKind.PDF and (invoice := read[row.id]) is not None
    }
    return {row.id: _said(invoice, pages) for row in undrawn if (invoice := read[row.id]) is not None}


def _said(invoice: "InvoiceRead", pages: Mapping[str, str]) -> tuple[str, ...]:
    number, amount, day = (invoice.value(name) for name in ("number", "amount_fen", "day"))
    facts = (
        f"发票号码 {number}" if number else "",
        f"开票日期 {day}" if day else "",
        f"价税合计 {yuan(amount)} 元" if amount is not None else "",
        f"销售方 {invoice.value('seller')}" if invoice.value("seller") else "",
        f"购买方 {invoice.value('buyer')}" if invoice.value("buyer") else "",
    )
    twin = pages.get(number)
    ending = (
        f"版面见同号的附件“{twin}”。" if twin else "请向开票方索取同号的PDF一并附上，或另存出来单独打印。"
    )
    return (*filter(None, facts), "以上由程序从文件中读出，请核对。", ending)


def _file(session: Session, row: AttachmentRow, facts: tuple[str, ...]) -> "File":
    from banfu_desktop.printing.enclosures import File

    return File(row.name, row.kind, lambda: bundles.content(session, row.id), facts)
