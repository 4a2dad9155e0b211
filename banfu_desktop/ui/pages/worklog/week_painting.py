"""How the week's grid is drawn: chips of duties, days away, days without a line, the two headers."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem

from banfu_desktop.rules.attendance import whole_day
from banfu_desktop.rules.dates import weekday
from banfu_desktop.rules.words import DayState
from banfu_desktop.rules.worklog import LogKind
from banfu_desktop.services.worklog.week import DayCell
from banfu_desktop.services.worklog.worklog import EntryRow
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.painting import fitting, write_fitting
from banfu_desktop.ui.look.widgets import named

if TYPE_CHECKING:
    from banfu_desktop.ui.pages.worklog.week_grid import WeekGrid

Index = QModelIndex | QPersistentModelIndex
NAMES, REST_DAY, LEAST_DAY, ROW = 132, 38, 120, 30
"""Widths of names, of a rest day nobody worked on, the least of a day; the height of a row."""
_OFF, _HAIR = "#F1F3F6", "#EEF1F4"
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


_WORDS, _ROOMY = 4, 96
"""Characters of an entry that a cell shows; pixels, at standard size, from which it shows as many as fit."""


def short(entry: EntryRow) -> str:
    """An entry in a few characters: 走访 5户, else how it begins."""
    if entry.kind is LogKind.VISIT:
        return f"{entry.kind.label} {entry.households}户" if entry.households else entry.kind.label
    return entry.content[:_WORDS]


def tone_of(state: DayState) -> Tone:
    """The colour of a day that attendance accounts for, as the attendance grid has it."""
    if state is DayState.ABSENT:
        return Tone.RED
    if state in (DayState.SICK, DayState.PERSONAL):
        return Tone.AMBER
    return Tone.GREEN if state.is_leave else Tone.BLUE


class CellDelegate(QStyledItemDelegate):
    """Draws somebody's day."""

    def __init__(self, grid: "WeekGrid", look: Look) -> None:
        super().__init__(grid)
        self._grid, self._look = grid, look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        rect: QRect = option.rect
        cell, cells = self._grid.cells.cell(index), self._grid.cells
        painter.save()
        if not cell.posted:
            painter.fillRect(rect, QBrush(QColor("#D5DBE1"), Qt.BrushStyle.BDiagPattern))
        elif cells.is_free(index.column()):
            painter.fillRect(rect, QColor(_OFF))
        if cell.entries:
            self._paint_entry(painter, rect, cell)
        elif cell.away is not None:
            self._paint_away(painter, rect, whole_day(cell.away), cell.away.label)
        elif cell.missing:
            self._paint_missing(painter, rect)
        painter.setPen(QColor(_HAIR))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if index == self._grid.currentIndex():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.ACCENT), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_entry(self, painter: QPainter, rect: QRect, cell: DayCell) -> None:
        px, first = self._look.px, cell.entries[0]
        more = f"+{len(cell.entries) - 1}" if len(cell.entries) > 1 else ""
        inner = self._paint_chip(painter, rect, first.duty.clause, Tone.GREY, 42)
        font = self._font(13 if rect.width() >= px(96) else 12)
        if more:
            painter.setFont(self._font(12))
            painter.setPen(QColor(tokens.SECONDARY))
            painter.drawText(inner, _RIGHT, more)
            inner.setRight(inner.right() - px(22))
        painter.setPen(QColor(tokens.TEXT))
        is_whole = inner.width() > px(_ROOMY) and first.kind is not LogKind.VISIT
        write_fitting(painter, font, first.content if is_whole else short(first), inner)

    def _paint_away(self, painter: QPainter, rect: QRect, state: DayState, words: str) -> None:
        inner = self._paint_chip(painter, rect, state.mark or "半", tone_of(state), 24)
        painter.setPen(QColor(tokens.SECONDARY))
        write_fitting(painter, self._font(12), words, inner)

    def _paint_missing(self, painter: QPainter, rect: QRect) -> None:
        painter.fillRect(rect, QColor("#FFF9E8"))
        painter.setPen(QColor(Tone.AMBER.text))
        painter.setFont(self._font(12))
        painter.drawText(rect, _CENTRE, "未记")

    def _paint_chip(self, painter: QPainter, rect: QRect, text: str, tone: Tone, wide: int) -> QRect:
        """The chip at the left of a cell. Returns the room beside it."""
        px = self._look.px
        inner = rect.adjusted(px(6), 0, -px(6), 0)
        chip = QRect(inner.left(), 0, min(px(wide), inner.width()), px(20))
        chip.moveTop(rect.center().y() - px(10))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tone.ground))
        painter.drawRoundedRect(chip, px(10), px(10))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(QColor(tone.text))
        painter.setFont(fitting(self._font(12), text, chip.width() - px(4)))
        painter.drawText(chip, _CENTRE, text)
        return inner.adjusted(chip.width() + px(6), 0, 0, 0)

    def _font(self, size: int) -> QFont:
        font = QFont(self._grid.font())
        font.setPixelSize(self._look.px(size))
        return font


class DayHeader(QHeaderView):
    """Day and weekday; today stands on green, rest days are grey."""

    def __init__(self, grid: "WeekGrid", look: Look) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self._grid, self._look = grid, look
        named(self, "week-days", "日期")
        self.setFixedHeight(look.px(36))
        self.setMinimumSectionSize(look.px(REST_DAY))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One day."""
        cells, px = self._grid.cells, self._look.px
        day = cells.week.days[section]
        is_today, narrow = day == cells.today, rect.width() < px(60)
        painter.save()
        if is_today or cells.is_free(section):
            painter.fillRect(rect, QColor(tokens.ACCENT_GROUND if is_today else _OFF))
        font = QFont(self._grid.font())
        font.setPixelSize(px(12 if narrow else 13))
        font.setBold(is_today or self._grid.currentIndex().column() == section)
        painter.setFont(font)
        painter.setPen(QColor(tokens.ACCENT if is_today else tokens.SECONDARY))
        between = "\n" if narrow else " "
        painter.drawText(
            rect, _CENTRE, f"{day.day}{between}{weekday(day)}{'　今天' if is_today and not narrow else ''}"
        )
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class NameHeader(QHeaderView):
    """Names before the rows, the one that is marked in bold."""

    def __init__(self, grid: "WeekGrid", look: Look) -> None:
        super().__init__(Qt.Orientation.Vertical, grid)
        self._grid, self._look = grid, look
        named(self, "week-names", "姓名")
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(look.px(ROW))
        self.setDefaultSectionSize(look.px(ROW))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One name."""
        px, name = self._look.px, self._grid.cells.week.rows[section].name
        painter.save()
        inner = rect.adjusted(px(12), 0, -px(4), 0)
        font = QFont(self._grid.font())
        font.setBold(self._grid.currentIndex().row() == section)
        painter.setPen(QColor(tokens.TEXT))
        write_fitting(painter, font, name, inner)
        painter.setPen(QColor(_HAIR))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.setPen(QColor(tokens.LINE))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()
