"""The 2,000-yuan subsidy: who is entitled (六(一), 六(四)), what a month earns, and why."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

from banfu_desktop.rules.attendance import (
    BY_CALENDAR,
    NOTHING,
    PAID_KINDS,
    Counting,
    Days,
    Tally,
    halves_of,
    no_day_at_the_post,
    tally,
)
from banfu_desktop.rules.dates import Month, MonthCalendar, Period, add_months, chinese_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan, round_half_up, yuan
from banfu_desktop.rules.policy import (
    Absence,
    DeductionBasis,
    LongLeave,
    Mode,
    PartMonth,
    Rounding,
    SubsidyPolicy,
)
from banfu_desktop.rules.words import Category, DayState, UnitLevel

TOWNSHIP_MONTHS = 6
"""Months of posting after which 乡镇工作补贴 is due (六(一))."""

_AVERAGE_HUNDREDTHS = 2175
"""21.75 working days a month, the year's average (劳社部发〔2008〕3号)."""


@dataclass(frozen=True)
class Refusal:
    """Why somebody is not on the sheets, with the clause."""

    clause: str
    reason: str


@dataclass(frozen=True)
class Ruling:
    """What the clerk decided for a line: the deduction in fen, and the reason in her words."""

    deducted_fen: int
    reason: str


@dataclass(frozen=True)
class Amount:
    """One person's month: days, fen, the reason shown on paper, and how the figure came about.

    `held` is why the line cannot be sealed yet (旷工 undecided); `warning` what the clerk should look at.
    """

    days_posted: int
    days_present: int
    gross_fen: int
    deducted_fen: int
    reason: str
    formula: str
    held: str = ""
    warning: str = ""

    @property
    def net_fen(self) -> int:
        """实发 = 应发 - 扣减."""
        return self.gross_fen - self.deducted_fen


def refusal(category: Category, level: UnitLevel) -> Refusal | None:
    """Why a posting does not earn the 2,000, or None when it does (六(一): county units; 六(四): others)."""
    if category is not Category.CADRE:
        return Refusal("六(四)", f"{category.label}按各自规定执行，不适用工作补助")
    if level is not UnitLevel.COUNTY:
        return Refusal("六(一)", f"派出单位为{level.label}，工作补助只适用于县直单位选派人员")
    return None


def counted(policy: SubsidyPolicy, posting: Period) -> Period | None:
    """The days of a posting that count, arrival and departure days as the office chose."""
    start, end = posting.start, posting.end
    if not policy.arrival_counts:
        start = date.fromordinal(start.toordinal() + 1)
    if end is not None and not policy.departure_counts:
        end = date.fromordinal(end.toordinal() - 1)
    return None if end is not None and end < start else Period(start, end)


def month_amount(
    policy: SubsidyPolicy,
    month: Month,
    postings: Sequence[Period],
    states: Days,
    ruling: Ruling | None = None,
    calendar: MonthCalendar | None = None,
    counting: Counting = BY_CALENDAR,
) -> Amount:
    """What a person earns for a month; the clerk's ruling, where there is one, replaces every deduction.

    A ruling that a later fact has left above 应发 takes no more than that, and holds the line.

    Args:
        postings: the entitled postings of the person, not overlapping.
        states: the days not spent whole at the post.
        ruling: the clerk's decision, if any.
        calendar: the month's rest days; without it every day is one to work.
        counting: how the kinds of leave are counted.
    """
    calendar = calendar or MonthCalendar(month, {})
    spans = [span for posting in postings if (span := _within(policy, month, posting)) is not None]
    inside = {day: what for day, what in states.items() if any(day in span for span in spans)}
    total = reduce(Tally.plus, (tally(calendar, span, inside, counting) for span in spans), NOTHING)
    gross, formula = _gross(policy, month, spans, total)
    deducted, warning, held = _deduction(policy, calendar, counting, inside, total, gross)
    notes = [*_edges(month, postings), *_kinds(total)]
    if ruling is not None:
        deducted, warning = min(ruling.deducted_fen, gross), ""
        over = f"已填扣减{yuan(ruling.deducted_fen)}超过应发{yuan(gross)}，请重新填写"
        held = over if ruling.deducted_fen > gross else ""
        notes += [ruling.reason] if ruling.reason else []
    elif deducted:
        notes.append(f"按天扣减{yuan(deducted)}")
    return Amount(
        total.days_posted, total.days_present, gross, deducted, "；".join(notes), formula, held, warning
    )


