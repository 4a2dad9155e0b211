"""The schema of a database file: everything in it that is no row, as one fingerprint and item by item.

A trigger in a file is a program that runs inside whoever's deed it is, so a file whose schema is not this
program's own is never written to.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

STATISTICS = "('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4')"
"""Tables that SQLite keeps for itself; they come and go."""
ITEMS = (
    "SELECT type, name, tbl_name, sql FROM sqlite_master "
    f"WHERE NOT (type = 'table' AND name IN {STATISTICS}) ORDER BY type, name, tbl_name, sql"
)
"""Asks a file for its items: kind, name, table, text; an index that SQLite made itself has no text."""
Item = tuple[str, str, str, str | None]
_KINDS = {"table": "表", "index": "索引", "trigger": "触发器", "view": "视图"}
_VIRTUAL = "CREATE VIRTUAL "
_SPACE = re.compile("[\t-\r ]+")
"""What SQLite takes for white space, and nothing else: to it any other space is a letter of a name."""


def fingerprint(items: Iterable[Any]) -> str:
    """SHA-256 (hex) over every item, white space aside; docs/package-format.md says how."""
    return _fingerprint(tuple(map(tuple, items)))


@lru_cache(maxsize=2)  # the same schema is looked at every time a file is opened
def _fingerprint(items: tuple[Item, ...]) -> str:
    lines = (f"{kind}|{name}|{table}|{_plain(sql)}\n" for kind, name, table, sql in items)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def differences(objects: Iterable[Any], expected: Iterable[Any]) -> Iterator[str]:
    """What a file has too much, lacks, or has otherwise than it should, each named in Chinese."""
    objects = list(objects)
    theirs, ours = _by_name(objects), _by_name(expected)
    if len(theirs) < len(objects):
        yield "有同名的表或触发器"
    for key in sorted(theirs.keys() | ours.keys()):
        kind, name = key
        table, _ = theirs.get(key) or ours[key]
        where = f"（在表 {table} 上）" if kind in ("index", "trigger") else " "
        called = f"{_KINDS.get(kind, kind)} {name}{where}"
        if key not in ours:
            yield f"多出{called}".rstrip()
        elif key not in theirs:
            yield f"缺少{called}".rstrip()
        elif theirs[key] != ours[key]:
            yield f"{called}被改过"


def mending(objects: Iterable[Any], expected: Iterable[Any]) -> Iterator[str]:
    """The statements that take away what a file has too much and make anew what it lacks, in their order.

    A table that was altered or is gone is left so: nothing can tell what its rows were.
    """
    theirs, ours = ({(kind, name): sql for kind, name, _, sql in items} for items in (objects, expected))
    wrong = [key for key, sql in theirs.items() if key not in ours or _plain(ours[key]) != _plain(sql)]
    for kind in ("trigger", "view", "index", "table"):
        planted = [name for each, name in wrong if each == kind and (kind, name) not in ours]
        altered = [name for each, name in wrong if each == kind and (kind, name) in ours and kind != "table"]
        virtual = [name for name in planted if _plain(theirs[kind, name]).upper().startswith(_VIRTUAL)]
        for name in (*virtual, *(other for other in planted if other not in virtual), *altered):
            if theirs[kind, name] is not None:  # else it goes with its table
                yield f"DROP {kind.upper()} IF EXISTS {_quoted(name)}"
    for kind in ("index", "trigger"):
        for key, sql in ours.items():
            if key[0] == kind and sql is not None and (key not in theirs or key in wrong):
                yield sql


def altered_tables(objects: Iterable[Any], expected: Iterable[Any]) -> list[str]:
    """The tables of the program's own that a file has otherwise or not at all."""
    theirs, ours = _by_name(objects), _by_name(expected)
    return [
        name for (kind, name), told in ours.items() if kind == "table" and theirs.get((kind, name)) != told
    ]


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _by_name(items: Iterable[Any]) -> dict[tuple[str, str], tuple[str, str]]:
    return {(kind, name): (table, _plain(sql)) for kind, name, table, sql in items}


def _plain(sql: str | None) -> str:
    if sql is None or not sql.isascii():
        return _SPACE.sub(" ", sql or "").strip(" ")
    return " ".join(sql.split())
