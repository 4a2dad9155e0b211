"""The audit chain: the entries the triggers wrote are closed at commit, each link over the one before it.

Whoever holds the data key could rewrite the chain, so its head is also printed on the pay sheets and sent
in every county package. What is covered and how is said in rules/trail.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop import clock
from banfu_desktop.db import clock_turns
from banfu_desktop.db.erasable import SECOND_FORMAT, Lists, erasable
from banfu_desktop.db.integrity import any_text
from banfu_desktop.db.persons import Signer
from banfu_desktop.rules import trail
from banfu_desktop.rules.trail import COVERED, FIRST_COVERED, SIDES, START, Salts, TrailError

_COVERED = ", ".join(COVERED)
_OLD = tuple(COVERED.index(column) for column in FIRST_COVERED)
_OPEN = "SELECT id, op, table_name, row_id, before, after FROM audit WHERE id > ? ORDER BY id"
_CLOSE = (
    "UPDATE audit SET deed = ?, at = ?, day = ?, person = ?, actor = ?, name = ?, salt = ?, hash = ?,"
    " signature = ? WHERE id = ?"
)
_ENTRIES = f"SELECT {_COVERED}, salt, hash, hash1 FROM audit WHERE id > ? ORDER BY id"
_ERASED_LONG_AGO = (
    "SELECT json_extract(after, '$.entry'), json_extract(after, '$.sha256') FROM audit"
    " WHERE table_name = 'erased_entries' AND op = 'I' AND id <= ? AND json_valid(after) ORDER BY id"
)
_ERASURES = (
    "SELECT e.entry, e.sides FROM erased_entries e JOIN audit a"
    " ON a.table_name = 'erased_entries' AND a.row_id = e.id AND a.op = 'I' WHERE a.id > ? ORDER BY e.id"
)
_BATCH = 1000


@dataclass(frozen=True)
class Deed:
    """What was done, as the clerk calls it (登记请假), by whom, and at which moment of the office's day.

    The trail takes the day from it; when it was done the system's clock says. `alone` is the reason why
    whoever approves in it had a hand in the making; empty where that is refused.
    """

    name: str
    actor: str
    at: datetime
    alone: str = ""


@dataclass(frozen=True)
class ChainReport:
    """How far the chain holds: entries read, the last link, and the first entry that does not fit, if any.

    `last` is the last entry that fits; 0 before the first.
    """

    rows: int
    head_hex: str
    broken_at: int | None
    last: int = field(default=0, compare=False)


@dataclass(frozen=True)
class _FirstFormat:
    """The part of a trail that was written by the first format, as the upgrade's record has frozen it.

    Attributes:
        entries: it ends with this entry; 0 where there is no such part.
        head: its last link.
        proven: so many of its entries fitted then.
        erased: entries erased by that format: id → fingerprint of what each says since.
    """

    entries: int = 0
    head: bytes = START
    proven: int = 0
    erased: Mapping[int, str] = field(default_factory=dict)


def last_entry(session: Session) -> int:
    """The id of the newest entry, 0 when there is none; a deed's entries come after it."""
    return int(session.connection().exec_driver_sql("SELECT coalesce(max(id), 0) FROM audit").scalar_one())


def close_deed(session: Session, deed: Deed, after: int, signer: Signer | None = None) -> frozenset[str]:
    """Give every entry after the id `after` its deed and its place in the chain; name the changed tables.

    What the deed lists in erased_entries is then erased, entries of this very deed included. Where the clock
    stands before the deed before, the deed says so.

    Args:
        signer: the person at work, who signs it; None where there are no persons.
    """
    if last_entry(session) > after:
        clock_turns.flag(session, clock.now(), after)
    return close_entries(session.connection(), deed, after, signer)


