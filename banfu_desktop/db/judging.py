"""Entries of the trail that the program cannot have written, since the database forbids what they say.

Whoever takes a trigger down for a while can change a sealed record *and* leave a proper entry about it. So
what the triggers forbid of a row by itself is held against every entry as well; what they forbid in the
light of another row judging_sealed.py holds against what the trail says of that row.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from banfu_desktop.db import migrations
from banfu_desktop.db.erasable import SECOND_FORMAT
from banfu_desktop.db.schema import as_made
from banfu_desktop.rules.schema import ITEMS, Item

_FORBIDS = re.compile(
    r"CREATE TRIGGER \w+ BEFORE (INSERT|UPDATE|DELETE) ON (\w+)(?: WHEN (.*?))?"
    r" BEGIN SELECT RAISE\(ABORT, '[^']*'\); END",
    re.DOTALL,
)
_COLUMN = re.compile(r'\b(OLD|NEW)\."?(\w+)"?')
_SIDES = {"OLD": "before", "NEW": "after"}
_SPANS = "SELECT from_schema, entries FROM upgrades ORDER BY id"
_JUDGED = (
    "SELECT id FROM audit WHERE table_name = ? AND op = ? AND id > ? AND id <= ?"
    " AND coalesce(deed, 0) NOT IN"
    " (SELECT deed FROM audit WHERE table_name = 'upgrades' AND deed IS NOT NULL)"
    " AND json_valid(coalesce(before, '{}')) AND json_valid(coalesce(after, '{}'))"
)

_UNREADABLE = (
    "SELECT id FROM audit WHERE NOT json_valid(coalesce(before, '{}'))"
    " OR NOT json_valid(coalesce(after, '{}')) ORDER BY id"
)


@dataclass(frozen=True)
class Forbidden:
    """What a trigger forbids: an op (I, U, D) on a table, always or under a condition on an entry."""

    table: str
    op: str
    condition: str


def unreadable(connection: sa.Connection) -> list[int]:
    """Every entry with a text that SQLite cannot read, as what it says is judged by none of its questions."""
    return list(connection.exec_driver_sql(_UNREADABLE).scalars())


def forbidden_entries(connection: sa.Connection) -> list[int]:
    """Every entry of the second format that says what was forbidden when it was written."""
    entries: set[int] = set()
    for first, last, items in _spans(connection):
        for rule in forbidden(items):
            statement = f"{_JUDGED} AND ({rule.condition})"
            values = (rule.table, rule.op, first, last)
            entries |= set(connection.exec_driver_sql(statement, values).scalars())
    return sorted(entries)


def forbidden(items: Iterable[Item]) -> Iterator[Forbidden]:
    """What the triggers of a schema forbid of a row by itself."""
    for _, _, _, sql in items:
        match = _FORBIDS.fullmatch(sql or "")
        if match and match[2] != "audit" and "SELECT" not in (match[3] or ""):
            condition = _COLUMN.sub(lambda c: f"json_extract({_SIDES[c[1]]}, '$.{c[2]}')", match[3] or "1")
            yield Forbidden(match[2], match[1][0], condition)


def _spans(connection: sa.Connection) -> Iterator[tuple[int, int, Iterable[Item]]]:
    """Stretches of the trail (after an entry, up to an entry) with the schema they were written under."""
    after = 0
    for schema, entries in connection.exec_driver_sql(_SPANS).all():
        if schema >= SECOND_FORMAT:
            yield after, entries, as_made(migrations.STEPS[:schema])
        after = entries
    now = connection.exec_driver_sql(ITEMS).all()
    yield after, 2**62, [(row[0], row[1], row[2], row[3]) for row in now]
