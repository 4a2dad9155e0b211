"""Attachments behind a form in one PDF: each picture and each page on an A4 page of its own, numbered.

    sheets = prepare([File("收据.jpg", FileKind.JPEG, lambda: content)])     # once, small enough to keep
    pdf = append(render(documents), sheets, Imprint("谭䶮 差旅报销", "7K3Q-…"))

Pictures are shrunk as they are read, one at a time. PDFs keep their text. What cannot be drawn gets a page
that names it and says that it is to be printed by itself.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from banfu_desktop.printing.engine.fonts import width
from banfu_desktop.printing.engine.operators import draw_texts
from banfu_desktop.printing.engine.pictures import (
    Size,
    UndrawableError,
    bearable,
    picture,
    shrunk,
    upright_size,
)
from banfu_desktop.printing.engine.pieces import Text
from banfu_desktop.printing.engine.render import blank_canvas
from banfu_desktop.printing.engine.style import MM
from banfu_desktop.printing.engine.text import fit
from banfu_desktop.printing.preview import opened
from banfu_desktop.rules.attachments import FileKind

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_SHORT, _LONG = 210 * MM, 297 * MM
_LEFT, _RIGHT, _ABOVE, _BELOW = 15 * MM, 10 * MM, 10 * MM, 16 * MM
_FOOT, _FOOT_SIZE = 9 * MM, 8.5
_DPI, _LEAST_DPI = 170, 96
"""Dots an inch a picture is kept at, and at least has: a small one is not blown up."""
_WHOLE = 9_500_000
"""Bytes that all pictures together may take, so that a PDF goes through any mailbox."""
_PLENTY, _NEEDED = 600_000, 60_000
"""Bytes a picture never needs more of, and always gets."""
_MOST_AS_IT_IS = 16_000_000
"""Pixels of a JPEG that is taken over as it is: whoever shows the PDF unpacks all of them."""
_QUALITIES = (82, 72, 62, 50, 38)
_MOST_PAGES = 200
_PRINT_APART = ("请从附件中另存出来，单独打印后附在此页之后。",)
_HEX = re.compile(rb"[0-9A-Fa-f]{32}")
_ID = re.compile(rb"/ID\s*\[\s*<[0-9A-Fa-f]{32}>\s*<[0-9A-Fa-f]{32}>\s*\]")


@dataclass(frozen=True)
class File:
    """An attachment; `read` gives its bytes, `facts` what was read of an invoice nobody here can draw."""

    name: str
    kind: FileKind
    read: Callable[[], bytes]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """An attachment ready to be laid on pages.

    Attributes:
        pictures: JPEGs with their size in pixels, a page each.
        pdf: a whole PDF of `pages` pages; empty when there is none.
        lacking: why nothing of it can be drawn; empty when it can.
        facts: what stands on its page instead.
    """

    name: str
    pictures: tuple[tuple[bytes, Size], ...] = ()
    pdf: bytes = b""
    pages: int = 1
    lacking: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imprint:
    """What the foot says: whose papers these are, and the form's check code."""

    label: str
    check_code: str = ""


@dataclass(frozen=True)
class _Leaf:
    """One page: its words, and what is laid on it at which size in points."""

    sheet: Sheet
    number: int
    count: int
    page: int
    size: tuple[float, float]

    @property
    def landscape(self) -> bool:
        return self.size[0] > self.size[1]

    @property
    def paper(self) -> tuple[float, float]:
        return (_LONG, _SHORT) if self.landscape else (_SHORT, _LONG)

    def place(self) -> tuple[float, float, float]:
        """Scale, and the lower left corner: centred in the room there is, never enlarged."""
        wide, high = self.paper[0] - _LEFT - _RIGHT, self.paper[1] - _ABOVE - _BELOW
        scale = min(1.0, wide / self.size[0], high / self.size[1])
        return (
            scale,
            _LEFT + (wide - self.size[0] * scale) / 2,
            _BELOW + (high - self.size[1] * scale) / 2,
        )


