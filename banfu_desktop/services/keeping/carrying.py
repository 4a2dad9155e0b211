"""What an earlier copy must not take back: whose passwords open the office.

The key file goes by the persons of today. With those of an earlier day nobody could open the office, or
somebody who has left could.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.audit import Deed, close_deed, last_entry
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.persons import Signer, active, at_work
from banfu_desktop.db.signatures import CARD, RESTORED
from banfu_desktop.db.upgrade import steps_behind, upgrade
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.roles import Disclosed
from banfu_desktop.services.office import office

DEED = RESTORED
_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'persons'"
Rows = Mapping[int, Mapping[str, Any]]


def carry_persons(present: Path, restored: Path, unlocked: Unlocked, now: datetime) -> None:
    """Let the database that is about to take the office's place know the persons and the card of today.

    Where the present database cannot be read, they stay as they were; a password that does not fit them any
    more is refused, and the recovery card opens.

    Args:
        restored: closed, under the present data key; it is brought up to this program's schema where it
            has to learn of persons.
    """
    try:
        engine = open_engine(present, unlocked.key, readonly=True)
    except (MachineError, UserError):
        return
    try:
        with engine.connect() as connection:
            persons, card = _rows(connection, "persons"), _rows(connection, "card")
            actor = _signer(connection, unlocked)
    except sa.exc.DBAPIError:
        return
    finally:
        engine.dispose()
    if persons:
        _put(restored, unlocked, persons, card, Deed(DEED, actor.name if actor else CARD, now))


def _rows(connection: sa.Connection, table: str) -> Rows:
    if connection.exec_driver_sql(_THERE).first() is None:
        return {}
    rows = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id").mappings()
    return {row["id"]: dict(row) for row in rows}


def _signer(connection: sa.Connection, unlocked: Unlocked) -> Signer | None:
    try:
        return at_work(connection, unlocked)
    except UserError:
        return None


def _put(restored: Path, unlocked: Unlocked, persons: Rows, card: Rows, deed: Deed) -> None:
    engine = open_engine(restored, unlocked.key)
    try:
        if steps_behind(engine):
            upgrade(engine)
        with Session(engine) as session, session.begin():
            signer = _signer(session.connection(), unlocked) if active(session.connection()) else None
            before = last_entry(session)
            _put_rows(session, "persons", persons)
            _put_rows(session, "card", card)
            _leave_others(session, persons, deed.at)
            if last_entry(session) > before:
                office.disclose(session, Disclosed.PASSWORD, "恢复备份后，人员、密码和恢复卡照旧", deed.at)
                session.flush()
                close_deed(session, deed, before, signer)
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            connection.close()
    finally:
        engine.dispose()


def _put_rows(session: Session, table: str, rows: Rows) -> None:
    """Make rows of a table what they are today; one that the copy knows under the same name gives way."""
    run = session.connection().exec_driver_sql
    there = _rows(session.connection(), table)
    for number, row in rows.items():
        if there.get(number) == row:
            continue
        if table == "persons":
            other = "UPDATE persons SET name = name || '（' || id || '）' WHERE name = ? AND id <> ?"
            run(other, (row["name"], number))
        names = list(row)
        if number in there:
            changes = ", ".join(f"{name} = ?" for name in names)
            run(f"UPDATE {table} SET {changes} WHERE id = ?", (*row.values(), number))
        else:
            run(
                f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
                tuple(row.values()),
            )


def _leave_others(session: Session, persons: Rows, at: datetime) -> None:
    """Whom only the copy knows is not at work today."""
    run = session.connection().exec_driver_sql
    for number, row in _rows(session.connection(), "persons").items():
        if number not in persons and row["left_on"] is None:
            run("UPDATE persons SET left_on = ? WHERE id = ?", (at.date().isoformat(), number))
