"""QR codes of invoices on scans and photographs: 01,32,,number,amount,day,,check."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from banfu_desktop.exchange.invoice_xml import day_of, fen_of
from banfu_desktop.rules.invoice_readings import Reading, Source

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGEST = 400
"""Characters of a code that may be an invoice's; theirs have about 80."""
_WITH_TAX = {"31", "32"}
"""Kinds (数电票) whose code gives the amount with tax; older ones give it without."""
_DIGITAL = 20


def codes_in(image: "Image") -> Iterator[str]:
    """The texts of the QR codes in a picture; what is longer than an invoice's code is left out."""
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for code in zxingcpp.read_barcodes(image.convert("L"), formats=formats):
        if code.valid and len(code.text) <= _LONGEST:
            yield code.text


def read(texts: Sequence[str]) -> Reading | None:
    """The invoice that one of these codes names; None when none of them is an invoice's."""
    readings = [reading for text in texts if (reading := _reading(text)) is not None]
    return readings[0] if len(readings) == 1 else None


def _reading(text: str) -> Reading | None:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) < 6 or parts[0] != "01" or not parts[3].isdigit() or not parts[5].isdigit():
        return None
    amount = fen_of(parts[4])
    with_tax = parts[1] in _WITH_TAX or len(parts[3]) == _DIGITAL
    return Reading(
        Source.CODE,
        code=parts[2] or None,
        number=parts[3],
        day=day_of(parts[5]),
        amount_fen=amount if with_tax else None,
        net_fen=None if with_tax else amount,
    )
