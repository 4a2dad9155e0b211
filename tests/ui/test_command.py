"""One declaration makes the button, the menu entry, the keys and the line in the finder."""

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.palette import Entry, matching
from banfu_desktop.ui.page.command import Actions, Command, Rows, key_text
from banfu_desktop.ui.page.initials import initials


@pytest.mark.parametrize(
    ("rows", "suits"),
    [(Rows.NONE, [True, True, True]), (Rows.ONE, [False, True, False]), (Rows.SOME, [False, True, True])],
)
def test_a_command_knows_how_many_rows_it_wants(rows: Rows, suits: list[bool]) -> None:
    assert [rows.suit(count) for count in (0, 1, 2)] == suits


def test_an_action_says_and_does_what_its_command_declares(qtbot: QtBot, ctx: Context) -> None:
    owner, done = QWidget(), []
    qtbot.addWidget(owner)
    command = Command(
        "seal",
        "封存本月…",
        lambda: done.append(1),
        act=None,
        help="封存后不能修改",
        icon="lock",
        keys="Ctrl+E",
        clause="六(一)",
    )
    action = Actions(owner, [command], ctx.look)["seal"]
    assert action.text() == action.iconText() == "封存本月…"
    assert action.toolTip() == "封存后不能修改（六(一)）　Ctrl+E"
    assert [keys.toString() for keys in action.shortcuts()] == ["Ctrl+E"]
    action.trigger()
    assert done == [1]


def test_what_cannot_be_done_now_is_greyed(qtbot: QtBot, ctx: Context) -> None:
    owner, open_month = QWidget(), [True]
    qtbot.addWidget(owner)
    actions = Actions(
        owner, [Command("seal", "封存", print, act=None, enabled=lambda: open_month[0])], ctx.look
    )
    states = []
    for value in (True, False):
        open_month[0] = value
        actions.refresh()
        states.append(actions["seal"].isEnabled())
    assert states == [True, False]


def test_keys_are_named_as_on_a_chinese_keyboard_list() -> None:
    assert key_text("PgDown") == "下翻页"
    assert key_text("Ctrl+N, Ins") == "Ctrl+N"


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("工作补助", "gzbz"),
        ("考勤请假", "kqqj"),
        ("成员任职", "cyrz"),
        ("封存本月…", "fcby"),
        ("导出上报包", "dcsbb"),
        ("F1 帮助", "f1bz"),
        ("䶮", ""),
        ("银行对账", "yhdz"),
        ("打印余额调节表…", "dyyetjb"),
        ("工作队队长意见", "gzddzyj"),
        ("作废重封…", "zfcf"),
    ],
)
def test_our_own_words_are_found_by_initials(text: str, letters: str) -> None:
    assert initials(text) == letters


def test_what_begins_with_the_text_comes_first() -> None:
    entries = [Entry(label, "", "", print) for label in ("打印补助表", "补发", "工作补助", "设置")]
    assert [entry.label for entry in matching(entries, "补")] == ["补发", "打印补助表", "工作补助"]
    assert [entry.label for entry in matching(entries, "bf")] == ["补发"]
    assert len(matching(entries, "")) == 4
