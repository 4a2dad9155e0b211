"""The checks on a claim (六(一), 六(二), 四(三)): errors keep it back, warnings ask for a written reason."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.invoices import InvoiceFacts, remarks, said
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import AMOUNTS, CLAUSE, ClaimKind, Line, Vehicle
from banfu_desktop.rules.verdicts import Severity, Verdict
from banfu_desktop.rules.words import DayState

_OWN, _OTHERS = "本单位自定", "六(四)"
_WANTED: Mapping[ClaimKind, Mapping[str, str]] = {
    ClaimKind.MEDICAL: {"day": "就诊日期", "place": "医院", "total_fen": "总费用"},
    ClaimKind.TRAVEL: {"day": "出发日期", "place": "出发地点", "until": "到达日期", "to_place": "到达地点",
                       "vehicle": "交通工具"},
    ClaimKind.OTHER: {"day": "发生日期", "item": "费用项目"},
}  # fmt: skip
_LONGEST_TRIP = 31
"""Days after which a way back is no longer that of an open way there."""
_MEAL_WORDS = ("伙食", "餐", "用膳", "饭")
_ON_DUTY = (DayState.DUTY, DayState.TRAINING)


@dataclass(frozen=True)
class Elsewhere:
    """A line of another claim of the same person that still stands, and that claim's name."""

    kind: ClaimKind
    line: Line
    place: str


@dataclass(frozen=True)
class InvoiceSeen:
    """An invoice of the claim with its amount in fen (None: not written down)."""

    facts: InvoiceFacts
    amount_fen: int | None


@dataclass(frozen=True)
class OwnRules:
    """What a claimant under 六(四) is, and the rule the office was told of; empty where of none."""

    category: str
    rule: str


@dataclass(frozen=True)
class ClaimFacts:
    """All that the checks look at.

    `covered` says whether the member draws the 2,000 (六(一)), `states` holds the posting's days not spent at
    the post, `free` the days off, `limits` the round trips a month above which the office is told (0: never),
    `buyers` the names, present and former, of the unit that reimburses, `own_rules` of whom 六(四) is about.
    """

    kind: ClaimKind
    posting: Period
    covered: bool
    lines: Sequence[Line]
    states: Mapping[date, DayState]
    free: Collection[date]
    elsewhere: Sequence[Elsewhere]
    limits: Mapping[Month, int]
    invoices: Sequence[InvoiceSeen]
    buyers: Collection[str]
    year: int
    today: date
    own_rules: OwnRules | None = None


def verdicts(claim: ClaimFacts) -> tuple[Verdict, ...]:
    """Every remark on a claim, errors first; each is named so that accepting one accepts no other."""
    all_verdicts = [
        *_others(claim),
        *_lines(claim),
        *_bills(claim),
        *_trips(claim),
        *_attendance(claim),
        *_twice(claim),
        *_invoices(claim),
    ]
    order = list(Severity)
    return tuple(sorted(all_verdicts, key=lambda verdict: order.index(verdict.severity)))


def _error(check: str, clause: str, text: str) -> Verdict:
    return Verdict(check, Severity.ERROR, clause, text)


def _warning(check: str, clause: str, text: str) -> Verdict:
    return Verdict(check, Severity.WARNING, clause, text, overridable=True)


def _others(claim: ClaimFacts) -> Iterator[Verdict]:
    """六(二) is about staff posted by units; whom 六(四) is about claims by a rule of his own, if any."""
    own = claim.own_rules
    if own is None:
        return
    if own.rule:
        text = f"{own.category}按各自规定执行：{own.rule}，请核对应由谁报销"
        yield Verdict("own_rule", Severity.REMINDER, _OTHERS, text)
    else:
        text = f"{own.category}按各自规定执行，是哪份文件还没有登记，请先登记，或说明由派出单位报销的依据"
        yield _warning("own_rule", _OTHERS, text)


def _lines(claim: ClaimFacts) -> Iterator[Verdict]:
    """Every line is whole, is about days of the posting, and claims something."""
    if not claim.lines:
        yield _error("no_lines", _OWN, "还没有明细，请填写至少一行")
    for number, line in enumerate(claim.lines, 1):
        missing = [label for name, label in _WANTED[claim.kind].items() if getattr(line, name) in (None, "")]
        if missing:
            yield _error(f"missing {number}", _OWN, f"第{number}行没有填写{'、'.join(missing)}，请补上")
        if any((getattr(line, name) or 0) < 0 for name in AMOUNTS):
            yield _error(f"negative {number}", _OWN, f"第{number}行有负数，退回的钱请用“冲销”，请核对金额")
        elif line.claimed_fen <= 0:
            yield _error(f"amount {number}", _OWN, f"第{number}行没有金额，请填写，或删除这一行")
        yield from _dated(claim, number, line)


