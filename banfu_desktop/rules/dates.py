"""Days, months and periods as the office counts them; the clock is never read here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from banfu_desktop.rules.errors import UserError

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－／　", "0123456789.-/ ")
_SEPARATED = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH_ALONE = re.compile(r"(?:19|2[01])\d{2}(?:\s*[-./年]\s*(?:0?[1-9]|1[0-2])\s*月?|(?:0[1-9]|1[0-2]))")
_MONTH = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})\s*月?")
_SHORT = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_SHORT_COMPACT = re.compile(r"(\d{2})(\d{2})")
_SPOKEN = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2}
_FAR_AHEAD = 270
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; it sorts, shows as 2026-10 and says itself as 2026年10月."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.number <= 12 and EARLIEST.year <= self.year <= LATEST.year):
            raise ValueError(f"no such month: {self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2026-10, 2026年10月, 202610 or 2026.10.

        Raises:
            UserError: not a month.
        """
        match = _MONTH.fullmatch(text.translate(_FULL_WIDTH).strip())
        try:
            if match is None:
                raise ValueError
            return cls(int(match[1]), int(match[2]))
        except ValueError:
            raise UserError(f"“{text}”不是月份", "请写成 2026-10") from None

    @classmethod
    def of(cls, day: date) -> Self:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @property
    def days(self) -> int:
        """How many days the month has."""
        year, month = divmod(self.number, 12)
        return (date(self.year + year, month + 1, 1) - self.first).days

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return date(self.year, self.number, self.days)

    @property
    def period(self) -> "Period":
        """The month from its first to its last day."""
        return Period(self.first, self.last)

    @property
    def label(self) -> str:
        """As the clerk says it: 2026年10月."""
        return f"{self.year}年{self.number}月"

    def shift(self, months: int) -> Self:
        """The month so many months later (or earlier, when negative)."""
        year, index = divmod(self.year * 12 + self.number - 1 + months, 12)
        return type(self)(year, index + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, order=True)
class Period:
    """From a first to a last day, both counted; an open end is None."""

    start: date
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)

    def common(self, other: "Period") -> "Period | None":
        """The days both periods hold, or None."""
        start = max(self.start, other.start)
        ends = [end for end in (self.end, other.end) if end is not None]
        end = min(ends) if ends else None
        return Period(start, end) if end is None or start <= end else None

    @property
    def length(self) -> int:
        """Days in the period.

        Raises:
            ValueError: the period has no end.
        """
        if self.end is None:
            raise ValueError("a period without an end has no length")
        return max(0, (self.end - self.start).days + 1)

    def days(self) -> Iterator[date]:
        """Every day, in order (of a period with an end)."""
        for number in range(self.length):
            yield self.start + timedelta(days=number)


@dataclass(frozen=True)
class MonthCalendar:
    """A month's rest days by name (周末, 国庆); `known` is False where the holidays are not known."""

    month: Month
    free: Mapping[date, str]
    known: bool = True

    def working(self, period: Period | None = None) -> int:
        """Working days of the month, or of those it shares with a period."""
        span = self.month.period if period is None else period.common(self.month.period)
        return 0 if span is None else span.length - sum(day in span for day in self.free)

    @property
    def last_working(self) -> date:
        """The last working day; the month's last where nobody works at all."""
        days = [day for day in self.month.period.days() if day not in self.free]
        return days[-1] if days else self.month.last

    def is_over(self, today: date) -> bool:
        """Whether no working day of the month lies after today: 31 October 2026 is a Saturday."""
        return self.working(Period(today + timedelta(days=1))) == 0


def parse_year(text: str) -> int:
    """A calendar year as typed: 2026.

    Raises:
        UserError: no number, or a year nobody here can mean.
    """
    plain = text.strip().removesuffix("年")
    if not (plain.isascii() and plain.isdecimal()):
        raise UserError(f"“{text}”不是年度", "请写成 2026")
    if len(plain) != 4 or not EARLIEST.year <= int(plain) <= LATEST.year:
        raise UserError(f"“{text}”的年份不合理", "请核对年份")
    return int(plain)


class MonthOnlyError(UserError):
    """The refusal of a month where a day is asked for."""

    def __init__(self, text: str, month: Month) -> None:
        self.month = month
        super().__init__(f"“{text}”不是日期，只有年月", "请写成 2026-10-05")


def parse_date(text: str) -> date:
    """Read a day as clerks write it: 2026-10-05, 2026.10.5, 2026/10/5, 2026年10月5日, 20261005.

    Raises:
        MonthOnlyError: a month without a day.
        UserError: not a day, a day that does not exist, or a year outside 1900–2199.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    match = _SEPARATED.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None and _MONTH_ALONE.fullmatch(plain):
        raise MonthOnlyError(text, Month.parse(plain))
    if match is None:
        raise UserError(f"“{text}”不是日期", "请写成 2026-10-05")
    try:
        day = date(*(int(part) for part in match.groups()))
    except ValueError:
        raise UserError(f"“{text}”这一天不存在", "请核对年月日") from None
    if not EARLIEST <= day <= LATEST:
        raise UserError(f"“{text}”的年份不合理", "请核对年份")
    return day


def typed_date(text: str, today: date) -> date | None:
    """A day typed the short way: 11-20, 11月20日, 1120, 今天, 昨天; None where it is written otherwise.

    It is a day of this year; one that lies nine months ahead is last year's (12-28 typed in January).
    """
    plain = text.translate(_FULL_WIDTH).strip()
    if plain in _SPOKEN:
        return today + timedelta(days=_SPOKEN[plain])
    match = _SHORT.fullmatch(plain) or _SHORT_COMPACT.fullmatch(plain)
    if match is None:
        return None
    try:
        day = date(today.year, int(match[1]), int(match[2]))
        return day if (day - today).days < _FAR_AHEAD else day.replace(year=today.year - 1)
    except ValueError:
        return None


def parse_period(text: str) -> Period:
    """Read one day or a stretch written as 2026-10-05..2026-10-12.

    Raises:
        UserError: a part is not a day, or the end comes before the start.
    """
    first, separator, last = text.partition("..")
    start = parse_date(first)
    end = parse_date(last) if separator else start
    if end < start:
        raise UserError(f"“{text}”的结束早于开始", "请把较早的日期写在前面")
    return Period(start, end)


def closing_month(today: date) -> Month:
    """The month an office is working on: the one just over, from the 21st on the present one."""
    month = Month.of(today)
    return month if today.day > 20 else month.shift(-1)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the 31st becomes the month's last day where there is none."""
    month = Month.of(day).shift(months)
    return date(month.year, month.number, min(day.day, month.days))


def whole_years(start: date, day: date) -> int:
    """Full years passed from start to day (an age, a party standing)."""
    return day.year - start.year - ((day.month, day.day) < (start.month, start.day))


def chinese_date(day: date) -> str:
    """2026年10月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday(day: date) -> str:
    """一 to 日."""
    return "一二三四五六日"[day.weekday()]


def to_the_minute(moment: object) -> str:
    """A moment as it is stored (ISO 8601), as people read it: 2026-10-05 09:30."""
    return str(moment).replace("T", " ")[:16]
