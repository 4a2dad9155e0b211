"""The body of a report: the trail's links, what was approved on it, and sections of plain facts.

A county that holds the links follows the trail without reading it; the entries that approve something come
along in their public form, in which everything erasable is a tag, so that they can be found among the links.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from banfu_desktop.backup.fields import MAX_NUMBER, Record, canonical
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report_manifest import ReportManifest
from banfu_desktop.rules import trail

Value = str | int | bool | None | Mapping[str, str | None]
Row = Mapping[str, Value]
LINK_BYTES = 32
_MAX_LINKS_BYTES = 48 << 20
_LONGEST_TEXT = 2000
_OWN = ("links", "persons", "approvals")
_NAME = re.compile("[a-z][a-z_]{0,39}")
_COLUMNS = len(trail.COVERED)
_ENTRY, _DEED, _TABLE, _ROW = (trail.COVERED.index(name) for name in ("id", "deed", "table_name", "row_id"))


@dataclass(frozen=True)
class PublicEntry:
    """An entry of the trail as its digest covers it.

    Attributes:
        covered: the values of `rules.trail.COVERED`, both sides public.
        person: who signed the deed, 0 where nobody did.
        signed: the entry whose link was signed, the deed's last.
        signature: Ed25519, 64 bytes, or nothing.
    """

    covered: tuple[Any, ...]
    person: int = 0
    signed: int = 0
    signature: bytes = b""

    @property
    def entry(self) -> int:
        """Its number."""
        return int(self.covered[_ENTRY])

    @property
    def deed(self) -> int:
        """The number of its deed's first entry."""
        return int(self.covered[_DEED])

    @property
    def record(self) -> tuple[str, int]:
        """The table and row it is about."""
        return self.covered[_TABLE], self.covered[_ROW]

    def to_record(self) -> dict[str, Any]:
        """As the body has it."""
        return {
            "entry": self.entry,
            "public": list(self.covered),
            "person": self.person,
            "signed": self.signed,
            "signature": self.signature.hex(),
        }

    @classmethod
    def of_record(cls, record: Record) -> Self:
        """From a body.

        Raises:
            PackageError: malformed.
        """
        record.only("entry", "public", "person", "signed", "signature")
        covered = record.values("public")
        whole = len(covered) == _COLUMNS and all(type(value) in (str, int, type(None)) for value in covered)
        if not whole or covered[_ENTRY] != record.number("entry", least=1) or type(covered[_DEED]) is not int:
            raise record.amiss("public")
        signature = record.hex("signature", 64) if record.text("signature", empty=True) else b""
        return cls(tuple(covered), record.number("person"), record.number("signed"), signature)


@dataclass(frozen=True)
class Body:
    """What a report says.

    Attributes:
        links: the digests of the entries that the manifest's trail spans, 32 bytes each.
        persons: entries about the office's persons and their keys, in that span.
        approvals: entries that seal, close, approve or void, in that span.
        sections: name → rows of facts, each made by the room that it is about.
    """

    links: tuple[bytes, ...]
    persons: tuple[PublicEntry, ...]
    approvals: tuple[PublicEntry, ...]
    sections: Mapping[str, Sequence[Row]]

    def to_bytes(self) -> bytes:
        """The body in canonical form."""
        own = {
            "links": base64.b64encode(b"".join(self.links)).decode(),
            "persons": [entry.to_record() for entry in self.persons],
            "approvals": [entry.to_record() for entry in self.approvals],
        }
        return canonical({**self.sections, **own})

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a body.

        Raises:
            PackageError: anything amiss.
        """
        record = Record.parse(raw, "body")
        links = record.base64("links", most=_MAX_LINKS_BYTES)
        if len(links) % LINK_BYTES:
            raise record.amiss("links")
        return cls(
            tuple(links[at : at + LINK_BYTES] for at in range(0, len(links), LINK_BYTES)),
            tuple(PublicEntry.of_record(entry) for entry in record.inners("persons")),
            tuple(PublicEntry.of_record(entry) for entry in record.inners("approvals")),
            {name: _section(record, name) for name in record.names() if name not in _OWN},
        )

    def heads(self, manifest: ReportManifest) -> tuple[bytes, ...]:
        """The heads of the trail from the manifest's `since` on, one more than there are links."""
        heads = [manifest.trail.since_head]
        for link in self.links:
            heads.append(trail.link(heads[-1], link))
        return tuple(heads)

    def prove(self, manifest: ReportManifest) -> None:
        """Refuse links that are no chain to the manifest's head, and entries that are not among them.

        Raises:
            PackageError: where it breaks.
        """
        told = manifest.trail
        if told.since == 0 and told.since_head != trail.START:
            raise PackageError("chain", part="起点不对")
        if told.since + len(self.links) != told.entries:
            raise PackageError("chain", part="条数不对")
        if self.heads(manifest)[-1] != told.head:
            raise PackageError("chain", part="末条不对")
        for entry in (*self.persons, *self.approvals):
            if not told.since < entry.entry <= told.entries:
                raise PackageError("chain", part=f"第{entry.entry}条不在其中")
            if trail.public_digest(entry.covered) != self.links[entry.entry - told.since - 1]:
                raise PackageError("chain", part=f"第{entry.entry}条与留痕不符")


def _section(record: Record, name: str) -> list[Row]:
    if not _NAME.fullmatch(name):
        raise record.amiss(name)
    rows = record.values(name)
    for row in rows:
        if not isinstance(row, dict) or not all(_is_plain(key, value) for key, value in row.items()):
            raise record.amiss(name)
    return rows


def _is_plain(name: str, value: object) -> bool:
    """Whether a fact can be shown and compared: short, printable, whole, or a few tags by name."""
    if not _NAME.fullmatch(name):
        return False
    if isinstance(value, dict):
        return all(_NAME.fullmatch(key) and _is_text_or_none(tag) for key, tag in value.items())
    if type(value) is int:
        return abs(value) <= MAX_NUMBER
    return type(value) is bool or _is_text_or_none(value)


def _is_text_or_none(value: object) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= _LONGEST_TEXT and value.isprintable())
