"""The items of plans (五(二)) that entries were work on; which, the documents say."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.documents import PlanEntry, PlanItem
from banfu_desktop.db.models.worklog import LogClosing, LogEntry


def items_of(session: Session, chosen: Sequence[sa.ColumnElement[bool]]) -> dict[int, list[tuple[int, str]]]:
    """Item and task of everything that entries under conditions were work on, by entry, the first first."""
    statement = (
        sa.select(PlanEntry.entry_id, PlanItem.id, PlanItem.task)
        .join(PlanItem, PlanItem.id == PlanEntry.item_id)
        .join(LogEntry, LogEntry.id == PlanEntry.entry_id)
        .outerjoin(LogClosing, LogClosing.entry_id == LogEntry.id)
        .where(*chosen)
        .order_by(PlanEntry.id)
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for entry, item, task in session.execute(statement):
        found.setdefault(entry, []).append((item, task))
    return found
