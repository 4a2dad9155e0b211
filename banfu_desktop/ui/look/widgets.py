"""The few small widgets all is put together from, each with a name for tests and for screen readers."""

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from banfu_desktop.ui.look.lines import last_lines_in_company
from banfu_desktop.ui.look.look import Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str, accessible: str, *, look: str = "") -> W:
    """Give a widget its objectName, what a screen reader says, and its place in the style sheet."""
    widget.setObjectName(name)
    widget.setAccessibleName(accessible)
    if look:
        widget.setProperty("look", look)
    return widget


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties the style sheet looks at, and have them seen."""
    changed = [name for name, value in properties.items() if widget.property(name) != value]
    for name in changed:
        widget.setProperty(name, properties[name])
    if changed:
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str, look: str = "", *, name: str = "", wrap: bool = False) -> QLabel:
    """A text; `look` is one of the style sheet's (title, heading, strong, secondary, empty…)."""
    made = Prose(text) if wrap else QLabel(text)
    return named(made, name or f"label-{look or 'text'}", text, look=look)


class Prose(QLabel):
    """A text in as many lines as it needs, the last of which is more than a character or two.

    It stands in the window at the first paint, so Qt's enums, which take longer to make than the window, come
    when they are first used.
    """

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setWordWrap(True)

    @property
    def spared(self) -> int:
        """Pixels at the right that are left free, so that no character stands alone on the last line.

        A text that can be marked is drawn by Qt itself: see `keep_company`.
        """
        if not self.text() or self._can_be_marked:
            return 0
        return last_lines_in_company(self.text(), self.font(), self.contentsRect().width())

    def keep_company(self, width: int) -> None:
        """The same for a text that can be marked, once it is known how wide it will stand."""
        if self._can_be_marked:
            self.setContentsMargins(0, 0, last_lines_in_company(self.text(), self.font(), width), 0)

    @property
    def _can_be_marked(self) -> bool:
        from PySide6.QtCore import Qt

        return bool(self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, a little narrower where that keeps the last line in company."""
        spared = self.spared
        if not spared:
            super().paintEvent(event)
            return
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QPainter

        sides = self.alignment()
        left = spared // 2 if sides & Qt.AlignmentFlag.AlignHCenter else 0
        painter = QPainter(self)
        self.drawFrame(painter)
        self.style().drawItemText(
            painter, self.contentsRect().adjusted(left, 0, left - spared, 0),
            int(sides) | Qt.TextFlag.TextWordWrap.value,
            self.palette(), self.isEnabled(), self.text(), self.foregroundRole(),
        )  # fmt: skip
        painter.end()


class Combo(QComboBox):
    """A drop-down that the mouse wheel never turns: the wheel scrolls what the drop-down stands on."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel or page behind."""
        event.ignore()


class Chip(QLabel):
    """A short state or clause on a coloured ground, no higher than its text."""

    def __init__(self, text: str = "", tone: Tone = Tone.GREY) -> None:
        super().__init__()
        named(self, "chip", text, look="chip")
        self.show_chip(text, tone)

    def show_chip(self, text: str, tone: Tone = Tone.GREY) -> None:
        """Change words and colour; no words, no chip."""
        self.setText(text)
        self.setAccessibleName(text)
        restyle(self, tone=tone.name)
        if self.parentWidget() is not None or not text:  # shown without a parent it would be a window
            self.setVisible(bool(text))


def clause_chip(clause: str) -> Chip:
    """The clause a field or a fact rests on; hovering says it in a sentence."""
    chip = Chip(clause)
    chip.setToolTip(clause_sentence(clause))
    return chip


def clause_sentence(clause: str) -> str:
    """What a clause chip says when asked."""
    if not clause:
        return ""
    return "本单位自行决定，通知没有规定" if clause == "本单位自定" else f"依据：通知第{clause}条"


def button(
    text: str, name: str, *, look: str = "", icon: "QIcon | None" = None, tip: str = ""
) -> QPushButton:
    """A push button: look is primary, danger, link or empty."""
    made = named(QPushButton(text), name, text, look=look)
    if icon is not None:
        made.setIcon(icon)
    made.setToolTip(tip)
    made.setAutoDefault(False)
    return made


def allow(widget: QWidget, refusal: str) -> None:
    """Let a button be pressed, or grey it with the reason, which hovering and a screen reader say."""
    widget.setEnabled(not refusal)
    widget.setToolTip(refusal)
    widget.setAccessibleDescription(refusal)


def icon_button(icon: "QIcon", name: str, says: str, size: int) -> QToolButton:
    """A flat button that shows only an icon (`size` in pixels); `says` is its tooltip and accessible name."""
    made = named(QToolButton(), name, says, look="flat")
    made.setIcon(icon)
    made.setIconSize(QSize(size, size))
    made.setToolTip(says)
    return made


def float_above(widget: QWidget) -> None:
    """Give a widget that lies over the others a soft shadow."""
    shadow = QGraphicsDropShadowEffect(widget)
    shadow.setBlurRadius(32)
    shadow.setOffset(0, 8)
    shadow.setColor(QColor(29, 39, 51, 56))
    widget.setGraphicsEffect(shadow)


def row(*items: QWidget | QLayout | int | None, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side; a number is so much room, None takes what is left."""
    layout = QHBoxLayout()
    _fill(layout, items, spacing)
    return layout


def column(*items: QWidget | QLayout | int | None, spacing: int = 8) -> QVBoxLayout:
    """Widgets below each other; a number is so much room, None takes what is left."""
    layout = QVBoxLayout()
    _fill(layout, items, spacing)
    return layout


def _fill(
    layout: QHBoxLayout | QVBoxLayout, items: tuple[QWidget | QLayout | int | None, ...], spacing: int
) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def card(content: QLayout, name: str, accessible: str, *, look: str = "card", margin: int = 16) -> QFrame:
    """A white card with a hair line around a layout."""
    frame = named(QFrame(), name, accessible, look=look)
    content.setContentsMargins(margin, margin, margin, margin)
    frame.setLayout(content)
    return frame


def emptied(layout: QLayout) -> None:
    """Take everything out of a layout, layouts in it as well."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        if inner is not None:
            emptied(inner)
            inner.deleteLater()


def elided(text: str, most: int) -> str:
    """A text of at most so many characters, … for what is left out."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
