"""The header keeps what matters in sight however narrow the window is."""

import pytest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.page_header import PageHeader
from tests.ui.rooms.people.page import PeoplePage


@pytest.fixture
def header(shell: Shell, ctx: Context, qtbot: QtBot) -> PageHeader:
    page = shell.show_room("people")
    ctx.tasks.wait()
    assert isinstance(page, PeoplePage)
    found = page.findChild(PageHeader)
    assert found is not None
    return found


def _button(header: PageHeader, name: str) -> QToolButton:
    button = header.findChild(QToolButton, name)
    assert button is not None
    return button


def _menu(header: PageHeader) -> list[str]:
    return [action.text() for action in _button(header, "more").menu().actions()]


def test_with_room_enough_every_button_is_there(header: PageHeader) -> None:
    assert _button(header, "button-print_list").isVisible()
    assert _menu(header) == ["导出表格…", "删除", "结束任职…"]


def test_without_room_buttons_go_under_more_but_the_primary_one_stays(header: PageHeader) -> None:
    header.show_note("", "")
    header.resize(480, header.height())
    assert not _button(header, "button-print_list").isVisible()
    assert _menu(header)[0] == "打印名单…"
    assert _button(header, "button-new_person").isVisible()
    header.resize(1100, header.height())
    assert _button(header, "button-print_list").isVisible()


def test_a_long_note_is_shortened_not_the_window_widened(header: PageHeader) -> None:
    narrow = header.minimumSizeHint().width()
    header.show_note("本月补助已封存，改动考勤会产生差异，差异在下月列示" * 3, "六(一)")
    note = header.findChild(QLabel, "note")
    assert note is not None
    assert note.toolTip() == note.text()
    assert header.minimumSizeHint().width() <= narrow + 60
