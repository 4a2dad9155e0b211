"""Open matters (未了事项): next steps that no later entry closed, and closing them (销号)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.worklog import LogClosing, LogEntry
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.office import settings
from banfu_desktop.services.worklog import worklog
from banfu_desktop.services.worklog.worklog import EntryRow


@dataclass(frozen=True)
class MatterRow:
    """An open matter, its age in days on a day, and how urgent that is (grey, amber, red)."""

    entry: EntryRow
    age: int
    urgency: str


def listing(session: Session, today: date) -> list[MatterRow]:
    """Every open matter, the oldest first; red is one whose due day has passed, whatever its age."""
    choices = settings.Choices(session)
    amber, red = (choices.value(name, today) for name in ("matter_amber_days", "matter_red_days"))
    closed = sa.select(LogClosing.entry_id)
    has_step = sa.func.coalesce(LogEntry.next_step, "") != ""
    rows = worklog.listing(session, where=sa.and_(has_step, LogEntry.id.not_in(closed)))
    return [MatterRow(row, (today - row.day).days, _urgency(row, today, amber, red)) for row in rows]


def _urgency(row: EntryRow, today: date, amber: int, red: int) -> str:
    age = (today - row.day).days
    if age >= red or (row.next_due is not None and row.next_due < today):
        return "red"
    return "amber" if age >= amber else "grey"


def close(session: Session, entry_ids: Iterable[int], closing_id: int) -> int:
    """Close open matters by the entry that says what became of them. Returns how many.

    Raises:
        UserError: a matter is not open, or the closing entry is not after it.
    """
    closing = worklog.one(session, closing_id)
    closed = 0
    for entry_id in entry_ids:
        row = worklog.one(session, entry_id)
        if row.next_step is None or row.closed_on is not None:
            raise UserError(f"{row.day}的“{row.next_step or row.content}”不是未了事项", "请刷新后再看")
        if (closing.day, closing.id) <= (row.day, row.id):
            raise UserError(
                f"{closing.day}的日志不能销{row.day}的号", "销号用办结时记的那一条，日期不早于原来的一条"
            )
        session.add(LogClosing(entry_id=entry_id, closing_id=closing_id))
        session.flush()
        closed += 1
    return closed


def reopen(session: Session, entry_id: int) -> None:
    """Take a 销号 back.

    Raises:
        UserError: the matter is not closed.
    """
    row = session.scalar(sa.select(LogClosing).filter_by(entry_id=entry_id))
    if row is None:
        raise UserError("这一项没有销号", "请刷新后再看")
    session.delete(row)
