"""What the office keeps of its dealings with the county: its file, packages, receipts, questions, keys."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, table_args


class CountyFileRow(Base):
    """A county file that was brought in and compared; the latest is in force.

    `content` is the whole file in hex, so that its signature stays provable and the trail keeps it.
    """

    __tablename__ = "county_files"
    id: Mapped[Id]
    county: Mapped[str]
    sign_key: Mapped[str]
    content: Mapped[str]
    imported_at: Mapped[datetime]


class SentPackage(Base):
    """A package that was written and read back: which one, and how far the trail went; hashes in hex.

    Attributes:
        card: the mark of the recovery card that opens its escrow, empty where it has none; None of packages
            from before this was kept.
    """

    __tablename__ = "packages"
    id: Mapped[Id]
    generation: Mapped[int]
    number: Mapped[int]
    sha256: Mapped[str]
    entries: Mapped[int]
    head: Mapped[str]
    made_at: Mapped[datetime]
    card: Mapped[str | None]


class ReceiptRow(Base):
    """A county's receipt of a package; `said` is what it signed, the other columns are read from that."""

    __tablename__ = "receipts"
    id: Mapped[Id]
    county_key: Mapped[str]
    generation: Mapped[int]
    number: Mapped[int]
    sha256: Mapped[str]
    entries: Mapped[int]
    head: Mapped[str]
    at: Mapped[datetime]
    said: Mapped[str]
    signature: Mapped[str]


class CountyQuestion(Base):
    """A question of the county, and the office's answer, which travels with the next package.

    Attributes:
        county: whose feedback brought it; with `no` what the county knows it by, whichever key it signs with.
        room, record: where it is about, as the county wrote it; may be empty.
        closed: whether the county has what it asked for.
    """

    __tablename__ = "county_questions"
    __table_args__ = table_args(sa.UniqueConstraint("county", "no"))
    id: Mapped[Id]
    county: Mapped[str]
    no: Mapped[int]
    clause: Mapped[str]
    text: Mapped[str]
    room: Mapped[str]
    record: Mapped[str]
    due_on: Mapped[date]
    closed: Mapped[bool]
    asked_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class SuccessionRow(Base):
    """A new signing key of the office; keys in hex.

    Attributes:
        entries: how many entries the trail had before.
        signature: the old key's, of `backup.report_manifest.successor_statement`; empty where it was lost.
        own_identity: the age identity with which packages written under the old key are still read; empty
            where it was lost. It signs nothing.
    """

    __tablename__ = "successions"
    id: Mapped[Id]
    old: Mapped[str]
    new: Mapped[str]
    entries: Mapped[int]
    signature: Mapped[str]
    own_identity: Mapped[str] = mapped_column(default="")
