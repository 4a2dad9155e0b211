"""Whatever single value of the file is changed – of any row, of any entry – is found."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db import replay, signatures
from banfu_desktop.db.audit import verify_connection
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.triggers import drop_triggers
from tests.conftest import Count

_FEW = 24
_CHANGED = {
    "TEXT": "CASE WHEN {c} IS NULL THEN 'x' ELSE {c} || 'x' END",
    "INTEGER": "coalesce({c}, 0) + 100003",
    "BLOB": "CASE WHEN {c} IS NULL THEN x'01' ELSE CAST(substr({c}, 2) || x'a7' AS BLOB) END",
}


def columns(connection: sa.Connection) -> list[tuple[str, str, str]]:
    """Every column of every table that has a row, but the number of the row itself."""
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).scalars()
    return [
        (table, row.name, row.type)
        for table in tables.all()
        for row in connection.exec_driver_sql(f"SELECT name, type, pk FROM pragma_table_info('{table}')")
        if connection.exec_driver_sql(f"SELECT 1 FROM {table}").first()
    ]


def found(session: sa.orm.Session) -> bool:
    """Whether any of the proofs tells."""
    connection = session.connection()
    return (
        verify_connection(connection).broken_at is not None
        or any(True for _ in replay.differing(connection))
        or any(True for _ in replay.altered_contents(connection))
        or any(True for _ in replay.unlisted_erasures(connection))
        or signatures.verify(connection).broken_at is not None
    )


@pytest.mark.parametrize("number", [_FEW, pytest.param(None, id="every", marks=pytest.mark.soak)])
@pytest.mark.timeout(1800)
def test_any_value_changed_is_found(
    upgraded: tuple[Path, bytes], office: Path, number: int | None, count: Count
) -> None:
    engine = open_engine(office / "office.db", upgraded[1])
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("PRAGMA ignore_check_constraints=ON")
        with connection.begin():
            drop_triggers(connection)
        with connection.begin():
            everything = columns(connection)
        chosen = everything if number is None else random.Random(17).sample(everything, number)
        missed = [what for what in chosen if not _is_found(connection, *what)]
        assert missed == []
    engine.dispose()
    count("columns changed in one row, each found", len(chosen))


def _is_found(connection: sa.Connection, table: str, column: str, kind: str) -> bool:
    transaction = connection.begin()
    try:
        change: Callable[..., str] = _CHANGED[kind].format
        where = "WHERE rowid = (SELECT rowid FROM {0} ORDER BY {1} IS NULL, rowid DESC LIMIT 1)"
        value = "10000 + id" if column == "id" else change(c=f'"{column}"')
        connection.exec_driver_sql(f'UPDATE {table} SET "{column}" = {value} {where.format(table, column)}')
        with sa.orm.Session(connection) as session:
            return found(session)
    finally:
        transaction.rollback()
