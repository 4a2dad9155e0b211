"""What is due, one line each: a sign, a sentence, the clause behind it, and one button that goes there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from banfu_desktop.rules.home import Due
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, clause_chip, named, row

_SIGNS = {
    "red": ("circle-alert", tokens.RED, "该办了"),
    "amber": ("triangle-alert", tokens.AMBER, "要办"),
    "grey": ("circle", tokens.SECONDARY, "留意"),
}
_LEAST = 3


class Sentence(QLabel):
    """One line where there is room, several where there is not."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        named(self, "due-text", text)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        """The whole text on one line."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + 4
        return QSize(width, self.heightForWidth(width))


class DueList(QScrollArea):
    """As high as its lines where there is room; ↑ and ↓ go from button to button."""

    def __init__(self, look: Look, go: Callable[[Due], object]) -> None:
        super().__init__()
        named(self, "due-list", "待办")
        self._look, self._go = look, go
        self._buttons: list[QPushButton] = []
        self._shown: list[QWidget] = []
        self._lines = QVBoxLayout()
        self._lines.setContentsMargins(0, 0, look.px(2), 0)
        self._lines.setSpacing(0)
        content = named(QWidget(), "due-lines", "待办", look="plain")
        content.setLayout(self._lines)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_due(self, reminders: Sequence[Due]) -> None:
        """Show these, the most urgent first; the button with the keyboard keeps it, the list its place."""
        kept = next((n for n, made in enumerate(self._buttons) if made.hasFocus()), -1)
        if kept >= 0:  # else it would run down the old lines as they go, and the list after it
            self.viewport().setFocus(Qt.FocusReason.OtherFocusReason)
        place = self.verticalScrollBar().value()
        for line in self._shown:
            self._lines.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._buttons = []
        self._shown = [self._line(due) for due in reminders]
        for line in self._shown:
            self._lines.addWidget(line)
        self._lines.activate()
        if kept >= 0 and self._buttons:
            self._buttons[min(kept, len(self._buttons) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.verticalScrollBar().setValue(place)
        self.updateGeometry()

    def start(self) -> None:
        """Put the keyboard on the most urgent one."""
        if self._buttons:
            self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, due: Due) -> QWidget:
        look, px = self._look, self._look.px
        icon, colour, word = _SIGNS[due.urgency]
        sign = named(QLabel(), "sign", word)
        sign.setPixmap(look.icon(icon, colour).pixmap(px(18), px(18)))
        sign.setToolTip(word)
        sign.setFixedWidth(px(18))
        text = Sentence(due.text)
        act = button(due.button, "due-act")
        act.setAccessibleName(f"{word}：{due.text}，{due.button}")
        act.setMinimumWidth(px(98))
        act.clicked.connect(lambda: self._go(due))
        self._buttons.append(act)
        parts = row(sign, text, spacing=px(10))
        if due.clause:
            parts.addWidget(clause_chip(due.clause))
        parts.addStretch(1)
        parts.addWidget(act)
        parts.setContentsMargins(0, px(4), 0, px(4))
        line = named(QFrame(), "due-line", due.text, look="due-line")
        line.setLayout(parts)
        line.setMinimumHeight(px(42))
        return line

    def sizeHint(self) -> QSize:
        """All lines."""
        return QSize(super().sizeHint().width(), self._height(len(self._buttons)))

    def minimumSizeHint(self) -> QSize:
        """A few lines; the others are scrolled to."""
        return QSize(super().minimumSizeHint().width(), self._height(min(len(self._buttons), _LEAST)))

    def _height(self, lines: int) -> int:
        return sum(max(line.sizeHint().height(), line.minimumHeight()) for line in self._shown[:lines])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """From button to button."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        here = next((n for n, made in enumerate(self._buttons) if made.hasFocus()), -1)
        if step and here >= 0:
            target = min(max(here + step, 0), len(self._buttons) - 1)
            self._buttons[target].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self._buttons[target])
        else:
            super().keyPressEvent(event)
