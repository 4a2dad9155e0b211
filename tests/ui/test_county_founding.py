"""The first window founds a county in one box, opens one that is there, brings one back from its stick."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QPushButton, QRadioButton

from banfu_desktop.backup.identity import Reader
from banfu_desktop.db.keys import read_keys
from banfu_desktop.db.store import Database
from banfu_desktop.roll_up.models.desk import CountyRow
from banfu_desktop.roll_up.store import OWN_COUNTY
from banfu_desktop.rules import paper_key
from banfu_desktop.services.county import copies, founding, second_place
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.keeping import copies as office_copies
from banfu_desktop.services.keeping import county
from banfu_desktop.services.keeping import second_place as places
from banfu_desktop.services.keeping.county_folder import is_county, is_registered
from banfu_desktop.ui.frame import opening
from banfu_desktop.ui.frame.county_box import CountyBox
from banfu_desktop.ui.frame.county_founding import register
from banfu_desktop.ui.frame.opening import FirstRun
from banfu_desktop.ui.frame.recovery_card import RecoveryCard
from banfu_desktop.ui.frame.welcome import COPIES, COUNTY_FOLDER, Welcome
from banfu_desktop.ui.look.look import Look
from tests.ui.conftest import RESOURCES, FakeDialogs

NOW = datetime(2026, 11, 2, 9)
Deed = Callable[[QDialog], object]


class Clerk(FakeDialogs):
    """Does in each real box what the test says, by the box's name; notes the keys that were shown."""

    def __init__(self, **deeds: Deed) -> None:
        super().__init__()
        self.deeds = deeds
        self.shown: list[tuple[str, str]] = []

    def run(self, dialog: QDialog) -> bool:
        if isinstance(dialog, RecoveryCard):
            self.shown.append((dialog.windowTitle(), "-".join(dialog._groups)))
            type_in(dialog, "last-group", dialog._groups[-1])
            press(dialog, "done")
        else:
            self.deeds[dialog.objectName()](dialog)
        dialog.deleteLater()
        return dialog.result() == QDialog.DialogCode.Accepted


def press(box: QDialog, name: str) -> None:
    button = box.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()
    QCoreApplication.processEvents()


def type_in(box: QDialog, name: str, text: str) -> None:
    line = box.findChild(QLineEdit, name)
    assert isinstance(line, QLineEdit)
    line.setText(text)


def said(box: QDialog) -> str:
    label = box.findChild(QLabel, "county-said")
    assert isinstance(label, QLabel)
    return label.text()


def first_run(folder: Path, clerk: Clerk) -> FirstRun:
    return opening.welcome(folder, Look(RESOURCES), clerk, lambda: NOW, "经办", None)


def ask_county(box: QDialog) -> None:
    press(box, "found-county")


def test_a_county_is_founded_in_one_box_and_both_keys_are_shown(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "名单.csv").write_text("镇名,代码\n梅坑镇,440233101\n沙田镇,440233102\n", "utf-8")
    (tmp_path / "文档").mkdir()
    (tmp_path / "文档" / "通知.docx").touch()

    def fill(box: QDialog) -> None:
        confirm = box.findChild(QPushButton, "confirm")
        assert isinstance(confirm, QPushButton)
        assert (confirm.isEnabled(), confirm.toolTip()) == (False, "请先填写县（市、区）名")
        type_in(box, "county-name", " 新丰县 ")
        type_in(box, "county-code", "440233")
        press(box, "choose-county-folder")
        press(box, "choose-towns")
        press(box, "confirm")

    clerk = Clerk(welcome=ask_county, **{"county-box": fill})
    clerk.answers = [tmp_path / "文档", tmp_path / "名单.csv"]
    first = first_run(tmp_path / "数据", clerk)

    place = tmp_path / "文档" / COUNTY_FOLDER
    assert (first.is_there, first.folder, is_county(place)) == (True, place, True)
    own = county.of(place)
    assert (own.county, own.code, [town.name for town in own.towns]) == (
        "新丰县",
        "440233",
        ["梅坑镇", "沙田镇"],
    )
    (_, rescue), (_, card) = clerk.shown
    assert [title for title, _ in clerk.shown] == ["救援钥匙", "恢复卡"]
    assert read_keys(place).recovery_checked_on == NOW.date()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    desks.unlock(place, card)
    with desks.at(place) as desk:
        assert desk.name == "新丰县"
    assert Reader.of_rescue(paper_key.read(rescue, "救援钥匙")).public == own.rescue_key


