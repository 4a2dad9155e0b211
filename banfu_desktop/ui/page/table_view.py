"""How a list is drawn: quiet rows, chips, numbers under their headers, columns that fit without scrolling."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QMetaMethod,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from banfu_desktop.tables.spec import Field
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import named
from banfu_desktop.ui.page.columns import Columns
from banfu_desktop.ui.page.memory import Memory
from banfu_desktop.ui.page.table_model import RED, TONE, TableModel
from banfu_desktop.ui.page.widths import Wishes, column_widths


class RowDelegate(QStyledItemDelegate):
    """Draws a cell: ground by state of its row, text with its alignment, or a chip."""

    def __init__(self, view: "TableView", look: Look) -> None:
        super().__init__(view)
        self._view, self._look = view, look
        self._chip_font = QFont(view.font())
        self._chip_font.setPixelSize(look.px(12))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        rect: QRect = option.rect
        painter.fillRect(rect, QColor(self._ground(option, index)))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor("#EEF1F4"))
        if index.row() == self._view.currentIndex().row() and self._view.hasFocus():
            self._mark_current(painter, rect, index)
        text = self.text_of(index)
        if not text:
            return
        inner = rect.adjusted(self._view.padding, 0, -self._view.padding, 0)
        tone = index.data(TONE)
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        if tone is not None:
            ground = tokens.CARD if _is_selected(option) else tone.ground
            painter.setFont(self._chip_font)
            self._paint_chip(painter, self._chip_place(painter, inner, text, alignment), text, tone, ground)
            return
        painter.setFont(self._view.font())
        painter.setPen(QColor(tokens.RED if index.data(RED) else tokens.TEXT))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(alignment), shown)

    def text_of(self, index: QModelIndex | QPersistentModelIndex) -> Any:
        """What a cell says."""
        return index.data()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Every row is 34 pixels high."""
        return QSize(self._look.px(80), self._look.px(34))

    def _ground(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> str:
        if _is_selected(option):
            return tokens.ACCENT_GROUND
        return tokens.GROUND if index.row() == self._view.hovered else tokens.CARD

    def _mark_current(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """A bar at the left edge of the row the keyboard is at."""
        if self._view.horizontalHeader().visualIndex(index.column()) == 0:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), QColor(tokens.ACCENT))

    def _chip_place(self, painter: QPainter, inner: QRect, text: str, alignment: Qt.AlignmentFlag) -> QRect:
        """As wide as its text, at the side where the column's texts stand."""
        px = self._look.px
        width = min(painter.fontMetrics().horizontalAdvance(text) + px(16), inner.width() + px(16))
        to_the_right = alignment & Qt.AlignmentFlag.AlignRight
        left = inner.right() + px(5) - width if to_the_right else inner.left() - px(4)
        return QRect(left, inner.center().y() - px(20) // 2 + 1, width, px(20))

    def _paint_chip(self, painter: QPainter, chip: QRect, text: str, tone: Tone, ground: str) -> None:
        radius = chip.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(chip), radius, radius)
        painter.setPen(QPen(QColor(tone.text)))
        shown = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, chip.width() - self._look.px(12)
        )
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, shown)


