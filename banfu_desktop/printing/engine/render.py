"""Turns documents into one PDF: the same bytes are previewed, saved and printed."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from math import atan2, degrees, hypot
from typing import TYPE_CHECKING, Any

from banfu_desktop.printing.engine import prose
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.engine.charts import drawing
from banfu_desktop.printing.engine.fonts import Face, runs, visible, width
from banfu_desktop.printing.engine.pages import Frame, Placed, frame, paginate
from banfu_desktop.printing.engine.pieces import Text
from banfu_desktop.printing.engine.style import MM, Style
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_FOOT_GAP = 8.0
_RED = (0.78, 0.05, 0.05)
_TOUCHING = 0.03
_Line = tuple[float, float, float, float]


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
    for number, placed in enumerate(pages, 1):
        canvas.setPageSize((paper.paper_width, paper.paper_height))
        canvas.translate(document.offset_mm[0] * MM, -document.offset_mm[1] * MM)
        _draw_watermark(canvas, document, paper)
        _draw_rules(canvas, placed, paper, document.style)
        draw_texts(canvas, [*_page_texts(placed, paper), *_foot(document, paper, number, len(pages))])
        _draw_pictures(canvas, placed, paper)
        canvas.showPage()


def _page_texts(placed: Sequence[Placed], paper: Frame) -> list[Text]:
    """All texts of a page, moved to the paper's own coordinates."""
    left, top = paper.left, paper.top
    return [
        Text(left + x, top - at.y - y, text, face, size, spacing)
        for at in placed
        for x, y, text, face, size, spacing in at.piece.texts
    ]


def _draw_rules(canvas: "Canvas", placed: Sequence[Placed], paper: Frame, style: Style) -> None:
    """Neighbouring cells share borders: each line is drawn once, and a column's side in one stroke."""
    left, drawn = paper.left, dict[tuple[bool, float], dict[_Line, None]]()
    for at in placed:
        top = paper.top - at.y
        for x1, y1, x2, y2, weight, red in at.piece.rules:
            line = round(left + x1, 2), round(top - y1, 2), round(left + x2, 2), round(top - y2, 2)
            drawn.setdefault((red, style.weight(weight)), {})[line] = None
    canvas.setLineCap(2)
    for (red, weight), lines in sorted(drawn.items(), key=lambda item: item[0]):
        canvas.setLineWidth(weight)
        canvas.setStrokeColorRGB(*(_RED if red else (0, 0, 0)))
        canvas.lines(list(_joined(lines)))


def _joined(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The same lines, upright ones that meet end to end made one."""
    upright: dict[float, list[_Line]] = {}
    for line in lines:
        if line[0] == line[2]:
            upright.setdefault(line[0], []).append(line)
        else:
            yield line
    for x, pieces in upright.items():
        spans = sorted((min(line[1], line[3]), max(line[1], line[3])) for line in pieces)
        low, high = spans[0]
        for start, end in spans[1:]:
            if start > high + _TOUCHING:
                yield x, low, x, high
                low = start
            high = max(high, end)
        yield x, low, x, high


def _draw_pictures(canvas: "Canvas", placed: Sequence[Placed], paper: Frame) -> None:
    for at in placed:
        for framed in at.piece.pictures:
            from reportlab.graphics import renderPDF

            made = drawing(framed.chart, framed.width, framed.height)
            below = paper.top - at.y - framed.y - framed.height
            renderPDF.draw(made, canvas, paper.left + framed.x, below)


def draw_texts(canvas: "Canvas", texts: Sequence[Text]) -> None:
    """Write texts in the paper's coordinates, each in the fonts that have its characters."""
    written, font, apart = canvas.beginText(), ("", 0.0), 0.0
    for x, y, text, face, size, spacing in texts:
        written.setTextOrigin(x, y)
        if spacing != apart:
            apart = spacing
            written.setCharSpace(apart)
        for name, part in runs(text, face):
            if (name, size) != font:
                font = name, size
                written.setFont(*font)
            written.textOut(part)
    canvas.drawText(written)


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
