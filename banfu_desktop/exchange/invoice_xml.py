"""Invoices as their own data: the XML of a 数电票, and XBRL inside a PDF or OFD (财会〔2025〕9号).

The structures are taken from public descriptions; no real samples were at hand. Tags are found by their local
names wherever they stand, and what is not found is left empty: a wrong value would be worse than none.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from banfu_desktop.rules.dates import parse_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.invoice_readings import Item, Reading, Source, Trip
from banfu_desktop.rules.money import parse_yuan

LARGEST = 4 * 2**20
"""Bytes of an XML that is read: a 数电票 has some 10,000."""
_NUMBER = ("InvoiceNumber", "EIid", "InvoiceNo")
_DAY = ("IssueTime", "IssueDate", "RequestTime")
_TOTAL = ("TotalTax-includedAmount", "TaxInclusiveTotalAmount")
_NET = ("TotalAmWithoutTax", "TaxExclusiveTotalAmount")
_TAX = ("TotalTaxAm", "TaxTotalAmount")
_SELLER, _BUYER = ("SellerName",), ("BuyerName",)
_TITLE = ("LabelName",)
# XBRL elements of the voucher taxonomies (rai railway, atr air, and the fiscal receipts), by local name.
_X_NUMBER = (
    "ElectronicInvoiceRailwayETicketNumber", "ElectronicInvoiceAirTransportReceiptNumber",
    "NumberOfElectronicInvoice", "InvoiceNumber", "FiscalReceiptNumber", "BillNumber",
)  # fmt: skip
_X_CODE = ("FiscalReceiptCode", "BillCode", "InvoiceCode")
_X_DAY = ("DateOfIssue", "IssueDate", "DateOfInvoice")
_X_TOTAL = ("Fare", "TotalAmountIncludingTax", "TotalAmount", "TotalFare", "AmountIncludingTax")
_X_NET = ("TotalAmountExcludingTax", "AmountExcludingTax")
_X_TAX = ("TaxAmount", "TotalTaxAmount", "TotalAmountOfTax")
_X_SELLER = ("NameOfSeller", "SellerName", "NameOfIssuer", "InvoicingPartyName")
_X_BUYER = ("NameOfPurchaser", "NameOfBuyer", "BuyerName", "PayerPartyName")
_X_TITLE = ("TypeOfVoucher", "NameOfVoucher")
_IN_BRACKETS = re.compile(r"[（(]([^（）()]+)[）)]")


def read(content: bytes) -> Reading | None:
    """The invoice in an XML or XBRL instance; None when there is none, or it cannot be read safely."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(content) > LARGEST:
        return None
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        return None
    by_tag: dict[str, list[str]] = {}
    for element in root.iter():
        if isinstance(element.tag, str) and element.text and element.text.strip():
            by_tag.setdefault(_local(element.tag), []).append(element.text.strip())
    reading = _xbrl(by_tag) if _local(root.tag) == "xbrl" else _einvoice(root, by_tag)
    return reading if reading.says_something else None


def _einvoice(root: Any, texts: dict[str, list[str]]) -> Reading:
    return Reading(
        Source.XML,
        title=_title(texts),
        number=_first(texts, _NUMBER),
        day=day_of(_first(texts, _DAY)),
        amount_fen=fen_of(_first(texts, _TOTAL)),
        net_fen=fen_of(_first(texts, _NET)),
        tax_fen=fen_of(_first(texts, _TAX)),
        seller=_first(texts, _SELLER),
        buyer=_first(texts, _BUYER),
        items=tuple(_items(root)),
    )


def _items(root: Any) -> Iterator[Item]:
    for element in root.iter():
        if isinstance(element.tag, str) and _local(element.tag) in ("IssuItemInformation", "Item"):
            by_tag = {
                _local(part.tag): (part.text or "").strip() for part in element if isinstance(part.tag, str)
            }
            if name := by_tag.get("ItemName"):
                yield Item(
                    name,
                    fen_of(by_tag.get("Amount")),
                    fen_of(by_tag.get("ComTaxAm") or by_tag.get("TaxAmount")),
                )


def _xbrl(texts: dict[str, list[str]]) -> Reading:
    amount, day = fen_of(_first(texts, _X_TOTAL)), day_of(_first(texts, _X_DAY))
    title = _first(texts, _X_TITLE)
    trip = None
    if train := _first(texts, ("TrainNumber",)):
        trip = Trip(
            day_of(_first(texts, ("TravelDate",))),
            _first(texts, ("DepartureStation",)),
            _first(texts, ("DestinationStation",)),
            train,
            amount,
            _first(texts, ("Name", "NameOfPassenger")),
        )
    return Reading(
        Source.XBRL,
        title=_inner(title),
        code=_first(texts, _X_CODE),
        number=_first(texts, _X_NUMBER),
        day=day,
        amount_fen=amount,
        net_fen=fen_of(_first(texts, _X_NET)),
        tax_fen=fen_of(_first(texts, _X_TAX)),
        seller=_first(texts, _X_SELLER),
        buyer=_first(texts, _X_BUYER),
        trip=trip,
    )


def _title(texts: dict[str, list[str]]) -> str | None:
    labels = [label for label in texts.get("LabelName", ()) if "票" in label]
    return labels[0] if labels else None


def _inner(title: str | None) -> str | None:
    """铁路电子客票 of 电子发票（铁路电子客票）."""
    match = _IN_BRACKETS.search(title or "")
    return match[1] if match else title


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _first(texts: dict[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next((texts[name][0] for name in names if name in texts), None)


def day_of(text: str | None) -> date | None:
    """A day, with or without a time behind it; None where it is none."""
    try:
        return parse_date(text.split("T")[0].split(" ")[0]) if text else None
    except UserError:
        return None


def fen_of(text: str | None) -> int | None:
    """An amount of yuan in fen; None where it is none."""
    try:
        return parse_yuan(text) if text else None
    except UserError:
        return None
