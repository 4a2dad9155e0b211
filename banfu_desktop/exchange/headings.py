"""A sheet's heading line: found near the top, in one row or two, its columns matched with a table's fields.

Headings are known by a dictionary that is the door's own (the labels and synonyms of its table, the first
the best). Words in brackets tell columns apart (交易金额(收入)), so a heading is looked up with them first
and without them last; English in square brackets, units and blanks say nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from banfu_desktop.exchange.cells import Raw, column_number
from banfu_desktop.exchange.workbook import RawSheet
from banfu_desktop.rules.text import half_width
from banfu_desktop.tables.spec import Field, Table, clean

HEADER_WITHIN = 50
"""The heading line is looked for in so many filled rows from the top."""
_FURTHER = 3
"""Once a line names every needed field, a better one is looked for in so many rows more."""
_BEGINNING = 100
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SQUARE = re.compile(r"\[[^\]]*\]|【[^】]*】")
_UNIT = re.compile(r"/?\(?(?:人民币|单位:?|币种:?)?(?:/|(?<=\())?(?:万?元|天|次|小时|分钟)\)|/元")
_NOISE = re.compile(r"[*:。.、\s]")
_VARIANTS = str.maketrans("帐沖対", "账冲对")
_ENGLISH = re.compile(r"(?<=[\u3400-\u9fff)])[A-Za-z][A-Za-z.'/ -]*$")

Cells = Mapping[int, Raw]


@dataclass(frozen=True)
class Heading:
    """What stands over one column: as it is shown, and the ways it may be looked up, the surest first."""

    column: int
    shown: str
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Header:
    """A heading line whose columns are known.

    Attributes:
        row: the last row of the line, as Excel shows it; records begin below it.
        first: its first row (a line of two tiers has two).
        columns: field name → column number.
        extra: (column, field name) of further columns of a meaning that has its column already.
        equal: those of `extra` whose heading is the very same word, so that rank cannot choose.
    """

    row: int
    first: int
    headings: tuple[Heading, ...]
    columns: Mapping[str, int]
    extra: tuple[tuple[int, str], ...] = ()
    equal: frozenset[int] = frozenset()

    @property
    def line(self) -> str:
        """The heading line as it is remembered: every column's words."""
        return "|".join(heading.keys[0] if heading.keys else "" for heading in self.headings)


class Dictionary:
    """The words over columns that a door knows: heading → field, and how good a name it is (0 the best)."""

    def __init__(self, table: Table, said: Mapping[str, str] | None = None) -> None:
        """`said` are further words for a field, as the clerk gave them: their heading → our field."""
        self.table = table
        self._words: dict[str, tuple[str, int]] = {}
        for field in table.editable:
            for rank, word in enumerate((field.label, *field.synonyms)):
                self._words.setdefault(full(word), (field.name, rank))
        for field in table.editable:  # a label goes before another field's synonym
            self._words[full(field.label)] = (field.name, 0)
        self._words |= {full(heading): (name, 0) for heading, name in (said or {}).items() if full(heading)}

    def find(self, heading: Heading) -> tuple[str, int] | None:
        """The field a heading names, with the rank of the name."""
        for key in heading.keys:
            if key in self._words:
                return self._words[key]
        return None


def compact(raw: Raw | None) -> str:
    """How a cell's text begins, without spaces, half-width; a cell that cannot be read counts as filled."""
    return "".join(half_width(clean(str(raw)[:_BEGINNING])).split()) if raw is not None else ""


def full(raw: Raw | None) -> str:
    """A heading without units, English and blanks, its brackets kept: 借方/元(支取) → 借方(支取)."""
    return _full(str(raw)[:_BEGINNING]) if raw is not None else ""


@lru_cache(maxsize=4096)
def _full(heading: str) -> str:
    text = half_width(clean(heading))
    text = _SQUARE.sub("", text.replace("／", "/"))
    text = _ENGLISH.sub("", _NOISE.sub(" ", text).strip())
    text = "".join(text.split()).translate(_VARIANTS)
    return _UNIT.sub("", text).casefold() or "".join(text.split()).casefold()


def bare(raw: Raw | None) -> str:
    """The same without words in brackets: 交易金额(收入) → 交易金额."""
    return _IN_BRACKETS.sub("", full(raw))


def plain(raw: Raw | None) -> str:
    """A heading as one word, for telling whether a row repeats the heading line."""
    return bare(raw)


def find_header(sheet: RawSheet, words: Dictionary) -> Header | None:
    """The line near the top that names the most fields; of equals the first, one row before two."""
    numbers = sorted(sheet.rows)[:HEADER_WITHIN]
    best: Header | None = None
    least = min(2, len(words.table.editable))
    needed = {field.name for field in words.table.editable if field.required}
    for place, row in enumerate(numbers):
        if best is not None and row > best.row + _FURTHER and needed <= set(best.columns):
            break
        candidates = [_match(row, row, _single(sheet, row), words)]
        if place and numbers[place - 1] == row - 1:
            two = _two_tiers(sheet, row, words)
            candidates += [two] if two is not None else []
        for header in candidates:
            if len(header.columns) >= least and (best is None or len(header.columns) > len(best.columns)):
                best = header
    return best


