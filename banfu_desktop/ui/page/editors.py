"""Editors of a form's fields: typed into, handed to `Field.read`, shown sealed (choices: choices.py)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QTextCharFormat
from PySide6.QtWidgets import (
    QCalendarWidget,
    QCheckBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
    QWidgetAction,
)
from shiboken6 import isValid

from banfu_desktop.rules.dates import Month, MonthCalendar
from banfu_desktop.rules.errors import UserError
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look.look import GROUND, SECONDARY, Look
from banfu_desktop.ui.look.widgets import column, named, restyle
from banfu_desktop.ui.page.completer import Completer

Offer = Sequence[tuple[Any, str]]
"""What a drop-down offers: (value, label) in order."""
_STAYS = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
_INSET = 3
"""What Qt keeps free before a line's text, with its frame, in pixels."""


class Editor(QWidget):
    """Holds one value of a field. `edited`: the clerk changed it; `left`: the focus went on."""

    edited = Signal()
    left = Signal()

    def __init__(self, field: Field, entry: QWidget) -> None:
        super().__init__()
        self.field, self.entry = field, entry
        self._value: Any = None
        named(self, f"editor-{field.name}", field.label)
        named(entry, field.name, field.label)
        self.setFocusProxy(entry)
        self.setLayout(column(entry, spacing=0))
        entry.installEventFilter(self)

    @property
    def touched(self) -> bool:
        """Whether what stands here is to be stored; a masked secret nobody touched is not."""
        return True

    @property
    def words(self) -> str:
        """What stands here as the clerk reads it."""
        return self.field.show(self._value)

    def raw(self) -> object:
        """What stands here, for `Field.read`."""
        return self._value

    def read(self) -> Any:
        """The value that stands here.

        Raises:
            UserError: it cannot be the field's value.
        """
        return self.field.read(self.raw())

    def show_value(self, value: Any) -> None:
        """Put a value in; this is not an edit."""
        self._value = value

    def show_reference(self, value: Any, words: str) -> None:
        """Put a value in that its row names in words; only a choice of records needs those."""
        self.show_value(value)

    def seal(self, sealed: bool) -> None:
        """Read-only without a frame, or editable."""
        restyle(self.entry, sealed="true" if sealed else "false")

    def show_trouble(self, trouble: str) -> None:
        """Colour the frame: error, warning or empty."""
        restyle(self.entry, trouble=trouble)

    def tidy(self) -> None:
        """Write what can be read the way it is shown."""

    def settle(self) -> None:
        """What stands here is stored: Ctrl+Z takes the deed back now, not the typing."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice when the focus goes to another field (not to this one's menu, nor to another program)."""
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYS:
            self.tidy()
            self.left.emit()
        return False  # as Qt's own says, which would be asked for every event of every field


class LineEditor(Editor):
    """One line: texts, numbers, amounts and months; numbers stand at the right."""

    def __init__(self, field: Field, look: Look) -> None:
        self.line = QLineEdit()
        super().__init__(field, self.line)
        self._look = look
        self.line.textEdited.connect(self.edited)
        if field.kind in (Kind.TEXT, Kind.NOTE):
            self.line.setMaxLength(field.longest)
        if field.kind.numeric:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def raw(self) -> object:
        """The text."""
        return self.line.text()

    @property
    def words(self) -> str:
        """The text."""
        return self.line.text()

    def show_value(self, value: Any) -> None:
        """The value as a list would show it; an amount without its separators can still be typed over."""
        self.line.setText(self.field.show(value))
        self.line.setCursorPosition(0)

    def seal(self, sealed: bool) -> None:
        """No typing; the text then stands where a plain one would, frame and margin taken away."""
        self.line.setReadOnly(sealed)
        self.line.setTextMargins(-_INSET if sealed else 0, 0, 0, 0)
        super().seal(sealed)

    def tidy(self) -> None:
        """2000 becomes 2,000.00, 2026.10.5 becomes 2026-10-05; what cannot be read stays as it was typed."""
        try:
            self.show_value(self.read())
        except UserError:
            return

    def settle(self) -> None:
        """Forget how it was typed."""
        forget_typing(self.line)

    def suggest(self, texts: Sequence[str]) -> None:
        """Offer texts while typing; others may be typed all the same."""
        self.line.setCompleter(Completer(texts, self.line))


def forget_typing(line: QLineEdit) -> None:
    """Leave nothing to undo in a line; its text and its cursor stay."""
    place = line.cursorPosition()
    line.setText(line.text())
    line.setCursorPosition(place)


