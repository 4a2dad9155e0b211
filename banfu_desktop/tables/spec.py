"""What the user sees of a record, said once: lists, forms, Excel, checks and the manual read it from here."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto
from typing import Any

from banfu_desktop.rules import identity
from banfu_desktop.rules.dates import Month, MonthOnlyError, parse_date
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.money import parse_yuan, yuan
from banfu_desktop.rules.text import half_width, plain_characters
from banfu_desktop.rules.words import Word

_EXCEL_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 18264, 80000  # a bare number is a day only from 1950 to 2119
_INVISIBLE = {"Cf", "Cc"}
_SPACES = {"Zs", "Zl", "Zp"}
# Half a character, the private use area where old systems kept rare ones, and the mark of a lost one.
_UNREADABLE = re.compile("[\ud800-\udfff\ue000-\uf8ff\ufffd-\uffff\U000f0000-\U0010ffff]")
_PADDING = 200
_HAN = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_SPREAD_OUT = re.compile(f"{_HAN}(?: +{_HAN})+")
_NAME_DOT = re.compile(f"(?<={_HAN})[•‧・∙⋅･．.](?={_HAN})")
_JOINT = re.compile(f"(?<={_HAN})\\s+(?=[{_HAN[1:-1]}·•‧・∙⋅･])|(?<=[·•‧・∙⋅･])\\s+(?={_HAN})")


class Kind(Enum):
    """How a value is read, checked, shown, aligned and written to Excel."""

    TEXT = auto()
    NOTE = auto()
    DATE = auto()
    MONTH = auto()
    MONEY = auto()
    WHOLE = auto()
    CHOICE = auto()
    REFERENCE = auto()
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
    `editable` whether a form or an import may set it; `synonyms` are other headers clerks use, the likeliest
    first; `summed` says whether money is added up (a rate is not); `joined` that blanks between Chinese
    characters are no part of it (a name); `month_is_enough` that a day may be known by its month only.
    `right` says that a text stands at the right as numbers do (a score), `whole` that texts of one length (a
    number, a time) are never cut short, `red` that an amount below nought is red ink (a reversal), `kept`
    that a list without room for all its columns shows it longest (what the record is about).
    A reference holds the id of a record, chosen and never typed; `named_by` is the row's attribute that says
    which record it is.

    Raises:
        ValueError: a reference that says nowhere how its record is called.
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
    summed: bool = True
    joined: bool = False
    month_is_enough: bool = False
    named_by: str = ""
    right: bool = False
    whole: bool = False
    red: bool = False
    kept: bool = False

    def __post_init__(self) -> None:
        """A reference whose record nobody can name is an error of the program."""
        if self.kind is Kind.REFERENCE and not self.named_by:
            raise ValueError(f"the reference {self.name} does not say what names its record")

    def read(self, raw: object) -> Any:
        """Turn what a cell or an editor holds into the value stored (None when empty).

        Raises:
            UserError: the value cannot be this field's; says why and what to write. A cell that could not be
                read at all (a formula) comes as its refusal, which is raised.
        """
        if isinstance(raw, UserError):
            raise raw
        if isinstance(raw, str):
            raw = self._readable(raw)
        if raw is None or raw == "":
            if self.required:
                raise UserError("没有填写", f"请填写{self.label}")
            return None
        if self.words is not None:
            return self.words.parse(_plain(raw))
        if self.month_is_enough:
            return _read_day_or_month(raw)
        if self.kind in _READERS:
            return _READERS[self.kind](raw)
        text = _plain(raw) if self.kind is Kind.NOTE else _tidy(_plain(raw))
        if self.joined:
            text = _JOINT.sub("", text)
        if len(text) > self.longest:
            raise self._too_long()
        return text

    @property
    def to_the_right(self) -> bool:
        """Whether its texts and its label stand at the right."""
        return self.right or self.kind.numeric

    def _readable(self, text: str) -> str:
        if len(text) > self.longest + _PADDING:
            raise self._too_long()
        text = clean(text)
        if strange := _UNREADABLE.search(text):
            raise UserError(
                f"第{strange.start() + 1}个字无法识别", "请用输入法重新输入这个字，不要用造字程序造的字"
            )
        return text

    def _too_long(self) -> UserError:
        return UserError(f"超过{self.longest}个字", "请缩短")

    def show(self, value: Any, *, revealed: bool = False) -> str:
        """The value as text on screen and paper; secrets masked unless revealed."""
        if value is None:
            return ""
        if self.kind in _SECRET:
            return (
                str(value)
                if revealed and not identity.is_erased(str(value))
                else _SECRET[self.kind](str(value))
            )
        if self.kind is Kind.MONEY:
            return yuan(value)
        if isinstance(value, Word):
            return value.label
        if self.kind is Kind.FLAG:
            return "是" if value else ""
        if self.kind is Kind.REFERENCE:
            return ""  # an id says nothing to a clerk; `named_by` does
        return str(value)


@dataclass(frozen=True)
class Table:
    """A record's fields under its Chinese name; `key` names the fields that recognise a record again.

    `sections` are the headings of a form: the field a heading stands before, and the heading.
    """

    name: str
    label: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    title: str = ""
    sections: tuple[tuple[str, str], ...] = ()

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
                shown = "" if field.kind.secret else _plain(cells.get(field.name))[:40]
                problems.append(Problem(row, field.label, refusal.what, refusal.advice, shown))
        return values, tuple(problems)


def clean(text: str) -> str:
    """Trim a text, drop what cannot be seen (NBSP, zero-width, bidi and control characters), and take the
    ordinary character for one that only looks like it."""
    text = plain_characters(text)
    if text.isprintable():  # all but one in a hundred, and a hundred times faster
        return text.strip()
    spaced = (" " if unicodedata.category(ch) in _SPACES or ch in "\t\r\n" else ch for ch in text)
    return "".join(ch for ch in spaced if unicodedata.category(ch) not in _INVISIBLE).strip()


def _plain(raw: object) -> str:
    """A cell's value as the clerk would type it: Excel says 5 as 5.0 and a day as a day at midnight."""
    if raw is None or isinstance(raw, UserError):
        return ""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).removesuffix(" 00:00:00") if isinstance(raw, datetime) else str(raw)


