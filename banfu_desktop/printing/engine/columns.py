"""Widths of a table's columns: what stands in them decides, so that text keeps its size."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from banfu_desktop.printing.engine.blocks import Grid, sums
from banfu_desktop.printing.engine.fonts import Face, visible, width
from banfu_desktop.printing.engine.style import MM, Style
from banfu_desktop.printing.engine.text import longest_token, wrap
from banfu_desktop.rules.money import yuan

NARROW, NARROW_PAD = 9 * MM, 0.4 * MM
"""Columns below this width keep less clear beside their text."""
_WORD = 3
"""Characters of a short text, which is kept on one line: a name."""
_MOST_LINES = 8
_ROUNDING = 0.4
"""Points more than a heading takes, for its size is rounded down."""
_LEAST_SHARE = 0.6
"""What of its given width a column keeps in a form with blank rows, whatever is typed into the others."""


def edges(grid: Grid, room: float, style: Style) -> list[float]:
    """Where the columns of a table begin and end, in points from its left side, both ends included."""
    given = [column.width for column in grid.columns]
    if not style.fits_columns or not grid.fitted:
        return _scaled(given, room)
    return _scaled(_fitted(grid, room, style), room)


def padding(box: float, style: Style) -> float:
    """Clear space on either side of a text in a cell of a width."""
    return NARROW_PAD if box < NARROW else style.pad


def _scaled(parts: Sequence[float], room: float) -> list[float]:
    scale = room / sum(parts)
    return [0.0, *accumulate(part * scale for part in parts)]


def _fitted(grid: Grid, room: float, style: Style) -> list[float]:
    """Wide enough for the fewest lines; what is left over goes where it saves a line, then to all."""
    faces: tuple[Face | None, ...] = ("bold", "serif", None) if style.plain_sums else ("bold", None)
    for totals in faces:  # totals get plain, then smaller, before names are cut
        columns = [_Measured(grid, index, style, totals) for index in range(len(grid.columns))]
        if sum(column.floor for column in columns) <= room:
            break
    widths = [column.floor for column in columns]
    for lines in range(1, _MOST_LINES + 1):
        widths = [column.of_lines(lines) for column in columns]
        if sum(widths) <= room:
            break
    else:
        return [column.floor for column in columns]
    spare = room - sum(widths)
    lacking = sorted(
        (column.of_lines(1) - wide, i) for i, (column, wide) in enumerate(zip(columns, widths, strict=True))
    )
    for lack, index in lacking:
        if lack <= spare:
            widths[index] += lack
            spare -= lack
        else:
            widths[index] += spare
            return widths
    given = sum(column.width for column in grid.columns)
    return [wide + spare * column.width / given for wide, column in zip(widths, grid.columns, strict=True)]


class _Measured:
    """A column of a table, its texts measured; its total in a face, or None: however small it gets."""

    def __init__(self, grid: Grid, index: int, style: Style, totals: Face | None) -> None:
        self._style = style
        self._size = grid.tight or max(style.least, min(grid.size, style.body))
        column = grid.columns[index]
        self._money = column.money
        self._texts = tuple({text for text in _texts(grid, index) if text})
        natural = [_natural(text) * self._size for text in self._texts]
        whole = [
            longest_token(text, "serif") if len(text) > _WORD else _natural(text) for text in self._texts
        ]
        numbers = [width(text, face) * self._size for text, face in _numbers(grid, index, totals)]
        self._whole = max([*(part * self._size for part in whole), *numbers, 0.0])
        self._natural = max([*natural, *numbers, 0.0])
        blank = not self._texts and not numbers
        kept = 1.0 if blank else _LEAST_SHARE if grid.minimum_rows else 0.0
        alone = sum(other.group == column.group for other in grid.columns) == 1
        self.floor = max(
            self._padded(self._whole),
            kept * column.width * MM,
            _head(column.label, style),
            _head(column.group, style) if column.group and alone else 0.0,
        )

    def of_lines(self, lines: int) -> float:
        """How wide it must be for every cell to do with so many lines."""
        if lines == 1:
            return max(self.floor, self._padded(self._natural))
        least = max(self._whole, self._natural / lines)
        return max(self.floor, self._padded(_enough(self._texts, lines, least, self._natural, self._size)))

    def _padded(self, text: float) -> float:
        narrow = text + 2 * NARROW_PAD
        clear = narrow >= NARROW or self._money
        return (text + 2 * self._style.pad if clear else narrow) + 0.1


@lru_cache(maxsize=512)
def _enough(texts: tuple[str, ...], lines: int, least: float, most: float, size: float) -> float:
    """The least width at which no text takes more lines, to half a character."""
    room = least
    long = [text for text in texts if _natural(text) * size > least]
    while room < most and any(len(wrap(text, "serif", room, size)) > lines for text in long):
        room += size / 2
    return min(room, most)


def _texts(grid: Grid, index: int) -> Iterator[str]:
    for row in grid.rows:
        cell = row[index]
        if isinstance(cell, str):
            yield visible(cell)


def _numbers(grid: Grid, index: int, totals: Face | None) -> Iterator[tuple[str, Face]]:
    """The widest numbers: those of the rows as they are printed, the total in its own face."""
    column = grid.columns[index]
    cells = [row[index] for row in grid.rows]
    shown = {yuan(cell) if column.money else str(cell) for cell in cells if isinstance(cell, int)}
    if shown:
        yield max(shown, key=lambda text: (len(text), width(text, "serif"))), "serif"
    if column.summed and shown and totals:
        total = sums(grid, grid.rows)[index]
        yield (yuan(total) if column.money else str(total)), totals


@lru_cache(maxsize=20_000)
def _natural(text: str) -> float:
    return max((width(line, "serif") for line in text.split("\n")), default=0.0)


def _head(label: str, style: Style) -> float:
    """What a heading needs: the lines it is given in, else two, where three characters are a word."""
    lines = visible(label).split("\n")
    longest = max(width(line, "bold") for line in lines)
    if len(lines) == 1 and len(label) > _WORD:
        longest = max(longest / 2 + 0.5, longest_token(label, "bold"))
    need = longest * style.head + _ROUNDING
    narrow = need + 2 * NARROW_PAD
    return (narrow if narrow < NARROW else need + 2 * style.tight_pad) + 0.1
