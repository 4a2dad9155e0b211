"""Attendance (四(三)): what a month's days and halves add up to, who approves, what is worth a look."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.policy import DaysBasis
from banfu_desktop.rules.words import DayState, Half


@dataclass(frozen=True)
class HalfDays:
    """A day whose halves differ; a day alike in both is plain DayState (see `day_of`)."""

    morning: DayState
    afternoon: DayState

    @property
    def label(self) -> str:
        """What the clerk reads: 上午公务外出、下午事假; a half at the post is not named."""
        halves = ((Half.MORNING, self.morning), (Half.AFTERNOON, self.afternoon))
        return "、".join(f"{half.label}{state.label}" for half, state in halves if state.mark)

    @property
    def mark(self) -> str:
        """The marks of the printed grid, morning over afternoon: 公/事, 事/ or /事."""
        return f"{self.morning.mark}/{self.afternoon.mark}"


Day = DayState | HalfDays
"""A day of attendance: one state, or two that differ; each has `morning`, `afternoon`, `label`, `mark`."""
Days = Mapping[date, Day]
"""Days not spent whole at the post; a day that is missing was."""


def day_of(morning: DayState, afternoon: DayState) -> Day:
    """The day of two halves."""
    return morning if morning is afternoon else HalfDays(morning, afternoon)


def with_half(day: Day, half: Half, state: DayState) -> Day:
    """The day with a half, or the whole, set to a state; the other half stays."""
    if half is Half.WHOLE:
        return state
    if half is Half.MORNING:
        return day_of(state, day.afternoon)
    return day_of(day.morning, state)


def parse_day(text: str) -> Day:
    """Read a day as a grid or a spreadsheet says it: 事, 事假, 公/事, 事/ (上午), /事, 上午事假.

    Raises:
        UserError: a word that is no state of a day.
    """
    plain = text.strip()
    for half in (Half.MORNING, Half.AFTERNOON):
        if plain.startswith(half.label):
            return with_half(DayState.PRESENT, half, DayState.parse(plain.removeprefix(half.label)))
    morning, separator, afternoon = plain.partition("/")
    if not separator:
        return DayState.parse(plain)
    halves = (DayState.parse(word) if word.strip() else DayState.PRESENT for word in (morning, afternoon))
    return day_of(*halves)


def in_days(halves: int) -> int | float:
    """A number of half days in days: 27 is 13.5, 30 is 15; it prints as papers and JSON say it."""
    return halves / 2 if halves % 2 else halves // 2


REST_DAY_KINDS = frozenset(
    {DayState.SICK, DayState.MATERNITY, DayState.PATERNITY, DayState.HOME_VISIT, DayState.INJURY}
)
"""Kinds of leave whose rest days count as leave (本单位自定); of the others only working days do."""
FLAGGED_KINDS = frozenset({DayState.MATERNITY, DayState.PATERNITY, DayState.HOME_VISIT, DayState.INJURY})
"""Kinds that are flagged, not held, when they leave nobody a day at the post in the month (本单位自定)."""
HELD_KINDS = frozenset({DayState.SICK, DayState.PERSONAL})
"""Kinds that together hold the line beyond a number of days (本单位自定)."""
PAID_KINDS = frozenset(state for state in DayState if state.is_leave) - HELD_KINDS
"""Kinds that cost nothing unless the office deducts them by the day (本单位自定)."""
NEVER_AHEAD = frozenset({DayState.ABSENT, DayState.SICK, DayState.ON_CALL})
"""What is not entered by hand on a day to come; a leave record may reach ahead."""
ANNUAL_MOST = 15
"""Days of 年休假 nobody exceeds in a calendar year (职工带薪年休假条例: 5, 10 or 15)."""


@dataclass(frozen=True)
class Counting:
    """How the office counts days in a month (本单位自定).

    Which days, the kinds of leave whose rest days count, those that are flagged when they leave nobody a day
    at the post, those that need a leave record, those that together hold the line beyond a number of days,
    and those of the others that are deducted by the day where the office deducts leave.
    """

    basis: DaysBasis = DaysBasis.WORK_DAYS
    rest_day_kinds: frozenset[DayState] = REST_DAY_KINDS
    flagged_kinds: frozenset[DayState] = FLAGGED_KINDS
    recorded_kinds: frozenset[DayState] = frozenset(DayState)
    held_kinds: frozenset[DayState] = HELD_KINDS
    deducted_kinds: frozenset[DayState] = PAID_KINDS

    def counts(self, state: DayState, *, rest: bool) -> bool:
        """Whether a half day of a state is counted among that state's own days."""
        return not rest or state is DayState.ON_CALL or state in self.rest_day_kinds

    def holds(self, state: DayState) -> bool:
        """Whether so much of a leave holds the line; 全部 names every leave, nothing else."""
        return state.is_leave and state in self.held_kinds

    def pays(self, state: DayState, *, deducting: bool) -> bool:
        """Whether a leave is paid like days at the post, where the office deducts leave or does not."""
        if not state.is_leave or self.holds(state):
            return False
        return not (deducting and state in self.deducted_kinds)


