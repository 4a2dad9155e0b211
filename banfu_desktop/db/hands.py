"""Whose hand an entry of the trail was, by the keys that were in force then."""

import json
from bisect import bisect_left
from collections import defaultdict
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from banfu_desktop.rules.persons import Hand, hands_behind
from banfu_desktop.rules.roles import role_named

_PERSONS = "SELECT id, row_id, after FROM audit WHERE table_name = 'persons' AND id <= ? ORDER BY id"


class Hands:
    """Whose hand an entry was, or an approval is.

    A password that somebody else has set is his as well, until its owner has changed it.
    """

    def __init__(self, connection: sa.Connection, before: int) -> None:
        self._keys = defaultdict[int, list[tuple[int, str, int | None]]](list)
        self._roles = dict[str | None, frozenset[Hand]]()
        self._persons = dict[tuple[int, int], frozenset[Hand]]()
        for entry, person, after in connection.exec_driver_sql(_PERSONS, (before,)):
            row: dict[str, Any] = json.loads(after) if after else {}
            self._keys[person].append((entry, str(row.get("how")), row.get("set_by")))

    def of(self, entry: int, person: int | None, actor: str | None) -> frozenset[Hand]:
        """Whoever may have written an entry; without persons, the role it names."""
        if person is None:
            if actor not in self._roles:
                role = role_named(actor or "")
                self._roles[actor] = frozenset() if role is None else frozenset({role.label})
            return self._roles[actor]
        known = self._keys.get(person, [])
        place = bisect_left(known, entry, key=itemgetter(0))
        if (person, place) not in self._persons:
            hands = hands_behind(person, *known[place - 1][1:]) if place else frozenset[Hand]({person})
            self._persons[person, place] = hands
        return self._persons[person, place]
