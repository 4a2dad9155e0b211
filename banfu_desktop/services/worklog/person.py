"""What the work log tells of a person: how much was written, and the latest entries."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.worklog import LogEntry, LogPerson
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.door import PersonPart, PersonWish, Small, Way
from banfu_desktop.services.worklog import worklog
from banfu_desktop.tables.worklog import ENTRIES_OF_PERSON

_LATEST = 4


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Entries of every posting: their number, this month's, and the last few."""
    own = sa.select(LogPerson.entry_id).where(LogPerson.posting_id.in_(wish.posting_ids))
    month = Month.of(wish.today)
    counts = sa.select(
        sa.func.count(), sa.func.sum(sa.case((LogEntry.day.between(month.first, month.last), 1), else_=0))
    ).where(LogEntry.id.in_(own))
    total, of_month = session.execute(counts).one()
    if not total:
        return PersonPart()
    last = sa.select(LogEntry.id).where(LogEntry.id.in_(own))
    latest = list(session.scalars(last.order_by(LogEntry.day.desc(), LogEntry.id.desc()).limit(_LATEST)))
    rows = worklog.listing(session, where=LogEntry.id.in_(latest))[::-1]
    way = Way("工作日志", f"{total} 条", f"本月 {of_month or 0} 条", worklog.ROOM, f"day {rows[0].day}")
    return PersonPart(
        ways=(way,), smalls=(Small("最近的工作日志", ENTRIES_OF_PERSON, rows, worklog.ROOM, "id"),)
    )
