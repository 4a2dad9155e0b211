"""A revealed number that was copied leaves the clipboard after a minute, if it is still there."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

MINUTE_MS = 60_000
_PLACES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)
"""Under X11 what is selected with the mouse is on a second clipboard."""
_PART = 6
"""So many characters of a number tell something of it."""


class ClipboardGuard(QObject):
    """Knows what was revealed in one place of the window and watches the clipboard for it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("clipboard-guard")
        self._known: set[str] = set()
        self._clipboard = QGuiApplication.clipboard()
        self._timer = QTimer(self, singleShot=True, interval=MINUTE_MS)
        self._timer.timeout.connect(self.clear)
        self._clipboard.changed.connect(self._changed)
        application = QGuiApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.clear)

    def know(self, number: str) -> None:
        """A number that was just revealed."""
        if number:
            self._known.add(number)

    def clear(self) -> None:
        """Take every known number off the clipboard; what others have put there since stays."""
        self._timer.stop()
        for place in _PLACES:
            if self._holds(place):
                self._clipboard.clear(place)

    def _changed(self, place: QClipboard.Mode) -> None:
        if place in _PLACES and self._holds(place):
            self._timer.start()

    def _holds(self, place: QClipboard.Mode) -> bool:
        """Whether a known number, or a good part of one, lies there."""
        if place is QClipboard.Mode.Selection and not self._clipboard.supportsSelection():
            return False
        text = self._clipboard.text(place)
        return bool(text) and any(
            number in text or (len(text) >= _PART and text in number) for number in self._known
        )
