"""The week as a grid, person by day: a chip of the duty and a few words, what attendance says, 未记."""

from datetime import date

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView

from banfu_desktop.rules.dates import weekday
from banfu_desktop.services.worklog.week import DayCell, Week
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import label, named
from banfu_desktop.ui.pages.worklog.week_painting import (
    LEAST_DAY,
    NAMES,
    REST_DAY,
    ROW,
    CellDelegate,
    DayHeader,
    NameHeader,
    short,
)

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_NOTHING = Week((), {}, ())
MISSING = "未记"


class WeekModel(QAbstractTableModel):
    """A week for Qt: a row a person, a column a day."""

    def __init__(self) -> None:
        super().__init__()
        self.week, self.today = _NOTHING, date.min

    def show_week(self, week: Week, today: date) -> None:
        """Show a week; another people or days are a new grid, else only the cells change."""
        same = [row.posting_id for row in week.rows] == [row.posting_id for row in self.week.rows]
        if same and week.days == self.week.days:
            self.week, self.today = week, today
            if week.rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(week.rows) - 1, 6))
            return
        self.beginResetModel()
        self.week, self.today = week, today
        self.endResetModel()

    def cell(self, index: Index) -> DayCell:
        """What a cell shows."""
        return self.week.rows[index.row()].cells[index.column()]

    def is_free(self, column: int) -> bool:
        """Whether a day is a rest day."""
        return self.week.days[column] in self.week.free

    def rowCount(self, parent: Index = _TOP) -> int:
        """People."""
        return 0 if parent.isValid() else len(self.week.rows)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Days."""
        return 0 if parent.isValid() else len(self.week.days)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The cell in words, whole lines when hovering and for a screen reader."""
        if not index.isValid():
            return None
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(cell)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            day = self.week.days[index.column()]
            lines = [f"{entry.duty.clause} {entry.kind.label} {entry.content}" for entry in cell.entries]
            who = f"{self.week.rows[index.row()].name} {day.month}月{day.day}日"
            return "\n".join((who, *(lines or [self._words(cell) or "没有记"])))
        return None

    def _words(self, cell: DayCell) -> str:
        if cell.entries:
            more = f" +{len(cell.entries) - 1}" if len(cell.entries) > 1 else ""
            return f"{cell.entries[0].duty.clause} {short(cell.entries[0])}{more}"
        return cell.away.label if cell.away is not None else MISSING if cell.missing else ""

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """23 一 over the days, names before the rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Vertical:
            return self.week.rows[section].name
        day = self.week.days[section]
        return f"{day.day} {weekday(day)}"


class WeekGrid(QTableView):
    """The grid. `moved` says that another cell is marked, `entered` that the clerk wants to write there."""

    moved = Signal()
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "week-grid", "一周日志")
        self._look = look
        self.cells = WeekModel()
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(self, look))
        self.setHorizontalHeader(DayHeader(self, look))
        self.setVerticalHeader(NameHeader(self, look))
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._corner = label("姓名", "corner", name="corner")
        self._corner.setParent(self)
        self._corner.setIndent(look.px(12))
        self.selectionModel().currentChanged.connect(lambda *_: self._light())
        self.doubleClicked.connect(lambda _: self.entered.emit())
        self.cells.modelReset.connect(self._start)

    @property
    def place(self) -> tuple[int, date] | None:
        """Posting and day that are marked."""
        index = self.currentIndex()
        if not index.isValid():
            return None
        week = self.cells.week
        return week.rows[index.row()].posting_id, week.days[index.column()]

    @property
    def marked(self) -> DayCell | None:
        """The cell that is marked."""
        index = self.currentIndex()
        return self.cells.cell(index) if index.isValid() else None

    def mark(self, posting_id: int | None, day: date) -> bool:
        """Mark somebody's day (None: of the first); whether it is there."""
        week = self.cells.week
        rows = [n for n, row in enumerate(week.rows) if posting_id in (None, row.posting_id)]
        if not rows or day not in week.days:
            return False
        index = self.cells.index(rows[0], week.days.index(day))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
        return True

    def _start(self) -> None:
        """Begin at today, else at the last working day of the week."""
        days = self.cells.week.days
        working = [day for column, day in enumerate(days) if not self.cells.is_free(column)]
        before = [day for day in working if day <= self.cells.today]
        if days:
            self.mark(None, (before or working or list(days))[-1])
        self._share_out()

    def _light(self) -> None:
        self.horizontalHeader().viewport().update()
        self.verticalHeader().viewport().update()
        self.moved.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter writes there."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def _share_out(self) -> None:
        """Names and rest days have their width, the working days share the rest."""
        px, columns = self._look.px, range(self.cells.columnCount())
        self.verticalHeader().setFixedWidth(px(NAMES))
        self._corner.setGeometry(1, 1, px(NAMES), self.horizontalHeader().height())
        narrow = [
            column
            for column in columns
            if self.cells.is_free(column)
            and not any(row.cells[column].entries for row in self.cells.week.rows)
        ]
        wide = [column for column in columns if column not in narrow]
        room = self.viewport().width() - px(REST_DAY) * len(narrow)
        for column in narrow:
            self.setColumnWidth(column, px(REST_DAY))
        for number, column in enumerate(wide):
            share = room // len(wide) + (number < room % len(wide))
            self.setColumnWidth(column, max(share, px(LEAST_DAY)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Days follow the window."""
        super().resizeEvent(event)
        self._share_out()
        self._corner.raise_()

    @property
    def whole_height(self) -> int:
        """Pixels that show every row."""
        rows = self.cells.rowCount() * self._look.px(ROW)
        return self.horizontalHeader().height() + rows + 2 * self.frameWidth()
