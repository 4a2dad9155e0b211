"""The window: it paints before it loads, remembers, goes where it is told, and undoes."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.fitting import fit_into_work_area
from banfu_desktop.ui.frame.notice import Notice
from banfu_desktop.ui.frame.palette import Palette
from banfu_desktop.ui.frame.shell import Shell, build
from banfu_desktop.ui.registry import FOOT, ROOMS
from tests.ui.conftest import ROOMS as HERE
from tests.ui.conftest import FakeDialogs, FakeStore
from tests.ui.rooms.people.page import PeoplePage


def _notice(shell: Shell) -> str:
    notice = shell.findChild(Notice)
    assert notice is not None
    label = notice.findChild(QLabel, "notice-text")
    assert label is not None
    return label.text() if notice.isVisible() else ""


def test_the_first_paint_needs_no_page_and_no_database(qtbot: QtBot, ctx: Context) -> None:
    window = build(ctx, HERE)
    qtbot.addWidget(window)
    pages: list[Any] = []
    window.painted.connect(lambda: pages.append(window.page))
    window.show()
    qtbot.waitUntil(lambda: window.page is not None)
    assert pages == [None]
    ctx.tasks.wait()
    window.hide()


def test_title_and_navigation_name_the_town(shell: Shell) -> None:
    assert shell.windowTitle() == "梅坑镇驻镇帮扶"
    shell.set_town("沙田镇")
    town = shell.findChild(QLabel, "town")
    assert town is not None
    assert town.text() == shell.windowTitle() == "沙田镇驻镇帮扶"


def test_rooms_are_reached_by_button_and_by_key(shell: Shell, qtbot: QtBot) -> None:
    button = shell.findChild(QPushButton, "room-people")
    assert button is not None
    button.click()
    assert isinstance(shell.page, PeoplePage)
    qtbot.keyClick(shell.page, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert shell.page is not None
    assert shell.page.room == "start"
    assert not button.isChecked()


def test_a_page_is_made_once(shell: Shell) -> None:
    first = shell.show_room("people")
    shell.show_room("start")
    assert shell.show_room("people") is first


def test_a_hidden_page_reads_anew_only_when_it_is_seen_again(
    shell: Shell, ctx: Context, store: FakeStore
) -> None:
    page = shell.show_room("people")
    assert isinstance(page, PeoplePage)
    ctx.tasks.wait()
    shell.show_room("start")
    store.people.pop(1)
    ctx.signals.changed.emit(frozenset({"people"}))
    ctx.tasks.wait()
    assert len(page.rows) == 7
    shell.show_room("people")
    ctx.tasks.wait()
    assert len(page.rows) == 6


def test_changes_of_other_tables_are_no_reason_to_read(shell: Shell, ctx: Context, store: FakeStore) -> None:
    page = shell.show_room("people")
    assert isinstance(page, PeoplePage)
    ctx.tasks.wait()
    store.people.pop(1)
    ctx.signals.changed.emit(frozenset({"backups"}))
    ctx.tasks.wait()
    assert len(page.rows) == 7


def test_leaving_unsaved_work_asks_first(shell: Shell, ctx: Context, dialogs: FakeDialogs) -> None:
    page = shell.show_room("people")
    assert isinstance(page, PeoplePage)
    ctx.tasks.wait()
    page.open_record(page.rows[1])
    line = page.findChild(QLineEdit, "name")
    assert line is not None
    line.insert("改")
    dialogs.answers = ["继续编辑"]
    shell.show_room("start")
    assert shell.page is page
    button = shell.findChild(QPushButton, "room-people")
    assert button is not None
    assert button.isChecked()
    dialogs.answers = ["继续编辑"]
    assert not shell.close()
    dialogs.answers = ["放弃改动"]
    shell.show_room("start")
    assert shell.page is not page


def test_a_notice_stays_until_undo_or_five_seconds(shell: Shell, ctx: Context, store: FakeStore) -> None:
    ctx.say("修改人员：已保存", undo=True)
    assert _notice(shell) == "修改人员：已保存"
    undo = shell.findChild(QPushButton, "undo")
    assert undo is not None
    undo.click()
    ctx.tasks.wait()
    assert store.deeds[-1].name == "撤销"
    assert _notice(shell) == "已撤销：修改人员"


def test_ctrl_z_undoes_and_says_when_there_is_nothing(shell: Shell, ctx: Context, qtbot: QtBot) -> None:
    ctx.undo = lambda session: None
    qtbot.keyClick(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    ctx.tasks.wait()
    assert _notice(shell) == "没有可以撤销的修改"


def test_the_window_comes_back_where_and_as_large_as_it_was(qtbot: QtBot, ctx: Context) -> None:
    first = build(ctx, HERE)
    qtbot.addWidget(first)
    first.show()
    qtbot.waitUntil(lambda: first.page is not None)
    first.show_room("people")
    ctx.tasks.wait()
    first.resize(first.minimumSizeHint().width(), 700)
    first.close()
    second = build(ctx, HERE)
    qtbot.addWidget(second)
    second.show()
    qtbot.waitUntil(lambda: second.page is not None)
    ctx.tasks.wait()
    assert second.page is not None
    assert (second.page.room, second.height()) == ("people", 700)
    second.hide()


def test_the_first_window_fits_into_the_work_area_with_its_frame(qtbot: QtBot, ctx: Context) -> None:
    window = build(ctx, HERE)
    qtbot.addWidget(window)
    window.move(300, 200)
    window.show()
    qtbot.waitUntil(lambda: window.page is not None)
    ctx.tasks.wait()
    assert window.screen().availableGeometry().contains(window.frameGeometry())
    window.hide()


def _palette(shell: Shell, qtbot: QtBot) -> tuple[Palette, QLineEdit, QListWidget]:
    qtbot.keyClick(shell, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = shell.findChild(Palette)
    assert palette is not None
    line, found = palette.findChild(QLineEdit), palette.findChild(QListWidget)
    assert line is not None
    assert found is not None
    return palette, line, found


def _labels(found: QListWidget) -> list[str]:
    return [found.item(number).text() for number in range(found.count())]


def test_ctrl_k_finds_a_person_by_initials_and_goes_there(shell: Shell, ctx: Context, qtbot: QtBot) -> None:
    palette, line, found = _palette(shell, qtbot)
    qtbot.keyClicks(line, "lxm")
    qtbot.waitUntil(lambda: _labels(found)[:1] == ["廖小满"])
    qtbot.keyClick(line, Qt.Key.Key_Return)
    ctx.tasks.wait()
    assert not palette.isVisible()
    assert isinstance(shell.page, PeoplePage)
    assert [person.name for person in shell.page.selected()] == ["廖小满"]


def test_ctrl_f1_lists_every_key(shell: Shell, ctx: Context, qtbot: QtBot, dialogs: FakeDialogs) -> None:
    qtbot.keyClick(shell, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    assert dialogs.asked == [("run", "keys")]


def test_qt_itself_speaks_chinese(shell: Shell, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"
    assert QLocale().monthName(10) == "十月"


def test_the_rooms_stand_in_the_order_of_a_clerks_month() -> None:
    assert [room.title for room in ROOMS][:3] == ["首页", "考勤请假", "工作补助"]
    assert ROOMS[-1].group == FOOT
    groups = [room.group for room in ROOMS]
    assert [group for n, group in enumerate(groups) if n == 0 or groups[n - 1] != group] == list(
        dict.fromkeys(groups)
    )


class Framed(QWidget):
    """A window with a frame, which this window system has none of."""

    def frameGeometry(self) -> QRect:
        return self.geometry().adjusted(-8, -31, 8, 8)

    def move(self, left: int, top: int) -> None:  # type: ignore[override]  # as a window system does: its frame
        super().move(left + 8, top + 31)


@pytest.mark.parametrize("place", [(0, 0), (300, 200), (5000, 5000)])
def test_a_window_as_large_as_the_screen_is_fitted_in_with_its_frame(
    qtbot: QtBot, place: tuple[int, int]
) -> None:
    window = Framed()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    window.resize(room.size())
    window.move(*place)
    fit_into_work_area(window)
    assert room.contains(window.frameGeometry())
    assert window.height() == room.height() - 39, "and no smaller than that"


def test_every_room_fits_on_a_small_screen_above_its_taskbar(ctx: Context) -> None:
    window = build(ctx)
    assert window.minimumSizeHint().height() <= 768 - 31 - 48
    window.deleteLater()


def test_every_icon_of_a_room_is_there(qapp: QApplication, ctx: Context) -> None:
    folder = Path(ctx.look.resources) / "icons"
    assert [room.icon for room in ROOMS if not (folder / f"{room.icon}.svg").exists()] == []
