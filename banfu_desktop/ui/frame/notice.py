"""The notice bar: what has just been done, for five seconds, with 撤销 where it can be taken back."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import button, float_above, label, named, row

_LEGEND = "grid-legend"
"""What no notice may lie over: the keys of the month's grid, read while it is filled in."""


class Notice(QFrame):
    """Floats at the bottom of the window; `undo` is sent when 撤销 is pressed."""

    undo = Signal()

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        named(self, "notice", "提示", look="notice")
        self._look = look
        self._text = label("", name="notice-text")
        self._undo = button("撤销", "undo", tip="Ctrl+Z")
        self._undo.clicked.connect(self.undo)
        self._undo.clicked.connect(self.hide)
        layout = row(self._text, self._undo, spacing=look.px(8))
        layout.setContentsMargins(look.px(16), look.px(6), look.px(8), look.px(6))
        self.setLayout(layout)
        self.setMinimumHeight(look.px(44))
        self._clock = QTimer(self, singleShot=True, interval=5000)
        self._clock.timeout.connect(self.hide)
        float_above(self)
        self.hide()

    def say(self, text: str, undo: bool) -> None:
        """Show a sentence; a newer one takes its place."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._undo.setVisible(undo)
        self.show()
        self.place()
        self.raise_()
        self._clock.start()

    def place(self) -> None:
        """In the middle of the window's lower edge, above what must stay to be read (a legend of keys)."""
        self.adjustSize()
        left = (self._window.width() - self.width()) // 2
        below = [self._window.height() - self._look.px(48)]
        for kept in self._window.findChildren(QWidget, _LEGEND):
            if kept.isVisible():
                below.append(kept.mapTo(self._window, kept.rect().topLeft()).y() - self._look.px(8))
        self.move(left, min(below) - self.height())
