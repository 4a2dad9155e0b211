"""The county's report (.bfr): sums, counts and books of its towns for the province, without any person.

magic | one age file to the province's key:  u32 n | canonical JSON | Ed25519 signature of the county
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from banfu_desktop.backup.body import Row
from banfu_desktop.backup.county_letter import Letter
from banfu_desktop.backup.fields import Record, canonical
from banfu_desktop.backup.identity import Reader, fingerprint
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import is_signed

SUFFIX = ".bfr"
CALLED = "县级汇总"
MAGIC = b"BANFUR2\r\n"
FORMAT = 2
_SIGNED_AS = b"banfu-county-report-2\0"
_LETTER = Letter(MAGIC, _SIGNED_AS, 64 << 20, "county_report", "不是县级汇总", CALLED)
_NAMES = ("format", "county", "code", "sign_key", "practice", "number", "made_at", "towns")
_SECTIONS = ("months", "sums", "counts", "books", "projects")
_LONGEST_TEXT = 2000


@dataclass(frozen=True)
class TownReport:
    """What a county tells of a town: sections of flat rows, no person among them."""

    name: str
    code: str
    kind: str
    sections: Mapping[str, Sequence[Row]]

    def to_record(self) -> dict[str, Any]:
        """As the file has it."""
        told = {"name": self.name, "code": self.code, "kind": self.kind}
        return told | {name: list(self.sections.get(name, ())) for name in _SECTIONS}

    @classmethod
    def of_record(cls, record: Record) -> Self:
        """From a file; PackageError where it is malformed."""
        record.only("name", "code", "kind", *_SECTIONS)
        sections = {name: record.values(name) for name in _SECTIONS}
        for name, rows in sections.items():
            if not all(isinstance(row, dict) and all(map(_is_plain, row.values())) for row in rows):
                raise record.amiss(name)
        return cls(
            record.text("name"), record.text("code", empty=True), record.text("kind", empty=True), sections
        )


@dataclass(frozen=True)
class CountyReport:
    """A county's report, signed by it; `number` counts them."""

    county: str
    code: str
    sign_key: bytes
    practice: bool
    number: int
    made_at: datetime
    towns: tuple[TownReport, ...]

    @property
    def fingerprint(self) -> str:
        """Of the county's signing key, as towns hear it by telephone."""
        return fingerprint(self.sign_key)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what is signed."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """What is signed, in canonical form."""
        return canonical(
            {
                "format": FORMAT,
                "county": self.county,
                "code": self.code,
                "sign_key": self.sign_key.hex(),
                "practice": self.practice,
                "number": self.number,
                "made_at": self.made_at.isoformat(timespec="seconds"),
                "towns": [town.to_record() for town in self.towns],
            }
        )

    def sealed(self, seed: bytes, province: str) -> bytes:
        """The file, signed with the county's Ed25519 seed, for the province's key (age1…)."""
        return _LETTER.seal(self.to_bytes(), seed, province)

    @classmethod
    def read(cls, path: Path, reader: Reader) -> Self:
        """Open a county's report with the province's key, its signature proven; whose it is, the key says.

        Raises:
            PackageError: no such file, no county's report, not for us, or anything amiss.
            OSError: it cannot be read.
        """
        said, signature = _LETTER.open(path, reader)
        report = cls._parse(Record.parse(said, "county_report"))
        if not is_signed(report.sign_key, _SIGNED_AS + said, signature):
            raise PackageError("county_report_signature")
        return report

    @classmethod
    def _parse(cls, record: Record) -> Self:
        if record.number("format", least=1) > FORMAT:
            raise PackageError("newer", thing=CALLED)
        record.only(*_NAMES)
        return cls(
            record.text("county"),
            record.text("code", empty=True),
            record.hex("sign_key"),
            record.flag("practice"),
            record.number("number", least=1),
            record.moment("made_at"),
            tuple(TownReport.of_record(town) for town in record.inners("towns")),
        )


def _is_plain(value: object) -> bool:
    if type(value) is int:
        return True
    short = isinstance(value, str) and len(value) <= _LONGEST_TEXT and value.isprintable()
    return value is None or short
