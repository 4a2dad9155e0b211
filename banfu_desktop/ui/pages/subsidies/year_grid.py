"""A year of subsidies: people × months, what each and all of them came to, and when 乡镇工作补贴 begins."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from banfu_desktop.rules.money import yuan
from banfu_desktop.services.subsidies.subsidies import YearRow
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import label, named

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
_MONTHS = 12
_TOTAL, _TOWNSHIP = _MONTHS, _MONTHS + 1
_TITLES = {_TOTAL: "合计", _TOWNSHIP: "乡镇补贴起"}
_HELP = {_TOTAL: "全年实发合计", _TOWNSHIP: "驻镇满六个月之日，从这天起可享受乡镇工作补贴（六(一)）"}
_WIDTHS = {_TOTAL: 92, _TOWNSHIP: 96}
_NAMES, _LEAST_MONTH = 158, 62
_LETTERS, _EDGE = 12, 4
"""Twelve months of five figures and two decimals stand side by side on a screen of 1366."""


class YearModel(QAbstractTableModel):
    """The rows of a year and a last line that adds them up; names are the headers."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[YearRow] = []
        self._words: list[list[str]] = []

    def set_rows(self, rows: Sequence[YearRow]) -> None:
        """Show the rows of a year."""
        self.beginResetModel()
        self._rows = list(rows)
        self._words = [_words(row) for row in rows]
        if rows:
            sums = [sum(row.nets_fen[n] or 0 for row in rows) for n in range(_MONTHS)]
            self._words.append([*(yuan(fen) if fen else "" for fen in sums), yuan(sum(sums)), ""])
        self.endResetModel()

    def text(self, line: int, column: int) -> str:
        """What a cell says."""
        return self._words[line][column]

    def name(self, line: int) -> str:
        """Whose line it is."""
        return "合计" if self.is_total(line) else self._rows[line].name

    def person(self, line: int) -> int | None:
        """Whose line it is; None of the totals'."""
        return self._rows[line].person_id if 0 <= line < len(self._rows) else None

    def is_total(self, line: int) -> bool:
        """Whether a line is that of the totals."""
        return line == len(self._rows)

    def rowCount(self, parent: Index = _TOP) -> int:
        """People and the line of totals."""
        return 0 if parent.isValid() else len(self._words)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Twelve months, total, township day."""
        return 0 if parent.isValid() else _TOWNSHIP + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words[index.row()][index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names at the left, their units when hovering; 1月 … 12月, 合计, 乡镇补贴起 above."""
        if orientation == Qt.Orientation.Vertical:
            if section >= len(self._words):
                return None  # one header asks while the other is still being reset
            if role == Qt.ItemDataRole.ToolTipRole and not self.is_total(section):
                return f"{self.name(section)}（{self._rows[section].organisation}）"
            return self.name(section) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _TITLES.get(section, f"{section + 1}月")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return _HELP.get(section) if role == Qt.ItemDataRole.ToolTipRole else None


class YearDelegate(QStyledItemDelegate):
    """Draws a cell narrowly; a month is as wide as its widest number, so that none is cut or made small."""

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
        inner = rect.adjusted(px(12) if index.column() == _TOWNSHIP else px(_EDGE), 0, -px(_EDGE), 0)
        text = index.data()
        font = QFont(self._grid.font())
        font.setPixelSize(px(_LETTERS))
        font.setBold(total or index.column() == _TOTAL)
        painter.setFont(font)
        painter.setPen(QColor(tokens.TEXT))
        painter.drawText(inner, int(_alignment(index.column())), text)


class YearGrid(QTableView):
    """Shows a year; names stay where months have to scroll. `opened` carries the month chosen, 1 to 12."""

    opened = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        named(self, "year-grid", "年度一览")
        self._look = look
        self.rows = YearModel()
        self.setModel(self.rows)
        self.setItemDelegate(YearDelegate(self, look))
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self._prepare_headers()
        self._corner = label("姓名", "corner", name="year-corner")
        self._corner.setParent(self)
        self._corner.setIndent(look.px(12))
        self.rows.modelReset.connect(self._share)
        self.doubleClicked.connect(lambda index: self._open(index.column()))

    @property
    def person_here(self) -> int | None:
        """Whose line the keyboard is at."""
        return self.rows.person(self.currentIndex().row())

    def copied(self) -> str:
        """The cells selected, after their names, as a spreadsheet pastes them."""
        lines: dict[int, list[str]] = {}
        for line, column in sorted((index.row(), index.column()) for index in self.selectedIndexes()):
            lines.setdefault(line, [self.rows.name(line)]).append(self.rows.text(line, column))
        return "\n".join("\t".join(texts) for texts in lines.values())

    def _prepare_headers(self) -> None:
        px = self._look.px
        names = named(self.verticalHeader(), "year-names", "姓名")
        names.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        names.setDefaultSectionSize(px(34))
        names.setFixedWidth(px(_NAMES))
        names.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        names.setStyleSheet(
            f"QHeaderView::section {{ background: transparent; color: {tokens.TEXT}; font-size: {px(14)}px;"
            f" border: 0px; border-bottom: 1px solid #EEF1F4; padding: 0px {px(4)}px 0px {px(12)}px; }}"
            f"QHeaderView::section:last {{ background: {tokens.GROUND}; font-weight: bold; }}"
        )
        header = named(self.horizontalHeader(), "year-months", "月份")
        header.setFixedHeight(px(36))
        header.setMinimumSectionSize(px(24))
        header.setStyleSheet(f"QHeaderView::section {{ padding: 0px {px(4)}px 0px {px(12)}px; }}")
        for shown in (names, header):
            shown.setHighlightSections(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Months share what the other columns leave."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        px = self._look.px
        self._corner.setGeometry(1, 1, px(_NAMES), px(36))
        self._corner.raise_()
        left = self.viewport().width() - sum(px(width) for width in _WIDTHS.values())
        for column in range(_MONTHS):
            share = left // _MONTHS + (column < left % _MONTHS)
            self.setColumnWidth(column, max(share, px(_LEAST_MONTH), self._widest(column)))
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, px(width))

    def _widest(self, column: int) -> int:
        """What a month's numbers need, the total's in bold."""
        font = QFont(self.font())
        font.setPixelSize(self._look.px(_LETTERS))
        font.setBold(True)
        metrics, lines = QFontMetrics(font), range(self.rows.rowCount())
        return max(
            (metrics.horizontalAdvance(self.rows.text(n, column)) for n in lines), default=0
        ) + self._look.px(2 * _EDGE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the month the keyboard is at."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().column())
        else:
            super().keyPressEvent(event)

    def _open(self, column: int) -> None:
        if 0 <= column < _MONTHS:
            self.opened.emit(column + 1)


def _words(row: YearRow) -> list[str]:
    months = ["" if net is None else yuan(net) for net in row.nets_fen]
    township = "" if row.township_from is None else str(row.township_from)
    return [*months, yuan(row.total_fen), township]


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == _TOWNSHIP else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
