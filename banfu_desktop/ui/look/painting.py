"""What several delegates draw with."""

from PySide6.QtGui import QFont, QFontMetrics

_SMALLEST = 9


def fitting(font: QFont, text: str, width: int) -> QFont:
    """The font, smaller where the text would be wider than `width` pixels; no text is cut for a little."""
    fitted = QFont(font)
    for size in range(font.pixelSize(), _SMALLEST, -1):
        fitted.setPixelSize(size)
        if QFontMetrics(fitted).horizontalAdvance(text) <= width:
            break
    return fitted