def prepare(files: Sequence[File]) -> tuple[Sheet, ...]:
    """Read attachments one by one and keep of each what its pages need.

    Pictures share `_WHOLE` bytes; the more there are, the stronger each is compressed.
    """
    pictures = sum(file.kind.is_picture for file in files)
    budget = max(_NEEDED, min(_PLENTY, _WHOLE // max(1, pictures)))
    return tuple(_sheet(file, budget) for file in files)


def append(pdf: bytes, sheets: Sequence[Sheet], imprint: Imprint) -> bytes:
    """A PDF (or none: empty bytes) with the attachments behind it; the same input gives the same bytes.

    Raises:
        UserError: a character in a name that no font has.
    """
    leaves = [leaf for number, sheet in enumerate(sheets, 1) for leaf in _leaves(sheet, number, len(sheets))]
    if not leaves:
        return pdf
    frames = _frames(leaves, imprint)
    with opened(frames) as document:
        for sheet in sheets:
            _lay(document, [(n, leaf) for n, leaf in enumerate(leaves) if leaf.sheet is sheet])
        if pdf:
            _put_before(document, pdf)
        out = BytesIO()
        document.save(out)
    return same_every_time(out.getvalue())


# Reading.


def _sheet(file: File, budget: int) -> Sheet:
    try:
        if file.kind.is_picture:
            return _picture_sheet(file, budget)
        if file.kind is FileKind.PDF:
            return _pdf_sheet(file)
    except UndrawableError as undrawable:
        return Sheet(file.name, lacking=str(undrawable))
    lacking = "发票数据文件没有版面" if file.kind is FileKind.XML else "OFD文件要用它自己的阅读器打开"
    return Sheet(file.name, lacking=lacking, facts=file.facts)


def _picture_sheet(file: File, budget: int) -> Sheet:
    content = file.read()
    try:
        with picture(content, file.kind) as image:
            frames = min(getattr(image, "n_frames", 1) if file.kind is FileKind.TIFF else 1, _MOST_PAGES)
            pictures = tuple(_frame(image, number, content, budget // frames) for number in range(frames))
    except (UndrawableError, OSError, ValueError) as error:
        raise UndrawableError("图片打不开，或者点数太多") from error
    return Sheet(file.name, pictures, pages=frames)


def _frame(image: Any, number: int, content: bytes, budget: int) -> tuple[bytes, Size]:
    """A frame as a JPEG: the very bytes where they are small enough and upright, else drawn anew."""
    if number:
        image.seek(number)
        bearable(image, content)
    size = upright_size(image)
    if _fits_as_it_is(image, content, budget, size):
        return content, size
    small = shrunk(image, _most(size))
    return _jpeg(small, max(budget, _NEEDED)), small.size


def _fits_as_it_is(image: Any, content: bytes, budget: int, size: Size) -> bool:
    plain = image.format == "JPEG" and image.mode in ("L", "RGB") and size == image.size
    plain = plain and image.getexif().get(0x0112, 1) == 1 and size[0] * size[1] <= _MOST_AS_IT_IS
    return plain and len(content) <= budget and b"\xff\xd9" in content


def _most(size: Size) -> Size:
    """Pixels that fill a page at _DPI, lying or standing as the picture does."""
    wide, high = _SHORT - _LEFT - _RIGHT, _LONG - _ABOVE - _BELOW
    if size[0] > size[1]:
        wide, high = _LONG - _LEFT - _RIGHT, _SHORT - _ABOVE - _BELOW
    return round(wide * _DPI / 72), round(high * _DPI / 72)


def _jpeg(image: Any, budget: int) -> bytes:
    """The best JPEG within so many bytes; the strongest compression where none is."""
    content = b""
    for quality in _QUALITIES:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality)
        content = out.getvalue()
        if len(content) <= budget:
            break
    return content


def _pdf_sheet(file: File) -> Sheet:
    from pypdfium2 import PdfiumError

    content = file.read()
    try:
        with opened(content) as document:
            pages = len(document)
    except PdfiumError as error:
        raise UndrawableError("文件有密码，或已损坏") from error
    if not 0 < pages <= _MOST_PAGES:
        raise UndrawableError(f"有 {pages} 页，太多了")
    return Sheet(file.name, pdf=content, pages=pages)


# Laying out.


def _leaves(sheet: Sheet, number: int, count: int) -> Iterator[_Leaf]:
    if sheet.pdf:
        with opened(sheet.pdf) as document:
            sizes = [document[page].get_size() for page in range(sheet.pages)]
    elif sheet.pictures:
        sizes = [(wide * 72 / _LEAST_DPI, high * 72 / _LEAST_DPI) for _, (wide, high) in sheet.pictures]
    else:
        sizes = [(_SHORT, _LONG)]
    for page, size in enumerate(sizes):
        yield _Leaf(sheet, number, count, page, size)


def _frames(leaves: Sequence[_Leaf], imprint: Imprint) -> bytes:
    """The pages without what is laid on them: the foot, and the words for what cannot be drawn."""
    out = BytesIO()
    canvas = blank_canvas(out, imprint.label)
    for leaf in leaves:
        canvas.setPageSize(leaf.paper)
        texts = [*_foot(leaf, imprint), *(_lacking(leaf) if leaf.sheet.lacking else ())]
        draw_texts(canvas, texts)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _foot(leaf: _Leaf, imprint: Imprint) -> list[Text]:
    code = f"　校验码 {imprint.check_code}" if imprint.check_code else ""
    page = f"附件 {leaf.number}/{leaf.count}　第 {leaf.page + 1} 页　共 {leaf.sheet.pages} 页"
    room = leaf.paper[0] - _LEFT - _RIGHT
    page_width = width(page, "serif") * _FOOT_SIZE
    whose = fit(f"{imprint.label}{code}", "serif", room - page_width - 6 * MM, _FOOT_SIZE, least=6.0)
    return [
        Text(_LEFT, _FOOT, whose.lines[0], "serif", whose.size),
        Text(_LEFT + room - page_width, _FOOT, page, "serif", _FOOT_SIZE),
    ]


def _lacking(leaf: _Leaf) -> Iterator[Text]:
    """The name, why, and what to do, in the upper third of the page."""
    room, y = leaf.paper[0] - _LEFT - _RIGHT, leaf.paper[1] * 0.7
    lines = (
        (f"附件 {leaf.number}：{leaf.sheet.name}", "bold", 16.0),
        (f"{leaf.sheet.lacking}，不能合并到这里。", "serif", 12.0),
        *((fact, "serif", 12.0) for fact in leaf.sheet.facts or _PRINT_APART),
    )
    for text, face, size in lines:
        fitted = fit(text, face, room, size)
        for line in fitted.lines:
            x = _LEFT + (room - width(line, face) * fitted.size) / 2
            yield Text(x, y, line, face, fitted.size)  # type: ignore[arg-type]
            y -= fitted.size * 1.6
        y -= size


def _lay(document: "PdfDocument", leaves: Sequence[tuple[int, _Leaf]]) -> None:
    """Lay a sheet's pictures or pages on the frames waiting for them."""
    sheet = leaves[0][1].sheet
    if sheet.pdf:
        _lay_pdf(document, leaves)
    for (number, leaf), (content, _) in zip(leaves, sheet.pictures, strict=False):
        _lay_picture(document, document[number], leaf, content)


def _lay_picture(document: "PdfDocument", page: "PdfPage", leaf: _Leaf, content: bytes) -> None:
    from pypdfium2 import PdfImage, PdfMatrix

    image = PdfImage.new(document)
    image.load_jpeg(BytesIO(content), inline=True)
    scale, x, y = leaf.place()
    image.set_matrix(PdfMatrix().scale(leaf.size[0] * scale, leaf.size[1] * scale).translate(x, y))
    page.insert_obj(image)
    page.gen_content()
    page.close()


def _lay_pdf(document: "PdfDocument", leaves: Sequence[tuple[int, _Leaf]]) -> None:
    """A page becomes a form on ours, so that its text stays text; stamps over it are drawn into it first."""
    from pypdfium2 import PdfDocument, PdfMatrix, raw

    source = PdfDocument(leaves[0][1].sheet.pdf)
    try:
        for number, leaf in leaves:
            page = source[leaf.page]
            raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)
            page.close()
            form = source.page_as_xobject(leaf.page, document)
            placed = form.as_pageobject()
            scale, x, y = leaf.place()
            placed.set_matrix(PdfMatrix().scale(scale, scale).translate(x, y))
            target = document[number]
            target.insert_obj(placed)
            target.gen_content()
            target.close()
            form.close()
    finally:
        source.close()


def _put_before(document: "PdfDocument", pdf: bytes) -> None:
    from pypdfium2 import PdfDocument

    form = PdfDocument(pdf)
    try:
        document.import_pages(form, index=0)
    finally:
        form.close()


def same_every_time(pdf: bytes) -> bytes:
    """The library draws a random mark for each file; one made of the content takes its place."""
    mark = hashlib.sha256(_ID.sub(b"", pdf)).hexdigest()[:32].upper().encode()
    return _ID.sub(lambda match: _HEX.sub(mark, match[0]), pdf)
