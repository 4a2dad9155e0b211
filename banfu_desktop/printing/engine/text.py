"""How a text fits into a given width: smaller first, then on several lines, never clipped."""

import re
from dataclasses import dataclass
from functools import lru_cache

from banfu_desktop.printing.engine.fonts import Face, visible, width

LEADING = 1.28
"""Height of a line, as a multiple of the size."""

_WHOLE = re.compile(
    r"\d{4}年\d{1,2}月(?:\d{1,2}日)?"  # a date
    r"|[\u3400-\u9fff]+·"  # a part of a long name
    r"|[¥*0-9A-Za-z][*0-9A-Za-z.,:/%+\-_@]*"  # a number, a word, a masked number
    r"|.",
    re.DOTALL,
)
_NOT_FIRST = frozenset("，。、；：？！）》】〕」』”’·…—％%),.;:")
_NOT_LAST = frozenset("（《【〔「『“‘(")


@dataclass(frozen=True)
class Fitted:
    """Lines of text and the size in points at which they fit."""

    size: float
    lines: tuple[str, ...]

    @property
    def height(self) -> float:
        """Height of all lines in points."""
        return len(self.lines) * self.size * LEADING


@lru_cache(maxsize=20_000)
def fit(text: str, face: Face, room: float, size: float, least: float = 8.0) -> Fitted:
    """Fit a text into a width of `room` points.

    It is made smaller, down to `least`, as long as that keeps it on its own lines; else it wraps, at the
    largest size that needs no more lines than the least and cuts no number, date or part of a name.
    """
    text = visible(text)
    widest = max(width(line, face) for line in text.split("\n"))
    if widest * least <= room:
        return Fitted(min(size, _round_down(room / widest)) if widest else size, tuple(text.split("\n")))
    fewest = len(wrap(text, face, room, least))
    longest = max(width(token, face) for token in _WHOLE.findall(text.replace("\n", "")))
    size = max(least, min(size, _round_down(room / longest)))
    while size > least and len(wrap(text, face, room, size)) > fewest:
        size = max(least, size - 0.5)
    return Fitted(size, wrap(text, face, room, size))


@lru_cache(maxsize=20_000)
def fit_number(text: str, face: Face, room: float, size: float) -> Fitted:
    """Fit a number, which is never broken, into a width: it only gets smaller."""
    natural = width(text, face) * size
    return Fitted(size if natural <= room else size * room / natural, (text,))


def even(text: str, face: Face, room: float, size: float, least: float = 8.0) -> Fitted:
    """Fit a centred text: as fit, with its lines about equally long (补助/月份, not 补助月/份)."""
    fitted = fit(text, face, room, size, least)
    if len(fitted.lines) == 1 + text.count("\n"):
        return fitted
    narrow, wide = room / len(fitted.lines), room
    for _ in range(6):
        middle = (narrow + wide) / 2
        if len(wrap(visible(text), face, middle, fitted.size)) > len(fitted.lines):
            narrow = middle
        else:
            wide = middle
    return Fitted(fitted.size, wrap(visible(text), face, wide, fitted.size))


@lru_cache(maxsize=20_000)
def wrap(text: str, face: Face, room: float, size: float) -> tuple[str, ...]:
    """Break a text into lines of at most `room` points; Chinese breaks anywhere, numbers stay whole."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        fits = width(paragraph, face) * size <= room
        lines.extend([paragraph] if fits else _wrap_paragraph(paragraph, face, room / size))
    return tuple(lines)


def _wrap_paragraph(text: str, face: Face, room: float) -> list[str]:
    lines, line, used = [], "", 0.0
    for token in _tokens(text, face, room):
        wide = width(token, face)
        if line and used + wide > room:
            lines.append(line.rstrip())
            line, used = "", 0.0
            if token.isspace():
                continue
        line += token
        used += wide
    return [*lines, line.rstrip()]


def _tokens(text: str, face: Face, room: float) -> list[str]:
    """What is kept together, cut further only where it is wider than a whole line."""
    tokens: list[str] = []
    for token in _WHOLE.findall(text):
        glued = tokens and (token[0] in _NOT_FIRST or tokens[-1][-1] in _NOT_LAST)
        if glued and width(tokens[-1] + token, face) <= room:
            tokens[-1] += token
        else:
            tokens.extend([token] if width(token, face) <= room else token)
    return tokens


def _round_down(size: float) -> float:
    """To a quarter of a point, so that neighbours that shrink look alike."""
    return int(size * 4) / 4
