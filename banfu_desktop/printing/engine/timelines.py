"""Draws a timeline: title and legend, bars and figures of the months, then a lane a line on the same axis.

`Frame` says where everything stands, in points from the lower left corner; the window asks it too, so that
what is pointed at is what was drawn.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from banfu_desktop.printing.engine.chart_parts import (
    ACCENT,
    INK,
    LINE,
    SECONDARY,
    box,
    extent,
    fitting,
    hatched,
    stroke,
    words,
)
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.timelines import Bars, Figures, Lane, Part, Shade, Span, Step, Timeline

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Shape

SIZE, _SMALL = 9.0, 8.0
HEAD, LANE, FIGURES, BARS, TITLE = 18.0, 21.0, 24.0, 62.0, 20.0
_YEARS = 16.0
"""What a line of years above quarters adds to the head."""
_BAR, _INSIDE, _LEAST = 15.0, 5.0, 3.0
_HAIR, _ALARM = "#EEF1F4", "#FFF9E8"
_SERIES = ("#A8CDBF", "#B9D0E8", "#F6DFA0", "#D8C7E4", "#CBD2D9", "#F0C0A8", "#8FB8D8", "#C9D8A0", "#B8AFA6")
_FAINT = 0.35
"""How much of its colour a part of a draft has."""
_GAP = 12.0
"""Between a mark of the legend and its words, and before the next mark."""
_FILLS = {
    Shade.GREEN: ("#CFE5DC", None, "#225848"), Shade.BLUE: ("#E7F0FA", None, "#1F5FA8"),
    Shade.GREY: ("#E8ECEB", None, SECONDARY), Shade.AMBER: ("#FFE9B0", None, "#7A5100"),
    Shade.OUTLINE: ("#FFFFFF", ACCENT, ACCENT), Shade.BREAK: ("#FFF9E8", "#B77A00", "#7A5100"),
    Shade.GAP: ("#FDECEA", "#D9483B", "#B42318"), Shade.POINT: (ACCENT, None, INK),
}  # fmt: skip
"""Ground, edge and words of a shade."""


class Placed(NamedTuple):
    """A span where it is drawn: from x on, so many points across; `text` is what of its words fits."""

    span: Span
    x: float
    across: float
    text: str
    text_x: float


def height(timeline: Timeline, lanes: int | None = None, wide: float = 0.0) -> float:
    """Points a timeline needs with so many lanes (None: all that are drawn).

    Args:
        wide: its width in points, for a legend that needs further lines; 0: one line will do.
    """
    count = len(timeline.lanes_seen) if lanes is None else lanes
    head = HEAD + (_YEARS if timeline.step is Step.QUARTER else 0)
    above = TITLE * _title_lines(timeline, wide) + (BARS if timeline.bars else 0)
    return above + head + FIGURES * len(timeline.figures) + LANE * count + 2


def _title_lines(timeline: Timeline, wide: float) -> int:
    """How many lines title and legend take."""
    if not (timeline.title or timeline.legend or timeline.bars):
        return 0
    return 1 if not wide else 1 + max((line for line, *_ in _legend_placed(timeline, wide)), default=0)


def _legend_placed(timeline: Timeline, wide: float) -> Iterator[tuple[int, float, str, str | None, str]]:
    """The marks of the legend: the line and where on it, ground, edge, words; none is left out."""
    line, x = 0, extent(timeline.title, 10) + (14 if timeline.title else 0)
    for ground, edge, said in _legend(timeline):
        needed = _GAP + extent(said, _SMALL)
        if x > 0 and x + needed > wide:
            line, x = line + 1, 0.0
        yield line, x, ground, edge, said
        x += needed + _GAP


@dataclass(frozen=True)
class Frame:
    """Where a timeline's parts stand in a drawing so many points wide and high; bars take what is left."""

    timeline: Timeline
    wide: float
    high: float

    @cached_property
    def left(self) -> float:
        """Where the axis begins, after names and notes."""
        own = [*(figures.name for figures in self.timeline.figures)]
        own += [] if self.timeline.bars is None else [self.timeline.bars.name]
        names = max((extent(name, SIZE) for name in (*own, *self._names)), default=0)
        notes = max((extent(lane.note, _SMALL) for lane in self.timeline.lanes), default=0)
        wanted = names + 8 + (notes + 8 if notes else 0)
        return min(wanted, self.wide * 0.3)

    @property
    def _names(self) -> list[str]:
        return [lane.name for lane in self.timeline.lanes]

    @cached_property
    def note_x(self) -> float:
        """Where the notes stand."""
        notes = max((extent(lane.note, _SMALL) for lane in self.timeline.lanes), default=0)
        return self.left - (min(notes, self.left / 2) + 8 if notes else 0)

    def x(self, day: int) -> float:
        """Where a day begins, counted from the first shown."""
        return self.left + (self.wide - self.left - 1) * day / self.timeline.days

    @cached_property
    def titled(self) -> float:
        """The height of the line of title and legend."""
        return TITLE * _title_lines(self.timeline, self.wide)

    @cached_property
    def bars_high(self) -> float:
        """The height of the bars: all the room that nothing else wants."""
        if self.timeline.bars is None:
            return 0.0
        return max(BARS, self.high - height(self.timeline, wide=self.wide) + BARS)

    @cached_property
    def head_top(self) -> float:
        """The upper edge of the axis' words."""
        return self.high - self.titled - self.bars_high

    @cached_property
    def lanes_top(self) -> float:
        """The upper edge of the first lane."""
        head = HEAD + (_YEARS if self.timeline.step is Step.QUARTER else 0)
        return self.head_top - head - FIGURES * len(self.timeline.figures)

    def lane_at(self, y: float) -> int:
        """The place, among those drawn, of the lane at a height; -1 where there is none."""
        place = int((self.lanes_top - y) // LANE)
        return place if 0 <= place < len(self.timeline.lanes_seen) else -1

    def placed(self, lane: Lane) -> list[Placed]:
        """The spans of a lane where they are drawn."""
        found: list[Placed] = []
        for span, seen in self.timeline.shown(lane):
            after = found[-1].x + found[-1].across if found else self.left
            found.append(self._place(span, seen, after))
        return found

    def _place(self, span: Span, seen: Period, after: float) -> Placed:
        last = seen.end or seen.start
        x, right = self.x(self.timeline.offset(seen.start)), self.x(self.timeline.offset(last) + 1)
        if span.shade is Shade.POINT:
            return Placed(span, x, _BAR, fitting(span.text, SIZE, self.wide - x - _BAR - 6), x + _BAR + 3)
        across = max(right - x, _LEAST)
        needed = extent(span.text, SIZE) + 2 * _INSIDE
        if span.keeps_words and across < needed:
            start = min(max(x, after + 1), self.wide - 1 - needed)
            if start > after:
                return Placed(span, start, needed, span.text, start + _INSIDE)
        inside = max(1.5, min(_INSIDE, (across - extent(span.text, SIZE)) / 2))
        text_x = self._beside_today(x + inside, x + across, span.text)
        room = x + across - text_x - inside + 0.5
        text = span.text if extent(span.text, SIZE) <= room else fitting(span.text, SIZE, room)
        return Placed(span, x, across, text, text_x)

    def _beside_today(self, text_x: float, right: float, text: str) -> float:
        """Where words stand that the line of today would cross: after it, if they fit there."""
        if (at := self.today_x) is None or not text_x - 2 < at < text_x + extent(text, SIZE) + 2:
            return text_x
        return at + 5 if at + 5 + extent(text, SIZE) + _INSIDE <= right else text_x

    @cached_property
    def today_x(self) -> float | None:
        """Where the line of today stands; None where it is not in the window."""
        today = self.timeline.today
        return None if today is None or today not in self.timeline.window else self._middle(today)

    def _middle(self, day: date) -> float:
        return (self.x(self.timeline.offset(day)) + self.x(self.timeline.offset(day) + 1)) / 2


def told(timeline: Timeline) -> list[str]:
    """Every word a timeline shows."""
    spans = [span.text for lane in timeline.lanes for span in lane.spans]
    lanes = [word for lane in timeline.lanes for word in (lane.name, lane.note)]
    bars = [] if timeline.bars is None else [timeline.bars.name, *timeline.bars.series]
    figures = [word for row in timeline.figures for word in (row.name, *row.texts)]
    return ["年季草稿今天…", *spans, *lanes, *bars, *figures, *(word for _, word in timeline.legend)]


def shapes(timeline: Timeline, wide: float, high: float) -> Iterator["Shape"]:
    """All of a timeline, what lies below first."""
    frame = Frame(timeline, wide, high)
    yield from _titles(frame)
    yield from _columns(frame)
    if timeline.bars is not None:
        yield from _bars(frame, timeline.bars)
    for place, figures in enumerate(timeline.figures):
        yield from _figures(frame, figures, frame.lanes_top + FIGURES * (len(timeline.figures) - place))
    for place in range(len(timeline.lanes_seen)):
        yield stroke(0, frame.lanes_top - LANE * place, wide, frame.lanes_top - LANE * place, _HAIR, 0.7)
    for place, lane in enumerate(timeline.lanes_seen):
        yield from _lane(frame, lane, frame.lanes_top - LANE * place)
    yield from _today(frame)
    for place, lane in enumerate(timeline.lanes_seen):
        yield from _words(frame, lane, frame.lanes_top - LANE * place)


def _titles(frame: Frame) -> Iterator["Shape"]:
    """The title at the left, then what shades and series mean."""
    timeline, y = frame.timeline, frame.high - 12
    yield from words(timeline.title, 0, y, 10, INK)
    for line, x, ground, edge, said in _legend_placed(timeline, frame.wide):
        square = box(x, y - TITLE * line - 0.5, 9, 8, ground, edge, 1.5)
        if edge is not None:
            square.strokeDashArray = (2, 1.5)
        yield square
        yield from words(said, x + _GAP, y - TITLE * line, _SMALL, SECONDARY)


def _legend(timeline: Timeline) -> Iterator[tuple[str, str | None, str]]:
    bars = timeline.bars
    if bars is not None:
        for place, name in enumerate(bars.series):
            yield _SERIES[place % len(_SERIES)], None, name
        if any(part.is_draft for parts in bars.months for part in parts):
            yield "#FFFFFF", ACCENT, "草稿"
        if any(part.fen < 0 for parts in bars.months for part in parts):
            yield "#FDECEA", "#D9483B", "扣回"
    for shade, said in timeline.legend:
        ground, edge, _ = _FILLS[shade]
        yield ground, edge, said


def _columns(frame: Frame) -> Iterator["Shape"]:
    """The months or quarters: their names, a hair line before each, amber ground where one is alarming."""
    timeline, bottom = frame.timeline, max(0.0, frame.lanes_top - LANE * len(frame.timeline.lanes_seen))
    is_quarters = timeline.step is Step.QUARTER
    y = frame.head_top - HEAD - (_YEARS if is_quarters else 0) + 5
    for place, (month, days) in enumerate(timeline.columns()):
        left = frame.x(timeline.offset(days.start))
        right = frame.x(timeline.offset(days.end or days.start) + 1)
        is_now = timeline.today is not None and timeline.today in days
        if place in timeline.alarmed:
            yield box(left, bottom, right - left, frame.head_top - bottom, _ALARM, None, 0)
        yield stroke(left, bottom, left, y - 5, LINE if month.number == 1 else _HAIR, 0.7)
        name = f"{'一二三四'[(month.number - 1) // 3]}季" if is_quarters else f"{month.number}月"
        colour = ACCENT if is_now else "#7A5100" if place in timeline.alarmed else SECONDARY
        yield from words(name, (left + right) / 2, y, SIZE, colour, 0.5)
        if is_quarters and (month.number == 1 or place == 0):
            yield from _year(frame, month, left, y + _YEARS)
    yield stroke(0, y - 5, frame.wide, y - 5, LINE, 0.7)


def _year(frame: Frame, month: Month, left: float, y: float) -> Iterator["Shape"]:
    """A year's name over its quarters; short where the year has only begun to be seen."""
    last = min(Month(month.year, 12).last, frame.timeline.window.end or month.last)
    right = frame.x(frame.timeline.offset(last) + 1)
    name = f"{month.year}年" if extent(f"{month.year}年", SIZE) < right - left else f"{month.year % 100}年"
    yield from words(name, (left + right) / 2, y, SIZE, INK, 0.5)


def _bars(frame: Frame, bars: Bars) -> Iterator["Shape"]:
    bottom, room = frame.head_top, frame.bars_high - 14
    yield from words(bars.name, 0, bottom + room / 2, SIZE, SECONDARY)
    yield stroke(frame.left, bottom, frame.wide, bottom, LINE, 0.8)
    for place, (_, days) in enumerate(frame.timeline.columns()):
        if not bars.months[place]:
            continue
        left = frame.x(frame.timeline.offset(days.start))
        right = frame.x(frame.timeline.offset(days.end or days.start) + 1)
        across = (right - left) * 0.52
        up = room / max(1, bars.highest_fen)
        top = yield from _stack(bars.months[place], left + (right - left - across) / 2, bottom, across, up)
        said = yuan(bars.total(place))
        size = min(_SMALL, _SMALL * (right - left - 2) / max(1.0, extent(said, _SMALL)))
        yield from words(said, (left + right) / 2, top + 3, size, INK, 0.5)


def _stack(
    parts: tuple[Part, ...], x: float, bottom: float, across: float, up: float
) -> Generator["Shape", None, float]:
    """A month's parts one on the other; what is taken back is hatched over the top. Returns their top."""
    y = bottom
    for part in (part for part in parts if part.fen > 0):
        fill = _SERIES[part.series % len(_SERIES)]
        made = box(x, y, across, part.fen * up, fill, ACCENT if part.is_draft else None, 1)
        if part.is_draft:
            made.fillOpacity, made.strokeDashArray = _FAINT, (2.5, 2)
        yield made
        y += part.fen * up
    taken = min(-sum(part.fen for part in parts if part.fen < 0) * up, y - bottom)
    if taken > 0:
        yield box(x, y - taken, across, taken, "#FDECEA", "#D9483B", 1)
        yield from hatched(x, y - taken, across, taken, "#F0B4AE")
    return y


def _figures(frame: Frame, figures: Figures, top: float) -> Iterator["Shape"]:
    yield from words(figures.name, 0, top - 14, SIZE, SECONDARY)
    for place, (_, days) in enumerate(frame.timeline.columns()):
        said, share = figures.texts[place], figures.shares[place]
        left = frame.x(frame.timeline.offset(days.start)) + 6
        across = frame.x(frame.timeline.offset(days.end or days.start) + 1) - 6 - left
        yield from words(said, left + across / 2, top - 11, _SMALL, INK, 0.5)
        if share is not None:
            yield box(left, top - 18, across, 2.6, _HAIR, None, 1.3)
            if share > 0:
                yield box(left, top - 18, across * min(share, 1), 2.6, "#7FB3A3", None, 1.3)


def _lane(frame: Frame, lane: Lane, top: float) -> Iterator["Shape"]:
    base = top - LANE / 2 - 3
    yield from words(fitting(lane.name, SIZE, frame.note_x - 6), 0, base, SIZE, INK)
    if lane.note:
        note = fitting(lane.note, _SMALL, frame.left - frame.note_x - 4)
        yield from words(note, frame.note_x, base, _SMALL, SECONDARY)
    for placed in frame.placed(lane):
        yield from _span(placed, top - (LANE + _BAR) / 2)


def _words(frame: Frame, lane: Lane, top: float) -> Iterator["Shape"]:
    """The words of a lane's spans, which nothing crosses."""
    for placed in frame.placed(lane):
        colour = _FILLS[placed.span.shade][2]
        yield from words(placed.text, placed.text_x, top - LANE / 2 - 3, SIZE, colour)


def _span(placed: Placed, y: float) -> Iterator["Shape"]:
    span = placed.span
    ground, edge, _ = _FILLS[span.shade]
    if span.shade is Shade.POINT:
        from reportlab.graphics.shapes import Circle
        from reportlab.lib.colors import HexColor

        middle = y + _BAR / 2
        yield Circle(placed.x + 5, middle, 4, fillColor=HexColor(ground), strokeColor=None)
    else:
        made = box(placed.x + 0.5, y, placed.across - 1, _BAR, ground, edge)
        if span.shade in (Shade.OUTLINE, Shade.BREAK):
            made.strokeDashArray = (2.5, 2)
        yield made
    if span.shade is Shade.GAP:
        yield from hatched(placed.x + 1, y + 0.5, placed.across - 2, _BAR - 1, "#F0B4AE")


def _today(frame: Frame) -> Iterator["Shape"]:
    """The line of today, with a knob at its head."""
    x = frame.today_x
    if x is None or not frame.timeline.lanes_seen:
        return
    from reportlab.graphics.shapes import Circle
    from reportlab.lib.colors import HexColor

    bottom = max(0.0, frame.lanes_top - LANE * len(frame.timeline.lanes_seen))
    yield stroke(x, bottom, x, frame.lanes_top, ACCENT, 1.2)
    yield Circle(x, frame.lanes_top, 2.5, fillColor=HexColor(ACCENT), strokeColor=None)
