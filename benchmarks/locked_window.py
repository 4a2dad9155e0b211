"""The program itself on an office with a password, and a clerk who types it once all is loaded."""

import sys

from banfu_desktop import __main__, app
from benchmarks.real_window import Watched

PASSWORD = "guihua-bayue"


class Typed(Watched):
    """The window, with somebody who waits, types, and looks at what comes."""

    def _look(self) -> None:
        if self.lock.page is not None and self.lock.ready and not self._tasks.busy:
            print("typed", flush=True)
            self.lock.page.tried.emit(PASSWORD, None)
        else:
            super()._look()


if __name__ == "__main__":
    setattr(app, "Window", Typed)  # noqa: B010 (mypy knows no other way to put a class in a class's place)
    sys.exit(__main__.main())