def close_entries(
    connection: sa.Connection, deed: Deed, after: int, signer: Signer | None = None
) -> frozenset[str]:
    """close_deed on a connection."""
    open_entries = connection.exec_driver_sql(_OPEN, (after,)).all()
    if not open_entries:
        return frozenset()
    link, number = head_of(connection), open_entries[0][0]
    at, day = clock.now().isoformat(timespec="seconds"), deed.at.date().isoformat()
    columns = erasable()
    closed = []
    for entry, op, table, row_id, before, after_text in open_entries:
        covered = (
            entry,
            number,
            at,
            day,
            signer and signer.id,
            deed.actor,
            deed.name,
            op,
            table,
            row_id,
            before,
            after_text,
        )
        digest, salts = trail.closing(covered, columns.get(table, ()))
        link = trail.link(link, digest)
        closed.append(
            [number, at, day, signer and signer.id, deed.actor, deed.name, salts, link, None, entry]
        )
    if signer is not None:
        closed[-1][-2] = signer.sign(connection, link)
    connection.exec_driver_sql(_CLOSE, [tuple(row) for row in closed])
    changed = frozenset(entry[2] for entry in open_entries)
    if "erased_entries" in changed:
        _erase(connection, connection.exec_driver_sql(_ERASURES, (after,)).all())
    return changed


def chain_head(session: Session) -> str:
    """The last link in hex; zeros before the first entry."""
    return head_of(session.connection()).hex()


def head_at(session: Session, table: str, row_id: int) -> str:
    """The link of the last entry about a row in hex; zeros where there is none."""
    link = session.connection().exec_driver_sql(
        "SELECT hash FROM audit WHERE table_name = ? AND row_id = ? AND hash IS NOT NULL"
        " ORDER BY id DESC LIMIT 1",
        (table, row_id),
    )
    return bytes(link.scalar() or START).hex()


def head_of(connection: sa.Connection) -> bytes:
    """The last link; zeros before the first entry."""
    last_link = connection.exec_driver_sql(
        "SELECT hash FROM audit WHERE hash IS NOT NULL ORDER BY id DESC LIMIT 1"
    )
    return last_link.scalar() or START


def verify_chain(session: Session, known: ChainReport | None = None) -> ChainReport:
    """Recompute the chain from its first entry, or from where it was known to hold.

    An entry without a link was committed outside a deed and counts as broken, as does any changed, removed
    or inserted one. Entries older than the second format are also held against the first format's links;
    one of them that was erased since is proven by the second alone.

    Args:
        known: what an earlier look found; what it proved is not looked at again while its last link stands.
    """
    return verify_connection(session.connection(), known)


def verify_connection(connection: sa.Connection, known: ChainReport | None = None) -> ChainReport:
    """verify_chain on a connection."""
    with any_text(connection):
        return _verified(connection, known)


def _verified(connection: sa.Connection, known: ChainReport | None) -> ChainReport:
    lists, first = Lists(connection), _first_format(connection)
    link, link1, rows, last = START, START, 0, 0
    if known is not None and known.last >= first.entries and _still_stands(connection, known):
        link, rows, last = bytes.fromhex(known.head_hex), known.rows, known.last
    entries = connection.execution_options(yield_per=_BATCH).exec_driver_sql(_ENTRIES, (last,))
    for *covered, salts, recorded, recorded1 in entries:
        rows += 1
        entry = covered[0]
        next_link = _next(link, covered, lists.at(entry).get(covered[8], ()), salts)
        next_link1 = _first_link(link1, covered, salts, recorded1, first)
        if next_link is None or next_link1 is None or recorded != next_link:
            return ChainReport(rows, link.hex(), entry, last)
        link, link1, last = next_link, next_link1, entry
    return ChainReport(rows, link.hex(), None, last)


def _still_stands(connection: sa.Connection, known: ChainReport) -> bool:
    """Whether a chain that was whole ended with an entry that is there still."""
    found = connection.exec_driver_sql("SELECT hash FROM audit WHERE id = ?", (known.last,)).scalar()
    return known.broken_at is None and found is not None and bytes(found).hex() == known.head_hex


