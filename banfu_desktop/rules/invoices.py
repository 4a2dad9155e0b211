"""Invoices: what a number must look like, and what about one is worth a remark."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.text import compact
from banfu_desktop.rules.verdicts import Severity, Verdict
from banfu_desktop.rules.words import Word

_OWN = "本单位自定"


class InvoiceKind(Word):
    """票据种类, each with its own way of being numbered."""

    DIGITAL = "digital", "数电票", "数电发票", "全电发票", "电子发票", "铁路电子客票", "机票行程单"
    VAT = "vat", "增值税发票", "增值税普通发票", "增值税专用发票", "普票", "专票"
    MEDICAL = "medical", "医疗收费票据", "医疗票据", "医疗发票"
    OTHER = "other", "其他票据", "定额发票", "车票", "收据", "财政票据"


@dataclass(frozen=True)
class _Numbering:
    code: str
    number: str
    said: str


_NUMBERING = {
    InvoiceKind.DIGITAL: _Numbering(r"", r"\d{20}", "数电票没有发票代码，号码是20位数字"),
    InvoiceKind.VAT: _Numbering(r"\d{10}|\d{12}", r"\d{8}", "发票代码是10位或12位数字，号码是8位数字"),
    InvoiceKind.MEDICAL: _Numbering(r"\d{8}", r"\d{10}", "票据代码是8位数字，号码是10位数字"),
    InvoiceKind.OTHER: _Numbering(r"[0-9A-Z]{0,20}", r"[0-9A-Z]{1,30}", "号码由数字和字母组成"),
}


@dataclass(frozen=True)
class InvoiceFacts:
    """An invoice as the checks see it; the amount is in fen."""

    kind: InvoiceKind
    code: str
    number: str
    issued_on: date | None
    buyer: str | None


def numbered(kind: InvoiceKind, code: str | None, number: str | None) -> tuple[str, str]:
    """Code and number as they are kept and compared: half width, capitals, no spaces.

    Raises:
        UserError: not how this kind is numbered.
    """
    said_code, said_number = compact(code), compact(number)
    numbering = _NUMBERING[kind]
    if not re.fullmatch(numbering.code, said_code) or not re.fullmatch(numbering.number, said_number):
        raise UserError(f"{kind.label}的代码或号码不对", f"{numbering.said}，请照票面核对")
    return said_code, said_number


def said(code: str, number: str) -> str:
    """An invoice as a sentence names it."""
    return f"{code} {number}".strip()


def remarks(invoice: InvoiceFacts, year: int, buyers: Iterable[str], today: date) -> tuple[Verdict, ...]:
    """What is odd about an invoice in a record of a year whose buyer should be one of some units.

    Args:
        buyers: names, present and former, that the paying unit goes by; none means that any will do.
    """
    return tuple(
        Verdict(check, severity, _OWN, f"发票{said(invoice.code, invoice.number)}{text}")
        for check, severity, text in _odd(invoice, year, frozenset(buyers), today)
    )


def _odd(
    invoice: InvoiceFacts, year: int, buyers: frozenset[str], today: date
) -> Iterable[tuple[str, Severity, str]]:
    issued = invoice.issued_on
    if issued is not None and issued > today:
        yield "invoice_future", Severity.ERROR, f"开票日期{issued}在今天之后，请核对"
    elif issued is not None and issued.year != year:
        yield "invoice_year", Severity.WARNING, f"是{issued.year}年开的，不是{year}年的，请说明原因"
    if buyers and not invoice.buyer and invoice.kind is not InvoiceKind.OTHER:
        yield "invoice_no_buyer", Severity.WARNING, "没有填购买方，请照票面补填或说明原因"
    if buyers and invoice.buyer and compact(invoice.buyer) not in {compact(name) for name in buyers}:
        yield (
            "invoice_buyer",
            Severity.WARNING,
            f"的购买方是“{invoice.buyer}”，不是单位，请退回换开或说明原因",
        )
