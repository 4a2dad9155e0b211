"""A copy is whole, under its own key, and there only when it has been proven."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.engine import WrongKeyError, open_engine
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import MachineError

OTHER_KEY = bytes(range(32))
Adds = Callable[[Database, str], None]


def content(engine: sa.Engine) -> dict[str, list[Any]]:
    """Every table's rows, the schema and the two numbers in the header."""
    with engine.execution_options(ro=True).connect() as connection:

        def rows(query: str) -> list[Any]:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

        schema = rows("SELECT name, sql FROM sqlite_master ORDER BY name")
        tables = rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        numbers = rows("PRAGMA user_version") + rows("PRAGMA application_id")
        return {"schema": schema, "numbers": numbers} | {
            str(name): rows(f'SELECT * FROM "{name}" ORDER BY 1') for (name,) in tables
        }


@pytest.mark.parametrize("under", ["its own key", "another key"])
def test_a_copy_holds_everything(database: Database, add_unit: Adds, tmp_path: Path, under: str) -> None:
    for number in range(200):
        add_unit(database, f"单位{number}")
    key = database.data_key if under == "its own key" else OTHER_KEY
    write_copy(database.engine, tmp_path / "copy.db", key)
    engine = open_engine(tmp_path / "copy.db", key, readonly=True)
    assert content(engine) == content(database.engine)
    engine.dispose()


def test_a_copy_is_one_file_and_reading_leaves_no_trace(database: Database, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    write_copy(database.engine, usb / "copy.db", OTHER_KEY)
    before = (usb / "copy.db").read_bytes()
    engine = open_engine(usb / "copy.db", OTHER_KEY, readonly=True)
    content(engine)
    engine.dispose()
    assert (usb / "copy.db").read_bytes() == before
    assert [path.name for path in usb.iterdir()] == ["copy.db"]


def test_a_copy_under_another_key_is_closed_to_the_first(database: Database, tmp_path: Path) -> None:
    write_copy(database.engine, tmp_path / "copy.db", OTHER_KEY)
    with pytest.raises(WrongKeyError):
        open_engine(tmp_path / "copy.db", database.data_key)


def test_a_copy_shows_one_moment_while_work_goes_on(
    database: Database, add_unit: Adds, tmp_path: Path
) -> None:
    add_unit(database, "县司法局")
    with database.read() as session:
        session.connection()
        write_copy(database.engine, tmp_path / "copy.db", OTHER_KEY)
    add_unit(database, "县财政局")
    engine = open_engine(tmp_path / "copy.db", OTHER_KEY, readonly=True)
    assert len(content(engine)["organisations"]) == 1
    engine.dispose()


def test_a_new_copy_takes_the_place_of_the_old_and_of_a_remnant(database: Database, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"old")
    (tmp_path / "copy.db.part").write_bytes(b"remnant")
    write_copy(database.engine, tmp_path / "copy.db", OTHER_KEY)
    open_engine(tmp_path / "copy.db", OTHER_KEY, readonly=True).dispose()
    assert not (tmp_path / "copy.db.part").exists()


def test_a_damaged_database_is_not_copied(database: Database, add_unit: Adds, tmp_path: Path) -> None:
    for number in range(200):
        add_unit(database, f"单位{number}")
    database.close()
    file = database.folder / "office.db"
    damaged = bytearray(file.read_bytes())
    damaged[-2000] ^= 1
    file.write_bytes(damaged)
    engine = open_engine(file, database.data_key)
    with pytest.raises(MachineError, match="已损坏"):
        write_copy(engine, tmp_path / "copy.db", OTHER_KEY)
    engine.dispose()
    assert not list(tmp_path.glob("copy.db*"))


def test_a_copy_that_does_not_prove_is_not_kept(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("banfu_desktop.db.copies.check_file", lambda engine: ("有 1 个数据页被改动或损坏",))
    with pytest.raises(MachineError, match="已损坏"):
        write_copy(database.engine, tmp_path / "copy.db", OTHER_KEY)
    assert not list(tmp_path.glob("copy.db*"))


def test_a_folder_that_is_not_there_is_trouble_said_in_chinese(database: Database, tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="不能写入"):
        write_copy(database.engine, tmp_path / "none" / "copy.db", OTHER_KEY)
    with database.read() as session:
        session.connection()
