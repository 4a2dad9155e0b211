"""The tour of a county's window: what the manual's chapter 县里怎样收 shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget

from banfu_desktop import __version__
from banfu_desktop.app import CountyWindow
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.county import demonstration
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.county_shell import CountyShell
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.registry import COUNTY_ROOMS
from docs.camera import Camera, settle
from docs.every_box import every_box

RECEIVED, NOW = datetime(2026, 11, 5, 9), datetime(2026, 11, 6, 9)
_TOWN, _STICK = "梅坑镇", "U盘/10月收件"


def county(folder: Path, camera: Camera, look: Look) -> None:
    """October's inbox before and after it was received, and every page of the window."""
    shown = demonstration.show(folder)
    with _opened(shown.folder, shown.inbox, camera, look) as window:
        shell = window.shell
        camera.window = shell
        inbox = _page(window, shell, "inbox")
        inbox._place.setText(_STICK)  # not where this tour's own folder lies
        camera.take("county-inbox")
        inbox.command_actions["receive_all"].trigger()
        _rest(window)
        settle(seconds=6)  # the notice goes
        inbox.open_record(next(row for row in inbox.rows if row.verdict == "历史分叉"))
        _rest(window)
        camera.take("county-held")
        window.context.now = lambda: NOW
        reporting = _page(window, shell, "reporting", Month(2026, 10))
        reporting.visit([_TOWN])
        _rest(window)
        camera.take("county-reporting")
        for room in ("sums", "findings", "towns", "copies"):
            _page(window, shell, room)
            camera.take(f"county-{room}")
        QTest.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        line = shell.findChild(QLineEdit, "palette-text")
        assert line is not None
        QTest.keyClicks(line, "mkz")
        found = shell.findChild(QListWidget, "palette-list")
        settle(lambda: found is not None and found.count() > 0)
        settle(seconds=0.5)
        camera.take("county-palette")
        QTest.keyClick(line, Qt.Key.Key_Escape)
        every_box(window, camera, COUNTY_ROOMS)
        camera.window = None


@contextmanager
def _opened(folder: Path, inbox: Path, camera: Camera, look: Look) -> Iterator[CountyWindow]:
    """The window on the county, its inbox chosen."""
    settings = QSettings(str(folder.parent / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("county/inbox", str(inbox))
    window = CountyWindow(folder, look, camera, Reporter(camera, __version__), settings, lambda: RECEIVED)
    window.shell.resize(QApplication.primaryScreen().size())
    window.shell.show()
    settle(lambda: window.shell.page is not None)
    _rest(window)
    yield window
    _rest(window)
    window.shell.close()
    window.close()


def _rest(window: CountyWindow) -> None:
    for _ in range(3):  # a page that has been read may ask for a panel's content
        window.context.tasks.wait()
        settle()


def _page(window: CountyWindow, shell: CountyShell, room: str, where: object = None) -> Any:
    page = shell.show_room(room, where)
    _rest(window)
    return page