def _single(sheet: RawSheet, row: int) -> list[Heading]:
    cells = sheet.rows[row]
    return [_heading(column, (cells[column],)) for column in sorted(cells)]


def _heading(column: int, tiers: Sequence[Raw]) -> Heading:
    """The ways to look up a column whose words stand in one or two tiers, the upper one first."""
    texts = [text for text in (clean(str(raw)[:_BEGINNING]) for raw in tiers) if text]
    texts = list(dict.fromkeys(texts))
    joined = "".join(texts)
    keys = [full(joined)]
    if len(texts) > 1:
        keys += [full(texts[-1]), bare(texts[-1])]
    keys.append(bare(joined))
    if "(" in keys[0] and len(texts) == 1:
        keys += [_IN_BRACKETS.sub(lambda match: match[0][1:-1], keys[0])]
    return Heading(
        column, " ".join(" ".join(texts).split()), tuple(dict.fromkeys(key for key in keys if key))
    )


def _two_tiers(sheet: RawSheet, row: int, words: Dictionary) -> Header | None:
    """The row and the one above as one line: 驻镇时间 over 起 and 止, 凭证 over 字 and 号."""
    upper, lower = _spread(sheet, row - 1), sheet.rows[row]
    over = sheet.rows[row - 1]
    headings = []
    for column in sorted({*upper, *lower}):
        above, below = upper.get(column), lower.get(column)
        alone = over.get(column)
        if alone is not None and below is not None and str(alone) != str(below):
            known = words.find(_heading(column, (alone,)))
            combined = words.find(_heading(column, (alone, below)))
            if known is not None and (combined is None or not _is_word(below)):
                return None  # what stands below a known heading is a record
        if below is None:
            headings.append(_heading(column, (alone,)) if alone is not None else None)
        else:
            headings.append(_heading(column, (below,) if above is None else (above, below)))
    return _match(row, row - 1, [heading for heading in headings if heading is not None], words)


def _is_word(raw: Raw) -> bool:
    """Whether a cell could be part of a heading: a short text without digits at its beginning."""
    return isinstance(raw, str) and len(raw) <= 20 and not raw.strip()[:1].isdigit()


def _spread(sheet: RawSheet, row: int) -> dict[int, Raw]:
    """An upper tier with each group's word over all its columns: merged, or empty cells to its right."""
    cells, below = sheet.rows[row], sheet.rows.get(row + 1, {})
    spread: dict[int, Raw] = dict(cells)
    merged: set[int] = set()
    for first, last in sheet.spans.get(row, ()):
        if first in cells:
            for column in range(first, last + 1):
                spread[column] = cells[first]
                merged.add(column)
    group: Raw | None = None
    for column in range(min(cells, default=1), max((*cells, *below), default=0) + 1):
        if column in cells or column in merged:
            group = spread.get(column)
        elif column in below and group is not None:
            spread[column] = group
    return spread


def _match(row: int, first: int, headings: Iterable[Heading], words: Dictionary) -> Header:
    """The best-named column for each field, the leftmost of equals; the others are kept apart."""
    all_headings = tuple(headings)
    ranked: dict[str, list[tuple[int, int, str]]] = {}
    for heading in all_headings:
        match = words.find(heading)
        if match is not None:
            ranked.setdefault(match[0], []).append((match[1], heading.column, heading.keys[0]))
    columns, extra, equal = {}, [], set()
    for name, candidates in ranked.items():
        candidates.sort()
        rank, column, _key = candidates[0]
        columns[name] = column
        for other_rank, other, _ in candidates[1:]:
            extra.append((other, name))
            if other_rank == rank:
                equal.add(other)
    return Header(row, first, all_headings, columns, tuple(sorted(extra)), frozenset(equal))


def heading_of(header: Header, column: int) -> str:
    """A column's words as the file shows them."""
    return next((heading.shown for heading in header.headings if heading.column == column), "")


def named_column(header: Header, name: str) -> int | None:
    """The column a clerk names by its heading or its letters; None when there is none."""
    key = full(name)
    for heading in header.headings:
        if key and key in (*heading.keys, full(heading.shown)):
            return heading.column
    letters = name.strip().upper().removesuffix("列")
    if re.fullmatch(r"[A-Z]{1,3}", letters):
        return column_number(letters)
    return None


def is_likely(field: Field, heading: Heading, values: Sequence[Raw]) -> bool:
    """Whether a column nobody knows may be a field's, by a word over it or by what its cells look like.

    Such a likeness is put to the clerk and never taken by itself.
    """
    for key in heading.keys:
        for word in (field.label, *field.synonyms):
            core = bare(word)
            if len(core) >= 2 and (core in key or (len(key) >= 2 and key in core)):
                return True
    return _looks_like(field, values)


_SHAPES = {
    "identity_no": re.compile(r"\d{17}[\dXx]"),
    "phone": re.compile(r"1\d{10}"),
}


def _looks_like(field: Field, values: Sequence[Raw]) -> bool:
    texts = ["".join(str(value).split()) for value in values if isinstance(value, str)]
    shape = _SHAPES.get(field.name)
    if shape is not None and texts:
        return all(shape.fullmatch(text) for text in texts)
    if field.words is not None and texts:
        known = {word for choice in field.words for word in (choice.label, *choice.synonyms)}
        return all(text in known for text in texts)
    return False
