"""Keys reach what has the focus, and after every change of room the keyboard is where the work is."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.boxes.boxes import Box
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.choices import ChoiceEditor
from banfu_desktop.ui.page.table_view import TableView
from tests.ui.conftest import FakeStore
from tests.ui.rooms.people.page import PEOPLE, PeoplePage, seven

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def people(shell: Shell, ctx: Context) -> PeoplePage:
    """The list of people, read."""
    page = shell.show_room("people")
    ctx.tasks.wait()
    assert isinstance(page, PeoplePage)
    return page


def press(key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key at whatever has the focus, as the clerk presses it."""
    window = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert window is not None
    QTest.keyClick(window, key, held)


def type_in(text: str) -> None:
    """Letters at whatever has the focus."""
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClicks(focused, text)


def focused_name() -> str:
    focused = QApplication.focusWidget()
    return "" if focused is None else focused.objectName()


def stand(box: QWidget, qtbot: QtBot) -> None:
    """Show a box over everything."""
    qtbot.addWidget(box)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)


def part(owner: QWidget, kind: type[Any], name: str) -> Any:
    found = owner.findChild(kind, name)
    assert found is not None
    return found


# Where the keyboard is.


def test_after_a_change_of_room_the_list_has_the_focus_and_typing_filters(
    shell: Shell, ctx: Context, people: PeoplePage
) -> None:
    press(Qt.Key.Key_1, CONTROL)
    press_in_window(shell, Qt.Key.Key_2)
    assert (shell.page, focused_name()) == (people, "list")
    type_in("lxm")
    assert [person.name for person in people.shown] == ["廖小满"]


def press_in_window(shell: Shell, key: Qt.Key) -> None:
    """A key with Ctrl, wherever the focus is."""
    QTest.keyClick(QApplication.focusWidget() or shell, key, CONTROL)


def test_a_button_that_goes_with_its_deed_leaves_the_focus_on_the_page(
    shell: Shell, people: PeoplePage
) -> None:
    button = part(people, QToolButton, "button-new_person")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setFocus()
    for other in people.findChildren(QWidget):
        if other is not button and other.focusPolicy() & Qt.FocusPolicy.TabFocus:
            other.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    button.hide()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert people.isAncestorOf(focused)


def test_home_and_end_reach_the_first_and_the_last_row(people: PeoplePage) -> None:
    press(Qt.Key.Key_End)
    assert [person.id for person in people.selected()] == [people.shown[-1].id]
    press(Qt.Key.Key_Home, SHIFT)
    assert len(people.selected()) == len(people.shown)


# Enter.


def test_enter_presses_the_button_that_has_the_focus(people: PeoplePage) -> None:
    button = part(people, QToolButton, "button-new_person")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    press(Qt.Key.Key_Return)
    assert people.record_is_open


def test_enter_on_cancel_cancels(shell: Shell, qtbot: QtBot) -> None:
    box = Box(None, "封存", "封存 2 张", ["封存", "取消"])
    stand(box, qtbot)
    part(box, QPushButton, "choose-取消").setFocus()
    press(Qt.Key.Key_Return)
    assert box.chosen == "取消"


def test_enter_in_a_list_presses_the_boxs_button(shell: Shell, ctx: Context, qtbot: QtBot) -> None:
    box = ListBox(None, ctx.look, PEOPLE, seven(), "七个人")
    stand(box, qtbot)
    view = part(box, TableView, "list")
    view.setFocus()
    view.select_lines([2])
    press(Qt.Key.Key_Return)
    assert box.result() == QDialog.DialogCode.Accepted


# Undo and redo.


@pytest.mark.parametrize(
    ("name", "typed"), [("name", "a"), ("unit", "a"), ("days", "9"), ("arrived", ""), ("remark", "a")]
)
def test_ctrl_z_straight_after_ctrl_s_takes_the_deed_back(
    ctx: Context, people: PeoplePage, store: FakeStore, name: str, typed: str
) -> None:
    """In every kind of field: a text, proposals, a number, a day, a note; the keyboard stays where it is."""
    people.open_record(people.rows[1])
    assert people._desk is not None
    entry = people._desk.form.boxes[name].editor.entry
    entry.setFocus()
    if typed:
        type_in(typed)
    else:
        press(Qt.Key.Key_End)
        press(Qt.Key.Key_Backspace)
        type_in("2")
    press(Qt.Key.Key_S, CONTROL)
    ctx.tasks.wait()
    assert len(store.deeds) == 1
    assert entry.hasFocus()
    press(Qt.Key.Key_Z, CONTROL)
    ctx.tasks.wait()
    assert [deed.name for deed in store.deeds][-1:] == ["撤销"]


def test_ctrl_z_while_typing_takes_the_typing_back(
    ctx: Context, people: PeoplePage, store: FakeStore
) -> None:
    people.open_record(people.rows[1])
    line = part(people, QLineEdit, "days")
    before = line.text()
    line.setFocus()
    type_in("9")
    press(Qt.Key.Key_Z, CONTROL)
    ctx.tasks.wait()
    assert (line.text(), store.deeds) == (before, [])


@pytest.mark.parametrize(("key", "held"), [(Qt.Key.Key_Y, CONTROL), (Qt.Key.Key_Z, CONTROL | SHIFT)])
def test_a_deed_is_done_again_by_either_key(
    ctx: Context, people: PeoplePage, store: FakeStore, key: Qt.Key, held: Qt.KeyboardModifier
) -> None:
    ctx.redo = lambda session: "修改人员"
    press(key, held)
    ctx.tasks.wait()
    assert [deed.name for deed in store.deeds] == ["重做"]


# Drop-downs that are open.


def test_ctrl_s_saves_while_proposals_are_open(ctx: Context, people: PeoplePage, store: FakeStore) -> None:
    people.open_record(people.rows[1])
    editor = people.findChild(ChoiceEditor, "editor-role")
    assert editor is not None
    editor.combo.setFocus()
    line = editor.combo.lineEdit()
    assert line is not None
    line.selectAll()
    type_in("d")
    assert QApplication.activePopupWidget() is not None
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_S, CONTROL)
    ctx.tasks.wait()
    assert QApplication.activePopupWidget() is None
    assert len(store.deeds) == 1
