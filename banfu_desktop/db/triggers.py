"""What the database itself forbids and records, whoever writes: the audit, its permanence, sealed records.

Triggers also see bulk updates and raw SQL. They are written from the tables as they stand in the file, so
a migration that adds a column need not think of them.
"""

from collections.abc import Iterator

import sqlalchemy as sa

from banfu_desktop.db import (
    sealing,
    sealing_assessment,
    sealing_documents,
    sealing_projects,
    sealing_rotation,
    sealing_units,
    sealing_worklog,
)
from banfu_desktop.db.sealing import changed, refuse

NOT_AUDITED = ("audit",)
_CLOSING_CHANGES = ("deed", "at", "actor", "name", "hash", "salt", "person", "day", "signature")
_SIDE_ERASED = (
    "((NEW.{side} IS OLD.{side} AND {new} = {old}) OR ({old} <> zeroblob(16) AND {new} = zeroblob(16)))"
)


def recreate_triggers(connection: sa.Connection) -> None:
    """Drop every trigger and write the present ones, in the caller's transaction."""
    drop_triggers(connection)
    for statement in _statements(connection):
        connection.exec_driver_sql(statement)


def drop_triggers(connection: sa.Connection) -> None:
    """Drop every trigger, before the tables under them change."""
    for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _statements(connection: sa.Connection) -> Iterator[str]:
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    columns = {table: columns_of(connection, table) for table in tables.scalars()}
    for table, types in columns.items():
        if table not in NOT_AUDITED:
            yield from _audit(table, types)
    yield from _append_only(columns["audit"], erasable="erased_entries" in columns)
    yield from sealing.statements(columns)
    yield from sealing_projects.statements(columns)
    yield from sealing_worklog.statements(columns)
    yield from sealing_rotation.statements(columns)
    yield from sealing_assessment.statements(columns)
    yield from sealing_documents.statements(columns)
    yield from sealing_units.statements(columns)


def columns_of(connection: sa.Connection, table: str) -> dict[str, str]:
    """Column names with their declared types."""
    rows = connection.exec_driver_sql(f"SELECT name, type FROM pragma_table_info('{table}') ORDER BY cid")
    return {row.name: row.type for row in rows}


def _audit(table: str, types: dict[str, str]) -> Iterator[str]:
    old, new = as_json("OLD", types), as_json("NEW", types)
    yield _record(table, "insert", "I", "NEW", "NULL", new)
    yield _record(table, "update", "U", "OLD", old, new, when=f" WHEN {changed(types)}")
    yield _record(table, "delete", "D", "OLD", old, "NULL")


def _record(table: str, event: str, op: str, row: str, before: str, after: str, when: str = "") -> str:
    return (
        f'CREATE TRIGGER "audit_{table}_{event}" AFTER {event.upper()} ON "{table}"{when} BEGIN '
        f"INSERT INTO audit (op, table_name, row_id, before, after) "
        f"VALUES ('{op}', '{table}', {row}.id, {before}, {after}); END"
    )


def as_json(row: str, types: dict[str, str]) -> str:
    """A row as JSON; of a BLOB (a key, a scan) the length, since the trail must not carry keys about."""
    pairs = (
        f"'{name}', " + (f'length({row}."{name}")' if kind == "BLOB" else f'{row}."{name}"')
        for name, kind in types.items()
    )
    return f"json_object({', '.join(pairs)})"


def _append_only(types: dict[str, str], *, erasable: bool) -> Iterator[str]:
    """An entry is written open, closed once with its deed and link, and then stays.

    What it says may be erased after its retention period, once that stands in the trail itself.
    """
    message = "the audit trail is append-only"
    stays = f"OLD.hash IS NOT NULL OR {changed(types, but=_CLOSING_CHANGES)}"
    if "salt" in types:
        stays = f"({stays}) AND NOT ({_erases(types)})"
    elif erasable:
        besides = changed(types, but=("before", "after"))
        stays = f"({stays}) AND (({besides}) OR OLD.id NOT IN (SELECT entry FROM erased_entries))"
    yield refuse("audit_stays", "DELETE", "audit", "", message)
    yield refuse("audit_closes_once", "UPDATE", "audit", stays, message)
    yield refuse("audit_opens", "INSERT", "audit", "NEW.hash IS NOT NULL", "an entry is closed by its deed")


def _erases(types: dict[str, str]) -> str:
    """The condition that an update of an entry erases: a side changes only as its salt is forgotten."""
    besides = changed(types, but=("before", "after", "salt"))
    sides = " AND ".join(
        _SIDE_ERASED.format(side=side, old=half.format(row="OLD"), new=half.format(row="NEW"))
        for side, half in (("before", "substr({row}.salt, 1, 16)"), ("after", "substr({row}.salt, 17)"))
    )
    return (
        f"OLD.hash IS NOT NULL AND NOT ({besides}) AND length(NEW.salt) = 32"
        f" AND OLD.id IN (SELECT entry FROM erased_entries) AND {sides}"
    )
