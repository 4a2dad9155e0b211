"""Turns documents into one PDF: the same bytes are previewed, saved and printed."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING, Any

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.engine.fonts import Face, runs, visible, width
from banfu_desktop.printing.engine.operators import Rules, Written, draw_texts
from banfu_desktop.printing.engine.pages import Frame, Placed, frame, paginate
from banfu_desktop.printing.engine.pieces import Text
from banfu_desktop.printing.engine.style import MM
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_FOOT_GAP = 8.0


@dataclass(frozen=True)
class Leaf:
    """A document in its place in a bound PDF.

    `path` are the bookmarks that lead to it, the outermost first (县司法局, 考勤表). `fresh` is whether it
    begins on a new sheet of paper where both sides are printed.
    """

    document: Document
    path: tuple[str, ...]
    fresh: bool = False


@contextmanager
def _uncollected() -> Iterator[None]:
    """Meanwhile nobody looks for rings of objects: pages make none, and a long ledger's rows are many."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


@_uncollected()
def render(documents: Sequence[Document], title: str = "", *, archival: bool = False) -> bytes:
    """Draw documents, one after the other, into a PDF that is the same bytes every time.

    What is sealed in a layout that knew no bookmarks alone is drawn without them, as it was.

    Args:
        title: names several documents as a whole; one alone is named by itself, however it was asked for.
        archival: whether the PDF keeps the rules of PDF/A-2u.

    Raises:
        UserError: nothing to print, a character no font has, a row taller than a page.
        MachineError: a bundled font is missing.
    """
    if archival or not documents or any(document.style.bookmarks for document in documents):
        leaves = [Leaf(document, (document.name,)) for document in documents]
        alone = len(documents) == 1 or not title
        return bind(leaves, documents[0].name if alone and documents else title, archival=archival)
    buffer = BytesIO()
    canvas = blank_canvas(buffer, documents[0].name)
    for document in documents:
        _draw_document(canvas, document)
    canvas.save()
    return buffer.getvalue()


@_uncollected()
def bind(leaves: Iterable[Leaf], title: str, *, archival: bool = False, duplex: bool = False) -> bytes:
    """Bind documents into a PDF under one title, with bookmarks, language and time.

    Args:
        duplex: whether it is to be printed on both sides: blank pages then let fresh leaves begin in front.

    Raises:
        UserError: nothing to print, a character no font has, a row taller than a page.
        MachineError: a bundled font is missing.
    """
    from banfu_desktop.printing.engine import outline

    buffer = BytesIO()
    canvas = blank_canvas(buffer, title, lang="zh-CN", pdfVersion=(1, 7) if archival else (1, 4))
    before: tuple[str, ...] = ()
    times = []
    for leaf in leaves:
        if duplex and leaf.fresh and canvas.getPageNumber() % 2 == 0:
            canvas.showPage()  # the back of the sheet before stays blank
        outline.mark(canvas, before, leaf.path)
        before = leaf.path
        times.append(leaf.document.sealed_at or leaf.document.printed_at)
        _draw_document(canvas, leaf.document)
    if not times:
        raise UserError("没有可以打印的内容", "请先核对月份和单位")
    outline.describe(canvas, times)
    if archival:
        from banfu_desktop.printing.engine import archive

        archive.declare(canvas, title)
    canvas.save()
    return buffer.getvalue()


def blank_canvas(buffer: BytesIO, title: str, **options: Any) -> "Canvas":
    """A PDF to draw on whose bytes depend on nothing but what is drawn; `options` are ReportLab's own."""
    from reportlab.pdfgen.canvas import Canvas

    base_font = runs("　", "serif")[0][0]  # without it the PDF names Helvetica, which is not embedded
    named: dict[str, Any] = {"initialFontName": base_font, **options}  # whose stub asks for a number
    canvas = Canvas(buffer, invariant=1, pageCompression=1, **named)
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setCreator("banfu-desktop")
    return canvas


def _draw_document(canvas: "Canvas", document: Document) -> None:
    paper, pages = frame(document), paginate(document)
    rules = Rules(paper, document.style)
    for number, placed in enumerate(pages, 1):
        canvas.setPageSize((paper.paper_width, paper.paper_height))
        canvas.translate(document.offset_mm[0] * MM, -document.offset_mm[1] * MM)
        _draw_watermark(canvas, document, paper)
        rules.draw(canvas, placed)
        draw_texts(canvas, chain(_page_texts(placed, paper), _foot(document, paper, number, len(pages))))
        _draw_pictures(canvas, placed, paper)
        canvas.showPage()


def _page_texts(placed: Sequence[Placed], paper: Frame) -> Iterator[Written]:
    """All texts of a page, moved to the paper's own coordinates."""
    left = paper.left
    for at in placed:
        top = paper.top - at.y
        for x, y, text, face, size in at.piece.texts:
            yield left + x, top - y, text, face, size


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
