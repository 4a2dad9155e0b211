"""Draws a document's pages onto a PDF: one after the other, or two A5 papers on a sheet of A4."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING

from banfu_desktop.printing.engine import prose
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.engine.fonts import Face, visible, width
from banfu_desktop.printing.engine.operators import Rules, Written, draw_texts
from banfu_desktop.printing.engine.pages import Frame, Placed, frame, paginate
from banfu_desktop.printing.engine.pieces import Text
from banfu_desktop.printing.engine.style import MM

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_FOOT_GAP = 8.0
_WIDE, _HIGH = 210 * MM, 297 * MM
_HALF = _HIGH / 2
_CUT = "裁切线"


def is_half(document: Document) -> bool:
    """Whether two pages of a document fill an A4."""
    return document.paper == "A5" and document.landscape


def sides(documents: Iterable[Document], *, two_up: bool) -> int:
    """How many pages documents take that begin on a page of their own."""
    whole = half = 0
    for document in documents:
        pages = len(paginate(document))
        if two_up and is_half(document):
            half += pages
        else:
            whole, half = whole + pages + (half + 1) // 2, 0
    return whole + (half + 1) // 2


class Sheets:
    """The pages of a PDF as they are drawn.

    With `two_up` every two A5 papers that follow each other come on one A4, one above the other, with a
    line between them to cut along; one that is left over has the upper half.
    """

    def __init__(self, canvas: "Canvas", *, two_up: bool = False) -> None:
        self._canvas, self._two_up = canvas, two_up
        self._half_full = False

    def begin(self, document: Document, *, fresh: bool, duplex: bool) -> None:
        """Turn to where a document begins: a fresh one has a page, and in duplex a sheet, of its own."""
        if self._half_full and (fresh or not self._halves(document)):
            self._turn()
        if duplex and fresh and self._canvas.getPageNumber() % 2 == 0:
            self._canvas.showPage()  # the back of the sheet before stays blank

    def draw(self, document: Document) -> None:
        """All its pages."""
        halves = self._halves(document)
        paper, pages = frame(document), paginate(document)
        rules = Rules(paper, document.style)
        for number, placed in enumerate(pages, 1):
            if halves:
                self._begin_half()
            else:
                self._canvas.setPageSize((paper.paper_width, paper.paper_height))
            self._canvas.translate(document.offset_mm[0] * MM, -document.offset_mm[1] * MM)
            _draw_watermark(self._canvas, document, paper)
            rules.draw(self._canvas, placed)
            foot = _foot(document, paper, number, len(pages))
            draw_texts(self._canvas, chain(_page_texts(placed, paper), foot))
            _draw_pictures(self._canvas, placed, paper)
            if halves:
                self._canvas.restoreState()
            if not self._half_full:
                self._canvas.showPage()

    def end(self) -> None:
        """Finish the last sheet."""
        if self._half_full:
            self._turn()

    def _halves(self, document: Document) -> bool:
        return self._two_up and is_half(document)

    def _turn(self) -> None:
        self._half_full = False
        self._canvas.showPage()

    def _begin_half(self) -> None:
        """The upper half of a new sheet, or the lower one of the sheet before."""
        canvas = self._canvas
        if not self._half_full:
            canvas.setPageSize((_WIDE, _HIGH))
            canvas.saveState()
            canvas.setLineWidth(0.4)
            canvas.setDash(4, 3)
            canvas.line(5 * MM, _HALF, _WIDE - 5 * MM, _HALF)
            canvas.restoreState()
            draw_texts(canvas, [Text(6 * MM, _HALF + 1.2 * MM, _CUT, "serif", 6.5)])
        self._half_full = not self._half_full
        canvas.saveState()
        canvas.translate(0, _HALF if self._half_full else 0)


def _page_texts(placed: Sequence[Placed], paper: Frame) -> Iterator[Written]:
    """All texts of a page, moved to the paper's own coordinates."""
    left = paper.left
    for at in placed:
        top = paper.top - at.y
        for x, y, text, face, size, spacing, red in at.piece.texts:
            yield left + x, top - y, text, face, size, spacing, red


def _draw_pictures(canvas: "Canvas", placed: Sequence[Placed], paper: Frame) -> None:
    for at in placed:
        for framed in at.piece.pictures:
            from reportlab.graphics import renderPDF

            from banfu_desktop.printing.engine.charts import drawing

            made = drawing(framed.chart, framed.width, framed.height)
            below = paper.top - at.y - framed.y - framed.height
            renderPDF.draw(made, canvas, paper.left + framed.x, below)


def _foot(document: Document, paper: Frame, number: int, count: int) -> list[Text]:
    """Codes at the left, the time at the right; the page number in the middle, or between them."""
    if document.style.outer_numbers:
        return list(prose.foot(document, paper.left, paper.width, number))
    corners = document.foot_code, f"第 {number} 页　共 {count} 页", _printed(document)
    texts = tuple(visible(text) for text in corners)
    size = document.style.foot
    left, middle, right = (width(text, "serif") * size for text in texts)
    free = paper.width - left - middle - right
    centred = (paper.width - middle) / 2
    at = centred if left + _FOOT_GAP <= centred else left + free / 2
    places = 0.0, at, paper.width - right
    return [
        Text(paper.left + place, document.style.foot_height, text, "serif", size)
        for text, place in zip(texts, places, strict=True)
        if text
    ]


def _printed(document: Document) -> str:
    if document.sealed_at:
        return f"封存时间 {document.sealed_at}"
    return f"打印时间 {document.printed_at}" if document.printed_at else ""


def _draw_watermark(canvas: "Canvas", document: Document, paper: Frame) -> None:
    """Pale, along the page's diagonal, under everything else."""
    text, style = document.watermark, document.style
    if not text:
        return
    face: Face = "bold"
    diagonal = hypot(paper.width, paper.height)
    size = min(style.watermark, 0.8 * diagonal / width(text, face))
    canvas.saveState()
    canvas.setFillGray(style.watermark_grey)
    canvas.translate(paper.left + paper.width / 2, paper.top - paper.height / 2)
    canvas.rotate(degrees(atan2(paper.height, paper.width)))
    draw_texts(canvas, [Text(-width(text, face) * size / 2, -0.38 * size, text, face, size)])
    canvas.restoreState()
