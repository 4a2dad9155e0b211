"""How a text fits into a given width: smaller first, then on several lines, never clipped."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from banfu_desktop.printing.engine.fonts import Face, visible, width

LEADING = 1.28
"""Height of a line, as a multiple of the size."""
_FLOOR = 8.0
"""No text but a number gets smaller than this."""

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
    leading: float = LEADING

    @property
    def height(self) -> float:
        """Height of all lines in points."""
        return len(self.lines) * self.size * self.leading


@lru_cache(maxsize=20_000)
def fit(text: str, face: Face, room: float, size: float, least: float = 8.0) -> Fitted:
    """Fit a text into a width of `room` points.

    It is made smaller, down to `least`, as long as that keeps it on its own lines; else it wraps, at the
    largest size that needs no more lines than the least and cuts no number, date or part of a name.
    """
    text = visible(text)
    widest = _widest(text, face)
    if widest * least <= room:
        return Fitted(min(size, _round_down(room / widest)) if widest else size, tuple(text.split("\n")))
    fewest = len(wrap(text, face, room, least))
    longest = longest_token(text.replace("\n", ""), face)
    size = max(least, min(size, _round_down(room / longest)))
    while size > least and len(wrap(text, face, room, size)) > fewest:
        size = max(least, size - 0.5)
    return Fitted(size, wrap(text, face, room, size))


def _widest(text: str, face: Face) -> float:
    """How wide the longest of a text's own lines is at one point."""
    if "\n" not in text:
        return width(text, face)
    return max(width(line, face) for line in text.split("\n"))


@lru_cache(maxsize=20_000)
def settle(text: str, face: Face, room: float, size: float, least: float) -> Fitted:
    """Fit a text that takes another line before it gets smaller than `least`, unless a word would be cut."""
    text = visible(text)
    if _widest(text, face) * least > room and (whole := longest_token(text, face)) * least > room:
        least = min(least, max(_FLOOR, _round_down(room / whole)))
    return fit(text, face, room, max(size, least), least)


@lru_cache(maxsize=20_000)
def longest_token(text: str, face: Face) -> float:
    """How wide at one point the longest part is that is kept whole: a number, a date, a part of a name."""
    tokens = (token for line in text.split("\n") for token in _WHOLE.findall(line))
    return max((width(token, face) for token in tokens), default=0.0)


@lru_cache(maxsize=20_000)
def fit_number(text: str, face: Face, room: float, size: float) -> Fitted:
    """Fit a number, which is never broken, into a width: it only gets smaller."""
    natural = width(text, face) * size
    return Fitted(size if natural <= room else size * room / natural, (text,))


def even(text: str, face: Face, room: float, size: float, least: float = 8.0) -> Fitted:
    """Fit a centred text: as fit, with its lines about equally long (补助/月份, not 补助月/份)."""
    return balanced(text, face, room, fit(text, face, room, size, least))


@lru_cache(maxsize=20_000)
def balanced(text: str, face: Face, room: float, fitted: Fitted) -> Fitted:
    """The same text at the same size in as many lines, about equally long."""
    if len(fitted.lines) == 1 + text.count("\n"):
        return fitted
    whole = longest_token(visible(text), face) * fitted.size
    narrow, wide = min(room, max(whole, room / len(fitted.lines))), room
    for _ in range(6):
        middle = (narrow + wide) / 2
        if len(wrap(visible(text), face, middle, fitted.size)) > len(fitted.lines):
            narrow = middle
        else:
            wide = middle
    return replace(fitted, lines=wrap(visible(text), face, wide, fitted.size))


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
