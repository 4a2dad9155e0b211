"""Lays out every block but the Grid: titles, facts, paragraphs, boxed forms, signatures."""

from collections.abc import Iterator
from itertools import repeat

from banfu_desktop.printing.engine.blocks import (
    Closing,
    Facts,
    Field,
    Fields,
    Legend,
    Paragraph,
    PasteArea,
    Pictures,
    Signatures,
    Title,
)
from banfu_desktop.printing.engine.fonts import Face, visible, width
from banfu_desktop.printing.engine.pieces import (
    Box,
    Framed,
    Piece,
    Rule,
    Text,
    join,
    outline,
    set_lines,
    set_text,
)
from banfu_desktop.printing.engine.style import MM, Style
from banfu_desktop.printing.engine.text import LEADING, Fitted, even, fit, settle, wrap

_DASH = 2 * MM


def title(block: Title, room: float, style: Style) -> Piece:
    """The form's name, and the line under it, over a little clear space."""
    name = even(block.text, "bold", room, style.title, style.least_title)
    below = even(block.subtitle, "serif", room, style.subtitle)
    texts = [set_lines(name, 0, 0, room, "bold", "center")]
    texts.append(set_lines(below, 0, name.height, room, "serif", "center"))
    clear = style.below_subtitle if block.subtitle else style.below_title
    return Piece(name.height + (below.height if block.subtitle else 0) + clear, join(texts))


def facts(block: Facts, room: float, style: Style) -> Piece:
    """Left, middle and right on one line; the middle moves, then the left wraps, where the left is long."""
    parts = [visible(part) for part in (block.left, block.middle, block.right)]
    natural = [width(part, "serif") * style.body for part in parts]
    gap = 3 * MM
    rooms = [part + 0.01 for part in natural]
    if sum(rooms) + 2 * gap > room:
        rooms[1:] = [min(part, 0.3 * room) for part in rooms[1:]]
        rooms[0] = min(rooms[0], room - 2 * gap - sum(rooms[1:]))
    last = room - rooms[2]
    centred = min((room - rooms[1]) / 2, last - gap - rooms[1])
    fitted = [fit(part, "serif", wide, style.body) for part, wide in zip(parts, rooms, strict=True)]
    height = max(part.height for part in fitted) + 1.2 * MM
    places = (0.0, max(centred, rooms[0] + gap), last)
    boxes = [Box(x, 0, wide, height) for x, wide in zip(places, rooms, strict=True)]
    return Piece(height, join(set_text(*pair, "serif", "left") for pair in zip(fitted, boxes, strict=True)))


def paragraph(block: Paragraph, room: float, style: Style) -> Iterator[Piece]:
    """One piece a line, so that a long text may run on over the page."""
    face: Face = "bold" if block.bold else "serif"
    height = block.size * style.paragraph_leading
    lines = wrap(visible(block.text), face, room, block.size)
    for number, line in enumerate(lines, 1):
        texts = tuple(set_text(Fitted(block.size, (line,)), Box(0, 0, room, height), face, block.align))
        yield Piece(height + (style.after_paragraph if number == len(lines) else 0), texts)


def legend(block: Legend, room: float, style: Style) -> Piece:
    """A small explaining line, close below its table."""
    fitted = Fitted(style.legend, wrap(visible(block.text), "serif", room, style.legend))
    return Piece(fitted.height + 2 * MM, tuple(set_lines(fitted, 0, 1.5 * MM, room, "serif", "left")))


def pictures(block: Pictures, room: float) -> Piece:
    """Charts of one width, a little apart."""
    apart, count = 5 * MM, max(1, len(block.charts))
    wide = (room - apart * (count - 1)) / count
    height = block.height * MM
    framed = (
        Framed(chart, number * (wide + apart), 2 * MM, wide, height)
        for number, chart in enumerate(block.charts)
    )
    return Piece(height + 4 * MM, pictures=tuple(framed))


def paste_area(block: PasteArea, room: float, style: Style) -> Piece:
    """A frame of dashes with its words in the middle."""
    height = block.height * MM
    fitted = fit(visible(block.text), "serif", room - 4 * style.inside, style.body)
    texts = tuple(set_text(fitted, Box(0, 0, room, height), "serif", "center"))
    across = [Rule(start, y, stop, y) for start, stop in _dashes(room) for y in (0.0, height)]
    down = [Rule(x, start, x, stop) for start, stop in _dashes(height) for x in (0.0, room)]
    return Piece(height, texts, (*across, *down))


def _dashes(length: float) -> Iterator[tuple[float, float]]:
    """Where dashes begin and end along a line, one at each end of it."""
    count = max(1, round(length / (2 * _DASH)))
    step = length / (count - 0.5)
    for number in range(count):
        yield number * step, number * step + step / 2


