"""Thirty invoices read, against only opening and drawing their pages."""

from collections.abc import Iterator
from datetime import date

from banfu_desktop.printing.preview import page_image
from banfu_desktop.services.attachments import reading
from benchmarks.measure import Figure, Line, at_most, in_turn, ms, timed
from tests.services import invoice_files as made

_FILES, _SCALE = 30, 2.2


def figures() -> Iterator[Line]:
    """Reading data, words and code of thirty one-page PDFs, in times of drawing each page once."""
    pages = [_page(number) for number in range(_FILES)]
    drawn, read = in_turn(timed(lambda: _draw(pages)), timed(lambda: _read(pages)), runs=3)
    made_of = f"{ms(read)} / {ms(drawn)} of drawing {_FILES} pages once"
    yield Figure("thirty invoices read", read / drawn, made_of, at_most(6))


def _page(number: int) -> bytes:
    own = f"2644200000012345{number:04}"
    words = ("电子发票（普通发票）", f"发票号码：{own}", f"开票日期：{date(2026, 9, 18):%Y年%m月%d日}",
             f"名称：{made.TOWN} 名称：{made.SHOP}", "合计 ¥100.00 ¥13.00", "（小写） ¥113.00")  # fmt: skip
    return made.page(*words, carrying=made.einvoice(own))


def _draw(pages: list[bytes]) -> None:
    for page in pages:
        page_image(page, 0, _SCALE)


def _read(pages: list[bytes]) -> None:
    if any(reading.read_content("发票.pdf", page).invoice is None for page in pages):
        raise AssertionError("an invoice was not read")
