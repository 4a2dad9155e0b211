"""Approvals in the trail by whoever had a hand in the making: four eyes asked again, as of then.

The write door asks before it saves; whoever approves past it is found here, by the signature he left. Asked
only since there are persons: earlier programs kept maker and checker apart by less.
"""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from banfu_desktop.db import approvals, four_eyes
from banfu_desktop.db.replay import values
from banfu_desktop.rules.rights import Change

_APPROVING = (
    "SELECT deed, id, person, day, op, table_name, row_id, before, after FROM audit WHERE person IS NOT NULL"
    " AND (table_name IN ('subsidy_sheets', 'log_months') AND op = 'I'"
    " OR table_name IN ('claims', 'fund_years') AND op = 'U')"
    " AND json_valid(coalesce(before, '{}')) AND json_valid(coalesce(after, '{}')) ORDER BY id"
)
_ALONE = (
    "SELECT json_extract(after, '$.table_name'), json_extract(after, '$.row_id') FROM audit"
    " WHERE table_name = 'sole_approvals' AND op = 'I' AND deed = ?"
)


def unseparated(connection: sa.Connection) -> Iterator[int]:
    """Every entry by which a maker approved his own work, without a reason on record and unvouched for."""
    rows = connection.exec_driver_sql(_APPROVING).all()
    for deed, entries in groupby(rows, key=lambda row: row.deed):
        yield from _in_deed(connection, int(deed), list(entries))


def _in_deed(connection: sa.Connection, deed: int, entries: list[sa.Row[Any]]) -> Iterator[int]:
    before, first = deed - 1, entries[0]
    if not four_eyes.in_force(connection, date.fromisoformat(first.day), before):
        return
    changes = [
        Change(row.op, row.table_name, row.row_id, values(row.before), values(row.after)) for row in entries
    ]
    places = {(row.table_name, row.row_id): row.id for row in entries}
    alone = {(table, row_id) for table, row_id in connection.exec_driver_sql(_ALONE, (deed,))}
    approver = four_eyes.approver_of(connection, first.person, None, before)
    for _, table, row_id, feed in approvals.under_way(connection, changes, before, on_paper=True):
        if (table, row_id) not in alone and four_eyes.taking_part(connection, feed, approver, before):
            yield places[table, row_id]
