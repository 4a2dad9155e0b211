"""The manifest of a package of format 2: who sent what, how the trail stands, what the other parts are."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from banfu_desktop.backup.fields import Record, canonical
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.rules.reception import Restore, Sheet

FORMAT = 2
MAX_BODY_BYTES = (64 << 20) - (2 << 20)
MAX_ESCROW_BYTES = (2 << 30) + (32 << 20)
REAL, DEMO = "real", "demo"
_KINDS = ("county", "code")
_OFFICE_BYTES, _CARD_BYTES, _SEALED_SEED_BYTES = 16, 10, 80
_NAMES = (
    "format", "office", "sender", "addressee", "generation", "number", "previous", "made_at", "program",
    "schema", "trail", "sheets", "kind_of_use", "body", "escrow", "restores", "succession",
)  # fmt: skip


@dataclass(frozen=True)
class Sender:
    """The office that wrote a package.

    Attributes:
        code: the town's code on its county's list; empty where it has no county file.
        verify_key: Ed25519, 32 bytes.
        own_key: the age recipient (age1…) with which the office reads its own packages.
    """

    town: str
    code: str
    county: str
    document_no: str
    verify_key: bytes
    own_key: str


@dataclass(frozen=True)
class Addressee:
    """Who the report is for: kind county or code, and the age recipient (age1…)."""

    kind: str
    key: str


@dataclass(frozen=True)
class Trail:
    """The stretch of the audit trail that the report brings: its links begin after entry `since`.

    Heads are links of the chain, 32 bytes.
    """

    since: int
    since_head: bytes
    entries: int
    head: bytes


@dataclass(frozen=True)
class Part:
    """A part's size in bytes and its SHA-256 (hex)."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Escrow:
    """The escrow as the manifest describes it.

    Attributes:
        size, sha256: of the age file as it stands in the package.
        card: which recovery card opens it: the first 10 bytes of SHA-256 of its public key, in hex.
        rescue: whether the county's rescue key opens it as well.
        seed: the town's signing seed, sealed to the card.
    """

    size: int
    sha256: str
    card: str
    rescue: bool
    seed: bytes


@dataclass(frozen=True)
class Succession:
    """A new signing key: old and new, after how many entries, signed for by the old one or by nobody."""

    old: bytes
    new: bytes
    entries: int
    signature: bytes


