"""Lines for Qt, of a claim or of a day's log: typed, pasted; what cannot be read stays until it is mended."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.reimbursements import line_of
from banfu_desktop.tables.spec import Field, Kind, Table

Index = QModelIndex | QPersistentModelIndex
BAD = Qt.ItemDataRole.UserRole + 1
"""Why a cell cannot be read; None for a good one."""
_TOP = QModelIndex()
_SHORT_DAY = re.compile(r"\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?\s*")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class GridLine(Protocol):
    """A line of a grid, as a frozen dataclass."""

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""

    def shown(self, name: str) -> Any:
        """What a column shows."""


Values = dict[str, Any]
"""A row as it is typed."""


class LineModel(QAbstractTableModel):
    """Lines under their columns; while they can be written an empty one stands at the end.

    `edited` says that `lines` is to be stored. A day may be typed without its year; in one of the columns
    `ahead` it is then the next day of that name from the day shown on.

    Args:
        make: a line from a row's values.
    """

    edited = Signal()

    def __init__(
        self,
        make: Callable[[Mapping[str, Any]], GridLine] = line_of,
        ahead: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__()
        self._make, self._ahead = make, ahead
        self.fields: tuple[Field, ...] = ()
        self._rows: list[Values] = []
        self._bad: dict[tuple[int, int], tuple[str, str]] = {}
        self._day, self.writable = date.min, False

    # What it holds.

    @property
    def lines(self) -> list[Any]:
        """Every line that is not empty, as `make` makes them."""
        return [line for row in self._rows if not (line := self._make(row)).empty]

    def as_typed(self, row: int, column: int, text: str) -> list[Any]:
        """`lines` as they will be once what is typed is left; what cannot be read yet counts as before."""
        try:
            value = self._read(self.fields[column], text)
        except UserError:
            return self.lines
        rows = [dict(values) for values in self._rows]
        rows[row][self.fields[column].name] = value
        return [line for values in rows if not (line := self._make(values)).empty]

    @property
    def written(self) -> list[Values]:
        """The rows of `lines`, to be given to `adopt` once they are stored."""
        return [row for row in self._rows if not self._make(row).empty]

    def adopt(self, rows: Sequence[Values], ids: Sequence[int]) -> None:
        """Tell rows the ids of the records they were stored as."""
        for row, key in zip(rows, ids, strict=True):
            row["id"] = key

    @property
    def unread(self) -> list[str]:
        """What stands in cells that cannot be read, line by line."""
        return [text for _, (text, _) in sorted(self._bad.items())]

    def forget_unread(self) -> None:
        """Let what cannot be read go, as the clerk has said."""
        self._bad = {}
        self.layoutChanged.emit()

    def show_lines(self, table: Table, lines: Sequence[Any], day: date, *, writable: bool) -> None:
        """Show lines of a kind; the same ones again leave everything as it is, the cell being typed too."""
        self._day = day
        if (table.fields, writable) == (self.fields, self.writable) and list(lines) == self.lines:
            return
        self.beginResetModel()
        self.fields, self.writable, self._bad = table.fields, writable, {}
        self._rows = [dict(line.__dict__) for line in lines] + ([{}] if writable else [])
        self.endResetModel()

    def is_open(self, column: int) -> bool:
        """Whether a column is written by the clerk."""
        return self.writable and self.fields[column].editable

    # What changes it.

    def put(self, cells: Sequence[tuple[int, int, str]]) -> None:
        """Write texts into cells, a line for each row that is not there yet.

        What cannot be read is kept in its cell, and not stored, until it is written anew.
        """
        for row, column, text in cells:
            while row >= len(self._rows):
                self._rows.append({})
            self._put(row, column, text)
        self._changed()

    def paste(self, row: int, column: int, text: str) -> None:
        """Write a block from a spreadsheet, from a cell on.

        Raises:
            ProblemsError: a cell that cannot be read, or one beside the columns; nothing is changed then.
        """
        open_columns = [n for n in range(column, len(self.fields)) if self.is_open(n)]
        cells, problems = [], []
        for down, line in enumerate(text.rstrip("\r\n").splitlines()):
            texts = line.split("\t")
            if len(texts) > len(open_columns):
                reason = f"有{len(texts)}栏，从这里起只有{len(open_columns)}栏"
                problems.append(Problem(down + 1, "粘贴内容", reason, "请从左边的栏开始粘贴"))
                continue
            for target, cell in zip(open_columns, texts, strict=False):
                trouble = self._trouble(self.fields[target], cell)
                if trouble is not None:
                    problems.append(
                        Problem(down + 1, self.fields[target].label, trouble.what, trouble.advice, cell)
                    )
                cells.append((row + down, target, cell))
        if problems:
            raise ProblemsError(f"粘贴的内容有{len(problems)}处看不懂，没有粘贴", tuple(problems))
        self.put(cells)

    def remove(self, rows: Iterable[int]) -> None:
        """Take lines out."""
        gone = {row for row in rows if self.writable}
        kept = [number for number in range(len(self._rows)) if number not in gone]
        places = {number: place for place, number in enumerate(kept)}
        self._rows = [self._rows[number] for number in kept]
        self._bad = {(places[row], column): bad for (row, column), bad in self._bad.items() if row in places}
        self._changed(reset=True)

    def _put(self, row: int, column: int, text: str) -> None:
        field, values = self.fields[column], self._rows[row]
        self._bad.pop((row, column), None)
        try:
            value = self._read(field, text)
        except UserError as refusal:
            self._bad[row, column] = text, str(refusal)
            return
        values[field.name] = value
        if field.name == "day" and values.get("until") is None and "until" in {f.name for f in self.fields}:
            values["until"] = value

    def _read(self, field: Field, text: str) -> Any:
        """A cell's value; an empty one is None, whether or not it must be written in the end."""
        if not text.strip():
            return None
        short = _SHORT_DAY.fullmatch(text) if field.kind is Kind.DATE else None
        if short is None:
            return field.read(text)
        day = field.read(f"{self._day.year}-{short[1]}-{short[2]}")
        if field.name in self._ahead and day < self._day:
            return field.read(f"{self._day.year + 1}-{short[1]}-{short[2]}")
        return day

    def _trouble(self, field: Field, text: str) -> UserError | None:
        try:
            self._read(field, text)
        except UserError as refusal:
            return refusal
        return None

    def _changed(self, *, reset: bool = False) -> None:
        """Show it, with an empty line at the end, and have it stored."""
        if self.writable and (not self._rows or not self._make(self._rows[-1]).empty):
            self._rows.append({})
            reset = True
        if reset:
            self.layoutChanged.emit()
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.fields) - 1))
        self.edited.emit()

    # What Qt asks for.

    def rowCount(self, parent: Index = _TOP) -> int:
        """Lines, and the empty one."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        """The kind's columns."""
        return 0 if parent.isValid() else len(self.fields)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Computed columns are only looked at."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_open(index.column()) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts as typed or as read, and what is wrong with them."""
        if not index.isValid():
            return None
        bad = self._bad.get((index.row(), index.column()))
        field = self.fields[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return bad[0] if bad else self._words(index.row(), field)
        if role == BAD:
            return bad[1] if bad else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return bad[1] if bad else self._words(index.row(), field)
        return (
            (_RIGHT if field.kind.numeric else _LEFT) if role == Qt.ItemDataRole.TextAlignmentRole else None
        )

    def _words(self, row: int, field: Field) -> str:
        line = self._make(self._rows[row])
        if line.empty:
            return ""
        value = line.shown(field.name)
        if isinstance(value, date) and value.year == self._day.year:
            return f"{value:%m-%d}"
        return field.show(value)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What was typed; the same text again is no edit."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or str(value) == str(index.data()):
            return False
        self.put([(index.row(), index.column(), str(value))])
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels over their columns; numbers before the lines."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return field.label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if field.kind.numeric else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            choices = f"（{'、'.join(field.words.labels())}）" if field.words else ""
            return f"{field.help}{choices}"
        return None
