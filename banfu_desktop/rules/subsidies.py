"""The 2,000-yuan subsidy: who is entitled (六(一), 六(四)), what a month earns at each payer, and why.

A month is counted day by day: level, category and unit are facts of a day. What the policy gives for all of
somebody's entitled days is shared by the payers of those days, to the fen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from banfu_desktop.rules.attendance import Counting, Days, Tally, no_day_at_the_post
from banfu_desktop.rules.dates import Month, MonthCalendar, Period, chinese_date
from banfu_desktop.rules.money import round_half_up, yuan
from banfu_desktop.rules.policy import Mode, MoveMonth, PartMonth, Rounding, SubsidyPolicy
from banfu_desktop.rules.subsidies_days import Marks, marks_within
from banfu_desktop.rules.subsidies_rulings import Ruling, RulingFacts, by_day, deduction
from banfu_desktop.rules.words import Category, UnitLevel

UNCONFIRMED = "派出单位层级待核实"
"""Why a line is held whose unit nobody has confirmed to be 县直, or not."""
_DEPENDS = "与层级待核实的单位分担，请先核实"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Refusal:
    """Why somebody is not on the sheets, with the clause."""

    clause: str
    reason: str


@dataclass(frozen=True)
class Stretch:
    """Days of one person with one posting, payer and level; confirmed None is a level before the first known.

    Attributes:
        payer_id: the unit that pays (the unit pointed to, of two that are the same), or 县财政局.
        unit: its name, for the reason on paper.
        days: attendance of the posting that is not 在岗.
    """

    period: Period
    posting_id: int
    payer_id: int
    unit: str
    category: Category
    level: UnitLevel | None
    days: Days
    confirmed: bool = True

    @property
    def entitled(self) -> bool:
        """Whether its days earn the 2,000; an unconfirmed level is taken for 县直, and holds the line."""
        return self.category is Category.CADRE and (self.level is UnitLevel.COUNTY or not self.confirmed)


@dataclass(frozen=True)
class Due:
    """What one payer owes a person for a month: days, fen, the reason on paper, and how it came about.

    `held` is why the line cannot be sealed yet, `warning` what the clerk should look at; `facts` are what a
    ruling is bound to, `by_day` what its absence comes to by the day, in fen and in words. `days_*` are
    calendar days, `*_halves` half days as the office counts them.
    """

    payer_id: int
    posting_id: int
    days_posted: int
    days_present: int
    due_halves: int
    present_halves: int
    duty_halves: int
    gross_fen: int
    deducted_fen: int
    reason: str
    formula: str
    facts: RulingFacts
    held: str = ""
    warning: str = ""
    by_day: tuple[int, str] = (0, "")

    @property
    def net_fen(self) -> int:
        """实发 = 应发 - 扣减."""
        return self.gross_fen - self.deducted_fen


def refusal(category: Category, level: UnitLevel | None) -> Refusal | None:
    """Why a posting does not earn the 2,000, or None when it does (六(一): county units; 六(四): others)."""
    if category is not Category.CADRE:
        return Refusal("六(四)", f"{category.label}按各自规定执行，不适用工作补助")
    if level is UnitLevel.COUNTY:
        return None
    said = f"为{level.label}" if level else "当时不是县直单位"
    return Refusal("六(一)", f"派出单位{said}，工作补助只适用于县直单位选派人员")


def counted(policy: SubsidyPolicy, run: Period) -> Period | None:
    """The days of an unbroken entitled run that count, first and last day as the office chose."""
    start, end = run.start, run.end
    if not policy.arrival_counts:
        start += _DAY
    if end is not None and not policy.departure_counts:
        end -= _DAY
    return None if end is not None and end < start else Period(start, end)


def runs(stretches: Iterable[Stretch], *, apart: bool = False) -> list[list[Stretch]]:
    """Entitled stretches that follow each other without a day between.

    Over these nobody arrives or leaves.

    Args:
        apart: each posting is a run of its own, as it was before 规则更正.
    """
    found: list[list[Stretch]] = []
    for stretch in sorted((s for s in stretches if s.entitled), key=lambda s: s.period.start):
        before = found[-1][-1] if found else None
        last = (
            before.period.end if before and not (apart and before.posting_id != stretch.posting_id) else None
        )
        if last is not None and stretch.period.start == last + _DAY:
            found[-1].append(stretch)
        else:
            found.append([stretch])
    return found


@dataclass
class _Part:
    """What one payer has of a person's month: the days, and how they were spent."""

    stretch: Stretch
    spans: list[Period]
    marks: Marks
    confirmed: bool = True

    @property
    def days(self) -> int:
        return sum(span.length for span in self.spans)


