"""The first run: a town chosen on purpose, the recovery card shown, a refusal that loses nothing."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.ui.frame.welcome import Ways, Welcome
from banfu_desktop.ui.look.look import Look
from tests.ui.conftest import RESOURCES, FakeDialogs

KEY = "NTK8-ZZMA-S2XH-Z9KS-F1ZR-FGVT-XNN4-GJRG"


class Desk:
    """Notes what the first run did."""

    def __init__(self) -> None:
        self.done: list[tuple[Any, ...]] = []
        self.refusal: Exception | None = None

    def found(self, town: str, key: Path | None) -> str:
        """Found an office, or refuse."""
        if self.refusal is not None:
            raise self.refusal
        self.done.append(("found", town, key))
        return KEY

    def restore(self, path: Path, code: str) -> tuple[str, str]:
        """Restore an office."""
        self.done.append(("restore", path, code))
        return KEY, "梅坑镇"

    def ways(self) -> Ways:
        """What the dialog is given."""
        return Ways(
            ("梅坑镇", "沙田镇"),
            self.found,
            self.restore,
            lambda path: path.stem.startswith("card"),
            lambda key, town, parent: self.done.append(("card", key, town)),
            lambda checked: self.done.append(("checked" if checked else "printed",)),
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def welcome(qapp: QApplication, qtbot: QtBot, desk: Desk, dialogs: FakeDialogs) -> Welcome:
    made = Welcome(Look(RESOURCES), dialogs, Path("数据"), desk.ways())
    qtbot.addWidget(made)
    return made


def press(welcome: Welcome, name: str) -> None:
    found = welcome.findChild(QPushButton, name)
    assert found is not None
    found.click()
    QCoreApplication.processEvents()


def choose(welcome: Welcome, town: str) -> None:
    box = welcome.findChild(QComboBox, "town")
    assert box is not None
    box.setCurrentText(town)


def test_no_town_is_proposed(welcome: Welcome, desk: Desk) -> None:
    press(welcome, "found")
    assert desk.done == []


def test_an_office_is_founded_and_its_card_put_away(
    welcome: Welcome, desk: Desk, dialogs: FakeDialogs
) -> None:
    choose(welcome, "沙田镇")
    press(welcome, "found")
    assert desk.done == [("found", "沙田镇", None), ("checked",)]
    assert ("run", "recovery-card") in dialogs.asked
    assert welcome.result() == QDialog.DialogCode.Accepted


def test_a_card_put_off_is_not_noted_as_printed(welcome: Welcome, desk: Desk, dialogs: FakeDialogs) -> None:
    dialogs.answers = [False]
    choose(welcome, "沙田镇")
    press(welcome, "found")
    assert desk.done == [("found", "沙田镇", None)]
    assert welcome.result() == QDialog.DialogCode.Accepted


def test_the_countys_key_is_named(welcome: Welcome, desk: Desk, dialogs: FakeDialogs) -> None:
    dialogs.answers = [Path("county.pub")]
    press(welcome, "choose-key")
    shown = welcome.findChild(QLabel, "county-key")
    assert shown is not None
    assert shown.text() == "county.pub"
    choose(welcome, "梅坑镇")
    press(welcome, "found")
    assert desk.done[0] == ("found", "梅坑镇", Path("county.pub"))


@pytest.mark.parametrize(
    ("error", "how"), [(UserError("已有办公数据"), "refuse"), (MachineError("磁盘已满"), "trouble")]
)
def test_a_refusal_leaves_the_clerk_where_she_was(
    welcome: Welcome, desk: Desk, dialogs: FakeDialogs, error: Exception, how: str
) -> None:
    desk.refusal = error
    choose(welcome, "梅坑镇")
    press(welcome, "found")
    assert dialogs.asked == [(how, error)]
    assert welcome.result() == QDialog.DialogCode.Rejected


@pytest.mark.parametrize(
    ("answers", "done"),
    [
        ([Path("a.bfb"), "CODE"], [("restore", Path("a.bfb"), "CODE"), ("checked",)]),
        ([Path("a.bfb"), None], []),
        ([None], []),
    ],
)
def test_an_office_is_restored_from_a_package(
    welcome: Welcome, desk: Desk, dialogs: FakeDialogs, answers: list[Any], done: list[Any]
) -> None:
    dialogs.answers = answers
    press(welcome, "restore")
    assert desk.done == done


def test_a_package_that_was_double_clicked_is_restored_once_its_code_is_typed(
    welcome: Welcome, desk: Desk, dialogs: FakeDialogs
) -> None:
    dialogs.answers = ["CODE"]
    welcome.receive(Path("a.bfb"))
    QCoreApplication.processEvents()
    assert "a.bfb" in dialogs.asked[0][2]
    assert desk.done == [("restore", Path("a.bfb"), "CODE"), ("checked",)]
