"""Three kinds of error, by type; a bug's report names places, never people."""

import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.errors import MachineError, Problem, ProblemsError, UserError
from banfu_desktop.ui.errors import Reporter, bug_details
from tests.ui.conftest import FakeDialogs


@pytest.fixture
def dialogs() -> FakeDialogs:
    """They are told of bugs here."""
    return FakeDialogs()


@pytest.fixture
def reporter(qapp: QApplication, dialogs: FakeDialogs) -> Reporter:
    return Reporter(dialogs, "0.1.0")


@pytest.mark.parametrize(
    ("error", "door"),
    [
        (UserError("已封存"), "refuse"),
        (ProblemsError("有 1 处不对", (Problem(3, "姓名", "没有填写"),)), "problems"),
        (MachineError("磁盘已满"), "trouble"),
        (ValueError("谭䶮"), "bug"),
    ],
)
def test_each_kind_has_its_own_way(
    reporter: Reporter, dialogs: FakeDialogs, error: Exception, door: str
) -> None:
    reporter.report(error)
    assert [call[0] for call in dialogs.asked] == [door]


def test_the_same_bug_is_reported_once(reporter: Reporter, dialogs: FakeDialogs) -> None:
    for _ in range(100):
        reporter.report(_raised("440299198001014955"))
    assert len(dialogs.asked) == 1


def test_a_report_tells_the_place_and_neither_text_nor_value_nor_folder() -> None:
    details = bug_details(_raised("谭䶮 440299198001014955"), "0.1.0")
    assert "ValueError" in details
    assert "test_errors.py" in details
    assert "0.1.0" in details
    assert "谭䶮" not in details
    assert "4402" not in details
    assert "/home" not in details
    assert str(sys.prefix) not in details


def test_a_cause_is_told_too() -> None:
    try:
        try:
            raise KeyError("秘密")
        except KeyError as error:
            raise RuntimeError("外层") from error
    except RuntimeError as error:
        details = bug_details(error, "")
    assert details.index("RuntimeError") < details.index("KeyError")


@pytest.fixture
def hooks() -> Iterator[None]:
    kept = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = kept


@pytest.mark.usefixtures("hooks")
def test_what_nobody_caught_is_said_from_any_thread(
    reporter: Reporter, dialogs: FakeDialogs, qtbot: QtBot
) -> None:
    reporter.install()
    sys.excepthook(MachineError, MachineError("磁盘已满"), None)
    assert [call[0] for call in dialogs.asked] == ["trouble"]
    thread = threading.Thread(target=lambda: _raise(UserError("不行")))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(dialogs.asked) == 2)
    assert dialogs.asked[1][0] == "refuse"


def _raise(error: Exception) -> None:
    raise error


def _raised(text: str) -> Exception:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error
