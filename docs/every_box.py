"""The pictures beside the tour: every box of every page, persons at the lock, a rescue."""

import os
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QWidget

from banfu_desktop.app import CountyWindow, Window
from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.rules.errors import DamagedError
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.keeping import appointing, copies
from banfu_desktop.services.keeping import rescue as ways
from banfu_desktop.ui.frame.rescue import Rescue
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.registry import ROOMS, Room
from docs.camera import Camera, settle

BOX = "box-"
"""Before the names of pictures that are only to be looked at, in build/."""
_NOW = datetime(2026, 11, 2, 9)
_OUTSIDE = ("open_folder", "lock")
_PRINTERS = """printer HP is idle.  enabled since Mon Nov 30 07:02:13 2026
\tDescription: HP LaserJet M405（办公室）
\tAlerts: none
system default destination: HP
"""
_PASSWORDS = {"陈立": "guihua-bayue-kai", "李明": "jinju-zhengyue"}


def every_box(window: Window | CountyWindow, camera: Camera, rooms: Sequence[Room] = ROOMS) -> None:
    """Every view of every page, its first record open, and each box that its commands bring."""
    sort = BOX if rooms is ROOMS else f"{BOX}county-"
    for room in rooms:
        taken: set[str] = set()
        for number, view in enumerate(_views(_page(window, room.name)) or [None]):
            page = _page(window, room.name, view)
            if number:
                camera.take(f"{sort}{room.name}-view-{number}")
            for name in [name for name in _names(page) if name not in taken]:
                page = _page(window, room.name, view)
                command = next(one for one in page.commands_here if one.name == name)
                if not (command.visible and command.allowed(page.selected_count())):
                    continue
                taken.add(name)
                camera.name = f"{sort}{room.name}-{name}"
                command.run()
                _rest(window)
                camera.name = ""
                _put_away()
            page = _page(window, room.name, view)
            if isinstance(page, ListPage) and page.rows and page._view.isVisible():
                page.open_record(page.rows[0])
                _rest(window)
                camera.take(f"{sort}{room.name}-record-{number}")
        _page(window, room.name)


def _names(page: Page) -> list[str]:
    return [one.name for one in page.commands_here if one.name not in _OUTSIDE]


def _views(page: Page) -> list[QAbstractButton | None]:
    """The buttons of the switch beside the title."""
    header = page.findChild(QWidget, "header")
    assert header is not None
    return [
        button
        for switch in header.findChildren(Switch)
        if switch.isVisible()
        for button in switch.findChildren(QAbstractButton)
    ]


def _page(window: Window | CountyWindow, room: str, view: QAbstractButton | None = None) -> Page:
    """A page with its first row selected and no record open."""
    shown = window.shell.page
    if isinstance(shown, ListPage):
        if shown._desk is not None:
            shown._desk.form.forget()
        shown.close_record()
    page = window.shell.show_room(room)
    _rest(window)
    assert page is not None
    if view is not None and view.isVisible():
        view.click()
        _rest(window)
    if isinstance(page, ListPage) and page.rows:
        page._view.select_lines([0])
    return page


def _rest(window: Window | CountyWindow) -> None:
    for _ in range(2):  # a page that has been read may ask for more
        window.context.tasks.wait()
        settle(seconds=0.05)


def _put_away() -> None:
    for _ in range(5):
        popup = QApplication.activePopupWidget()
        if popup is None:
            return
        popup.close()


def a_printer(folder: Path) -> None:
    """A printer to choose, of which nothing is ever asked: `lpstat` and `lp` before all others on PATH."""
    folder.mkdir()
    (folder / "lpstat").write_text(f"#!/bin/sh\ncat <<'END'\n{_PRINTERS}END\n", "utf-8")
    (folder / "lp").write_text("#!/bin/sh\ncat > /dev/null\n", "utf-8")
    for program in folder.iterdir():
        program.chmod(0o700)
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"


def persons(opening: AbstractContextManager[Window], folder: Path, camera: Camera) -> None:
    """A reviewer and a clerk switched on: the lock asks who is there, the settings list them."""
    database = Database.open(folder)
    appointing.switch_on(database, "陈立", _PASSWORDS["陈立"], "经办", _NOW)
    appointing.add(database, "李明", Role.CLERK, _PASSWORDS["李明"], "经办", _NOW)
    database.close()
    with opening as window:
        settle(lambda: window.lock.page is not None)
        camera.take("unlock")
        page = window.lock.page
        assert page is not None
        edit, button = page.findChild(QLineEdit, "password"), page.findChild(QPushButton, "unlock-button")
        assert edit is not None
        assert button is not None
        edit.setText(_PASSWORDS["陈立"])
        button.click()
        settle(lambda: window.shell.page is not None and not window.context.tasks.busy, 0.5)
        window.shell.show_room("settings", "persons")
        window.context.tasks.wait()
        settle(seconds=0.5)
        camera.take("persons")


def rescue(folder: Path, camera: Camera, look: Look) -> None:
    """The office's file damaged, and the copies that can take its place."""
    file = folder / DATABASE_FILE
    found = ways.ways_back(folder)
    error = DamagedError("办公数据文件已损坏", "本机的备份都在", "选一份备份恢复")
    camera.name = "rescue"
    box = Rescue(look, str(error), found, lambda way: ways.missing(folder, way), None)
    camera.run(box)
    assert file.exists()
    assert copies.list_backups(folder)