BY_WORK_DAYS = Counting()
"""How an office counts unless it chose otherwise."""
BY_CALENDAR = Counting(DaysBasis.CALENDAR, frozenset(DayState))
"""How every month was counted before there was a choice: each calendar day, whatever the kind."""


@dataclass(frozen=True)
class Tally:
    """A person's month in days.

    `days_posted`, `days_present` and `counts` are calendar days, whole: half a day at the post is a day at
    the post, so `counts` holds a day under its absence only when both halves are away.
    `*_halves` are half days as the office counts: due and at the post (working days, or calendar days where
    the office counts those), 值班 (rest days entered as worked), and of each state in its own days.
    """

    days_posted: int
    days_present: int
    counts: Mapping[DayState, int]
    due_halves: int = 0
    present_halves: int = 0
    duty_halves: int = 0
    own_halves: Mapping[DayState, int] = field(default_factory=dict)

    @property
    def leave_days(self) -> int:
        """Calendar days of leave and absence."""
        return self.days_posted - self.days_present

    @property
    def work_days_due(self) -> int | float:
        """应在岗."""
        return in_days(self.due_halves)

    @property
    def work_days_present(self) -> int | float:
        """在岗."""
        return in_days(self.present_halves)

    @property
    def duty_days(self) -> int | float:
        """值班."""
        return in_days(self.duty_halves)

    def plus(self, other: "Tally") -> "Tally":
        """Both together: two postings of a person in a month."""
        return Tally(
            self.days_posted + other.days_posted,
            self.days_present + other.days_present,
            Counter(self.counts) + Counter(other.counts),
            self.due_halves + other.due_halves,
            self.present_halves + other.present_halves,
            self.duty_halves + other.duty_halves,
            Counter(self.own_halves) + Counter(other.own_halves),
        )

    def own_days(self, *states: DayState) -> int | float:
        """Days of the states, each counted as its kind is."""
        return in_days(sum(self.own_halves.get(state, 0) for state in states))


NOTHING = Tally(0, 0, {})
"""Nobody posted on any day."""


def tally(
    calendar: MonthCalendar,
    posting: Period,
    days: Days,
    counting: Counting = BY_WORK_DAYS,
    until: date | None = None,
) -> Tally:
    """Count a month; days outside the posting do not count, whatever stands there.

    Args:
        until: the last day counted of a month under way.
    """
    span = posting.common(calendar.month.period)
    if span is not None and until is not None:
        span = None if until < span.start else span.common(Period(span.start, until))
    if span is None:
        return NOTHING
    inside = {day: what for day, what in days.items() if day in span}
    whole = Counter(whole_day(what) for what in inside.values())
    whole[DayState.PRESENT] += span.length - len(inside)
    present = sum(count for state, count in whole.items() if state.counts_present)
    return Tally(
        span.length,
        present,
        {state: count for state, count in whole.items() if count},
        *_in_halves(calendar, span, inside, counting),
    )


def whole_day(day: Day) -> DayState:
    """What a day counts as among whole days: at the post when half of it was."""
    halves = (day.morning, day.afternoon)
    return next((state for state in halves if state.counts_present), halves[0])


def _in_halves(
    calendar: MonthCalendar, span: Period, inside: Days, counting: Counting
) -> tuple[int, int, int, dict[DayState, int]]:
    """Half days due, at the post, on duty, and of each state in its own days."""
    by_calendar = counting.basis is DaysBasis.CALENDAR
    due = 2 * (span.length if by_calendar else calendar.working(span))
    away = duty = 0
    by_state: Counter[DayState] = Counter()
    for day, what in inside.items():
        rest = day in calendar.free
        for state in (what.morning, what.afternoon):
            duty += rest and state is DayState.ON_CALL
            away += not state.counts_present and (by_calendar or not rest)
            by_state[state] += counting.counts(state, rest=rest)
    del by_state[DayState.PRESENT]
    return due, due - away, duty, {state: count for state, count in by_state.items() if count}


