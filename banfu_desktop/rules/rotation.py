"""Rotation (二): batches, how far a change of post is, what a leaver hands over, filing, party relations.

What a batch lasts and what is filed with whom comes from the notice; the day counts are the office's own.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.rules.dates import Period, add_months
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import TeamRole, Word

CLAUSE = "二"
FILING_CLAUSE = "二(三)"
RELATIONS_CLAUSE = "四(一)"
BATCH_YEARS = 3
"""Years between rotations (二)."""
QUARTERS_SHOWN, QUARTERS_PAST = 16, 4
"""Quarters of the timeline, and how many of them lie before the present one."""
_GAPS_AHEAD = 13
"""Months ahead in which nobody following is a gap; later it is only not decided yet."""


class Stage(Word):
    """How far a change of post has come."""

    DUE = "due", "到期提醒"
    PROPOSED = "proposed", "推荐人选"
    AGREED = "agreed", "同意"
    HANDING = "handing", "交接中"
    HANDED = "handed", "已交接"
    LEFT = "left", "离岗"


class Section(Word):
    """A part of the hand-over list."""

    BASICS = "basics", "基本情况"
    WORK = "work", "工作"
    MONEY = "money", "资金"
    GOODS = "goods", "物资"
    KEYS = "keys", "印章钥匙账号"
    PAPERS = "papers", "文件"


class Direction(Word):
    """Which way party-organisation relations move (四(一))."""

    IN = "in", "转入"
    OUT = "out", "转回", "转出"


class FilingState(Word):
    """How far a filing with one body is (二(三))."""

    MISSING = "missing", "未报送"
    ROSTER = "roster", "花名册有日期"
    SENT = "sent", "已报送"
    CONFIRMED = "confirmed", "已备案"


@dataclass(frozen=True)
class HandoverItem:
    """One thing that a leaver hands over, as a room's door tells it.

    Attributes:
        key: what tells it apart (worklog 12): the ticks follow it.
        kind: the word beside it (未了事项).
        text: what it is, in one line; a tick holds for these very words.
    """

    section: Section
    kind: str
    text: str
    key: str


def handover_item(section: Section, kind: str, text: str, room: str, key: object) -> HandoverItem:
    """An item under the key its room and record give it."""
    return HandoverItem(section, kind, text, f"{room} {key}")


STEPS = (("proposed_on", Stage.PROPOSED), ("agreed_on", Stage.AGREED), ("handing_on", Stage.HANDING))
"""The days that are written down of a change, in their order, and the stage each makes."""


def stage_of(days: Sequence[date | None], handed_on: date | None, left_on: date | None, today: date) -> Stage:
    """How far a change is, from the days of STEPS, the day the list was sealed and the last day at the post.

    Whoever has left without handing over has left; the list says that it is missing.
    """
    if left_on is not None and left_on < today:
        return Stage.LEFT
    if handed_on is not None:
        return Stage.HANDED
    reached = [stage for (_, stage), day in zip(STEPS, days, strict=True) if day is not None]
    return reached[-1] if reached else Stage.DUE


def refuse_steps(days: Sequence[date | None], today: date) -> None:
    """Refuse days of a change that are out of order or still to come.

    Raises:
        UserError: so; a step may be missing.
    """
    last, said = date.min, ""
    for (_, stage), day in zip(STEPS, days, strict=True):
        if day is None:
            continue
        if day > today:
            raise UserError(f"“{stage.label}”的日期{day}还没有到", "请在办了以后登记")
        if day < last:
            raise UserError(f"“{stage.label}”的日期{day}早于“{said}”的{last}", "请核对各步的日期")
        last, said = day, stage.label


def batch_end(start: date) -> date:
    """The planned last day of a batch that begins on a day: three years (二)."""
    return add_months(start, 12 * BATCH_YEARS) - timedelta(days=1)


def refuse_batch(start: date, planned_end: date) -> None:
    """Refuse a batch that ends before it begins.

    Raises:
        UserError: so.
    """
    if planned_end < start:
        raise UserError(f"计划结束日期{planned_end}早于开始日期{start}", "请核对两个日期", CLAUSE)


def filing_bodies(text: str) -> tuple[str, ...]:
    """The bodies a first secretary is filed with, a line or 、 each (二(三)).

    Raises:
        UserError: there is none.
    """
    found = tuple(dict.fromkeys(filter(None, re.split(r"[\s、，,；;]+", text))))
    if not found:
        raise UserError(
            "没有写备案机关", "请写单位名称，用顿号隔开，如 县委组织部、县农业农村局", FILING_CLAUSE
        )
    return found


def filing_state(
    sent_on: date | None, confirmed_on: date | None, roster_on: date | None = None
) -> FilingState:
    """How far one body's filing is; `roster_on` is the roster's day where nothing of the village is written.

    The roster has one day and names no body, so it is neither sent nor confirmed.
    """
    if confirmed_on is not None:
        return FilingState.CONFIRMED
    if sent_on is not None:
        return FilingState.SENT
    return FilingState.MISSING if roster_on is None else FilingState.ROSTER


def refuse_filing(sent_on: date | None, confirmed_on: date | None, today: date) -> None:
    """Refuse days of a filing that cannot be.

    Raises:
        UserError: not sent or sent in the future, or confirmed before it was sent or in the future.
    """
    if sent_on is None:
        raise UserError("没有填写报送日期", "请填写报送日期", FILING_CLAUSE)
    if sent_on > today:
        raise UserError(f"报送日期{sent_on}还没有到", "请在报送以后登记", FILING_CLAUSE)
    if confirmed_on is not None and not sent_on <= confirmed_on <= today:
        raise UserError(
            f"备案日期{confirmed_on}不合理", f"应在报送日期{sent_on}至今天{today}之间", FILING_CLAUSE
        )


@dataclass(frozen=True)
class Quarter:
    """A quarter of a year; numbers are 1 to 4."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter of a day."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.shift(1).first - timedelta(days=1)

    def shift(self, quarters: int) -> "Quarter":
        """The quarter so many later."""
        index = self.year * 4 + self.number - 1 + quarters
        return Quarter(index // 4, index % 4 + 1)

    @property
    def label(self) -> str:
        """四季."""
        return f"{'一二三四'[self.number - 1]}季"

    @property
    def said(self) -> str:
        """2029年一季度."""
        return f"{self.year}年{self.label}度"


@dataclass(frozen=True)
class Stay:
    """Somebody's time at a post: `until` is the last day or the planned one (None: nobody has said)."""

    posting_id: int
    name: str
    unit: str
    role: TeamRole
    start: date
    until: date | None
    left: bool

    def at(self, day: date) -> bool:
        """Whether it covers a day."""
        return self.start <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Lane:
    """A unit's stays in one role, in order, and the days between them on which nobody was at the post."""

    unit: str
    role: TeamRole
    stays: tuple[Stay, ...]
    gaps: tuple[Period, ...]


def window(today: date) -> Period:
    """The days the timeline shows: sixteen quarters, four of them past."""
    now = Quarter.of(today)
    first = now.shift(-QUARTERS_PAST)
    return Period(first.first, first.shift(QUARTERS_SHOWN - 1).last)


def lanes(stays: Iterable[Stay], today: date) -> list[Lane]:
    """The timeline's lanes, by role, then as units first appear; those all past are left out.

    People of one unit and role at the same time have a lane each; whoever follows takes the lane that is
    free. A gap lies between two stays, or after the last one where it ends within thirteen months.
    """
    shown, by_lane = window(today), dict[tuple[str, TeamRole], list[Stay]]()
    for stay in stays:
        by_lane.setdefault((stay.unit, stay.role), []).append(stay)
    found = []
    for (unit, role), everybody in by_lane.items():
        for own in _tracks(everybody):
            if any(stay.until is None or stay.until >= shown.start for stay in own):
                found.append(Lane(unit, role, tuple(own), _gaps(own, shown, today)))
    order = list(TeamRole)
    return sorted(found, key=lambda lane: order.index(lane.role))


def _tracks(stays: Iterable[Stay]) -> list[list[Stay]]:
    """Stays that do not overlap, behind each other: each follows whoever left last before it."""
    tracks: list[list[Stay]] = []
    for stay in sorted(stays, key=lambda stay: (stay.start, stay.posting_id)):
        free = [own for own in tracks if own[-1].until is not None and own[-1].until < stay.start]
        if free:
            max(free, key=lambda own: own[-1].until or date.min).append(stay)
        else:
            tracks.append([stay])
    return tracks


def _gaps(stays: Sequence[Stay], shown: Period, today: date) -> tuple[Period, ...]:
    gaps, covered = [], stays[0].until
    for stay in stays[1:]:
        if covered is not None and stay.start > covered + timedelta(days=1):
            gaps.append(Period(covered + timedelta(days=1), stay.start - timedelta(days=1)))
        covered = None if covered is None or stay.until is None else max(covered, stay.until)
    ahead = add_months(today, _GAPS_AHEAD)
    if covered is not None and covered < ahead:
        gaps.append(Period(covered + timedelta(days=1), ahead))
    return tuple(common for gap in gaps if (common := gap.common(shown)) is not None)


def crowded(stays: Iterable[Stay], today: date) -> list[tuple[Quarter, int, int]]:
    """Quarters from the present one on in which more than half of the team leaves: how many, of how many."""
    present = [stay for stay in stays if not stay.left and stay.start <= today]
    leaving = Counter(Quarter.of(stay.until) for stay in present if stay.until is not None)
    now = Quarter.of(today).first
    return [
        (quarter, count, len(present))
        for quarter, count in sorted(leaving.items(), key=lambda pair: pair[0].first)
        if quarter.first >= now and 2 * count > len(present)
    ]
