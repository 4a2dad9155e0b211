"""Whether every deed since there are persons was signed by whoever the trail says did it.

A deed's last entry carries an Ed25519 signature of its link, so of all it changed and of all history before
it. It is proven by the key that was in force before the deed, and the trail itself says which that was. Not
signed are deeds with the recovery card, which may only appoint somebody, and an upgrade done with it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db.persons import signed_text
from banfu_desktop.db.slots import signed_by

CARD, RESTORED = "恢复卡", "恢复备份"
"""Who does a deed with the recovery card; and the deed that tells of a restore, whoever does it."""
BY_CARD = frozenset({"persons", "card", "disclosures", "restores"})
"""What a deed with the recovery card may change: it appoints somebody, or tells of a restore."""
_APPOINTS = frozenset({"persons", "card"})
_FIRST = "SELECT min(id) FROM audit WHERE table_name = 'persons'"
_SINCE = (
    "SELECT id, deed, person, actor, name, op, table_name, row_id, after, signature, hash FROM audit"
    " WHERE id >= ? ORDER BY id"
)
_FIRST_EARLIER = "SELECT min(id) FROM audit WHERE id < ? AND (person IS NOT NULL OR signature IS NOT NULL)"
_ALL = 2**62
_BATCH = 1000


@dataclass(frozen=True)
class SignatureReport:
    """What is proven of who did what.

    Attributes:
        signed: deeds with a good signature.
        broken_at: the last entry of the first deed without the signature it should have; None if all have.
        unsigned: the last entries of deeds that may be without: with the card, or an upgrade.
        appointing: of those, the deeds that changed a person or the card.
    """

    signed: int
    broken_at: int | None
    unsigned: tuple[int, ...]
    appointing: tuple[int, ...] = ()


@dataclass
class _Roster:
    """The persons at work at a place of the trail: id → the key that proves their signature, in hex."""

    keys: dict[int, str] = field(default_factory=dict)

    def learn(self, entries: Iterable[sa.Row[Any]]) -> None:
        """What a deed changes of them, for the deeds after it."""
        for entry in entries:
            if entry.table_name == "persons":
                row: dict[str, Any] = json.loads(entry.after) if entry.after else {}
                if row and row.get("left_on") is None:
                    self.keys[entry.row_id] = str(row.get("verify_key"))
                else:
                    self.keys.pop(entry.row_id, None)


def verify(connection: sa.Connection) -> SignatureReport:
    """Prove every deed's signature, of a trail whose chain holds."""
    first = connection.exec_driver_sql(_FIRST).scalar() or _ALL
    if early := connection.exec_driver_sql(_FIRST_EARLIER, (first,)).scalar():
        return SignatureReport(0, int(early), ())
    roster, signed = _Roster(), 0
    unsigned, appointing = list[int](), list[int]()
    for entries in _deeds(connection, first):
        last = entries[-1]
        if not _is_whole(entries):
            return SignatureReport(signed, last.id, tuple(unsigned))
        if last.signature is not None:
            if not _is_signed(connection, last, roster):
                return SignatureReport(signed, last.id, tuple(unsigned))
            signed += 1
        elif roster.keys:
            if not _may_be_unsigned(entries):
                return SignatureReport(signed, last.id, tuple(unsigned))
            unsigned.append(last.id)
            appointing += [last.id] if any(entry.table_name in _APPOINTS for entry in entries) else []
        by_card = last.signature is None and bool(roster.keys)
        roster.learn(entries)
        if by_card and not roster.keys:  # the card appoints, it ends nothing
            return SignatureReport(signed, last.id, tuple(unsigned))
    return SignatureReport(signed, None, tuple(unsigned), tuple(appointing))


def _deeds(connection: sa.Connection, first: int) -> Iterator[list[sa.Row[Any]]]:
    rows = connection.execution_options(yield_per=_BATCH).exec_driver_sql(_SINCE, (first,))
    for _, entries in groupby(rows, lambda row: row.deed):
        yield list(entries)


def _is_whole(entries: list[sa.Row[Any]]) -> bool:
    """Whether one person did all of it, and only its last entry is signed."""
    last = entries[-1]
    return (
        all(entry.person == last.person for entry in entries)
        and all(entry.signature is None for entry in entries[:-1])
        and (last.person is None) == (last.signature is None)
    )


def _is_signed(connection: sa.Connection, last: sa.Row[Any], roster: _Roster) -> bool:
    key = roster.keys.get(last.person)
    try:
        return key is not None and signed_by(
            bytes.fromhex(key), signed_text(connection, last.hash), last.signature
        )
    except ValueError:
        return False


def _may_be_unsigned(entries: list[sa.Row[Any]]) -> bool:
    """Whether the program does so without a person: with the card, when it restores, or as it upgrades."""
    tables, (entry, *_) = {entry.table_name for entry in entries}, entries
    by_card = entry.actor is not None and entry.actor.split("·")[0] == CARD
    return "upgrades" in tables or (tables <= BY_CARD and (by_card or entry.name == RESTORED))
