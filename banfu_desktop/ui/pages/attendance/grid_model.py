"""The attendance grid for Qt: members × days, what may be edited, and the edits as one deed each."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from banfu_desktop.rules.attendance import NEVER_AHEAD, Day, Tally, parse_day, tally, with_half
from banfu_desktop.rules.dates import weekday
from banfu_desktop.rules.errors import Problem, ProblemsError, UserError
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.services.attendance.attendance import GridRow, MonthGrid

Index = QModelIndex | QPersistentModelIndex
Cell = tuple[int, int]
"""Line and column; the column of the 1st is 0."""
Changes = Mapping[int, Mapping[date, Day]]
"""New states of days by posting."""
TOTALS = ("应在岗", "在岗", "值班", "请假", "旷工")
_HELP = (
    "应在岗天数（口径见设置，本单位自定）",
    "在岗天数，公务外出和培训计入",
    "休息日上班的天数，不计入在岗",
    "各种请假天数，休息日是否计入按假别",
    "旷工天数",
)
PRESENT_TOTAL = 1
"""Which of the totals a warning belongs to."""
_LEAVES = tuple(state for state in DayState if state.is_leave)
_WEEKEND = "周末"
_REST = "休"
_NO_ENTRY = ("", "／", _REST)
"""What a spreadsheet has in cells of which nothing is entered."""
_TOP = QModelIndex()
_OPEN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_CLOSED = Qt.ItemFlag.NoItemFlags


@dataclass(frozen=True)
class Edit:
    """What one key, paste or fill changes, and how the audit trail names it."""

    text: str
    changes: Changes


_LARGEST_PASTE = 20_000
"""Cells of a pasted block; three hundred people have 9,300 in a month."""


class GridModel(QAbstractTableModel):
    """A month's grid; edits are applied here at once, storing them is the page's part."""

    def __init__(self) -> None:
        super().__init__()
        self._grid: MonthGrid | None = None
        self._rows: list[GridRow] = []
        self._days: list[date] = []
        self._open: list[list[bool]] = []
        self.today: date | None = None

    # What it holds.

    @property
    def rows(self) -> Sequence[GridRow]:
        """A line for each posting of the month."""
        return self._rows

    @property
    def days(self) -> int:
        """How many day columns there are; the totals follow them."""
        return len(self._days)

    def show_grid(self, grid: MonthGrid, today: date) -> None:
        """Show a month; the selection stays when only states have changed."""
        self.today = today
        same = self._grid is not None and _shape(grid) == _shape(self._grid)
        if same:
            self._take(grid)
            self._all_changed()
        else:
            self.beginResetModel()
            self._take(grid)
            self.endResetModel()

    def day(self, column: int) -> date | None:
        """The day of a column, None for a column of totals."""
        return self._days[column] if column < len(self._days) else None

    def day_off(self, column: int) -> str:
        """The name of a day off (周末, 国庆), or empty."""
        day = self.day(column)
        return self._grid.free.get(day, "") if self._grid is not None and day is not None else ""

    def below_day(self, column: int) -> str:
        """What stands below a day's number, as on paper: 休 on a holiday, 班 on a weekend that is worked."""
        day, off = self._days[column], self.day_off(column)
        if off:
            return weekday(day) if off == _WEEKEND else "休"
        return "班" if day.weekday() >= 5 else weekday(day)

    def is_open(self, line: int, column: int) -> bool:
        """Whether a cell is a day of the posting."""
        return self._open[line][column]

    @property
    def rest_day_kinds(self) -> Collection[DayState]:
        """The kinds of leave whose rest days count in this month."""
        return self._grid.counting.rest_day_kinds if self._grid is not None else ()

    @property
    def until(self) -> date | None:
        """The day to which the totals of a month under way are counted."""
        return self._grid.until if self._grid is not None else None

    def state(self, line: int, column: int) -> Day:
        """The state of a day, or of its halves."""
        return self._rows[line].states.get(self._days[column], DayState.PRESENT)

    def _take(self, grid: MonthGrid) -> None:
        self._grid, self._rows = grid, list(grid.rows)
        self._days = list(grid.month.period.days())
        closed = [False] * len(TOTALS)
        self._open = [[*(day in row.posting for day in self._days), *closed] for row in self._rows]

    def _all_changed(self) -> None:
        if self._rows:
            last = self.index(len(self._rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows) - 1)

    # Edits.

    def edit_to(self, cells: Iterable[Cell], state: DayState, half: Half = Half.WHOLE) -> Edit | None:
        """Set cells, or a half of each, to one state; None when nothing would change.

        Raises:
            UserError: 旷工, 病假 or 值班 on a day to come, 值班 on a working day.
        """
        for cell in cells:
            self._refuse_unfit(self._days[cell[1]], state)
        new = {cell: with_half(self.state(*cell), half, state) for cell in cells if self.is_open(*cell)}
        return self._edit(new, "登记考勤")

    def _refuse_unfit(self, day: date, state: DayState) -> None:
        day_words = f"{day.month}月{day.day}日"
        if state in NEVER_AHEAD and self.today is not None and day > self.today:
            raise UserError(f"{day_words}还没有到，不能登记{state.label}", "事先批准的假请登记请假")
        if state is DayState.ON_CALL and self._grid is not None and day not in self._grid.free:
            raise UserError(f"{day_words}是工作日，不算值班", "值班只登记休息日")

    def halve(self, before: Mapping[Cell, Day], cells: Iterable[Cell], half: Half) -> Edit | None:
        """Keep only a half of what cells are set to; the other half is as before (在岗 where nobody says)."""
        other = Half.AFTERNOON if half is Half.MORNING else Half.MORNING
        new: dict[Cell, Day] = {}
        for cell in cells:
            was = before.get(cell, DayState.PRESENT)
            rest = was.afternoon if other is Half.AFTERNOON else was.morning
            new[cell] = with_half(self.state(*cell), other, rest)
        return self._edit(new, "登记半天")

    def is_ahead(self, column: int) -> bool:
        """Whether a day is still to come."""
        day = self.day(column)
        return day is not None and self.today is not None and day > self.today

    def fill(self, cells: Iterable[Cell], *, down: bool) -> Edit | None:
        """Take the first line (or column) of a range over to the rest; a single one takes the one before."""
        area = set(cells)
        lines, columns = sorted({line for line, _ in area}), sorted({column for _, column in area})
        if not area:
            return None
        if down:
            source = lines[0] if len(lines) > 1 else lines[0] - 1
            new = {(line, column): (source, column) for line, column in area if line != source}
        else:
            source = columns[0] if len(columns) > 1 else columns[0] - 1
            new = {(line, column): (line, source) for line, column in area if column != source}
        if source < 0:
            return None
        states = {
            cell: self.state(*origin)
            for cell, origin in new.items()
            if self.is_open(*cell) and self.is_open(*origin)
        }
        self._refuse_all(states)
        return self._edit(states, "向下填充考勤" if down else "向右填充考勤")

    def paste(self, cells: Sequence[Cell], text: str) -> Edit | None:
        """Put a block copied from a spreadsheet at the first of the selected cells; one value fills them all.

        Raises:
            UserError: more than any month has (a whole worksheet was copied), or see edit_to.
            ProblemsError: every cell that is no state, lies outside its posting or beyond the table.
        """
        if not cells:
            return None
        if text.count("\n") + text.count("\t") > _LARGEST_PASTE:
            raise UserError("复制的内容太大，不是一个月的考勤", "请只选中要粘贴的那几行几列，再复制一次")
        block = _block(text)
        if len(block) == 1 and len(block[0]) == 1:
            targets = [(cell, block[0][0]) for cell in cells if self.is_open(*cell)]
        else:
            line, column = min(cells)
            targets = [
                ((line + down, column + right), word)
                for down, words in enumerate(block)
                for right, word in enumerate(words)
            ]
        states = self._read_all(targets)
        self._refuse_all(states)
        return self._edit(states, "粘贴考勤")

    def _refuse_all(self, states: Mapping[Cell, Day]) -> None:
        """Every cell that cannot be said so is named at once, with whose day it is."""
        problems = []
        for cell, what in states.items():
            if self.state(*cell) != what:
                for half in dict.fromkeys((what.morning, what.afternoon)):
                    try:
                        self._refuse_unfit(self._days[cell[1]], half)
                    except UserError as refusal:
                        problems.append(Problem(None, self._place(cell), refusal.what, refusal.advice))
        if problems:
            raise ProblemsError(f"有{len(problems)}处不能这样登记", tuple(problems))

    def copied(self, cells: Iterable[Cell]) -> str:
        """The marks of a range as a spreadsheet pastes them."""
        lines: dict[int, list[str]] = {}
        for line, column in sorted(cells):
            mark = self.state(line, column).mark if self.is_open(line, column) else ""
            lines.setdefault(line, []).append(mark)
        return "\n".join("\t".join(marks) for marks in lines.values())

    def apply(self, changes: Changes) -> None:
        """Show changes at once; the totals follow."""
        for line, row in enumerate(self._rows):
            if row.posting_id in changes and self._grid is not None:
                states = {**row.states, **changes[row.posting_id]}
                kept = {day: state for day, state in states.items() if state is not DayState.PRESENT}
                grid = self._grid
                total = tally(grid.calendar, row.posting, kept, grid.counting, grid.until)
                self._rows[line] = replace(row, states=kept, total=total)
        self._all_changed()

    def _read_all(self, targets: Iterable[tuple[Cell, str]]) -> dict[Cell, Day]:
        states: dict[Cell, Day] = {}
        problems = []
        for cell, word in targets:
            try:
                state = self._read_word(cell, word)
                if self._has(cell) and self.is_open(*cell):
                    states[cell] = state
                elif state is not DayState.PRESENT:
                    raise UserError("不在任职期内" if self._has(cell) else "超出表格", "请核对粘贴的位置")
            except UserError as refusal:
                problems.append(Problem(None, self._place(cell), refusal.what, refusal.advice))
        if problems:
            raise ProblemsError(f"粘贴的内容有{len(problems)}处问题", tuple(problems))
        return states

    def _read_word(self, cell: Cell, word: str) -> Day:
        """A pasted cell: an empty one, ／ and, on a rest day, 休 say that nothing is entered."""
        plain = word.strip()
        if plain == _REST and self._has(cell) and not self._is_free(self._days[cell[1]]):
            raise UserError("工作日写的是“休”", "请写明是哪一种假，或补休")
        return DayState.PRESENT if plain in _NO_ENTRY else parse_day(plain)

    def _is_free(self, day: date) -> bool:
        return self._grid is not None and day in self._grid.free

    def _has(self, cell: Cell) -> bool:
        return cell[0] < len(self._rows) and cell[1] < len(self._days)

    def _place(self, cell: Cell) -> str:
        if not self._has(cell):
            return f"第{cell[0] + 1}行第{cell[1] + 1}列"
        day = self._days[cell[1]]
        return f"{self._rows[cell[0]].name} {day.month}月{day.day}日"

    def _edit(self, states: Mapping[Cell, Day], deed: str) -> Edit | None:
        changes: dict[int, dict[date, Day]] = {}
        for (line, column), state in states.items():
            if self.state(line, column) != state:
                changes.setdefault(self._rows[line].posting_id, {})[self._days[column]] = state
        if not changes:
            return None
        names = [row.name for row in self._rows if row.posting_id in changes]
        days = sorted({day for by_day in changes.values() for day in by_day})
        kinds = {state.label for by_day in changes.values() for state in by_day.values()}
        who = names[0] if len(names) == 1 else f"{len(names)}人"
        word = f" {kinds.pop()}" if len(kinds) == 1 else ""
        return Edit(f"{deed}：{who} {_span(days)}{word}", changes)

    # What Qt asks for.

    def rowCount(self, parent: Index = _TOP) -> int:
        """Postings."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Days and totals."""
        return 0 if parent.isValid() else len(self._days) + len(TOTALS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Only days of the posting can be selected."""
        if index.isValid() and self.is_open(index.row(), index.column()):
            return _OPEN
        return _CLOSED

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Marks and totals; everything else in words when hovering and for screen readers."""
        line, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            if column >= len(self._days):
                return str(_totals(self._rows[line].total)[column - len(self._days)])
            return self.state(line, column).mark if self.is_open(line, column) else ""
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(line, column)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names at the left; day and weekday above, what the day is called when hovering."""
        if section >= (self.rowCount() if orientation == Qt.Orientation.Vertical else self.columnCount()):
            return None  # one header asks while the other is still being reset
        if orientation == Qt.Orientation.Vertical:
            return self._name(section, role)
        day = self.day(section)
        if role == Qt.ItemDataRole.DisplayRole:
            return self.total_heading(section) if day is None else str(day.day)
        if role == Qt.ItemDataRole.ToolTipRole:
            if day is None:
                return _HELP[section - len(self._days)]
            name = self.day_off(section)
            parts = (f"{day.month}月{day.day}日", f"星期{weekday(day)}", name.replace(_WEEKEND, ""))
            return " ".join(part for part in parts if part)
        return None

    def total_heading(self, section: int) -> str:
        """The title of a total; the first says to which day a month under way is counted."""
        number = section - len(self._days)
        until = f"\n至{self.until.day}日" if number == 0 and self.until is not None else ""
        return TOTALS[number] + until

    def _name(self, line: int, role: int) -> Any:
        row = self._rows[line]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.ToolTipRole:
            until = f"至 {row.posting.end}" if row.posting.end else "起"
            parts = (row.name, row.organisation, f"任职 {row.posting.start} {until}", row.warning)
            return "\n".join(part for part in parts if part)
        return None

    def _words(self, line: int, column: int) -> str:
        row, day = self._rows[line], self.day(column)
        if day is None:
            number = column - len(self._days)
            text = f"{row.name} {TOTALS[number]}{_totals(row.total)[number]}天"
            return f"{text}\n{row.warning}" if row.warning and number == PRESENT_TOTAL else text
        state = self.state(line, column).label if day in row.posting else "不在任职期内"
        off = self.day_off(column)
        return f"{row.name} {day.month}月{day.day}日{f'（{off}）' if off else ''} {state}"


def _shape(grid: MonthGrid) -> object:
    return grid.month, [(row.posting_id, row.posting) for row in grid.rows]


def _totals(total: Tally) -> tuple[int | float, ...]:
    """Days due, at the post, of 值班, of leave, of absence."""
    leave = total.own_days(*_LEAVES)
    absent = total.own_days(DayState.ABSENT)
    return total.work_days_due, total.work_days_present, total.duty_days, leave, absent


def _span(days: Sequence[date]) -> str:
    first, last = days[0], days[-1]
    start = f"{first.month}月{first.day}日"
    if len(days) == 1:
        return start
    unbroken = (last - first).days == len(days) - 1
    return f"{start}至{last.day}日" if unbroken else f"{start}等{len(days)}天"


def _block(text: str) -> list[list[str]]:
    """A copied range as rows of cells; a cell of several lines stands in quotation marks."""
    lines = io.StringIO(text.replace("\r", "").rstrip("\n"))
    try:
        return [row or [""] for row in csv.reader(lines, "excel-tab")] or [[""]]
    except csv.Error:
        raise UserError("复制的内容读不懂", "请只选中要粘贴的那几行几列，再复制一次") from None
