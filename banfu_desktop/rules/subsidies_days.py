"""The days of a month as the subsidy counts them: whole, in halves, each kind of leave in its own days."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from banfu_desktop.rules.attendance import BY_WORK_DAYS, Counting, Day, Days, in_days
from banfu_desktop.rules.dates import MonthCalendar, Period
from banfu_desktop.rules.policy import DaysBasis, SubsidyPolicy
from banfu_desktop.rules.words import DayState


def marks_within(days: Days, span: Period) -> Iterator[tuple[date, Day]]:
    """The attendance inside a period; what stands outside a posting counts nowhere."""
    return ((day, what) for day, what in days.items() if day in span)


@dataclass
class Marks:
    """How somebody's days with one payer were spent, as far as not at the post.

    Attributes:
        away: whole calendar days away; half a day at the post is a day at the post.
        counting: how the office counts.
        away_paid: of these, days of leave that nothing is deducted for.
        away_kept: of these, days of leave that is paid even where the office deducts leave.
        own: half days of each state, counted as its kind is.
        marked: half days of each state by the calendar; what a ruling is bound to.
        worked: half days of each state on working days.
        long_own: half days of 病假 and 事假 in their own days, each with whether it is a rest day.
    """

    counting: Counting = BY_WORK_DAYS
    away: int = 0
    away_paid: int = 0
    away_kept: int = 0
    away_halves: int = 0
    duty_halves: int = 0
    own: Counter[DayState] = field(default_factory=Counter)
    marked: Counter[DayState] = field(default_factory=Counter)
    worked: Counter[DayState] = field(default_factory=Counter)
    long_own: list[tuple[date, bool]] = field(default_factory=list)

    def add(self, days: Iterable[tuple[date, Day]], calendar: MonthCalendar) -> None:
        """Count further days of the same payer."""
        for day, what in days:
            halves = (what.morning, what.afternoon)
            rest = day in calendar.free
            if not any(state.counts_present for state in halves):
                self.away += 1
                self.away_paid += all(self.counting.pays(state, deducting=False) for state in halves)
                self.away_kept += all(self.counting.pays(state, deducting=True) for state in halves)
            for state in halves:
                self._add(day, state, rest=rest)

    def _add(self, day: date, state: DayState, *, rest: bool) -> None:
        counting = self.counting
        self.marked[state] += 1
        self.worked[state] += not rest
        self.duty_halves += rest and state is DayState.ON_CALL
        self.away_halves += not state.counts_present and (counting.basis is DaysBasis.CALENDAR or not rest)
        if counting.counts(state, rest=rest):
            self.own[state] += 1
            if counting.holds(state):
                self.long_own.append((day, rest))

    @property
    def absent_calendar(self) -> int:
        """Half days of 旷工 by the calendar."""
        return self.marked[DayState.ABSENT]

    @property
    def long_calendar(self) -> int:
        """Half days of 病假 and 事假 by the calendar."""
        return sum(halves for state, halves in self.marked.items() if self.counting.holds(state))

    @property
    def notes(self) -> list[str]:
        """Leave and absence as the reason on paper says them: 事假2天."""
        said = ((state, self.own[state]) for state in DayState if not state.counts_present)
        return [f"{state.label}{in_days(halves)}天" for state, halves in said if halves]

    def unpaid_daily(self, policy: SubsidyPolicy) -> int:
        """Days that 日标准 does not pay: away, but for leave that nothing is deducted for (本单位自定)."""
        if not policy.daily_pays_leave:
            return self.away
        return self.away - (self.away_kept if policy.annual_deducts else self.away_paid)

    def halves(
        self, calendar: MonthCalendar, spans: Sequence[Period], counting: Counting
    ) -> tuple[int, int, int]:
        """Half days due, at the post, and of 值班."""
        by_calendar = counting.basis is DaysBasis.CALENDAR
        days = (span.length if by_calendar else calendar.working(span) for span in spans)
        due = 2 * sum(days)
        return due, due - self.away_halves, self.duty_halves
