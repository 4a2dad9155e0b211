"""The finder: every command of every page, pages by their letters, records by number; no dead end."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.context import Context, Found
from banfu_desktop.ui.frame.notice import Notice
from banfu_desktop.ui.frame.palette import Palette
from banfu_desktop.ui.frame.palette_entries import Entry, arranged, marked, matching
from banfu_desktop.ui.frame.palette_lines import ENTRY
from banfu_desktop.ui.frame.shell import Shell
from tests.ui.rooms.people.page import PeoplePage

CONTROL = Qt.KeyboardModifier.ControlModifier
Open = Callable[..., "Finding"]


class Finding:
    """The finder as the clerk sees it."""

    def __init__(self, shell: Shell, ctx: Context) -> None:
        palette = shell.findChild(Palette)
        assert palette is not None
        line, found = palette.findChild(QLineEdit), palette.findChild(QListWidget)
        assert line is not None
        assert found is not None
        self.palette, self.line, self.list, self._ctx = palette, line, found, ctx

    @property
    def entries(self) -> list[Entry]:
        return [self.list.item(number).data(ENTRY) for number in range(self.list.count())]

    @property
    def labels(self) -> list[str]:
        return [entry.label for entry in self.entries]

    def type(self, text: str, qtbot: QtBot) -> "Finding":
        """Type, and wait until everything has been looked for."""
        self.line.setText(text)
        qtbot.wait(150)
        self._ctx.tasks.wait()
        return self

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.line, key)

    def said(self, name: str) -> str:
        label = self.palette.findChild(QLabel, name)
        assert label is not None
        return label.text() if label.isVisible() else ""


@pytest.fixture
def opened(shell: Shell, ctx: Context, qtbot: QtBot) -> Open:
    """Opens the finder in a room, and lets it make the other pages."""

    def open_in(room: str = "start", key: Qt.Key = Qt.Key.Key_K) -> Finding:
        shell.show_room(room)
        ctx.tasks.wait()
        QTest.keyClick(shell, key, CONTROL)
        qtbot.wait(50)
        return Finding(shell, ctx)

    return open_in


@pytest.mark.parametrize("typed", ["djry", "登记", "人员"])
def test_commands_of_a_page_are_found_from_another(
    shell: Shell, ctx: Context, opened: Open, qtbot: QtBot, typed: str
) -> None:
    finding = opened("start").type(typed, qtbot)
    number = finding.labels.index("登记人员")
    finding.list.setCurrentRow(number)
    finding.press(Qt.Key.Key_Return)
    ctx.tasks.wait()
    assert isinstance(shell.page, PeoplePage)
    page = shell.page
    qtbot.waitUntil(lambda: page.record_is_open)


def test_what_cannot_be_done_now_says_why(shell: Shell, opened: Open, qtbot: QtBot) -> None:
    finding = opened("people").type("结束任职", qtbot)
    (entry,) = [entry for entry in finding.entries if entry.label == "结束任职…"]
    assert entry.refusal == "请先在列表中选一行"
    finding.press(Qt.Key.Key_Return)
    notice = shell.findChild(Notice)
    assert notice is not None
    label = notice.findChild(QLabel, "notice-text")
    assert label is not None
    assert label.text() == "结束任职…：请先在列表中选一行"


def test_the_best_records_deeds_come_with_it(opened: Open, qtbot: QtBot) -> None:
    finding = opened("people").type("lxm", qtbot)
    assert finding.labels[0] == "廖小满"
    assert "结束任职 廖小满" in finding.labels


def test_nothing_found_says_what_can_be_looked_for_and_offers_two_ways_on(opened: Open, qtbot: QtBot) -> None:
    finding = opened().type("20260318", qtbot)
    assert finding.said("palette-none") == "没有找到“20260318”"
    assert "发票号" in finding.said("palette-where")
    assert finding.labels == ["在操作留痕里找“20260318”", "看全部命令"]
    finding.list.setCurrentRow(1)
    finding.press(Qt.Key.Key_Return)
    assert {"登记人员", "撤销", "重做"} <= set(finding.labels)


def test_nothing_typed_shows_what_was_gone_to_last_and_what_is_used_most(
    ctx: Context, opened: Open, qtbot: QtBot
) -> None:
    finding = opened("people")
    assert {entry.kind for entry in finding.entries} == {"本页"}
    finding.type("lxm", qtbot)
    finding.press(Qt.Key.Key_Return)
    ctx.tasks.wait()
    finding = opened("people").type("打印名单", qtbot)
    finding.press(Qt.Key.Key_Return)
    finding = opened("start")
    assert [(entry.kind, entry.label) for entry in finding.entries] == [
        ("最近", "廖小满"),
        ("常用", "打印名单…"),
    ]


def test_what_is_kept_on_the_disk_names_nobody(ctx: Context, opened: Open, qtbot: QtBot) -> None:
    opened("people").type("lxm", qtbot).press(Qt.Key.Key_Return)
    ctx.tasks.wait()
    opened("people").type("打印名单", qtbot).press(Qt.Key.Key_Return)
    ctx.settings.sync()
    kept = Path(ctx.settings.fileName()).read_text("utf-8")
    assert "廖" not in kept
    assert "print_list" in kept
    assert "lxm" not in kept


def test_ctrl_g_goes_to_a_page_as_soon_as_its_letters_mean_no_other(
    shell: Shell, ctx: Context, opened: Open, qtbot: QtBot
) -> None:
    finding = opened("start", Qt.Key.Key_G)
    assert finding.labels == ["首页", "人员名单", "设置"]
    QTest.keyClick(finding.line, Qt.Key.Key_S)
    assert finding.labels == ["首页", "设置"]
    QTest.keyClick(finding.line, Qt.Key.Key_Z)
    assert shell.page is not None
    assert shell.page.room == "settings"
    assert not finding.palette.isVisible()


def test_tab_goes_to_the_next_kind_and_arrows_turn_round(opened: Open, qtbot: QtBot) -> None:
    finding = opened("people").type("r", qtbot)
    kinds = [entry.kind for entry in finding.entries]
    assert len(set(kinds)) > 1
    finding.press(Qt.Key.Key_Tab)
    assert finding.list.currentRow() == kinds.index(list(dict.fromkeys(kinds))[1])
    finding.list.setCurrentRow(0)
    finding.press(Qt.Key.Key_Up)
    assert finding.list.currentRow() == len(kinds) - 1


def test_esc_closes_and_leaves_the_keyboard_with_the_page(shell: Shell, opened: Open) -> None:
    finding = opened("people")
    finding.press(Qt.Key.Key_Escape)
    assert not finding.palette.isVisible()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "list"


# What is listed.


def entry(label: str, kind: str = "命令") -> Entry:
    return Entry(label, "", "", lambda: None, kind=kind)


def test_a_name_that_begins_with_the_text_comes_before_one_that_holds_it() -> None:
    entries = [entry("每月几号提醒封存"), entry("封存发放表…"), entry("打印")]
    assert [found.label for found in matching(entries, "fc")] == ["封存发放表…", "每月几号提醒封存"]


def test_the_kind_with_the_best_answer_comes_first_and_no_kind_fills_the_list() -> None:
    commands = [entry(f"封存{number}") for number in range(9)]
    lines = arranged(commands, [entry("冯春燕", "人员")], "fc")
    assert [line.kind for line in lines] == ["命令"] * 5 + ["人员"]
    assert arranged([], [entry("018号 下乡租车", "凭证")], "018")[0].kind == "凭证"


@pytest.mark.parametrize(
    ("label", "typed", "part"),
    [("018号 下乡租车", "018", "018"), ("核对封存后有没有改动", "fc", "封存"), ("打印", "x", "")],
)
def test_what_was_typed_is_marked_in_the_name(label: str, typed: str, part: str) -> None:
    start, end = marked(label, typed)
    assert label[start:end] == part


def test_a_record_found_leads_there_under_its_kind(ctx: Context, opened: Open, qtbot: QtBot) -> None:
    ctx.search = lambda session, text: [Found("1,018.00", "工作队", "people", 4, "金额")]
    finding = opened().type("018", qtbot)
    assert (finding.entries[0].kind, finding.labels[0]) == ("金额", "1,018.00")
