"""A switch between views goes by mouse, by arrows and by word."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.switch import Switch
from tests.ui.conftest import RESOURCES


@pytest.fixture
def switch(qtbot: QtBot) -> Switch:
    made = Switch(Look(RESOURCES), "月度或年度", ("月度", "年度"))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def _button(switch: Switch, view: str) -> QPushButton:
    found = switch.findChild(QPushButton, f"view-{view}")
    assert found is not None
    return found


def test_the_first_view_is_shown_first(switch: Switch) -> None:
    assert switch.current == "月度"
    assert _button(switch, "月度").isChecked()


def test_a_click_changes_the_view(switch: Switch, qtbot: QtBot) -> None:
    with qtbot.waitSignal(switch.chosen) as told:
        qtbot.mouseClick(_button(switch, "年度"), Qt.MouseButton.LeftButton)
    assert told.args == ["年度"]


def test_the_arrows_change_the_view(switch: Switch, qtbot: QtBot) -> None:
    _button(switch, "月度").setFocus()
    with qtbot.waitSignal(switch.chosen):
        qtbot.keyClick(_button(switch, "月度"), Qt.Key.Key_Right)
    assert switch.current == "年度"
    assert _button(switch, "年度").hasFocus()


def test_the_view_shown_is_not_told_again(switch: Switch, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(switch.chosen):
        qtbot.mouseClick(_button(switch, "月度"), Qt.MouseButton.LeftButton)
        switch.show_view("月度")
