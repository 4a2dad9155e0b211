"""Pictures of every room at both sizes, taken from the real window on the demonstration office.

usage: python -m docs.take_screenshots [FOLDER]      (default: docs/screenshots)

Visits whatever rooms are registered. A list is shown twice: as it opens, and with a record beside it.
"""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from banfu_desktop import __version__, paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.services import demonstration
from banfu_desktop.ui.dialogs import Dialogs
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.list_page import ListPage
from banfu_desktop.ui.look import Look, speak_chinese
from banfu_desktop.ui.registry import ROOMS

NOW = datetime(2026, 11, 2, 9, 12)
SIZES = ((1366, 768), (1920, 1080))


class Camera:
    """Takes a picture once the window has come to rest."""

    def __init__(self, window: Window, folder: Path) -> None:
        self._window, self._folder = window, folder

    def rest(self) -> None:
        """Let everything be read and drawn, and the notice go."""
        for _ in range(3):
            self._window.context.tasks.wait()
            QTest.qWait(60)

    def take(self, name: str) -> None:
        """Save the window as it is now."""
        self.rest()
        size = self._window.shell.width()
        self._window.shell.grab().save(str(self._folder / f"{name}-{size}.png"))


def visit_rooms(window: Window, camera: Camera) -> None:
    """Every room in order, and a record of each list."""
    for room in ROOMS:
        page = window.shell.show_room(room.name)
        camera.take(room.name)
        if isinstance(page, ListPage) and page.rows:
            page.open_record(page.rows[0])
            camera.take(f"{room.name}-record")
            page.close_record()


def main(folder: Path) -> None:
    """Make the office, open the window, take the pictures."""
    app = QApplication(sys.argv[:1])
    speak_chinese(app)
    look = Look(paths.resources())
    look.apply(app)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        made = demonstration.show(Path(place) / "demo", NOW)
        dialogs = Dialogs()
        settings = QSettings(str(Path(place) / "window.ini"), QSettings.Format.IniFormat)
        reporter = Reporter(dialogs, __version__)
        window = Window(OpenOffice(made.data), look, dialogs, reporter, settings, lambda: NOW)
        window.shell.show()
        camera = Camera(window, folder)
        for width, height in SIZES:
            window.shell.resize(width, height)
            camera.rest()
            visit_rooms(window, camera)
        window.shell.close()
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "screenshots")
