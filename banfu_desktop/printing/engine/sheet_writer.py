"""Writes texts and numbers over stretches of a sheet given in millimetres; no cell is ever evaluated."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from banfu_desktop.printing.engine.blocks import Align
from banfu_desktop.printing.engine.fonts import visible
from banfu_desktop.printing.engine.style import MM, Style

if TYPE_CHECKING:
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.styles import Alignment, Border, Font
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | Decimal | None
"""A text, a count, money in yuan, or nothing."""

_SHORT = 2
_AMOUNT, _RED = "#,##0.00", "#,##0.00;[Red]-#,##0.00"
_EVALUATED = ("=", "+", "-", "@")
_LEAST_LINE, _MOST_HEIGHT = 15.0, 409.0


@dataclass(frozen=True)
class Look:
    """How a cell looks: `low` puts its text at the bottom, no `size` is that of the style's body.

    In a `red` one an amount below nought is red; `red_text` is a text in red ink.
    """

    align: Align = "left"
    size: float | None = None
    bold: bool = False
    boxed: bool = True
    low: bool = False
    red: bool = False
    red_text: bool = False


class SheetWriter:
    """Writes rows downwards; `edges` are the places in mm where the sheet's columns begin and end."""

    def __init__(self, sheet: "Worksheet", edges: Sequence[float], style: Style) -> None:
        from openpyxl.utils import get_column_letter

        self.sheet, self.row, self.width, self.style = sheet, 1, edges[-1], style
        self._edges = edges
        for number, (left, right) in enumerate(pairwise(edges), 1):
            pixels = (right - left) / 25.4 * 96
            sheet.column_dimensions[get_column_letter(number)].width = max(1.0, (pixels - 5) / 7)

    def column(self, place: float) -> int:
        """The sheet's column (from 1) that begins nearest to a place in mm."""
        after = min(bisect_left(self._edges, place), len(self._edges) - 1)
        before = max(0, after - 1)
        nearer = before if place - self._edges[before] < self._edges[after] - place else after
        return nearer + 1

    def line(self, text: str, look: Look, height: float = 0.0) -> None:
        """Write a text across the whole sheet, at least so many points high, and go on to the next row."""
        self.put(text, 0.0, self.width, look)
        self.next(max(height, self.text_height(text, self.width, look.size)))

    def put(self, value: Value, left: float, right: float, look: Look, rows: int = 1) -> None:
        """Write a value over the stretch from left to right (mm), and over so many rows."""
        first = self.column(left)
        last = max(first, self.column(right) - 1)
        bottom = self.row + rows - 1
        if look.boxed:
            for cells in self.sheet.iter_rows(self.row, bottom, first, last):
                for cell in cells:
                    cell.border = _border()
        _write(self.sheet.cell(self.row, first), value, look, self.style)
        if last > first or rows > 1:
            self.sheet.merge_cells(start_row=self.row, end_row=bottom, start_column=first, end_column=last)

    def next(self, height: float) -> None:
        """Go on to the next row; this one is so many points high."""
        self.sheet.row_dimensions[self.row].height = min(height, _MOST_HEIGHT)
        self.row += 1

    def text_height(self, text: str, width: float, size: float | None = None) -> float:
        """Points a text needs in so many mm: a guess, for what opens the sheet has its own fonts."""
        size = size or self.style.body
        most = max(2, int((width * MM - 5) / (size * 0.54)))
        lines = 0
        for line in text.split("\n"):
            units = sum(2 if east_asian_width(character) in "WF" else 1 for character in line)
            lines += max(1, -(-units // most))
        return max(_LEAST_LINE, lines * size * 1.45)


def _write(cell: "Cell | MergedCell", value: Value, look: Look, style: Style) -> None:
    short = not isinstance(value, str) or len(value) <= _SHORT
    family = style.sheet_bold_font if look.bold else style.sheet_font
    cell.font = _font(family, look.size or style.body, look.bold, look.red_text)
    cell.alignment = _alignment(look.align, look.low, short)
    if isinstance(value, str):
        cell.value = visible(value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(_EVALUATED)
        cell.number_format = "@"
    else:
        cell.value = value
        amount = _RED if look.red else _AMOUNT
        cell.number_format = amount if isinstance(value, Decimal) else "0"


@lru_cache(maxsize=64)
def _font(family: str, size: float, bold: bool, red: bool) -> "Font":
    from openpyxl.styles import Font

    return Font(name=family, size=size, bold=bold, color="FF0000" if red else None)


@lru_cache(maxsize=16)
def _alignment(align: Align, low: bool, short: bool) -> "Alignment":
    """A number or short text gets smaller in a narrow column; a long text takes more lines."""
    from openpyxl.styles import Alignment

    vertical = "bottom" if low else "center"
    return Alignment(horizontal=align, vertical=vertical, wrap_text=not short, shrink_to_fit=short)


@lru_cache(maxsize=1)
def _border() -> "Border":
    from openpyxl.styles import Border, Side

    side = Side(style="thin")
    return Border(left=side, right=side, top=side, bottom=side)
