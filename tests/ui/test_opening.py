"""Opening an office behind a small window: with its key, with a card, from a copy, or not at all."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from banfu_desktop.db import keys
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import DATABASE_FILE, Database
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import copies, repairing, seeing, unlocking
from banfu_desktop.services.program.open_office import OpenOffice
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.opening import Opening, has_office, welcome
from banfu_desktop.ui.frame.rescue import Rescue
from banfu_desktop.ui.frame.shell import Shell, build
from banfu_desktop.ui.frame.welcome import Welcome
from banfu_desktop.ui.registry import ROOMS
from tests.conftest import FullDisk
from tests.faults.test_places import only_to_be_read
from tests.ui.a_damaged_office import add_units, damage, flip
from tests.ui.conftest import NOW, FakeDialogs, make_context

PASSWORD = "稻花香里说丰年 2026"
SMALL = tuple(room for room in ROOMS if room.name in ("office", "backup"))


@dataclass
class Opened:
    """A window of two rooms and the opening behind it."""

    office: OpenOffice
    ctx: Context
    shell: Shell
    opening: Opening
    demanded: list[str]
    """What asked for a password, once each."""

    def close(self) -> None:
        """As the program ends."""
        self.ctx.tasks.wait()
        self.shell.close()
        self.ctx.tasks.close()
        self.office.lock()


Opens = Callable[..., Opened]


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
    qapp: QApplication, qtbot: QtBot, folder: Path, dialogs: FakeDialogs, tmp_path: Path
) -> Iterator[Opens]:
    """Opens an office (that of `folder`) behind a small window, and waits until it stands."""
    made: list[Opened] = []

    def opens(package: Path | None = None) -> Opened:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        settings.setValue("window/room", "office")
        office = OpenOffice(folder)
        ctx = make_context(qapp, office.open, dialogs, settings)
        ctx.database, ctx.role, ctx.town = office.open, lambda: office.role, ""
        shell = build(ctx, SMALL)
        qtbot.addWidget(shell)
        demanded: list[str] = []
        opening = Opening(
            office,
            ctx,
            shell,
            demand=lambda: demanded.append("password"),
            report=Reporter(dialogs, "test").report,
            began=lambda: NOW,
        )
        opening.receive(package)
        shell.stands.connect(opening.begin)
        made.append(Opened(office, ctx, shell, opening, demanded))
        shell.show()
        qtbot.waitUntil(lambda: shell.page is not None, timeout=10_000)
        ctx.tasks.wait()
        return made[-1]

    yield opens
    for window in made:
        window.close()


def test_a_damaged_office_is_restored_from_its_latest_copy(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    damage(folder / DATABASE_FILE)
    window = opens()
    (box,) = boxes
    assert isinstance(box, Rescue)
    assert "办公数据文件已损坏" in box.findChild(QLabel, "trouble").text()
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"
    assert not [call for call in dialogs.asked if call[0] in ("trouble", "bug")]


def test_an_office_whose_file_is_gone_is_restored_too(
    opens: Opens, folder: Path, boxes: list[QDialog]
) -> None:
    (folder / DATABASE_FILE).unlink()
    window = opens()
    assert len(boxes) == 1
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"


def test_without_a_copy_the_trouble_is_said(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    for copy in copies.list_backups(folder):
        copy.path.unlink()
    damage(folder / DATABASE_FILE)
    opens()
    assert not boxes
    assert dialogs.asked[-1][0] == "trouble"
    assert "本机没有备份" in str(dialogs.asked[-1][1])


def test_on_a_full_disk_the_office_is_shown_and_that_is_said_once(
    opens: Opens, folder: Path, dialogs: FakeDialogs, full_disk: FullDisk
) -> None:
    full_disk(folder)
    window = opens()
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"
    ((kind, title, text),) = dialogs.asked
    assert (kind, title) == ("tell", "磁盘已满，现在只能查看")
    assert "办公数据完好" in text
    window.ctx.tasks.write("登记", lambda session: None)
    window.ctx.tasks.wait()
    assert [call[0] for call in dialogs.asked] == ["tell", "trouble"]


def test_nothing_is_restored_against_the_clerks_will(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    damage(folder / DATABASE_FILE)
    damaged = (folder / DATABASE_FILE).read_bytes()
    dialogs.answers = [False]
    opens()
    assert dialogs.asked[-1][0] == "trouble"
    assert (folder / DATABASE_FILE).read_bytes() == damaged


def test_a_mistyped_recovery_key_is_asked_for_again(
    opens: Opens,
    office_with_a_copy: tuple[Path, str],
    dialogs: FakeDialogs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    key = office_with_a_copy[1]
    wrong = ("A" if key[0] != "A" else "B") + key[1:]
    dialogs.answers = [wrong, key]
    window = opens()
    asked = [call for call in dialogs.asked if call[0] == "ask_text"]
    assert len(asked) == 2
    assert "第1组" in asked[1][2]
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"


def test_a_copy_that_is_damaged_too_is_never_offered(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    """One flipped bit in the newest copy: the one before it takes the office's place, in one click."""
    (older,) = copies.list_backups(folder)
    add_units(folder, [("新设一局", NOW)])
    database = Database.open(folder)
    newest = copies.backup_now(database, NOW)
    database.close()
    flip(newest.path, newest.size - 100)
    damage(folder / DATABASE_FILE)
    window = opens()
    (box,) = boxes
    assert isinstance(box, Rescue)
    assert box.chosen.copy == older
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"