def month_dues(
    policy: SubsidyPolicy,
    calendar: MonthCalendar,
    counting: Counting,
    stretches: Sequence[Stretch],
    rulings: Mapping[int, Ruling] | None = None,
    *,
    apart: bool = False,
) -> tuple[Due, ...]:
    """What each payer owes a person for a month, in the order of its last day; empty when nobody does.

    A line whose share depends on a unit nobody has confirmed is held as well.

    Args:
        stretches: all of the person's, so that a day before the month can say whether its first is an
        arrival.
        rulings: the clerk's decisions by payer; each replaces every automatic deduction of its line.
        apart: a change of posting is a departure and an arrival, as it was before 规则更正.
    """
    dues = _dues(policy, calendar, counting, stretches, rulings or {}, apart=apart)
    confirmed = [stretch for stretch in stretches if stretch.confirmed]
    if len(dues) < 2 or len(confirmed) == len(stretches):
        return dues
    others = _dues(policy, calendar, counting, confirmed, rulings or {}, apart=apart)
    without = {due.payer_id: due.net_fen for due in others}
    return tuple(
        due if due.held or due.net_fen == without.get(due.payer_id) else replace(due, held=_DEPENDS)
        for due in dues
    )


def _dues(
    policy: SubsidyPolicy,
    calendar: MonthCalendar,
    counting: Counting,
    stretches: Sequence[Stretch],
    given: Mapping[int, Ruling],
    *,
    apart: bool,
) -> tuple[Due, ...]:
    spans = _spans(policy, calendar.month, runs(stretches, apart=apart))
    parts = _parts(policy, calendar, counting, spans)
    if not parts:
        return ()
    days, whole, formula = _whole(policy, calendar.month, parts)
    over = _over(policy, parts)
    dues, left = [], whole
    for part in parts:
        last = part is parts[-1]
        gross = left if last else _rounded(policy, whole * part.days, days)
        left -= gross
        said = formula if len(parts) == 1 else _share(whole, gross, part.days, days, last=last)
        facts = RulingFacts(part.marks.absent_calendar, part.marks.long_calendar, gross)
        ruled = deduction(
            policy, calendar, part.marks, over[id(part)], facts, given.get(part.stretch.payer_id)
        )
        held = "；".join(why for why in (_unconfirmed(part), ruled.held) if why)
        reason = "；".join((*_edges(calendar.month, stretches, part, parts), *part.marks.notes, *ruled.notes))
        dues.append(
            Due(
                part.stretch.payer_id, part.stretch.posting_id, part.days, part.days - part.marks.away,
                *part.marks.halves(calendar, part.spans, counting),
                gross, ruled.deducted_fen, reason, said, facts, held, _flag(part, calendar, counting),
                by_day(policy, calendar, part.marks, over[id(part)], gross),
            )
        )  # fmt: skip
    return tuple(dues)


def _spans(
    policy: SubsidyPolicy, month: Month, unbroken: Iterable[Sequence[Stretch]]
) -> list[tuple[Period, Stretch]]:
    """The days that count in a month, in order, with whose they are."""
    found = []
    for run in unbroken:
        whole = counted(policy, Period(run[0].period.start, run[-1].period.end))
        inside = whole.common(month.period) if whole else None
        if inside is not None:
            found += [(own, s) for s in run if (own := s.period.common(inside)) is not None]
    return found


def _parts(
    policy: SubsidyPolicy,
    calendar: MonthCalendar,
    counting: Counting,
    spans: Sequence[tuple[Period, Stretch]],
) -> list[_Part]:
    """The payers of a month by their last day; all days are the last one's where the office says so."""
    parts: dict[int, _Part] = {}
    for span, stretch in spans:
        owner = spans[-1][1] if policy.move_month is MoveMonth.LAST_UNIT else stretch
        part = parts.pop(owner.payer_id, None) or _Part(owner, [], Marks(counting))
        part.stretch, part.confirmed = owner, part.confirmed and stretch.confirmed
        part.spans.append(span)
        part.marks.add(marks_within(stretch.days, span), calendar)
        parts[owner.payer_id] = part
    return list(parts.values())


