"""Work log 三(一)–(八): the eight duties, what a line must say and must not, days without one."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from banfu_desktop.rules.attendance import Day, whole_day
from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half, Word

CLAUSE = "三(一)–(八)"
_NUMERALS = "一二三四五六七八"


class Duty(Word):
    """One of the eight duties of clause 三, in its order."""

    POLICY = "policy", "政策宣传", "三一", "一", "1", "宣传", "zcxc"
    PARTY = "party", "抓党建", "三二", "二", "2", "党建", "抓党建促乡村振兴", "zdj"
    MONITORING = "monitoring", "防返贫监测", "三三", "三", "3", "监测", "防返贫监测帮扶", "ffpjc"
    PLANNING = "planning", "规划计划", "三四", "四", "4", "规划", "规划和年度计划", "ghjh"
    LIVELIHOOD = "livelihood", "产业民生治理", "三五", "五", "5", "产业", "民生", "治理", "cymszl"
    FUNDS = "funds", "资金项目", "三六", "六", "6", "项目资金", "zjxm"
    LIAISON = "liaison", "沟通联络", "三七", "七", "7", "联络", "gtll"
    OTHER = "other", "其他", "三八", "八", "8", "其他工作", "qt"

    @property
    def clause(self) -> str:
        """Where the notice names it: 三(三)."""
        return f"三({_NUMERALS[tuple(Duty).index(self)]})"


class LogKind(Word):
    """What kind of work a line is."""

    VISIT = "visit", "走访", "1", "入户", "入户走访", "zf"
    MEETING = "meeting", "会议", "2", "开会", "hy"
    PROJECT = "project", "项目", "3", "xm"
    TEACHING = "teaching", "培训宣传", "4", "培训", "宣传", "pxxc"
    RESEARCH = "research", "调研", "5", "dy"
    LIAISON = "liaison", "联络", "6", "对接", "ll"
    PARTY = "party", "党建", "7", "dj"
    PAPERWORK = "paperwork", "材料", "8", "cl"
    DUTY = "duty", "值守", "9", "zs"
    OTHER = "other", "其他", "0", "qt"


class Matter(Word):
    """How the next step of a line stands."""

    OPEN = "open", "未了"
    CLOSED = "closed", "已销号"


@dataclass(frozen=True)
class LogLine:
    """One line of somebody's day as it is typed; `id` is the entry's (None: not stored yet)."""

    id: int | None = None
    half: Half | None = None
    duty: Duty | None = None
    kind: LogKind | None = None
    village: str | None = None
    households: int | None = None
    content: str | None = None
    next_step: str | None = None
    next_due: date | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return all(getattr(self, name) in (None, "") for name in LINE_NAMES)

    @property
    def lacking(self) -> tuple[str, ...]:
        """Labels of what a line cannot be stored without and does not say."""
        return tuple(label for name, label in _NEEDED if not getattr(self, name))

    def shown(self, name: str) -> Any:
        """What a column shows."""
        return getattr(self, name)


LINE_NAMES: tuple[str, ...] = tuple(field.name for field in fields(LogLine) if field.name != "id")
_NEEDED = (("duty", "职责"), ("kind", "方式"), ("content", "做了什么"))
PRIVACY = "只记事，不写户主姓名、证号、电话、病情、收入"
"""What the log is not for; said wherever a line is written."""
_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9}|\d{15,16})(?!\d)")


def line_of(values: Mapping[str, Any]) -> LogLine:
    """A line from the values there are of it; an empty text is nothing."""
    names = ("id", *LINE_NAMES)
    return LogLine(**{name: None if values.get(name) == "" else values.get(name) for name in names})


def refuse_personal(texts: Iterable[str | None]) -> None:
    """Refuse a text with an identity, bank or telephone number in it: the log is about work, not households.

    Raises:
        UserError: one of the texts holds such a number.
    """
    for text in texts:
        if text and _NUMBER.search(text):
            raise UserError("内容里有身份证号、账号或电话号码，没有保存", PRIVACY)


def refuse_day(day: date, today: date) -> None:
    """Refuse a day to come.

    Raises:
        UserError: it is after today.
    """
    if day > today:
        raise UserError(f"{day}还没有到", "工作日志记已经做了的事；以后要做的写在“下一步”和期限里")


def refuse_due(day: date, due: date | None, next_step: str | None) -> None:
    """Refuse a due day without a next step, or before the day itself.

    Raises:
        UserError: so.
    """
    if due is not None and not next_step:
        raise UserError("填了期限，没有写下一步", "请写明下一步做什么，或删去期限")
    if due is not None and due < day:
        raise UserError(f"期限{due}早于{day}", "请核对期限")


def months_of_half(day: date) -> tuple[Month, ...]:
    """The months of the half-year a day lies in: January to June, or July to December."""
    first = 1 if day.month <= 6 else 7
    return tuple(Month(day.year, first + number) for number in range(6))


def half_label(day: date) -> str:
    """上半年 or 下半年."""
    return "上半年" if day.month <= 6 else "下半年"


def week_of(day: date) -> tuple[date, ...]:
    """Monday to Sunday of the week a day lies in."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=number) for number in range(7))


def missing_days(
    calendar: Mapping[Month, MonthCalendar],
    posting: Period,
    away: Mapping[date, Day],
    logged: Collection[date],
    until: date,
    during: Period,
) -> list[date]:
    """Working days at the post in a period, before `until`, that have no line.

    Args:
        away: attendance days that are not plainly 在岗; a day spent wholly so (leave, training, 公务外出)
            is accounted for by the attendance and asks for no line.
    """
    span = posting.common(during)
    if span is None:
        return []
    end = min(span.end or until, until)
    return [
        day
        for day in Period(span.start, end).days()
        if day < until
        and day not in logged
        and day not in calendar[Month.of(day)].free
        and whole_day(away.get(day, DayState.PRESENT)) is DayState.PRESENT
    ]


@dataclass(frozen=True)
class DutyCounts:
    """How many lines each duty has, in the order of the notice, under a title: the picture of a half-year."""

    title: str
    bars: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(count for _, count in self.bars)

    @property
    def highest(self) -> int:
        """The longest bar."""
        return max((count for _, count in self.bars), default=0)


def few(count: int, total: int) -> bool:
    """Whether a duty has strikingly few lines of a half-year's: under one in fifty, once there are fifty."""
    return total >= 50 and count * 50 < total
