"""Lines and texts that all pictures are drawn with, and their colours."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from banfu_desktop.printing.engine.fonts import runs, visible, width

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Rect, Shape, String

INK, SECONDARY, LINE, ACCENT, PALE = "#1D2733", "#5F6B7A", "#D5DBE1", "#2B6E5B", "#D6E8E0"
TITLE, SMALL = 10.0, 8.0


def words(said: str, x: float, y: float, size: float, colour: str, share: float = 0.0) -> Iterator["String"]:
    """A line of text from x on, or with that share of its width before x; each run in its own font.

    Heights are whole halves of a point: SVG places a text by twice its height, as a whole number.
    """
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    shown = visible(said)
    x -= share * width(shown, "sans") * size
    for name, part in runs(shown, "sans"):
        yield String(x, round(2 * y) / 2, part, fontName=name, fontSize=size, fillColor=HexColor(colour))
        x += width(part, "sans") * size


def extent(said: str, size: float) -> float:
    """How many points a text takes."""
    return width(visible(said), "sans") * size


def fitting(said: str, size: float, room: float) -> str:
    """A text, or as much of its beginning as has room before …; nothing where that is none."""
    if extent(said, size) <= room:
        return said
    for length in range(len(said) - 1, 0, -1):
        if extent(shorter := f"{said[:length]}…", size) <= room:
            return shorter
    return ""


def stroke(
    x1: float,
    y1: float,
    x2: float,
    y2: float,
    colour: str,
    weight: float = 0.5,
    dash: tuple[float, float] | None = None,
) -> "Shape":
    """A line, whole or dashed."""
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    made = Line(x1, y1, x2, y2)
    made.strokeColor, made.strokeWidth = HexColor(colour), weight
    if dash is not None:
        made.strokeDashArray, made.strokeLineCap = dash, 0
    return made


def box(
    x: float,
    y: float,
    across: float,
    up: float,
    fill: str | None,
    edge: str | None = None,
    round_: float = 2.0,
) -> "Rect":
    """A filled rectangle with round corners, with an edge where one is named."""
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    made = Rect(x, y, across, up, rx=round_, ry=round_)
    made.fillColor = None if fill is None else HexColor(fill)
    made.strokeColor = None if edge is None else HexColor(edge)
    made.strokeWidth = 0.7
    return made


def hatched(x: float, y: float, across: float, up: float, colour: str) -> Iterator["Shape"]:
    """Slanting lines within a rectangle, for what is to be seen in black and white too."""
    gap, place = 4.0, -up
    while place < across:
        left, right = max(place, 0.0), min(place + up, across)
        if right > left:
            yield stroke(x + left, y + left - place, x + right, y + right - place, colour, 0.6)
        place += gap
