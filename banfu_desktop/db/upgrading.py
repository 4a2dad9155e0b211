"""What an upgrade puts on record: how the trail stood, its new chain, and what the rows were not.

Entries of the trail's first format are taken into the second: salts are made for them, the chain over them is
computed anew, and their first links stay beside it, so that a code on paper is still found and proven.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import sqlalchemy as sa

from banfu_desktop import __version__, clock
from banfu_desktop.db.audit import (
    ChainReport,
    Deed,
    close_entries,
    erased_long_ago,
    head_of,
    verify_connection,
    verify_first_format,
)
from banfu_desktop.db.erasable import SECOND_FORMAT, erasable
from banfu_desktop.db.persons import Signer
from banfu_desktop.db.replay import Differing, differing
from banfu_desktop.rules import trail
from banfu_desktop.rules.trail import COVERED, START, TrailError

DEED, ACTOR = "升级数据库", "程序"
_RECORDS_ERASURES = 7
"""The first schema that has a table of them."""
_UNFIT = b"\xff" * 32
_BATCH = 1000
_NEXT = f"SELECT {', '.join(COVERED)}, hash FROM audit WHERE id > ? ORDER BY id LIMIT {_BATCH}"
_ADOPT = "INSERT INTO audit (op, table_name, row_id, before, after) VALUES (?, ?, ?, ?, ?)"
_PUT = (
    "INSERT INTO upgrades"
    " (from_schema, to_schema, program, entries, head, broken_at, erased_sha256, differing)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Record:
    """How an office's trail stood before its upgrade.

    Attributes:
        since: the schema it had.
        entries: the number of its last entry.
        head: its last link.
        chain: how far its chain held.
        erased_sha256: of the list of entries that the first format had erased; empty where none.
    """

    since: int
    entries: int
    head: bytes
    chain: ChainReport
    erased_sha256: str

    @classmethod
    def before(cls, connection: sa.Connection, since: int) -> "Record":
        """Look at the trail as it is, before anything changes."""
        entries = int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM audit").scalar_one())
        head = head_of(connection)
        if since >= SECOND_FORMAT:
            return cls(since, entries, head, verify_connection(connection), "")
        erased = erased_long_ago(connection, entries) if since >= _RECORDS_ERASURES else {}
        listed = trail.canonical(sorted(erased.items())).encode()
        fingerprint = hashlib.sha256(listed).hexdigest() if erased else ""
        return cls(since, entries, head, verify_first_format(connection, erased), fingerprint)

    def renew_chain(self, connection: sa.Connection) -> None:
        """Take entries of the first format into the second, while no trigger stands."""
        if self.since >= SECOND_FORMAT:
            return
        connection.exec_driver_sql("UPDATE audit SET hash1 = hash")
        link, last, columns = START, 0, erasable(SECOND_FORMAT)
        while batch := connection.exec_driver_sql(_NEXT, (last,)).all():
            renewed = []
            for *covered, closed in batch:
                try:
                    names = columns.get(covered[8], ())
                    salts = trail.new_salts(names, covered[-2], covered[-1])
                    link = trail.link(link, trail.digest(covered, names, salts))
                except (
                    TrailError
                ):  # tampered with long ago: a link that nothing fits names the place for good
                    salts, link = None, _UNFIT
                renewed.append((salts, link if closed else None, covered[0]))
            connection.exec_driver_sql("UPDATE audit SET salt = ?, hash = ? WHERE id = ?", renewed)
            last = batch[-1][0]

    def write(self, connection: sa.Connection, steps: tuple[str, ...], signer: Signer | None) -> None:
        """Close the upgrade as a deed, once the triggers stand.

        Rows that are not what a trail of the first format says are taken as they stand, each by an entry:
        that format's erasures and steps left some so, and nothing tells them from a change behind its back.
        """
        adopted = [_adopted(row) for row in differing(connection)] if self.since < SECOND_FORMAT else []
        if adopted:
            connection.exec_driver_sql(_ADOPT, adopted)
        for step in _steps(steps):
            step.put_on_record(connection)
        to = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        record = (self.since, to, __version__, self.entries, self.head.hex(), self.chain.broken_at)
        connection.exec_driver_sql(_PUT, (*record, self.erased_sha256, len(adopted)))
        close_entries(connection, Deed(DEED, ACTOR, clock.now()), self.entries, signer)


def _adopted(row: Differing) -> tuple[str, str, int, str | None, str | None]:
    op = "D" if row.now is None else "U" if row.said is not None else "I"
    return op, row.table, row.row_id, row.said, row.now


def _steps(names: tuple[str, ...]) -> Iterator[Any]:
    """The steps that change rows, which they do through the triggers."""
    return (step for step in map(import_module, names) if hasattr(step, "put_on_record"))
