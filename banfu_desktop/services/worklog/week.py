"""A week of the log, person by day: what was written, what attendance says, and where a line is missing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.worklog import LogEntry, LogPerson
from banfu_desktop.rules import worklog as rules
from banfu_desktop.rules.attendance import Day
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.worklog import Duty
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.worklog import worklog
from banfu_desktop.services.worklog.worklog import EntryRow


@dataclass(frozen=True)
class DayCell:
    """Somebody's day: entries, what attendance says of it (None: 在岗), whether a line is missing.

    `posted` says whether it lies in the posting at all.
    """

    entries: tuple[EntryRow, ...]
    away: Day | None
    missing: bool
    posted: bool


@dataclass(frozen=True)
class WeekRow:
    """Somebody's week, Monday first."""

    posting_id: int
    name: str
    organisation: str
    cells: tuple[DayCell, ...]


@dataclass(frozen=True)
class Week:
    """A week: its days, the names of its rest days, everybody posted on any of them."""

    days: tuple[date, ...]
    free: Mapping[date, str]
    rows: tuple[WeekRow, ...]

    @property
    def entries(self) -> list[EntryRow]:
        """Every entry once."""
        found = {entry.id: entry for row in self.rows for cell in row.cells for entry in cell.entries}
        return list(found.values())

    @property
    def missing(self) -> int:
        """Person-days without a line."""
        return sum(cell.missing for row in self.rows for cell in row.cells)


def week(session: Session, day: date, today: date) -> Week:
    """The week a day lies in."""
    days = rules.week_of(day)
    span = Period(days[0], days[-1])
    calendar = RestDays(session)
    by_place: dict[tuple[int, date], list[EntryRow]] = {}
    for entry in worklog.listing(session, span):
        for posting_id in entry.posting_ids:
            by_place.setdefault((posting_id, entry.day), []).append(entry)
    away = attendance.states_between(session, span)
    rows = []
    for posting in members.listing(session, span):
        logged = {day for day in days if (posting.id, day) in by_place}
        states = away.get(posting.id, {})
        lacking = rules.missing_days(calendar, posting.period, states, logged, today, span)
        cells = tuple(
            DayCell(
                tuple(by_place.get((posting.id, day), ())),
                states.get(day),
                day in lacking,
                day in posting.period,
            )
            for day in days
        )
        rows.append(WeekRow(posting.id, posting.name, posting.organisation, cells))
    free = {day: name for day in days if (name := calendar[Month.of(day)].free.get(day))}
    return Week(days, free, tuple(rows))


def missing(session: Session, period: Period, until: date) -> list[tuple[MemberRow, list[date]]]:
    """Everybody with working days of a period, before `until`, that have no line, and those days.

    From the first entry the office ever wrote on: who kept no log then is not blamed.
    """
    first = session.scalar(sa.select(sa.func.min(LogEntry.day)))
    if first is None or (period.end is not None and period.end < first):
        return []
    span = Period(max(first, period.start), period.end)
    logged: dict[int, set[date]] = {}
    statement = sa.select(LogPerson.posting_id, LogEntry.day).join(
        LogEntry, LogEntry.id == LogPerson.entry_id
    )
    for posting_id, day in session.execute(statement.where(LogEntry.day.between(span.start, until))):
        logged.setdefault(posting_id, set()).add(day)
    away, calendar = attendance.states_between(session, Period(span.start, until)), RestDays(session)
    found = [
        (
            row,
            rules.missing_days(
                calendar, row.period, away.get(row.id, {}), logged.get(row.id, ()), until, span
            ),
        )
        for row in members.listing(session, span)
    ]
    return [(row, days) for row, days in found if days]


def first_missing(session: Session, today: date, days: int = 7) -> list[tuple[MemberRow, list[date]]]:
    """The same of the last days before today."""
    return missing(session, Period(today - timedelta(days=days), today - timedelta(days=1)), today)


@dataclass(frozen=True)
class DutyRow:
    """A duty over the months of a year; attribute names are those of tables.worklog.DUTY_MONTHS."""

    kind: Duty
    months: tuple[int, ...]
    households: int

    @property
    def clause(self) -> str:
        """Where the notice names it."""
        return self.kind.clause

    @property
    def duty(self) -> str:
        """What it is called."""
        return self.kind.label

    @property
    def total(self) -> int:
        """The year's."""
        return sum(self.months)

    def __getattr__(self, name: str) -> int:
        """`in_3` is March's."""
        if name.startswith("in_") and name[3:].isdecimal():
            return self.months[int(name[3:]) - 1]
        raise AttributeError(name)


def duty_months(session: Session, year: int) -> list[DutyRow]:
    """The eight duties over the months of a year, in the order of the notice, with households visited."""
    month = sa.func.substr(sa.cast(LogEntry.day, sa.String), 6, 2)
    statement = (
        sa.select(
            LogEntry.duty, month, sa.func.count(), sa.func.sum(sa.func.coalesce(LogEntry.households, 0))
        )
        .where(LogEntry.day.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(LogEntry.duty, month)
    )
    counts: Counter[tuple[Duty, int]] = Counter()
    households: Counter[Duty] = Counter()
    for duty, number, count, visited in session.execute(statement):
        counts[duty, int(number)] += count
        households[duty] += visited or 0
    return [
        DutyRow(duty, tuple(counts[duty, number] for number in range(1, 13)), households[duty])
        for duty in Duty
    ]


def half_year(rows: list[DutyRow], day: date) -> rules.DutyCounts:
    """The picture of the half-year a day lies in, from the year's counts."""
    numbers = [month.number for month in rules.months_of_half(day)]
    bars = tuple(
        (f"{row.clause[2]} {row.duty}", sum(row.months[number - 1] for number in numbers)) for row in rows
    )
    return rules.DutyCounts(f"{day.year}年{rules.half_label(day)}履职", bars)
