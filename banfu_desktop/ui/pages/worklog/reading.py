"""What the work log's views show, read for each of them in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.worklog import DutyCounts
from banfu_desktop.services.documents import plans
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.projects import projects
from banfu_desktop.services.worklog import matters, months, week, worklog
from banfu_desktop.services.worklog.matters import MatterRow
from banfu_desktop.services.worklog.months import MonthRow
from banfu_desktop.services.worklog.week import DutyRow, Week
from banfu_desktop.services.worklog.worklog import EntryRow
from banfu_desktop.ui.tasks import Session


@dataclass(frozen=True)
class WeekData:
    """What the week's view shows."""

    week: Week
    months: Sequence[MonthRow]
    missing: int
    matters: Sequence[MatterRow]
    duties: DutyCounts
    phrases: Sequence[tuple[str, int]]
    villages: Sequence[str]


@dataclass(frozen=True)
class MonthData:
    """What the month's list shows, and whom and what an entry may name."""

    rows: Sequence[EntryRow]
    months: Sequence[MonthRow]
    postings: Sequence[MemberRow]
    projects: Sequence[tuple[int, str]]
    items: Sequence[tuple[int, str]]
    villages: Sequence[str]


@dataclass(frozen=True)
class YearData:
    """The duties of a year."""

    year: int
    rows: Sequence[DutyRow]


def read_week(session: Session, day: date, today: date) -> WeekData:
    """The week of a day, and what stands beside it."""
    rows = months.listing(session)
    waiting = [row.month for row in rows if row.signed_on is None and row.month <= Month.of(today)]
    return WeekData(
        week.week(session, day, today),
        rows,
        months.missing_days(session, waiting[0], today) if waiting else 0,
        matters.listing(session, today),
        week.half_year(week.duty_months(session, day.year), day),
        worklog.phrases(session, today),
        worklog.villages(session),
    )


def read_month(session: Session, month: Month) -> MonthData:
    """A month's entries, the latest first."""
    named = [(row.id, row.name) for row in projects.listing(session)]
    rows = list(reversed(worklog.listing(session, month.period)))
    items = [(row.id, row.task) for row in plans.listing(session) if row.state.open]
    return MonthData(
        rows, months.listing(session), members.listing(session), named, items, worklog.villages(session)
    )
