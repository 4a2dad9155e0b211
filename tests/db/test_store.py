"""An office's life: created, opened, read, changed deed by deed, closed, and refused in plain Chinese."""

import errno
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db import keys
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.engine import WrongKeyError
from banfu_desktop.db.keys import RecoveryNeededError
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.words import UnitLevel

Adds = Callable[[Database, str], None]
Names = Callable[[Database], list[str]]
Raw = Callable[[Path, bytes], AbstractContextManager[Any]]
FILES = {"office.db", "keys.json", "office.lock", "backups"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A closed office with one organisation in it."""
    made, _ = Database.create(tmp_path / "办公 数据")
    with made.write(Deed("登记单位", "钟立新", datetime(2026, 10, 31))) as session:
        session.add(Organisation(name="县司法局", level=UnitLevel.COUNTY))
    made.close()
    return made.folder


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def in_another_process(folder: Path, statement: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import pathlib, sys; from banfu_desktop.db.store import Database;"
        f"folder = pathlib.Path(sys.argv[1]); {statement}"
    )
    command = [sys.executable, "-c", program, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


# Creating


def test_an_office_is_created_and_opened_again(tmp_path: Path, add_unit: Adds, unit_names: Names) -> None:
    first, _ = Database.create(tmp_path / "a" / "b")
    add_unit(first, "县司法局")
    first.close()
    second = Database.open(tmp_path / "a" / "b")
    assert unit_names(second) == ["县司法局"]
    assert second.data_key == first.data_key
    assert second.fingerprint == first.fingerprint
    second.close()


def test_an_existing_empty_folder_will_do(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    Database.create(tmp_path)[0].close()
    assert names_in(tmp_path) >= {"office.db", "keys.json", "notes.txt"}


def test_after_closing_everything_is_in_the_one_file(folder: Path) -> None:
    assert names_in(folder) <= FILES


def test_a_second_office_is_not_created_over_the_first(folder: Path, unit_names: Names) -> None:
    with pytest.raises(UserError, match="已有办公数据"):
        Database.create(folder)
    database = Database.open(folder)
    assert unit_names(database) == ["县司法局"]
    database.close()


def test_a_lone_key_file_is_not_overwritten(folder: Path) -> None:
    (folder / "office.db").unlink()
    with pytest.raises(UserError, match="已有办公数据"):
        Database.create(folder)
    with pytest.raises(UserError, match="缺少数据文件"):
        Database.open(folder)


def test_creation_cut_short_by_the_power_starts_again(folder: Path) -> None:
    (folder / "office.db").rename(folder / "office.new.db")
    for suffix in ("-wal", "-shm", ".part"):
        (folder / f"office.new.db{suffix}").write_bytes(b"remnant")
    with pytest.raises(UserError, match="没有办公数据"):
        Database.open(folder)
    Database.create(folder)[0].close()
    Database.open(folder).close()
    assert names_in(folder) <= FILES


@pytest.mark.parametrize("there_before", [True, False])
def test_creation_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there_before: bool
) -> None:
    office = tmp_path / "office"
    if there_before:
        office.mkdir()

    def full(engine: sa.Engine) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("banfu_desktop.db.laying_out.upgrade", full)
    with pytest.raises(MachineError, match="磁盘已满"):
        Database.create(office)
    assert office.exists() == there_before
    assert not there_before or names_in(office) <= {"office.lock", "backups"}
    monkeypatch.undo()
    Database.create(office)[0].close()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "office").write_bytes(b"")
    with pytest.raises(UserError, match="不是文件夹"):
        Database.create(tmp_path / "office")


# Opening


def test_a_folder_without_an_office_is_named(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "none"):
        with pytest.raises(UserError, match="没有办公数据，请先登记"):
            Database.open(place)
    assert not list(tmp_path.iterdir())


def test_a_second_window_is_refused(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(MachineError, match="另一个窗口"):
            Database.open(database.folder)
    with pytest.raises(MachineError, match="另一个窗口"):
        Database.create(database.folder)


def test_a_second_process_is_refused_and_may_come_in_later(folder: Path) -> None:
    held = Database.open(folder)
    refused = in_another_process(folder, "Database.open(folder)")
    assert "另一个窗口" in refused.stderr
    held.close()
    assert in_another_process(folder, "Database.open(folder)").returncode == 0


def test_a_refusal_gives_the_folder_free(folder: Path) -> None:
    content = (folder / "keys.json").read_bytes()
    for path in keys.key_files(folder):
        path.unlink()
    with pytest.raises(UserError, match="缺少钥匙文件"):
        Database.open(folder)
    (folder / "keys.json").write_bytes(content)
    Database.open(folder).close()


def test_a_malformed_key_file_is_named(folder: Path) -> None:
    for path in keys.key_files(folder):
        path.write_bytes(b"{}")
    with pytest.raises(UserError, match="已损坏"):
        Database.open(folder)


def test_keys_of_another_office_are_told_from_damage(folder: Path, database: Database) -> None:
    for path in keys.key_files(folder):
        path.write_bytes((database.folder / "keys.json").read_bytes())
    with pytest.raises(WrongKeyError, match="不是同一套"):
        Database.open(folder)


def test_the_twin_stands_in_for_keys_of_another_office(folder: Path, database: Database) -> None:
    path, twin = keys.key_files(folder)
    path.write_bytes((database.folder / "keys.json").read_bytes())
    Database.open(folder).close()
    assert path.read_bytes() == twin.read_bytes()


@pytest.mark.parametrize("length", [0, 100, 4096])
def test_a_file_cut_short_is_damaged(folder: Path, length: int) -> None:
    content = (folder / "office.db").read_bytes()
    (folder / "office.db").write_bytes(content[:length])
    with pytest.raises(MachineError, match="已损坏"):
        Database.open(folder)


def test_a_new_computer_opens_with_the_sheet_and_then_without(
    tmp_path: Path, other_computer: Callable[[], None]
) -> None:
    made, sheet = Database.create(tmp_path / "office")
    made.close()
    other_computer()
    with pytest.raises(RecoveryNeededError):
        Database.open(made.folder)
    with pytest.raises(UserError, match="恢复密钥不对"):
        Database.open(made.folder, recovery="0" * 32)
    Database.open(made.folder, recovery=sheet.lower()).close()
    Database.open(made.folder).close()


def test_a_newer_database_is_refused_and_untouched(folder: Path, raw: Raw) -> None:
    key = keys.unlock_with_machine(folder, this_machine())
    with raw(folder / "office.db", key) as connection:
        connection.execute(f"PRAGMA user_version={schema_version() + 1}")
    before = (folder / "office.db").read_bytes()
    with pytest.raises(UserError, match="请安装新版程序"):
        Database.open(folder)
    assert (folder / "office.db").read_bytes() == before


def test_an_office_up_to_date_opens_without_alembic(folder: Path) -> None:
    opened = in_another_process(folder, "Database.open(folder).close(); print('alembic' in sys.modules)")
    assert opened.stdout.strip() == "False"


# Reading and writing


def test_a_deed_is_saved_when_its_block_ends(database: Database, deed: Deed, unit_names: Names) -> None:
    with database.write(deed) as session:
        session.add(Organisation(name="县司法局", level=UnitLevel.COUNTY))
        assert unit_names(database) == []
    assert unit_names(database) == ["县司法局"]


@pytest.mark.parametrize("trouble", [UserError("已封存"), RuntimeError("bug"), KeyboardInterrupt()])
def test_a_deed_that_raises_is_undone_whole(
    database: Database, deed: Deed, unit_names: Names, trouble: BaseException
) -> None:
    def interrupted() -> None:
        with database.write(deed) as session:
            session.add(Organisation(name="县司法局", level=UnitLevel.COUNTY))
            session.flush()
            raise trouble

    with pytest.raises(type(trouble)):
        interrupted()
    assert unit_names(database) == []


def test_what_a_table_forbids_is_our_bug_and_undone(
    database: Database, add_unit: Adds, unit_names: Names
) -> None:
    add_unit(database, "县司法局")
    with pytest.raises(sa.exc.IntegrityError):
        add_unit(database, "县司法局")
    assert unit_names(database) == ["县司法局"]


def test_a_file_that_a_deed_cannot_read_is_not_blamed_on_the_database(database: Database, deed: Deed) -> None:
    def import_roster() -> None:
        with database.write(deed):
            raise PermissionError(errno.EACCES, "roster.xlsx")

    with pytest.raises(PermissionError):
        import_roster()


def test_an_error_carries_no_personal_data(database: Database, add_unit: Adds) -> None:
    add_unit(database, "县司法局")
    with pytest.raises(sa.exc.IntegrityError) as caught:
        add_unit(database, "县司法局")
    assert "县司法局" not in str(caught.value)


def test_writing_while_reading_is_our_bug(database: Database, unit_names: Names) -> None:
    def misuse() -> None:
        with database.read() as session:
            session.add(Organisation(name="县司法局", level=UnitLevel.COUNTY))
            session.flush()

    with pytest.raises(sa.exc.OperationalError, match="readonly"):
        misuse()
    assert unit_names(database) == []


def test_an_open_page_does_not_hold_up_a_deed(database: Database, add_unit: Adds, unit_names: Names) -> None:
    with database.read() as page:
        assert page.query(Organisation).count() == 0
        add_unit(database, "县司法局")
        assert page.query(Organisation).count() == 0
    assert unit_names(database) == ["县司法局"]


def test_a_full_disk_loses_the_deed_only(database: Database, add_unit: Adds, unit_names: Names) -> None:
    add_unit(database, "县司法局")

    @sa.event.listens_for(database.engine, "begin")
    def allow_no_further_page(connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # SQLite takes as many as there are

    with pytest.raises(MachineError, match="磁盘已满"):
        add_unit(database, "很长的名字" * 100_000)
    assert unit_names(database) == ["县司法局"]


def test_a_deed_waits_in_vain_for_a_writer_that_hangs(
    database: Database, add_unit: Adds, raw: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banfu_desktop.db.engine.BUSY_SECONDS", 0.1)
    database.engine.dispose()
    with raw(database.folder / "office.db", database.data_key) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(MachineError, match="正忙"):
            add_unit(database, "县司法局")


def test_a_page_damaged_under_way_is_said(folder: Path) -> None:
    database = Database.open(folder)
    content = bytearray((folder / "office.db").read_bytes())
    for start in range(4096, len(content), 4096):
        content[start + 100] ^= 1
    (folder / "office.db").write_bytes(content)
    with pytest.raises(MachineError, match="已损坏"), database.read() as session:
        session.query(Organisation).all()
    database.close()


# From a copy


def test_an_office_is_made_from_a_copy_under_keys_of_its_own(
    database: Database, add_unit: Adds, unit_names: Names, tmp_path: Path
) -> None:
    add_unit(database, "县司法局")
    copy_key = bytes(32)
    write_copy(database.engine, tmp_path / "copy.db", copy_key)
    restored, sheet = Database.create_from(tmp_path / "restored", tmp_path / "copy.db", copy_key)
    assert unit_names(restored) == ["县司法局"]
    assert restored.data_key not in (copy_key, database.data_key)
    assert keys.unlock_with_recovery(restored.folder, sheet) == restored.data_key
    add_unit(restored, "县财政局")
    restored.close()
    assert names_in(restored.folder) <= FILES


def test_from_a_copy_that_will_not_do_nothing_is_made(database: Database, tmp_path: Path, raw: Raw) -> None:
    copy, copy_key = tmp_path / "copy.db", bytes(32)
    write_copy(database.engine, copy, copy_key)
    with pytest.raises(WrongKeyError):
        Database.create_from(tmp_path / "restored", copy, bytes(range(32)))
    content = bytearray(copy.read_bytes())
    content[-3000] ^= 1
    (tmp_path / "damaged.db").write_bytes(content)
    with pytest.raises(MachineError, match="已损坏"):
        Database.create_from(tmp_path / "restored", tmp_path / "damaged.db", copy_key)
    with raw(copy, copy_key) as connection:
        connection.execute("PRAGMA user_version=999")
    with pytest.raises(UserError, match="请安装新版程序"):
        Database.create_from(tmp_path / "restored", copy, copy_key)
    assert not (tmp_path / "restored").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody move an open file")
def test_no_deed_is_saved_into_an_office_that_was_moved_away(
    folder: Path, add_unit: Adds, unit_names: Names
) -> None:
    office = Database.open(folder)
    away = folder.rename(folder.with_name("移走"))
    with pytest.raises(MachineError, match="不在原来的位置") as refused:
        add_unit(office, "县医保局")
    assert refused.value.safe == "这一次没有保存"
    away.rename(folder)
    add_unit(office, "县林业局")
    assert unit_names(office) == ["县司法局", "县林业局"]
    office.close()