def test_what_is_refused_is_said_in_the_box_and_nothing_typed_is_lost(
    qapp: QApplication, tmp_path: Path
) -> None:
    (tmp_path / "数据").mkdir()
    (tmp_path / "数据" / "office.db").touch()
    (tmp_path / "坏名单.csv").write_text("镇名\n梅坑镇\n梅坑镇\n", "utf-8")
    told: list[str] = []

    def fill(box: QDialog) -> None:
        assert isinstance(box, CountyBox)
        type_in(box, "county-name", "新丰县")
        press(box, "confirm")
        told.append(said(box))
        press(box, "choose-county-folder")
        press(box, "choose-towns")
        press(box, "confirm")
        told.append(said(box))
        server = box.findChild(QRadioButton, "on-server")
        assert isinstance(server, QRadioButton)
        server.setChecked(True)
        box._towns = None
        for address in ("县里的服务器", f"postgresql+psycopg://banfu@/c?host={tmp_path}"):
            type_in(box, "database", address)
            press(box, "confirm")
            told.append(said(box))
        assert box.wish.name == "新丰县"
        press(box, "cancel")

    clerk = Clerk(welcome=ask_county, **{"county-box": fill})
    clerk.answers = [tmp_path / "空", tmp_path / "坏名单.csv"]
    (tmp_path / "空").mkdir()
    first = first_run(tmp_path / "数据", clerk)
    for text, word in zip(told, ("镇里的办公数据", "出现了两次", "写得不对", "连不上"), strict=True):
        assert word in text
    assert (first.is_there, clerk.shown) == (False, [])
    assert {path.name for path in tmp_path.iterdir()} == {"数据", "坏名单.csv", "空"}
    assert list((tmp_path / "空").iterdir()) == []


def test_a_county_that_is_there_is_opened_and_one_on_a_stick_brought_back(
    qapp: QApplication, tmp_path: Path
) -> None:
    _, card = founding.found(tmp_path / "县里", "新丰县", "", "", practice=False, database="")
    (tmp_path / "U盘").mkdir()
    places.choose(tmp_path / "县里", tmp_path / "U盘", second_place.NAME)
    with desks.at(tmp_path / "县里") as desk:
        copies.backup_now(desk, NOW)

    clerk = Clerk(welcome=lambda box: press(box, "choose-folder"))
    clerk.answers = [tmp_path / "县里"]
    first = first_run(tmp_path / "数据", clerk)
    assert (first.is_there, first.folder) == (True, tmp_path / "县里")

    def from_stick(box: QDialog) -> None:
        assert isinstance(box, Welcome)
        press(box, "choose-folder")
        for _ in range(4):
            QCoreApplication.processEvents()

    clerk = Clerk(welcome=from_stick)
    wrong = card[:-1] + ("A" if card[-1] != "A" else "B")
    clerk.answers = [tmp_path / "U盘", wrong, None, card]
    first = first_run(tmp_path / "数据", clerk)
    asked = [call[0] for call in clerk.asked]
    assert asked == ["open_folder", "ask_text", "refuse", "ask_text"]
    assert (first.is_there, first.folder, is_county(tmp_path / "数据")) == (True, tmp_path / "数据", True)


def test_an_offices_copies_on_a_stick_are_taken_home_before_anything_is_restored(
    qapp: QApplication, tmp_path: Path
) -> None:
    database, _ = Database.create(tmp_path / "旧电脑")
    (tmp_path / "U盘").mkdir()
    places.choose(database.folder, tmp_path / "U盘")
    office_copies.backup_now(database, NOW)
    database.close()
    stick = tmp_path / "U盘" / places.NAME
    there = sorted(path.name for path in stick.rglob("*"))
    clerk = Clerk(welcome=lambda box: press(box, "choose-folder"))
    clerk.answers = [tmp_path / "U盘", True]
    assert COPIES == places.NAME
    first = first_run(tmp_path / "数据", clerk)
    assert (first.is_there, first.folder) == (True, tmp_path / "数据")
    assert opening.has_office(tmp_path / "数据")
    assert sorted(path.name for path in stick.rglob("*")) == there


def test_a_folder_with_a_key_pair_alone_is_registered_in_its_window(
    qapp: QApplication, tmp_path: Path
) -> None:
    """Made by a program of before, and opened since: its database has no name yet."""
    public = county.keygen(tmp_path / "县里")
    with desks.at(tmp_path / "县里"):
        pass
    assert not is_registered(tmp_path / "县里")

    def fill(box: QDialog) -> None:
        type_in(box, "county-name", "新丰县")
        press(box, "confirm")

    clerk = Clerk(**{"county-box": fill})
    register(tmp_path / "县里", Look(RESOURCES), clerk, lambda: NOW)
    assert ([title for title, _ in clerk.shown], is_registered(tmp_path / "县里")) == (["救援钥匙"], True)
    assert county.reader_of(tmp_path / "县里").public == public
    with desks.at(tmp_path / "县里") as desk, desk.roll_up.read() as session:
        assert session.get_one(CountyRow, OWN_COUNTY).name == desk.name == "新丰县"
