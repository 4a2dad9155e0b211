"""Whether the rows are what the trail says: its last word on each row, and its words one after another.

The chain proves that nobody rewrote the trail; this proves that nobody changed a row behind its back.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db import migrations
from banfu_desktop.db.triggers import NOT_AUDITED, as_json, columns_of
from banfu_desktop.rules.trail import BOTH, SIDES, Salts, TrailError, is_tag

_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
_LAST = (
    'SELECT r.id, a.id, a.op, a.after, {now} FROM "{table}" r LEFT JOIN audit a ON a.id ='
    " (SELECT max(id) FROM audit WHERE table_name = '{table}' AND row_id = r.id)"
    " WHERE a.id IS NULL OR a.op = 'D' OR a.after IS NOT {now} ORDER BY r.id"
)
_LIVING = "SELECT table_name, row_id, max(id), op, after FROM audit GROUP BY table_name, row_id"
_STEPS = (
    "SELECT id, op, table_name, row_id, before, after, salt, former, former_salt FROM ("
    "SELECT id, op, table_name, row_id, before, after, salt,"
    " lag(after) OVER w AS former, lag(salt) OVER w AS former_salt FROM audit"
    " WINDOW w AS (PARTITION BY table_name, row_id ORDER BY id)) WHERE before IS NOT former"
    " OR (op = 'I') <> (before IS NULL) OR (op = 'D') <> (after IS NULL) ORDER BY id"
)
_FORGOTTEN = (
    "SELECT id, salt FROM audit WHERE salt IS NOT NULL"
    " AND (substr(salt, 1, 16) = zeroblob(16) OR substr(salt, 17) = zeroblob(16) OR length(salt) <> 32)"
)
_LISTED = "SELECT entry, sides FROM erased_entries WHERE sides IS NOT NULL ORDER BY id"
_PIECES = "SELECT piece FROM content_pieces WHERE content_id = ? ORDER BY position"
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Differing:
    """A row that is not what the trail says last.

    Attributes:
        entry: the last entry about it; None where there is none.
        said: what that entry says of it, as JSON; None where it says that the row is gone, or there is none.
        now: the row as JSON; None where it is gone.
    """

    table: str
    row_id: int
    entry: int | None
    said: str | None
    now: str | None

    @property
    def columns(self) -> tuple[str, ...]:
        """Which columns differ, of a row that both know."""
        if self.said is None or self.now is None:
            return ()
        recorded, now = values(self.said), values(self.now)
        return tuple(name for name in now if recorded.get(name) != now[name])


@dataclass(frozen=True)
class Gap:
    """An entry that does not begin where the entry before about the same row ended."""

    entry: int
    table: str
    row_id: int


def differing(connection: sa.Connection) -> Iterator[Differing]:
    """Every row that is not what the trail says last, and every row that should be there and is not."""
    changes = _Changes()
    ids: dict[str, set[int]] = {}
    for table in connection.exec_driver_sql(_TABLES).scalars().all():
        if table in NOT_AUDITED:
            continue
        now = as_json("r", columns_of(connection, table))
        rows = connection.exec_driver_sql(_LAST.format(table=table, now=now))
        for row_id, entry, op, recorded, row in rows:
            if entry is None or op == "D":
                yield Differing(table, row_id, entry, None, row)
            elif not changes.equal(table, recorded, row):
                yield Differing(table, row_id, entry, recorded, row)
        ids[table] = set(connection.exec_driver_sql(f'SELECT id FROM "{table}"').scalars())
    for table, row_id, entry, op, recorded in connection.exec_driver_sql(_LIVING):
        if op != "D" and row_id not in ids.get(table, ()) and not changes.dropped(table):
            yield Differing(table, row_id, entry, recorded, None)


def gaps(connection: sa.Connection, after: int = 0) -> Iterator[Gap]:
    """Every entry after an entry that does not begin where the one before it about the same row ended.

    Nor does one that lacks a side its op has: of a row that never was, it would contradict nothing.
    """
    changes = _Changes()
    rows = connection.exec_driver_sql(_STEPS)
    for entry, op, table, row_id, before, said, salts, former, former_salts in rows:
        if entry <= after:
            continue
        known = op != "I" and (op == "D") == (said is None) and before is not None and former is not None
        erased = _is_erased(salts, "before") or _is_erased(former_salts, "after")
        if not known or not changes.equal(table, former, before, erased=erased):
            yield Gap(entry, table, row_id)


def unlisted_erasures(connection: sa.Connection) -> Iterator[int]:
    """Every entry whose erased sides are not those on record as erased."""
    listed: dict[int, set[str]] = defaultdict(set)
    for entry, sides in connection.exec_driver_sql(_LISTED):
        listed[entry] |= set(SIDES) if sides == BOTH else {sides}
    erased: dict[int, set[str]] = {}
    for entry, salts in connection.exec_driver_sql(_FORGOTTEN):
        try:
            erased[entry] = set(Salts(salts).forgotten)
        except TrailError:
            erased[entry] = set()
    yield from sorted(e for e in listed.keys() | erased.keys() if listed.get(e) != erased.get(e))


def altered_contents(connection: sa.Connection) -> Iterator[int]:
    """Every attachment's content whose bytes are not those that were put in, by their SHA-256 and size."""
    contents = connection.exec_driver_sql("SELECT id, sha256, size FROM contents ORDER BY id").all()
    for content, sha256, size in contents:
        digest, length = hashlib.sha256(), 0
        for (piece,) in connection.exec_driver_sql(_PIECES, (content,)):
            digest.update(piece)
            length += len(piece)
        if (digest.hexdigest(), length) != (sha256, size):
            yield content


class _Changes:
    """What the steps of the schema did to rows without an entry of their own."""

    def __init__(self) -> None:
        self._fills: dict[str, dict[str, Any]] = defaultdict(dict)
        self._dropped: set[tuple[str, str]] = set()
        for name in migrations.STEPS:
            step = import_module(name)
            for (table, column), value in getattr(step, "FILLS", {}).items():
                self._fills[table][column] = value
            self._dropped |= set(getattr(step, "DROPPED", ()))

    def dropped(self, table: str) -> bool:
        """Whether a table as a whole is no more."""
        return (table, "*") in self._dropped

    def equal(self, table: str, earlier: str | None, later: str | None, *, erased: bool = False) -> bool:
        """Whether two texts say the same of a row, columns that came and went between them aside.

        Args:
            erased: of one of them only tags are left of what was erasable.
        """
        recorded, now = dict(values(earlier)), values(later)
        for column, value in self._fills[table].items():
            if column in now:
                recorded.setdefault(column, value)
        for column in [name for name in recorded if (table, name) in self._dropped and name not in now]:
            del recorded[column]
        return recorded.keys() == now.keys() and all(
            value == now[name] or (erased and (is_tag(value) or is_tag(now[name])))
            for name, value in recorded.items()
        )


def _is_erased(salts: bytes | None, side: str) -> bool:
    try:
        return side in Salts(salts).forgotten
    except TrailError:
        return False


def values(text: str | None) -> Values:
    """A row of the trail as values; a text that is none says nothing."""
    try:
        row = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return row if isinstance(row, dict) else {}
