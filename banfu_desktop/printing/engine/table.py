"""Lays out a Grid: the header that repeats, the rows, 本页小计, 合计 and its 大写."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from banfu_desktop.printing.engine.blocks import Align, Cell, Column, Grid, Row, sums
from banfu_desktop.printing.engine.columns import edges, padding
from banfu_desktop.printing.engine.fonts import Face
from banfu_desktop.printing.engine.pieces import Box, Piece, Rule, Text, join, set_text
from banfu_desktop.printing.engine.style import MM, Style
from banfu_desktop.printing.engine.text import Fitted, balanced, even, fit, fit_number, settle
from banfu_desktop.rules.money import capital, yuan

_TIGHT_PAD, _TIGHT_LEADING = 1.0, 1.12
"""Points, and a multiple of the size: two lines of a tight table are as high as a row of 8 mm."""


def shown(cell: Cell, column: Column) -> str:
    """A cell as it is read: fen as yuan in a money column, a count as it is, nothing as nothing."""
    if cell is None:
        return ""
    return yuan(cell) if column.money and isinstance(cell, int) else str(cell)


def in_capitals(fen: int) -> str:
    """The line under the total, as the finance office wants it: 大写 first, then the figure."""
    return f"合计金额（大写）：人民币{capital(fen)}　　（小写）：¥{yuan(fen)}"


class Table:
    """A Grid at a given width (points): pieces for the page maker, which decides where the pages break."""

    def __init__(self, grid: Grid, width: float, style: Style) -> None:
        self.grid, self.style, self._pad = grid, style, style.pad
        self._edges = edges(grid, width, style)
        self._rooms = [self._room(self._box(index, 0)) for index in range(len(grid.columns))]
        self._ruled: dict[tuple[float, int], tuple[Rule, ...]] = {}
        self._fitted: dict[tuple[int, Cell], tuple[Fitted, float]] = {}
        self._set: dict[tuple[int, Cell, float], tuple[Text, ...]] = {}
        self.width = width
        blanks = max(0, grid.minimum_rows - len(grid.rows))
        self._rows: tuple[Row, ...] = (*grid.rows, *((None,) * len(grid.columns),) * blanks)
        self.header = self._header()
        self.rows = tuple(self._row(row) for row in self._rows) or (self._across(grid.empty_text, "center"),)
        self.end = tuple(self._end())

    @property
    def cells(self) -> tuple[Row, ...]:
        """What the rows say, blank ones included; none where the table is empty."""
        return self._rows

    def brought(self, start: int) -> Row | None:
        """What stands above row `start` on a page that is not the first; a plain table has nothing there."""
        return None

    def onward(self, stop: int) -> Row | None:
        """What a page that ends before row `stop` carries on; a plain table sums it up instead."""
        return None

    @property
    def subtotal_height(self) -> float:
        """Room 本页小计 needs."""
        piece = self.subtotal(0, 0)
        return piece.height if piece else 0.0

    @property
    def closing(self) -> float:
        """Room 合计 and its 大写 need."""
        return sum(piece.height for piece in self.end)

    def subtotal(self, start: int, stop: int) -> Piece | None:
        """本页小计 of rows start to stop, or None where nothing is summed."""
        return self._sum_row("本页小计", self._rows[start:stop]) if self.grid.summed else None

    def opening(self, start: int) -> Piece | None:
        """What is brought from the page before, laid out."""
        row = self.brought(start)
        return None if row is None else self._row(row)

    def _end(self) -> Iterator[Piece]:
        if not self.grid.summed:
            return
        yield self._sum_row("合　计", self._rows)
        if self.grid.capital_of is not None:
            total = sums(self.grid, self._rows)[self.grid.capital_of]
            yield self._across(in_capitals(total), "left")

    def _box(self, first: int, height: float, top: float = 0.0, last: int | None = None) -> Box:
        """The cell of one column, or of a stretch of columns."""
        left, right = self._edges[first], self._edges[(first if last is None else last) + 1]
        return Box(left, top, right - left, height)

    def _header(self) -> Piece:
        labels = [
            self._label(column.label, self._head_room(self._box(i, 0)))
            for i, column in enumerate(self.grid.columns)
        ]
        spans = [
            (group, [i for i, _ in members])
            for group, members in groupby(enumerate(self.grid.columns), lambda pair: pair[1].group)
        ]
        top = self.style.head * 1.28 + 2 * self._pad if any(group for group, _ in spans) else 0.0
        below = (
            label.height + (top if c.group else 0) for label, c in zip(labels, self.grid.columns, strict=True)
        )
        height = max(top + self.style.head, *below) + 2 * self._pad
        boxes, texts = [], []
        for group, members in spans:
            if group:
                boxes.append(self._box(members[0], top, last=members[-1]))
                texts.append(
                    set_text(
                        even(group, "bold", self._head_room(boxes[-1]), self.style.head),
                        boxes[-1],
                        "bold",
                        "center",
                    )
                )
            for index in members:
                boxes.append(self._box(index, height - top, top) if group else self._box(index, height))
                texts.append(set_text(labels[index], boxes[-1], "bold", "center"))
        return Piece(height, join(texts), tuple(rule for box in boxes for rule in box.rules))

    def _row(self, row: Row) -> Piece:
        pad = _TIGHT_PAD if self.grid.tight else 1.2 * self._pad
        tallest = max(self._taken(index, cell) for index, cell in enumerate(row))
        height = max(self.grid.row_height * MM, tallest + pad)
        texts = join(self._texts(index, cell, height) for index, cell in enumerate(row))
        return Piece(height, texts, self._borders(height, 0))

    def _taken(self, index: int, cell: Cell) -> float:
        """What a cell's lines take in height; a column says the same over and over."""
        if (index, cell) not in self._fitted:
            fitted = self._fit(index, cell, "serif")
            self._fitted[index, cell] = fitted, fitted.height
        return self._fitted[index, cell][1]

    def _texts(self, index: int, cell: Cell, height: float) -> tuple[Text, ...]:
        """The lines of a cell in a row of a height."""
        if (index, cell, height) not in self._set:
            fitted, _ = self._fitted[index, cell]
            texts = tuple(set_text(fitted, self._inner(index, height), "serif", self._align(index)))
            is_red = self.grid.columns[index].red and isinstance(cell, int) and cell < 0
            self._set[index, cell, height] = tuple(
                text._replace(red=True) if is_red else text for text in texts
            )
        return self._set[index, cell, height]

    def _sum_row(self, label: str, rows: tuple[Row, ...]) -> Piece:
        least, most = self.style.sums
        height, first = max(least, min(self.grid.row_height * MM, most)), self.grid.summed[0]
        head = self._box(0, height, last=first - 1)
        texts = [set_text(fit(label, "bold", head.width, self.style.head), head, "bold", "center")]
        totals = sums(self.grid, rows)
        face = self._sums_face(totals)
        for index, total in totals.items():
            box = self._inner(index, height)
            texts.append(set_text(self._fit(index, total, face), box, face, self._align(index)))
        return Piece(height, join(texts), self._borders(height, first))

    def _sums_face(self, totals: Mapping[int, int]) -> Face:
        """Bold, unless a total of the row would have to be small for it."""
        sizes = (self._fit(index, total, "bold").size for index, total in totals.items())
        small = min(self.grid.size, self.style.least)
        return "serif" if self.style.plain_sums and min(sizes) < small else "bold"

    def _across(self, text: str, align: Align) -> Piece:
        box = Box(0, 0, self.width, self.style.capitals)
        fitted = fit(text, "serif", self.width - 4 * self._pad, self.style.body)
        height = max(box.height, fitted.height + 2 * self._pad)
        inner = Box(2 * self._pad, 0, self.width - 4 * self._pad, height)
        return Piece(
            height, tuple(set_text(fitted, inner, "serif", align)), Box(0, 0, self.width, height).rules
        )

    def _fit(self, index: int, cell: Cell, face: Face) -> Fitted:
        column, room = self.grid.columns[index], self._rooms[index]
        text = shown(cell, column)
        if isinstance(cell, int):
            return fit_number(text, face, room, self.grid.size)
        least = self.grid.tight or self.style.least
        fitted = settle(
            text, face, room, min(self.grid.size, least) if self.grid.tight else self.grid.size, least
        )
        if self.grid.tight:
            fitted = replace(fitted, leading=_TIGHT_LEADING)
        if self.style.fits_columns and self._align(index) == "center":
            return balanced(text, face, room, fitted)
        return fitted

    def _align(self, index: int) -> Align:
        column = self.grid.columns[index]
        return "right" if column.money else column.align

    def _inner(self, index: int, height: float) -> Box:
        left, right, room = self._edges[index], self._edges[index + 1], self._rooms[index]
        return Box((left + right - room) / 2, 0, room, height)

    def _borders(self, height: float, merged: int) -> tuple[Rule, ...]:
        """Borders of a row whose first `merged` cells are one."""
        if (height, merged) not in self._ruled:
            sides = (Rule(x, 0, x, height) for i, x in enumerate(self._edges) if not 0 < i < merged)
            across = Rule(0, 0, self.width, 0), Rule(0, height, self.width, height)
            self._ruled[height, merged] = (*across, *sides)
        return self._ruled[height, merged]

    def _label(self, text: str, room: float) -> Fitted:
        """A header: long ones take more lines rather than a smaller size, unless they say where to break."""
        return even(
            text, "bold", room, self.style.head, 8.0 if len(text) <= 2 or "\n" in text else self.style.head
        )

    def _head_room(self, box: Box) -> float:
        """Points of a heading's width that its words may fill."""
        return box.width - 2 * min(padding(box.width, self.style), self.style.tight_pad)

    def _room(self, box: Box) -> float:
        """Points of a cell's width that text may fill; narrow columns keep less clear."""
        return box.width - 2 * padding(box.width, self.style)
