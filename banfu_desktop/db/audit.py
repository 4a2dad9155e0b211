"""The audit chain: the entries the triggers wrote are closed at commit, each hash over the one before it.

Whoever holds the data key could rewrite the chain, so its head is also printed on the pay sheets and sent
in every county package.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

_START = bytes(32)
_COVERED = "id, deed, at, actor, name, op, table_name, row_id, before, after"
_BATCH = 1000


@dataclass(frozen=True)
class Deed:
    """What was done, as the clerk calls it (登记请假), by whom and when (local time)."""

    name: str
    actor: str
    at: datetime


@dataclass(frozen=True)
class ChainReport:
    """How far the chain holds: entries read, the last hash, and the first entry that does not fit, if any."""

    rows: int
    head_hex: str
    broken_at: int | None


def last_entry(session: Session) -> int:
    """The id of the newest entry, 0 when there is none; a deed's entries come after it."""
    return int(session.connection().exec_driver_sql("SELECT coalesce(max(id), 0) FROM audit").scalar_one())


def close_deed(session: Session, deed: Deed, after: int) -> frozenset[str]:
    """Give every entry after the id `after` its deed and its place in the chain; name the changed tables."""
    connection = session.connection()
    open_entries = connection.exec_driver_sql(
        "SELECT id, op, table_name, row_id, before, after FROM audit WHERE id > ? ORDER BY id", (after,)
    ).all()
    if not open_entries:
        return frozenset()
    link, number = _head(session), open_entries[0][0]
    said = (number, deed.at.isoformat(timespec="seconds"), deed.actor, deed.name)
    closed = []
    for entry in open_entries:
        link = _link(link, (entry[0], *said, *entry[1:]))
        closed.append((*said, link, entry[0]))
    connection.exec_driver_sql(
        "UPDATE audit SET deed = ?, at = ?, actor = ?, name = ?, hash = ? WHERE id = ?", closed
    )
    return frozenset(entry[2] for entry in open_entries)


def chain_head(session: Session) -> str:
    """The last hash in hex; zeros before the first entry."""
    return _head(session).hex()


def verify_chain(session: Session) -> ChainReport:
    """Recompute the chain from its first entry.

    An entry without a hash was committed outside a deed and counts as broken, as does any changed, removed
    or inserted one. Of an entry whose numbers were erased after their retention period the later entry that
    records the erasure tells what it says now; its own hash is taken as it stands.
    """
    erased = _erased(session)
    entries = (
        session.connection()
        .execution_options(yield_per=_BATCH)
        .exec_driver_sql(f"SELECT {_COVERED}, hash FROM audit ORDER BY id")
    )
    link, rows = _START, 0
    for *covered, recorded in entries:
        rows += 1
        expected = _link(link, covered)
        if recorded != expected and recorded and erased.get(covered[0]) == content_sha256(covered):
            expected = recorded
        if recorded != expected:
            return ChainReport(rows, link.hex(), covered[0])
        link = expected
    return ChainReport(rows, link.hex(), None)


def content_sha256(covered: Any) -> str:
    """A fingerprint of what an entry says (the columns the chain covers), in hex."""
    return hashlib.sha256(_content(covered)).hexdigest()


def covered_entry(session: Session, entry: int) -> list[Any]:
    """The columns of one entry that the chain covers; before and after are the last two."""
    return list(
        session.connection().exec_driver_sql(f"SELECT {_COVERED} FROM audit WHERE id = ?", (entry,)).one()
    )


def _erased(session: Session) -> dict[int, str]:
    """Entries whose numbers were erased, as the trail itself records it: id → what each says since."""
    return dict(
        session.connection()
        .exec_driver_sql(
            "SELECT json_extract(after, '$.entry'), json_extract(after, '$.sha256') FROM audit"
            " WHERE table_name = 'erased_entries' AND op = 'I' AND hash IS NOT NULL ORDER BY id"
        )
        .all()
    )


def _head(session: Session) -> bytes:
    found = session.connection().exec_driver_sql(
        "SELECT hash FROM audit WHERE hash IS NOT NULL ORDER BY id DESC LIMIT 1"
    )
    return found.scalar() or _START


def _link(before: bytes, covered: Any) -> bytes:
    return hashlib.sha256(before + _content(covered)).digest()


def _content(covered: Any) -> bytes:
    return json.dumps(list(covered), ensure_ascii=False, separators=(",", ":")).encode()