class TableView(QTableView):
    """A list of rows.

    Sent: `typed` with a character typed at the list, `opened` with the line clicked, `entered_record` with
    the line Enter was pressed on, `escaped` on Esc, `pasted` on Ctrl+V.
    """

    typed = Signal(str)
    opened = Signal(int)
    entered_record = Signal(int)
    escaped = Signal()
    pasted = Signal()

    def __init__(self, model: TableModel, look: Look, name: str) -> None:
        super().__init__()
        named(self, "list", name)
        self._look, self._model = look, model
        self.hovered, self.padding, self.empty = -1, look.px(12), "没有记录"
        self._columns: Columns | None = None
        self._yielding: Sequence[int] = ()
        self._measured: tuple[Sequence[str], Sequence[int]] = ((), ())
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self, look))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self._prepare_headers()
        model.modelReset.connect(self.fit_columns)

    @property
    def fields(self) -> tuple[Field, ...]:
        """What the columns show, in the order of the model."""
        return self._model.fields

    def _prepare_headers(self) -> None:
        lines = self.verticalHeader()
        lines.hide()
        lines.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        lines.setMinimumSectionSize(self._look.px(34))
        lines.setDefaultSectionSize(self._look.px(34))
        header = self.horizontalHeader()
        header.setFixedHeight(self._look.px(36))
        header.setMinimumSectionSize(self._look.px(24))
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)

    def fit_columns(self) -> None:
        """Share the width out: see `column_widths`."""
        columns = self._columns
        drawn, hidden = ({}, []) if columns is None else (columns.drawn, columns.hidden)
        model = self._model
        wishes = Wishes(self._needs(), model.chips, model.blank, drawn, hidden, self._yielding)
        room = self.viewport().width()
        widths = column_widths(self._model.fields, room, self._look.scale.factor, wishes)
        if columns is not None:
            columns.fitting = True
        for number, width in enumerate(widths):
            self.setColumnHidden(number, width == 0)
            if width:
                self.setColumnWidth(number, width)
        if columns is not None:
            columns.fitting = False

    def give_way(self, names: Sequence[str]) -> None:
        """Say which columns give way where room is scarce, the first of them first; else the last ones do."""
        known = [field.name for field in self._model.fields]
        self._yielding = [known.index(name) for name in names]
        self.fit_columns()

    @property
    def needed(self) -> int:
        """The width at which nothing in it is cut short, in pixels."""
        return sum(self._needs())

    def _needs(self) -> Sequence[int]:
        """What each column needs to show all its texts whole, in pixels; nothing where there are no rows."""
        longest = self._model.longest
        if self._measured[0] is not longest:
            font = QFont(self.font())
            font.setPixelSize(self._look.px(13))
            text, head = self.fontMetrics().horizontalAdvance, QFontMetrics(font).horizontalAdvance
            pairs = zip(longest, self._model.fields, strict=False)
            air = 2 * self.padding + 1
            self._measured = longest, [max(text(words), head(field.label)) + air for words, field in pairs]
        return self._measured[1]

    def remember(self, memory: Memory) -> None:
        """Arrange the columns as they were left on this computer, and remember what becomes of them."""
        self._columns = Columns(self, self._model.fields, self._look.scale.factor, memory, self.fit_columns)

    def selected_lines(self) -> list[int]:
        """The lines selected, in order; read from Qt's ranges, for asking Qt row by row takes seconds."""
        selection = self.selectionModel().selection()
        ranges = (selection.at(number) for number in range(selection.count()))
        return sorted({line for part in ranges for line in range(part.top(), part.bottom() + 1)})

    def select_lines(self, lines: Sequence[int]) -> None:
        """Select these lines and no others, and go to the first."""
        selection = QItemSelection()
        for first, last in _stretches(lines):
            selection.select(self._model.index(first, 0), self._model.index(last, 0))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        if lines:
            start = self._model.index(lines[0], 0)
            self.selectionModel().setCurrentIndex(start, flags.NoUpdate)
            self.scrollTo(start)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows, or a sentence where there are none."""
        super().paintEvent(event)
        if self._model.is_filled and not self._model.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tokens.SECONDARY))
            said = "没有符合条件的记录" if self._model.rows else self.empty
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, said)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the window."""
        super().resizeEvent(event)
        self.fit_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing looks for it, Enter opens."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.currentIndex().isValid() and self._opens_records():
            self.entered_record.emit(self.currentIndex().row())
        elif enter:
            event.ignore()  # a box presses its button
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif _is_writing(event):
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _opens_records(self) -> bool:
        return self.isSignalConnected(QMetaMethod.fromSignal(self.entered_record))

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End reach the first and the last row: rows are chosen, never cells."""
        ends = {QAbstractItemView.CursorAction.MoveHome: 0,
                QAbstractItemView.CursorAction.MoveEnd: self._model.rowCount() - 1}  # fmt: skip
        line = ends.get(action)
        if line is None or line < 0:
            return super().moveCursor(action, modifiers)
        return self._model.index(line, max(0, self.currentIndex().column()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click on a row opens it beside the list."""
        super().mouseReleaseEvent(event)
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        index = self.indexAt(event.position().toPoint())
        if plain and event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.opened.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The row under the mouse is lit."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(round(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        """No row is lit once the mouse has gone."""
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, line: int) -> None:
        if line != self.hovered:
            self.hovered = line
            self.viewport().update()


def _stretches(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Lines in ascending order as (first, last) of each unbroken stretch."""
    stretches: list[tuple[int, int]] = []
    for line in lines:
        if stretches and stretches[-1][1] == line - 1:
            stretches[-1] = stretches[-1][0], line
        else:
            stretches.append((line, line))
    return stretches


def _is_selected(option: QStyleOptionViewItem) -> bool:
    state: QStyle.StateFlag = option.state
    return bool(state & QStyle.StateFlag.State_Selected)


def _is_writing(event: QKeyEvent) -> bool:
    text = event.text()
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    return bool(text) and text.isprintable() and not text.isspace() and not held
