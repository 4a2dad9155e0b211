"""The line at the top of every page: title, period, state, a quiet note, and the page's buttons."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, clause_chip, clause_sentence, column, label, named, row
from banfu_desktop.ui.page.command import Actions, Command, Place, explained
from banfu_desktop.ui.page.command_button import CommandButton


class ShortLabel(QLabel):
    """A quiet text that ends in … where room is scarce; hovering shows all of it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        named(self, name, "", look="secondary")

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text)
        self.setToolTip(text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """As narrow as it has to be."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, or as much of it as fits."""
        if self.sizeHint().width() <= self.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        shown = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class PageHeader(QWidget):
    """Buttons that find no room go under 更多, the first ones first; the primary one always stays.

    Args:
        beside: what stands after the title (a switch of views, the period).
        commands: those of the page, in order.
        actions: the QActions made from them.
    """

    def __init__(
        self, look: Look, title: str, beside: Sequence[QWidget], commands: Sequence[Command], actions: Actions
    ) -> None:
        super().__init__()
        named(self, "header", title)
        self._state, self._note, self._clause = Chip(), ShortLabel("note"), clause_chip("")
        self._more = [actions[command.name] for command in commands if command.place is Place.MORE]
        self._opener = named(QToolButton(), "more", "更多命令")
        self._opener.setText("更多")
        self._opener.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = explained(QMenu(self._opener))
        self._opener.setMenu(self._menu)
        self._bar = {command.name: self._button(command, actions) for command in commands if _in_bar(command)}
        self._primary = [
            self._button(command, actions) for command in commands if command.place is Place.PRIMARY
        ]
        state = (self._state, None, self._note, self._clause)
        self._title = label(title, "title", name="title")
        self._line = row(self._title, *beside, *state, self._opener, *self._bar.values(), *self._primary)
        self._below = QWidget()
        self._note_below, self._clause_below = ShortLabel("note-below"), clause_chip("")
        self._below.setLayout(row(self._note_below, self._clause_below, None))
        self._below.hide()
        self.setLayout(column(self._line, self._below, spacing=look.px(4)))
        self.setMinimumSize(look.px(480), look.px(36))
        self.fit()

    def show_title(self, title: str) -> None:
        """Another title, of a page that is about one thing at a time."""
        self._title.setText(title)
        self._title.setAccessibleName(title)
        self.fit()

    def show_state(self, text: str, tone: Tone) -> None:
        """The chip after the title; an empty text hides it."""
        self._state.show_chip(text, tone)
        self.fit()

    def show_note(self, text: str, clause: str) -> None:
        """The quiet sentence before the buttons."""
        self._note.setText(text)
        self._note_below.setText(text)
        for chip in (self._clause, self._clause_below):
            chip.show_chip(clause)
            chip.setToolTip(clause_sentence(clause))
        self.fit()

    def fit(self) -> None:
        """Show as many buttons as there is room for, and the others in the menu."""
        layout = self._line
        waiting = [button for button in self._bar.values() if button.action.isVisible()]
        for button in self._bar.values():
            button.setHidden(button not in waiting)
        hidden: list[QAction] = []
        self._opener.setHidden(not self._more)
        while waiting and self.isVisible():
            layout.invalidate()
            if layout.minimumSize().width() <= self.width():
                break
            self._opener.show()
            button = waiting.pop(0)
            button.hide()
            hidden.append(button.action)
        self._menu.clear()
        self._menu.addActions([*hidden, *self._more])
        self._place_note()

    def _place_note(self) -> None:
        """A note that the line has no room for stands whole below it, and its clause after it."""
        said = bool(self._note.text())
        self._note.setVisible(said)
        self._clause.setVisible(bool(self._clause.text()))
        self._line.invalidate()
        is_below = said and self.isVisible() and self._line.sizeHint().width() > self.width()
        self._below.setVisible(is_below)
        if is_below:
            self._note.hide()
            self._clause.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """There is more or less room."""
        super().resizeEvent(event)
        self.fit()

    def stand_back(self, other: bool) -> None:
        """Leave the green to another part of the page (`other`), or take it back."""
        for button in self._primary:
            button.stand_back(other)

    def _button(self, command: Command, actions: Actions) -> CommandButton:
        action = actions[command.name]
        made = CommandButton(command, action)
        if command.place is Place.PRIMARY:
            action.visibleChanged.connect(lambda: made.setVisible(action.isVisible()))
        else:
            action.visibleChanged.connect(self.fit)
        return made


def _in_bar(command: Command) -> bool:
    return command.place is Place.BAR
