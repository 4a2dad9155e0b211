"""A password can be looked at while it is typed, and Caps Lock is said before it costs an attempt."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.widgets import column
from banfu_desktop.ui.page.password_edit import CAPS, PasswordEdit
from tests.ui.conftest import RESOURCES

DOTS, PLAIN = QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal


@pytest.fixture
def edit(qapp: QApplication, qtbot: QtBot) -> Iterator[PasswordEdit]:
    window = QWidget()
    qtbot.addWidget(window)
    made = PasswordEdit(Look(RESOURCES), "password", "密码")
    window.setLayout(column(made, QLineEdit()))
    window.resize(400, 100)
    window.show()
    window.activateWindow()
    made.setFocus()
    yield made
    window.close()


def test_the_eye_shows_it_until_the_field_is_left(edit: PasswordEdit) -> None:
    eye = edit.findChild(QToolButton, "show-password")
    QTest.keyClicks(edit, "daohua")
    assert edit.echoMode() is DOTS
    QTest.mouseClick(eye, Qt.MouseButton.LeftButton)
    assert (edit.echoMode(), edit.displayText()) == (PLAIN, "daohua")
    assert edit.hasFocus()
    assert eye.accessibleName() == "隐藏密码"
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert edit.echoMode() is DOTS
    eye.click()
    edit.clear()
    assert edit.echoMode() is DOTS


@pytest.mark.parametrize(
    ("typed", "held", "on"),
    [
        ("a", Qt.KeyboardModifier.NoModifier, False),
        ("A", Qt.KeyboardModifier.ShiftModifier, False),
        ("A", Qt.KeyboardModifier.NoModifier, True),
        ("a", Qt.KeyboardModifier.ShiftModifier, True),
    ],
)
def test_caps_lock_is_said(edit: PasswordEdit, typed: str, held: Qt.KeyboardModifier, on: bool) -> None:
    QTest.sendKeyEvent(QTest.KeyAction.Click, edit, Qt.Key.Key_A, typed, held)
    assert edit.caps.isVisible() is on
    assert edit.caps.text() == CAPS
    if on:  # it covers none of what is typed
        assert edit.textMargins().right() >= edit.width() - edit.caps.geometry().left()
        QTest.sendKeyEvent(
            QTest.KeyAction.Click, edit, Qt.Key.Key_CapsLock, "", Qt.KeyboardModifier.NoModifier
        )
        assert not edit.caps.isVisible()
