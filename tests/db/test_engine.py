"""Opening one file: the right key, the wrong key, a damaged file, and what the machine may refuse."""

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db.engine import WrongKeyError, forget_compiled, new_engine, open_engine
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.wrapping import fingerprint
from banfu_desktop.rules.errors import MachineError

KEY = bytes(range(32))
Raw = Callable[[Path, bytes], AbstractContextManager[Any]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed file of some 60 pages."""
    made = tmp_path / "数据 100%?#.db"
    engine = new_engine(made, KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (id INTEGER PRIMARY KEY, said TEXT) STRICT")
        connection.exec_driver_sql("INSERT INTO notes (said) VALUES (?)", [("工作补助" * 20,)] * 600)
    engine.dispose()
    return made


@pytest.fixture
def opened(path: Path) -> Iterator[sa.Engine]:
    engine = open_engine(path, KEY)
    yield engine
    engine.dispose()


def test_nothing_in_the_file_can_be_read_without_the_key(path: Path) -> None:
    content = path.read_bytes()
    assert b"SQLite" not in content
    assert "工作补助".encode() not in content


def test_the_file_names_its_key(path: Path) -> None:
    assert path.read_bytes().startswith(fingerprint(KEY))


@pytest.mark.parametrize("length", [0, 16, 31, 33, 48])
def test_a_key_of_a_wrong_length_never_reaches_the_file(path: Path, length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        open_engine(path, bytes(length))
    with pytest.raises(ValueError, match="32 bytes"):
        new_engine(path.with_name("new.db"), bytes(length))
    assert not path.with_name("new.db").exists()


def test_a_missing_file_is_not_created(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"找不到数据文件 none\.db"):
        open_engine(tmp_path / "none.db", KEY)
    assert not list(tmp_path.iterdir())


def test_a_wrong_key_is_told_at_once(path: Path) -> None:
    with pytest.raises(WrongKeyError, match="不是同一套"):
        open_engine(path, bytes(32))


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(4080), b"x" * 100])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.db").write_bytes(content)
    with pytest.raises((WrongKeyError, MachineError)):
        open_engine(tmp_path / "other.db", KEY)


def test_a_database_of_another_program_is_refused(tmp_path: Path, raw: Raw) -> None:
    with raw(tmp_path / "other.db", KEY) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(MachineError, match="已损坏"):
        open_engine(tmp_path / "other.db", KEY)


def test_a_damaged_first_page_is_not_taken_for_a_wrong_key(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[500] ^= 1
    path.write_bytes(content)
    with pytest.raises(MachineError, match="已损坏"):
        open_engine(path, KEY)


def test_one_flipped_bit_anywhere_is_found(path: Path) -> None:
    whole = path.read_bytes()
    chance = random.Random(1)
    for _ in range(60):
        content = bytearray(whole)
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        assert is_found_damaged(path)
    path.write_bytes(whole)
    assert not is_found_damaged(path)


def is_found_damaged(path: Path) -> bool:
    try:
        engine = open_engine(path, KEY, readonly=True)
    except (MachineError, WrongKeyError):
        return True
    try:
        return check_file(engine) != ()
    finally:
        engine.dispose()


def test_every_connection_is_set_up_alike(opened: sa.Engine) -> None:
    wanted = {"foreign_keys": 1, "synchronous": 2, "secure_delete": 1, "recursive_triggers": 1}
    wanted |= {"temp_store": 2, "trusted_schema": 0, "cell_size_check": 1, "journal_mode": "wal"}
    with opened.connect() as first, opened.execution_options(ro=True).connect() as second:
        for connection in (first, second):
            assert {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted


def test_tables_and_savepoints_go_with_the_transaction(opened: sa.Engine) -> None:
    with opened.connect() as connection:
        with connection.begin() as transaction:
            with connection.begin_nested():
                connection.exec_driver_sql("INSERT INTO notes (said) VALUES ('kept?')")
            connection.exec_driver_sql("CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT")
            transaction.rollback()
        tables = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'more'")
        assert tables.scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM notes").scalar() == 600


def test_a_view_holds_no_lock_and_cannot_write(opened: sa.Engine) -> None:
    with opened.execution_options(ro=True).connect() as view:
        assert view.exec_driver_sql("SELECT count(*) FROM notes").scalar() == 600
        with opened.begin() as connection:
            connection.exec_driver_sql("DELETE FROM notes")
        assert view.exec_driver_sql("SELECT count(*) FROM notes").scalar() == 600
        with pytest.raises(sa.exc.OperationalError, match="readonly"):
            view.exec_driver_sql("DELETE FROM notes")


def test_rows_that_point_at_nothing_are_found(opened: sa.Engine, path: Path, raw: Raw) -> None:
    with raw(path, KEY) as connection:
        connection.execute(
            "CREATE TABLE replies (id INTEGER PRIMARY KEY, note_id INTEGER REFERENCES notes (id)) STRICT"
        )
        connection.execute("INSERT INTO replies VALUES (1, 9999)")
    assert check_file(opened) == ("有 1 条记录所指的记录不存在（replies）",)


def test_two_tables_in_one_place_are_found(path: Path, raw: Raw) -> None:
    with raw(path, KEY) as connection:
        connection.execute("CREATE TABLE replies (id INTEGER PRIMARY KEY, said TEXT) STRICT")
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute(
            "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'notes')"
            " WHERE name = 'replies'"
        )
    engine = open_engine(path, KEY)
    assert check_file(engine) == ("数据表的内部结构有误",)
    engine.dispose()


def test_a_statement_is_compiled_once_for_all_files_until_the_office_is_locked(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = sa.table("notes", sa.column("said"))
    other = tmp_path / "other.db"
    other.write_bytes(path.read_bytes())
    compiled: list[object] = []
    compiler = sa.sql.compiler.SQLCompiler.visit_select

    def visit(self: Any, statement: Any, *args: Any, **more: Any) -> str:
        compiled.append(statement)
        return compiler(self, statement, *args, **more)

    def ask(file: Path, said: str) -> int:
        engine = open_engine(file, KEY)
        with engine.connect() as connection:
            answer = connection.execute(sa.select(notes).where(notes.c.said == said)).all()
        engine.dispose()
        return len(answer)

    monkeypatch.setattr(sa.sql.compiler.SQLCompiler, "visit_select", visit)
    assert (ask(path, "工作补助" * 20), ask(other, "无"), ask(other, "工作补助" * 20)) == (600, 0, 600)
    assert len(compiled) == 1
    forget_compiled()
    assert ask(path, "无") == 0
    assert len(compiled) == 2
