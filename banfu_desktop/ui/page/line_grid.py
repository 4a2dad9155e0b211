"""A grid to type lines into as into a spreadsheet: Tab goes on, Enter begins the next line."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from banfu_desktop.rules.errors import ProblemsError
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.painting import fitting
from banfu_desktop.ui.look.widgets import named
from banfu_desktop.ui.page.grid_completer import GridCompleter
from banfu_desktop.ui.page.line_model import BAD, Index, LineModel

_HAIR = "#E6EAEE"
_PADDING = 6
_OFFERED = 420
"""The least width of a list of proposals with hints, at standard size."""
_LEAST_SHARE = 0.8
"""How much of the width it asks for a column keeps in any case."""
Hint = QAbstractItemDelegate.EndEditHint


class LineDelegate(QStyledItemDelegate):
    """Draws a cell with hair lines, what cannot be read in red; edits it in place."""

    def __init__(self, grid: "LineGrid", look: Look) -> None:
        super().__init__(grid)
        self._grid, self._look = grid, look

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        bad, written = index.data(BAD), self._grid.lines.is_open(index.column())
        ground = tokens.ACCENT_GROUND if state & QStyle.StateFlag.State_Selected else tokens.CARD
        painter.fillRect(rect, QColor("#FDECEA" if bad else ground))
        painter.setPen(QPen(QColor(_HAIR)))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        inner = rect.adjusted(self._look.px(_PADDING), 0, -self._look.px(_PADDING), 0)
        font, text = QFont(self._grid.font()), str(index.data())
        font.setPixelSize(self._look.px(13))
        font = fitting(font, text, inner.width())
        painter.setFont(font)
        painter.setPen(QColor(tokens.RED if bad else tokens.TEXT if written else tokens.SECONDARY))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, int(index.data(Qt.ItemDataRole.TextAlignmentRole)), shown)
        if index == self._grid.currentIndex() and self._grid.hasFocus():
            painter.setPen(QPen(QColor(tokens.ACCENT), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A line to type into; choices are offered while typing."""
        field = self._grid.lines.fields[index.column()]
        editor = named(QLineEdit(parent), "line-editor", field.label)
        editor.setMaxLength(field.longest)
        editor.setStyleSheet(
            f"QLineEdit {{ min-height: 0px; max-height: 100px; border: 2px solid {tokens.ACCENT};"
            f" border-radius: 0px; padding: 0px 4px; font-size: {self._look.px(13)}px; }}"
        )
        editor.setAlignment(index.data(Qt.ItemDataRole.TextAlignmentRole))
        row, column = index.row(), index.column()
        editor.textEdited.connect(lambda text: self._grid.typing.emit(row, column, text))
        offers = self._grid.offers.get(field.name, {})
        labels = field.words.labels() if field.words is not None else list(offers)
        if labels:
            GridCompleter(labels, editor, offers).widen(
                self._look.px(_OFFERED) if any(offers.values()) else 0
            )
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """What stands there, to be typed over."""
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data()))

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """What was typed, or the proposal that typed initials stand for."""
        assert isinstance(editor, QLineEdit)
        completer = editor.completer()
        text = completer.taken() if isinstance(completer, GridCompleter) else editor.text()
        self._grid.lines.setData(index, text)