def _tidy(text: str) -> str:
    """A name as its bearer writes it: 王　伟, spread to the width of three, is 王伟; the dot is always ·."""
    if _SPREAD_OUT.fullmatch(text):
        return text.replace(" ", "")
    return _NAME_DOT.sub("·", text)


def _read_digits(raw: object) -> str:
    """Excel turns 18 digits into 4.4e17, so a numeric cell is refused, never repaired."""
    if not isinstance(raw, str):
        raise UserError("单元格是数值格式，末尾几位可能已丢失", "请把单元格设为文本格式后重新填写")
    return "".join(half_width(raw).split()).replace("-", "").lstrip("'‘’").upper()


def _read_identity(raw: object) -> str:
    number = _read_digits(raw)
    identity.check_identity(number)
    return number


def _read_card(raw: object) -> str:
    number = _read_digits(raw)
    if not _are_digits(number) or not 8 <= len(number) <= 30:
        raise UserError("银行账号应为8至30位数字", "请核对银行账号")
    return number


def _read_phone(raw: object) -> str:
    number = _read_digits(_plain(raw))
    if not _are_digits(number) or not 5 <= len(number) <= 20:
        raise UserError("电话应为数字", "请核对电话号码")
    return number


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _read_date(raw: object) -> date:
    if isinstance(raw, date):
        return parse_date(raw.strftime("%Y-%m-%d"))
    if isinstance(raw, (int, float)) and _FIRST_SERIAL <= raw <= _LAST_SERIAL and raw == int(raw):
        return _EXCEL_EPOCH + timedelta(days=int(raw))
    return parse_date(_plain(raw))


def _read_day_or_month(raw: object) -> date | Month:
    """A day, or a month where only that is known; 2010.1 as a number may be January or October."""
    if isinstance(raw, float) and not isinstance(raw, bool) and not raw.is_integer():
        text = repr(raw)
        if re.fullmatch(r"\d{4}\.1", text):
            raise UserError(f"“{text}”分不清是1月还是10月", "请把单元格设为文本格式，写成 2010-10")
        return Month.parse(text)
    if isinstance(raw, Month):
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool) and raw > _LAST_SERIAL:
        raw = str(raw)
    try:
        return _read_date(raw)
    except MonthOnlyError as known:
        return known.month


def _read_money(raw: object) -> int:
    if isinstance(raw, float) and abs(raw) < 10**12:
        if abs(round(raw, 2) - raw) > 1e-6:
            raise UserError(f"“{raw}”超过两位小数", "请四舍五入到分")
        return parse_yuan(f"{raw:.2f}")
    return parse_yuan(_plain(raw))


def _read_whole(raw: object) -> int:
    text = half_width(_plain(raw))
    if not _are_digits(text) or len(text) > 9:
        raise UserError(f"“{_plain(raw)}”不是整数", "请填写0或正整数")
    return int(text)


def _read_flag(raw: object) -> bool:
    text = half_width(_plain(raw))
    if text in ("是", "√", "1", "有"):
        return True
    if text in ("否", "×", "0", "无"):
        return False
    raise UserError(f"“{text}”看不懂", "请填写“是”或“否”")


def _read_reference(raw: object) -> int:
    """The id of a record, as a drop-down or a service hands it on; a text never is one."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    raise UserError(f"没有“{_plain(raw)}”", "请从列表中选择")


def _read_month(raw: object) -> Month:
    if isinstance(raw, Month):
        return raw
    if isinstance(raw, date):
        return Month.of(_read_date(raw))
    if isinstance(raw, float) and not raw.is_integer():
        raise UserError(f"“{raw}”分不清是1月还是10月", "请把单元格设为文本格式，写成 2026-10")
    return Month.parse(_plain(raw))


_READERS: Mapping[Kind, Callable[[object], Any]] = {
    Kind.DATE: _read_date,
    Kind.MONTH: _read_month,
    Kind.MONEY: _read_money,
    Kind.WHOLE: _read_whole,
    Kind.FLAG: _read_flag,
    Kind.REFERENCE: _read_reference,
    Kind.IDENTITY: _read_identity,
    Kind.CARD: _read_card,
    Kind.PHONE: _read_phone,
}
