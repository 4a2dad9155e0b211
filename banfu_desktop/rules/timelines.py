"""Timelines: lanes of spans against months or quarters, with bars and figures of the months on the same axis.

One definition for whoever shows a stretch of time: postings, covers and gaps, leaves, turns of rotation, a
person's year, pay by unit. `printing.engine.timelines` draws it, for paper and for the window alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.money import yuan


class Shade(Enum):
    """How a span looks; its words say it too, so that colour never speaks alone."""

    GREEN = "在岗、参保：现在的"
    BLUE = "另一种：别的单位的"
    GREY = "过去的"
    AMBER = "要留意的：快到期、请假"
    OUTLINE = "已定、还没有到的（虚线框）"
    BREAK = "断开的（琥珀虚线）"
    GAP = "空缺（红色斜纹）"
    POINT = "某一天的事，字在后面"


class Step(Enum):
    """What a column of the axis is."""

    MONTH = 1
    QUARTER = 3


@dataclass(frozen=True)
class Span:
    """Something that lasts: its days (an open end runs on beyond the window), words and shade.

    Attributes:
        said: all of it in a sentence, for the pointer and the screen reader; empty: its words and days.
        keeps_words: whether its block is at least as wide as its words, however few days it has.
        key: what opening it leads to; None: what its lane leads to.
    """

    period: Period
    text: str = ""
    shade: Shade = Shade.GREEN
    said: str = ""
    keeps_words: bool = False
    key: object = None

    @property
    def sentence(self) -> str:
        """The span in a sentence."""
        start, end = self.period.start, self.period.end
        days = str(start) if start == end else f"{start}至{end}" if end else f"{start}起"
        return self.said or f"{self.text} {days}".strip()


@dataclass(frozen=True)
class Lane:
    """One line of a timeline: its name, a quiet second word (岗位), and its spans in order of time."""

    name: str
    spans: tuple[Span, ...] = ()
    note: str = ""
    key: object = None


@dataclass(frozen=True)
class Part:
    """A part of a month's bar: fen of a series (by its place); one of a draft is only outlined.

    A negative part (扣回) is taken off the top of the bar.
    """

    series: int
    fen: int
    is_draft: bool = False


@dataclass(frozen=True)
class Bars:
    """A bar a month of the window, made of parts; `series` names them (发放单位)."""

    name: str
    series: tuple[str, ...]
    months: tuple[tuple[Part, ...], ...]

    def total(self, place: int) -> int:
        """A month's sum in fen."""
        return sum(part.fen for part in self.months[place])

    @property
    def highest_fen(self) -> int:
        """The height of the highest bar."""
        return max((sum(max(part.fen, 0) for part in parts) for parts in self.months), default=0)

    @property
    def total_fen(self) -> int:
        """All months."""
        return sum(self.total(place) for place in range(len(self.months)))


@dataclass(frozen=True)
class Figures:
    """A figure a month of the window (20/21) and which share of it is reached, 0 to 1; None: no bar."""

    name: str
    texts: tuple[str, ...]
    shares: tuple[float | None, ...]


@dataclass(frozen=True)
class Timeline:
    """Lanes on one axis.

    Attributes:
        window: the days shown, from the first day of a month or quarter to the last of one.
        alarmed: places of columns on amber ground, counted from 0 (a quarter in which half the team leaves).
        legend: what shades mean, beside the title.
        seen: the first lane drawn and how many at most, where not all have room; None: all.
    """

    title: str
    window: Period
    lanes: tuple[Lane, ...] = ()
    today: date | None = None
    step: Step = Step.MONTH
    bars: Bars | None = None
    figures: tuple[Figures, ...] = ()
    alarmed: frozenset[int] = frozenset()
    legend: tuple[tuple[Shade, str], ...] = ()
    seen: tuple[int, int] | None = None

    @property
    def lanes_seen(self) -> tuple[Lane, ...]:
        """The lanes that are drawn."""
        first, most = self.seen or (0, len(self.lanes))
        return self.lanes[first : first + most]

    @property
    def days(self) -> int:
        """How many days are shown."""
        return self.window.length

    def columns(self) -> Iterator[tuple[Month, Period]]:
        """The columns of the axis: their first month and their days."""
        month, last = Month.of(self.window.start), self.window.end
        while last is not None and month.first <= last:
            yield month, Period(month.first, month.shift(self.step.value - 1).last)
            month = month.shift(self.step.value)

    def offset(self, day: date) -> int:
        """A day counted from the first shown."""
        return (day - self.window.start).days

    def shown(self, lane: Lane) -> Iterator[tuple[Span, Period]]:
        """The spans of a lane that lie in the window, and which of their days do."""
        for span in lane.spans:
            if (seen := span.period.common(self.window)) is not None:
                yield span, seen

    def sentence(self, lane: Lane) -> str:
        """A lane in a sentence, as far as it is in the window."""
        spans = "；".join(span.sentence for span, _ in self.shown(lane))
        return f"{lane.name} {lane.note}".strip() + f"：{spans or '无'}"

    @property
    def sentences(self) -> list[str]:
        """All of it in words, for a screen reader and for the command line."""
        said = [] if self.bars is None else [*_bars_said(self.bars, [m for m, _ in self.columns()])]
        for figures in self.figures:
            named = zip((m for m, _ in self.columns()), figures.texts, strict=True)
            said.append(f"{figures.name}：{'、'.join(f'{m.number}月 {text}' for m, text in named if text)}")
        return [*said, *(self.sentence(lane) for lane in self.lanes)]


def _bars_said(bars: Bars, months: list[Month]) -> Iterator[str]:
    for place, month in enumerate(months):
        parts = bars.months[place]
        if parts:
            each = "、".join(
                f"{bars.series[p.series]}{'（草稿）' if p.is_draft else ''} {yuan(p.fen)}" for p in parts
            )
            yield f"{month.label} {bars.name} {yuan(bars.total(place))}：{each}"


def year_window(year: int) -> Period:
    """The days of a year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


def quarters_window(first: date, count: int) -> Period:
    """So many quarters from the one a day lies in."""
    start = Month(first.year, (first.month - 1) // 3 * 3 + 1)
    return Period(start.first, start.shift(3 * count - 1).last)