def test_without_a_whole_copy_none_is_offered(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    (copy,) = copies.list_backups(folder)
    flip(copy.path, 4096 * 20)
    damage(folder / DATABASE_FILE)
    damaged = (folder / DATABASE_FILE).read_bytes()
    opens()
    assert not boxes
    assert dialogs.asked[-1][0] == "trouble"
    assert "本机的1份备份也已损坏" in str(dialogs.asked[-1][1])
    assert "上报包" in str(dialogs.asked[-1][1])
    assert (folder / DATABASE_FILE).read_bytes() == damaged


def test_damage_in_a_page_that_opening_does_not_meet_is_found_at_the_start(
    opens: Opens, folder: Path, boxes: list[QDialog], qtbot: QtBot
) -> None:
    """Every page is looked at once the window stands; nothing more is entered into a damaged office."""
    database = folder / DATABASE_FILE
    flip(database, database.stat().st_size - 100)
    damaged = database.read_bytes()
    window = opens()
    qtbot.waitUntil(lambda: bool(boxes), timeout=10_000)
    window.ctx.tasks.wait()
    (kept,) = (folder / "backups").glob("office-before-restore-*.db")
    assert kept.read_bytes() == damaged
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"


def plant(folder: Path) -> None:
    """As somebody does who has the key and another SQL program."""
    engine = open_engine(folder / DATABASE_FILE, keys.unlock_with_machine(folder, this_machine()))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE VIEW accounts AS SELECT card_no FROM people")
    engine.dispose()


def test_an_office_with_something_planted_in_it_is_told_apart_and_restored(
    opens: Opens, folder: Path, boxes: list[QDialog]
) -> None:
    plant(folder)
    window = opens()
    (box,) = boxes
    assert isinstance(box, Rescue)
    assert "多出视图 accounts" in box.findChild(QLabel, "trouble").text()
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"


def test_what_was_planted_is_taken_away_for_a_reason(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    plant(folder)
    dialogs.answers = ["改回本程序的…", "维修的人装过别的工具"]
    window = opens()
    window.ctx.tasks.wait()
    assert not boxes
    assert "多出视图 accounts" in next(call for call in dialogs.asked if call[0] == "choose")[2]
    told = next(call for call in dialogs.asked if call[:2] == ("tell", "表结构已改回"))[2]
    assert "请接着检查数据" in told
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"
    with window.office.open().read() as session:
        assert history.deeds(session)[0].name == repairing.REPAIRED


def test_without_a_copy_from_before_it_is_said_what_was_planted(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    plant(folder)
    for copy in (folder / "backups").glob("*.db"):
        copy.unlink()
    opens()
    assert not boxes
    assert [call for call in dialogs.asked if call[0] == "trouble" and "多出视图 accounts" in str(call)]


def test_the_damaged_file_is_kept_aside(opens: Opens, folder: Path, boxes: list[QDialog]) -> None:
    damage(folder / DATABASE_FILE)
    damaged = (folder / DATABASE_FILE).read_bytes()
    opens()
    (kept,) = (folder / "backups").glob("office-before-restore-*.db")
    assert kept.read_bytes() == damaged


def test_data_of_a_newer_version_are_left_alone_and_that_is_said(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    database = Database.open(folder)
    key = database.data_key
    database.close()
    engine = open_engine(folder / DATABASE_FILE, key)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={schema_version() + 1}")
    engine.dispose()
    before = (folder / DATABASE_FILE).read_bytes()
    window = opens()
    assert not boxes
    assert (dialogs.asked[-1][0], window.opening.exit_code) == ("refuse", 1)
    assert "由新版程序建立" in str(dialogs.asked[-1][1])
    assert (folder / DATABASE_FILE).read_bytes() == before


def test_data_on_read_only_media_are_left_alone_and_that_is_said(
    opens: Opens, folder: Path, boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    before = (folder / DATABASE_FILE).read_bytes()
    with only_to_be_read(folder):
        window = opens()
        assert not boxes
        assert (dialogs.asked[-1][0], window.opening.exit_code) == ("trouble", 3)
        assert "不能写入" in str(dialogs.asked[-1][1])
        window.ctx.tasks.wait()
        window.close()
    assert (folder / DATABASE_FILE).read_bytes() == before


def test_a_card_that_is_not_at_hand_leaves_the_office_closed(
    opens: Opens, dialogs: FakeDialogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    dialogs.answers = [None]
    window = opens()
    assert [call[0] for call in dialogs.asked] == ["ask_text", "refuse"]
    assert window.opening.exit_code == 1
    assert not window.shell.isVisible()


def test_an_office_opens_with_its_town_and_a_copy_of_what_has_changed(opens: Opens, folder: Path) -> None:
    add_units(folder, [("新设一局", NOW)])
    window = opens()
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶（练习）"
    assert [copy.reason for copy in copies.list_backups(folder)] == [copies.Reason.START, copies.Reason.HAND]
    assert (window.demanded, window.opening.exit_code) == ([], 0)


def test_a_package_the_program_was_started_with_is_asked_about_once_the_office_is_open(
    opens: Opens, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    window = opens(tmp_path / "梅坑镇.bfb")
    assert window.shell.page is not None
    assert window.shell.page.room == "backup"


def test_a_second_start_on_the_folder_says_that_it_is_in_use_and_closes(
    opens: Opens, folder: Path, dialogs: FakeDialogs
) -> None:
    first = Database.open(folder)
    window = opens()
    first.close()
    assert dialogs.asked[-1][0] == "trouble"
    assert window.opening.exit_code == 3
    assert not window.shell.isVisible()


def test_a_password_is_demanded_of_an_office_that_has_one(opens: Opens, folder: Path) -> None:
    database = Database.open(folder)
    unlocking.set_password(database, PASSWORD, "经办", NOW)
    database.close()
    window = opens()
    assert window.demanded == ["password"]
    assert window.shell.windowTitle() != "梅坑镇驻镇帮扶（练习）"


def test_a_risky_deed_is_guarded_by_a_copy(opens: Opens, folder: Path) -> None:
    window = opens()
    window.ctx.tasks.write(
        "登记单位", lambda session: session.add(Organisation(name="新设一局", level=UnitLevel.COUNTY))
    )
    window.ctx.tasks.wait()
    window.opening.guard()
    assert copies.list_backups(folder)[0].reason is copies.Reason.RISK


def test_a_folder_whose_file_is_gone_has_an_office_as_long_as_it_has_copies(folder: Path) -> None:
    assert has_office(folder)
    (folder / DATABASE_FILE).unlink()
    assert has_office(folder)
    for copy in copies.list_backups(folder):
        copy.path.unlink()
    assert not has_office(folder)


def test_the_first_run_founds_an_office_or_nothing(
    qapp: QApplication, boxes: list[QDialog], dialogs: FakeDialogs, ctx: Context, tmp_path: Path
) -> None:
    dialogs.answers = [False]
    first = welcome(tmp_path / "new", ctx.look, dialogs, lambda: NOW, "经办", tmp_path / "梅坑镇.bfb")
    assert not first.is_there
    (box,) = boxes
    assert isinstance(box, Welcome)
    assert not has_office(tmp_path / "new")


@pytest.mark.parametrize(("answer", "room"), [("以现在的数据为准", "office"), ("从备份中找回", "backup")])
def test_an_older_folder_put_back_is_asked_about_until_it_is_settled(
    opens: Opens,
    folder: Path,
    dialogs: FakeDialogs,
    remembering: Path,
    tmp_path: Path,
    answer: str,
    room: str,
) -> None:
    opens().close()
    aside = shutil.copytree(folder, tmp_path / "aside")
    add_units(folder, [("新设一局", NOW), ("新设二局", NOW)])
    shutil.rmtree(folder)
    shutil.copytree(aside, folder)
    dialogs.asked.clear()
    dialogs.answers = [answer]
    window = opens()
    window.ctx.tasks.wait()
    asked = [call for call in dialogs.asked if call[0] == "choose"]
    assert len(asked) == 1
    assert "比这台电脑上次看到的少2条" in asked[0][2]
    assert window.shell.page is not None
    assert window.shell.page.room == room
    assert bool(seeing.trouble(window.office.open())) is (room == "backup")
    assert remembering.is_dir()
