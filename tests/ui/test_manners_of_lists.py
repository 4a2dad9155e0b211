"""Manners of lists and forms: names sorted as they are read, no dead button, a hint goes first."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.roles import Role
from banfu_desktop.tables.spec import Field
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.second_window import SecondWindow
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.table_model import TableModel
from tests.ui.conftest import FakeStore
from tests.ui.rooms.people.page import PeoplePage


@dataclass(frozen=True)
class Named:
    """A row."""

    name: str
    initials: str = ""


def ordered(label: str, *texts: str) -> list[str]:
    model = TableModel([Field("name", label)])
    model.set_rows([Named(text) for text in texts])
    model.sort(0, Qt.SortOrder.AscendingOrder)
    return [row.name for row in model.shown]


@pytest.mark.parametrize("label", ["姓名", "保管人", "借款人", "签阅人", "人员", "接任人选"])
def test_names_are_sorted_as_their_surnames_are_read(label: str) -> None:
    assert ordered(label, "曾国梁", "陈一", "赵四", "单小云", "宋二") == [
        "陈一", "单小云", "宋二", "曾国梁", "赵四",
    ]  # fmt: skip


def test_other_texts_are_sorted_as_characters_are_read() -> None:
    assert ordered("摘要", "曾用名登记", "陈列", "安装") == ["安装", "曾用名登记", "陈列"]
    assert ordered("收款人", "区财政局", "欧阳印刷", "邱记") == ["欧阳印刷", "邱记", "区财政局"]


def test_an_empty_list_offers_no_dead_button(
    shell: Shell, ctx: Context, store: FakeStore, qtbot: QtBot
) -> None:
    ctx.role = lambda: Role.VISITOR
    store.people.clear()
    page = shell.show_room("people")
    ctx.tasks.wait()
    assert isinstance(page, PeoplePage)
    button = page.findChild(QPushButton, "message-button")
    assert button is not None
    assert not button.isEnabled()
    assert button.toolTip() == "由“经办”、“审核”办理"


def test_esc_takes_the_hint_away_before_the_form(shell: Shell, ctx: Context) -> None:
    page = shell.show_room("people")
    ctx.tasks.wait()
    assert isinstance(page, PeoplePage)
    page.open_record(page.rows[0])
    assert page._desk is not None
    page._desk.form.boxes["name"].editor.setFocus()
    assert page.show_help()
    assert QToolTip.isVisible()
    page._desk.form.close_form()
    assert page.record_is_open
    QToolTip.hideText()
    QTest.qWait(400)
    page._desk.form.close_form()
    assert not page.record_is_open


def test_a_page_in_a_second_window_has_a_month_of_its_own_and_is_locked_with_the_first(
    shell: Shell, ctx: Context, qtbot: QtBot
) -> None:
    first = shell.show_room("people")
    ctx.tasks.wait()
    assert isinstance(first, PeoplePage)
    held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(shell, Qt.Key.Key_N, held)
    (second,) = shell.findChildren(SecondWindow)
    ctx.tasks.wait()
    assert isinstance(second.page, PeoplePage)
    assert len(second.page.rows) == len(first.rows)
    month = first.month
    second.page.period.step(-1)
    ctx.tasks.wait()
    assert (first.month, second.page.month) == (month, month.shift(-1))
    over = QWidget()
    shell.cover(over)
    assert not second.isVisible()
    qtbot.waitUntil(lambda: not shell.findChildren(SecondWindow))
    shell.uncover()
    ctx.tasks.wait()
