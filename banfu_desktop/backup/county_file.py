"""The county file (.bfc): what a county tells its towns about itself, signed by it.

    magic | u32 n | canonical JSON | Ed25519 signature

It is not secret, but for one thing: whoever has it knows the key under which persons, accounts and invoices
are made into tags, and can try numbers against them.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Self

from banfu_desktop.backup.fields import Record, canonical
from banfu_desktop.backup.identity import check_recipient, fingerprint
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import is_signed
from banfu_desktop.rules.errors import UserError

SUFFIX = ".bfc"
MAGIC = b"BANFUC2\r\n"
FORMAT = 2
_MAX_BYTES = 1 << 20
_LENGTH = struct.Struct(">I")
_SIGNATURE_BYTES = 64
_SIGNED_AS, _NEXT_AS = b"banfu-county-2\0", b"banfu-county-next-2\0"
_NAMES = (
    "format", "county", "code", "desk_key", "sign_key", "rescue_key", "tag_key", "document_no", "towns",
    "calendar", "previous",
)  # fmt: skip


@dataclass(frozen=True)
class TownEntry:
    """A town of the county: its name, its code, its kind (key, general …) and the units that help it."""

    name: str
    code: str
    kind: str
    units: tuple[str, ...] = ()

    @classmethod
    def of_record(cls, record: Record) -> Self:
        """From a file; PackageError where it is malformed."""
        record.only("name", "code", "kind", "units")
        units = tuple(record.values("units"))
        if not all(isinstance(unit, str) and 0 < len(unit) <= 100 and unit.isprintable() for unit in units):
            raise record.amiss("units")
        kind = record.text("kind", empty=True)
        return cls(record.text("name"), record.text("code", empty=True), kind, units)


@dataclass(frozen=True)
class CalendarEntry:
    """A day that is worked or off otherwise than the calendar has it."""

    day: date
    is_off: bool
    name: str

    @classmethod
    def of_record(cls, record: Record) -> Self:
        """From a file; PackageError where it is malformed."""
        record.only("day", "is_off", "name")
        return cls(record.day("day"), record.flag("is_off"), record.text("name", empty=True))


@dataclass(frozen=True)
class PreviousKey:
    """The signing key of the county's file before, and its signature for the present one."""

    sign_key: bytes
    signature: bytes

    @classmethod
    def of_record(cls, record: Record) -> Self:
        """From a file; PackageError where it is malformed."""
        record.only("sign_key", "signature")
        return cls(record.hex("sign_key"), record.hex("signature", 64))


@dataclass(frozen=True)
class CountyFile:
    """A county as its towns know it.

    Attributes:
        code: of the county, as in the administrative divisions.
        desk_key: the age recipient (age1…) to which reports go.
        sign_key: Ed25519, 32 bytes; signs this file and every feedback.
        rescue_key: the age recipient that may open escrows too; empty where the county keeps none.
        tag_key: 32 bytes, for the tags of persons, accounts and invoices.
        content: the whole file, as it was read.
    """

    county: str
    code: str
    desk_key: str
    sign_key: bytes
    rescue_key: str
    tag_key: bytes
    document_no: str
    towns: tuple[TownEntry, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    previous: PreviousKey | None = None
    content: bytes = field(default=b"", compare=False, repr=False)

    @property
    def fingerprint(self) -> str:
        """What is compared by telephone: 4 groups of 4 characters."""
        return fingerprint(self.sign_key)

    def code_of(self, town: str) -> str:
        """The code of a town of the list; empty where it is not there."""
        return next((entry.code for entry in self.towns if entry.name == town), "")

    def succeeds(self, sign_key: bytes) -> bool:
        """Whether the county whose key this is has signed for this file's key."""
        if sign_key == self.sign_key:
            return True
        before = self.previous
        if before is None or before.sign_key != sign_key:
            return False
        return is_signed(sign_key, _NEXT_AS + self.sign_key, before.signature)

    def to_bytes(self, seed: bytes) -> bytes:
        """The file, signed with the county's Ed25519 seed."""
        from nacl.signing import SigningKey

        said = self._said()
        return MAGIC + _LENGTH.pack(len(said)) + said + SigningKey(seed).sign(_SIGNED_AS + said).signature

    @classmethod
    def read(cls, path: Path) -> Self:
        """A county file, its signature proven; whose it is, the fingerprint says.

        Raises:
            PackageError: no such file, no county file, or anything amiss.
            OSError: it cannot be read.
        """
        if not path.is_file():
            raise PackageError("missing", name=path.name)
        with path.open("rb") as file:
            return cls.parse(file.read(_MAX_BYTES + 1))

    @classmethod
    def parse(cls, content: bytes) -> Self:
        """A county file's content; otherwise like read."""
        start = len(MAGIC) + _LENGTH.size
        if not content.startswith(MAGIC) or not start < len(content) <= _MAX_BYTES:
            raise PackageError("county_file", part="不是县文件")
        (length,) = _LENGTH.unpack_from(content, len(MAGIC))
        said, signature = content[start : start + length], content[start + length :]
        if len(said) != length or len(signature) != _SIGNATURE_BYTES:
            raise PackageError("county_file", part="长度")
        found = cls._parse(Record.parse(said, "county_file"))
        if not is_signed(found.sign_key, _SIGNED_AS + said, signature):
            raise PackageError("county_signature")
        return replace(found, content=content)

    def _said(self) -> bytes:
        before = self.previous
        return canonical(
            {
                "format": FORMAT,
                "county": self.county,
                "code": self.code,
                "desk_key": self.desk_key,
                "sign_key": self.sign_key.hex(),
                "rescue_key": self.rescue_key or None,
                "tag_key": self.tag_key.hex(),
                "document_no": self.document_no,
                "towns": [{**vars(town), "units": list(town.units)} for town in self.towns],
                "calendar": [{**vars(entry), "day": entry.day.isoformat()} for entry in self.calendar],
                "previous": before
                and {"sign_key": before.sign_key.hex(), "signature": before.signature.hex()},
            }
        )

    @classmethod
    def _parse(cls, record: Record) -> Self:
        if record.number("format", least=1) > FORMAT:
            raise PackageError("newer", thing="县文件")
        record.only(*_NAMES)
        record.number("format", least=FORMAT, most=FORMAT)
        return cls(
            county=record.text("county"),
            code=record.text("code", empty=True),
            desk_key=_recipient(record, "desk_key"),
            sign_key=record.hex("sign_key"),
            rescue_key=_recipient(record, "rescue_key") if record.has("rescue_key") else "",
            tag_key=record.hex("tag_key"),
            document_no=record.text("document_no", empty=True),
            towns=tuple(TownEntry.of_record(town) for town in record.inners("towns")),
            calendar=tuple(CalendarEntry.of_record(entry) for entry in record.inners("calendar")),
            previous=PreviousKey.of_record(record.inner("previous")) if record.has("previous") else None,
        )


def next_key_statement(sign_key: bytes) -> bytes:
    """What a county's old key signs of its new one."""
    return _NEXT_AS + sign_key


def twice(towns: Sequence[TownEntry]) -> str:
    """The first name or code that stands twice in a list of towns; empty where none does."""
    names: set[str] = set()
    for town in towns:
        for value in (town.name, town.code):
            if value and value in names:
                return value
        names |= {town.name, town.code}
    return ""


def _recipient(record: Record, name: str) -> str:
    key = record.text(name)
    try:
        if check_recipient(key) == key:
            return key
    except UserError:
        pass
    raise record.amiss(name)
