"""What a printed form is made of, as plain data; render.py makes a PDF of it, sheet_xlsx.py a workbook."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from banfu_desktop.printing.engine.fonts import Face
from banfu_desktop.printing.engine.style import NEWEST, Style

if TYPE_CHECKING:
    from banfu_desktop.rules.funds_charts import Chart
    from banfu_desktop.rules.timelines import Timeline
    from banfu_desktop.rules.worklog import DutyCounts

Align = Literal["left", "center", "right"]
Paper = Literal["A4", "A5"]
Picture: TypeAlias = "Chart | DutyCounts | Timeline"
"""What can be drawn."""
Cell = str | int | None
"""A text, a whole number (fen in a money column, else a count), or nothing."""
Row = tuple[Cell, ...]

SIGN_AND_DATE = "签字：　　　　　　　　　　年　　月　　日"
BLANK_DATE = "　　　　年　　月　　日"
STAMP_AND_DATE = "（盖章）　　　　　　年　　月　　日"


@dataclass(frozen=True)
class Title:
    """The form's name, large and centred, with an optional smaller line under it."""

    text: str
    subtitle: str = ""


@dataclass(frozen=True)
class Facts:
    """The line above a table: 填报单位（盖章） left, the period in the middle, 单位：元 right."""

    left: str = ""
    middle: str = ""
    right: str = ""


@dataclass(frozen=True)
class Column:
    """One column of a Grid.

    `width` is in mm and relative: all widths are scaled together to fill the paper. A `money` column
    holds fen and shows yuan, right-aligned; in a `red` one an amount below nought is red ink (a reversal).
    A `summed` column is added up in 本页小计 and 合计 (a rate is money that is not summed). Neighbours with
    the same `group` share a header above theirs (出发 over 月日 and 地点).
    """

    label: str
    width: float
    align: Align = "center"
    money: bool = False
    summed: bool = False
    group: str = ""
    red: bool = False


