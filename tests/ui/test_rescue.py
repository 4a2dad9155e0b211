"""An office that does not open: a copy takes its place, or the recovery card is asked for once more."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop import paths
from banfu_desktop.app import OpenOffice, Window
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import DATABASE_FILE, Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.keeping import copies, rescue
from banfu_desktop.services.keeping.rescue import Day, Missing
from banfu_desktop.services.program import founding
from banfu_desktop.ui.errors import Reporter
from banfu_desktop.ui.frame.rescue import Rescue, lacks_words
from banfu_desktop.ui.look.look import Look, speak_chinese
from tests.conftest import Count
from tests.faults.test_places import only_to_be_read
from tests.ui.conftest import NOW, RESOURCES, FakeDialogs

Opens = Callable[[], Window]
COPIED_AT = datetime(2026, 11, 1, 9, 0)


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, str]:
    """An office of 梅坑镇 with a copy beside it, and its recovery key."""
    database, recovery = Database.create(tmp_path / "office")
    with database.write(Deed("建立办公室", "经办", COPIED_AT)) as session:
        founding.found(session, "梅坑镇")
    copies.backup_now(database, COPIED_AT)
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
    for copy in copies.list_backups(office[0]):
        copy.path.unlink()
    _damage(office[0] / DATABASE_FILE)
    opens()
    assert not boxes
    assert dialogs.asked[-1][0] == "trouble"
    assert "本机没有备份" in str(dialogs.asked[-1][1])


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


def _unit(folder: Path, name: str, at: datetime, deed: str = "新增单位") -> None:
    database = Database.open(folder)
    with database.write(Deed(deed, "经办", at)) as session:
        session.add(Organisation(name=name, level=UnitLevel.COUNTY))
    database.close()


def _rescue(qtbot: QtBot, folder: Path) -> Rescue:
    box = Rescue(
        Look(RESOURCES),
        "办公数据文件已损坏。",
        rescue.ways_back(folder),
        lambda way: rescue.missing(folder, way),
    )
    qtbot.addWidget(box)
    return box


def _said(box: Rescue) -> str:
    label = box.findChild(QLabel, "missing")
    assert label is not None
    return str(label.text())


def test_the_copy_with_the_most_work_is_proposed_whatever_the_clock_said(
    qtbot: QtBot, office: tuple[Path, str]
) -> None:
    """The first copy was made while the clock was ten years ahead."""
    folder = office[0]
    (first,) = copies.list_backups(folder)
    first.path.rename(first.path.with_name("office-20361101-090000-start.db"))
    _unit(folder, "县某某新设局", NOW)
    database = Database.open(folder)
    newest = copies.backup_now(database, NOW)
    database.close()
    box = _rescue(qtbot, folder)
    assert box.chosen.copy == newest
    assert _said(box) == "这份备份里什么都不缺：损坏之前登记的内容全部在内。"
    restore = box.findChild(QPushButton, "restore")
    assert restore is not None
    assert restore.isDefault()


def test_the_days_to_enter_again_are_said(qtbot: QtBot, office: tuple[Path, str]) -> None:
    for day, name in ((1, "新设一局"), (1, "新设二局"), (2, "新设三局")):
        _unit(office[0], name, datetime(2026, 11, day, 10))
    _unit(office[0], "新设四局", datetime(2026, 11, 2, 11), "登记请假")
    said = _said(_rescue(qtbot, office[0]))
    assert said.splitlines() == [
        "恢复后需要重新登记：",
        "2026年11月1日：2项（新增单位2次）",
        "2026年11月2日：2项（新增单位、登记请假）",
    ]


def test_what_the_damaged_file_no_longer_tells_is_said_too(qtbot: QtBot, office: tuple[Path, str]) -> None:
    _damage(office[0] / DATABASE_FILE)
    os.utime(office[0] / DATABASE_FILE, (NOW.timestamp(), NOW.timestamp()))
    assert _said(_rescue(qtbot, office[0])).startswith("损坏的文件最后写入于 2026-11-02 09:00")
    (office[0] / DATABASE_FILE).unlink()
    assert _said(_rescue(qtbot, office[0])).startswith("原来的数据文件已不在")


def test_a_file_damaged_in_places_tells_what_it_can(office: tuple[Path, str]) -> None:
    for number in range(300):
        _unit(office[0], f"单位{number}", datetime(2026, 11, 1 + number // 30, 10))
    path = office[0] / DATABASE_FILE
    content = bytearray(path.read_bytes())
    content[-4096 * 4 :] = bytes(4096 * 4)
    path.write_bytes(content)
    (way,) = rescue.ways_back(office[0])
    lost = rescue.missing(office[0], way)
    assert not lost.complete
    assert lost.days[0].day == date(2026, 11, 1)
    assert "至少有" in lacks_words(lost)


def test_many_days_are_told_in_one_line() -> None:
    days = tuple(Day(date(2026, 11, day), tuple("甲乙丙丁戊")) for day in range(1, 11))
    said = lacks_words(Missing(days, True, NOW))
    assert "2026年11月1日：5项（甲、乙、丙、丁等）" in said
    assert said.endswith("2026年11月7日至2026年11月10日：20项")


def _flip(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_copy_that_is_damaged_too_is_never_offered(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    """One flipped bit in the newest copy: the one before it takes the office's place, in one click."""
    (older,) = copies.list_backups(office[0])
    _unit(office[0], "新设一局", NOW)
    database = Database.open(office[0])
    newest = copies.backup_now(database, NOW)
    database.close()
    _flip(newest.path, newest.size - 100)
    _damage(office[0] / DATABASE_FILE)
    window = opens()
    (box,) = boxes
    assert isinstance(box, Rescue)
    assert box.chosen.copy == older
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶"