def _within(policy: SubsidyPolicy, month: Month, posting: Period) -> Period | None:
    span = counted(policy, posting)
    return span.common(month.period) if span else None


def _kinds(total: Tally) -> list[str]:
    """The month's leave and absence as the paper says it, each kind in its own days."""
    return [
        f"{state.label}{total.own_days(state)}天" for state in total.own_halves if not state.counts_present
    ]


def _gross(policy: SubsidyPolicy, month: Month, spans: Sequence[Period], total: Tally) -> tuple[int, str]:
    rate, days = yuan(policy.rate_fen), total.days_posted
    if policy.mode is Mode.DAILY:
        return _by_present_day(policy, total)
    if days == month.days:
        return _rounded(policy, policy.rate_fen, 1), f"{rate}（全月）"
    if policy.part_month is PartMonth.BY_DAY:
        gross = _rounded(policy, policy.rate_fen * days, month.days)
        return gross, f"{rate} × {days} ÷ {month.days} = {yuan(gross)}"
    halves = _halves(policy, month, spans) if days else 0
    gross = _rounded(policy, policy.rate_fen * halves, 2)
    return gross, f"{rate} × {halves} ÷ 2 = {yuan(gross)}（{policy.part_month.label}）"


def _by_present_day(policy: SubsidyPolicy, total: Tally) -> tuple[int, str]:
    """日标准 × calendar days at the post and of leave that costs nothing, up to the month's standard."""
    days = total.days_present
    if policy.daily_pays_leave and not policy.annual_deducts:
        days += sum(count for state, count in total.counts.items() if state in PAID_KINDS)
    gross = _rounded(policy, policy.daily_rate_fen * days, 1)
    formula = f"{yuan(policy.daily_rate_fen)} × {days} = {yuan(gross)}"
    if policy.daily_capped and gross > policy.rate_fen:
        return policy.rate_fen, f"{formula}，不超过月标准{yuan(policy.rate_fen)}"
    return gross, formula


def _halves(policy: SubsidyPolicy, month: Month, spans: Sequence[Period]) -> int:
    """Half months earned: both, one or none."""
    if policy.part_month is PartMonth.FULL:
        return 2
    if policy.part_month is PartMonth.NOTHING:
        return 0
    late_arrival = spans[0].start.day > 15
    last = spans[-1].end
    early_departure = last is not None and last < month.last and last.day <= 15
    return 1 if late_arrival or early_departure else 2


def _deduction(
    policy: SubsidyPolicy,
    calendar: MonthCalendar,
    counting: Counting,
    days: Days,
    total: Tally,
    gross: int,
) -> tuple[int, str, str]:
    """Fen deducted by the office's rules, what to look at, and what holds the line."""
    long_leave = total.own_days(DayState.SICK, DayState.PERSONAL)
    absent = total.own_days(DayState.ABSENT)
    warning = held = ""
    if long_leave > policy.long_leave_days and policy.long_leave is LongLeave.FLAG:
        warning = f"病假、事假共{long_leave}天，超过{policy.long_leave_days}天，请决定是否扣减"
    warning = "；".join(filter(None, (warning, no_day_at_the_post(total))))
    if absent and policy.absence is Absence.HOLD:
        held = f"旷工{absent}天，请决定扣减并写明原因"
    if policy.mode is Mode.DAILY:
        return 0, warning, held
    halves = deducted_halves(policy, calendar, counting, days)
    numerator, denominator = day_share(policy, calendar, halves)
    return min(gross, _rounded(policy, numerator, denominator)), warning, held


def deducted_halves(
    policy: SubsidyPolicy, calendar: MonthCalendar, counting: Counting, days: Days
) -> dict[date, int]:
    """Half days by day that the office's rules deduct: 旷工, 年休假 and the like, 病事假 beyond N."""
    plain = {DayState.ABSENT} if policy.absence is Absence.BY_DAY else set()
    plain |= PAID_KINDS if policy.annual_deducts else set()
    found = halves_of(calendar, days, plain, counting)
    if policy.long_leave is LongLeave.BY_DAY:
        kinds = (DayState.SICK, DayState.PERSONAL)
        for day, halves in halves_of(calendar, days, kinds, counting, policy.long_leave_days).items():
            found[day] = found.get(day, 0) + halves
    return found


