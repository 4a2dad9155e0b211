"""A deed with its audit entries against the same rows in a plain SQLCipher file, and opening the office."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlcipher3 import dbapi2

from banfu_desktop.db.engine import PRAGMAS, key_literal
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.words import UnitLevel
from benchmarks.measure import BUILD, Figure, Line, in_turn, ms, timed
from benchmarks.office import prepared

_DEED = Deed("登记单位", "经办", datetime(2026, 11, 2, 9))
_INSERT = "INSERT INTO organisations (name, initials, level) VALUES (?, '', 'county')"


def figures() -> Iterator[Line]:
    """What the audit and the ORM add to a commit; what opening adds to the driver's own connecting."""
    with TemporaryDirectory(dir=BUILD) as folder:
        office = Path(folder, "office")
        shutil.copytree(prepared(), office)
        database = Database.open(office)
        plain = _plain(Path(folder, "plain.db"), database.data_key)
        names = (f"单位{number}" for number in count())
        ours, floor = in_turn(
            timed(lambda: _deed(database, next(names))), timed(lambda: _insert(plain, next(names))), runs=50
        )
        plain.close()
        database.close()
        opened, connected = in_turn(
            timed(lambda: Database.open(office).close()),
            timed(lambda: _connect(office / "office.db", database.data_key).close()),
            runs=20,
        )
    yield Figure("a deed with its audit entries", ours / floor, f"{ms(ours)} / {ms(floor)} of a bare INSERT")
    yield Figure(
        "opening the office", opened / connected, f"{ms(opened)} / {ms(connected)} of the driver's own"
    )


def _deed(database: Database, name: str) -> None:
    with database.write(_DEED) as session:
        session.add(Organisation(name=name, level=UnitLevel.COUNTY))


def _connect(path: Path, key: bytes) -> dbapi2.Connection:
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f'PRAGMA key="{key_literal(key)}"')
    for pragma in (*PRAGMAS, "journal_mode=WAL"):
        connection.execute(f"PRAGMA {pragma}").fetchone()
    return connection


def _plain(path: Path, key: bytes) -> dbapi2.Connection:
    connection = _connect(path, key)
    connection.execute(
        "CREATE TABLE organisations (id INTEGER PRIMARY KEY, name TEXT, initials TEXT, level TEXT)"
    )
    return connection


def _insert(connection: dbapi2.Connection, name: str) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_INSERT, (name,))
    connection.execute("COMMIT")