@dataclass(frozen=True)
class ReportManifest:
    """What is signed of a package of format 2.

    `number` counts the packages of a `generation` of the office's data, `previous` is the digest of the one
    before or empty; `made_at` is the office's local time.
    """

    office: str
    sender: Sender
    addressee: Addressee
    generation: int
    number: int
    previous: str
    made_at: datetime
    program: str
    schema: int
    trail: Trail
    sheets: tuple[Sheet, ...]
    kind_of_use: str
    body: Part
    escrow: Escrow | None
    restores: tuple[Restore, ...]
    succession: tuple[Succession, ...]

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the manifest: the package's name."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """The manifest in canonical form."""
        return canonical(
            {
                **{name: getattr(self, name) for name in ("office", "generation", "number", "program")},
                "format": FORMAT,
                "sender": {**vars(self.sender), "verify_key": self.sender.verify_key.hex()},
                "addressee": vars(self.addressee),
                "previous": {"sha256": self.previous} if self.previous else None,
                "made_at": self.made_at.isoformat(timespec="seconds"),
                "schema": self.schema,
                "trail": _trail_record(self.trail),
                "sheets": [vars(sheet) for sheet in self.sheets],
                "kind_of_use": self.kind_of_use,
                "body": vars(self.body),
                "escrow": self.escrow and {**vars(self.escrow), "seed": _base64(self.escrow.seed)},
                "restores": [vars(restore) for restore in self.restores],
                "succession": [_succession_record(step) for step in self.succession],
            }
        )

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read a manifest; only the canonical form and exactly its names are taken.

        Raises:
            PackageError: of a newer format, or anything amiss.
        """
        record = Record.parse(raw)
        if record.number("format", least=1) > FORMAT:
            raise PackageError("newer")
        record.only(*_NAMES)
        record.number("format", least=FORMAT, most=FORMAT)
        return cls(
            office=record.hex("office", _OFFICE_BYTES).hex(),
            sender=_sender(record.inner("sender")),
            addressee=_addressee(record.inner("addressee")),
            generation=record.number("generation", least=1),
            number=record.number("number", least=1),
            previous=_previous(record),
            made_at=record.moment("made_at"),
            program=record.text("program"),
            schema=record.number("schema", least=1),
            trail=_trail(record.inner("trail")),
            sheets=tuple(_sheet(sheet) for sheet in record.inners("sheets")),
            kind_of_use=record.word("kind_of_use", REAL, DEMO),
            body=_part(record.inner("body"), MAX_BODY_BYTES),
            escrow=_escrow(record.inner("escrow")) if record.has("escrow") else None,
            restores=tuple(_restore(restore) for restore in record.inners("restores")),
            succession=tuple(_succession(step) for step in record.inners("succession")),
        )


def successor_statement(office: str, step: Succession) -> bytes:
    """What the old key signs of a new one."""
    said = {"office": office, "old": step.old.hex(), "new": step.new.hex(), "entries": step.entries}
    return b"banfu-successor-2\0" + canonical(said)


def _sender(record: Record) -> Sender:
    record.only("town", "code", "county", "document_no", "verify_key", "own_key")
    return Sender(
        record.text("town"),
        record.text("code", empty=True),
        record.text("county"),
        record.text("document_no"),
        record.hex("verify_key"),
        record.text("own_key"),
    )


def _addressee(record: Record) -> Addressee:
    record.only("kind", "key")
    return Addressee(record.word("kind", *_KINDS), record.text("key"))


def _previous(record: Record) -> str:
    if not record.has("previous"):
        return ""
    before = record.inner("previous")
    before.only("sha256")
    return before.hex("sha256").hex()


def _trail(record: Record) -> Trail:
    record.only("since", "since_head", "entries", "head")
    trail = Trail(
        record.number("since"), record.hex("since_head"), record.number("entries"), record.hex("head")
    )
    if trail.entries < trail.since:
        raise record.amiss("entries")
    return trail


def _trail_record(trail: Trail) -> Mapping[str, Any]:
    return {**vars(trail), "since_head": trail.since_head.hex(), "head": trail.head.hex()}


def _sheet(record: Record) -> Sheet:
    record.only("month", "payer", "number", "version", "state", "net_fen", "check_code")
    return Sheet(
        record.month("month"),
        record.text("payer"),
        record.text("number", empty=True),
        record.number("version", least=1),
        record.text("state"),
        record.number("net_fen", least=-(1 << 53)),
        record.text("check_code", empty=True),
    )


def _part(record: Record, most: int) -> Part:
    record.only("size", "sha256")
    return Part(record.number("size", least=1, most=most), record.hex("sha256").hex())


def _escrow(record: Record) -> Escrow:
    record.only("size", "sha256", "card", "rescue", "seed")
    return Escrow(
        record.number("size", least=1, most=MAX_ESCROW_BYTES),
        record.hex("sha256").hex(),
        record.hex("card", _CARD_BYTES).hex(),
        record.flag("rescue"),
        record.base64("seed", least=_SEALED_SEED_BYTES, most=_SEALED_SEED_BYTES),
    )


def _restore(record: Record) -> Restore:
    record.only("entry", "kept", "head", "lost", "generation")
    return Restore(
        record.number("entry", least=1),
        record.number("kept"),
        record.hex("head").hex(),
        record.number("lost"),
        record.number("generation", least=2),
    )


def _succession(record: Record) -> Succession:
    record.only("old", "new", "entries", "signature")
    signature = record.hex("signature", 64) if record.text("signature", empty=True) else b""
    return Succession(record.hex("old"), record.hex("new"), record.number("entries"), signature)


def _succession_record(step: Succession) -> Mapping[str, Any]:
    return {
        "old": step.old.hex(),
        "new": step.new.hex(),
        "entries": step.entries,
        "signature": step.signature.hex(),
    }


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def sheets_in_order(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """Sheets as a manifest lists them: by month, payer, number and version."""
    return tuple(sorted(sheets, key=lambda sheet: (sheet.month, sheet.payer, sheet.number, sheet.version)))
