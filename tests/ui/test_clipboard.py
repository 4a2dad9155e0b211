"""What was revealed and copied leaves the clipboard after a minute; what is not ours stays."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.ui.page.clipboard import MINUTE_MS, ClipboardGuard

NUMBER = "440299198103024955"


@pytest.fixture
def guard(qtbot: QtBot) -> Iterator[ClipboardGuard]:
    """A guard that has seen a number revealed."""
    panel = QWidget()
    qtbot.addWidget(panel)
    made = ClipboardGuard(panel)
    made.know(NUMBER)
    yield made
    made.clear()
    QGuiApplication.clipboard().clear()


def timer_of(guard: ClipboardGuard) -> QTimer:
    timer = guard.findChild(QTimer)
    assert isinstance(timer, QTimer)
    return timer


def after_a_minute(guard: ClipboardGuard) -> None:
    """Without waiting for it."""
    timer = timer_of(guard)
    assert timer.interval() == MINUTE_MS == 60_000
    assert timer.isActive()
    timer.timeout.emit()


@pytest.mark.parametrize("copied", [NUMBER, f"钟立新\t{NUMBER}\n", NUMBER[6:]])
def test_a_revealed_number_goes_after_a_minute(guard: ClipboardGuard, copied: str) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(copied)
    assert clipboard.text() == copied
    after_a_minute(guard)
    assert clipboard.text() == ""
    assert not timer_of(guard).isActive()


def test_what_was_copied_since_stays(guard: ClipboardGuard) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(NUMBER)
    clipboard.setText("别的内容")
    after_a_minute(guard)
    assert clipboard.text() == "别的内容"


def test_what_was_never_revealed_is_not_watched(guard: ClipboardGuard) -> None:
    for text in ("440299********4955", "13800138000", "", "4402"):
        QGuiApplication.clipboard().setText(text)
        assert not timer_of(guard).isActive()


def test_copying_again_gives_another_minute(guard: ClipboardGuard) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.setText(NUMBER)
    timer_of(guard).stop()
    clipboard.setText(f"{NUMBER} ")
    assert timer_of(guard).isActive()


def test_a_picture_on_the_clipboard_is_none_of_its_business(guard: ClipboardGuard) -> None:
    data = QMimeData()
    data.setData("image/png", b"x")
    QGuiApplication.clipboard().setMimeData(data, QClipboard.Mode.Clipboard)
    assert not timer_of(guard).isActive()


def test_at_the_end_of_the_program_it_goes_at_once(guard: ClipboardGuard) -> None:
    QGuiApplication.clipboard().setText(NUMBER)
    guard.clear()
    assert QGuiApplication.clipboard().text() == ""


def test_when_the_place_goes_it_goes_at_once(qtbot: QtBot) -> None:
    """As when the window is locked: the pages are dropped, and nothing would be left to count the minute."""
    panel = QWidget()
    guard = ClipboardGuard(panel)
    guard.know(NUMBER)
    QGuiApplication.clipboard().setText(f"号码 {NUMBER}")
    panel.deleteLater()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().text() == "")
    QGuiApplication.clipboard().setText(NUMBER)
    other = QWidget()
    qtbot.addWidget(other)
    ClipboardGuard(other).know("13800138000")
    assert QGuiApplication.clipboard().text() == NUMBER
    QGuiApplication.clipboard().clear()
