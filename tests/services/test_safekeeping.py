"""Copies beside the office: proven when made, thinned with age, and put in its place only when whole."""

import errno
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from banfu_desktop.backup.contents import Contents
from banfu_desktop.backup.copy import read_copy
from banfu_desktop.db import migrations
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.engine import key_literal
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.keeping import copies, thinning
from banfu_desktop.services.keeping.copies import (
    BackupRow,
    Reason,
    backup_if_changed,
    backup_now,
    compare,
    list_backups,
    restore_copy,
)
from banfu_desktop.services.keeping.thinning import superseded
from tests.backup.an_office import ACTOR, NOW, SECRETS, settle

MINUTE = timedelta(minutes=1)


@pytest.fixture
def keeping(database: Database) -> Database:
    """An office at work, open."""
    settle(database)
    return database


def add_unit(database: Database, name: str) -> None:
    with database.write(Deed("登记单位", ACTOR, NOW)) as session:
        session.add(Organisation(name=name, level=UnitLevel.COUNTY))


def contents(path: Path, key: bytes) -> Contents:
    return read_copy(path, key, bare=True)[0]


def units(folder: Path) -> set[str]:
    database = Database.open(folder)
    with database.read() as session:
        found = {unit.name for unit in session.query(Organisation)}
    database.close()
    return found


def files(database: Database) -> set[str]:
    return {path.name for path in (database.folder / "backups").glob("*.*") if path.name != "keys.json"}


def test_a_copy_holds_what_the_office_holds(keeping: Database) -> None:
    row = backup_now(keeping, NOW)
    assert row.path.name == "office-20261102-091205-hand.db"
    assert (row.made_at, row.reason, row.verified) == (NOW, Reason.HAND, True)
    assert row.size == row.path.stat().st_size
    copied, present = compare(keeping, row.path)
    assert copied == present
    assert files(keeping) == {row.path.name}
    assert not [secret for secret in SECRETS if secret in row.path.read_bytes()]


def test_two_copies_in_one_second_are_two(keeping: Database) -> None:
    assert backup_now(keeping, NOW).path != backup_now(keeping, NOW).path
    assert len(list_backups(keeping.folder)) == 2


def test_without_a_change_there_is_no_new_copy(keeping: Database) -> None:
    first = backup_if_changed(keeping, NOW)
    assert first is not None
    assert first.reason is Reason.START
    assert backup_if_changed(keeping, NOW + MINUTE) is None
    add_unit(keeping, "县财政局")
    second = backup_if_changed(keeping, NOW + 2 * MINUTE)
    assert second is not None
    assert [row.path for row in list_backups(keeping.folder)] == [second.path, first.path]


def test_a_damaged_last_copy_counts_for_none(keeping: Database) -> None:
    row = backup_now(keeping, NOW)
    damaged = bytearray(row.path.read_bytes())
    damaged[100] ^= 1
    row.path.write_bytes(damaged)
    assert backup_if_changed(keeping, NOW + MINUTE) is not None


def test_what_a_kill_left_is_cleared_away(keeping: Database) -> None:
    (keeping.folder / "backups").mkdir(exist_ok=True)
    for name in ("package.work", "package.work.part", "restoring.work", "backups/copy.work.part"):
        (keeping.folder / name).write_bytes(b"remnant")
    backup_if_changed(keeping, NOW)
    assert not list(keeping.folder.rglob("*.work*"))


def alter(path: Path, key: bytes) -> None:
    """Change a row behind the audit's back."""
    with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
        connection.execute(f'PRAGMA key="{key_literal(key)}"')
        connection.executescript(
            "DROP TRIGGER audit_organisations_update; UPDATE organisations SET name = '?'"
        )


def altering(engine: sa.Engine, target: Path, key: bytes) -> None:
    """A careless way to copy."""
    write_copy(engine, target, key)
    alter(target, key)


def test_a_copy_that_differs_is_removed_and_reported(
    keeping: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "write_copy", altering)
    with pytest.raises(MachineError, match="备份与办公数据不一致"):
        backup_now(keeping, NOW)
    assert files(keeping) == set()


@pytest.mark.parametrize("changes", [1, 2])
def test_a_change_meanwhile_makes_it_copy_again(
    keeping: Database, monkeypatch: pytest.MonkeyPatch, changes: int
) -> None:
    names = iter(("县财政局", "县民政局")[:changes])

    def disturbed(engine: sa.Engine, target: Path, key: bytes) -> None:
        write_copy(engine, target, key)
        for name in names:
            add_unit(keeping, name)
            break

    monkeypatch.setattr(copies, "write_copy", disturbed)
    row = backup_now(keeping, NOW)
    copied, present = compare(keeping, row.path)
    assert copied == present
    assert copied.tables["organisations"].rows == 1 + changes


