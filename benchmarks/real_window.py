"""The program itself, opened as a clerk opens it; says when it is painted and its first page filled."""

import sys
from typing import Any

from banfu_desktop import __main__

__main__.load_qt()  # first, as in every start; whatever follows is imported as it is there

from PySide6.QtCore import QTimer  # noqa: E402
from PySide6.QtGui import QPaintEvent  # noqa: E402

from banfu_desktop import app  # noqa: E402


class Watched(app.Window):
    """The window, with somebody looking at it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._is_seen, self._paint = False, self.shell.paintEvent
        setattr(self.shell, "paintEvent", self._notice)  # noqa: B010 (mypy knows no other way, as below)
        self._look_in = QTimer(interval=2)
        self._look_in.timeout.connect(self._look)
        self.shell.painted.connect(lambda: print("painted", flush=True))
        self.shell.painted.connect(self._look_in.start)

    @property
    def _is_filled(self) -> bool:
        return self.shell.page is not None and self.shell.page.filled

    def _notice(self, event: QPaintEvent) -> None:
        """Say so once the page has been drawn with what it is filled with: first of all that comes after."""
        if self._is_filled and not self._is_seen:
            self._is_seen = True
            QTimer.singleShot(0, lambda: print("usable", flush=True))
        self._paint(event)

    def _look(self) -> None:
        """A page that is filled and not yet drawn is drawn now: nobody waits for Qt to find it time."""
        if self._is_filled:
            self._look_in.stop()
            if not self._is_seen:
                self.shell.repaint()


if __name__ == "__main__":
    setattr(app, "Window", Watched)  # noqa: B010 (mypy knows no other way to put a class in a class's place)
    sys.exit(__main__.main())
