"""One reminder of the home page: a sign, a sentence, its clause and its day; the whole line is the button."""

from datetime import date

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QToolButton

from banfu_desktop.rules.home import Due
from banfu_desktop.ui.look import look as tokens
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import Prose, clause_chip, icon_button, label, named, row

_SIGNS = {
    "red": ("circle-alert", tokens.RED, "该办了"),
    "amber": ("triangle-alert", tokens.AMBER, "要办"),
    "grey": ("circle", tokens.SECONDARY, "留意"),
}
_LOOKS = {"late": "due-late", "today": "due-today", "ahead": "secondary"}
HEIGHT, DAY_WIDTH = 34, 104
_GO = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Sentence(Prose):
    """One line where there is room, several where there is not."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        named(self, "due-text", text)

    def sizeHint(self) -> QSize:
        """The whole text on one line."""
        width = self.fontMetrics().horizontalAdvance(self.text()) + 4
        return QSize(width, self.heightForWidth(width))


class DueLine(QFrame):
    """A reminder, a group of them, or one inside its group.

    Signals:
        chosen: it was clicked, or Enter was pressed.
        touched: the pointer or the keyboard has come to it; what can be done with it is shown there.
        turned: a group is to be opened (True) or closed.
        asked: a key that means a deed was pressed: later, known.
    """

    chosen = Signal()
    touched = Signal()
    turned = Signal(bool)
    asked = Signal(str)

    def __init__(self, look: Look, due: Due, today: date, *, inside: bool = False) -> None:
        super().__init__()
        px = look.px
        icon, colour, word = _SIGNS[due.urgency]
        text = (due.name or due.text) if inside else due.text
        day, state = _day(due.until, today)
        said = "，".join(filter(None, (f"{word}：{text}", day, due.button)))
        named(self, "due-line", said, look="due-line")
        self.due, self.inside, self.opened = due, inside, False
        self._look = look
        self._arrow = None if inside or not due.items else self._turner()
        sign = named(QLabel(), "sign", word)
        sign.setFixedWidth(px(18))
        if not inside:
            sign.setPixmap(look.icon(icon, colour).pixmap(px(18), px(18)))
            sign.setToolTip(word)
        parts = row(sign, *([px(16)] if inside else []), Sentence(text), spacing=px(10))
        if self._arrow is not None:
            parts.addWidget(self._arrow)
        if due.clause and not inside:
            parts.addWidget(clause_chip(due.clause))
        parts.addStretch(1)
        until = label(day, _LOOKS[state], name="due-day")
        until.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        until.setMinimumWidth(px(DAY_WIDTH))
        parts.addWidget(until)
        there = QLabel()
        there.setPixmap(look.icon("chevron-right", tokens.SECONDARY).pixmap(px(16), px(16)))
        parts.addWidget(there)
        parts.setContentsMargins(px(8), px(3), px(8), px(3))
        self.setLayout(parts)
        self.setMinimumHeight(px(HEIGHT))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{due.button}（Enter）" + ("；→ 展开，← 收起" if self._arrow is not None else ""))

    def turn(self, opened: bool) -> None:
        """Show a group as open or closed."""
        if self._arrow is not None:
            self.opened = opened
            self._arrow.setIcon(
                self._look.icon("chevron-down" if opened else "chevron-right", tokens.SECONDARY)
            )
            self._arrow.setAccessibleName("收起" if opened else "展开")

    def _turner(self) -> QToolButton:
        px = self._look.px
        icon = self._look.icon("chevron-right", tokens.SECONDARY)
        turner = named(icon_button(icon, "due-turn", "展开", px(14)), "due-turn", "展开", look="turn")
        turner.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        turner.clicked.connect(lambda: self.turned.emit(not self.opened))
        return turner

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on it goes there."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.chosen.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes, → and ← open and close, S and Y put off and let be."""
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in _GO:
            self.chosen.emit()
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.turned.emit(key == Qt.Key.Key_Right)
        elif key in (Qt.Key.Key_S, Qt.Key.Key_Y):
            self.asked.emit("later" if key == Qt.Key.Key_S else "known")
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is here."""
        super().enterEvent(event)
        self.touched.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard is here."""
        super().focusInEvent(event)
        self.touched.emit()


def _day(until: date | None, today: date) -> tuple[str, str]:
    """How a day is said, and whether it is late, today or ahead."""
    if until is None:
        return "", "ahead"
    if until < today:
        return f"逾期 {(today - until).days} 天", "late"
    if until == today:
        return "今天", "today"
    year = "" if until.year == today.year else f"{until.year}年"
    return f"{year}{until.month}月{until.day}日", "ahead"
