"""Draws pictures of funds, duties and stretches of time once: for a PDF, and as SVG for the screen.

Colours are those of the window; what they tell is told again by dashes, lengths and words, so that a black
and white printer loses nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from banfu_desktop.printing.engine import timelines
from banfu_desktop.printing.engine.blocks import Picture
from banfu_desktop.printing.engine.chart_parts import (
    ACCENT,
    INK,
    LINE,
    PALE,
    SECONDARY,
    SMALL,
    TITLE,
    stroke,
    words,
)
from banfu_desktop.printing.engine.fonts import runs, visible, width
from banfu_desktop.rules.funds_charts import BurnDown, Spending, month_starts, short_yuan, ticks
from banfu_desktop.rules.money import round_half_up, yuan
from banfu_desktop.rules.timelines import Timeline
from banfu_desktop.rules.worklog import DutyCounts, few

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing, Shape

_ABOVE, _BELOW = 22.0, 16.0
_QUARTERS = (0, 3, 6, 9)
_THERE_AND_BACK = re.compile(r'(d="M [^"LZ]* L [^"LZ]*) Z"')
"""How a line is written as SVG: on the way back its dashes would fill the gaps of those on the way there."""
Scale = Callable[[int], float]
"""Where a day or an amount lies, in points."""


def drawing(chart: Picture, wide: float, high: float) -> "Drawing":
    """A picture of so many points.

    Raises:
        UserError: a character in its words that no font has.
    """
    from reportlab.graphics.shapes import Drawing

    made = Drawing(wide, high)
    own_font = runs("　", "sans")[0][0]  # else a PDF names Helvetica, which is not embedded
    made.initialFontName = own_font  # type: ignore[attr-defined]
    for shape in _shapes(chart, wide, high):
        made.add(shape)
    return made


def _shapes(chart: Picture, wide: float, high: float) -> Iterator["Shape"]:
    match chart:
        case DutyCounts():
            return _duties(chart, wide, high)
        case BurnDown():
            return _burn_down(chart, wide, high)
        case Timeline():
            return timelines.shapes(chart, wide, high)
        case _:
            return _spending(chart, wide, high)


def prepare() -> None:
    """Import what draws, which takes longer than drawing; for whoever can wait for it elsewhere."""
    import reportlab.graphics.renderSVG  # noqa: F401


def svg(chart: Picture, wide: float, high: float, family: str) -> bytes:
    """The same picture for the screen, its words in a font family of the window."""
    from reportlab.graphics import renderSVG

    fonts = {name: {"family": family} for name in font_names(chart)}
    text: str = renderSVG.drawToString(drawing(chart, wide, high), fontHacks=fonts, useClip=True)
    return _THERE_AND_BACK.sub(r'\1"', text).encode("utf-8")


def font_names(chart: Picture) -> set[str]:
    """The fonts that the words of a picture are set in.

    Raises:
        UserError: a character in its words that no font has.
    """
    told = ("万月元0", chart.title, *_told(chart))
    return {name for word in told for name, _ in runs(visible(word) or "　", "sans")}


def _told(chart: Picture) -> Sequence[str]:
    """The words of a picture that come from the office's data."""
    if isinstance(chart, BurnDown):
        return ()
    return timelines.told(chart) if isinstance(chart, Timeline) else [name for name, _ in chart.bars]


