"""Attendance (四(三)): what a month's days add up to, who approves a leave, and what is worth a look."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.words import DayState


@dataclass(frozen=True)
class Tally:
    """A person's month in days: posted, at the post (公务外出 and 培训 included), and each other state."""

    days_posted: int
    days_present: int
    counts: Mapping[DayState, int]

    @property
    def leave_days(self) -> int:
        """Days of leave and absence."""
        return self.days_posted - self.days_present


def tally(month: Month, posting: Period, states: Mapping[date, DayState]) -> Tally:
    """Count a month; days outside the posting do not count, whatever stands there."""
    span = posting.common(month.period)
    days = list(span.days()) if span else []
    counts = Counter(states.get(day, DayState.PRESENT) for day in days)
    present = sum(count for state, count in counts.items() if state.counts_present)
    return Tally(len(days), present, dict(counts))


def below_threshold(total: Tally, month: Month, threshold: int) -> str:
    """The remark for a full month with too few days at the post, or an empty text (本单位自定; 0 is off)."""
    if not threshold or total.days_posted < month.days or total.days_present >= threshold:
        return ""
    return f"在岗{total.days_present}天，少于{threshold}天"


def approver(days: int, town_days: int) -> str:
    """Who approves a leave of so many days (本单位自定): the town party committee, beyond it 县委组织部."""
    return "镇党委" if days <= town_days else "县委组织部"


def leave_days(start: date, end: date, returned_on: date | None) -> Period:
    """The days a leave covers: up to its end, or to the day before the return when reported back (销假)."""
    if returned_on is not None and returned_on <= end:
        return Period(start, date.fromordinal(returned_on.toordinal() - 1))
    return Period(start, end)


def overlapping(wanted: Period, others: Iterable[Period]) -> Period | None:
    """The first of the other periods that shares a day with the wanted one."""
    return next((other for other in others if wanted.common(other) is not None), None)