class LineGrid(QTableView):
    """Lines to be written.

    `refused` carries what a paste refused, `escaped` says the clerk is done, `typing` carries row, column and
    text of a cell at every letter typed.
    """

    refused = Signal(object)
    typing = Signal(int, int, str)
    escaped = Signal()

    def __init__(self, look: Look, lines: LineModel | None = None) -> None:
        super().__init__()
        named(self, "line-grid", "明细")
        self._look = look
        self.lines = lines or LineModel()
        self.offers: Mapping[str, Mapping[str, str]] = {}
        """Texts proposed while typing, with a hint beside each, by the name of the column."""
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(self, look))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed)
        self._prepare_headers()
        self.lines.modelReset.connect(self._share_out)

    def _prepare_headers(self) -> None:
        px = self._look.px
        numbers = named(self.verticalHeader(), "line-numbers", "行号")
        numbers.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        numbers.setMinimumSectionSize(px(28))
        numbers.setDefaultSectionSize(px(28))
        numbers.setFixedWidth(px(26))
        numbers.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header = named(self.horizontalHeader(), "line-columns", "栏目")
        header.setFixedHeight(px(30))
        header.setMinimumSectionSize(px(20))
        style = f"QHeaderView::section {{ padding: 0px {px(_PADDING - 2)}px; font-size: {px(12)}px; }}"
        for shown in (numbers, header):
            shown.setHighlightSections(False)
        header.setStyleSheet(style)
        numbers.setStyleSheet(f"QHeaderView::section {{ padding: 0px; font-size: {px(12)}px; border: 0px; }}")

    def start(self) -> None:
        """Begin at the first cell of the empty line."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go(self.lines.rowCount() - 1, self._first())

    def remove_selected(self) -> None:
        """Take the selected lines out."""
        self.lines.remove({index.row() for index in self.selectedIndexes()})

    def _first(self) -> int:
        columns = range(self.lines.columnCount())
        return next((column for column in columns if self.lines.is_open(column)), 0)

    def _go(self, row: int, column: int) -> None:
        index = self.lines.index(max(0, min(row, self.lines.rowCount() - 1)), column)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def _go_on(self, step: int) -> None:
        """To the next or previous cell that can be written, over the ends of lines."""
        place, columns = self.currentIndex(), self.lines.columnCount()
        number = place.row() * columns + place.column() + step
        while 0 <= number < columns * self.lines.rowCount() and not self.lines.is_open(number % columns):
            number += step
        if 0 <= number < columns * self.lines.rowCount():
            self._go(*divmod(number, columns))

    def closeEditor(self, editor: QWidget, hint: Hint) -> None:
        """Tab goes on to the next cell and types there, Enter begins the next line."""
        super().closeEditor(editor, Hint.NoHint)
        if hint in (Hint.EditNextItem, Hint.EditPreviousItem):
            self._go_on(1 if hint is Hint.EditNextItem else -1)
            self.edit(self.currentIndex())
        elif hint is Hint.SubmitModelCache:
            self._go(self.currentIndex().row() + 1, self._first())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a spreadsheet."""
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.state() is self.State.EditingState:
                return  # the cell's own Enter, passed on: closeEditor goes on once it is read
            self._go(self.currentIndex().row() + 1, self._first())
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._go_on(1 if key == Qt.Key.Key_Tab else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.lines.writable:
            self._clear()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif held and key in (Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_D):
            {Qt.Key.Key_C: self._copy, Qt.Key.Key_V: self.paste, Qt.Key.Key_D: self._fill}[Qt.Key(key)]()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the grid while lines can be written."""
        return False if self.lines.writable else super().focusNextPrevChild(forward)

    def _cells(self) -> list[tuple[int, int]]:
        return sorted((index.row(), index.column()) for index in self.selectedIndexes())

    def _clear(self) -> None:
        self.lines.put([(row, column, "") for row, column in self._cells() if self.lines.is_open(column)])

    def _fill(self) -> None:
        """As the line above, for the cells selected (from the first selected line, for several lines)."""
        cells = [cell for cell in self._cells() if self.lines.is_open(cell[1])] if self.lines.writable else []
        if cells:
            top = min(row for row, _ in cells)
            source = top if max(row for row, _ in cells) > top else top - 1
            texts = [(row, column, self._text(source, column)) for row, column in cells if row > source >= 0]
            self.lines.put(texts)

    def _text(self, row: int, column: int) -> str:
        return str(self.lines.index(row, column).data())

    def _copy(self) -> None:
        lines: dict[int, list[str]] = {}
        for row, column in self._cells():
            lines.setdefault(row, []).append(self._text(row, column))
        QGuiApplication.clipboard().setText("\n".join("\t".join(texts) for texts in lines.values()))

    def paste(self) -> None:
        """A block from a spreadsheet, from the current cell on; below what stands there where none is."""
        place, text = self.currentIndex(), QGuiApplication.clipboard().text()
        if not self.lines.writable or not text:
            return
        line, column = (place.row(), place.column()) if place.isValid() else (self.lines.rowCount() - 1, 0)
        try:
            self.lines.paste(line, column, text)
        except ProblemsError as refusal:
            self.refused.emit(refusal)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the window."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """Columns share the width as they ask for it; where that would cut amounts, the grid scrolls."""
        fields = self.lines.fields
        asked = max(1, sum(field.width for field in fields))
        room = max(self.viewport().width(), round(self._look.px(asked) * _LEAST_SHARE))
        edges = [room * sum(field.width for field in fields[:n]) // asked for n in range(len(fields) + 1)]
        for number in range(len(fields)):
            self.setColumnWidth(number, edges[number + 1] - edges[number])
