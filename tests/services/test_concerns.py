"""What home says of the data themselves, until somebody has settled it."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from banfu_desktop.db import keys
from banfu_desktop.db.card import card_slot
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.models.transfer import ReceiptRow
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.hall import home
from banfu_desktop.services.keeping import copies, recovery, seeing
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.office import putting_off
from tests.past_the_door import past_the_door
from tests.services.conftest import NOW, TODAY


def said(database: Database, word: str) -> list[Due]:
    with database.read() as session:
        return [due for due in home.view(session, TODAY, database.folder).due if word in due.text]


def packages(database: Database) -> list[Due]:
    """What is said of packages and their card."""
    return [due for due in said(database, "上报包") if "恢复卡" in due.text]


def work(database: Database, name: str) -> None:
    with database.write(Deed("登记单位", "经办", NOW)) as session:
        session.add(Organisation(name=name, level=UnitLevel.COUNTY))


def test_what_is_missing_is_red_on_home_until_it_is_settled(
    meikeng: Path, remembering: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(meikeng, tmp_path / "office")
    database = Database.open(folder)
    work(database, "新设一局")
    database.close()
    shutil.rmtree(folder)
    database = Database.open(shutil.copytree(meikeng, folder))
    (due,) = said(database, "少1条")
    assert (due.urgency, due.room) == ("red", "backup")
    assert "请从备份中找回，或以现在的数据为准" in due.text
    with database.write(Deed("已知悉", "经办", NOW)) as session, pytest.raises(UserError, match="红色"):
        putting_off.acknowledge(session, due, "不管它")
    seeing.take_as_it_stands(database, "经办")
    assert said(database, "少1条") == []
    (due,) = said(database, "以现在的数据为准")
    assert "请补录，并告诉县里" in due.text
    database.close()


def test_a_new_computer_is_a_line_to_let_be(meikeng: Path, remembering: Path, tmp_path: Path) -> None:
    database = Database.open(shutil.copytree(meikeng, tmp_path / "office"))
    seeing.greet(database, "经办")
    (due,) = said(database, "新电脑")
    assert due.text.startswith("11月2日在一台新电脑上第一次打开，那时现有")
    assert "请与最近的传递单或审计封条核对" in due.text
    with database.write(Deed("已知悉", "经办", NOW)) as session:
        putting_off.acknowledge(session, due, "核对过了")
    assert said(database, "新电脑") == []
    database.close()


def test_a_restore_is_told_with_what_was_lost_by_it(office: Database) -> None:
    copy = copies.backup_now(office, NOW)
    work(office, "新设一局")
    work(office, "新设二局")
    office.close()
    copies.restore_copy(office.folder, copy.path, NOW + timedelta(minutes=1))
    again = Database.open(office.folder)
    (due,) = said(again, "恢复过备份")
    assert copy.path.name in due.text
    assert "以后的2条没有了，请补录" in due.text
    again.close()


def test_an_old_card_is_to_be_printed_anew_and_packages_sent_again(office: Database, tmp_path: Path) -> None:
    known = keys.read_keys(office.folder)
    slot, _ = card_slot(office.data_key)
    keys.write_keys(office.folder, replace(known, slots=(*known.without("card"), replace(slot, public=b""))))
    (due,) = said(office, "恢复卡是旧式的")
    assert due.button == "去打印"
    export_package(office, tmp_path / "1.bfb", NOW, "经办")
    recovery.reissue(office, "经办", NOW)
    (due,) = said(office, "生成了新的恢复卡")
    assert due.urgency == "grey"
    (due,) = packages(office)
    assert due.text == "第1号上报包没有备份部分、不能用来恢复，恢复卡已经换新：请再导出一次上报包"
    export_package(office, tmp_path / "2.bfb", NOW, "经办")
    assert packages(office) == []
    recovery.reissue(office, "经办", NOW)
    (due,) = packages(office)
    assert due.text == "恢复卡换过，第2号和以前的上报包只有旧卡能打开：请再导出一次上报包"
    export_package(office, tmp_path / "3.bfb", NOW, "经办")
    assert packages(office) == []


def test_of_packages_from_before_nothing_is_claimed(office: Database, tmp_path: Path) -> None:
    export_package(office, tmp_path / "1.bfb", NOW, "经办")
    recovery.reissue(office, "经办", NOW)
    with past_the_door(office, NOW) as session:
        session.execute(text("UPDATE packages SET card = NULL"))
    assert packages(office) == []


def test_whose_rows_an_upgrade_took_as_they_stood_is_named(office: Database) -> None:
    with office.read() as session:
        last = session.scalar(text("SELECT max(id) FROM audit"))
        name, row = session.execute(text("SELECT name, id FROM people ORDER BY id LIMIT 1")).one()
    with past_the_door(office, NOW) as session:
        session.execute(text(f"UPDATE people SET phone = '13900000001' WHERE id = {row}"))
        columns = "from_schema, to_schema, program, entries, head, erased_sha256, differing"
        session.execute(text(f"INSERT INTO upgrades ({columns}) VALUES (7, 22, '0', {last}, '', '', 1)"))
    (due,) = said(office, "升级时")
    assert due.text == f"升级时有1行数据与留痕不符，已照原样接受：成员 {name}，请核对这些记录"
    with office.write(Deed("已知悉", "经办", NOW)) as session:
        putting_off.acknowledge(session, due, "都对过原件")
    assert said(office, "升级时") == []


def test_what_the_county_received_and_is_not_here_is_red(office: Database) -> None:
    """More of receipts in test_receipts.py; here only that home says what `check` does."""
    receipt = {
        "county_key": "00" * 32, "generation": 1, "number": 7, "sha256": "00" * 32, "entries": 500_000,
        "head": "11" * 32, "at": NOW, "said": "00", "signature": "00" * 64,
    }  # fmt: skip
    with office.write(Deed("登记县里的回执", "经办", NOW)) as session:
        session.add(ReceiptRow(**receipt))
    (due,) = said(office, "回执")
    assert due.urgency == "red"
    assert "打电话告诉县里" in due.text
