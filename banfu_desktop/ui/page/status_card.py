"""A small card that says how one thing stands: title and chip, the fact, a quiet sentence, one way on."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame

from banfu_desktop.ui.look.look import Look, Tone
from banfu_desktop.ui.look.widgets import Chip, button, column, label, named, row


class StatusCard(QFrame):
    """One of a row of cards above a page's list."""

    def __init__(self, look: Look, name: str, title: str) -> None:
        super().__init__()
        named(self, f"card-{name}", title, look="card")
        px = look.px
        self._chip = Chip()
        self._said = label("", name=f"{name}-said", wrap=True)
        self._quiet = label("", "secondary", name=f"{name}-quiet", wrap=True)
        self._button = button("", f"{name}-act", look="link")
        self._button.setAccessibleName(title)
        self._button.clicked.connect(lambda: self._run())
        self._button.hide()
        self._run: Callable[[], object] = lambda: None
        named_so = label(title, "strong")
        named_so.setMinimumHeight(px(32))
        head = row(named_so, self._chip, None, self._button)
        layout = column(head, self._said, self._quiet, None, spacing=px(4))
        layout.setContentsMargins(px(16), px(8), px(8), px(12))
        self.setLayout(layout)

    def say(self, fact: str, quiet: str, chip: str, tone: Tone) -> None:
        """How it stands."""
        self._said.setText(fact)
        self._said.setAccessibleName(fact)
        self._quiet.setText(quiet)
        self._quiet.setAccessibleName(quiet)
        self._chip.show_chip(chip, tone)

    def offer(self, text: str, run: Callable[[], object]) -> None:
        """A button in the corner; no text, no button."""
        self._run = run
        self._button.setText(text)
        self._button.setAccessibleName(text or self.accessibleName())
        self._button.setVisible(bool(text))
