"""Decides where pages break: headers repeat, no row is split, and signatures never stand alone on a page."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from banfu_desktop.printing.engine import layout, prose
from banfu_desktop.printing.engine.blocks import (
    Block,
    Closing,
    Document,
    Facts,
    Fields,
    Grid,
    Ledger,
    Legend,
    Paragraph,
    PasteArea,
    Pictures,
    Prose,
    Signatures,
    Title,
)
from banfu_desktop.printing.engine.ledger import LedgerTable
from banfu_desktop.printing.engine.pieces import Piece, outline
from banfu_desktop.printing.engine.style import MM, Style
from banfu_desktop.printing.engine.table import Table
from banfu_desktop.rules.errors import UserError

_SIZES = {"A4": (210.0, 297.0), "A5": (148.0, 210.0)}
_SHORTER = "请把文字写短些"
_COMPANY = 3
"""Rows that move on with a total for which there is no more room, so that it does not stand alone."""
_ROUNDING = 0.01
_TIGHT = (10.0, 9.0)
"""Sizes tried, their lines closer, before a table of a team takes a second page."""
_LOWER = 0.5
"""Steps in mm in which rows get lower to save a page."""


@dataclass(frozen=True)
class Frame:
    """Paper and the part of it that is written on, in points."""

    paper_width: float
    paper_height: float
    above: float
    below: float
    left: float
    right: float

    @property
    def top(self) -> float:
        """Where the first line hangs from, counted from the bottom of the paper."""
        return self.paper_height - self.above

    @property
    def width(self) -> float:
        """Width of the written part."""
        return self.paper_width - self.left - self.right

    @property
    def height(self) -> float:
        """Height of the written part, foot excluded."""
        return self.top - self.below


def frame(document: Document) -> Frame:
    """The frame of a document's paper and orientation."""
    style = document.style
    margins = style.margins_a4 if document.paper == "A4" else style.margins_a5
    short, long = (side * MM for side in _SIZES[document.paper])
    sides = (long, short) if document.landscape else (short, long)
    return Frame(*sides, *margins, style.left, style.right)


@dataclass(frozen=True)
class Placed:
    """A piece and the distance of its top from the frame's top, in points."""

    y: float
    piece: Piece


@dataclass(frozen=True)
class _Solid:
    """A piece in the flow; `holds` what follows it on its page, or is `held` by the table before it."""

    piece: Piece
    holds: bool = False
    held: bool = False


@dataclass(frozen=True)
class Part:
    """The rows of one page of a table: `block` is its place in the document; totals follow the `last`."""

    block: int
    page: int
    start: int
    stop: int
    several: bool
    last: bool
    table: Table


@dataclass(frozen=True)
class Laid:
    """A document laid out: its rows as high as they came out, its pages, and where its blocks stand.

    `begins` has the page of every block, and `heights` what every piece of it takes, in points.
    """

    document: Document
    pages: list[list[Placed]]
    parts: tuple[Part, ...]
    begins: tuple[int, ...]
    heights: tuple[tuple[float, ...], ...]


def paginate(document: Document) -> list[list[Placed]]:
    """The pages of a document, at least one.

    Raises:
        UserError: a table row so tall that no page holds it; a character no font has.
    """
    return laid_out(document).pages


def laid_out(document: Document) -> Laid:
    """A document on its pages; rows that may get lower are as high as the fewest pages allow.

    Raises:
        UserError: see paginate.
    """
    first = _laid(document)
    lows = [block.low for block in document.blocks if isinstance(block, Grid) and block.low]
    if len(first.pages) == 1 or not lows:
        return first
    lowest = _laid(_lowered(document, 0.0))
    if len(lowest.pages) > 1 and _may_fit(lowest):
        for size in _TIGHT:
            tight = _laid(_lowered(document, 0.0, size))
            if len(tight.pages) == 1:
                return tight
    if len(lowest.pages) == len(first.pages):
        return first
    height = max(block.row_height for block in document.blocks if isinstance(block, Grid)) - _LOWER
    while height > min(lows):
        tried = _laid(_lowered(document, height))
        if len(tried.pages) == len(lowest.pages):
            return tried
        height -= _LOWER
    return lowest


def _may_fit(laid: Laid) -> bool:
    """Whether everything would stand on one page if no row were higher than it has to be."""
    least = sum(sum(pieces) for pieces in laid.heights)
    tables = {part.block: part.table for part in laid.parts}
    for table in tables.values():
        low = (table.grid.low or table.grid.row_height) * MM
        least += table.header.height + table.closing + low * len(table.rows)
    return least <= frame(laid.document).height + _ROUNDING


def _lowered(document: Document, height: float, tight: float | None = None) -> Document:
    """The same document with rows of a height in mm, or what they can be lowered to."""
    blocks = (
        replace(block, row_height=min(block.row_height, max(block.low, height)), tight=tight)
        if isinstance(block, Grid) and block.low
        else block
        for block in document.blocks
    )
    return replace(document, blocks=tuple(blocks))