def day_share(policy: SubsidyPolicy, calendar: MonthCalendar, halves: Mapping[date, int]) -> tuple[int, int]:
    """The deduction of half days as a fraction in fen, not yet rounded, by the 扣减日标准 (本单位自定)."""
    if policy.deduction_basis is DeductionBasis.MONTH_DAYS:
        return policy.rate_fen * sum(halves.values()), 2 * calendar.month.days
    working = sum(count for day, count in halves.items() if day not in calendar.free)
    if policy.deduction_basis is DeductionBasis.AVERAGE:
        return 100 * policy.rate_fen * working, 2 * _AVERAGE_HUNDREDTHS
    return policy.rate_fen * working, 2 * max(1, calendar.working())


def _rounded(policy: SubsidyPolicy, numerator: int, denominator: int) -> int:
    if policy.rounding is Rounding.YUAN:
        return 100 * round_half_up(numerator, 100 * denominator)
    return round_half_up(numerator, denominator)


def _edges(month: Month, postings: Sequence[Period]) -> list[str]:
    """Arrivals and departures inside the month, as the paper says them."""
    edges = []
    for posting in postings:
        if month.first < posting.start <= month.last:
            edges.append(f"{_day(posting.start)}到岗")
        if posting.end is not None and month.first <= posting.end < month.last:
            edges.append(f"{_day(posting.end)}离岗")
    return edges


def _day(day: date) -> str:
    return chinese_date(day).partition("年")[2]


def township_tiers(text: str) -> tuple[tuple[int, int], ...]:
    """The office's table of 乡镇工作补贴: (full years of township work, fen a month), fewest years first.

    Written a line a tier, 年数=元 (1=300); the notice gives no amounts (六(一)).

    Raises:
        UserError: a line that is not such a pair, or the same number of years twice.
    """
    tiers: dict[int, int] = {}
    for line in filter(None, re.split(r"[\s;；]+", text)):
        years, separator, amount = line.replace("＝", "=").partition("=")
        if not (separator and years.strip().isascii() and years.strip().isdigit()):
            raise UserError(f"“{line}”看不懂", "每行写“年数=元”，如 1=300")
        if int(years) in tiers:
            raise UserError(f"{int(years)}年写了两次", "每个年数只写一行")
        tiers[int(years)] = parse_yuan(amount.strip())
    return tuple(sorted(tiers.items()))


def township_fen(tiers: Iterable[tuple[int, int]], years: int) -> int | None:
    """What the table gives a month for so many full years; None below its first tier."""
    reached = [fen for least, fen in tiers if least <= years]
    return reached[-1] if reached else None


@dataclass(frozen=True)
class Stretch:
    """Postings one after another: the first and last day (None: still), and when six months were full."""

    start: date
    end: date | None
    eligible_on: date | None


def township_stretches(postings: Iterable[Period], *, gap_restarts: bool = True) -> tuple[Stretch, ...]:
    """The unbroken stretches of postings with the day 乡镇工作补贴 began to be due in each (六(一)).

    以上 includes six months to the day: whoever left on the last day of the sixth month has them full.

    Args:
        gap_restarts: a gap starts the six months anew (本单位自定); else days posted before it count on.
    """
    found: list[Stretch] = []
    served = 0  # days posted before the stretch, where a gap does not start anew
    for start, end in _unbroken(postings):
        eligible = add_months(start, TOWNSHIP_MONTHS) - timedelta(days=0 if gap_restarts else served)
        full = end is None or end >= eligible - timedelta(days=1)
        found.append(Stretch(start, end, max(eligible, start) if full else None))
        served += 0 if end is None else (end - start).days + 1
    return tuple(found)


def _unbroken(postings: Iterable[Period]) -> Iterator[tuple[date, date | None]]:
    stretch: Period | None = None
    for posting in sorted(postings, key=lambda one: one.start):
        if stretch is None:
            stretch = posting
        elif stretch.end is not None and posting.start <= stretch.end + timedelta(days=1):
            stretch = Period(stretch.start, posting.end)
        else:
            yield stretch.start, stretch.end
            stretch = posting
    if stretch is not None:
        yield stretch.start, stretch.end


def township_eligible_on(postings: Iterable[Period], *, gap_restarts: bool = True) -> date | None:
    """The day 乡镇工作补贴 begins to be due in the last stretch of postings (六(一)).

    None when the stretch ended before the six months were full.
    """
    stretches = township_stretches(postings, gap_restarts=gap_restarts)
    return stretches[-1].eligible_on if stretches else None
