"""A PDF's pages as pictures and text: the preview shows the very bytes that are saved and printed."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from banfu_desktop.printing.substitutes import install

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_IMAGE = 3
"""The library's number for a picture among the objects of a page."""
_ONE_AT_A_TIME = Lock()  # the library behind is not made for several threads


class PageImage(NamedTuple):
    """A picture of a page, rows from the top without gaps.

    A pixel has four bytes (blue, green, red, unused), of a grey picture one.
    """

    width: int
    height: int
    pixels: bytes


def page_count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with opened(pdf) as document:
        return len(document)


def page_image(pdf: bytes, page: int, scale: float = 1.0) -> PageImage:
    """Draw a page (counted from 0); a scale of 1 is 72 dots an inch."""
    with opened(pdf) as document:
        bitmap = document[page].render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
        return PageImage(bitmap.width, bitmap.height, bytes(bitmap.buffer))


def is_plain(pdf: bytes, page: int) -> bool:
    """Whether a page (counted from 0) is in black and grey, without a picture on it."""
    with opened(pdf) as document:
        shown = document[page]
        if any(shown.get_objects(filter=[_IMAGE], max_depth=3)):
            return False
        bitmap = shown.render(scale=1.0, rev_byteorder=False, prefer_bgrx=True, optimize_mode=None)
        pixels = bytes(bitmap.buffer)
    blue, green, red = pixels[::4], pixels[1::4], pixels[2::4]
    return blue == green == red


def dotted_page(pdf: bytes, page: int, scale: float) -> PageImage:
    """Draw a page (counted from 0) with hard edges, a byte of grey a pixel: every dot is ink or paper."""
    with opened(pdf) as document:
        bitmap = document[page].render(
            scale=scale, grayscale=True, no_smoothtext=True, no_smoothpath=True, no_smoothimage=True
        )
        lines = bytes(bitmap.buffer)
        width, stride = bitmap.width, bitmap.stride
        rows = (lines[start : start + width] for start in range(0, stride * bitmap.height, stride))
        return PageImage(width, bitmap.height, lines if stride == width else b"".join(rows))


def page_size(pdf: bytes, page: int) -> tuple[float, float]:
    """Width and height of a page (counted from 0) in points."""
    with opened(pdf) as document:
        width, height = document[page].get_size()
        return float(width), float(height)


def page_text(pdf: bytes, page: int) -> str:
    """The text of a page (counted from 0) as a reader copies it, line by line."""
    with opened(pdf) as document:
        return str(document[page].get_textpage().get_text_bounded()).replace("\r\n", "\n")


def embedded_files(pdf: bytes, largest: int, most: int) -> list[bytes]:
    """The files a PDF carries, the first `most` of them, none larger than `largest` bytes."""
    from pypdfium2 import PdfiumError

    with opened(pdf) as document:
        files = []
        for number in range(min(document.count_attachments(), most)):
            try:
                content = bytes(document.get_attachment(number).get_data())
            except PdfiumError:
                continue
            if len(content) <= largest:
                files.append(content)
        return files


@contextmanager
def opened(pdf: bytes) -> "Iterator[PdfDocument]":
    """A PDF open for reading or changing; no other thread has one open meanwhile.

    Raises:
        pypdfium2.PdfiumError: it is damaged or has a password.
    """
    from pypdfium2 import PdfDocument

    with _ONE_AT_A_TIME:
        install()
        document = PdfDocument(pdf)
        try:
            yield document
        finally:
            document.close()
