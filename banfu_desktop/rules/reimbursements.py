"""Claims the posting unit reimburses (六(二)): their kinds and lines, what they come to, how they proceed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Word

CLAUSE = "六(二)"
"""Medical costs and round-trip transport of the posting are reimbursed by the posting unit."""


class ClaimKind(Word):
    """报销类别, each with a form of its own (forms 7 to 9)."""

    MEDICAL = "medical", "医疗费", "医疗", "医药费"
    TRAVEL = "travel", "往返差旅费", "差旅", "差旅费", "往返交通", "往返交通费", "交通费"
    OTHER = "other", "其他费用", "其他", "费用"


class ClaimState(Word):
    """How far a claim has come."""

    DRAFT = "draft", "草稿"
    HANDED = "handed", "已交单位"
    APPROVED = "approved", "已审批"
    PAID = "paid", "已付款"
    REFUSED = "refused", "已拒报"

    @property
    def live(self) -> bool:
        """Whether its expenses stand: a refused claim's may be claimed again."""
        return self is not ClaimState.REFUSED


class Vehicle(Word):
    """交通工具; a unit's own car has no fare to reimburse."""

    TRAIN = "train", "火车", "高铁", "动车", "铁路"
    COACH = "coach", "长途汽车", "客车", "大巴", "班车"
    BUS = "bus", "公交地铁", "公交", "地铁"
    TAXI = "taxi", "出租网约车", "出租车", "网约车", "的士"
    PLANE = "plane", "飞机"
    SHIP = "ship", "轮船", "船"
    OWN_CAR = "own_car", "自驾", "私家车"
    UNIT_CAR = "unit_car", "单位公车", "公车", "公务用车"
    OTHER = "other", "其他"


class Age(Word):
    """How long a unit has owed an amount, in days since it was handed the claim."""

    MONTH = "month", "0–30天"
    TWO_MONTHS = "two_months", "31–60天"
    THREE_MONTHS = "three_months", "61–90天"
    LONGER = "longer", "90天以上"


_PARTS = ("fare_fen", "local_fen", "lodging_fen", "meal_fen", "other_fen")
AMOUNTS = ("total_fen", "insured_fen", *_PARTS, "amount_fen")
"""The money of a line, as it is stored."""


@dataclass(frozen=True)
class Line:
    """One line of a claim; every kind uses its own part, a draft may lack anything. Amounts in fen.

    `day` is the day of the visit, the departure or the expense, `until` the day of arrival; `place` is the
    hospital or where the trip begins; `papers` counts the vouchers behind the line.
    """

    day: date | None = None
    place: str | None = None
    until: date | None = None
    to_place: str | None = None
    vehicle: Vehicle | None = None
    item: str | None = None
    note: str | None = None
    total_fen: int | None = None
    insured_fen: int | None = None
    fare_fen: int | None = None
    local_fen: int | None = None
    lodging_fen: int | None = None
    meal_days: int | None = None
    meal_fen: int | None = None
    other_fen: int | None = None
    amount_fen: int | None = None
    papers: int | None = None
    remark: str | None = None

    @property
    def own_fen(self) -> int | None:
        """自付: what the medical insurance left to the member."""
        return None if self.total_fen is None else self.total_fen - (self.insured_fen or 0)

    @property
    def claimed_fen(self) -> int:
        """What is claimed: the parts of a trip, the amount written, else what the member paid of a bill."""
        if self.amount_fen is not None:
            return self.amount_fen
        parts = sum(getattr(self, name) or 0 for name in _PARTS)
        return parts or self.own_fen or 0

    @property
    def last_day(self) -> date | None:
        """The last day it is about."""
        return self.until or self.day

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return all(getattr(self, name) in (None, "") for name in LINE_NAMES)

    def shown(self, name: str) -> Any:
        """What a column shows: of an amount not written what the member paid himself."""
        value = getattr(self, name)
        return self.own_fen if name == "amount_fen" and value is None else value

    def reversed(self) -> "Line":
        """The same line with every amount taken back."""
        taken = {name: -value for name in AMOUNTS if (value := getattr(self, name)) is not None}
        return Line(**(self.__dict__ | taken))


