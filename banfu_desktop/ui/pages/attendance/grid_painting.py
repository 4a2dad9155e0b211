"""How the attendance grid is drawn: days and their marks, the two headers."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from banfu_desktop.rules.words import DayState
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.painting import write_fitting
from banfu_desktop.ui.look.widgets import named
from banfu_desktop.ui.pages.attendance.grid_model import PRESENT_TOTAL, TOTALS

if TYPE_CHECKING:
    from banfu_desktop.ui.pages.attendance.month_grid import MonthGrid

Index = QModelIndex | QPersistentModelIndex
STATE_TONES = {
    **dict.fromkeys((state for state in DayState if state.is_leave), Tone.GREEN),
    **dict.fromkeys((DayState.DUTY, DayState.TRAINING, DayState.ON_CALL), Tone.BLUE),
    **dict.fromkeys((DayState.SICK, DayState.PERSONAL), Tone.AMBER),
    DayState.ABSENT: Tone.RED,
}
_OFF, _AHEAD = QColor("#F1F3F6"), QColor("#FAFBFC")
_HAIR, _OUTLINE = QColor("#EEF1F4"), QColor("#9CC4B6")
_OUTSIDE = QBrush(QColor("#D5DBE1"), Qt.BrushStyle.BDiagPattern)
_CENTRE = Qt.AlignmentFlag.AlignCenter
NARROW, WIDE = 168, 280
"""Width of the names, and with the units beside them; LEAST_DAY is that of a day."""
LEAST_DAY = 24


class CellDelegate(QStyledItemDelegate):
    """Draws a day: shaded when free, hatched when outside the posting, the mark of its state on a colour."""

    def __init__(self, grid: "MonthGrid", look: Look) -> None:
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
            painter.fillRect(rect, _OUTSIDE)
        else:
            selected = bool(state & QStyle.StateFlag.State_Selected)
            self._paint_day(painter, rect, index, selected)
        ahead = cells.is_ahead(index.column())
        painter.setPen(_HAIR)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if not ahead:
            painter.drawLine(rect.topRight(), rect.bottomRight())
        if cells.day(index.column()) == cells.today:
            painter.setPen(QColor(tokens.ACCENT))
            painter.drawLine(rect.topRight(), rect.bottomRight())
        if index == self._grid.currentIndex() and index.column() < cells.days:
            painter.setPen(QPen(QColor(tokens.ACCENT), 2 if self._grid.hasFocus() else 1))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_day(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        cells, line, column = self._grid.cells, index.row(), index.column()
        if selected:
            painter.fillRect(rect, QColor(tokens.ACCENT_GROUND))
        elif cells.day_off(column):
            painter.fillRect(rect, _OFF)
        elif cells.is_ahead(column):
            painter.fillRect(rect, _AHEAD)
        what = cells.state(line, column)
        if what.morning is what.afternoon:
            if what.morning not in STATE_TONES:
                return
            side = min(rect.width() - self._look.px(3), self._look.px(24))
            joined = (
                self._alike(line, column - 1, what.morning),
                self._alike(line, column + 1, what.morning),
            )
            self._paint_chip(painter, rect, side, what.morning, cells.is_ahead(column), joined)
            return
        upper, lower = QRect(rect), QRect(rect)
        upper.setBottom(rect.center().y())
        lower.setTop(rect.center().y() + 1)
        for half, state in ((upper, what.morning), (lower, what.afternoon)):
            self._paint_chip(painter, half, half.height() - self._look.px(2), state, cells.is_ahead(column))

    def _alike(self, line: int, column: int, state: DayState) -> bool:
        """Whether the neighbour is the same whole day, so that both are one band."""
        cells = self._grid.cells
        if not 0 <= column < cells.days or not cells.is_open(line, column) or not state.mark:
            return False
        return cells.state(line, column) is state

    def _paint_chip(
        self,
        painter: QPainter,
        rect: QRect,
        side: int,
        state: DayState,
        ahead: bool,
        joined: tuple[bool, bool] = (False, False),
    ) -> None:
        """A mark on its colour; outlined while its day is to come, one band with its equals beside it."""
        tone = STATE_TONES.get(state)
        if tone is None:
            return
        px = self._look.px
        place = QRect(0, 0, min(side, rect.width() - px(3)), side)
        place.moveCenter(rect.center())
        if joined[0]:
            place.setLeft(rect.left() - px(6))
        if joined[1]:
            place.setRight(rect.right() + px(6))
        painter.save()
        painter.setClipRect(rect)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if ahead:
            painter.setPen(QPen(_OUTLINE, 1, Qt.PenStyle.DashLine))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(place, px(4), px(4))
        painter.setPen(QColor(tone.text))
        font = QFont(self._grid.font())
        font.setPixelSize(min(px(14), side - px(2)))
        painter.setFont(font)
        painter.drawText(rect, int(_CENTRE), state.mark)
        painter.restore()

    def _paint_total(self, painter: QPainter, rect: QRect, index: Index) -> None:
        row = self._grid.cells.rows[index.row()]
        number, text = index.column() - self._grid.cells.days, index.data()
        painter.setPen(QColor(tokens.TEXT if text != "0" else tokens.FAINT))
        if number == PRESENT_TOTAL and row.warning:
            painter.fillRect(rect, QColor(Tone.AMBER.ground))
            painter.setPen(QColor(Tone.AMBER.text))
        if number == len(TOTALS) - 1 and text != "0":
            painter.fillRect(rect, QColor(Tone.RED.ground))
            painter.setPen(QColor(Tone.RED.text))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(0, 0, -self._look.px(8), 0), int(right), text)


class DayHeader(QHeaderView):
    """Day over weekday; free days are shaded, today stands on green, the column one is at is strong."""

    def __init__(self, grid: "MonthGrid", look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid, self._look = grid, look
        named(self, "days", "日期")
        self.setFixedHeight(look.px(44))
        self.setMinimumSectionSize(look.px(LEAST_DAY))
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
            painter.drawText(rect.adjusted(0, 0, -px(4), 0), int(right), cells.total_heading(section))
        else:
            if cells.day_off(section):
                painter.fillRect(rect, _OFF)
            upper, lower = QRect(rect), QRect(rect)
            upper.setBottom(rect.top() + rect.height() // 2 + px(1))
            lower.setTop(rect.top() + rect.height() // 2 - px(1))
            if day == cells.today:
                self._mark_today(painter, upper)
            painter.setFont(self._strong)
            if cells.is_ahead(section):
                painter.setPen(QColor(tokens.FAINT))
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

    def __init__(self, grid: "MonthGrid", look: Look) -> None:
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
        font = QFont(self._grid.font())
        font.setBold(self._grid.currentIndex().row() == section)
        room = QRect(inner)
        room.setWidth(min(inner.width(), px(NARROW - 20)))
        write_fitting(painter, font, row.name, room)
        if rect.width() >= px(WIDE):
            inner.setLeft(rect.left() + px(NARROW))
            font.setBold(False)
            font.setPixelSize(px(13))
            painter.setPen(QColor(tokens.SECONDARY))
            write_fitting(painter, font, row.organisation, inner)
        painter.setPen(_HAIR)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()
