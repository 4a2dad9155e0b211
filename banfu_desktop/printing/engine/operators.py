"""Puts texts and lines on a page of a PDF, as the operators of its content.

A long ledger has 25,000 texts and 30,000 lines, most of them like another one: what has been worked out for
a text or a row's borders is kept. ReportLab's own text object works out each anew, also where it ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from banfu_desktop.printing.engine.fonts import Face, runs
from banfu_desktop.printing.engine.pages import Frame, Placed
from banfu_desktop.printing.engine.pieces import Rule
from banfu_desktop.printing.engine.style import Style

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

Written = tuple[float, float, str, Face, float, float, bool]
"""A Text at its place on the paper: x, y of the baseline, what it says, face, size, spacing, whether red."""
_Shown = tuple[tuple[str, str], ...]
"""Parts of a text, each the name of a font in the PDF and what it shows there."""
_RED = (0.78, 0.05, 0.05)
_TOUCHING = 0.03
_LEADING = 1.2
_Line = tuple[float, float, float, float]
_Pen = tuple[bool, float]
"""Whether a line is red, and how wide."""
_Across = tuple[_Pen, float, float, float, float]
"""A rule's pen, both its x on the paper, both its y below the piece's top."""
_shown_in: "WeakKeyDictionary[Canvas, dict[tuple[str, Face], _Shown]]" = WeakKeyDictionary()


def draw_texts(canvas: "Canvas", texts: Iterable[Written]) -> None:
    """Write texts in the paper's coordinates, each in the fonts that have its characters."""
    from reportlab.lib.rl_accel import fp_str

    known = _shown_in.setdefault(canvas, {})
    # Where a text begins; its end is never asked for, which is what ReportLab's own would work out.
    code, last, sizes = ["BT", "1 0 0 1 0 0 Tm"], ("", 0.0), dict[float, str]()
    heights, apart, inked = dict[float, str](), 0.0, False
    for x, y, text, face, size, spacing, red in texts:
        if red is not inked:
            inked = red
            code.append(f"{' '.join(map(fp_str, _RED))} rg" if red else "0 0 0 rg")
        if spacing != apart:
            apart = spacing
            code.append(f"{fp_str(apart)} Tc")
        if y not in heights:
            heights[y] = fp_str(y)
        code.append(f"1 0 0 1 {fp_str(x)} {heights[y]} Tm")
        shown = known.get((text, face))
        if shown is None:
            shown = known[text, face] = tuple(_shown(canvas, text, face))
        for font, part in shown:
            if (font, size) != last:
                last = font, size
                if size not in sizes:
                    sizes[size] = f"{fp_str(size)} Tf {fp_str(size * _LEADING)} TL"
                code.append(f"{font} {sizes[size]}")
            code.append(part)
    if apart:
        code.append("0 Tc")
    if inked:
        code.append("0 0 0 rg")
    code.append("ET")
    _operators(canvas).append(" ".join(code))


def _shown(canvas: "Canvas", text: str, face: Face) -> Iterator[tuple[str, str]]:
    """A text cut by font, and by the subsets of 256 characters in which a PDF has a font."""
    from reportlab.pdfbase.pdfmetrics import getFont

    drawn: Any = canvas
    for name, part in runs(text, face):
        font: Any = getFont(name)
        for subset, codes in font.splitString(part, drawn._doc):
            yield font.getSubsetInternalName(subset, drawn._doc), f"({drawn._escape(codes)}) Tj"


class Rules:
    """Draws the lines of a document's pages; what the borders of a row come to is kept for rows like it."""

    def __init__(self, paper: Frame, style: Style) -> None:
        self._paper, self._style = paper, style
        self._known: dict[int, tuple[tuple[Rule, ...], tuple[_Across, ...]]] = {}

    def draw(self, canvas: "Canvas", placed: Sequence[Placed]) -> None:
        """Neighbouring cells share borders: each line is drawn once, and a column's side in one stroke."""
        drawn = dict[_Pen, _Lines]()
        for at in placed:
            top, rounded = self._paper.top - at.y, dict[float, float]()
            for pen, x1, x2, y1, y2 in self._across(at.piece.rules):
                for y in (y1, y2):
                    if y not in rounded:
                        rounded[y] = round(top - y, 2)
                if pen not in drawn:
                    drawn[pen] = _Lines()
                drawn[pen].add(x1, rounded[y1], x2, rounded[y2])
        canvas.setLineCap(2)
        for (red, weight), lines in sorted(drawn.items(), key=lambda item: item[0]):
            canvas.setLineWidth(weight)
            canvas.setStrokeColorRGB(*(_RED if red else (0, 0, 0)))
            canvas.lines(list(lines.joined()))

    def _across(self, rules: tuple[Rule, ...]) -> tuple[_Across, ...]:
        """The rules of a piece with all that does not depend on where on the page it lies."""
        known = self._known.get(id(rules))
        if known is None:
            left = self._paper.left
            across = (
                ((red, self._style.weight(weight)), round(left + x1, 2), round(left + x2, 2), y1, y2)
                for x1, y1, x2, y2, weight, red in rules
            )
            known = self._known[id(rules)] = rules, tuple(across)  # held, so that its id stays its own
        return known[1]


class _Lines:
    """The lines of one pen on a page, each once."""

    def __init__(self) -> None:
        self._other: dict[_Line, None] = {}
        self._upright: dict[float, list[tuple[float, float]]] = {}

    def add(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """Another line."""
        if x1 != x2:
            self._other[x1, y1, x2, y2] = None
        elif x1 in self._upright:
            self._upright[x1].append((y1, y2) if y1 < y2 else (y2, y1))
        else:
            self._upright[x1] = [(y1, y2) if y1 < y2 else (y2, y1)]

    def joined(self) -> Iterator[_Line]:
        """All of them, upright ones that meet end to end made one."""
        yield from self._other
        for x, pieces in self._upright.items():
            spans = sorted(pieces)
            low, high = spans[0]
            for start, end in spans[1:]:
                if start > high + _TOUCHING:
                    yield x, low, x, high
                    low = start
                high = max(high, end)
            yield x, low, x, high


def _operators(canvas: "Canvas") -> list[str]:
    """The content of the page being drawn."""
    drawn: Any = canvas
    code: list[str] = drawn._code
    return code
