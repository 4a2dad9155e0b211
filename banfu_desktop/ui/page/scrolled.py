"""Fields of a box: as high as they are, scrolled where the screen is lower, never squeezed."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QSizePolicy, QWidget

from banfu_desktop.ui.look.widgets import column, named

_LEAST = 96
_FRAME = 40
"""What the window's frame takes of the screen's height."""


class Scrolled(QScrollArea):
    """Widgets below each other. It asks for all the height they need, and makes do with less."""

    def __init__(self, widgets: Sequence[QWidget], spacing: int, name: str) -> None:
        super().__init__()
        named(self, f"{name}-scroll", "字段")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        content = named(QWidget(), f"{name}-fields", "字段", look="plain")
        self._lines = column(*widgets, spacing=spacing)
        content.setLayout(self._lines)
        self.setWidget(content)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def heightForWidth(self, width: int) -> int:
        """What the widgets need."""
        return self._lines.totalHeightForWidth(width) if self._lines.hasHeightForWidth() else self._wanted

    def sizeHint(self) -> QSize:
        """The same, at the width they would like."""
        wide = self._lines.totalSizeHint().width()
        return QSize(wide, self.heightForWidth(max(wide, self.width())))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widgets, and a field high."""
        return QSize(self._lines.totalMinimumSize().width(), min(_LEAST, self._wanted))

    def settle(self) -> None:
        """Let the widgets count what has just appeared among them, instead of at the next turn of events."""
        for child in self.findChildren(QWidget):
            if (lines := child.layout()) is not None:
                lines.activate()
        self._lines.activate()
        self.updateGeometry()

    @property
    def _wanted(self) -> int:
        return self._lines.totalSizeHint().height()


def fit_height(box: QDialog) -> None:
    """Make a box as high as what it says now, within the screen; what does not fit is scrolled to."""
    layout = box.layout()
    if layout is None:
        return
    for fields in box.findChildren(Scrolled):
        fields.settle()
    layout.activate()
    room = box.screen().availableSize().height() - _FRAME
    box.resize(box.width(), min(max(box.height(), layout.totalHeightForWidth(box.width())), room))
