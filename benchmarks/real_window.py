"""The program itself, opened as a clerk opens it; says when it is painted and its first page filled."""

import sys
from typing import Any

from banfu_desktop import __main__

__main__.load_qt()  # first, as in every start; whatever follows is imported as it is there

from PySide6.QtCore import QTimer  # noqa: E402

from banfu_desktop import app  # noqa: E402


class Watched(app.Window):
    """The window, with somebody looking at it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._look_in = QTimer(interval=2)
        self._look_in.timeout.connect(self._look)
        self.shell.painted.connect(lambda: print("painted", flush=True))
        self.shell.painted.connect(self._look_in.start)

    def _look(self) -> None:
        if self.shell.page is not None and self.shell.page.filled:
            self._look_in.stop()
            self.shell.repaint()
            print("usable", flush=True)


if __name__ == "__main__":
    setattr(app, "Window", Watched)  # noqa: B010 (mypy knows no other way to put a class in a class's place)
    sys.exit(__main__.main())