def fields(block: Fields, room: float, style: Style) -> Iterator[Piece]:
    """One piece a row of the boxed form."""
    for row in block.rows:
        shares = sum(field.share for field in row)
        rooms = [room * field.share / shares for field in row]
        labels = [min(block.label_width * MM, wide / 2) for wide in rooms]
        values = [
            settle(field.value, "serif", wide - label - 2 * style.inside, style.body + 0.5, style.least)
            for field, wide, label in zip(row, rooms, labels, strict=True)
        ]
        height = max(map(_field_height, row, values, repeat(style)))
        texts, rules, x = [], [*outline(0, 0, room, height)], 0.0
        for field, wide, label, value in zip(row, rooms, labels, values, strict=True):
            texts.append(_label(field.label, Box(x, 0, label, height), style))
            texts.append(_value(field, value, Box(x + label, 0, wide - label, height), style))
            rules += [Rule(x, 0, x, height), Rule(x + label, 0, x + label, height)]
            x += wide
        yield Piece(height, join(texts), tuple(rules))


def _field_height(field: Field, value: Fitted, style: Style) -> float:
    return max(
        field.height * MM,
        value.height
        + 2 * style.pad
        + (style.inside + style.foot_line if field.foot else 0)
        + (style.note * LEADING if field.note else 0),
    )


def _label(text: str, box: Box, style: Style) -> Iterator[Text]:
    return set_text(even(text, "serif", box.width - 3 * style.pad, style.body), box, "serif", "center")


def _value(field: Field, value: Fitted, box: Box, style: Style) -> Iterator[Text]:
    room = box.width - 2 * style.inside
    if field.note:
        note = fit(field.note, "serif", room, style.note, 6.0)
        yield from set_lines(note, box.x + style.inside, style.pad / 2, room, "serif", "left")
    if not field.foot:
        texts = set_text(value, Box(box.x + style.inside, 0, room, box.height), "serif", "left")
        yield from (text._replace(red=True) for text in texts) if field.red else texts
        return
    foot = fit(field.foot, "serif", room, style.body)
    lines = set_lines(value, box.x + style.inside, style.inside, room, "serif", "left")
    last = Box(box.x + style.inside, box.height - style.foot_line, room, style.foot_line)
    yield from lines
    yield from set_text(foot, last, "serif", "right")


def signatures(block: Signatures, room: float, style: Style) -> Piece:
    """Names with room to sign, in as many lines as needed; the stamp's clear square stays at the right."""
    space = room - (style.stamp if block.stamp else 0)
    lines = _lines_to_sign(block.names, space, style)
    texts = [
        _line_to_sign(line, number * style.line_to_sign, space, style) for number, line in enumerate(lines)
    ]
    height = len(lines) * style.line_to_sign
    if block.stamp:
        place = Box(space, 0, style.stamp, style.line_to_sign)
        texts.append(set_text(Fitted(style.body, ("（盖章）",)), place, "serif", "center"))
        height = max(height, style.stamp)
    return Piece(height, join(texts))


def closing(block: Closing, room: float, style: Style) -> Piece:
    """Name over date, in the middle of the right half."""
    size, wide = style.closing, room * 0.55
    name = fit(visible(block.name), "serif", wide, size)
    day = Fitted(size, (visible(block.date),))
    above = style.line_to_sign
    texts = [set_lines(name, room - wide, above, wide, "serif", "center")]
    texts.append(set_lines(day, room - wide, above + name.height + style.inside, wide, "serif", "center"))
    return Piece(above + name.height + style.inside + day.height + style.inside, join(texts))


def _lines_to_sign(names: tuple[str, ...], space: float, style: Style) -> list[list[tuple[str, float]]]:
    """Labels and the width each needs, as many to a line as there is space for."""
    lines: list[list[tuple[str, float]]] = [[]]
    for name in names:
        label = visible(name) if "：" in name else f"{visible(name)}："
        need = width(label, "serif") * style.body + (
            style.room_to_sign if label.endswith("：") else style.inside
        )
        if lines[-1] and sum(wide for _, wide in lines[-1]) + need > space:
            lines.append([])
        lines[-1].append((label, min(need, space)))
    return lines


def _line_to_sign(line: list[tuple[str, float]], y: float, space: float, style: Style) -> Iterator[Text]:
    """The labels of one line, what is left over shared between them."""
    spare, x = (space - sum(need for _, need in line)) / max(1, len(line)), 0.0
    for label, need in line:
        yield from set_text(
            fit(label, "serif", need, style.body), Box(x, y, need, style.line_to_sign), "serif", "left"
        )
        x += need + spare
