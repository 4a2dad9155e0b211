"""An office that does not open: a copy takes its place, or the recovery card is asked for once more."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop import paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.db.store import DATABASE_FILE, Database, Deed
from banfu_desktop.services import founding, safekeeping
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.look import Look, speak_chinese
from banfu_desktop.ui.rescue import Rescue
from tests.ui.conftest import NOW, RESOURCES, FakeDialogs

Opens = Callable[[], Window]
COPIED_AT = datetime(2026, 11, 1, 9, 0)


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, str]:
    """An office of 梅坑镇 with a copy beside it, and its recovery key."""
    database, recovery = Database.create(tmp_path / "office")
    with database.write(Deed("建立办公室", "经办", COPIED_AT)) as session:
        founding.found(session, "梅坑镇")
    safekeeping.backup_now(database, COPIED_AT)
    database.close()
    return tmp_path / "office", recovery


@pytest.fixture
def boxes(dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> list[QDialog]:
    """The boxes that were shown; each is accepted unless `answers` says otherwise."""
    shown: list[QDialog] = []

    def run(dialog: QDialog) -> bool:
        dialog.setParent(None)
        qtbot.addWidget(dialog)
        shown.append(dialog)
        return bool(dialogs.answers.pop(0)) if dialogs.answers else True

    monkeypatch.setattr(dialogs, "run", run)
    return shown


@pytest.fixture
def opens(
    qapp: QApplication, qtbot: QtBot, office: tuple[Path, str], dialogs: FakeDialogs, tmp_path: Path
) -> Iterator[Opens]:
    """Opens the window on the office, as the program does."""
    made: list[Window] = []

    def opens() -> Window:
        look = Look(paths.resources())
        speak_chinese(qapp)
        look.apply(qapp)
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = Window(
            OpenOffice(office[0]), look, dialogs, Reporter(dialogs, "test"), settings, lambda: NOW
        )
        made.append(window)
        qtbot.addWidget(window.shell)
        window.shell.show()
        qtbot.waitUntil(lambda: window.shell.page is not None, timeout=10_000)
        window.context.tasks.wait()
        return window

    yield opens
    for window in made:
        window.context.tasks.wait()
        window.shell.close()
        window.close()


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:4000] = bytes(3900)
    path.write_bytes(content)


def test_a_damaged_office_is_restored_from_its_latest_copy(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    _damage(office[0] / DATABASE_FILE)
    window = opens()
    (box,) = boxes
    assert isinstance(box, Rescue)
    assert "办公数据文件已损坏" in box.findChild(QLabel, "trouble").text()
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶"
    assert not [call for call in dialogs.asked if call[0] in ("trouble", "bug")]


def test_an_office_whose_file_is_gone_is_restored_too(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog]
) -> None:
    (office[0] / DATABASE_FILE).unlink()
    window = opens()
    assert len(boxes) == 1
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶"


def test_without_a_copy_the_trouble_is_said(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    for copy in safekeeping.list_backups(office[0]):
        copy.path.unlink()
    _damage(office[0] / DATABASE_FILE)
    opens()
    assert not boxes
    assert dialogs.asked[-1][0] == "trouble"


def test_nothing_is_restored_against_the_clerks_will(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    _damage(office[0] / DATABASE_FILE)
    damaged = (office[0] / DATABASE_FILE).read_bytes()
    dialogs.answers = [False]
    opens()
    assert dialogs.asked[-1][0] == "trouble"
    assert (office[0] / DATABASE_FILE).read_bytes() == damaged


def test_a_mistyped_recovery_key_is_asked_for_again(
    opens: Opens,
    office: tuple[Path, str],
    dialogs: FakeDialogs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    shutil.rmtree(tmp_path / "another computer", ignore_errors=True)
    key = office[1]
    wrong = ("A" if key[0] != "A" else "B") + key[1:]
    dialogs.answers = [wrong, key]
    window = opens()
    asked = [call for call in dialogs.asked if call[0] == "ask_text"]
    assert len(asked) == 2
    assert "第1组" in asked[1][2]
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶"


def test_the_newest_copy_is_proposed(qtbot: QtBot, office: tuple[Path, str]) -> None:
    copies = safekeeping.list_backups(office[0])
    box = Rescue(Look(RESOURCES), "办公数据文件已损坏。", copies)
    qtbot.addWidget(box)
    assert box.chosen == copies[0]
    restore = box.findChild(QPushButton, "restore")
    assert restore is not None
    assert restore.isDefault()
