"""The first hour: every empty page says what to do, five steps point at buttons, a demonstration is rich."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop import paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.db.store import Database
from banfu_desktop.services.program import demonstration
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.guide import STEPS, Guide
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.registry import ROOMS
from tests.ui.conftest import FakeDialogs, make_context, window_of


@pytest.fixture
def ctx(qapp: QApplication, folder: Path, dialogs: FakeDialogs, tmp_path: Path) -> Iterator[Context]:
    """The world of a page over an office that was only just founded."""
    database = Database.open(folder)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = make_context(qapp, database, dialogs, settings)  # type: ignore[arg-type]  # a real store
    made.database = lambda: database
    yield made
    made.tasks.wait()
    made.tasks.close()
    database.close()


@pytest.fixture
def shell(qtbot: QtBot, ctx: Context) -> Iterator[Shell]:
    """The window with all its rooms."""
    with window_of(ctx, ROOMS, qtbot) as window:
        yield window


def test_every_empty_page_says_one_thing_and_offers_one_button_that_works(
    shell: Shell, ctx: Context, dialogs: FakeDialogs
) -> None:
    faults, empty = [], 0
    for room in ROOMS:
        for view in _views(_page(shell, ctx, room.name)):
            page = _page(shell, ctx, room.name, view)
            message = page.findChild(QWidget, "message")
            if not message.isVisible():
                if isinstance(page, ListPage) and page.is_list() and not page.rows and room.name != "backup":
                    faults.append(f"{room.title} {view}: an empty list without a word")
                continue
            empty += 1
            button = message.findChild(QPushButton, "message-button")
            text = message.findChild(QLabel, "message-text").text()
            if not (text.endswith("。") and "\n" not in text and button.isVisible() and button.isEnabled()):
                faults.append(f"{room.title} {view}: “{text}” and no button to press")
            elif not _does_something(shell, ctx, dialogs, page, button):
                faults.append(f"{room.title} {view}: {button.text()} does nothing ({dialogs.asked[-1:]})")
    assert not faults, faults
    assert empty > 20


def _page(shell: Shell, ctx: Context, room: str, view: str = "") -> Page:
    page = shell.show_room(room)
    if isinstance(page, ListPage):
        page.close_record()
    assert page is not None
    switch = _switch(page)
    if switch is not None and view:
        switch.show_view(view)
    ctx.tasks.wait()
    QApplication.processEvents()
    return page


def _switch(page: Page) -> Switch | None:
    """A page's own switch of views, which stands in its header."""
    return next((one for one in page.beside_title() if isinstance(one, Switch)), None)


def _views(page: Page) -> list[str]:
    """The views of a page; "" where it has but one."""
    switch = _switch(page)
    return [one.text() for one in switch.findChildren(QAbstractButton)] if switch is not None else [""]


def _does_something(
    shell: Shell, ctx: Context, dialogs: FakeDialogs, page: Page, button: QPushButton
) -> bool:
    """Whether a click opens a box, a record, another page or another view, and is not refused."""
    dialogs.asked.clear()
    said = button.text()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    ctx.tasks.wait()
    QApplication.processEvents()
    asked = [how for how, *_ in dialogs.asked]  # an empty box that is accepted is refused in its turn
    refused = bool({"refuse", "trouble", "bug"} & set(asked)) and "run" not in asked
    opened = isinstance(page, ListPage) and page.record_is_open
    turned = shell.page is not page or not button.isVisible() or button.text() != said
    return not refused and (turned or opened or bool(dialogs.asked))


def test_the_guide_points_at_five_real_buttons_and_goes(shell: Shell, ctx: Context, qtbot: QtBot) -> None:
    """In an office without anybody; home offers it there."""
    start = shell.page_of("home").findChild(QPushButton, "start-guide")
    assert start.isVisible()
    QTest.mouseClick(start, Qt.MouseButton.LeftButton)
    guide = shell.findChild(Guide)
    assert len(STEPS) == 5
    shell.page_of("attendance").show_view("请假记录")
    for number, step in enumerate(STEPS, 1):
        ctx.tasks.wait()
        QApplication.processEvents()
        assert guide.number == number
        assert shell.page is not None
        assert shell.page.room == step.room
        assert not step.view or shell.page._views.current == step.view
        _stands_beside_its_target(shell, guide, qtbot)
        QTest.keyClick(guide.findChild(QPushButton, "guide-next"), Qt.Key.Key_Space)
    assert _seen(shell) == []
    ctx.guide()
    shell.resize(1000, 600)
    ctx.tasks.wait()
    QApplication.processEvents()
    (again,) = (shown for shown in shell.findChildren(Guide) if shown.isVisible())
    _stands_beside_its_target(shell, again, qtbot)
    QTest.keyClick(again, Qt.Key.Key_Escape)
    assert _seen(shell) == []


def _seen(shell: Shell) -> list[str]:
    """What of a guide is to be seen."""
    QApplication.processEvents()
    parts = [*shell.findChildren(QWidget, "guide"), *shell.findChildren(QWidget, "guide-ring")]
    return [part.objectName() for part in parts if not part.isHidden()]


def _stands_beside_its_target(shell: Shell, guide: Guide, qtbot: QtBot) -> None:
    def in_the_ring() -> bool:
        rings = [one for one in shell.findChildren(QWidget, "guide-ring") if one.isVisible()]
        target = guide.target
        if target is None or not target.isVisible() or len(rings) != 1:
            return False
        place = QRect(target.mapTo(shell, QPoint(0, 0)), target.size())
        return rings[0].geometry().contains(place)

    qtbot.waitUntil(in_the_ring)
    assert shell.rect().contains(guide.geometry())
    text = guide.findChild(QLabel, "guide-text")
    assert text.height() >= text.heightForWidth(text.width())


def test_nothing_is_pointed_at_once_the_window_is_covered(shell: Shell, ctx: Context) -> None:
    ctx.guide()
    shell.cover(QWidget())
    assert _seen(shell) == []
    shell.uncover()


def test_the_demonstration_fills_every_room_and_is_thrown_away(
    qapp: QApplication, qtbot: QtBot, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    data = tmp_path / "演示" / "data"
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    now = datetime(2026, 11, 2, 9)
    look = Look(paths.resources())
    look.apply(qapp)
    office = OpenOffice(data, demonstration.lay_out)
    window = Window(office, look, dialogs, Reporter(dialogs, "test"), settings, lambda: now)
    qtbot.addWidget(window.shell)
    thrown_away = window.mark_as_demonstration(demonstration.TODAY)
    window.shell.show()
    qtbot.waitUntil(lambda: window.shell.page is not None, timeout=30_000)
    window.context.tasks.wait(60)
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（演示）"
    assert window.shell.findChild(QWidget, "demonstration").isVisible()
    empty = []
    for room in ROOMS:
        for view in _views(_page(window.shell, window.context, room.name)):
            page = _page(window.shell, window.context, room.name, view)
            if page.findChild(QWidget, "message").isVisible():
                empty.append((room.title, page.findChild(QLabel, "message-text").text()))
    assert empty == [("工作补助", "2026年10月的发放表还没有编制。")]
    QTest.mouseClick(window.shell.findChild(QPushButton, "demonstration-end"), Qt.MouseButton.LeftButton)
    window.close()
    assert thrown_away.is_set()
    demonstration.throw_away(data)
    assert list(tmp_path.glob("演示*")) == []
    assert not dialogs.asked


def test_only_a_demonstration_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    demonstration.throw_away(tmp_path / "data")
    assert (tmp_path / "data").is_dir()
