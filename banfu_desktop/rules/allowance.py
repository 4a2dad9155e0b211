"""乡镇工作补贴 (六(一)): since when whose unit is told, and how far its letter is; the others (六(四)).

The notice gives neither an amount nor a form: what a unit pays, and since when, is the unit's own word.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_township import TownshipStretch, township_stretches
from banfu_desktop.rules.words import Word

CLAUSE = "六(一)"
OTHERS_CLAUSE = "六(四)"
_DAY = timedelta(days=1)


class LetterState(Word):
    """How far the letter about somebody's 乡镇工作补贴 is."""

    EARLY = "early", "未满六个月"
    HELD = "held", "层级待核实"
    UNTOLD = "untold", "未告知"
    TOLD = "told", "已告知"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "单位不发"
    ENDED = "ended", "已停止"


@dataclass(frozen=True)
class Stay:
    """A posting as a 驻镇干部: its key, the unit that pays (the one others are the same as), its days."""

    posting_id: int
    unit_id: int
    period: Period


@dataclass(frozen=True)
class Entitlement:
    """Somebody's 乡镇工作补贴 at one unit: the postings, from which day, and the last day (None: still).

    Of somebody who left on the very day six months were full, `start` is the day after `end`.
    """

    postings: tuple[int, ...]
    unit_id: int
    arrived_on: date
    start: date
    end: date | None

    @property
    def is_just_full(self) -> bool:
        """Whether six months were full on the last day of all."""
        return self.end is not None and self.end < self.start


def entitlements(stays: Iterable[Stay], *, gap_restarts: bool = True) -> tuple[Entitlement, ...]:
    """Since when each unit of a person owes 乡镇工作补贴: six months, 以上 includes six (六(一)).

    A unit that somebody comes to later goes on from the first day there; one left before six months were
    full owes nothing. Days are those of rules.subsidies_township.

    Args:
        gap_restarts: a gap starts the six months anew (本单位自定).
    """
    ordered = sorted(stays, key=lambda stay: stay.period.start)
    stretches = township_stretches((stay.period for stay in ordered), gap_restarts=gap_restarts)
    return tuple(
        found
        for stretch in stretches
        if stretch.eligible_on is not None
        for found in _in_stretch(ordered, stretch, stretch.eligible_on)
    )


def _in_stretch(
    ordered: Iterable[Stay], stretch: TownshipStretch, eligible_on: date
) -> Iterator[Entitlement]:
    for run in _runs(stay for stay in ordered if _lies_in(stay.period, stretch)):
        first, end = run[0].period.start, run[-1].period.end
        start = max(eligible_on, first)
        is_last = end == stretch.end
        if end is None or start <= end or (is_last and start == end + _DAY):
            keys = tuple(stay.posting_id for stay in run)
            yield Entitlement(keys, run[0].unit_id, first, start, end)


def _lies_in(period: Period, stretch: TownshipStretch) -> bool:
    return period.start >= stretch.start and (stretch.end is None or period.start <= stretch.end)


def _runs(stays: Iterable[Stay]) -> list[list[Stay]]:
    """Stays one after another at one unit."""
    runs: list[list[Stay]] = []
    for stay in stays:
        if runs and runs[-1][-1].unit_id == stay.unit_id:
            runs[-1].append(stay)
        else:
            runs.append([stay])
    return runs


@dataclass(frozen=True)
class Answer:
    """What is written down of a letter: sent, the unit's answer, since when it pays and when it stopped."""

    sent_on: date | None
    confirmed_on: date | None
    paid_from: date | None
    stopped_on: date | None


def state_of(due: Entitlement, answer: Answer, today: date, *, is_held: bool = False) -> LetterState:
    """How far a letter is; whoever has left and was paid has it ended."""
    if answer.confirmed_on is not None:
        if answer.paid_from is None:
            return LetterState.REFUSED
        over = answer.stopped_on is not None or (due.end is not None and due.end < today)
        return LetterState.ENDED if over else LetterState.CONFIRMED
    if answer.sent_on is not None:
        return LetterState.TOLD
    if due.start > today and not due.is_just_full:
        return LetterState.EARLY
    return LetterState.HELD if is_held else LetterState.UNTOLD


def refuse_answer(answer: Answer, amount_fen: int | None, reply: str | None, today: date) -> None:
    """Refuse what a letter cannot be.

    Args:
        amount_fen: fen a month, as the unit said it; None where it said none.
        reply: the unit's own words.

    Raises:
        UserError: not sent, days that are still to come or out of order, an amount nobody pays or of nothing,
            or a unit that pays nothing and does not say why.
    """
    if amount_fen is not None and amount_fen <= 0:
        raise UserError("月标准要大于零", "单位没有写标准的留空；不发的写明单位怎样答复")
    if answer.sent_on is None:
        raise UserError("没有填写送出日期", "请填写告知单送到派出单位的日期", CLAUSE)
    if answer.sent_on > today:
        raise UserError(f"送出日期{answer.sent_on}还没有到", "请在送出以后登记", CLAUSE)
    confirmed = answer.confirmed_on
    if confirmed is None:
        if answer.paid_from or answer.stopped_on or amount_fen is not None:
            raise UserError("没有填写确认日期", "先填收到单位确认的日期，再填发放起始、标准和停发")
        return
    if not answer.sent_on <= confirmed <= today:
        said = f"应在送出日期{answer.sent_on}至今天{today}之间"
        raise UserError(f"确认日期{confirmed}不合理", said, CLAUSE)
    if answer.paid_from is None:
        if amount_fen is not None or answer.stopped_on is not None:
            raise UserError("没有填写发放起始日期", "单位发放的请填从哪天起发；不发的不填标准和停发日期")
        if not (reply or "").strip():
            raise UserError("没有写明单位的答复", "单位发放的请填从哪天起发；不发的请写明单位怎样答复")
    elif answer.stopped_on is not None and answer.stopped_on < answer.paid_from:
        raise UserError(f"停发日期{answer.stopped_on}早于发放起始{answer.paid_from}", "请核对两个日期")


def refuse_rule(start_on: date, end_on: date | None) -> None:
    """Refuse a rule that ends before it begins.

    Raises:
        UserError: so.
    """
    if end_on is not None and end_on < start_on:
        raise UserError(f"止于{end_on}早于起始{start_on}", "请核对两个日期", OTHERS_CLAUSE)
