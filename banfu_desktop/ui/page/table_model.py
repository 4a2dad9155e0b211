"""The rows of a list for Qt: put into words once and when first seen, filtered and sorted over keys."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCollator, QLocale, QModelIndex, QPersistentModelIndex, Qt

from banfu_desktop.rules.text import no_formula
from banfu_desktop.rules.words import Word
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.look.look import Tone

Index = QModelIndex | QPersistentModelIndex
Tones = Mapping[str, Callable[[Any], Tone | None]]
"""Columns shown as chips: the field's name → the tone for the row's value (None: plain text)."""
TONE, RED = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
_TOP = QModelIndex()
_PEOPLE, _PAYEE = ("姓名", "人", "人员", "人选"), "收款人"
"""How columns are headed that name people; whoever was paid is as often a unit (区财政局)."""
_MEASURED = 200
"""So many rows say how wide a list's columns need be."""
_SURNAMES = {
    "曾": "增", "单": "善", "仇": "求", "查": "渣", "朴": "瓢", "区": "欧", "盖": "葛", "覃": "秦",
    "解": "谢", "任": "仁", "尉": "卫", "冼": "显", "洗": "显", "翟": "宅", "召": "邵", "乐": "岳",
    "种": "虫", "缪": "庙", "黑": "贺", "员": "运", "秘": "毕", "隗": "委", "谌": "陈", "逄": "旁",
}  # fmt: skip
"""Surnames read otherwise than the character is, each as a character that is always read like it."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TableModel(QAbstractTableModel):
    """Rows are any objects with the fields' names as attributes, and `initials` for search by pinyin."""

    def __init__(
        self, fields: Sequence[Field], tones: Tones | None = None, filtered: Sequence[Field] = ()
    ) -> None:
        super().__init__()
        self.fields = tuple(fields)
        self._named = {field.name: field for field in (*self.fields, *filtered)}
        self._tones = dict(tones or {})
        self._searched = [field.name for field in self.fields if _is_searched(field)]
        self._rows: Sequence[Any] = ()
        self._shown: Sequence[int] = ()
        self._words: dict[int, tuple[str, ...]] = {}
        self._longest: tuple[str, ...] | None = None
        self._blank: list[int] | None = None
        self.is_filled = False
        self._search_keys: list[str] = []
        self._order: tuple[int, Qt.SortOrder] | None = None
        self._text, self._choices = "", dict[str, str]()

    # Rows and what is shown of them.

    @property
    def rows(self) -> Sequence[Any]:
        """All rows, in the order they came."""
        return self._rows

    @property
    def shown(self) -> list[Any]:
        """The rows that passed the filters, in the order shown."""
        return [self._rows[number] for number in self._shown]

    @property
    def passed(self) -> list[Any]:
        """The rows that passed the filters, whether or not a fold hides them."""
        return self.shown

    def row(self, line: int) -> Any:
        """The row shown in a line."""
        return self._rows[self._shown[line]]

    def line_of(self, name: str, key: Any) -> int:
        """The line of the row whose attribute `name` is `key`, or -1."""
        for line, number in enumerate(self._shown):
            if getattr(self._rows[number], name) == key:
                return line
        return -1

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows under the same filter and order."""
        self.beginResetModel()
        self._rows, self._words, self._search_keys, self._longest = rows, {}, [], None
        self.is_filled, self._blank = True, None
        self._arrange()
        self.endResetModel()

    def filter(self, text: str, choices: Mapping[str, str]) -> None:
        """Keep rows whose texts or initials hold every word of `text`, and whose fields show `choices`."""
        self.beginResetModel()
        self._text, self._choices = text.casefold().strip(), dict(choices)
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 is the order the rows came in."""
        self.layoutAboutToBeChanged.emit()
        kept = [self._shown[index.row()] for index in self.persistentIndexList()]
        self._order = (column, order) if column >= 0 else None
        self._arrange()
        lines = {number: line for line, number in enumerate(self._shown)} if kept else {}
        for index, number in zip(self.persistentIndexList(), kept, strict=True):
            self.changePersistentIndex(index, self.index(lines[number], index.column()))
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.fields) - 1)

    def distinct(self, name: str) -> list[str]:
        """What a column says, each once: words in the office's order, other texts by pinyin."""
        field = self._named[name]
        values = {getattr(row, name) for row in self._rows}
        if field.words is not None:
            return [word.label for word in field.words if word in values]
        return _by_pinyin({field.show(value) for value in values if value is not None})

    @property
    def chips(self) -> list[int]:
        """The columns shown as chips."""
        return [number for number, field in enumerate(self.fields) if field.name in self._tones]

    @property
    def longest(self) -> tuple[str, ...]:
        """Each column's longest text among the first rows, whatever filter is on; empty without rows."""
        if self._longest is None:
            texts = zip(
                *(self._texts(number) for number in range(min(len(self._rows), _MEASURED))), strict=True
            )
            self._longest = tuple(max(column, key=_length) for column in texts)
        return self._longest

    @property
    def blank(self) -> list[int]:
        """The columns that say nothing in any row, whatever filter is on."""
        if self._blank is None:
            further = self._rows[_MEASURED:]
            self._blank = [
                number
                for number, (field, text) in enumerate(zip(self.fields, self.longest, strict=False))
                if not text and not any(field.show(getattr(row, field.name)) for row in further)
            ]
        return self._blank

    def words(self, line: int) -> tuple[str, ...]:
        """The texts of a line, secrets masked."""
        return self._texts(self._shown[line])

    def _texts(self, number: int) -> tuple[str, ...]:
        if number not in self._words:
            row = self._rows[number]
            self._words[number] = tuple(field.show(getattr(row, field.name)) for field in self.fields)
        return self._words[number]

    def plain_words(self, line: int) -> list[str]:
        """The texts of a line for a spreadsheet: one line each, and nothing that would start a formula."""
        words = []
        for field, text in zip(self.fields, self.words(line), strict=True):
            text = " ".join(text.split())
            words.append(text if field.kind.numeric else no_formula(text))
        return words

    def _arrange(self) -> None:
        numbers: Sequence[int] = range(len(self._rows))
        for name, choice in self._choices.items():
            field = self._named[name]
            numbers = [n for n in numbers if field.show(getattr(self._rows[n], name)) == choice]
        for word in self._text.split():
            keys = self._keys()
            numbers = [number for number in numbers if word in keys[number]]
        if self._order is not None:
            numbers = self._ordered(numbers, *self._order)
        self._shown = numbers

    def _keys(self) -> list[str]:
        if not self._search_keys:
            names = [*self._searched, "initials"]
            self._search_keys = [_search_key(row, names) for row in self._rows]
        return self._search_keys

    def _ordered(self, numbers: Sequence[int], column: int, order: Qt.SortOrder) -> list[int]:
        """By value; an empty value is last in either direction."""
        name = self.fields[column].name
        values = {number: getattr(self._rows[number], name) for number in numbers}
        names = _names_people(self.fields[column].label)
        ranks = _ranks({value for value in values.values() if value is not None}, names=names)
        filled = [number for number in numbers if values[number] is not None]
        filled.sort(key=lambda number: ranks[values[number]], reverse=order == Qt.SortOrder.DescendingOrder)
        return filled + [number for number in numbers if values[number] is None]

    # What Qt asks for.

    def rowCount(self, parent: Index = _TOP) -> int:
        """Lines shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Fields listed."""
        return 0 if parent.isValid() else len(self.fields)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, their alignment and their tone."""
        if not index.isValid():
            return None
        field = self.fields[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self.words(index.row())[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if field.to_the_right else _LEFT
        if role == RED:
            return field.red and (getattr(self.row(index.row()), field.name) or 0) < 0
        if role == TONE and field.name in self._tones:
            return self._tones[field.name](getattr(self.row(index.row()), field.name))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Labels over their columns, numbers' labels over the numbers; help when hovering."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return field.label + self._arrow(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if field.to_the_right else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{field.help}（{field.clause}）" if field.clause else field.help
        return None

    def _arrow(self, section: int) -> str:
        if self._order is None or self._order[0] != section:
            return ""
        return " ↑" if self._order[1] == Qt.SortOrder.AscendingOrder else " ↓"


def _length(text: str) -> int:
    """How wide a text is drawn, about: a Chinese character counts as two letters."""
    return len(text) + len(text.encode())


def _is_searched(field: Field) -> bool:
    return not field.kind.secret and field.kind in (Kind.TEXT, Kind.NOTE, Kind.CHOICE)


def _search_key(row: Any, names: Sequence[str]) -> str:
    values = (getattr(row, name, None) for name in names)
    texts = (value.label if isinstance(value, Word) else value for value in values if value is not None)
    return "\n".join(str(text) for text in texts).casefold()


def _ranks(values: set[Any], *, names: bool = False) -> dict[Any, int]:
    """The place of each value: numbers and days by size, words in the office's order, texts by pinyin."""
    some = next(iter(values), None)
    ordered: Sequence[Any]
    if isinstance(some, Word):
        ordered = [word for word in type(some) if word in values]
    elif isinstance(some, str):
        ordered = _by_pinyin(values, names=names)
    else:
        ordered = sorted(values)
    return {value: rank for rank, value in enumerate(ordered)}


def _names_people(label: str) -> bool:
    """Whether a column names people: 姓名, 保管人, 借款人, 接任人选."""
    return label.endswith(_PEOPLE) and label != _PAYEE


def _by_pinyin(texts: set[str], *, names: bool = False) -> list[str]:
    """Texts by pinyin; of people's names the surname as surnames are read: 曾 is Zeng, not Ceng."""
    collator = QCollator(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    collator.setNumericMode(True)
    if names:
        return sorted(texts, key=lambda name: collator.sortKey(_SURNAMES.get(name[:1], name[:1]) + name[1:]))
    return sorted(texts, key=collator.sortKey)
