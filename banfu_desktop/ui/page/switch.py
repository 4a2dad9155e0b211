"""A switch between the views of a page: buttons side by side, one pressed down, ← and → change."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import named, row


class Switch(QFrame):
    """Chooses one of several views by the text on its button; `chosen` tells what the clerk chose."""

    chosen = Signal(str)

    def __init__(self, look: Look, says: str, views: Sequence[str]) -> None:
        super().__init__()
        named(self, "switch", says, look="switch")
        self._group = QButtonGroup(self)
        self._buttons = {view: self._segment(view) for view in views}
        self._buttons[views[0]].setChecked(True)
        self._current = views[0]
        self._group.buttonClicked.connect(lambda button: self._take(button.text()))
        layout = row(*self._buttons.values(), spacing=0)
        layout.setContentsMargins(2, 2, 2, 2)
        self.setLayout(layout)
        self.setFixedHeight(look.px(32))

    @property
    def current(self) -> str:
        """The view shown."""
        return self._current

    def show_view(self, view: str) -> None:
        """Press a button; the page is told as if the clerk had done it."""
        self._buttons[view].setChecked(True)
        self._take(view)

    def stay(self, view: str) -> None:
        """Press a button without telling anyone: the clerk did not leave that view."""
        self._buttons[view].setChecked(True)
        self._current = view

    def _segment(self, view: str) -> QPushButton:
        button = named(QPushButton(view), f"view-{view}", view, look="segment")
        button.setCheckable(True)
        self._group.addButton(button)
        return button

    def _take(self, view: str) -> None:
        if view != self._current:
            self._current = view
            self.chosen.emit(view)