def _burn_down(chart: BurnDown, wide: float, high: float) -> Iterator["Shape"]:
    """The balance as a step line over its area, the even pace as a dashed line, and where both are now."""
    marks = ticks(chart.highest_fen, 4)
    left = max(width(short_yuan(mark), "sans") for mark in marks) * SMALL + 5
    across, up = wide - left - 4, high - _ABOVE - _BELOW

    def x(day: int) -> float:
        return left + across * day / chart.days

    def y(fen: int) -> float:
        return _BELOW + up * fen / marks[-1]

    now = f"结余 {yuan(chart.last[1])}"
    room = left + across - width(now, "sans") * SMALL - 6
    title = min(TITLE, room / width(visible(chart.title) or "　", "sans"))
    yield from words(chart.title, 0, high - 10, title, INK)
    yield from words(now, left + across, high - 10, SMALL, INK, 1.0)
    for mark in marks:
        yield stroke(left, y(mark), left + across, y(mark), LINE)
        yield from words(short_yuan(mark), left - 3, y(mark) - 2.8, SMALL, SECONDARY, 1.0)
    starts = month_starts(chart.year)
    for month in _QUARTERS:
        yield from words(f"{month + 1}月", x(starts[month]), 3, SMALL, SECONDARY)
        yield stroke(x(starts[month]), _BELOW, x(starts[month]), _BELOW - 3, SECONDARY)
    yield from _steps(chart, x, y)
    yield stroke(x(0), y(chart.budget_fen), x(chart.days), y(0), SECONDARY, 0.9, (4, 3))
    yield stroke(left, _BELOW, left + across, _BELOW, SECONDARY, 0.8)


def _steps(chart: BurnDown, x: Scale, y: Scale) -> Iterator["Shape"]:
    from reportlab.graphics.shapes import Polygon
    from reportlab.lib.colors import HexColor

    points = [x(chart.steps[0][0]), y(chart.steps[0][1])]
    for day, fen in chart.steps[1:]:
        points += [x(day), points[-1], x(day), y(fen)]
    area = [*points, points[-2], y(0), points[0], y(0)]
    yield Polygon(area, fillColor=HexColor(PALE), strokeColor=None)
    corners = list(zip(points[::2], points[1::2], strict=True))
    for (x1, y1), (x2, y2) in pairwise(corners):  # an SVG of a PolyLine would be filled with black
        yield stroke(x1, y1, x2, y2, ACCENT, 1.5)


def _spending(chart: Spending, wide: float, high: float) -> Iterator["Shape"]:
    """Bars with their names before and amounts and shares after them."""
    yield from words(chart.title, 0, high - 10, TITLE, INK)
    if not chart.bars:
        yield from words("还没有支出", wide / 2, high / 2, TITLE, SECONDARY, 0.5)
        return
    labels = [f"{yuan(fen)}　{round_half_up(fen * 1000, chart.total_fen) / 10:.1f}%" for _, fen in chart.bars]
    bars = [(name, fen, text) for (name, fen), text in zip(chart.bars, labels, strict=True)]
    yield from _bars(bars, chart.highest_fen, wide, high)


def _duties(chart: DutyCounts, wide: float, high: float) -> Iterator["Shape"]:
    """The eight duties in their fixed order; one with strikingly few lines says so in words."""
    yield from words(chart.title, 0, high - 10, TITLE, INK)
    yield from words(f"共 {chart.total} 条", wide, high - 10, SMALL, SECONDARY, 1.0)
    bars = [(name, n, f"{n}　偏少" if few(n, chart.total) else str(n)) for name, n in chart.bars]
    yield from _bars(bars, max(1, chart.highest), wide, high)


def _bars(bars: list[tuple[str, int, str]], highest: int, wide: float, high: float) -> Iterator["Shape"]:
    """Bars one below the other: the name before, what is said of it after."""
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    left = max(width(visible(name), "sans") for name, _, _ in bars) * SMALL + 6
    after = max(width(text, "sans") for _, _, text in bars) * SMALL + 6
    step = min(22.0, (high - _ABOVE) / len(bars))
    for number, (name, amount, text) in enumerate(bars):
        middle = high - _ABOVE - step * (number + 0.5)
        long = max(1.0, (wide - left - after) * amount / highest)
        yield from words(name, left - 4, middle - 2.8, SMALL, INK, 1.0)
        bar = Rect(left, middle - step * 0.32, long, step * 0.64)
        bar.fillColor, bar.strokeColor = HexColor(ACCENT), None
        yield bar
        yield from words(text, left + long + 4, middle - 2.8, SMALL, INK)
