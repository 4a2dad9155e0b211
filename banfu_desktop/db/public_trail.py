"""The trail as others may follow it: each entry in its public form, with its digest and signature."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db.erasable import Lists
from banfu_desktop.db.judging_rights import spans
from banfu_desktop.rules import trail
from banfu_desktop.rules.rights import Change, Line, UnknownChangeError
from banfu_desktop.rules.rights_by_table import acts_of
from banfu_desktop.rules.roles import Act
from banfu_desktop.rules.trail import COVERED, Salts

_ENTRIES = f"SELECT {', '.join(COVERED)}, salt FROM audit WHERE id > ? AND hash IS NOT NULL ORDER BY id"
_HEAD = "SELECT hash FROM audit WHERE id = ?"
_SIGNATURES = (
    "SELECT deed, id, person, signature FROM audit WHERE id > ? AND signature IS NOT NULL ORDER BY id"
)
_BATCH = 1000


@dataclass(frozen=True)
class PublicForm:
    """An entry without what can be erased.

    Attributes:
        covered: the values of COVERED, both sides public.
        change: what it changed, as the office knows it.
        acts: what that came to under the rights of its time; nothing where nobody had one.
        person: who signed its deed, if anybody.
        signed: the entry whose link that signature covers; 0 where there is none.
    """

    covered: tuple[Any, ...]
    digest: bytes
    change: Change
    acts: frozenset[Act]
    person: int | None
    signed: int
    signature: bytes


def public_forms(connection: sa.Connection, since: int) -> Iterator[PublicForm]:
    """The closed entries after an entry, in order.

    Raises:
        TrailError: an entry that this program cannot have written.
    """
    lists, rights = Lists(connection), list(spans(connection))
    signatures = {
        deed: (entry, person, signature)
        for deed, entry, person, signature in connection.exec_driver_sql(_SIGNATURES, (since,))
    }
    rows = connection.execution_options(yield_per=_BATCH).exec_driver_sql(_ENTRIES, (since,))
    for *covered, salts in rows:
        table, columns = covered[8], lists.at(covered[0]).get(covered[8], ())
        pair = Salts(salts)
        sides = [trail.public(covered[place], columns, side, pair) for place, side in _SIDES]
        public = (*covered[:-2], *sides)
        before, after = (json.loads(text) if text else {} for text in covered[-2:])
        signed, person, signature = signatures.get(covered[1], (0, None, b""))
        change = Change(covered[7], table, covered[9], before, after)
        yield PublicForm(
            public,
            trail.public_digest(public),
            change,
            _acts(covered[0], change, rights),
            person,
            signed,
            signature,
        )


def _acts(
    entry: int, change: Change, rights: Sequence[tuple[int, int, Mapping[str, Line]]]
) -> frozenset[Act]:
    lines = next(lines for first, last, lines in rights if first < entry <= last)
    try:
        return acts_of(change, lines)
    except UnknownChangeError:
        return frozenset()


def head_at(connection: sa.Connection, entry: int) -> bytes | None:
    """The link after an entry, 32 zero bytes before the first; None where the trail has no such entry."""
    if entry == 0:
        return trail.START
    found: bytes | None = connection.exec_driver_sql(_HEAD, (entry,)).scalar()
    return found


_SIDES = ((len(COVERED) - 2, "before"), (len(COVERED) - 1, "after"))