class DateEditor(LineEditor):
    """A day, typed in any spelling or picked from a calendar."""

    def __init__(self, field: Field, look: Look) -> None:
        super().__init__(field, look)
        self.line.setPlaceholderText("年-月-日")
        self._pick = self.line.addAction(
            look.icon("calendar", SECONDARY), QLineEdit.ActionPosition.TrailingPosition
        )
        self._pick.setObjectName(f"{field.name}-calendar")
        self._pick.setText("选择日期")
        self._pick.setToolTip("选择日期（Alt+↓）")
        self._pick.setShortcut("Alt+Down")
        self._pick.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._pick.triggered.connect(self._open_calendar)

    def read(self) -> Any:
        """The day, written in full or the short way (11-20, 1120, 昨天).

        Raises:
            UserError: it cannot be the field's value.
        """
        days = self._look.days
        day = None if days is None else days.short(self.line.text())
        return self.field.read(self.line.text() if day is None else str(day))

    def seal(self, sealed: bool) -> None:
        """No calendar either."""
        self._pick.setVisible(not sealed)
        super().seal(sealed)

    def _open_calendar(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = named(QCalendarWidget(), f"{self.field.name}-days", self.field.label)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setGridVisible(False)
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(weekend, QTextCharFormat())
        try:
            day = self.read()
        except UserError:
            day = None
        if isinstance(day, date):
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.currentPageChanged.connect(lambda year, month: self._mark_rest_days(calendar, year, month))
        self._mark_rest_days(calendar, calendar.yearShown(), calendar.monthShown())
        calendar.activated.connect(lambda chosen: self._take(chosen, menu))
        calendar.clicked.connect(lambda chosen: self._take(chosen, menu))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        menu.popup(self.line.mapToGlobal(self.line.rect().bottomLeft()))
        calendar.setFocus()

    def _mark_rest_days(self, calendar: QCalendarWidget, year: int, number: int) -> None:
        """Rest days look like rest days: grey, on grey ground, named when hovered."""

        def mark(month: MonthCalendar) -> None:
            if not isValid(calendar):
                return
            for day, name in month.free.items():
                form = QTextCharFormat()
                form.setForeground(QColor(SECONDARY))
                form.setBackground(QColor(GROUND))
                form.setToolTip(name)
                calendar.setDateTextFormat(QDate(day.year, day.month, day.day), form)

        if self._look.days is not None:
            self._look.days.rest_days(Month(year, number), mark)

    def _take(self, chosen: QDate, menu: QMenu) -> None:
        menu.close()
        self.show_value(date(chosen.year(), chosen.month(), chosen.day()))
        self.edited.emit()
        self.left.emit()


class SecretEditor(LineEditor):
    """An identity, card or phone number, masked until the eye is pressed; `reveal` is asked and audits that.

    A number is either left as it is or typed anew: the mask cannot be edited.
    """

    def __init__(
        self, field: Field, look: Look, reveal: Callable[[str, Callable[[str], object]], object] | None
    ) -> None:
        super().__init__(field, look)
        self._reveal, self._mask, self._touched = reveal, "", True
        self._eye = self.line.addAction(
            look.icon("eye", SECONDARY), QLineEdit.ActionPosition.TrailingPosition
        )
        self._eye.setObjectName(f"{field.name}-eye")
        self._eye.setText(f"显示完整{field.label}")
        self._eye.setToolTip(f"显示完整{field.label}（Alt+↓，会记入操作留痕）")
        self._eye.setShortcut("Alt+Down")
        self._eye.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._eye.triggered.connect(self._ask_to_reveal)
        self.line.textEdited.connect(self._retype)

    @property
    def touched(self) -> bool:
        """Whether a number was typed anew, or none was there."""
        return self._touched

    def show_value(self, value: Any) -> None:
        """Masked, whether or not it came so."""
        self._mask = self.field.show(value)
        self._touched = not self._mask
        self.line.setText(self._mask)
        self._eye.setVisible(bool(self._mask) and self._reveal is not None)

    def tidy(self) -> None:
        """A number stays as it was typed: the clerk compares it with the card."""

    def _ask_to_reveal(self) -> None:
        if self._reveal is not None:
            self._reveal(self.field.name, self._show_revealed)

    def _show_revealed(self, number: str) -> None:
        self._mask = number
        self.line.setText(number)
        self._eye.setVisible(False)

    def _retype(self, text: str) -> None:
        """The first key replaces a mask as a whole."""
        if "*" in self._mask and not self._touched:
            kept = "" if len(text) < len(self._mask) else text[self.line.cursorPosition() - 1]
            self.line.setText("" if kept == "*" else kept)
        self._touched = True
        self._eye.setVisible(False)


class NoteEditor(Editor):
    """Several lines; Tab goes on to the next field."""

    def __init__(self, field: Field, look: Look) -> None:
        self.text = QPlainTextEdit()
        super().__init__(field, self.text)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(look.px(72))
        self.text.textChanged.connect(self.edited)

    def raw(self) -> object:
        """The text, its lines joined: what a list and a form show is one line."""
        return " ".join(self.text.toPlainText().split("\n"))

    @property
    def words(self) -> str:
        """The text."""
        return self.text.toPlainText()

    def settle(self) -> None:
        """Forget how it was typed."""
        self.text.document().clearUndoRedoStacks()

    def show_value(self, value: Any) -> None:
        """The text."""
        with QSignalBlocker(self.text):
            self.text.setPlainText(self.field.show(value))

    def seal(self, sealed: bool) -> None:
        """No typing."""
        self.text.setReadOnly(sealed)
        super().seal(sealed)


class FlagEditor(Editor):
    """Yes or no."""

    def __init__(self, field: Field, look: Look) -> None:
        self.box = QCheckBox("是")
        super().__init__(field, self.box)
        self.box.toggled.connect(self.edited)

    def raw(self) -> object:
        """Whether it is ticked."""
        return self.box.isChecked()

    @property
    def words(self) -> str:
        """Yes or no."""
        return "是" if self.box.isChecked() else "否"

    def show_value(self, value: Any) -> None:
        """Ticked or not."""
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))

    def seal(self, sealed: bool) -> None:
        """No ticking."""
        self.box.setEnabled(not sealed)
        super().seal(sealed)
