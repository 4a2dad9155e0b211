"""Which columns of the trail can be erased, by schema: each step of the schema says what it adds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

import sqlalchemy as sa

from banfu_desktop.db import migrations
from banfu_desktop.rules.trail import Erasable

SECOND_FORMAT = next(n for n, step in enumerate(migrations.STEPS, 1) if step.endswith("trail_format_2"))
"""The first schema whose trail is of the second format; older entries were taken into it under its list."""
_UPGRADES = "SELECT from_schema, entries FROM upgrades WHERE entries > 0 ORDER BY id"


def erasable(schema: int | None = None) -> Erasable:
    """The erasable columns by table, of the present schema or an earlier one since the second format."""
    return _of(migrations.STEPS[:schema])


class Lists:
    """The erasable columns at each entry of a trail: those of the schema it was written under."""

    def __init__(self, connection: sa.Connection) -> None:
        spans = connection.exec_driver_sql(_UPGRADES).all()
        self._until = [(int(last), erasable(max(schema, SECOND_FORMAT))) for schema, last in spans]

    def at(self, entry: int) -> Erasable:
        """The list in force at an entry."""
        return next((columns for last, columns in self._until if entry <= last), erasable())


@cache
def _of(steps: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    by_table: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for step in steps[SECOND_FORMAT - 1 :]:
        for table, columns in getattr(import_module(step), "ERASABLE", {}).items():
            by_table[table] += tuple(columns)
    return by_table
