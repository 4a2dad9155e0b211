"""The program itself on an office with a password, and a clerk who types it once all is loaded."""

import sys
from typing import Any

from PySide6.QtCore import QTimer

from banfu_desktop import __main__, app

PASSWORD = "guihua-bayue"


class Typed(app.Window):
    """The window, with somebody who waits, types, and looks at what comes."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._look_in = QTimer(interval=2)
        self._look_in.timeout.connect(self._look)
        self.shell.painted.connect(lambda: print("painted", flush=True))
        self.shell.painted.connect(lambda: QTimer.singleShot(0, self._look_in.start))

    def _look(self) -> None:
        if self.lock.page is not None and self.lock.ready and not self._tasks.busy:
            print("typed", flush=True)
            self.lock.page.tried.emit(PASSWORD, None)
        elif self.shell.page is not None and self.shell.page.filled:
            self._look_in.stop()
            self.shell.repaint()
            print("usable", flush=True)


if __name__ == "__main__":
    setattr(app, "Window", Typed)  # noqa: B010 (mypy knows no other way to put a class in a class's place)
    sys.exit(__main__.main())
