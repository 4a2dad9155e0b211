"""Running text of official papers (GB/T 9704): straight edges, 禁则, hanging stops, no widows."""

import re
from collections.abc import Iterator

from banfu_desktop.printing.engine.blocks import Document, Prose
from banfu_desktop.printing.engine.fonts import visible, width
from banfu_desktop.printing.engine.pieces import Piece, Text
from banfu_desktop.printing.engine.style import MM

_WHOLE = re.compile(r"[¥*0-9A-Za-z][*0-9A-Za-z.,:/%+\-_@]*|——|……|.", re.DOTALL)
"""Numbers and years are never cut; a whole date would tear gaps into a line with straight edges."""
_NOT_FIRST = frozenset("，。、；：？！）》】〕」』”’·…—％%),.;:")
_NOT_LAST = frozenset("（《【〔「『“‘(")
_HANGING = frozenset("，。、；：")
_SLACK = 0.6
"""So many points a line may be too long: they are taken from between its characters."""
_BASELINE = 0.36
"""From the middle of a line down to its baseline, as a multiple of the size."""
NUMBER_SIZE, _NUMBER_BELOW = 14.0, 7 * MM
"""The page number is set in 4号, its dashes 7 mm below the type area."""
_SMALL = 7.5


def lines(block: Prose, room: float) -> Iterator[tuple[Piece, bool]]:
    """Every line, and whether it stays on the page of the next: never one line alone at a foot or head."""
    text = visible(block.text)
    pitch = _spacing(block, room)
    texts = list(_broken(text, block, room, pitch))
    for number, line in enumerate(texts):
        last = number == len(texts) - 1
        together = len(texts) > 1 and number in (0, len(texts) - 2)
        set_text = _set(line, block, room, pitch, first=number == 0, last=last)
        yield Piece(block.pitch, set_text), (block.keep if last else together)


def _spacing(block: Prose, room: float) -> float:
    """What every character gives or takes so that a line has as many as the grid says."""
    return room / block.grid - block.size if block.grid else 0.0


def _wide(text: str, block: Prose, spacing: float) -> float:
    return width(text, block.face) * block.size + spacing * len(text)


def _broken(text: str, block: Prose, room: float, spacing: float) -> Iterator[str]:
    """The lines of a paragraph; one without a text is one blank line."""
    line, used = "", _indent(block, spacing)
    for token in _tokens(text, block, room, spacing):
        wide = _wide(token, block, spacing)
        over = used + wide - room
        hanging = token[-1] in _HANGING and over - _wide(token[-1], block, spacing) <= _SLACK
        if line and over > _SLACK and not hanging:
            yield line
            line, used = "", 0.0
        line += token
        used += wide
    yield line


def _indent(block: Prose, spacing: float) -> float:
    return block.indent * (block.size + spacing) if block.align == "justify" else 0.0


def _tokens(text: str, block: Prose, room: float, spacing: float) -> list[str]:
    """What is kept together, cut only where it is wider than a line."""
    tokens: list[str] = []
    for token in _WHOLE.findall(text):
        if tokens and (token[0] in _NOT_FIRST or tokens[-1][-1] in _NOT_LAST):
            joined = tokens[-1] + token
            if _wide(joined, block, spacing) <= room:
                tokens[-1] = joined
                continue
        fits = _wide(token, block, spacing) + _indent(block, spacing) <= room
        tokens.extend([token] if fits else token)
    return tokens


def _set(
    line: str, block: Prose, room: float, spacing: float, *, first: bool, last: bool
) -> tuple[Text, ...]:
    """One line at its place; between the edges all but the last is spread to fill the room."""
    if not line.strip():
        return ()
    x = _indent(block, spacing) if first else 0.0
    wide = _wide(line, block, spacing) - spacing
    if block.align == "center":
        x = (room - wide) / 2
    elif block.align == "right":
        x = room - wide - block.right * (block.size + spacing)
    elif block.align == "justify" and not last:
        hangs = line[-1] in _HANGING and x + wide > room + _SLACK
        body = line[:-1] if hangs else line
        spare = room - x - (_wide(body, block, spacing) - spacing)
        spacing += spare / max(1, len(body) - 1)
    baseline = block.pitch / 2 + _BASELINE * block.size
    return (Text(x, baseline, line, block.face, block.size, round(spacing, 4)),)


def foot(document: Document, left: float, room: float, number: int) -> Iterator[Text]:
    """The page number outside, between dashes; codes and time small at the lower edge."""
    style = document.style
    said = f"— {number} —"
    wide = width(said, "serif") * NUMBER_SIZE
    x = left + room - NUMBER_SIZE - wide if number % 2 else left + NUMBER_SIZE
    below = style.margins_a4[1] - _NUMBER_BELOW - NUMBER_SIZE * _BASELINE
    yield Text(x, below, said, "serif", NUMBER_SIZE)
    printed = f"签发时间 {document.sealed_at}" if document.sealed_at else ""
    small = "　".join(part for part in (document.foot_code, printed) if part)
    if small:
        yield Text(left, style.foot_height, visible(small), "serif", _SMALL)