def _whole(policy: SubsidyPolicy, month: Month, parts: Sequence[_Part]) -> tuple[int, int, str]:
    """Entitled days of the month, what the policy gives for all of them, and how."""
    spans = sorted(span for part in parts for span in part.spans)
    days = sum(span.length for span in spans)
    if policy.mode is Mode.DAILY:
        paid = days - sum(part.marks.unpaid_daily(policy) for part in parts)
        return days, *_daily(policy, paid)
    rate = yuan(policy.rate_fen)
    if days == month.days:
        return days, _rounded(policy, policy.rate_fen, 1), f"{rate}（全月）"
    if policy.part_month is PartMonth.BY_DAY:
        gross = _rounded(policy, policy.rate_fen * days, month.days)
        return days, gross, f"{rate} × {days} ÷ {month.days} = {yuan(gross)}"
    halves = _halves(policy, month, spans)
    gross = _rounded(policy, policy.rate_fen * halves, 2)
    return days, gross, f"{rate} × {halves} ÷ 2 = {yuan(gross)}（{policy.part_month.label}）"


def _daily(policy: SubsidyPolicy, paid: int) -> tuple[int, str]:
    """日标准 × days, never more than the month's rate unless the office says so."""
    gross = _rounded(policy, policy.daily_rate_fen * paid, 1)
    formula = f"{yuan(policy.daily_rate_fen)} × {paid} = {yuan(gross)}"
    if policy.daily_capped and gross > policy.rate_fen:
        return policy.rate_fen, f"{formula}，不超过月标准{yuan(policy.rate_fen)}"
    return gross, formula


def _share(whole: int, gross: int, days: int, all_days: int, *, last: bool) -> str:
    if last:
        return f"{yuan(whole)} − {yuan(whole - gross)} = {yuan(gross)}（{days}天，其余由其他单位发）"
    return f"{yuan(whole)} × {days} ÷ {all_days} = {yuan(gross)}"


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


def _over(policy: SubsidyPolicy, parts: Sequence[_Part]) -> dict[int, list[tuple[date, bool]]]:
    """Half days of long leave beyond the limit, the latest of the month, by the part they lie in."""
    every = sorted((day, rest, id(part)) for part in parts for day, rest in part.marks.long_own)
    beyond: dict[int, list[tuple[date, bool]]] = {id(part): [] for part in parts}
    for day, rest, owner in every[2 * policy.long_leave_days :]:
        beyond[owner].append((day, rest))
    return beyond


def _flag(part: _Part, calendar: MonthCalendar, counting: Counting) -> str:
    """A month that went by whole in a long leave (产假, 工伤): looked at, not held."""
    halves = part.marks.halves(calendar, part.spans, counting)
    return no_day_at_the_post(Tally(part.days, 0, {}, *halves, part.marks.own), counting)


def _unconfirmed(part: _Part) -> str:
    return "" if part.confirmed else UNCONFIRMED


def _rounded(policy: SubsidyPolicy, numerator: int, denominator: int) -> int:
    if policy.rounding is Rounding.YUAN:
        return 100 * round_half_up(numerator, 100 * denominator)
    return round_half_up(numerator, denominator)


def _edges(month: Month, stretches: Sequence[Stretch], part: _Part, parts: Sequence[_Part]) -> list[str]:
    """Arrivals, departures and moves inside the month, as the paper says them."""
    edges = []
    for run in runs(stretches):
        if part.stretch.payer_id not in {stretch.payer_id for stretch in run} and len(parts) > 1:
            continue
        start, end = run[0].period.start, run[-1].period.end
        if month.first < start <= month.last:
            edges.append(f"{_said(start)}{'到岗' if _begins(start, stretches) else '起适用'}")
        for before, after in pairwise(run):
            day = after.period.start
            if month.first < day <= month.last and before.payer_id != after.payer_id:
                edges.append(_moved(day, before, after, part, alone=len(parts) == 1))
        if end is not None and month.first <= end < month.last:
            edges.append(f"{_said(end)}{'离岗' if _ends(end, stretches) else '止，此后不适用'}")
    return [edge for edge in edges if edge]


def _moved(day: date, before: Stretch, after: Stretch, part: _Part, *, alone: bool) -> str:
    if alone:
        return f"{_said(day)}由{before.unit}调整到{after.unit}"
    if before.payer_id == part.stretch.payer_id:
        return f"{_said(day)}起由{after.unit}发放"
    if after.payer_id == part.stretch.payer_id:
        return f"{_said(day)}以前由{before.unit}发放"
    return ""


def _begins(day: date, stretches: Iterable[Stretch]) -> bool:
    """Whether nothing was there the day before: an arrival, not a change of level or category."""
    return not any(day - _DAY in stretch.period for stretch in stretches)


def _ends(day: date, stretches: Iterable[Stretch]) -> bool:
    return not any(day + _DAY in stretch.period for stretch in stretches)


def _said(day: date) -> str:
    return chinese_date(day).partition("年")[2]