def _dated(claim: ClaimFacts, number: int, line: Line) -> Iterator[Verdict]:
    first, last = line.day, line.last_day
    if first is None or last is None:
        return
    if last < first:
        yield _error(f"order {number}", _OWN, f"第{number}行到达日期早于出发日期，请核对")
        return
    if last > claim.today:
        yield _error(f"future {number}", _OWN, f"第{number}行的日期{last}还没有到，请核对")
    journey = claim.posting.start - timedelta(days=1) if claim.kind is ClaimKind.TRAVEL else None
    outside = [day for day in (first, last) if day not in claim.posting and day != journey]
    if outside:
        until = claim.posting.end or "今"
        yield _error(
            f"outside {number}",
            CLAUSE,
            f"第{number}行{outside[0]}不在任职期（{claim.posting.start}至{until}），不能报销；请核对日期或任职起止",
        )


def _bills(claim: ClaimFacts) -> Iterator[Verdict]:
    """A bill's parts fit together (medical)."""
    for number, line in enumerate(claim.lines, 1):
        own_fen = line.own_fen
        if own_fen is None:
            continue
        if own_fen < 0:
            yield _error(f"insured {number}", _OWN, f"第{number}行医保支付超过总费用，请核对")
        elif line.claimed_fen > own_fen:
            text = f"第{number}行申报{yuan(line.claimed_fen)}元，超过自付{yuan(own_fen)}元，请更正或说明原因"
            yield _warning(f"over_own {number}", CLAUSE, text)


def _trips(claim: ClaimFacts) -> Iterator[Verdict]:
    """Meals the 2,000 covers, a unit's car, too many round trips (travel)."""
    for number, line in enumerate(claim.lines, 1):
        if claim.covered and claim.kind is ClaimKind.OTHER and _is_meal(line):
            text = f"第{number}行“{line.item}”像是伙食费，工作补助已含伙食补助，请删去或说明原因"
            yield _warning(f"meals {number}", "六(一)", text)
        if claim.covered and (line.meal_fen or line.meal_days):
            amount = yuan(line.meal_fen or 0)
            text = f"第{number}行（{line.day}）报了伙食补助{amount}元，工作补助已含伙食补助，请删去或说明原因"
            yield _warning(f"meals {number}", "六(一)", text)
        if line.vehicle is Vehicle.UNIT_CAR and (line.fare_fen or line.local_fen):
            text = f"第{number}行（{line.day}）乘坐单位公车，没有可报的交通费，请删去或说明原因"
            yield _warning(f"unit_car {number}", CLAUSE, text)
    if claim.kind is ClaimKind.TRAVEL:
        yield from _too_many(claim)


def _is_meal(line: Line) -> bool:
    """Whether another expense is food by its words."""
    return any(word in f"{line.item or ''}{line.note or ''}{line.remark or ''}" for word in _MEAL_WORDS)


def _too_many(claim: ClaimFacts) -> Iterator[Verdict]:
    months = {Month.of(line.day) for line in claim.lines if line.day is not None}
    others = (other.line for other in claim.elsewhere if other.kind is ClaimKind.TRAVEL)
    halves = _halves([*claim.lines, *others])
    for month in sorted(months):
        trips, limit = (halves[month] + 1) // 2, claim.limits.get(month, 0)
        if limit and trips > limit:
            text = f"{month.label}往返{trips}次（连同其他报销单），超过{limit}次，请核对或说明原因"
            yield _warning(f"trips {month} {trips}", _OWN, text)


def _halves(lines: Iterable[Line]) -> Counter[Month]:
    """Halves of round trips by month: a line is a way there or a way back, or both when it ends where it
    began. A way back belongs to the month of its way there: a trip over the month's end is one trip."""
    halves: Counter[Month] = Counter()
    under_way: dict[tuple[object, object], list[date]] = {}
    dated = ((line.day, line) for line in lines if line.day is not None)
    for day, line in sorted(dated, key=lambda pair: pair[0]):
        way = (line.place, line.to_place)
        if line.place and line.place == line.to_place:
            halves[Month.of(day)] += 2
            continue
        departures = under_way.get(way[::-1])
        if departures and (day - departures[-1]).days <= _LONGEST_TRIP:
            halves[Month.of(departures.pop())] += 1
        else:
            under_way.setdefault(way, []).append(day)
            halves[Month.of(day)] += 1
    return halves


