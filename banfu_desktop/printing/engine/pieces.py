"""What lies on a page: texts and lines at known places; blocks are laid out into these and then drawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from banfu_desktop.printing.engine.blocks import Align, Picture
from banfu_desktop.printing.engine.fonts import Face, width
from banfu_desktop.printing.engine.style import Weight
from banfu_desktop.printing.engine.text import Fitted

_MIDDLE = 0.38
"""From the middle of a Chinese glyph down to its baseline, as a multiple of the size."""


class Text(NamedTuple):
    """One line of text: x from the frame's left edge, its baseline y points below the piece's top.

    `spacing` is what every character is set apart from the next, in points; `red` marks a reversal.
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    spacing: float = 0.0
    red: bool = False


class Rule(NamedTuple):
    """A straight line, measured as Text is; `red` marks a sum."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: Weight = "thin"
    red: bool = False


@dataclass(frozen=True)
class Framed:
    """A chart in its box, measured as Text is."""

    chart: Picture
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Piece:
    """Something of a known height in points that is never split between pages."""

    height: float
    texts: tuple[Text, ...] = ()
    rules: tuple[Rule, ...] = ()
    pictures: tuple[Framed, ...] = ()


class Box(NamedTuple):
    """A rectangle in a piece, in points."""

    x: float
    y: float
    width: float
    height: float

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Its four borders."""
        return outline(self.x, self.y, self.x + self.width, self.y + self.height)


def outline(
    left: float, top: float, right: float, bottom: float, weight: Weight = "thin"
) -> tuple[Rule, ...]:
    """The four sides of a rectangle."""
    return (
        Rule(left, top, right, top, weight),
        Rule(left, bottom, right, bottom, weight),
        Rule(left, top, left, bottom, weight),
        Rule(right, top, right, bottom, weight),
    )


def set_text(fitted: Fitted, box: Box, face: Face, align: Align) -> Iterator[Text]:
    """Put lines into a box, in the middle of its height."""
    return set_lines(fitted, box.x, box.y + (box.height - fitted.height) / 2, box.width, face, align)


def set_lines(fitted: Fitted, x: float, y: float, room: float, face: Face, align: Align) -> Iterator[Text]:
    """Put lines below y, aligned within `room` points from x."""
    share = {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    step = fitted.size * fitted.leading
    for number, line in enumerate(fitted.lines):
        if line.strip():
            spare = room - width(line, face) * fitted.size
            baseline = y + (number + 0.5) * step + _MIDDLE * fitted.size
            yield Text(x + share * spare, baseline, line, face, fitted.size)


def join(parts: Iterable[Iterable[Text]]) -> tuple[Text, ...]:
    """All texts of several cells."""
    return tuple(chain.from_iterable(parts))
