"""Taking the last deed back, from what the audit trail says of it; the undoing is a deed of its own."""

import json
from collections.abc import Set
from typing import Any

from sqlalchemy.orm import Session


def undo_last(session: Session, tables: Set[str]) -> str | None:
    """Undo the newest deed, if these tables are all that it changed; an undone deed can be undone again.

    Returns:
        The name of the deed undone, or None when there is none or it changed something else.
    """
    connection = session.connection()
    entries = connection.exec_driver_sql(
        "SELECT name, op, table_name, row_id, before FROM audit"
        " WHERE deed = (SELECT max(deed) FROM audit) ORDER BY id DESC"
    ).all()
    if not entries or not {entry.table_name for entry in entries} <= tables:
        return None
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # a child may come back before its parent
    for entry in entries:
        connection.exec_driver_sql(*_reverse(entry.op, entry.table_name, entry.row_id, entry.before))
    session.expire_all()
    return str(entries[0].name)


def _reverse(op: str, table: str, row_id: int, before: str | None) -> tuple[str, tuple[Any, ...]]:
    """The statement that puts a row back as it was."""
    if op == "I":
        return f'DELETE FROM "{table}" WHERE id = ?', (row_id,)
    row: dict[str, Any] = json.loads(before or "{}")
    if op == "U":
        changes = ", ".join(f'"{name}" = ?' for name in row)
        return f'UPDATE "{table}" SET {changes} WHERE id = ?', (*row.values(), row_id)
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    return f'INSERT INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values())
