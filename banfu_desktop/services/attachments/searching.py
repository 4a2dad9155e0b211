"""Papers found by a number, a seller or a file's name, for the rooms whose records have them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attachments import Attachment, Bundle
from banfu_desktop.db.models.invoices import Invoice
from banfu_desktop.rules.finding import LEAST_OF_INVOICE, amount_digits, has_amount
from banfu_desktop.rules.money import yuan

_MOST = 6


@dataclass(frozen=True)
class Paper:
    """An invoice or a file of a bundle as the palette names it; `kind` is 发票 or 文件."""

    bundle_id: int
    label: str
    hint: str
    kind: str


def papers(session: Session, room: str, text: str) -> Iterator[Paper]:
    """The latest papers of a room's records that a text is found in; `text` is case-folded."""
    for invoice in session.scalars(_of(Invoice, room).where(sa.or_(*_ways(text))).limit(_MOST)):
        label = f"发票 {invoice.number}" + (f" {invoice.seller}" if invoice.seller else "")
        fen = invoice.amount_fen
        if text in label.casefold() or has_amount(text, fen):
            yield Paper(invoice.bundle_id, label, "" if fen is None else yuan(fen), "发票")
    named = _of(Attachment, room).where(Attachment.name.icontains(text, autoescape=True))
    for file in session.scalars(named.limit(_MOST)):
        yield Paper(file.bundle_id, file.name, f"{file.added_at:%Y-%m-%d}", "文件")


def _of(model: type[Invoice] | type[Attachment], room: str) -> Any:
    joined = sa.select(model).join(Bundle, Bundle.id == model.bundle_id).where(Bundle.room == room)
    return joined.order_by(model.id.desc())


def _ways(text: str) -> list[sa.ColumnElement[bool]]:
    """How an invoice may be meant: its number needs a few digits, its seller not."""
    ways: list[sa.ColumnElement[bool]] = [Invoice.seller.icontains(text, autoescape=True)]
    if len(text) >= LEAST_OF_INVOICE and text.isdigit():
        ways.append(Invoice.number.contains(text, autoescape=True))
    if digits := amount_digits(text):
        ways.append(sa.cast(Invoice.amount_fen, sa.String).contains(digits))
    return ways