def test_without_a_whole_copy_none_is_offered(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    (copy,) = copies.list_backups(office[0])
    _flip(copy.path, 4096 * 20)
    _damage(office[0] / DATABASE_FILE)
    damaged = (office[0] / DATABASE_FILE).read_bytes()
    opens()
    assert not boxes
    assert dialogs.asked[-1][0] == "trouble"
    assert "本机的1份备份也已损坏" in str(dialogs.asked[-1][1])
    assert "上报包" in str(dialogs.asked[-1][1])
    assert (office[0] / DATABASE_FILE).read_bytes() == damaged


@pytest.mark.parametrize("pages", [pytest.param(6, id="some"), pytest.param(10_000, marks=pytest.mark.soak)])
def test_a_flipped_byte_in_any_page_of_a_copy_is_found_before_it_is_offered(
    office: tuple[Path, str], pages: int, count: Count
) -> None:
    (copy,) = copies.list_backups(office[0])
    assert len(rescue.ways_back(office[0])) == 1
    step = 4096 * max(1, copy.size // 4096 // pages)
    for place in range(4096 - 50, copy.size, step):
        _flip(copy.path, place)
        assert rescue.ways_back(office[0]) == [], place
        _flip(copy.path, place)
    assert len(rescue.ways_back(office[0])) == 1
    count("copies with a flipped bit; 0 offered", len(range(4096 - 50, copy.size, step)))


def test_damage_in_a_page_that_opening_does_not_meet_is_found_at_the_start(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog], qtbot: QtBot
) -> None:
    """Every page is looked at once the window stands; nothing more is entered into a damaged office."""
    database = office[0] / DATABASE_FILE
    _flip(database, database.stat().st_size - 100)
    damaged = database.read_bytes()
    window = opens()
    qtbot.waitUntil(lambda: bool(boxes), timeout=10_000)
    window.context.tasks.wait()
    (kept,) = (office[0] / "backups").glob("office-before-restore-*.db")
    assert kept.read_bytes() == damaged
    assert window.shell.windowTitle() == "梅坑镇驻镇帮扶"


def test_the_damaged_file_is_kept_aside(opens: Opens, office: tuple[Path, str], boxes: list[QDialog]) -> None:
    _damage(office[0] / DATABASE_FILE)
    damaged = (office[0] / DATABASE_FILE).read_bytes()
    opens()
    (kept,) = (office[0] / "backups").glob("office-before-restore-*.db")
    assert kept.read_bytes() == damaged


def test_data_of_a_newer_version_are_left_alone_and_that_is_said(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    database = Database.open(office[0])
    key = database.data_key
    database.close()
    engine = open_engine(office[0] / DATABASE_FILE, key)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"PRAGMA user_version={schema_version() + 1}")
    engine.dispose()
    before = (office[0] / DATABASE_FILE).read_bytes()
    window = opens()
    assert not boxes
    assert (dialogs.asked[-1][0], window.exit_code) == ("refuse", 1)
    assert "由新版程序建立" in str(dialogs.asked[-1][1])
    assert (office[0] / DATABASE_FILE).read_bytes() == before


def test_data_on_read_only_media_are_left_alone_and_that_is_said(
    opens: Opens, office: tuple[Path, str], boxes: list[QDialog], dialogs: FakeDialogs
) -> None:
    before = (office[0] / DATABASE_FILE).read_bytes()
    with only_to_be_read(office[0]):
        window = opens()
        assert not boxes
        assert (dialogs.asked[-1][0], window.exit_code) == ("trouble", 3)
        assert "不能写入" in str(dialogs.asked[-1][1])
        window.context.tasks.wait()
        window.shell.close()
        window.close()
    assert (office[0] / DATABASE_FILE).read_bytes() == before
