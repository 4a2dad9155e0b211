"""The audit trail's format: how an entry enters the chain, and how a value leaves it without a trace.

An entry's digest covers every column; of the columns that may have to be erased one day it covers a *tag*, a
hash of the value under a random salt. To erase a value is to write its tag in its place and to forget the
salt: the digest stays as it was, and the value cannot be guessed from it.

    J(x)      JSON, names in the stored order, no white space, characters beyond ASCII as they are
    tag       "#" + hex SHA-256("banfu-tag-2\\0" + salt + side + column + "\\0" + J(value))
    public    a side (before, after) with every erasable value that is there replaced by its tag
    digest    SHA-256("banfu-entry-2\\0" + J([id, deed, at, day, person, actor, name, op, table_name, row_id,
              public(before), public(after)]))
    link      SHA-256("banfu-link-2\\0" + the link before + digest); 32 zero bytes come before the first

Each side has a salt of 16 random bytes of its own; both are kept together, and a side that was erased has 16
zero bytes there. So it is never in doubt whether a text is a value or a tag.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

START = bytes(32)
"""The link before the first entry."""
COVERED = (
    "id",
    "deed",
    "at",
    "day",
    "person",
    "actor",
    "name",
    "op",
    "table_name",
    "row_id",
    "before",
    "after",
)
"""The columns of an entry that the digest covers, in this order."""
FIRST_COVERED = ("id", "deed", "at", "actor", "name", "op", "table_name", "row_id", "before", "after")
"""Those that the first format covered, which hashed them as they are."""
SIDES = {"before": b"b", "after": b"a"}
BOTH = "both"
Erasable = Mapping[str, Sequence[str]]
"""Table → its columns that may have to be erased: what a person is recognised by, and free text."""
_HALF = 16
_GONE = bytes(_HALF)
_TAG = re.compile("#[0-9a-f]{64}")


class TrailError(ValueError):
    """An entry that the program cannot have written: not in the one form of JSON, or a value without salt."""


@dataclass(frozen=True)
class Salts:
    """The salts of an entry's two sides, as they are kept; None where an entry has nothing to erase."""

    kept: bytes | None

    def of(self, side: str) -> bytes | None:
        """The salt of a side; None where there is none, or it was forgotten.

        Raises:
            TrailError: not a pair of salts.
        """
        if self.kept is None:
            return None
        if len(self.kept) != 2 * _HALF:
            raise TrailError("not a pair of salts")
        half = self.kept[:_HALF] if side == "before" else self.kept[_HALF:]
        return None if half == _GONE else half

    def without(self, sides: Sequence[str]) -> bytes:
        """The pair once the salts of some sides are forgotten."""
        return b"".join(_GONE if side in sides else self.of(side) or _GONE for side in SIDES)

    @property
    def forgotten(self) -> frozenset[str]:
        """The sides that were erased."""
        return frozenset() if self.kept is None else frozenset(s for s in SIDES if self.of(s) is None)


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
"""Python alone knows NaN: what SQLite cannot read, the judges that ask it would pass over."""
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical(value: Any) -> str:
    """A value as JSON in the one form."""
    return _encode(value)


def first_link(before: bytes, covered: Sequence[Any]) -> bytes:
    """The link of an entry under the first format: over the link before and what FIRST_COVERED say."""
    return hashlib.sha256(before + _bytes(canonical(list(covered)))).digest()


def first_content(covered: Sequence[Any]) -> str:
    """The fingerprint (hex) of what an entry says that the first format's record of an erasure holds."""
    return hashlib.sha256(_bytes(canonical(list(covered)))).hexdigest()


def digest(covered: Sequence[Any], columns: Sequence[str], salts: bytes | None) -> bytes:
    """The digest of an entry.

    Args:
        covered: its columns COVERED.
        columns: the erasable columns of its table.
        salts: as they are kept beside it.

    Raises:
        TrailError: no entry of ours.
    """
    *values, before, after = covered
    if columns or salts is not None:
        before, after = _public_sides(before, after, columns, Salts(salts))
    else:
        _refuse_other_form(before, after)
    return _digest([*values, before, after])


