"""Feedback (.bff): what the county tells one town: that a package has come, and how far its trail goes.

    magic | one age file to the town's own key:  u32 n | canonical JSON | Ed25519 signature of the county

Format 3 also holds the county's questions; without any a feedback is written as format 2, which programs
before can read.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Self

from banfu_desktop.backup.county_letter import Letter
from banfu_desktop.backup.fields import Record, canonical
from banfu_desktop.backup.identity import Reader
from banfu_desktop.backup.refusals import PackageError
from banfu_desktop.backup.report import is_signed

SUFFIX = ".bff"
MAGIC = b"BANFUF2\r\n"
FORMAT = 3
_WITHOUT_QUESTIONS = 2
_SIGNED_AS = b"banfu-receipt-2\0"
_CALLED = "反馈"
_LETTER = Letter(MAGIC, _SIGNED_AS, 4 << 20, "feedback", "不是回执文件", _CALLED)
_NAMES = ("format", "office", "county", "re", "received", "lines")
_LONGEST_QUESTION = 500


@dataclass(frozen=True)
class Question:
    """A question of the county to the town.

    Attributes:
        no: the county's number for it, by which the answer comes back.
        clause: of the notice, or empty.
        room, record: where it is about, as the town's window names places; may be empty.
        due_on: until when an answer is asked for.
        closed: whether the county has what it asked for.
    """

    no: int
    clause: str
    text: str
    room: str
    record: str
    due_on: date
    closed: bool

    @classmethod
    def of_record(cls, record: Record) -> Self:
        """From a feedback; PackageError where it is malformed."""
        record.only("no", "clause", "text", "room", "record", "due_on", "closed")
        return cls(
            record.number("no", least=1),
            record.text("clause", empty=True),
            record.text("text", most=_LONGEST_QUESTION),
            record.text("room", empty=True),
            record.text("record", empty=True),
            record.day("due_on"),
            record.flag("closed"),
        )


@dataclass(frozen=True)
class Receipt:
    """That a package has been received.

    Attributes:
        office: whose package it was, 32 hex digits.
        generation, number, sha256: which package, the last by its manifest (hex).
        entries, head: how far its trail went, and the last link (hex).
        at: the county's local time.
        verdict: what the county made of it (next, restored, first …).
        lines: what the county says besides, a sentence each.
        questions: those that are open, and those closed since.
    """

    office: str
    county: str
    generation: int
    number: int
    sha256: str
    entries: int
    head: str
    at: datetime
    verdict: str
    lines: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()

    def to_bytes(self) -> bytes:
        """What is signed, in canonical form."""
        asked = [{**vars(each), "due_on": each.due_on.isoformat()} for each in self.questions]
        return canonical(
            {
                "format": FORMAT if asked else _WITHOUT_QUESTIONS,
                **({"questions": asked} if asked else {}),
                "office": self.office,
                "county": self.county,
                "re": {"generation": self.generation, "number": self.number, "sha256": self.sha256},
                "received": {
                    "entries": self.entries,
                    "head": self.head,
                    "at": self.at.isoformat(timespec="seconds"),
                    "verdict": self.verdict,
                },
                "lines": list(self.lines),
            }
        )

    @classmethod
    def parse(cls, raw: bytes) -> Self:
        """Read what was signed.

        Raises:
            PackageError: anything amiss.
        """
        record = Record.parse(raw, "feedback")
        if record.number("format", least=1) > FORMAT:
            raise PackageError("newer", thing=_CALLED)
        asks = record.number("format", least=_WITHOUT_QUESTIONS) == FORMAT
        record.only(*_NAMES, *(("questions",) if asks else ()))
        about, received = record.inner("re"), record.inner("received")
        about.only("generation", "number", "sha256")
        received.only("entries", "head", "at", "verdict")
        lines = tuple(record.values("lines"))
        if not all(isinstance(line, str) and line.isprintable() and len(line) <= 500 for line in lines):
            raise record.amiss("lines")
        return cls(
            record.hex("office", 16).hex(),
            record.text("county"),
            about.number("generation", least=1),
            about.number("number", least=1),
            about.hex("sha256").hex(),
            received.number("entries"),
            received.hex("head").hex(),
            received.moment("at"),
            received.text("verdict"),
            lines,
            tuple(Question.of_record(each) for each in record.inners("questions")) if asks else (),
        )


@dataclass(frozen=True)
class SignedReceipt:
    """A receipt as it came: the signed bytes and the county's signature."""

    said: bytes
    signature: bytes

    @property
    def receipt(self) -> Receipt:
        """What it says; PackageError where it is malformed."""
        return Receipt.parse(self.said)

    def is_of(self, sign_key: bytes) -> bool:
        """Whether a county's key has signed it."""
        return is_signed(sign_key, _SIGNED_AS + self.said, self.signature)


def write_feedback(receipt: Receipt, seed: bytes, town: str) -> bytes:
    """The file, signed with the county's Ed25519 seed, for a town's own key (age1…)."""
    return _LETTER.seal(receipt.to_bytes(), seed, town)


def read_feedback(path: Path, office: Reader) -> SignedReceipt:
    """Open a feedback with the town's own key; who signed it, is_of tells.

    Raises:
        PackageError: no such file, no feedback, not for this town, or not whole.
        OSError: it cannot be read.
    """
    said, signature = _LETTER.open(path, office)
    Receipt.parse(said)
    return SignedReceipt(said, signature)
