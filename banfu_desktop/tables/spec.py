"""What the user sees of a record, said once: lists, forms, Excel, checks and the manual read it from here."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any

from banfu_desktop.rules import identity
from banfu_desktop.rules.dates import Month, parse_date
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.rules.words import Word

_EXCEL_EPOCH = date(1899, 12, 30)
_INVISIBLE = {"Cf", "Cc", "Co", "Cs"}


class Kind(Enum):
    """How a value is read, checked, shown, aligned and written to Excel."""

    TEXT = auto()
    NOTE = auto()
    DATE = auto()
    MONTH = auto()
    MONEY = auto()
    WHOLE = auto()
    CHOICE = auto()
    FLAG = auto()
    IDENTITY = auto()
    CARD = auto()
    PHONE = auto()

    @property
    def secret(self) -> bool:
        """Masked wherever it is shown; revealing it is audited."""
        return self in _SECRET

    @property
    def numeric(self) -> bool:
        """Right-aligned, header over its numbers."""
        return self in (Kind.MONEY, Kind.WHOLE)


_SECRET: Mapping[Kind, Callable[[str], str]] = {
    Kind.IDENTITY: identity.mask_identity,
    Kind.CARD: identity.mask_card,
    Kind.PHONE: identity.mask_phone,
}


@dataclass(frozen=True)
class Field:
    """One column of a list, field of a form, cell of an import; `name` is the attribute of the row.

    `longest` is in characters, `width` in pixels at standard size; `listed` says whether a list shows it,
    `editable` whether a form or an import may set it; `synonyms` are other headers clerks use.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    help: str = ""
    clause: str = ""
    words: type[Word] | None = None
    width: int = 120
    longest: int = 100
    listed: bool = True
    editable: bool = True
    synonyms: tuple[str, ...] = ()

    def read(self, raw: object) -> Any:
        """Turn what a cell or an editor holds into the value stored (None when empty).

        Raises:
            UserError: the value cannot be this field's; says why and what to write.
        """
        if isinstance(raw, str):
            raw = clean(raw)
        if raw is None or raw == "":
            if self.required:
                raise UserError("没有填写", f"请填写{self.label}")
            return None
        if self.words is not None:
            return self.words.parse(_read_text(raw, self.longest))
        if self.kind in (Kind.TEXT, Kind.NOTE):
            return _read_text(raw, self.longest)
        return _READERS[self.kind](raw)

    def show(self, value: Any, *, revealed: bool = False) -> str:
        """The value as text on screen and paper; secrets masked unless revealed."""
        if value is None:
            return ""
        if self.kind in _SECRET:
            return str(value) if revealed else _SECRET[self.kind](str(value))
        if self.kind is Kind.MONEY:
            return yuan(value)
        if isinstance(value, Word):
            return value.label
        if self.kind is Kind.FLAG:
            return "是" if value else ""
        return str(value)


@dataclass(frozen=True)
class Table:
    """A record's fields under its Chinese name; `key` names the fields that recognise a record again."""

    name: str
    label: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    title: str = ""

    def __getitem__(self, name: str) -> Field:
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @property
    def listed(self) -> tuple[Field, ...]:
        """The columns of a list."""
        return tuple(field for field in self.fields if field.listed)

    @property
    def editable(self) -> tuple[Field, ...]:
        """The fields of a form, a template and an import."""
        return tuple(field for field in self.fields if field.editable)

    def read_row(
        self, row: int | None, cells: Mapping[str, object]
    ) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        """Read one record from raw cells keyed by field name; reports every problem, stops at none."""
        values: dict[str, Any] = {}
        problems = []
        for field in self.editable:
            try:
                values[field.name] = field.read(cells.get(field.name))
            except UserError as refusal:
                shown = "" if field.kind.secret else str(cells.get(field.name) or "")[:40]
                problems.append(Problem(row, field.label, refusal.what, refusal.advice, shown))
        return values, tuple(problems)


def clean(text: str) -> str:
    """Trim a text and drop what cannot be seen (NBSP, zero-width, bidi and control characters)."""
    spaced = (" " if unicodedata.category(ch) == "Zs" or ch in "\t\r\n" else ch for ch in text)
    return "".join(ch for ch in spaced if unicodedata.category(ch) not in _INVISIBLE).strip()


def half_width(text: str) -> str:
    """Digits, letters and signs typed full-width, in half width."""
    return "".join(chr(ord(ch) - 0xFEE0) if "！" <= ch <= "～" else ch for ch in text)


def _read_text(raw: object, longest: int) -> str:
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)
    if text.startswith("="):
        raise UserError("单元格是公式", "请改成直接填写的文字")
    if len(text) > longest:
        raise UserError(f"超过{longest}个字", "请缩短")
    return text


def _read_digits(raw: object) -> str:
    """Excel turns 18 digits into 4.4e17, so a numeric cell is refused, never repaired."""
    if not isinstance(raw, str):
        raise UserError("单元格是数值格式，末尾几位可能已丢失", "请把单元格设为文本格式后重新填写")
    return "".join(half_width(raw).split()).replace("-", "").upper()


def _read_identity(raw: object) -> str:
    number = _read_digits(raw)
    identity.check_identity(number)
    return number


def _read_card(raw: object) -> str:
    number = _read_digits(raw)
    if not number.isdigit() or not 8 <= len(number) <= 30:
        raise UserError("银行账号应为8至30位数字", "请核对银行账号")
    return number


def _read_phone(raw: object) -> str:
    number = _read_digits(str(int(raw)) if isinstance(raw, (int, float)) and raw == int(raw) else raw)
    if not number.isdigit() or not 5 <= len(number) <= 20:
        raise UserError("电话应为数字", "请核对电话号码")
    return number


def _read_date(raw: object) -> date:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return parse_date(raw.isoformat())
    if isinstance(raw, (int, float)) and raw == int(raw) and 18264 <= raw <= 80000:
        return _EXCEL_EPOCH + timedelta(days=int(raw))
    return parse_date(half_width(str(int(raw) if isinstance(raw, float) else raw)))


def _read_money(raw: object) -> int:
    if isinstance(raw, float):
        fen = round(raw * 100)
        if abs(raw * 100 - fen) > 1e-4:
            raise UserError(f"“{raw}”不足一分", "金额最多两位小数")
        return fen
    return parse_yuan(str(raw))


def _read_whole(raw: object) -> int:
    text = half_width(str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw))
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise UserError(f"“{raw}”不是整数", "请填写0或正整数")
    return int(text)


def _read_flag(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if str(raw) in ("是", "√", "1", "有"):
        return True
    if str(raw) in ("否", "×", "0", "无"):
        return False
    raise UserError(f"“{raw}”看不懂", "请填写“是”或“否”")


def _read_month(raw: object) -> Any:
    if isinstance(raw, (date, Month)):
        return Month.of(raw) if isinstance(raw, date) else raw
    return Month.parse(str(raw))


_READERS: Mapping[Kind, Callable[[object], Any]] = {
    Kind.DATE: _read_date,
    Kind.MONTH: _read_month,
    Kind.MONEY: _read_money,
    Kind.WHOLE: _read_whole,
    Kind.FLAG: _read_flag,
    Kind.IDENTITY: _read_identity,
    Kind.CARD: _read_card,
    Kind.PHONE: _read_phone,
}
