"""A5 papers two on a sheet of A4, one above the other, with a line between them to cut along."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from banfu_desktop.printing.enclosures import same_every_time
from banfu_desktop.printing.engine.operators import draw_texts
from banfu_desktop.printing.engine.pieces import Text
from banfu_desktop.printing.engine.render import blank_canvas
from banfu_desktop.printing.engine.style import MM
from banfu_desktop.printing.preview import opened

_WIDE, _HIGH = 210 * MM, 297 * MM
_HALF = _HIGH / 2
_NEAR = 2.0
"""Points that a page may differ from A5."""
_CUT = "裁切线"


def two_up(pdf: bytes, title: str) -> bytes:
    """The same papers, every two A5 pages that follow each other on one A4; other pages as they are.

    A page that is left over has the upper half. The same papers give the same bytes.
    """
    with opened(pdf) as document:
        sizes = [page.get_size() for page in document]
    if not any(map(_is_half, sizes)):
        return pdf
    sheets = list(_sheets(sizes))
    from pypdfium2 import PdfDocument, PdfMatrix

    frames = _frames(sheets, sizes, title)
    with opened(frames) as made:
        source = PdfDocument(pdf)
        try:
            for number, pages in enumerate(sheets):
                target = made[number]
                for place, page in enumerate(pages):
                    form = source.page_as_xobject(page, made)
                    placed = form.as_pageobject()
                    up = _HALF if place == 0 and _is_half(sizes[page]) else 0.0
                    placed.set_matrix(PdfMatrix().translate(0, up))
                    target.insert_obj(placed)
                    form.close()
                target.gen_content()
                target.close()
        finally:
            source.close()
        out = BytesIO()
        made.save(out)
    return same_every_time(out.getvalue())


def _is_half(size: tuple[float, float]) -> bool:
    """Whether a page is an A5 on its side."""
    return abs(size[0] - _WIDE) < _NEAR and abs(size[1] - _HALF) < _NEAR


def _sheets(sizes: Sequence[tuple[float, float]]) -> Iterator[tuple[int, ...]]:
    """Which pages come on one sheet."""
    waiting: int | None = None
    for page, size in enumerate(sizes):
        if not _is_half(size):
            if waiting is not None:
                yield (waiting,)
            waiting = None
            yield (page,)
        elif waiting is None:
            waiting = page
        else:
            yield waiting, page
            waiting = None
    if waiting is not None:
        yield (waiting,)


def _frames(sheets: Sequence[tuple[int, ...]], sizes: Sequence[tuple[float, float]], title: str) -> bytes:
    """The sheets without the papers: where one is to be cut, its line."""
    out = BytesIO()
    canvas = blank_canvas(out, title)
    for pages in sheets:
        half = _is_half(sizes[pages[0]])
        canvas.setPageSize((_WIDE, _HIGH) if half else sizes[pages[0]])
        if half:
            canvas.setLineWidth(0.4)
            canvas.setDash(4, 3)
            canvas.line(5 * MM, _HALF, _WIDE - 5 * MM, _HALF)
            draw_texts(canvas, [Text(6 * MM, _HALF + 1.2 * MM, _CUT, "serif", 6.5)])
        canvas.showPage()
    canvas.save()
    return out.getvalue()
