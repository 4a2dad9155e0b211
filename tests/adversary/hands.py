"""What somebody can do who sits at the PC, has the data key and another SQL program, and knows the design."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from banfu_desktop.db.engine import key_literal
from banfu_desktop.db.erasable import erasable
from banfu_desktop.db.store import DATABASE_FILE
from banfu_desktop.rules import trail

ERASABLE = erasable()


@contextmanager
def hands(folder: Path, key: bytes) -> Iterator[Any]:
    """The office's file in another SQL program: no house rule applies."""
    with closing(dbapi2.connect(str(folder / DATABASE_FILE), isolation_level=None)) as connection:
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f'PRAGMA key="{key_literal(key)}"')
        connection.execute("PRAGMA ignore_check_constraints=ON")
        yield connection


@contextmanager
def unwatched(connection: Any, *, only: str = "%") -> Iterator[None]:
    """Meanwhile triggers of a name are down; afterwards they stand again, word for word."""
    there = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE ? ORDER BY name", (only,)
    ).fetchall()
    for name, _ in there:
        connection.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in there:
        connection.execute(sql)


def behind_its_back(connection: Any, *statements: str) -> None:
    """Change rows so that the trail does not see it."""
    with unwatched(connection):
        for statement in statements:
            connection.execute(statement)


def past_the_rules(file: Any, *statements: str) -> None:
    """Change rows with what forbids it down and what writes the trail up."""
    guards = file.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE 'audit_%'"
    ).fetchall()
    for name, _ in guards:
        file.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        file.execute(statement)
    for _, text in guards:
        file.execute(text)


def redefine(connection: Any, name: str, old: str, new: str) -> None:
    """Write another text into the schema itself, past every ALTER."""
    connection.execute("PRAGMA writable_schema=ON")
    (before,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    assert old in before
    connection.execute("UPDATE sqlite_master SET sql = ? WHERE name = ?", (before.replace(old, new), name))
    connection.execute("PRAGMA writable_schema=RESET")


def close_properly(connection: Any, name: str, actor: str, at: str, day: str | None = None) -> None:
    """Close whatever entries are open as the program would: a deed that was never done in it."""
    with unwatched(connection, only="audit_closes_once"):
        (number,) = connection.execute("SELECT min(id) FROM audit WHERE hash IS NULL").fetchone()
        connection.execute(
            "UPDATE audit SET deed = ?, at = ?, actor = ?, name = ?, day = ?, hash = x'00'"
            " WHERE hash IS NULL",
            (number, at, actor, name, day),
        )
        relink(connection, number)


def relink(connection: Any, since: int) -> None:
    """Compute the chain anew from an entry on, with fresh salts where one is needed and missing."""
    found = connection.execute("SELECT hash FROM audit WHERE id = ?", (since - 1,)).fetchone()
    link = found[0] if found else trail.START
    columns = ", ".join(trail.COVERED)
    for *covered, salts in connection.execute(
        f"SELECT {columns}, salt FROM audit WHERE id >= ? ORDER BY id", (since,)
    ).fetchall():
        own = ERASABLE.get(covered[8], ())
        salts = salts or trail.new_salts(own, covered[-2], covered[-1])
        link = trail.link(link, trail.digest(covered, own, salts))
        connection.execute("UPDATE audit SET hash = ?, salt = ? WHERE id = ?", (link, salts, covered[0]))


def said(connection: Any, entry: int, side: str = "after") -> dict[str, Any]:
    """What a side of an entry says."""
    (text,) = connection.execute(f"SELECT {side} FROM audit WHERE id = ?", (entry,)).fetchone()
    found: dict[str, Any] = json.loads(text)
    return found


def retext(connection: Any, entry: int, values: dict[str, Any], **more: Any) -> None:
    """Put another text into an entry's after side, and other columns of it besides."""
    sets = {"after": trail.canonical(values), **more}
    with unwatched(connection, only="audit_closes_once"):
        connection.execute(
            f"UPDATE audit SET {', '.join(f'{name} = ?' for name in sets)} WHERE id = ?",
            (*sets.values(), entry),
        )
