"""What is deducted from a line (扣减): by the office's rules, or by the clerk's ruling on its facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.attendance import Counting, in_days
from banfu_desktop.rules.dates import MonthCalendar
from banfu_desktop.rules.money import round_half_up, yuan
from banfu_desktop.rules.policy import Absence, DeductionBasis, LongLeave, Mode, Rounding, SubsidyPolicy
from banfu_desktop.rules.subsidies_days import Marks
from banfu_desktop.rules.words import DayState

_AVERAGE = (87, 4)
"""21.75 days, the average month of the wage rules, as a fraction."""


@dataclass(frozen=True)
class RulingFacts:
    """What a ruling is bound to: half days of 旷工 and of 病假/事假 with the payer, and 应发 in fen.

    `gross_fen` is None in a ruling older than this rule whose 应发 nobody wrote down.
    """

    absent_halves: int
    long_halves: int
    gross_fen: int | None

    def overtaken_by(self, now: "RulingFacts") -> str:
        """What has changed since, in words; empty when nothing has."""
        changed = []
        for label, before, after in (
            ("旷工", self.absent_halves, now.absent_halves),
            ("病事假", self.long_halves, now.long_halves),
        ):
            if before != after:  # by the calendar, while what is still to be decided counts as its kind does
                changed.append(f"{label}按日历{in_days(before)}天→{in_days(after)}天")
        if self.gross_fen is not None and self.gross_fen != now.gross_fen:
            changed.append(f"应发{yuan(self.gross_fen)}→{yuan(now.gross_fen or 0)}")
        return "，".join(changed)


@dataclass(frozen=True)
class Ruling:
    """What the clerk decided for a line.

    The deduction in fen, the reason in her words, and the facts it is for.
    """

    deducted_fen: int
    reason: str
    facts: RulingFacts


@dataclass(frozen=True)
class Deduction:
    """Fen taken off a line, what the paper says of it, and what holds it."""

    deducted_fen: int
    notes: tuple[str, ...] = ()
    held: str = ""


def deduction(
    policy: SubsidyPolicy,
    calendar: MonthCalendar,
    marks: Marks,
    over: Sequence[tuple[date, bool]],
    facts: RulingFacts,
    ruling: Ruling | None,
) -> Deduction:
    """What is taken off a payer's line.

    A ruling replaces every automatic deduction, never takes more than 应发, and holds the line again when the
    facts it was made on have changed.

    Args:
        over: half days of 病假 and 事假 beyond the limit, each with whether it is a rest day.
        facts: those of now.
    """
    gross = facts.gross_fen or 0
    if ruling is not None:
        return _ruled(ruling, facts, gross)
    if policy.mode is Mode.DAILY:
        return Deduction(0, held=_held(policy, marks, over))
    halves = sum(
        count for state, count in _marked(policy, marks).items() if _by_day(policy, marks.counting, state)
    )
    if policy.long_leave is LongLeave.BY_DAY:
        halves += len(over) if _by_calendar(policy) else sum(not rest for _, rest in over)
    fen = min(gross, _amount(policy, calendar, halves))
    notes = (f"按天扣减{yuan(fen)}",) if fen else ()
    return Deduction(fen, notes, _held(policy, marks, over))


def _ruled(ruling: Ruling, facts: RulingFacts, gross: int) -> Deduction:
    notes = (ruling.reason,) if ruling.reason else ()
    held = ""
    if ruling.deducted_fen > gross:
        held = f"已填扣减{yuan(ruling.deducted_fen)}超过应发{yuan(gross)}，请重新决定"
    elif changed := ruling.facts.overtaken_by(facts):
        held = f"作出决定以后情况有变（{changed}），请重新决定"
    return Deduction(min(ruling.deducted_fen, gross), notes, held)


def _marked(policy: SubsidyPolicy, marks: Marks) -> dict[DayState, int]:
    return dict(marks.marked if _by_calendar(policy) else marks.worked)


def _by_calendar(policy: SubsidyPolicy) -> bool:
    return policy.deduction_basis is DeductionBasis.MONTH_DAYS


def _by_day(policy: SubsidyPolicy, counting: Counting, state: DayState) -> bool:
    """Whether a state is deducted by the day without asking."""
    if state is DayState.ABSENT:
        return policy.absence is Absence.BY_DAY
    return (
        policy.annual_deducts and counting.pays(state, deducting=False) and state in counting.deducted_kinds
    )


def day_rate(policy: SubsidyPolicy, calendar: MonthCalendar) -> tuple[int, int]:
    """What one day's deduction is a share of, as a fraction of days (扣减日标准)."""
    if policy.deduction_basis is DeductionBasis.AVERAGE:
        return _AVERAGE
    days = calendar.month.days if _by_calendar(policy) else calendar.working()
    return max(days, 1), 1


def _amount(policy: SubsidyPolicy, calendar: MonthCalendar, halves: int) -> int:
    """Rate × days ÷ the days of 扣减日标准, rounded as the office chose."""
    top, bottom = day_rate(policy, calendar)
    numerator, denominator = policy.rate_fen * halves * bottom, 2 * top
    if policy.rounding is Rounding.YUAN:
        return 100 * round_half_up(numerator, 100 * denominator)
    return round_half_up(numerator, denominator)


def by_day(
    policy: SubsidyPolicy,
    calendar: MonthCalendar,
    marks: Marks,
    over: Sequence[tuple[date, bool]],
    gross: int,
) -> tuple[int, str]:
    """What 旷工 and leave beyond the limit come to by the day, and how; 0 where nothing asks.

    Never above 应发. Offered to the clerk beside the question, never taken by itself.
    """
    by_calendar = _by_calendar(policy)
    halves = (marks.marked if by_calendar else marks.worked)[DayState.ABSENT]
    halves += len(over) if by_calendar else sum(not rest for _, rest in over)
    if not halves or policy.mode is Mode.DAILY:
        return 0, ""
    fen = _amount(policy, calendar, halves)
    top, bottom = day_rate(policy, calendar)
    kind = "按日历天，含休息日" if by_calendar else "按工作日"
    words = f"{yuan(policy.rate_fen)} × {in_days(halves)} ÷ {top / bottom:g} = {yuan(fen)}（{kind}）"
    return min(fen, gross), words + (f"，不超过应发{yuan(gross)}" if fen > gross else "")


def _held(policy: SubsidyPolicy, marks: Marks, over: Sequence[tuple[date, bool]]) -> str:
    """What the clerk has to decide before the line can be sealed."""
    questions = []
    absent = marks.own[DayState.ABSENT]
    if absent and policy.absence is Absence.HOLD:
        questions.append(f"旷工{in_days(absent)}天，请决定扣减并写明原因")
    if over and policy.long_leave is LongLeave.FLAG:
        days = in_days(len(marks.long_own))
        kinds = "、".join(state.label for state in DayState if marks.counting.holds(state))
        questions.append(f"{kinds}共{days}天，超过{policy.long_leave_days}天，请决定扣不扣并写明原因")
    return "；".join(questions)
