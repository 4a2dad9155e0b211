"""What a database holds can be computed by anybody who has the format in hand."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from banfu_desktop.backup.contents import TableContent, audit_head, read_contents, schema_sha256
from tests.backup.an_office import SEALED_FEN
from tests.backup.conftest import COPY_KEY
from tests.backup.packages import Parts


@pytest.fixture
def connection() -> Iterator[Any]:
    """An empty database in memory, with what every office has."""
    with closing(dbapi2.connect(":memory:", isolation_level=None)) as made:
        made.executescript(
            "CREATE TABLE audit (id INTEGER PRIMARY KEY, hash BLOB) STRICT;"
            "CREATE TABLE subsidy_months (id INTEGER PRIMARY KEY, month TEXT, state TEXT) STRICT;"
            "CREATE TABLE subsidy_lines (id INTEGER PRIMARY KEY, month_id INTEGER, net_fen INTEGER) STRICT;"
        )
        yield made


def by_hand(connection: Any, table: str) -> TableContent:
    """As docs/package-format.md says, without SQLite's help."""
    columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    digest, rows = hashlib.sha256(f"{table}({','.join(columns)})\n".encode()), 0
    for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY 1'):
        digest.update("".join(map(written, row)).encode() + b"\n")
        rows += 1
    return TableContent(rows, digest.hexdigest())


def written(value: object) -> str:
    match value:
        case None:
            return "n;"
        case int():
            return f"i{str(value).encode().hex().upper()};"
        case str():
            return f"t{value.encode().hex().upper()};"
        case bytes():
            return f"b{value.hex().upper()};"
    raise AssertionError(value)


def test_an_office_read_by_hand_gives_the_same_figures(parts: Parts, copy_file: Path) -> None:
    with closing(dbapi2.connect(str(copy_file))) as opened:
        opened.execute(f"PRAGMA key=\"x'{COPY_KEY.hex()}'\"")
        found = {table: by_hand(opened, table) for table in parts.manifest.contents.tables}
    assert found == parts.manifest.contents.tables
    assert found["people"].rows == 2
    assert found["audit"].rows > 10
    assert parts.manifest.contents.sealed_fen == SEALED_FEN


VALUES = [None, "", b"", 0, "0", b"0", 1, "1", -1, "a", "A", "a;", "a\0b", "a\0c", b"a", "鿃", 2**62]


def test_no_two_values_look_alike(connection: Any) -> None:
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v ANY) STRICT")
    connection.execute("INSERT INTO t VALUES (1, NULL)")
    seen = set()
    for value in VALUES:
        connection.execute("UPDATE t SET v = ?", (value,))
        seen.add(read_contents(connection).tables["t"])
        assert by_hand(connection, "t") in seen
    assert len(seen) == len(VALUES)


def test_the_place_of_a_value_counts(connection: Any) -> None:
    seen = set()
    for first, second in (("ab", "c"), ("a", "bc"), ("abc", ""), ("", "abc")):
        connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT, w TEXT) STRICT")
        connection.execute("INSERT INTO t VALUES (1, ?, ?)", (first, second))
        seen.add(read_contents(connection).tables["t"])
        connection.execute("DROP TABLE t")
    assert len(seen) == 4


def test_the_order_of_writing_does_not_count(connection: Any) -> None:
    seen = set()
    for order in ((3, 1, 2), (1, 2, 3)):
        connection.execute('CREATE TABLE "odd ""name" (k INTEGER, part TEXT, PRIMARY KEY (part, k)) STRICT')
        connection.executemany('INSERT INTO "odd ""name" VALUES (?, ?)', [(n, "p") for n in order])
        seen.add(read_contents(connection).tables['odd "name'])
        connection.execute('DROP TABLE "odd ""name"')
    assert len(seen) == 1


def test_a_table_without_a_primary_key_goes_by_row_number(connection: Any) -> None:
    connection.execute("CREATE TABLE t (v TEXT) STRICT")
    connection.executemany("INSERT INTO t VALUES (?)", [("b",), ("a",)])
    wanted = hashlib.sha256(b"t(v)\nt62;\nt61;\n").hexdigest()
    assert read_contents(connection).tables["t"] == TableContent(2, wanted)


def test_only_months_that_are_closed_are_summed(connection: Any) -> None:
    months = [
        (1, "2026-08", "paid"),
        (2, "2026-09", "sealed"),
        (3, "2026-10", "draft"),
        (4, "2026-07", "paid"),
    ]
    connection.executemany("INSERT INTO subsidy_months VALUES (?, ?, ?)", months)
    lines = [(1, 5), (1, 6), (2, -7), (3, 100)]
    connection.executemany("INSERT INTO subsidy_lines (month_id, net_fen) VALUES (?, ?)", lines)
    assert read_contents(connection).sealed_fen == {"2026-07": 0, "2026-08": 11, "2026-09": -7}


def test_the_head_is_the_last_closed_entry(connection: Any) -> None:
    assert audit_head(connection) == "0" * 64
    connection.executemany("INSERT INTO audit (hash) VALUES (?)", [(b"\x01",), (b"\xab",), (None,)])
    assert audit_head(connection) == "ab"


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER evil AFTER INSERT ON audit BEGIN DELETE FROM audit; END",
        "CREATE VIEW v AS SELECT 1",
        "CREATE INDEX i ON audit (hash)",
        "CREATE TABLE t (id INTEGER)",
        "DROP TABLE audit",
        "PRAGMA writable_schema=ON; INSERT INTO sqlite_master VALUES ('trigger', 'sqlite_evil', 'audit', 0, "
        "'CREATE TRIGGER sqlite_evil AFTER INSERT ON audit BEGIN DELETE FROM audit; END')",
    ],
    ids=["trigger", "view", "index", "table", "drop", "hidden trigger"],
)
def test_any_other_schema_has_another_fingerprint(connection: Any, change: str) -> None:
    before = schema_sha256(connection)
    connection.executescript(change)
    assert schema_sha256(connection) != before


def test_white_space_and_statistics_do_not_count(connection: Any) -> None:
    seen = set()
    for sql in (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
        "CREATE TABLE t  (id INTEGER\n PRIMARY KEY, v)",
    ):
        connection.execute(sql)
        connection.execute("CREATE INDEX i ON t (v)")
        connection.execute("INSERT INTO t (v) VALUES (1)")
        seen.add(schema_sha256(connection))
        connection.execute("ANALYZE")
        seen.add(schema_sha256(connection))
        assert "sqlite_stat1" not in read_contents(connection).tables
        connection.execute("DROP TABLE t")
    assert len(seen) == 1
