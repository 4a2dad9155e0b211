"""The leaves of a year as a timeline: a line a person, each leave with its letter and its days."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.attendance import leave_days
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.timelines import Lane, Shade, Span, Timeline, year_window
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance.leaves import LeaveRow, leaves
from banfu_desktop.services.members import members

_RESTED = frozenset({DayState.ANNUAL, DayState.COMPENSATORY})
"""Leave that is owed to everybody; all other kinds are looked at."""
LEGEND = ((Shade.GREEN, "年休、补休"), (Shade.AMBER, "其他假"), (Shade.BREAK, "还没有销假"))


def calendar(session: Session, year: int, today: date | None = None) -> Timeline:
    """Everybody posted in a year with the leaves of it, in the order of the roster."""
    window = year_window(year)
    by_person: dict[int, list[LeaveRow]] = {}
    rows = members.listing(session, window)
    person_of = {row.id: row.person_id for row in rows}
    for leave in leaves(session, window):
        if leave.posting_id in person_of:
            by_person.setdefault(person_of[leave.posting_id], []).append(leave)
    people = {row.person_id: row for row in reversed(rows)}
    order = dict.fromkeys(row.person_id for row in rows)
    lanes = [
        Lane(people[key].name, spans(by_person.get(key, ())), people[key].organisation, ("person", key))
        for key in order
    ]
    return Timeline(f"{year}年请假", window, tuple(lanes), today, legend=LEGEND)


def spans(rows: Iterable[LeaveRow]) -> tuple[Span, ...]:
    """One person's leaves in order of time."""
    return tuple(_span(row) for row in sorted(rows, key=lambda row: row.start_on))


def _span(row: LeaveRow) -> Span:
    """A leave until the day it really ended."""
    taken = leave_days(row.start_on, row.end_on, row.returned_on)
    days = row.days if row.taken is None else row.taken
    back = f"，{row.returned_on} 销假" if row.returned_on else "，还没有销假"
    rested = Shade.GREEN if row.state in _RESTED else Shade.AMBER
    return Span(
        Period(taken.start, taken.end), f"{row.state.mark} {days:g}天",
        rested if row.returned_on else Shade.BREAK,
        f"{row.state.label} {row.start_on}至{row.end_on}，批准 {row.days:g} 天{back}",
        keeps_words=True, key=("attendance", row.id),
    )  # fmt: skip
