"""A revealed number that was copied leaves the clipboard after a minute, if it is still there."""

from collections.abc import Set

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

MINUTE_MS = 60_000
_PLACES = (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection)
"""Under X11 what is selected with the mouse is on a second clipboard."""
_PART = 6
"""So many characters of a number tell something of it."""


class ClipboardGuard(QObject):
    """Knows what was revealed in one place of the window and watches the clipboard for it.

    When that place goes – the window is locked or closed – a number goes from the clipboard at once.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("clipboard-guard")
        known = self._known = set[str]()
        self._timer = QTimer(self, singleShot=True, interval=MINUTE_MS)
        self._timer.timeout.connect(self.clear)
        QGuiApplication.clipboard().changed.connect(self._changed)
        parent.destroyed.connect(lambda: _clear(known))
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
        _clear(self._known)

    def _changed(self, place: QClipboard.Mode) -> None:
        if place in _PLACES and _holds(place, self._known):
            self._timer.start()


def _clear(known: Set[str]) -> None:
    if known and QGuiApplication.instance() is not None:
        for place in _PLACES:
            if _holds(place, known):
                QGuiApplication.clipboard().clear(place)


def _holds(place: QClipboard.Mode, known: Set[str]) -> bool:
    """Whether a known number, or a good part of one, lies there."""
    clipboard = QGuiApplication.clipboard()
    if not known or (place is QClipboard.Mode.Selection and not clipboard.supportsSelection()):
        return False
    text = clipboard.text(place)
    return bool(text) and any(number in text or (len(text) >= _PART and text in number) for number in known)
