"""Invoices of every room: written down once, refused a second time anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attachments import Bundle
from banfu_desktop.db.models.invoices import Invoice
from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.db.rows import row_of, write
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.invoices import InvoiceFacts, InvoiceKind, numbered, said
from banfu_desktop.rules.reimbursements import must_be_draft
from banfu_desktop.tables.invoices import INVOICES

_SAID = ("kind", "code", "number", "issued_on", "seller", "buyer", "amount_fen")


@dataclass(frozen=True)
class InvoiceRow:
    """An invoice; attribute names are those of tables.invoices.INVOICES. `place` says whose paper it is."""

    id: int
    bundle_id: int
    room: str
    place: str
    kind: InvoiceKind
    code: str
    number: str
    issued_on: date | None
    seller: str | None
    buyer: str | None
    amount_fen: int | None
    released: bool

    @property
    def facts(self) -> InvoiceFacts:
        """The invoice as the checks take it."""
        return InvoiceFacts(self.kind, self.code, self.number, self.issued_on, self.buyer)


def listing(session: Session, bundle_id: int | None = None) -> list[InvoiceRow]:
    """The invoices of a bundle in the order they came, or of all bundles."""
    statement = sa.select(Invoice, Bundle).join(Bundle, Bundle.id == Invoice.bundle_id).order_by(Invoice.id)
    if bundle_id is not None:
        statement = statement.where(Invoice.bundle_id == bundle_id)
    return [_row(*pair) for pair in session.execute(statement)]


def every(session: Session) -> list[InvoiceRow]:
    """The invoices of all bundles, in the order they came."""
    return listing(session)


def elsewhere(session: Session, code: str, number: str, but: int | None = None) -> InvoiceRow | None:
    """Where an invoice stands already, but for the one with id `but`; refused and reversed records aside."""
    statement = (
        sa.select(Invoice, Bundle)
        .join(Bundle, Bundle.id == Invoice.bundle_id)
        .where(Invoice.code == code, Invoice.number == number, ~Invoice.released, Invoice.id != (but or 0))
    )
    pair = session.execute(statement).first()
    return None if pair is None else _row(*pair)


def save(session: Session, bundle_id: int, values: Mapping[str, Any], invoice_id: int | None = None) -> int:
    """Write down an invoice of a bundle, or correct one. Returns its id.

    Raises:
        UserError: the numbers are not how such an invoice is numbered, it stands somewhere already (the
            place is named), its amount is negative, or the bundle is sealed
            or its claim handed in.
    """
    row = session.get_one(Invoice, invoice_id) if invoice_id is not None else Invoice(bundle_id=bundle_id)
    _refuse_sealed(session, row.bundle_id)
    kind = values.get("kind", row.kind)
    code, number = numbered(kind, values.get("code", row.code), values.get("number", row.number))
    twin = elsewhere(session, code, number, invoice_id)
    if twin is not None:
        raise UserError(f"发票{said(code, number)}已在“{twin.place}”中登记", "同一张发票只能报销一次，请核对")
    if (values.get("amount_fen") or 0) < 0:
        raise UserError("发票金额是负数", "红字发票不用登记；请核对金额")
    write(row, {**values, "kind": kind, "code": code, "number": number}, INVOICES)
    session.add(row)
    session.flush()
    return row.id


def remove(session: Session, invoice_id: int) -> None:
    """Take an invoice out of its bundle.

    Raises:
        UserError: the bundle is sealed, or its claim handed in.
    """
    row = session.get_one(Invoice, invoice_id)
    _refuse_sealed(session, row.bundle_id)
    session.delete(row)


def copy(session: Session, paper: InvoiceRow, bundle_id: int) -> int:
    """The invoice of a reversed record written down for the one that takes its place. Returns its id.

    Raises:
        UserError: see save.
    """
    values = {name: getattr(paper, name) for name in _SAID}
    return save(session, bundle_id, values)


def release(session: Session, bundle_id: int) -> None:
    """Let the invoices of a refused or reversed record stand again elsewhere."""
    for row in session.scalars(sa.select(Invoice).filter_by(bundle_id=bundle_id)):
        row.released = True


def _row(invoice: Invoice, bundle: Bundle) -> InvoiceRow:
    return row_of(InvoiceRow, invoice, id=invoice.id, room=bundle.room, place=bundle.label)


def _refuse_sealed(session: Session, bundle_id: int) -> None:
    """Sealed papers stand; so do those of a claim handed in, else its invoices could be claimed again."""
    bundle = session.get_one(Bundle, bundle_id)
    state = session.scalar(sa.select(Claim.state).filter_by(bundle_id=bundle_id))
    if state is not None and not bundle.sealed:
        must_be_draft(bundle.label, state)
    if bundle.sealed:
        raise UserError(f"{bundle.label}已封存，发票不能改动", "更正请另做冲销")
