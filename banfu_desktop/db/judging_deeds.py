"""Deeds that the program cannot have written as they stand: misnumbered, misdated, or no true upgrade.

What an upgrade does is held against no right and no trigger, and needs no signature where the card opened the
office; so nobody may be able to make one up. A true one leads from the schema before it to the next, begins
where the trail ended, does nothing but what its steps put on record, and finds every table as the schema
before it had them.
"""

import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db import migrations
from banfu_desktop.db.business_day import is_practice
from banfu_desktop.db.erasable import SECOND_FORMAT
from banfu_desktop.db.replay import values
from banfu_desktop.db.schema import as_made

_TOLD = " || ' ' || ".join(("deed", "at", "actor", "name", "coalesce(day, '')", "coalesce(person, '')"))
_MISNUMBERED = (
    f"SELECT id FROM (SELECT id, deed, {_TOLD} AS told, lag({_TOLD}) OVER (ORDER BY id) AS former"
    " FROM audit WHERE deed IS NOT NULL) WHERE deed <> id AND told IS NOT former ORDER BY id"
)
_UPGRADES = (
    "SELECT u.from_schema, u.to_schema, u.entries, u.head, a.id, a.deed, a.name,"
    " (SELECT lower(hex(hash)) FROM audit WHERE id = u.entries) AS link"
    " FROM upgrades u LEFT JOIN audit a ON a.table_name = 'upgrades' AND a.op = 'I' AND a.row_id = u.id"
    " ORDER BY u.id"
)
_MISDATED = (
    "SELECT id FROM audit WHERE day IS NOT NULL AND (strftime('%Y-%m-%dT%H:%M:%S', at) IS NOT at"
    " OR date(day) IS NOT day OR (? AND day <> substr(at, 1, 10) AND deed NOT IN"
    " (SELECT deed FROM audit WHERE table_name = 'office' AND op = 'I' AND deed IS NOT NULL)"
    " AND NOT (day = date(at, '-1 day') AND substr(at, 12) < '02:00:00'))) ORDER BY id"
)
"""A deed begun within the hour before midnight may end after it; that of founding precedes the rule."""
_GHOSTS = (
    "SELECT id FROM audit WHERE table_name = 'upgrades'"
    " AND (op <> 'I' OR row_id NOT IN (SELECT id FROM upgrades)) ORDER BY id"
)
"""Entries of upgrades of which no row is left, or never was: they stay as they came."""
_DOES = "SELECT DISTINCT op, table_name FROM audit WHERE deed = ?"
_LAST = (
    "SELECT coalesce(after, before) FROM audit WHERE table_name = ? AND id > ? AND id <= ?"
    " ORDER BY id DESC LIMIT 1"
)
_COLUMN = re.compile(r"'(\w+)', (?:length\()?NEW\.")
_OWN = frozenset({("I", "upgrades")})


def misnumbered(connection: sa.Connection) -> list[int]:
    """Every entry that neither begins a deed nor goes on with that of the entry before."""
    return list(connection.exec_driver_sql(_MISNUMBERED).scalars())


def misdated(connection: sa.Connection) -> list[int]:
    """Every entry whose time or day is none, or, in an office not for practice, whose day is not its time's.

    What is no time is before nothing, so that no clock seems turned back; and the day is what rules go by.
    """
    return list(connection.exec_driver_sql(_MISDATED, (not is_practice(connection),)).scalars())


def forged_upgrades(connection: sa.Connection) -> list[int]:
    """The entry of every upgrade that the program cannot have done so, or never did."""
    forged: list[int] = list(connection.exec_driver_sql(_GHOSTS).scalars())
    before, ended = None, 0
    rows = connection.exec_driver_sql(_UPGRADES).all()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    for place, row in enumerate(rows):
        follows = version if place == len(rows) - 1 else rows[place + 1].from_schema
        begins = before is None or row.from_schema == before
        in_order = begins and row.from_schema < row.to_schema == follows
        if not (
            in_order
            and _is_deed(row)
            and (row.from_schema < SECOND_FORMAT or _is_true(connection, row, ended))
        ):
            forged.append(int(row.id or 0))
        before, ended = row.to_schema, row.id or 0
    return forged


def _is_deed(row: sa.Row[Any]) -> bool:
    """Whether it is a deed of its own that begins where the trail ended, as it says of it."""
    own = row.id is not None and row.deed == row.entries + 1
    return own and (row.from_schema < SECOND_FORMAT or row.entries == 0 or row.head == row.link)


def _is_true(connection: sa.Connection, row: sa.Row[Any], ended: int) -> bool:
    """Whether it did nothing but what its steps do, and the trail before it is of the schema it says."""
    steps = migrations.STEPS[row.from_schema : row.to_schema]
    allowed = _OWN.union(*(getattr(import_module(step), "RECORDS", ()) for step in steps))
    if not {(op, table) for op, table in connection.exec_driver_sql(_DOES, (row.deed,))} <= allowed:
        return False
    since, to = _shapes(row.from_schema), _shapes(row.to_schema)
    for table in sorted(since.keys() | to.keys()):
        if since.get(table) != to.get(table):
            said = connection.exec_driver_sql(_LAST, (table, ended, row.entries)).scalar()
            if said is not None and values(said).keys() != since.get(table, frozenset()):
                return False
    return True


def _shapes(schema: int) -> Mapping[str, frozenset[str]]:
    """The columns that the trail tells of each table of a schema."""
    return dict(_told(schema))


def _told(schema: int) -> Iterator[tuple[str, frozenset[str]]]:
    for kind, name, table, sql in as_made(migrations.STEPS[:schema]):
        if kind == "trigger" and name == f"audit_{table}_insert":
            yield table, frozenset(_COLUMN.findall(sql or ""))
