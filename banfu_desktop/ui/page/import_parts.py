"""The parts of 对一下列: cards that scroll, texts in little room, choices in lines."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QLayout, QScrollArea, QVBoxLayout, QWidget

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import label, named


class Part(QScrollArea):
    """A card that scrolls, filled anew as often as one likes. `resized`: it has more or less room."""

    resized = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__()
        named(self, f"import-{name}", name, look="card")
        self._look = look
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(look.px(96))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of the room."""
        super().resizeEvent(event)
        self.resized.emit()

    def fill(self, widgets: Iterator[QWidget]) -> None:
        """Show these below each other."""
        content = QWidget()
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in widgets:
            layout.addWidget(widget)
        layout.addStretch(1)
        content.setLayout(layout)
        self.setWidget(content)
        for part in (content, self.viewport()):
            part.setAutoFillBackground(False)


def line_of(layout: QLayout, look: Look) -> QWidget:
    """A line of a part, with the room round it that all have."""
    line = QWidget()
    layout.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
    line.setLayout(layout)
    return line


def fixed(widget: QLabel, width: int) -> QLabel:
    """A text as wide as those above and below it, in pixels, in as many lines as it needs."""
    widget.setFixedWidth(width)
    widget.setAlignment(Qt.AlignmentFlag.AlignTop)
    widget.setWordWrap(True)
    return widget


def folded(text: str, letters: QFontMetrics, width: int) -> str:
    """A text in lines of a width, brackets together: a radio button breaks none by itself."""
    lines = [""]
    for letter in text:
        if letters.horizontalAdvance(lines[-1] + letter) > width:
            bracket = max(lines[-1].rfind("（"), 0) or len(lines[-1])
            lines[-1:] = [lines[-1][:bracket], lines[-1][bracket:]]
        lines[-1] += letter
    return "\n".join(lines)


def short(text: str, width: int, look: str = "") -> QLabel:
    """A text that ends in … where it does not fit, whole in its tooltip."""
    shown = label(text, look)
    shown.setText(shown.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width))
    shown.setToolTip(text)
    return shown