def _attendance(claim: ClaimFacts) -> Iterator[Verdict]:
    """Trips hold against the attendance sheet (四(三)).

    On the way between home and the post the sheet may say anything but 旷工 and the inside of a leave: one
    travels home after work, or on the first and the last day of a leave. Whoever claims a bed or meals for
    a working day, or was out and back on one, was not at the post that day, whatever the sheet says.
    """
    if claim.kind is not ClaimKind.TRAVEL:
        return
    days = {day for line in claim.lines for day in _days(line)}
    for day in sorted(days):
        state = claim.states.get(day, DayState.PRESENT)
        if state is DayState.ABSENT:
            text = f"{day}考勤登记为旷工，与出行矛盾，请更正考勤或说明原因"
            yield _warning(f"absent {day}", "四(三)", text)
        elif state.is_leave and _inside_leave(claim.states, day):
            text = f"{day}考勤登记为{state.label}，请假期间的出行不是公务往返，请删去或说明原因"
            yield _warning(f"leave {day}", "四(三)", text)
    for day in sorted(_away(claim)):
        if day in claim.posting and day not in claim.free and day not in claim.states:
            text = f"{day}考勤登记为在岗，与外出矛盾，请把考勤改为公务外出或说明原因"
            yield _warning(f"present {day}", "四(三)", text)


def _days(line: Line) -> tuple[date, ...]:
    """The days of a trip; of one that is not whole or runs backwards, none."""
    if line.day is None or line.last_day is None or (line.last_day - line.day).days > 366:
        return ()
    return tuple(Period(line.day, line.last_day).days())


def _inside_leave(states: Mapping[date, DayState], day: date) -> bool:
    """Whether the days before and after are leave too: on the edges of a leave one travels."""
    around = (date.fromordinal(day.toordinal() + step) for step in (-1, 1))
    return all(states.get(near, DayState.PRESENT).is_leave for near in around)


def _away(claim: ClaimFacts) -> set[date]:
    """Days that cannot have been spent at the post: with a bed or meals, inside a long trip, out and back."""
    away: set[date] = set()
    starts = Counter(line.day for line in claim.lines if line.day is not None and line.day == line.last_day)
    for line in claim.lines:
        days = _days(line)
        away.update(days if line.lodging_fen or line.meal_fen or line.meal_days else days[1:-1])
        if line.day is not None and (starts[line.day] > 1 or (line.place and line.place == line.to_place)):
            away.add(line.day)
    return away


def _twice(claim: ClaimFacts) -> Iterator[Verdict]:
    """The same visit or the same way on the same day, in this claim or in another that stands."""
    seen: dict[tuple[object, ...], str] = {
        _same(other.line): f"“{other.place}”" for other in claim.elsewhere if other.kind is claim.kind
    }
    for number, line in enumerate(claim.lines, 1):
        same = _same(line)
        if line.day is not None and same in seen and claim.kind is not ClaimKind.OTHER:
            text = f"第{number}行与{seen[same]}的同一天、同一地点，请核对是否重复，或说明原因"
            yield _warning(f"twice {number}", _OWN, text)
        seen.setdefault(same, f"第{number}行")


def _same(line: Line) -> tuple[object, ...]:
    return line.day, line.place, line.to_place


def _invoices(claim: ClaimFacts) -> Iterator[Verdict]:
    """Invoices of another year or another buyer, and amounts no voucher stands behind."""
    for seen in claim.invoices:
        for verdict in remarks(seen.facts, claim.year, claim.buyers, claim.today):
            warned = verdict.severity is Severity.WARNING
            name = f"{verdict.check} {said(seen.facts.code, seen.facts.number)}"
            yield replace(verdict, check=name, overridable=warned)
    blank = [seen for seen in claim.invoices if seen.amount_fen is None]
    if blank:
        numbers = "、".join(said(seen.facts.code, seen.facts.number) for seen in blank)
        text = f"发票{numbers}没有填金额，不能与申报核对，请照票面补填或说明原因"
        yield _warning(f"no_amount {numbers}", _OWN, text)
    claimed = sum(line.claimed_fen - (line.meal_fen or 0) for line in claim.lines)
    amounts = [seen.amount_fen for seen in claim.invoices if seen.amount_fen is not None]
    if not claim.invoices and claimed > 0:
        yield Verdict("no_invoice", Severity.REMINDER, _OWN, "还没有登记发票，请在“单据”中登记")
    elif len(amounts) == len(claim.invoices) and sum(amounts) < claimed:
        text = f"发票合计{yuan(sum(amounts))}元，少于申报{yuan(claimed)}元（不含伙食补助），请补齐或说明原因"
        yield _warning(f"short {sum(amounts)} {claimed}", _OWN, text)


def standing(verdicts: Iterable[Verdict], accepted: Collection[tuple[str, str]]) -> tuple[Verdict, ...]:
    """What still keeps a claim back: errors, and warnings nobody accepted, name and sentence alike."""
    return tuple(
        verdict
        for verdict in verdicts
        if verdict.severity is Severity.ERROR
        or (verdict.severity is Severity.WARNING and (verdict.check, verdict.text) not in accepted)
    )
