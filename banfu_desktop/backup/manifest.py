"""The manifest of a package: who sent what to whom, and every figure the receiver checks."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from banfu_desktop.backup.contents import Contents, TableContent
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError

FORMAT = 1
MAX_COPY_BYTES = 2 << 30
_MAX_TEXT, _MAX_NUMBER = 200, (1 << 53) - 1
_KINDS = ("county", "code")


@dataclass(frozen=True)
class Sender:
    """The office that wrote the package.

    Attributes:
        verify_key: Ed25519, 32 bytes.
        own_key: the age recipient (age1…) with which the office reads its own packages.
    """

    town: str
    county: str
    document_no: str
    verify_key: bytes
    own_key: str


@dataclass(frozen=True)
class Addressee:
    """Who the package is for: kind county or code, and the age recipient (age1…)."""

    kind: str
    key: str


@dataclass(frozen=True)
class Copy:
    """The database copy: schema version and fingerprint, size in bytes, SHA-256 (hex), its key (32 bytes)."""

    schema: int
    schema_sha256: str
    size: int
    sha256: str
    key: bytes


@dataclass(frozen=True)
class Manifest:
    """What is signed. `number` counts the sender's packages; `made_at` is local time."""

    number: int
    made_at: datetime
    program: str
    sender: Sender
    addressee: Addressee
    copy: Copy
    contents: Contents

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the manifest: the package's name."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """Canonical JSON: sorted names, no white space, UTF-8."""
        return _canonical(
            {
                "format": FORMAT,
                "number": self.number,
                "made_at": self.made_at.isoformat(timespec="seconds"),
                "program": self.program,
                "sender": {**vars(self.sender), "verify_key": self.sender.verify_key.hex()},
                "addressee": vars(self.addressee),
                "copy": {**vars(self.copy), "key": self.copy.key.hex()},
                "tables": {name: vars(table) for name, table in self.contents.tables.items()},
                "sealed_fen": dict(self.contents.sealed_fen),
                "audit_head": self.contents.audit_head,
            }
        )

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a manifest.

        Only the canonical form is taken, so a name given twice, an unknown name, a number with a fraction or
        white space are refused without being looked for.

        Raises:
            PackageError: of a newer format, or anything amiss.
        """
        record = _json(raw)
        if _number(record, "format", least=1) != FORMAT:
            raise PackageError("newer_schema")
        manifest = cls(
            number=_number(record, "number", least=1),
            made_at=_moment(record, "made_at"),
            program=_text(record, "program"),
            sender=_sender(_object(record, "sender")),
            addressee=_addressee(_object(record, "addressee")),
            copy=_copy(_object(record, "copy")),
            contents=_contents(record),
        )
        try:
            canonical = manifest.to_bytes()
        except UnicodeEncodeError:  # half a character, in the name of a table
            raise PackageError("manifest", part="写法") from None
        if canonical != raw:
            raise PackageError("manifest", part="写法")
        return manifest


def _canonical(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _json(raw: bytes) -> dict[str, Any]:
    try:
        record = json.loads(raw)
    except (ValueError, RecursionError):
        raise PackageError("manifest", part="不是 JSON") from None
    if not isinstance(record, dict):
        raise PackageError("manifest", part="不是 JSON 对象")
    return record


def _sender(record: dict[str, Any]) -> Sender:
    return Sender(
        _text(record, "town"),
        _text(record, "county"),
        _text(record, "document_no"),
        bytes.fromhex(_hex(record, "verify_key")),
        _text(record, "own_key"),
    )


def _addressee(record: dict[str, Any]) -> Addressee:
    kind = _text(record, "kind")
    if kind not in _KINDS:
        raise PackageError("manifest", part="kind")
    return Addressee(kind, _text(record, "key"))


def _copy(record: dict[str, Any]) -> Copy:
    return Copy(
        _number(record, "schema", least=1),
        _hex(record, "schema_sha256"),
        _number(record, "size", least=1, most=MAX_COPY_BYTES),
        _hex(record, "sha256"),
        bytes.fromhex(_hex(record, "key")),
    )


def _contents(record: dict[str, Any]) -> Contents:
    tables, sealed = _object(record, "tables"), _object(record, "sealed_fen")
    for month in sealed:
        _month(month)
    return Contents(
        {
            name: TableContent(_number(table, "rows"), _hex(table, "sha256"))
            for name, table in ((name, _object(tables, name)) for name in tables)
        },
        {month: _number(sealed, month, least=-_MAX_NUMBER) for month in sealed},
        _hex(record, "audit_head"),
    )


def _object(record: dict[str, Any], name: str) -> dict[str, Any]:
    value = record.get(name)
    if not isinstance(value, dict):
        raise PackageError("manifest", part=_shown(name))
    return value


def _number(record: dict[str, Any], name: str, *, least: int = 0, most: int = _MAX_NUMBER) -> int:
    value = record.get(name)
    if type(value) is not int or not least <= value <= most:
        raise PackageError("manifest", part=_shown(name))
    return value


def _text(record: dict[str, Any], name: str) -> str:
    """Short and printable, since it is shown in a window or a terminal."""
    value = record.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= _MAX_TEXT or not value.isprintable():
        raise PackageError("manifest", part=_shown(name))
    return value


def _hex(record: dict[str, Any], name: str) -> str:
    """32 bytes in lower-case hex."""
    value = _text(record, name)
    if len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise PackageError("manifest", part=_shown(name))
    return value


def _moment(record: dict[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(_text(record, name))
    except ValueError:
        raise PackageError("manifest", part=_shown(name)) from None


def _month(text: str) -> None:
    try:
        good = str(Month.parse(text)) == text
    except UserError:
        good = False
    if not good:
        raise PackageError("manifest", part="sealed_fen")


def _shown(name: str) -> str:
    """A name from outside, fit to be shown."""
    return name if name.isprintable() and len(name) <= 40 else "表名"
