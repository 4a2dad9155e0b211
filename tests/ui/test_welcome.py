"""The first run: a town chosen on purpose, the recovery card shown, a refusal that loses nothing."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop import paths
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.ui.frame import opening
from banfu_desktop.ui.frame.welcome import Ways, Welcome
from banfu_desktop.ui.look.look import Look
from tests.ui.conftest import NOW, RESOURCES, FakeDialogs

KEY = "NTK8-ZZMA-S2XH-Z9KS-F1ZR-FGVT-XNN4-GJRG"


class Desk:
    """Notes what the first run did."""

    def __init__(self) -> None:
        self.done: list[tuple[Any, ...]] = []
        self.refusal: Exception | None = None
        self.folder = Path()

    def found(self, town: str, key: Path | None) -> str:
        """Found an office, or refuse."""
        if self.refusal is not None:
            raise self.refusal
        self.done.append(("found", town, key))
        return KEY

    def restore(self, path: Path, code: str) -> tuple[str, str]:
        """Restore an office, or refuse once."""
        if self.refusal is not None:
            error, self.refusal = self.refusal, None
            raise error
        self.done.append(("restore", path, code))
        return KEY, "梅坑镇"

    def ways_of(self, folder: Path) -> Ways:
        """What can be done in a data folder."""
        self.folder = folder
        return Ways(
            ("梅坑镇", "沙田镇"),
            self.found,
            self.restore,
            lambda path: path.stem.startswith("card"),
            lambda key, town, parent: self.done.append(("card", key, town)),
            lambda checked: self.done.append(("checked" if checked else "printed",)),
            (folder / "office.db").exists,
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def welcome(qapp: QApplication, qtbot: QtBot, desk: Desk, dialogs: FakeDialogs) -> Welcome:
    made = Welcome(Look(RESOURCES), dialogs, Path("数据"), desk.ways_of)
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


def test_the_button_names_the_town_the_office_will_be_of_for_good(welcome: Welcome) -> None:
    choose(welcome, "梅坑镇")
    choose(welcome, "沙田镇")
    found = welcome.findChild(QPushButton, "found")
    assert found is not None
    assert (found.text(), found.accessibleName()) == ("建立沙田镇办公室", "建立沙田镇办公室")


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


def test_a_wrong_character_loses_neither_the_code_nor_the_package(
    welcome: Welcome, desk: Desk, dialogs: FakeDialogs
) -> None:
    desk.refusal = UserError("传递码第3组不对")
    dialogs.answers = ["CODE"]
    welcome.receive(Path("a.bfb"))
    for _ in range(3):
        QCoreApplication.processEvents()
    assert [call[0] for call in dialogs.asked[:3]] == ["ask_text", "refuse", "ask_text"]
    assert desk.done == [("restore", Path("a.bfb"), "CODE"), ("checked",)], "it stood there, to be mended"


def test_a_package_that_was_double_clicked_is_restored_once_its_code_is_typed(
    welcome: Welcome, desk: Desk, dialogs: FakeDialogs
) -> None:
    dialogs.answers = ["CODE"]
    welcome.receive(Path("a.bfb"))
    QCoreApplication.processEvents()
    assert "a.bfb" in dialogs.asked[0][2]
    assert desk.done == [("restore", Path("a.bfb"), "CODE"), ("checked",)]


def test_the_data_go_where_the_clerk_says_and_an_office_found_there_is_opened(
    welcome: Welcome, desk: Desk, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    """A folder with other things gets one of its own; an empty one, or one of ours, is taken as it is."""
    full, old = tmp_path / "资料", tmp_path / "旧电脑" / paths.DATA_FOLDER
    full.mkdir()
    (full / "通知.docx").touch()
    old.mkdir(parents=True)
    (old / "office.db").touch()
    dialogs.answers = [full]
    press(welcome, "choose-folder")
    assert welcome.folder == desk.folder == full / paths.DATA_FOLDER
    assert welcome.findChild(QLabel, "folder").text() == str(welcome.folder)
    assert welcome.result() == QDialog.DialogCode.Rejected
    dialogs.answers = [old.parent]
    press(welcome, "choose-folder")
    assert welcome.folder == old
    assert welcome.result() == QDialog.DialogCode.Accepted
    assert desk.done == []


def test_the_demonstration_is_a_wish_that_founds_nothing(welcome: Welcome, desk: Desk) -> None:
    press(welcome, "demonstrate")
    assert welcome.wants_demonstration
    assert (welcome.result(), desk.done) == (QDialog.DialogCode.Rejected, [])


def test_a_folder_that_is_not_there_any_more_is_said_before_another_office_is_founded(
    qapp: QApplication, qtbot: QtBot, dialogs: FakeDialogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stick is not in: an empty welcome would have the clerk found her office a second time."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "config"))
    monkeypatch.delenv("BANFU_DATA", raising=False)
    paths.choose_data(tmp_path / "U盘")
    assert paths.default_data() == tmp_path / "U盘"
    shown: list[str] = []

    def look(box: QDialog) -> bool:
        shown.append(box.findChild(QLabel, "folder-missing").text())
        box.deleteLater()
        return False

    monkeypatch.setattr(dialogs, "run", look)
    first = opening.welcome(paths.default_data(), Look(RESOURCES), dialogs, lambda: NOW, "经办", None)
    assert "找不到上次用的数据文件夹" in shown[0]
    assert (first.is_there, first.folder) == (False, tmp_path / "U盘")
