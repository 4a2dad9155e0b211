"""The cells of one sheet as they stream by: where each stands, what it holds, which rows a merge covers."""

import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from banfu_desktop.rules.errors import UserError
from banfu_desktop.tables.spec import clean

MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 20_000, 200, 1_000_000
"""What one import takes; the cells are those of all sheets together, blank ones not counted."""

Raw = str | int | float | bool | datetime | UserError
"""What a cell holds; one that cannot be taken (a formula, an error value) holds the refusal itself."""


class FormulaError(UserError):
    """The refusal of a cell that is a formula; `stored` is the value the file keeps for it, if any."""

    def __init__(self, stored: "str | int | float | bool | datetime | None") -> None:
        self.stored = stored
        super().__init__("单元格是公式", "请复制后“选择性粘贴”为数值再导入")


_EPOCH = datetime(1899, 12, 30)
_LAST_SERIAL = 109_574  # 2199-12-31
_LONGEST_TEXT = 32_767
_MOST_MERGES = 50_000
_EXACT = 2**53
_LETTERS = re.compile(r"[A-Z]{1,3}")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


class SheetReader(ContentHandler):
    """Collects `rows`: row number → column number → value; `count` is how many cells that took.

    `hidden_rows` are rows nobody sees in Excel (filtered out or folded); `spans` are merges over several
    columns: row → pairs of first and last column.
    """

    def __init__(self, strings: Sequence[str], dates: Sequence[bool], most: int = MOST_CELLS) -> None:
        super().__init__()
        self.rows: dict[int, dict[int, Raw]] = {}
        self.count = 0
        self.hidden_rows: set[int] = set()
        self.spans: dict[int, list[tuple[int, int]]] = {}
        self._strings, self._dates, self._most = strings, dates, most
        self._merges: list[tuple[int, int, int]] = []
        self._merged = 0
        self._row = self._column = 0
        self._kind = self._style = ""
        self._pieces: list[str] = []
        self._inside = self._phonetic = self._formula = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        tag = local(name)
        if tag == "c":
            self._begin_cell(attrs)
        elif tag in ("v", "t"):
            self._inside = not self._phonetic
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._row = int(attrs.get("r") or self._row + 1)
            self._column = 0
            if attrs.get("hidden") in ("1", "true"):
                self.hidden_rows.add(self._row)
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "mergeCell":
            self._add_merge(attrs.get("ref", ""))

    def characters(self, content: str) -> None:
        if self._inside:
            self._pieces.append(content)

    def endElement(self, name: str) -> None:
        tag = local(name)
        if tag == "c":
            value = self._value(plain_text(self._pieces))
            if value is not None and value != "":
                self._count_one(self._row, self._column)
                self.rows.setdefault(self._row, {})[self._column] = value
        elif tag in ("v", "t"):
            self._inside = False
        elif tag == "rPh":
            self._phonetic = False

    def endDocument(self) -> None:
        """Merges stand behind the cells, so what they cover is filled in last."""
        numbers = sorted(self.rows)
        for column, first, last in self._merges:
            value = self.rows.get(first, {}).get(column)
            if value is not None:
                for row in numbers[bisect_right(numbers, first) : bisect_right(numbers, last)]:
                    self._count_one(row, column)
                    self.rows[row][column] = value

    def _begin_cell(self, attrs: AttributesImpl) -> None:
        place = attrs.get("r")
        self._column = column_number(place.rstrip("0123456789")) if place else self._column + 1
        self._kind, self._style = attrs.get("t", "n"), attrs.get("s", "0")
        self._pieces, self._formula = [], False

    def _value(self, text: str) -> Raw | None:
        if self._formula:
            shows_nothing = self._kind == "str" and not text
            return "" if shows_nothing else FormulaError(self._stored(text))
        if self._kind == "e":
            return UserError(f"单元格是错误值 {clean(text)[:20]}", "请直接填写内容")
        if not text or self._kind in ("str", "inlineStr"):
            return text
        if self._kind == "s":
            return self._strings[int(text)]
        if self._kind == "b":
            return text == "1"
        if self._kind == "d":
            return datetime.fromisoformat(text).replace(tzinfo=None)
        return _number(text, self._is_date())

    def _stored(self, text: str) -> "str | int | float | bool | datetime | None":
        """What a formula came to when the file was saved; nothing, or an error, is no value."""
        if not text or self._kind == "e":
            return None
        self._formula = False
        value = self._value(text)
        return None if isinstance(value, UserError) else value

    def _is_date(self) -> bool:
        style = int(self._style)
        return 0 <= style < len(self._dates) and self._dates[style]

    def _add_merge(self, reference: str) -> None:
        match = _MERGE.fullmatch(reference)
        self._merged += 1
        if match is None or self._merged > _MOST_MERGES:
            raise ValueError("no such merge")
        first, last = column_number(match[1]), column_number(match[3])
        if match[2] != match[4]:
            self._merges.append((first, int(match[2]), int(match[4])))
        if first < last:
            self.spans.setdefault(int(match[2]), []).append((first, last))

    def _count_one(self, row: int, column: int) -> None:
        self.count += 1
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise UserError(
                f"{column_letters(column)}列第{row}行还有内容，最多只能导入{MOST_ROWS}行、{MOST_COLUMNS}列",
                "请删去多余的行和列，另存后再导入",
            )
        if self.count > self._most:
            raise UserError("表里的内容太多", "请只保留要导入的工作表和列，另存后再导入")


def local(name: str) -> str:
    """An element's name without its prefix."""
    return name.rpartition(":")[2]


def plain_text(pieces: Sequence[str]) -> str:
    """Join a text's pieces and undo Excel's _x000D_ way of writing control characters."""
    text = "".join(pieces)
    if len(text) > _LONGEST_TEXT:
        raise ValueError("longer than a cell can be")
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The number of a column from its letters: AA → 27 (ValueError when they are none)."""
    if not _LETTERS.fullmatch(letters):
        raise ValueError("no such column")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """The letters Excel shows above a column: 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _number(text: str, is_date: bool) -> Raw:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("no such number")
    if is_date and 1 <= value < _LAST_SERIAL + 1:
        leap = 1 if value < 60 else 0  # Excel believes in 29 February 1900
        return _EPOCH + timedelta(days=value + leap)
    return int(value) if value.is_integer() and abs(value) < _EXACT else value
