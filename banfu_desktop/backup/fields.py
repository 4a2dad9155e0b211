"""What travels as JSON: written in one form only, and read with suspicion, name by name."""

import base64
import binascii
import json
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError

MAX_NUMBER = (1 << 53) - 1
_MAX_TEXT, _MAX_NAME = 200, 40
_HEX = frozenset("0123456789abcdef")
_SURROGATES = range(0xD800, 0xE000)


def canonical(value: Any) -> bytes:
    """Canonical JSON: names sorted, no white space, characters beyond ASCII as they are, UTF-8.

    Raises:
        UserError: half a character, which no reader could understand.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        around = text[max(0, error.start - 12) : error.start]
        broken = "".join(letter for letter in around if ord(letter) not in _SURROGATES)
        raise UserError(f"有一处文字含有半个字符（在“{broken}”之后）", "请重新输入这一处，再导出") from None


class Record:
    """A JSON object from outside; whatever is not as it should be is a refusal that names it.

    Args:
        code: of the refusal, a key of `refusals`.
    """

    def __init__(self, values: dict[str, Any], code: str = "manifest") -> None:
        self._values, self._code = values, code

    @classmethod
    def parse(cls, raw: bytes, code: str = "manifest") -> "Record":
        """The record that bytes in the one form hold.

        Raises:
            PackageError: no JSON object in canonical form.
        """
        try:
            values = json.loads(raw)
            form = canonical(values)
        except (ValueError, RecursionError, UserError):
            raise PackageError(code, part="不是 JSON") from None
        if not isinstance(values, dict):
            raise PackageError(code, part="不是 JSON 对象")
        if form != raw:
            raise PackageError(code, part="写法")
        return cls(values, code)

    def only(self, *names: str) -> None:
        """Exactly these names, no other and none missing."""
        if self._values.keys() != set(names):
            odd = sorted(self._values.keys() ^ set(names))
            raise self.amiss(odd[0])

    def amiss(self, name: str) -> PackageError:
        """The refusal of a value."""
        shown = name if name.isprintable() and len(name) <= _MAX_NAME else "名称"
        return PackageError(self._code, part=shown)

    def has(self, name: str) -> bool:
        """Whether a value is there and not null."""
        return self._values.get(name) is not None

    def names(self) -> Iterable[str]:
        """What it names."""
        return self._values.keys()

    def inner(self, name: str) -> "Record":
        """An object inside."""
        return self._object(self._values.get(name), name)

    def inners(self, name: str) -> list["Record"]:
        """A list of objects."""
        return [self._object(value, name) for value in self._list(name)]

    def values(self, name: str) -> list[Any]:
        """A list of anything; whoever asks looks at each."""
        return self._list(name)

    def number(self, name: str, *, least: int = 0, most: int = MAX_NUMBER) -> int:
        """A whole number within bounds."""
        value = self._values.get(name)
        if type(value) is not int or not least <= value <= most:
            raise self.amiss(name)
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._values.get(name)
        if type(value) is not bool:
            raise self.amiss(name)
        return value

    def text(self, name: str, *, empty: bool = False, most: int = _MAX_TEXT) -> str:
        """Short and printable, since it is shown in a window or a terminal."""
        return self._text(self._values.get(name), name, empty=empty, most=most)

    def word(self, name: str, *words: str) -> str:
        """One of some words."""
        value = self.text(name)
        if value not in words:
            raise self.amiss(name)
        return value

    def hex(self, name: str, length: int = 32) -> bytes:
        """Bytes in lower-case hex."""
        value = self.text(name)
        if len(value) != 2 * length or not set(value) <= _HEX:
            raise self.amiss(name)
        return bytes.fromhex(value)

    def base64(self, name: str, *, most: int, least: int = 0) -> bytes:
        """So many bytes in base 64, in its one form."""
        value = self._values.get(name)
        if not isinstance(value, str) or len(value) > most * 4 // 3 + 4:
            raise self.amiss(name)
        try:
            content = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            raise self.amiss(name) from None
        if base64.b64encode(content).decode() != value or not least <= len(content) <= most:
            raise self.amiss(name)
        return content

    def moment(self, name: str) -> datetime:
        """Local time to the second."""
        value = self.text(name)
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise self.amiss(name) from None
        if found.isoformat(timespec="seconds") != value or found.tzinfo is not None:
            raise self.amiss(name)
        return found

    def day(self, name: str) -> date:
        """A day."""
        value = self.text(name)
        try:
            found = date.fromisoformat(value)
        except ValueError:
            raise self.amiss(name) from None
        if found.isoformat() != value:
            raise self.amiss(name)
        return found

    def month(self, name: str) -> str:
        """A month (2026-10)."""
        value = self.text(name)
        if not _is_month(value):
            raise self.amiss(name)
        return value

    def _list(self, name: str) -> list[Any]:
        value = self._values.get(name)
        if not isinstance(value, list):
            raise self.amiss(name)
        return value

    def _object(self, value: object, name: str) -> "Record":
        if not isinstance(value, dict):
            raise self.amiss(name)
        return Record(value, self._code)

    def _text(self, value: object, name: str, *, empty: bool = False, most: int = _MAX_TEXT) -> str:
        if not isinstance(value, str) or len(value) > most or not value.isprintable():
            raise self.amiss(name)
        if not value and not empty:
            raise self.amiss(name)
        return value


@lru_cache(maxsize=1200)
def _is_month(value: str) -> bool:
    """Whether a text is a month in its one form; a package names each of a few dozen on every sheet."""
    try:
        return str(Month.parse(value)) == value
    except UserError:
        return False