@dataclass(frozen=True)
class Grid:
    """A table whose header repeats on every page.

    Where a column is summed the table ends in 合计, and carries 本页小计 on every page when it has more
    than one; `capital_of` is the index of the money column whose total is also written in 大写.
    `row_height` is the least height in mm (10 where people sign); down to `low` it gets lower where that
    saves a page, and where all then stands on one, lines are closer in the size `tight`. `minimum_rows`
    adds blank rows up to that number; a table with no row at all says `empty_text`. `size` is that of the
    rows, in points. A table that is not `fitted` keeps the given widths.

    Raises:
        ValueError: a row of another length than the columns, a text in a summed or money column, no room
            for the word 合计, 大写 of a column that is not summed money.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    capital_of: int | None = None
    row_height: float = 8.0
    minimum_rows: int = 0
    empty_text: str = "（无）"
    size: float = 10.5
    low: float | None = None
    tight: float | None = None
    fitted: bool = True

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row does not have as many cells as there are columns")
        numeric = [index for index, column in enumerate(self.columns) if column.money or column.summed]
        if any(isinstance(row[index], str) for row in self.rows for index in numeric):
            raise ValueError("a money or summed column holds whole numbers only")
        if self.summed and self.summed[0] == 0:
            raise ValueError("the first column cannot be summed: 合计 stands there")
        if self.capital_of is not None and not self._adds_money(self.capital_of):
            raise ValueError("大写 is of a summed money column")

    def _adds_money(self, index: int) -> bool:
        return self.columns[index].money and self.columns[index].summed

    @property
    def summed(self) -> tuple[int, ...]:
        """Indexes of the columns that are added up."""
        return tuple(index for index, column in enumerate(self.columns) if column.summed)


def sums(grid: Grid, rows: Iterable[Row]) -> dict[int, int]:
    """What each summed column of the grid adds up to over some of its rows (fen or counts)."""
    totals = dict.fromkeys(grid.summed, 0)
    for row in rows:
        for index in totals:
            cell = row[index]
            totals[index] += cell if isinstance(cell, int) else 0
    return totals


@dataclass(frozen=True)
class LedgerRow:
    """A row of a Ledger; an `entry` counts in what is carried over pages, others only sum up.

    `lines` are red lines below the row, one under a month's sum and two where the account ends.
    """

    cells: Row
    entry: bool = False
    lines: int = 0


@dataclass(frozen=True)
class Ledger:
    """A running account: 过次页 ends every page but the last, 承前页 begins every page but the first.

    `said` is the index of the column where the words of sums stand; `amounts` the indexes of income, expense
    and balance, all money columns. `opening` is the balance before the first entry, in fen.
    """

    columns: tuple[Column, ...]
    rows: tuple[LedgerRow, ...]
    said: int
    amounts: tuple[int, int, int]
    opening: int
    row_height: float = 7.0
    size: float = 10.0

    @property
    def grid(self) -> Grid:
        """The same rows without what belongs to pages."""
        cells = tuple(row.cells for row in self.rows)
        return Grid(self.columns, cells, row_height=self.row_height, size=self.size, fitted=False)


@dataclass(frozen=True)
class Paragraph:
    """Running text; a line break in it is kept. `size` is in points."""

    text: str
    align: Align = "left"
    size: float = 12.0
    bold: bool = False


@dataclass(frozen=True)
class Prose:
    """A paragraph of an official paper (GB/T 9704), both edges straight, on lines `pitch` points high.

    `grid` is how many characters a full line has; of a title, which is on no grid, 0. `indent` (of the first
    line) and `right` (what stays clear there) are in such characters. `word`
    is the font a docx asks for. With `keep` it stays on the page of what follows it.
    """

    text: str
    face: Face = "serif"
    align: Literal["justify", "left", "center", "right"] = "justify"
    size: float = 16.0
    pitch: float = 28.99
    grid: int = 28
    indent: float = 2.0
    right: float = 0.0
    word: str = ""
    keep: bool = False


@dataclass(frozen=True)
class Field:
    """One labelled cell of a boxed form.

    `share` is its part of the row's width, `height` the least height in mm (25 and more for an opinion),
    `foot` a line at the lower right of the cell (SIGN_AND_DATE), `note` small words in its upper corner that
    the program knows of what is to be signed by hand, `red` that the value is red ink (an amount of a
    reversal).
    """

    label: str
    value: str = ""
    share: float = 1.0
    height: float = 10.0
    foot: str = ""
    note: str = ""
    red: bool = False


@dataclass(frozen=True)
class Fields:
    """A boxed form, row by row: 请假审批表 and its like. Label cells are `label_width` mm wide."""

    rows: tuple[tuple[Field, ...], ...]
    label_width: float = 28.0


@dataclass(frozen=True)
class Signatures:
    """The sign-off line below a table; with `stamp` a clear space of 45 mm square stays for the stamp."""

    names: tuple[str, ...]
    stamp: bool = False


@dataclass(frozen=True)
class Closing:
    """Who signs a letter, over the date, at the right; the seal goes on both."""

    name: str
    date: str = BLANK_DATE


@dataclass(frozen=True)
class Legend:
    """A small explaining line below a table."""

    text: str


@dataclass(frozen=True)
class Pictures:
    """Charts side by side, `height` mm high; a workbook leaves them out, their figures stand in tables."""

    charts: "tuple[Picture, ...]"
    height: float = 50.0


@dataclass(frozen=True)
class PasteArea:
    """A dashed frame `height` mm high to paste vouchers into; `text` says in its middle how."""

    height: float
    text: str = ""


Block = (
    Title | Facts | Grid | Ledger | Paragraph | Prose | Fields | Signatures | Closing | Legend | Pictures
    | PasteArea
)  # fmt: skip


@dataclass(frozen=True)
class Document:
    """One paper: it starts on a new page and counts its own pages (第 X 页 共 Y 页).

    `check_code`, `chain_code` and `printed_at` stand in the foot, of a sealed paper `sealed_at` instead of
    the time it is printed. `watermark` lies behind every page's text, `offset_mm` moves everything right and
    down (old printers). `only` is said of what is part of one kind of file. A sealed paper has the `style` of
    its layout. `half` says the same on an A5, for whoever prints two on an A4.
    """

    name: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    paper: Paper = "A4"
    check_code: str = ""
    chain_code: str = ""
    printed_at: str = ""
    sealed_at: str = ""
    watermark: str = ""
    offset_mm: tuple[float, float] = (0.0, 0.0)
    only: Literal["", "pdf", "xlsx"] = ""
    style: Style = NEWEST
    half: tuple[Block, ...] = ()

    @property
    def foot_code(self) -> str:
        """The codes in the foot: 校验码 K7QM-2XWA　留痕码 7K2M-9QXT-4HVB-R8ND."""
        codes = (("校验码", self.check_code), ("留痕码", self.chain_code))
        return "　".join(f"{name} {code}" for name, code in codes if code)
