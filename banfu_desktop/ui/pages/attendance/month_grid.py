"""The attendance grid as it is drawn and driven: one key a state, ranges, filling, copying, pasting."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QGuiApplication,
    QPainter,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from banfu_desktop.rules.words import DayState
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.painting import fitting
from banfu_desktop.ui.look.widgets import label, named
from banfu_desktop.ui.pages.attendance.grid_model import PRESENT_TOTAL, TOTALS, Cell, Edit, GridModel

Index = QModelIndex | QPersistentModelIndex
STATE_TONES = {
    **dict.fromkeys((state for state in DayState if state.is_leave), Tone.GREEN),
    **dict.fromkeys((DayState.DUTY, DayState.TRAINING, DayState.ON_CALL), Tone.BLUE),
    **dict.fromkeys((DayState.SICK, DayState.PERSONAL), Tone.AMBER),
    DayState.ABSENT: Tone.RED,
}
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
_OFF = "#F1F3F6"
_HAIR = "#EEF1F4"
_CENTRE = Qt.AlignmentFlag.AlignCenter
_NARROW, _WIDE = 168, 280
_LEAST_TOTAL, _TOTAL = 42, 50
_LEAST_DAY, _ROOMY = 24, 1400


class MonthGrid(QTableView):
    """Members × days. `edited` carries an Edit that has been shown already and is to be stored."""

    edited = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "month-grid", "考勤表")
        self._look = look
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
        """Set what is selected; from a single cell go on to the next day, so a row is typed like a word."""
        cells = self.selected_cells()
        self._do(self.cells.edit_to(cells, state))
        if onward and len(cells) == 1:
            self._go_on(*cells[0])

    def fill(self, *, down: bool) -> None:
        """Ctrl+D and Ctrl+R."""
        self._do(self.cells.fill(self.selected_cells(), down=down))

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

    # How it stands.

    def _start(self) -> None:
        """Begin at today, or at the first day there is."""
        columns = range(self.cells.days)
        today = [column for column in columns if self.cells.day(column) == self.cells.today]
        for line in range(self.cells.rowCount()):
            for column in (*today, *columns):
                if self.cells.is_open(line, column):
                    select = QItemSelectionModel.SelectionFlag.ClearAndSelect
                    self.selectionModel().setCurrentIndex(self.cells.index(line, column), select)
                    self._share_out()
                    return
        self._share_out()

    def _share_out(self) -> None:
        """Names and totals have their width, the days share the rest."""
        px, days = self._look.px, self.cells.days
        names = px(_WIDE if self.width() >= px(_ROOMY) else _NARROW)
        self.verticalHeader().setFixedWidth(names)
        self._corner.setGeometry(1, 1, names, self.horizontalHeader().height())
        if days:
            spare = self.viewport().width() - px(_LEAST_DAY) * days
            total = max(px(_LEAST_TOTAL), min(px(_TOTAL), spare // len(TOTALS)))
            left = self.viewport().width() - total * len(TOTALS)
            for column in range(days):
                share = left // days + (column < left % days)
                self.setColumnWidth(column, max(share, px(_LEAST_DAY)))
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


class CellDelegate(QStyledItemDelegate):
    """Draws a day: shaded when free, hatched when outside the posting, the mark of its state on a colour."""

    def __init__(self, grid: MonthGrid, look: Look) -> None:
        super().__init__(grid)
        self._grid, self._look = grid, look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        cells = self._grid.cells
        if index.column() >= cells.days:
            self._paint_total(painter, rect, index)
        elif not cells.is_open(index.row(), index.column()):
            painter.fillRect(rect, QBrush(QColor("#D5DBE1"), Qt.BrushStyle.BDiagPattern))
        else:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            self._paint_day(painter, rect, index, selected)
        painter.setPen(QColor(_HAIR))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if index == self._grid.currentIndex() and index.column() < cells.days:
            painter.setPen(QPen(QColor(tokens.ACCENT), 2 if self._grid.hasFocus() else 1))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_day(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        cells = self._grid.cells
        if selected:
            painter.fillRect(rect, QColor(tokens.ACCENT_GROUND))
        elif cells.day_off(index.column()):
            painter.fillRect(rect, QColor(_OFF))
        what = cells.state(index.row(), index.column())
        if what.morning is what.afternoon:
            side = min(rect.width() - self._look.px(3), self._look.px(24))
            self._paint_chip(painter, rect, side, what.morning)
        else:
            upper, lower = QRect(rect), QRect(rect)
            upper.setBottom(rect.center().y())
            lower.setTop(rect.center().y() + 1)
            for half, state in ((upper, what.morning), (lower, what.afternoon)):
                self._paint_chip(painter, half, half.height() - self._look.px(2), state)

    def _paint_chip(self, painter: QPainter, rect: QRect, side: int, state: DayState) -> None:
        tone = STATE_TONES.get(state)
        if tone is None:
            return
        px = self._look.px
        place = QRect(0, 0, min(side, rect.width() - px(3)), side)
        place.moveCenter(rect.center())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(place, px(4), px(4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(tone.text))
        font = QFont(self._grid.font())
        font.setPixelSize(min(font.pixelSize() if font.pixelSize() > 0 else px(14), side - px(2)))
        painter.setFont(font)
        painter.drawText(rect, int(_CENTRE), state.mark)

    def _paint_total(self, painter: QPainter, rect: QRect, index: Index) -> None:
        row = self._grid.cells.rows[index.row()]
        number, text = index.column() - self._grid.cells.days, index.data()
        painter.setPen(QColor(tokens.TEXT if text != "0" else tokens.FAINT))
        if number == PRESENT_TOTAL and row.warning:
            painter.fillRect(rect, QColor(Tone.AMBER.ground))
            painter.setPen(QColor(Tone.AMBER.text))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -self._look.px(10), 0), int(right), text)


class DayHeader(QHeaderView):
    """Day over weekday; free days are shaded, today stands on green, the column one is at is strong."""

    def __init__(self, grid: MonthGrid, look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid, self._look = grid, look
        named(self, "days", "日期")
        self.setFixedHeight(look.px(44))
        self.setMinimumSectionSize(look.px(_LEAST_DAY))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._small, self._strong = QFont(grid.font()), QFont(grid.font())
        self._small.setPixelSize(look.px(12))
        self._strong.setPixelSize(look.px(13))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One day, or the title of a total."""
        cells, px = self._grid.cells, self._look.px
        day = cells.day(section)
        painter.save()
        here = self._grid.currentIndex().column() == section
        self._strong.setBold(here)
        painter.setPen(QColor(tokens.ACCENT if here else tokens.SECONDARY))
        if day is None:
            painter.setFont(self._small)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            text = str(cells.headerData(section, Qt.Orientation.Horizontal))
            painter.drawText(rect.adjusted(0, 0, -px(10), 0), int(right), text)
        else:
            if cells.day_off(section):
                painter.fillRect(rect, QColor(_OFF))
            upper, lower = QRect(rect), QRect(rect)
            upper.setBottom(rect.top() + rect.height() // 2 + px(1))
            lower.setTop(rect.top() + rect.height() // 2 - px(1))
            if day == cells.today:
                self._mark_today(painter, upper)
            painter.setFont(self._strong)
            painter.drawText(upper, int(_CENTRE), str(day.day))
            painter.setFont(self._small)
            painter.setPen(QColor(tokens.ACCENT if here else tokens.SECONDARY))
            painter.drawText(lower, int(_CENTRE), cells.below_day(section))
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _mark_today(self, painter: QPainter, place: QRect) -> None:
        side = self._look.px(20)
        circle = QRect(0, 0, side, side)
        circle.moveCenter(place.center() + QPoint(0, 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.ACCENT))
        painter.drawEllipse(circle)
        painter.setPen(QColor(tokens.CARD))


class NameHeader(QHeaderView):
    """Names that stay while the days scroll, their units where there is room, a sign beside a warning."""

    def __init__(self, grid: MonthGrid, look: Look) -> None:
        super().__init__(Qt.Orientation.Vertical, grid)
        self._grid, self._look = grid, look
        named(self, "names", "姓名")
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(look.px(34))
        self.setDefaultSectionSize(look.px(34))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One name."""
        row, px = self._grid.cells.rows[section], self._look.px
        painter.save()
        painter.setPen(QColor(tokens.TEXT))
        inner = rect.adjusted(px(12), 0, -px(8), 0)
        if row.warning:
            side = px(16)
            icon = self._look.icon("triangle-alert", tokens.AMBER)
            icon.paint(painter, inner.right() - side, inner.center().y() - side // 2 + 1, side, side)
            inner.adjust(0, 0, -side - px(4), 0)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        font = QFont(self._grid.font())
        font.setBold(self._grid.currentIndex().row() == section)
        painter.setFont(fitting(font, row.name, min(inner.width(), px(_NARROW - 20))))
        painter.drawText(inner, int(left), row.name)
        if rect.width() >= px(_WIDE):
            inner.setLeft(rect.left() + px(_NARROW))
            font.setBold(False)
            font.setPixelSize(px(13))
            painter.setFont(fitting(font, row.organisation, inner.width()))
            painter.setPen(QColor(tokens.SECONDARY))
            painter.drawText(inner, int(left), row.organisation)
        painter.setPen(QColor(_HAIR))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()
