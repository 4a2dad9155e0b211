"""The attendance grid as it is driven: one key a state, halves, ranges, filling, copying, pasting."""

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from banfu_desktop.rules.attendance import Day
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import label, named
from banfu_desktop.ui.pages.attendance.grid_model import TOTALS, Cell, Edit, GridModel
from banfu_desktop.ui.pages.attendance.grid_painting import (
    LEAST_DAY,
    NARROW,
    WIDE,
    CellDelegate,
    DayHeader,
    NameHeader,
)

STATE_KEYS = {
    DayState.PRESENT: "Space, 0, Del, Backspace",
    DayState.DUTY: "G, 1",
    DayState.TRAINING: "X, 2",
    DayState.ON_CALL: "Z, 7",
    DayState.ANNUAL: "N, 3",
    DayState.SICK: "B, 4",
    DayState.PERSONAL: "S, 5",
    DayState.ABSENT: "K, 6",
}
"""Keys of the grid; the other kinds are chosen from the list that M opens."""
OTHER_KINDS = tuple(state for state in DayState if state not in STATE_KEYS)
_LEAST_TOTAL, _TOTAL, _ROOMY = 42, 50, 1400


class MonthGrid(QTableView):
    """Members × days. `edited` carries an Edit that has been shown already and is to be stored, `refused` the
    UserError of a key that may not be."""

    edited = Signal(object)
    refused = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "month-grid", "考勤表")
        self._look = look
        self._typed: tuple[dict[Cell, Day], list[Cell], QModelIndex | None] = ({}, [], None)
        self._begun_at: list[Cell] = []
        self.cells = GridModel()
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(self, look))
        self.setHorizontalHeader(DayHeader(self, look))
        self.setVerticalHeader(NameHeader(self, look))
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._corner = label("姓名", "corner", name="corner")
        self._corner.setParent(self)
        self._corner.setIndent(look.px(12))
        self.selectionModel().currentChanged.connect(lambda *_: self._light_headers())
        self.cells.modelReset.connect(self._start)

    # What the page asks of it.

    def selected_cells(self) -> list[Cell]:
        """The days selected."""
        return sorted((index.row(), index.column()) for index in self.selectedIndexes())

    def set_state(self, state: DayState, *, onward: bool = True) -> None:
        """Set what is selected; from a single cell go on to the next day, so a row is typed like a word.

        Behind the month's last day nothing is selected, so that a further key overwrites nothing.
        """
        cells = self.selected_cells()
        before = {cell: self.cells.state(*cell) for cell in cells}
        try:
            self._do(self.cells.edit_to(cells, state))
        except UserError as refusal:
            self.refused.emit(refusal)
            return
        self._typed = (before, cells, None)
        if onward and len(cells) == 1:
            self._go_on(*cells[0])
            self._typed = (before, cells, self.currentIndex() if self.selected_cells() else None)

    def set_half(self, half: Half) -> None:
        """“,” and “.”: only a half of what was just typed; else of what is selected."""
        before, cells, last_cell = self._typed
        here = self.currentIndex() if self.selected_cells() else None
        if (
            not cells
            or (len(cells) == 1 and here != last_cell)
            or (len(cells) > 1 and self.selected_cells() != cells)
        ):
            before, cells = {}, self.selected_cells()
        self._do(self.cells.halve(before, cells, half))
        self._typed = ({}, [], None)

    def choose_kind(self) -> None:
        """M: the other kinds of leave, in a list at the cell."""
        if self.selected_cells():
            place = self.visualRect(self.currentIndex()).bottomLeft()
            kinds_menu(self, self.cells.rest_day_kinds, self.set_state).popup(
                self.viewport().mapToGlobal(place)
            )

    def fill(self, *, down: bool) -> None:
        """Ctrl+D and Ctrl+R."""
        try:
            self._do(self.cells.fill(self.selected_cells(), down=down))
        except UserError as refusal:
            self.refused.emit(refusal)

    def copy(self) -> None:
        """The marks, for a spreadsheet."""
        QGuiApplication.clipboard().setText(self.cells.copied(self.selected_cells()))

    def paste(self) -> None:
        """Marks from a spreadsheet.

        Raises:
            UserError, ProblemsError: see GridModel.paste.
        """
        cells, text = self.selected_cells(), QGuiApplication.clipboard().text()
        if cells and text:
            self._do(self.cells.paste(cells, text))

    def _do(self, edit: Edit | None) -> None:
        if edit is not None:
            self.cells.apply(edit.changes)
            self.edited.emit(edit)

    def _go_on(self, line: int, column: int) -> None:
        if column + 1 < self.cells.days and self.cells.is_open(line, column + 1):
            self.setCurrentIndex(self.cells.index(line, column + 1))
        else:
            self.clearSelection()

    # How it stands.

    @property
    def chosen_cells(self) -> list[Cell]:
        """The days the clerk has selected; none while the keyboard only stands where it was put."""
        cells = self.selected_cells()
        return [] if cells == self._begun_at else cells

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses, also where the keyboard stood."""
        self._begun_at = []
        super().mousePressEvent(event)

    def _start(self) -> None:
        """Begin at today, or at the first day there is."""
        self._begun_at = []
        columns = range(self.cells.days)
        today = [column for column in columns if self.cells.day(column) == self.cells.today]
        for line in range(self.cells.rowCount()):
            for column in (*today, *columns):
                if self.cells.is_open(line, column):
                    select = QItemSelectionModel.SelectionFlag.ClearAndSelect
                    self.selectionModel().setCurrentIndex(self.cells.index(line, column), select)
                    self._begun_at = [(line, column)]
                    self._share_out()
                    return
        self._share_out()

    def _share_out(self) -> None:
        """Names and totals have their width, the days share the rest."""
        px, days = self._look.px, self.cells.days
        names = px(WIDE if self.width() >= px(_ROOMY) else NARROW)
        self.verticalHeader().setFixedWidth(names)
        self._corner.setGeometry(1, 1, names, self.horizontalHeader().height())
        if days:
            spare = self.viewport().width() - px(LEAST_DAY) * days
            total = max(px(_LEAST_TOTAL), min(px(_TOTAL), spare // len(TOTALS)))
            left = self.viewport().width() - total * len(TOTALS)
            for column in range(days):
                share = left // days + (column < left % days)
                self.setColumnWidth(column, max(share, px(LEAST_DAY)))
            for column in range(days, days + len(TOTALS)):
                self.setColumnWidth(column, total)

    def _light_headers(self) -> None:
        self.horizontalHeader().viewport().update()
        self.verticalHeader().viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Days follow the window."""
        super().resizeEvent(event)
        self._share_out()

    def showEvent(self, event: QShowEvent) -> None:
        """The corner stands over the headers."""
        super().showEvent(event)
        self._corner.raise_()
        self._share_out()


class KindsMenu(QMenu):
    """A list whose digits are its own, although they are states of the grid below it."""

    def event(self, event: QEvent) -> bool:
        """Keep every key from the grid's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)


def kinds_menu(
    parent: QWidget, with_rest_days: Collection[DayState], chosen: Callable[[DayState], object]
) -> QMenu:
    """The kinds of leave that have no key of their own, by number; each says whether rest days count."""
    menu = KindsMenu(parent)
    menu.setObjectName("other-kinds")
    menu.addAction("其他假别\t休息日").setEnabled(False)
    menu.addSeparator()
    for number, state in enumerate(OTHER_KINDS, 1):
        counts = "计入" if state in with_rest_days else "不计"
        action = menu.addAction(f"&{number}　{state.mark}　{state.label}\t{counts}")
        action.setObjectName(f"kind-{state.value}")
        action.triggered.connect(partial(chosen, state))
    menu.aboutToHide.connect(menu.deleteLater)
    return menu
