"""The size of the first window: what is proposed, and how it comes to stand within the screen's work area."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

_TITLE_BAR = 40
"""What the frame takes of the height, until the window system says how much."""


def proposed_size() -> QSize:
    """1366×768, or less where the screen has less room."""
    room = QApplication.primaryScreen().availableSize()
    return QSize(min(1366, room.width()), min(768, room.height() - _TITLE_BAR))


def fit_into_work_area(window: QWidget) -> None:
    """Move and shrink a window until its frame too is within the screen's work area."""
    room, framed, inner = window.screen().availableGeometry(), window.frameGeometry(), window.geometry()
    width = min(inner.width(), room.width() - framed.width() + inner.width())
    height = min(inner.height(), room.height() - framed.height() + inner.height())
    if (width, height) != (inner.width(), inner.height()):
        window.resize(width, height)
        framed = window.frameGeometry()
    left = max(room.left(), min(framed.left(), room.right() + 1 - framed.width()))
    top = max(room.top(), min(framed.top(), room.bottom() + 1 - framed.height()))
    if (left, top) != (framed.left(), framed.top()):
        window.move(left, top)