LINE_NAMES: tuple[str, ...] = tuple(field.name for field in fields(Line))


def line_of(values: Mapping[str, Any]) -> Line:
    """A line from the values there are of it."""
    return Line(**{name: values.get(name) or _zero(values.get(name)) for name in LINE_NAMES})


def _zero(value: Any) -> Any:
    """A nought is kept, an empty text is nothing."""
    return value if isinstance(value, int) else None


def number_words(year: int, serial: int) -> str:
    """A claim's number: 2026-014."""
    return f"{year}-{serial:03d}"


_NEXT: Mapping[ClaimState, frozenset[ClaimState]] = {
    ClaimState.DRAFT: frozenset({ClaimState.HANDED, ClaimState.REFUSED}),
    ClaimState.HANDED: frozenset({ClaimState.DRAFT, ClaimState.APPROVED, ClaimState.REFUSED}),
    ClaimState.APPROVED: frozenset({ClaimState.PAID, ClaimState.REFUSED}),
    ClaimState.PAID: frozenset(),
    ClaimState.REFUSED: frozenset(),
}
_WAYS: Mapping[ClaimState, str] = {
    ClaimState.DRAFT: "草稿可以修改、删除，或交单位",
    ClaimState.HANDED: "可以登记审批，或登记拒报，也可以退回草稿",
    ClaimState.APPROVED: "可以登记付款，或登记拒报；审批登记错了的，先“撤回审批”",
    ClaimState.PAID: "更正请用“冲销”另开一张红字报销单",
    ClaimState.REFUSED: "需要再报的，请登记报销单，发票可以重新登记",
}


def proceed(claim_name: str, now: ClaimState, next_state: ClaimState) -> None:
    """Refuse a step that a claim in its state cannot take.

    Raises:
        UserError: says how the claim stands and what can be done.
    """
    if next_state is now:
        raise UserError(f"{claim_name}已经登记为“{now.label}”", _WAYS[now])
    if next_state not in _NEXT[now]:
        raise UserError(f"{claim_name}{now.label}，不能改为{next_state.label}", _WAYS[now])


def must_be_draft(claim_name: str, now: ClaimState) -> None:
    """Refuse to change what a claim says once it is handed in.

    Raises:
        UserError: it is no draft.
    """
    if now is not ClaimState.DRAFT:
        raise UserError(f"{claim_name}{now.label}，内容不能修改", _WAYS[now])


def check_approval(claimed: Iterable[int], approved: Iterable[int], reason: str) -> None:
    """Hold the approved amounts against the claimed ones, line by line (fen).

    Raises:
        UserError: an amount below nothing or above what was claimed, or a difference without a reason.
    """
    pairs = list(zip(claimed, approved, strict=True))
    if any(not 0 <= granted <= asked for asked, granted in pairs):
        raise UserError("核定金额应在0和申报金额之间", "请核对；多报的部分请另开报销单")
    if any(asked != granted for asked, granted in pairs) and not reason.strip():
        raise UserError("核定金额与申报不同，没有写明原因", "请写明单位核减的原因")


def outstanding_fen(state: ClaimState, claimed_fen: int, approved_fen: int | None) -> int:
    """What the unit still owes: what was claimed until it decides, then what it approved, until it pays."""
    if state is ClaimState.HANDED:
        return claimed_fen
    return approved_fen or 0 if state is ClaimState.APPROVED else 0


def age(days: int) -> Age:
    """The age of an amount owed for so many days."""
    limits = ((30, Age.MONTH), (60, Age.TWO_MONTHS), (90, Age.THREE_MONTHS))
    return next((word for limit, word in limits if days <= limit), Age.LONGER)
