"""Accident insurance, day by day against postings: gaps, days insured twice, and what expires (六(二))."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.rules.dates import Period, add_months
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.words import Word

CLAUSE = "六(二)"
EXPIRY_NOTICE_DAYS = 30
_DAY = timedelta(days=1)


class CoverState(Word):
    """How a person stands today."""

    UNCOVERED = "uncovered", "未参保"
    EXPIRING = "expiring", "即将到期"
    GAPPED = "gapped", "有缺口"
    COVERED = "covered", "已参保"
    COMING = "coming", "未到岗"
    LEFT = "left", "已离岗"


class PolicyState(Word):
    """How a policy stands today."""

    COMING = "coming", "未生效"
    RUNNING = "running", "有效"
    EXPIRING = "expiring", "即将到期"
    ENDED = "ended", "已到期"


class Per(Word):
    """Whose an amount of a policy is: each person's, or that of all together."""

    EACH = "each", "每人"
    TOTAL = "total", "合计"


@dataclass(frozen=True)
class Amounts:
    """The two amounts of a policy in fen: the premium of all together, the sum insured of each person."""

    premium_fen: int
    insured_fen: int


def amounts(
    premium_fen: int, premium_as: Per, insured_fen: int, insured_as: Per, heads: int | None
) -> Amounts:
    """The amounts of a policy as they are kept, from how they were said.

    Args:
        heads: how many people the policy covers; needed where an amount was said the other way.

    Raises:
        UserError: nobody said how many people, or a sum of all does not come out even for each.
    """
    others = premium_as is Per.EACH or insured_as is Per.TOTAL
    if others and not heads:
        raise UserError("没有填写参保人数，算不出另一个数", "请填写参保人数，或改按保费合计、保额每人填写")
    people = heads or 1
    premium = premium_fen * people if premium_as is Per.EACH else premium_fen
    if insured_as is Per.EACH:
        return Amounts(premium, insured_fen)
    each, rest = divmod(insured_fen, people)
    if rest:
        raise UserError(f"保额合计{yuan(insured_fen)}元不能平均分给{people}人", "请核对保额和参保人数")
    return Amounts(premium, each)


def both_ways(kept: Amounts, heads: int) -> str:
    """A premium and a sum insured said as each person's and as all together's."""
    least, most = kept.premium_fen // heads, -(-kept.premium_fen // heads)
    each = yuan(least) if least == most else f"{yuan(least)}至{yuan(most)}"
    return (
        f"{heads} 人：保费合计 {yuan(kept.premium_fen)} 元，每人 {each} 元；"
        f"保额每人 {yuan(kept.insured_fen)} 元，合计 {yuan(kept.insured_fen * heads)} 元"
    )


def year_from(start: date) -> date:
    """The last day of a year's policy that begins on a day: a year less a day, 28 February from a 29th."""
    anniversary = add_months(start, 12)
    return anniversary if anniversary.day != start.day else anniversary - _DAY


@dataclass(frozen=True)
class Coverage:
    """What covers make of postings: `gaps` are days posted and not insured, `overlaps` days insured twice."""

    gaps: tuple[Period, ...]
    overlaps: tuple[Period, ...]

    @property
    def gap_days(self) -> int:
        """Days posted without insurance."""
        return sum(gap.length for gap in self.gaps)

    @property
    def overlap_days(self) -> int:
        """Days on which two policies cover the same person."""
        return sum(stretch.length for stretch in self.overlaps)


def shares(premium_fen: int, people: int) -> tuple[int, ...]:
    """A premium divided among those it covers, in fen: the first few bear one more, all add up to it."""
    each, rest = divmod(premium_fen, people) if people else (0, 0)
    return tuple(each + (place < rest) for place in range(people))


def joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same days as few stretches in order; every period has an end."""
    stretches: list[Period] = []
    for period in sorted(periods, key=lambda span: span.start):
        last = stretches[-1] if stretches else None
        if last is not None and period.start <= _end(last) + _DAY:
            stretches[-1] = Period(last.start, max(_end(last), _end(period)))
        else:
            stretches.append(period)
    return tuple(stretches)


def without(periods: Sequence[Period], others: Sequence[Period]) -> tuple[Period, ...]:
    """Days of `periods` that none of `others` holds; both as `joined` gives them. One sweep over both."""
    left: list[Period] = []
    place = 0
    for period in periods:
        start, end = period.start, _end(period)
        while place < len(others) and _end(others[place]) < start:
            place += 1
        at = place
        while at < len(others) and others[at].start <= end:
            if start < others[at].start:
                left.append(Period(start, others[at].start - _DAY))
            start = _end(others[at]) + _DAY
            at += 1
        if start <= end:
            left.append(Period(start, end))
    return tuple(left)


def doubled(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Days that two periods or more hold."""
    overlaps: list[Period] = []
    reached: date | None = None
    for period in sorted(periods, key=lambda span: span.start):
        if reached is not None and period.start <= reached:
            overlaps.append(Period(period.start, min(reached, _end(period))))
        reached = _end(period) if reached is None else max(reached, _end(period))
    return joined(overlaps)


def coverage(postings: Iterable[Period], covers: Sequence[Period], window: Period) -> Coverage:
    """What policies make of one person's postings within a window with an end.

    A gap counts from the day of arrival to the last day posted, both included; days not posted are no gap.
    An overlap is a day on which two policies run, posted or not: the premium was paid twice.
    """
    posted = joined(common for period in postings if (common := period.common(window)) is not None)
    insured = [common for period in covers if (common := period.common(window)) is not None]
    return Coverage(without(posted, joined(insured)), doubled(insured))


def cover_state(postings: Sequence[Period], covers: Sequence[Period], today: date) -> CoverState:
    """How a person stands today; within 30 days of the last day insured 即将到期."""
    if not any(today in posting for posting in postings):
        coming = any(today < posting.start for posting in postings)
        return CoverState.COMING if coming else CoverState.LEFT
    until = insured_until(covers, today)
    if until is None:
        return CoverState.UNCOVERED
    needed = next((posting.end for posting in postings if today in posting), None)
    if needed is not None and needed <= until:
        return CoverState.COVERED
    return CoverState.EXPIRING if _soon(until, today) else CoverState.COVERED


def beside_gaps(state: CoverState, gap_days: int) -> CoverState:
    """The same; who is insured today after days that were not, has a gap."""
    return CoverState.GAPPED if state is CoverState.COVERED and gap_days else state


def insured_until(covers: Iterable[Period], today: date) -> date | None:
    """The last day insured without a break from today on; None when today is not insured."""
    return next((_end(stretch) for stretch in joined(covers) if today in stretch), None)


def policy_state(period: Period, today: date) -> PolicyState:
    """How a policy stands today (expiry within 30 days is a warning)."""
    if today < period.start:
        return PolicyState.COMING
    if today > _end(period):
        return PolicyState.ENDED
    return PolicyState.EXPIRING if _soon(_end(period), today) else PolicyState.RUNNING


def next_period(period: Period) -> Period:
    """The period a renewal covers: from the next day on, as many months as before, else as many days."""
    start = _end(period) + _DAY
    for months in range(1, 61):
        if add_months(period.start, months) == start:
            return Period(start, add_months(start, months) - _DAY)
    return Period(start, start + timedelta(days=period.length - 1))


def _soon(until: date, today: date) -> bool:
    return (until - today).days <= EXPIRY_NOTICE_DAYS


def _end(period: Period) -> date:
    """A policy always ends, and a window closes a posting.

    Raises:
        ValueError: the period has no end.
    """
    if period.end is None:
        raise ValueError("interval arithmetic needs periods with an end")
    return period.end