def verify_first_format(connection: sa.Connection, erased: Mapping[int, str]) -> ChainReport:
    """Recompute a whole chain of the first format, as it stands before it is taken into the second.

    Args:
        erased: entries whose numbers were struck out: id → fingerprint of what each says since.
    """
    statement = f"SELECT {', '.join(FIRST_COVERED)}, hash FROM audit ORDER BY id"
    link, rows = START, 0
    for *covered, recorded in connection.execution_options(yield_per=_BATCH).exec_driver_sql(statement):
        rows += 1
        expected = trail.first_link(link, covered)
        if recorded != expected and recorded and erased.get(covered[0]) == trail.first_content(covered):
            expected = recorded
        if recorded != expected:
            return ChainReport(rows, link.hex(), covered[0])
        link = expected
    return ChainReport(rows, link.hex(), None)


def erased_long_ago(connection: sa.Connection, entries: int) -> dict[int, str]:
    """Entries whose numbers the first format struck out, as the trail records it up to an entry."""
    return dict(connection.exec_driver_sql(_ERASED_LONG_AGO, (entries,)).all())


def _erase(connection: sa.Connection, listed: Iterable[Any]) -> None:
    """Put tags in the place of what some sides of entries say, and forget their salts."""
    lists = Lists(connection)
    for entry, sides in listed:
        table, before, after, salts = connection.exec_driver_sql(
            "SELECT table_name, before, after, salt FROM audit WHERE id = ?", (entry,)
        ).one()
        gone = tuple(SIDES) if sides == trail.BOTH else (sides,)
        texts = {"before": before, "after": after}
        columns, pair = lists.at(entry).get(table, ()), Salts(salts)
        for side in gone:
            texts[side] = trail.public(texts[side], columns, side, pair)
        connection.exec_driver_sql(
            "UPDATE audit SET before = ?, after = ?, salt = ? WHERE id = ?",
            (texts["before"], texts["after"], pair.without(gone), entry),
        )


def _first_format(connection: sa.Connection) -> _FirstFormat:
    """What the upgrade to the second format has frozen of the first."""
    upgrade = connection.exec_driver_sql(
        "SELECT entries, head, broken_at FROM upgrades WHERE from_schema < ? ORDER BY id", (SECOND_FORMAT,)
    ).first()
    if upgrade is None:
        return _FirstFormat()
    entries, head, broken_at = upgrade
    proven = entries if broken_at is None else broken_at - 1
    return _FirstFormat(entries, _link_of(head), proven, erased_long_ago(connection, entries))


def _link_of(written: str) -> bytes:
    """A link as it is written down; empty, which none is, where that was tampered with."""
    try:
        return bytes.fromhex(written)
    except ValueError:
        return b""


def _first_link(
    before: bytes, covered: Sequence[Any], salts: bytes | None, recorded: bytes | None, first: _FirstFormat
) -> bytes | None:
    """The first format's link after an entry; None where the recorded one does not fit.

    After the last of that format there is none, and the last must be the head that the upgrade has recorded.
    """
    entry = covered[0]
    if entry > first.entries:
        return before if recorded is None else None
    if entry > first.proven or recorded is None or (entry == first.entries and recorded != first.head):
        return None
    old_columns = [covered[place] for place in _OLD]
    if trail.first_link(before, old_columns) == recorded or _was_erased(salts):
        return recorded
    struck = first.erased.get(entry) == trail.first_content(old_columns)
    return recorded if struck else None


def _was_erased(salts: bytes | None) -> bool:
    try:
        return bool(Salts(salts).forgotten)
    except TrailError:
        return False


def _next(before: bytes, covered: Sequence[Any], columns: Sequence[str], salts: bytes | None) -> bytes | None:
    """The link after an entry; None where the program cannot have written it."""
    try:
        return trail.link(before, trail.digest(covered, columns, salts))
    except TrailError:
        return None