def test_an_office_that_never_rests_is_not_copied(keeping: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter("甲乙丙丁")

    def disturbed(engine: sa.Engine, target: Path, key: bytes) -> None:
        write_copy(engine, target, key)
        add_unit(keeping, next(names))

    monkeypatch.setattr(copies, "write_copy", disturbed)
    with pytest.raises(MachineError, match="请再备份一次"):
        backup_now(keeping, NOW)
    assert files(keeping) == set()


def test_the_list_names_reason_and_owner(keeping: Database, tmp_path: Path) -> None:
    backup_now(keeping, NOW, Reason.RISK)
    backups = keeping.folder / "backups"
    other, _ = Database.create(tmp_path / "other")
    foreign = backup_now(other, NOW + MINUTE).path
    other.close()
    shutil.copy(foreign, backups)
    shutil.copy(backups / "office-20261102-091205-risk.db", backups / "before-upgrade-from-3.db")
    (backups / "office-20261102-091205-unknown.db").write_bytes(b"")
    (backups / "笔记.txt").write_text("mine")
    rows = {row.path.name: row for row in list_backups(keeping.folder)}
    assert {name: (row.reason, row.verified) for name, row in rows.items()} == {
        "office-20261102-091205-risk.db": (Reason.RISK, True),
        foreign.name: (Reason.HAND, False),
        "before-upgrade-from-3.db": (Reason.UPGRADE, True),
    }
    assert rows["before-upgrade-from-3.db"].made_at.year >= 2026
    assert list_backups(tmp_path / "none") == []


def at(moment: datetime, reason: Reason = Reason.START, *, verified: bool = True) -> BackupRow:
    return BackupRow(Path(f"{moment:%Y%m%d-%H%M%S}-{reason}"), moment, 1, verified, reason)


def kept(rows: list[BackupRow], now: datetime = NOW) -> list[datetime]:
    rows = sorted(rows, key=lambda row: row.made_at, reverse=True)
    gone = superseded(rows, now)
    return [row.made_at for row in rows if row not in gone]


def every(step: timedelta, back: timedelta) -> list[BackupRow]:
    return [at(NOW - step * number) for number in range(back // step)]


def test_all_of_two_days_stay() -> None:
    assert len(kept(every(timedelta(hours=1), timedelta(days=2)))) == 48


def test_then_the_last_of_each_day_for_two_weeks() -> None:
    moments = kept(every(timedelta(hours=1), timedelta(days=14)))
    days = [moment for moment in moments if moment <= NOW - timedelta(days=2)]
    assert len(days) == len({moment.date() for moment in days}) == 13
    assert all(moment.hour == 23 for moment in days[1:])


def test_then_the_last_of_each_week_for_eight_weeks() -> None:
    rows = every(timedelta(hours=6), timedelta(weeks=8))
    weeks = [moment.isocalendar()[:2] for moment in kept(rows) if moment <= NOW - timedelta(14)]
    assert len(weeks) == len(set(weeks)) == 7


def test_then_the_last_of_each_month_for_two_years() -> None:
    rows = every(timedelta(days=1), timedelta(days=1000))
    old = [moment for moment in kept(rows) if moment <= NOW - timedelta(weeks=8)]
    months = [(moment.year, moment.month) for moment in old]
    assert len(months) == len(set(months))
    assert (months[0], months[-1]) == ((2026, 9), (2024, 12))


def test_running_day_by_day_keeps_a_bounded_number() -> None:
    rows: list[BackupRow] = []
    for day in range(900):
        now = NOW + timedelta(days=day)
        rows = [at(now), *rows]
        gone = superseded(rows, now)
        rows = [row for row in rows if row not in gone]
    assert 35 <= len(rows) <= 50
    assert rows[0].made_at - rows[-1].made_at > timedelta(days=600)


def test_the_newest_ten_stay_however_old() -> None:
    """Else a clock set forward by years would leave one copy of all."""
    yearly = [datetime(year, 1, 1) for year in range(2020, 2000, -1)]
    assert kept([at(moment) for moment in yearly]) == yearly[:10]


def test_a_clock_set_forward_by_years_leaves_copies_of_before(keeping: Database) -> None:
    for hours in range(4):
        backup_now(keeping, NOW + timedelta(hours=hours))
    backup_now(keeping, NOW.replace(year=2046))
    assert len(list_backups(keeping.folder)) == 5


def test_copies_before_the_last_three_upgrades_stay() -> None:
    upgrades = [at(datetime(year, 1, 1), Reason.UPGRADE) for year in range(2015, 2021)]
    today = [at(NOW) for _ in range(10)]
    assert kept([*today, *upgrades])[10:] == [datetime(year, 1, 1) for year in (2020, 2019, 2018)]


def test_what_is_not_this_offices_is_never_removed() -> None:
    strange = at(datetime(2010, 1, 1), verified=False)
    assert kept([strange, at(NOW)]) == [NOW, strange.made_at]


def large(moments: list[datetime], megabytes: int, reason: Reason = Reason.START) -> list[BackupRow]:
    return [replace(at(moment, reason), size=megabytes * 2**20) for moment in moments]


def test_copies_of_a_large_office_take_no_more_than_their_budget() -> None:
    """Two years of copies of 500 MB: eight stay, the newest five among them, the oldest last to go."""
    moments = [NOW - timedelta(hours=6 * number) for number in range(8)]
    moments += [NOW - timedelta(days=30 * number) for number in range(1, 24)]
    rows = large(moments, 500)
    gone = thinning.beyond_budget(rows, NOW)
    left = [row for row in rows if row not in gone]
    assert sum(row.size for row in left) <= 4 * 2**30
    assert len(left) == 8
    assert left[:5] == rows[:5]
    assert left[-1] == rows[-1]
    ages = [NOW - row.made_at for row in left[5:]]
    assert ages == sorted(ages)
    assert any(timedelta(days=20) < age < timedelta(days=600) for age in ages)


def test_small_copies_all_stay() -> None:
    assert thinning.beyond_budget(large([NOW - timedelta(days=n) for n in range(57)], 50), NOW) == []


def test_the_newest_five_and_the_last_before_an_upgrade_stay_whatever_their_size() -> None:
    rows = large([NOW - timedelta(days=n) for n in range(9)], 3000)
    rows += large([NOW - timedelta(days=20)], 3000, Reason.UPGRADE)
    gone = thinning.beyond_budget(rows, NOW)
    assert [row for row in rows if row not in gone] == [*rows[:5], rows[-1]]


def test_copies_of_a_day_to_come_push_no_true_one_out() -> None:
    """Whoever can write there could have the very copy that was just made cleared away."""
    true = large([NOW - timedelta(days=n) for n in range(6)], 100)
    future = large([NOW + timedelta(days=900 + n) for n in range(9, 0, -1)], 3000)
    gone = thinning.beyond_budget([*future, *true], NOW)
    assert not [row for row in gone if row in true]
    assert sum(row.size for row in [*future, *true] if row not in gone) <= 4 * 2**30


def test_a_clock_set_back_removes_nothing_of_the_future() -> None:
    assert len(kept([at(NOW + timedelta(hours=hours)) for hours in range(100)])) == 100


def test_making_a_copy_thins_out_the_others(keeping: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "_LATEST_KEPT", 1)
    for minutes in range(3):
        backup_now(keeping, NOW + minutes * MINUTE)
    backup_now(keeping, NOW + timedelta(days=5))
    assert [row.made_at for row in list_backups(keeping.folder)] == [
        NOW + timedelta(days=5),
        NOW + 2 * MINUTE,
    ]


@pytest.fixture
def earlier(keeping: Database) -> Path:
    """A copy from before 县财政局 was added; the office is closed."""
    row = backup_now(keeping, NOW)
    add_unit(keeping, "县财政局")
    keeping.close()
    return row.path


def test_a_copy_takes_the_offices_place_and_the_office_is_kept(keeping: Database, earlier: Path) -> None:
    folder, present = keeping.folder, contents(keeping.folder / "office.db", keeping.data_key)
    kept_as = restore_copy(folder, earlier, NOW + MINUTE)
    assert kept_as is not None
    restored, copied = contents(folder / "office.db", keeping.data_key), contents(earlier, keeping.data_key)
    differing = {name for name, table in restored.tables.items() if table != copied.tables[name]}
    assert differing == {"audit", "restores"}  # the deed that says so
    assert units(folder) == {"县司法局"}
    assert [row.reason for row in list_backups(folder)] == [Reason.RESTORE, Reason.HAND]
    assert contents(kept_as, keeping.data_key) == present
    restore_copy(folder, kept_as, NOW + 2 * MINUTE)
    assert units(folder) == {"县司法局", "县财政局"}


def test_an_office_that_is_open_is_not_replaced(keeping: Database) -> None:
    row = backup_now(keeping, NOW)
    with pytest.raises(MachineError, match="正在被另一个窗口"):
        restore_copy(keeping.folder, row.path, NOW)


def test_a_copy_that_did_not_arrive_whole_does_not_replace_the_office(
    keeping: Database, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "write_copy", altering)
    with pytest.raises(MachineError, match="没有复制完整"):
        restore_copy(keeping.folder, earlier, NOW)
    assert units(keeping.folder) == {"县司法局", "县财政局"}


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for place in range(5000, len(content), 4096):
        content[place] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize("harm", [damage, cut])
def test_a_damaged_copy_is_refused_and_nothing_changes(
    keeping: Database, earlier: Path, harm: Callable[[Path], None]
) -> None:
    harm(earlier)
    before = (keeping.folder / "office.db").read_bytes()
    with pytest.raises(MachineError, match="已损坏") as trouble:
        restore_copy(keeping.folder, earlier, NOW)
    assert trouble.value.safe == "当前的办公数据没有改动"
    assert (keeping.folder / "office.db").read_bytes() == before
    assert not list(keeping.folder.rglob("*.work*"))
    assert units(keeping.folder) == {"县司法局", "县财政局"}


@pytest.mark.parametrize("harm", [damage, cut, Path.unlink])
def test_a_damaged_office_is_replaced_and_kept_as_it_is(
    keeping: Database, earlier: Path, harm: Callable[[Path], None]
) -> None:
    office = keeping.folder / "office.db"
    harm(office)
    damaged = office.read_bytes() if office.exists() else None
    kept_as = restore_copy(keeping.folder, earlier, NOW)
    assert units(keeping.folder) == {"县司法局"}
    if damaged is None:
        assert kept_as is None
    else:
        assert kept_as is not None
        assert kept_as.name == "office-before-restore-20261102-091205.db"
        assert kept_as.read_bytes() == damaged
    assert [row.path for row in list_backups(keeping.folder)] == [earlier]


def test_a_full_disk_while_keeping_a_damaged_office_changes_nothing(
    keeping: Database, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "full")

    cut(keeping.folder / "office.db")
    before = (keeping.folder / "office.db").read_bytes()
    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(MachineError, match="磁盘已满"):
        restore_copy(keeping.folder, earlier, NOW)
    assert (keeping.folder / "office.db").read_bytes() == before
    assert files(keeping) == {earlier.name}


def test_the_journal_of_the_former_office_never_meets_the_new_one(keeping: Database, tmp_path: Path) -> None:
    """As after a power cut: deeds that lie in the journal only."""
    row = backup_now(keeping, NOW)
    add_unit(keeping, "县财政局")
    crashed = tmp_path / "crashed"
    shutil.copytree(keeping.folder, crashed)
    assert (crashed / "office.db-wal").stat().st_size > 0
    kept_as = restore_copy(crashed, crashed / "backups" / row.path.name, NOW)
    assert kept_as is not None
    assert not list(crashed.glob("office.db-*"))
    assert units(crashed) == {"县司法局"}
    assert contents(kept_as, keeping.data_key) == compare(keeping, row.path)[1]


def test_the_journal_of_a_damaged_office_is_kept_with_it(keeping: Database, tmp_path: Path) -> None:
    row = backup_now(keeping, NOW)
    add_unit(keeping, "县财政局")
    crashed = tmp_path / "crashed"
    shutil.copytree(keeping.folder, crashed)
    (crashed / "office.db-wal").write_bytes(b"no journal")
    cut(crashed / "office.db")
    restore_copy(crashed, crashed / "backups" / row.path.name, NOW)
    assert units(crashed) == {"县司法局"}
    assert {path.name for path in (crashed / "backups").glob("*before-restore*")} >= {
        "office-before-restore-20261102-091205.db"
    }


def test_the_copy_of_another_office_is_refused(keeping: Database, earlier: Path, tmp_path: Path) -> None:
    other, _ = Database.create(tmp_path / "other")
    foreign = backup_now(other, NOW).path
    other.close()
    for path, said in ((foreign, "不是这份办公数据的备份"), (earlier.with_name("none.db"), "找不到备份")):
        with pytest.raises(UserError, match=said):
            restore_copy(keeping.folder, path, NOW)
    assert units(keeping.folder) == {"县司法局", "县财政局"}


def test_the_copy_of_a_newer_program_is_refused(
    keeping: Database, earlier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", ())
    with pytest.raises(UserError, match="新版程序"):
        restore_copy(keeping.folder, earlier, NOW)
    monkeypatch.undo()
    assert units(keeping.folder) == {"县司法局", "县财政局"}


def test_on_a_new_computer_the_recovery_card_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database, recovery = Database.create(tmp_path / "office2")
    copy = backup_now(database, NOW).path
    database.close()
    damage(database.folder / "office.db")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "new computer"))
    with pytest.raises(UserError, match="恢复密钥"):
        restore_copy(database.folder, copy, NOW)
    restore_copy(database.folder, copy, NOW, recovery=recovery)
    Database.open(database.folder, recovery=recovery).close()