def halves_of(
    calendar: MonthCalendar, days: Days, kinds: Collection[DayState], counting: Counting, beyond: int = 0
) -> dict[date, int]:
    """Half days spent in some kinds by day, those beyond so many days in the kinds' own counting only.

    A rest day that its kind does not count uses nothing up; it is beyond once the next half would be.
    """
    halves: dict[date, int] = {}
    used = 0
    for day in sorted(days):
        rest = day in calendar.free
        for state in (days[day].morning, days[day].afternoon):
            if state in kinds:
                if used >= 2 * beyond:
                    halves[day] = halves.get(day, 0) + 1
                used += counting.counts(state, rest=rest)
    return halves


def below_threshold(
    total: Tally, calendar: MonthCalendar, threshold: int, counting: Counting = BY_WORK_DAYS
) -> str:
    """The remark for a full month with too few days at the post, or an empty text (本单位自定; 0 is off).

    Working days and 值班 count together, and nobody is asked for more days than the month has working days.
    """
    if not threshold or total.days_posted < calendar.month.days:
        return ""
    remark = f"在岗{total.work_days_present}天"
    if counting.basis is DaysBasis.CALENDAR:
        least, done = 2 * threshold, total.present_halves
    else:
        least, done = 2 * min(threshold, calendar.working()), total.present_halves + total.duty_halves
        remark += f"、值班{total.duty_days}天" if total.duty_halves else ""
    return f"{remark}，少于{in_days(least)}天" if done < least else ""


def no_day_at_the_post(total: Tally, counting: Counting = BY_WORK_DAYS) -> str:
    """The remark for a month whose working days all went by in long leave (产假, 工伤), or an empty text."""
    if total.present_halves or total.duty_halves:
        return ""
    kinds = [state.label for state in total.own_halves if state in counting.flagged_kinds]
    return f"全月{'、'.join(kinds)}，没有在岗" if kinds else ""


def own_halves(
    calendar: Mapping[Month, MonthCalendar], halves: Iterable[date], state: DayState, counting: Counting
) -> int:
    """Half days of a kind as the kind is counted, given the day of each: all, or those of working days."""
    return sum(counting.counts(state, rest=day in calendar[Month.of(day)].free) for day in halves)


@cache
def leave_kinds(text: str) -> frozenset[DayState]:
    """Kinds of leave by their labels: 病假、产假; 全部 is every kind, 无 none.

    Raises:
        UserError: a word that is no kind of leave.
    """
    words = [word for word in text.replace("，", "、").replace(",", "、").split("、") if word.strip()]
    if words in (["全部"], ["无"]):
        return frozenset(DayState) if words == ["全部"] else frozenset()
    kinds = frozenset(DayState.parse(word) for word in words)
    strange = [state.label for state in kinds if not state.is_leave]
    if strange:
        raise UserError(f"“{strange[0]}”不是假别", "请写假别，用顿号隔开，如 病假、产假；也可写“全部”或“无”")
    return kinds


def approver(days: float, town_days: int) -> str:
    """Who approves a leave of so many days (本单位自定): the town party committee, beyond it 县委组织部."""
    return "镇党委" if days <= town_days else "县委组织部"


def leave_days(start: date, end: date, returned_on: date | None) -> Period:
    """The days a leave covers: up to its end, or to the day before the return when reported back (销假)."""
    if returned_on is not None and returned_on <= end:
        return Period(start, returned_on - timedelta(days=1))
    return Period(start, end)


def leave_halves(covered: Period, from_noon: bool, to_noon: bool) -> list[tuple[date, Half]]:
    """The half days of a leave that may begin or end at noon."""
    halves = [(day, half) for day in covered.days() for half in (Half.MORNING, Half.AFTERNOON)]
    return halves[int(from_noon) : len(halves) - int(to_noon)]


def overlapping(period: Period, others: Iterable[Period]) -> Period | None:
    """The first of the other periods that shares a day with this one."""
    return next((other for other in others if period.common(other) is not None), None)
