"""Copies go to a second place too; what lies there opens on another computer with the recovery card alone."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.hall import home
from banfu_desktop.services.keeping import copies, left_behind, rescue, second_place
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.program import founding
from banfu_desktop.ui.frame.opening import has_office

NOW = datetime(2026, 11, 2, 9)


@pytest.fixture
def town(tmp_path: Path) -> tuple[Database, str]:
    """An office of 梅坑镇 and its recovery key."""
    database, recovery = Database.create(tmp_path / "office")
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    return database, recovery


def add(database: Database, name: str, at: datetime) -> None:
    with database.write(Deed("登记单位", "经办", at)) as session:
        office.organisation_named(session, name)


def test_what_lies_in_the_second_place_is_rescued_on_another_computer(
    town: tuple[Database, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, recovery = town
    stick = tmp_path / "U盘"
    stick.mkdir()
    second_place.choose(database.folder, stick)
    add(database, "县茶叶局", NOW)
    made = copies.backup_now(database, NOW)
    database.close()
    there = stick / second_place.NAME
    assert second_place.second_place(database.folder) == second_place.SecondPlace(there, NOW)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    assert has_office(there)
    with pytest.raises(UserError):
        rescue.ways_back(there)
    (way,) = rescue.ways_back(there, recovery=recovery)
    assert way.copy.path.name == made.path.name
    copies.restore_copy(there, way.copy.path, NOW, recovery=recovery)
    back = Database.open(there, recovery=recovery)
    with back.read() as session:
        assert "县茶叶局" in [row.name for row in office.organisations(session)]
    back.close()


def test_a_stick_that_is_not_in_keeps_no_copy_from_being_made_and_is_asked_for(
    town: tuple[Database, str], tmp_path: Path
) -> None:
    database, _ = town
    stick = tmp_path / "U盘"
    stick.mkdir()
    second_place.choose(database.folder, stick)
    copies.backup_now(database, NOW)
    (stick / second_place.NAME).rename(tmp_path / "掉了")
    stick.rmdir()
    add(database, "县水利局", NOW)
    later = NOW + timedelta(days=8)
    assert copies.backup_now(database, later).verified
    assert second_place.due(database.folder, NOW.date()) == []
    with database.read() as session:
        members_said = home.view(session, later.date(), database.folder).due
    assert [due.text for due in members_said if "第二处" in due.text] == [
        f"第二处的备份停在11月2日：请插好U盘（{stick}），再备份一次"
    ]
    second_place.choose(database.folder, None)
    assert second_place.second_place(database.folder) is None
    assert second_place.due(database.folder, later.date()) == []
    database.close()


def test_the_second_place_is_never_in_the_data_folder(town: tuple[Database, str]) -> None:
    database, _ = town
    with pytest.raises(UserError, match="数据文件夹里面"):
        second_place.choose(database.folder, database.folder / "backups")
    database.close()


def test_only_the_newest_copies_stay_in_the_second_place(
    town: tuple[Database, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_place, "_KEPT", 3)
    database, _ = town
    stick = tmp_path / "U盘"
    stick.mkdir()
    second_place.choose(database.folder, stick)
    for number in range(5):
        copies.backup_now(database, NOW + timedelta(minutes=number))
    kept = sorted((stick / second_place.NAME / "backups").glob("*.db"))
    assert len(kept) == 3
    assert "090400" in kept[-1].name
    assert not list(stick.rglob("*.work"))
    database.close()


def test_home_keeps_the_list_of_what_a_restore_left_behind(town: tuple[Database, str]) -> None:
    """Three deeds after the copy: named from what was kept aside, until home is told that it is known."""
    database, _ = town
    copy = copies.backup_now(database, NOW)
    add(database, "县茶叶局", NOW + timedelta(days=1))
    add(database, "县水利局", NOW + timedelta(days=1))
    add(database, "县农机站", NOW + timedelta(days=2))
    folder = database.folder
    database.close()
    copies.restore_copy(folder, copy.path, NOW + timedelta(days=3))
    database = Database.open(folder)
    with database.read() as session:
        assert not members.listing(session, Period(NOW.date(), NOW.date()))
        (due,) = left_behind.due(session)
    assert due.text.startswith("恢复备份时少了 ")
    found = left_behind.missing(database, int(str(due.key).removeprefix(left_behind.KEY)))
    assert found.complete
    assert [name for day in found.days for name in day.deeds] == ["登记单位"] * 3
    database.close()
