"""What was read of an invoice file: each source's reading, the values taken, where sources disagree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.rules.text import compact
from banfu_desktop.rules.words import Word

_VAT_CODES, _VAT_NUMBER, _MEDICAL_CODE, _MEDICAL_NUMBER = (10, 12), 8, 8, 10
"""Digits of a 增值税发票's code and number, and of a 医疗票据's."""
_CENT = 1
"""Fen by which net and tax may miss the total: each is rounded by itself."""


class Source(Word):
    """Where a reading comes from, the most trusted first."""

    XML = "xml", "XML"
    XBRL = "xbrl", "XBRL"
    OFD = "ofd", "OFD"
    PDF = "pdf", "PDF"
    CODE = "qr", "二维码"


@dataclass(frozen=True)
class Item:
    """One line of an invoice; amounts in fen, without tax."""

    name: str
    amount_fen: int | None = None
    tax_fen: int | None = None


@dataclass(frozen=True)
class Trip:
    """The journey of a railway ticket; the fare in fen."""

    day: date | None
    origin: str | None
    destination: str | None
    train: str | None
    fare_fen: int | None
    traveller: str | None


@dataclass(frozen=True)
class Reading:
    """What one source says; None where it says nothing. Amounts in fen, `amount_fen` with tax."""

    source: Source
    title: str | None = None
    code: str | None = None
    number: str | None = None
    day: date | None = None
    amount_fen: int | None = None
    net_fen: int | None = None
    tax_fen: int | None = None
    seller: str | None = None
    buyer: str | None = None
    items: tuple[Item, ...] = ()
    trip: Trip | None = None

    @property
    def says_something(self) -> bool:
        """Whether there is an invoice in it: a number, or a day with an amount."""
        return self.number is not None or (self.day is not None and self.amount_fen is not None)


COMPARED = ("code", "number", "day", "amount_fen", "net_fen", "tax_fen", "seller", "buyer")
"""Values in which sources must agree."""


@dataclass(frozen=True)
class Conflict:
    """A value in which sources disagree: its field and what each source says, the most trusted first."""

    field: str
    values: tuple[tuple[Source, Any], ...]


@dataclass(frozen=True)
class InvoiceRead:
    """An invoice as read from one file, or from several of one number; nothing is taken over unconfirmed."""

    readings: tuple[Reading, ...]

    def value(self, name: str) -> Any:
        """What the most trusted source says, else the next that speaks of the same invoice."""
        number = next((reading.number for reading in self.readings if reading.number), None)
        same = (reading for reading in self.readings if reading.number in (None, number))
        values = (getattr(reading, name) for reading in same)
        return next((value for value in values if value not in (None, ())), None)

    def said(self, name: str) -> list[tuple[Source, Any]]:
        """What each source says of a field, the most trusted first."""
        values = ((reading.source, getattr(reading, name)) for reading in self.readings)
        return [(source, value) for source, value in values if value not in (None, ())]

    @property
    def source(self) -> Source:
        """The most trusted source."""
        return self.readings[0].source

    @property
    def kind(self) -> InvoiceKind:
        """票据种类, by how code and number are made."""
        code, number = self.value("code") or "", self.value("number") or ""
        if not code and len(number) > _MEDICAL_NUMBER and number.isdigit():
            return (
                InvoiceKind.DIGITAL
            )  # of 20 digits; one read with fewer is refused where it is written down
        if len(code) in _VAT_CODES and len(number) == _VAT_NUMBER:
            return InvoiceKind.VAT
        if len(code) == _MEDICAL_CODE and len(number) == _MEDICAL_NUMBER:
            return InvoiceKind.MEDICAL
        return InvoiceKind.OTHER

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """Every value in which two sources disagree, and amounts of one source that do not add up."""
        conflicts = [Conflict(name, tuple(self.said(name))) for name in COMPARED if _differ(self.said(name))]
        for reading in self.readings:
            parts = (reading.net_fen, reading.tax_fen, reading.amount_fen)
            net, tax, total = parts
            if net is not None and tax is not None and total is not None and abs(net + tax - total) > _CENT:
                conflicts.append(Conflict("sum", ((reading.source, parts),)))
        return tuple(conflicts)

    @property
    def trip(self) -> Trip | None:
        """The journey, of a railway ticket."""
        trip: Trip | None = self.value("trip")
        return trip

    def values(self) -> Mapping[str, Any]:
        """What is written down of it once the clerk has confirmed: fields of tables.invoices.INVOICES."""
        return {
            "kind": self.kind,
            "code": self.value("code"),
            "number": self.value("number"),
            "issued_on": self.value("day"),
            "seller": self.value("seller"),
            "buyer": self.value("buyer"),
            "amount_fen": self.value("amount_fen"),
        }


def together(readings: Sequence[Reading]) -> InvoiceRead | None:
    """Readings of one invoice, the most trusted first; None where none of them says anything."""
    speaking = [reading for reading in readings if reading.says_something]
    if not speaking:
        return None
    order = list(Source)
    return InvoiceRead(
        tuple(sorted(map(completed, speaking), key=lambda reading: order.index(reading.source)))
    )


def completed(reading: Reading) -> Reading:
    """The same with the third of net, tax and total where two are there."""
    values = {field.name: getattr(reading, field.name) for field in fields(reading)}
    net, tax, total = reading.net_fen, reading.tax_fen, reading.amount_fen
    if total is None and net is not None and tax is not None:
        values["amount_fen"] = net + tax
    elif net is None and tax is not None and total is not None:
        values["net_fen"] = total - tax
    elif tax is None and net is not None and total is not None:
        values["tax_fen"] = total - net
    return Reading(**values)


def _differ(readings: Sequence[tuple[Source, Any]]) -> bool:
    return len({compact(value) if isinstance(value, str) else value for _, value in readings}) > 1
