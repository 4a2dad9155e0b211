"""A year of subsidies: people × months, what each and all of them came to, and when 乡镇工作补贴 begins."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from banfu_desktop.rules.money import yuan
from banfu_desktop.services.subsidies import YearRow
from banfu_desktop.ui import look as tokens
from banfu_desktop.ui.look import Look
from banfu_desktop.ui.painting import fitting
from banfu_desktop.ui.widgets import named

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_NAME, _TOTAL, _TOWNSHIP = 0, 13, 14
_WIDTHS = {_NAME: 156, _TOTAL: 92, _TOWNSHIP: 96}
_HELP = {_TOTAL: "全年实发合计", _TOWNSHIP: "驻镇满六个月之日，从这天起可享受乡镇工作补贴（六(一)）"}


class YearModel(QAbstractTableModel):
    """The rows of a year and a last line that adds them up; every text is made once."""

    def __init__(self) -> None:
        super().__init__()
        self._words: list[list[str]] = []
        self._units: list[str] = []

    def set_rows(self, rows: Sequence[YearRow]) -> None:
        """Show the rows of a year."""
        self.beginResetModel()
        self._units = [row.organisation for row in rows]
        self._words = [_words(row) for row in rows]
        if rows:
            sums = [sum(row.nets_fen[n] or 0 for row in rows) for n in range(12)]
            months = [yuan(fen) if fen else "" for fen in sums]
            self._words.append(["合计", *months, yuan(sum(sums)), ""])
        self.endResetModel()

    def text(self, line: int, column: int) -> str:
        """What a cell says."""
        return self._words[line][column]

    def is_total(self, line: int) -> bool:
        """Whether a line is that of the totals."""
        return line == len(self._units)

    def rowCount(self, parent: Index = _TOP) -> int:
        """People and the line of totals."""
        return 0 if parent.isValid() else len(self._words)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Name, twelve months, total, township day."""
        return 0 if parent.isValid() else _TOWNSHIP + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, numbers to the right; whose name it is when hovering."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _NAME and not self.is_total(index.row()):
            return f"{self._words[index.row()][_NAME]}（{self._units[index.row()]}）"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """姓名, 1月 … 12月, 合计, 乡镇补贴起."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return {_NAME: "姓名", _TOTAL: "合计", _TOWNSHIP: "乡镇补贴起"}.get(section, f"{section}月")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return _HELP.get(section) if role == Qt.ItemDataRole.ToolTipRole else None


class YearDelegate(QStyledItemDelegate):
    """Draws a cell narrowly: a number that does not fit is drawn smaller, never cut."""

    def __init__(self, grid: "YearGrid", look: Look) -> None:
        super().__init__(grid)
        self._grid, self._look = grid, look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        total, px = self._grid.rows.is_total(index.row()), self._look.px
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = state & QStyle.StateFlag.State_Selected
        ground = tokens.ACCENT_GROUND if selected else tokens.GROUND if total else tokens.CARD
        painter.fillRect(rect, QColor(ground))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor("#EEF1F4"))
        side = px(12) if index.column() in (_NAME, _TOWNSHIP) else px(4)
        inner = rect.adjusted(side, 0, -px(4), 0)
        text = index.data()
        font = QFont(self._grid.font())
        font.setPixelSize(px(13))
        font.setBold(total or index.column() == _TOTAL)
        painter.setFont(fitting(font, text, inner.width()))
        painter.setPen(QColor(tokens.TEXT))
        painter.drawText(inner, int(_alignment(index.column())), text)


class YearGrid(QTableView):
    """Shows a year without a horizontal scroll bar; `opened` carries the number of the month chosen."""

    opened = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "year-grid", "年度一览")
        self._look = look
        self.rows = YearModel()
        self.setModel(self.rows)
        self.setItemDelegate(YearDelegate(self, look))
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(look.px(34))
        header = self.horizontalHeader()
        header.setFixedHeight(look.px(36))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(look.px(24))
        header.setStyleSheet(f"QHeaderView::section {{ padding: 0px {look.px(4)}px 0px {look.px(12)}px; }}")
        self.doubleClicked.connect(lambda index: self._open(index.column()))

    def copied(self) -> str:
        """The cells selected as a spreadsheet pastes them."""
        cells = sorted((index.row(), index.column()) for index in self.selectedIndexes())
        lines: dict[int, list[str]] = {line: [] for line, _ in cells}
        for line, column in cells:
            lines[line].append(self.rows.text(line, column))
        return "\n".join("\t".join(texts) for texts in lines.values())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Months share what the other columns leave."""
        super().resizeEvent(event)
        fixed = {column: self._look.px(width) for column, width in _WIDTHS.items()}
        left = self.viewport().width() - sum(fixed.values())
        for column in range(_TOWNSHIP + 1):
            share = left // 12 + (column <= left % 12)
            self.setColumnWidth(column, fixed.get(column, max(share, self._look.px(24))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the month the keyboard is at."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().column())
        else:
            super().keyPressEvent(event)

    def _open(self, column: int) -> None:
        if _NAME < column < _TOTAL:
            self.opened.emit(column)


def _words(row: YearRow) -> list[str]:
    months = ["" if net is None else yuan(net) for net in row.nets_fen]
    township = "" if row.township_from is None else str(row.township_from)
    return [row.name, *months, yuan(row.total_fen), township]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in (_NAME, _TOWNSHIP) else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
