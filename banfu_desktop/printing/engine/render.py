"""Turns documents into one PDF: the same bytes are previewed, saved and printed."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.engine.drawing import Sheets, is_half
from banfu_desktop.printing.engine.fonts import runs
from banfu_desktop.rules.errors import UserError

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas


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
def render(
    documents: Sequence[Document], title: str = "", *, archival: bool = False, two_up: bool = False
) -> bytes:
    """Draw documents, one after the other, into a PDF that is the same bytes every time.

    What is sealed in a layout that knew no bookmarks alone is drawn without them, as it was.

    Args:
        title: names several documents as a whole; one alone is named by itself, however it was asked for.
        archival: whether the PDF keeps the rules of PDF/A-2u.
        two_up: whether A5 papers come two on an A4.

    Raises:
        UserError: nothing to print, a character no font has, a row taller than a page.
        MachineError: a bundled font is missing.
    """
    two_up = two_up and any(map(is_half, documents))
    if archival or two_up or not documents or any(document.style.bookmarks for document in documents):
        leaves = [Leaf(document, (document.name,)) for document in documents]
        alone = len(documents) == 1 or not title
        name = documents[0].name if alone and documents else title
        return bind(leaves, name, archival=archival, two_up=two_up)
    buffer = BytesIO()
    canvas = blank_canvas(buffer, documents[0].name)
    sheets = Sheets(canvas)
    for document in documents:
        sheets.draw(document)
    canvas.save()
    return buffer.getvalue()


@_uncollected()
def bind(
    leaves: Iterable[Leaf],
    title: str,
    *,
    archival: bool = False,
    duplex: bool = False,
    two_up: bool = False,
) -> bytes:
    """Bind documents into a PDF under one title, with bookmarks, language and time.

    Args:
        duplex: whether it is to be printed on both sides: blank pages then let fresh leaves begin in front.
        two_up: whether A5 papers that follow each other come two on an A4; a fresh leaf begins a new one.

    Raises:
        UserError: nothing to print, a character no font has, a row taller than a page.
        MachineError: a bundled font is missing.
    """
    from banfu_desktop.printing.engine import outline

    buffer = BytesIO()
    canvas = blank_canvas(buffer, title, lang="zh-CN", pdfVersion=(1, 7) if archival else (1, 4))
    sheets = Sheets(canvas, two_up=two_up)
    before: tuple[str, ...] = ()
    times = []
    for leaf in leaves:
        sheets.begin(leaf.document, fresh=leaf.fresh, duplex=duplex)
        outline.mark(canvas, before, leaf.path)
        before = leaf.path
        times.append(leaf.document.sealed_at or leaf.document.printed_at)
        sheets.draw(leaf.document)
    sheets.end()
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
