"""What several delegates draw with."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter

_SMALLEST = 6 / 7
"""Of its size: 12 pixels for 14. What is still too wide is to be elided, for smaller nobody can read it."""


def fitting(font: QFont, text: str, width: int) -> QFont:
    """The font, a little smaller where the text would be wider than `width` pixels."""
    fitted = QFont(font)
    for size in range(font.pixelSize(), round(font.pixelSize() * _SMALLEST) - 1, -1):
        fitted.setPixelSize(size)
        if QFontMetrics(fitted).horizontalAdvance(text) <= width:
            break
    return fitted


def write_fitting(painter: QPainter, font: QFont, text: str, room: QRect) -> None:
    """Write a text at the left of some room: a little smaller, then elided, where it is too wide."""
    painter.setFont(fitting(font, text, room.width()))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