def _laid(document: Document) -> Laid:
    paper = frame(document)
    flow = [
        (number, item)
        for number, block in enumerate(document.blocks)
        for item in _flow(block, paper.width, document.style)
    ]
    items = [item for _, item in flow]
    maker = _Maker(paper.width, paper.height)
    begins: dict[int, int] = {}
    heights: dict[int, list[float]] = {}
    for index, (number, item) in enumerate(flow):
        maker.block = number
        if isinstance(item, Table):
            maker.table(item, _held(items[index + 1 :]))
            begins[number] = next(part.page for part in maker.parts if part.block == number)
        else:
            maker.solid(item.piece, _need(items[index:]))
            begins.setdefault(number, len(maker.pages) - 1)
            heights.setdefault(number, []).append(item.piece.height)
    count = range(len(document.blocks))
    return Laid(
        document,
        maker.pages,
        tuple(maker.parts),
        tuple(begins.get(number, 0) for number in count),
        tuple(tuple(heights.get(number, ())) for number in count),
    )


def _flow(block: Block, width: float, style: Style) -> Iterator["_Solid | Table"]:
    match block:
        case Title():
            yield _Solid(layout.title(block, width, style), holds=True)
        case Facts():
            yield _Solid(layout.facts(block, width, style), holds=True)
        case Grid():
            yield Table(block, width, style)
        case Ledger():
            yield LedgerTable(block, width, style)
        case Paragraph():
            yield from (_Solid(line, holds=block.bold) for line in layout.paragraph(block, width, style))
        case Prose():
            yield from (_Solid(piece, holds) for piece, holds in prose.lines(block, width))
        case Fields():
            yield from map(_Solid, layout.fields(block, width, style))
        case Signatures():
            yield _Solid(layout.signatures(block, width, style), held=True)
        case Closing():
            yield _Solid(layout.closing(block, width, style), held=True)
        case Legend():
            yield _Solid(layout.legend(block, width, style), held=True)
        case Pictures():
            yield _Solid(layout.pictures(block, width))
        case PasteArea():
            yield _Solid(layout.paste_area(block, width, style))


def _held(flow: list[_Solid | Table]) -> float:
    """Height of what a table keeps on its last page."""
    height = 0.0
    for item in flow:
        if isinstance(item, Table) or not item.held:
            break
        height += item.piece.height
    return height


def _need(flow: list[_Solid | Table]) -> float:
    """Height that must be left on the page for the first item, with what it holds on to."""
    first = flow[0]
    if isinstance(first, Table):
        below = first.closing + _held(flow[1:]) if len(first.rows) == 1 else first.subtotal_height
        return first.header.height + first.rows[0].height + below
    return first.piece.height + (_need(flow[1:]) if first.holds and len(flow) > 1 else 0.0)


@dataclass
class _Maker:
    """Fills pages from the top (all heights in points)."""

    width: float
    height: float
    pages: list[list[Placed]] = field(default_factory=lambda: [[]])
    used: float = 0.0
    parts: list[Part] = field(default_factory=list)
    block: int = 0

    @property
    def room(self) -> float:
        return self.height - self.used

    def turn(self) -> None:
        self.pages.append([])
        self.used = 0.0

    def put(self, piece: Piece) -> None:
        self.pages[-1].append(Placed(self.used, piece))
        self.used += piece.height

    def solid(self, piece: Piece, need: float) -> None:
        if piece.height > self.height:
            raise UserError("有一栏的文字太多，一页放不下", _SHORTER)
        if self.used and need > self.room:
            self.turn()
        self.put(piece)

    def table(self, table: Table, held: float) -> None:
        """Place a table, with `held` points kept below its last row where a page can hold that much."""
        closing = self._closing(table, held)
        whole = table.header.height + sum(row.height for row in table.rows) + closing
        start = 0
        while start < len(table.rows):
            if start == 0 and whole <= self.room:
                self._part(table, 0, len(table.rows), several=False)
                return
            stop = self._stop(table, start, closing)
            if stop > start:
                self._part(table, start, stop, several=True)
                start = stop
            if start < len(table.rows):
                self.turn()

    def _closing(self, table: Table, held: float) -> float:
        """Room to keep below the last row; every row must fit on a page together with the totals."""
        room = self.height - table.header.height - table.subtotal_height - table.closing
        for number, row in enumerate(table.rows, 1):
            if row.height > room:
                raise UserError(f"表格第{number}行的文字太多，一页放不下", _SHORTER)
        return table.closing + (held if table.rows[-1].height + held <= room else 0.0)

    def _stop(self, table: Table, start: int, closing: float) -> int:
        """The row after the last one that fits on this page, leaving some for the total where it does not."""
        opening = table.opening(start)
        room = self.room - table.header.height - table.subtotal_height - (opening.height if opening else 0.0)
        stop, rows = start, len(table.rows)
        while stop < rows and table.rows[stop].height <= room:
            room -= table.rows[stop].height
            stop += 1
        if stop < rows or closing <= room:
            return stop
        if rows - start > 1:
            return max(start + 1, rows - _COMPANY)
        return start if self.used else rows

    def _part(self, table: Table, start: int, stop: int, several: bool) -> None:
        """The rows of one page under the header, with 本页小计 when there are several pages."""
        top = self.used
        opening = table.opening(start) if several else None
        subtotal = table.subtotal(start, stop) if several else None
        last = table.end if stop == len(table.rows) else ()
        place = self.block, len(self.pages) - 1, start, stop
        self.parts.append(Part(*place, several, stop == len(table.rows), table))
        before, after = (filter(None, (piece,)) for piece in (opening, subtotal))
        for piece in (table.header, *before, *table.rows[start:stop], *after, *last):
            self.put(piece)
        box = outline(0, 0, self.width, self.used - top, "thick")
        self.pages[-1].append(Placed(top, Piece(0.0, rules=box)))