def closing(covered: Sequence[Any], columns: Sequence[str]) -> tuple[bytes, bytes | None]:
    """The digest of an entry that SQLite has just written, and the fresh salts under which it was taken.

    SQLite's JSON is in the one form, so that is not looked at here.
    """
    if not columns:
        return _digest(covered), None
    before, after = covered[-2:]
    old = _erasable(json.loads(before), columns) if before else None
    new = _erasable(json.loads(after), columns) if after else None
    if old is None and new is None:
        return _digest(covered), None
    salts = secrets.token_bytes(2 * _HALF)
    told = (
        before if old is None else _as_tags(old, columns, "before", salts[:_HALF]),
        after if new is None else _as_tags(new, columns, "after", salts[_HALF:]),
    )
    return _digest((*covered[:-2], *told)), salts


def public_digest(covered: Sequence[Any]) -> bytes:
    """The digest of an entry whose sides are public already, as a package carries it."""
    return _digest(covered)


def link(before: bytes, entry: bytes) -> bytes:
    """The link after an entry's digest."""
    return hashlib.sha256(b"banfu-link-2\0" + before + entry).digest()


def public(text: str | None, columns: Sequence[str], side: str, salts: Salts) -> str | None:
    """A side of an entry as the digest covers it: erasable values as tags.

    Raises:
        TrailError: not JSON in the one form, or an erasable value that is neither salted nor a tag.
    """
    row = _with_erasable(text, columns)
    return text if row is None else _as_tags(row, columns, side, salts.of(side))


def new_salts(columns: Sequence[str], before: str | None, after: str | None) -> bytes | None:
    """Fresh salts for an entry, where it says anything erasable.

    Raises:
        TrailError: not JSON in the one form.
    """
    needed = any(_with_erasable(text, columns) is not None for text in (before, after))
    return secrets.token_bytes(2 * _HALF) if needed else None


def is_tag(value: object) -> bool:
    """Whether a value of the trail was erased."""
    return isinstance(value, str) and _TAG.fullmatch(value) is not None


def _public_sides(
    before: str | None, after: str | None, columns: Sequence[str], salts: Salts
) -> tuple[str | None, str | None]:
    """Both sides as the digest covers them."""
    rows = [_with_erasable(text, columns) for text in (before, after)]
    if salts.kept is not None and rows == [None, None]:
        raise TrailError("salts for nothing")
    old, new = rows
    return (
        before if old is None else _as_tags(old, columns, "before", salts.of("before")),
        after if new is None else _as_tags(new, columns, "after", salts.of("after")),
    )


def _as_tags(row: dict[str, Any], columns: Sequence[str], side: str, salt: bytes | None) -> str:
    beginning = b"" if salt is None else b"banfu-tag-2\0" + salt + SIDES[side]
    for column in columns:
        value = row.get(column)
        if value is None:
            continue
        if salt is not None:
            covered = beginning + column.encode() + b"\0" + _bytes(_encode(value))
            row[column] = "#" + hashlib.sha256(covered).hexdigest()
        elif not is_tag(value):
            raise TrailError(f"{column} is neither salted nor erased")
    return _encode(row)


def _with_erasable(text: str | None, columns: Sequence[str]) -> dict[str, Any] | None:
    """A side as values, if it says anything erasable."""
    if not text or not columns:
        return None
    return _erasable(_row(text), columns)


def _erasable(row: dict[str, Any], columns: Sequence[str]) -> dict[str, Any] | None:
    for column in columns:
        if row.get(column) is not None:
            return row
    return None


def _refuse_other_form(*sides: str | None) -> None:
    for text in sides:
        if text:
            _row(text)


def _row(text: str) -> dict[str, Any]:
    """A side as values; only the one form is taken, since readers may understand any other differently."""
    try:
        row = _decode(text)
    except (ValueError, RecursionError) as error:
        raise TrailError("not JSON") from error
    if not isinstance(row, dict) or canonical(row) != text:
        raise TrailError("not in the one form")
    return row


def _digest(told: Sequence[Any]) -> bytes:
    return hashlib.sha256(b"banfu-entry-2\0" + _bytes(canonical(told))).digest()


def _bytes(text: str) -> bytes:
    """Bytes that are no UTF-8 come out of SQLite escaped, and go into the hash as they are."""
    return text.encode("utf-8", "surrogateescape")
