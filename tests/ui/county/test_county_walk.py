"""A county's window by the keyboard alone: every button is reached, the focus is seen, every box fits."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from banfu_desktop.services.county.open_county import OpenCounty
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.county_shell import CountyShell
from banfu_desktop.ui.look.look import Scale
from banfu_desktop.ui.registry import COUNTY_ROOMS
from tests.ui.county.conftest import Visit
from tests.ui.pages.test_walk import SCREEN, Looking, _can_be_pressed, _is_seen, sits_still, stops


@pytest.fixture
def dialogs(tmp_path: Path) -> Looking:
    """Boxes that are looked at; a file that is asked for is there."""
    return Files(tmp_path)


class Files(Looking):
    """Boxes that are looked at, and names of files at once: what comes after a file is seen as well."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        (folder / "名单.csv").write_text("石塘镇,,重点帮扶镇,\n", "utf-8")

    def open_file(self, title: str, filters: str = "") -> Path | None:
        return self._folder / "名单.csv"


@pytest.fixture
def huge(ctx: Context) -> None:
    """With the largest letters."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ctx.look.scale = Scale.HUGE
    ctx.look.apply(application)


def ready(visit: Visit, room: str) -> Any:
    """A page with its first row selected, and beside it what belongs to it."""
    page = visit(room)
    if page.rows:
        page._view.select_lines([0])
        if room != "tables":  # there it is a box of its own
            page.open_record(page.rows[0])
            page.ctx.tasks.wait()
    return page


def test_tab_reaches_every_button_and_shows_where_it_is(shell: CountyShell, visit: Visit) -> None:
    faults = []
    visit("inbox").command_actions["receive_all"].trigger()
    for room in COUNTY_ROOMS:
        page = ready(visit, room.name)
        if room.name == "inbox":  # somebody has to decide here: a reason, a fingerprint
            page.open_record(next(row for row in page.rows if row.verdict == "新钥匙"))
        reached = stops(shell)
        groups = {one.group() for one in reached if isinstance(one, QAbstractButton) and one.group()}
        usable = [one for one in page.findChildren(QLineEdit) if one.isVisible() and one.isEnabled()]
        usable += [one for one in page.findChildren(QAbstractButton) if _can_be_pressed(one)]
        faults += [
            f"{room.title}: {one.objectName()} is not reached"
            for one in usable
            if one not in reached and (isinstance(one, QLineEdit) or one.group() not in groups)
        ]
        faults += [
            f"{room.title}: {one.objectName()} does not show the focus"
            for one in reached
            if page.isAncestorOf(one) and not _is_seen(shell, one)
        ]
        page.take_focus()
    assert faults == [], "\n".join(faults)


def test_every_box_of_every_command_fits_a_small_screen_and_takes_the_keyboard(
    shell: CountyShell, visit: Visit, huge: None, dialogs: Looking, ctx: Context, county: OpenCounty
) -> None:
    shell.resize(SCREEN)
    given = set()
    for room in COUNTY_ROOMS:
        for number in range(len(ready(visit, room.name).commands_here)):
            page = ready(visit, room.name)
            command = page.commands_here[number]
            if command.allowed(page.selected_count()):
                given.add(f"{room.name}.{command.name}")
                command.run()
                ctx.tasks.wait()
                sits_still()
    assert {name: faults for name, faults in dialogs.seen.items() if faults} == {}
    assert len(dialogs.seen) > 12, sorted(dialogs.seen)
    assert len(given) > 30, sorted(given)


def test_a_county_is_received_without_the_mouse(shell: CountyShell, visit: Visit, ctx: Context) -> None:
    page = visit("inbox")
    button = next(one for one in stops(shell) if getattr(one, "text", str)() == "全部接收")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    ctx.tasks.wait()
    assert {row.state for row in page.rows} >= {"已收下", "待确认", "退回"}
    page.take_focus()
    QTest.keyClick(page._view, Qt.Key.Key_Down)
    QTest.keyClick(page._view, Qt.Key.Key_Return)
    ctx.tasks.wait()
    assert page.record_is_open
    QTest.keyClick(page._view, Qt.Key.Key_Escape)
    assert not page.record_is_open
