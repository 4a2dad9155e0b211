"""The county itself: towns, their keys and trails, packages received, questions, settings, deeds."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.roll_up.base import Base, No, TownId

NO_TOWN = 0
"""The row of `towns` for packages of which nobody can say whose they are."""


class CountyRow(Base):
    """A county whose towns are here; the desk's own is the first, behind whose row deeds line up.

    Attributes:
        sign_key: of another county whose report was taken, hex.
        number: of its last report.
    """

    __tablename__ = "counties"
    county_id: Mapped[No]
    name: Mapped[str]
    code: Mapped[str]
    sign_key: Mapped[str]
    number: Mapped[int]


class TownRow(Base):
    """A town: a reference table, small and wanted everywhere.

    Attributes:
        listed: whether it stands on the county's list now.
        contact, phone: whom to ring at the town's office; typed at the county, never from a package.
    """

    __tablename__ = "towns"
    town_id: Mapped[No]
    county_id: Mapped[int] = mapped_column(sa.ForeignKey("counties.county_id"))
    name: Mapped[str]
    code: Mapped[str]
    kind: Mapped[str]
    units: Mapped[str]
    listed: Mapped[int]
    contact: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")


class TownKeyRow(Base):
    """A key under which a town has sent, the latest in force; keys in hex.

    Attributes:
        office: the lasting name of the office's data; empty where only packages of format 1 have come.
        own_key: the age recipient to which feedback goes.
        reason: why it was taken.
    """

    __tablename__ = "town_keys"
    town_id: Mapped[TownId]
    no: Mapped[No]
    office: Mapped[str] = mapped_column(index=True)
    verify_key: Mapped[str] = mapped_column(index=True)
    own_key: Mapped[str]
    since: Mapped[str]
    reason: Mapped[str]


class TrailRow(Base):
    """What the county knows of a town's trail.

    Attributes:
        since: entries before the first head.
        heads: links of the trail after entry `since`, `since` + 1, …: 32 bytes each, one after the other.
        sheets, persons: as the last package named them, JSON.
    """

    __tablename__ = "trails"
    town_id: Mapped[TownId]
    generation: Mapped[int]
    number: Mapped[int]
    digest: Mapped[str]
    since: Mapped[int]
    heads: Mapped[bytes]
    sheets: Mapped[str]
    persons: Mapped[str]
    verdict: Mapped[str]
    first_at: Mapped[str]
    last_at: Mapped[str]


class ReceiptRow(Base):
    """A package that came, and what became of it: a ledger to which rows are only added.

    Attributes:
        digest: SHA-256 of the manifest; of a file that cannot be opened, of the file.
        handling: a rules.reception.Handling, or refused.
        words: the verdict's pair (next, new_key_signed+branched), or why it was refused.
        period: the month it reports; empty where that is not known.
        net_fen: of the sheets in force that it names.
        unread: what its report holds that this program does not know.
        file: its name as it came.
    """

    __tablename__ = "receipts"
    __table_args__ = (sa.Index("ix_receipts_digest", "digest"), {"sqlite_strict": True})
    town_id: Mapped[TownId]
    no: Mapped[No]
    digest: Mapped[str]
    handling: Mapped[str]
    words: Mapped[str]
    sentence: Mapped[str]
    reason: Mapped[str]
    office: Mapped[str]
    fingerprint: Mapped[str]
    generation: Mapped[int]
    number: Mapped[int]
    entries: Mapped[int]
    program: Mapped[str]
    made_at: Mapped[str]
    received_at: Mapped[str]
    period: Mapped[str]
    net_fen: Mapped[int]
    unread: Mapped[str]
    file: Mapped[str]


class MonthRow(Base):
    """A month that a town has reported: with which package, received when."""

    __tablename__ = "months_reported"
    town_id: Mapped[TownId]
    month: Mapped[str] = mapped_column(primary_key=True)
    receipt_no: Mapped[int]
    received_at: Mapped[str]


class QuestionRow(Base):
    """A question of the county to a town.

    Attributes:
        room, record: where it is about in the town, as the town's own window names places; may be empty.
        state: a services.county.questions.QuestionState.
        due_on: the day by which an answer is asked for.
    """

    __tablename__ = "questions"
    town_id: Mapped[TownId]
    no: Mapped[No]
    clause: Mapped[str]
    text: Mapped[str]
    room: Mapped[str]
    record: Mapped[str]
    due_on: Mapped[str]
    state: Mapped[str]
    asked_at: Mapped[str]
    sent_at: Mapped[str]
    answer: Mapped[str]
    answered_at: Mapped[str]
    closed_at: Mapped[str]


class PinRow(Base):
    """A fingerprint that was heard before the package came which bears it; used once.

    Attributes:
        used_at: when it was; empty before.
    """

    __tablename__ = "pins"
    town_id: Mapped[TownId]
    no: Mapped[No]
    fingerprint: Mapped[str]
    reason: Mapped[str]
    pinned_at: Mapped[str]
    used_at: Mapped[str]


class SettingRow(Base):
    """A choice of the county's own, from a day on."""

    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class DeedRow(Base):
    """A deed of the desk, in a chain: each holds the hash of everything before; rows are only added.

    Attributes:
        what: what was done, canonical JSON.
        hash: SHA-256 (hex) of the hash before and this row.
    """

    __tablename__ = "deeds"
    no: Mapped[No]
    at: Mapped[str]
    actor: Mapped[str]
    name: Mapped[str]
    town: Mapped[str]
    what: Mapped[str]
    hash: Mapped[str]


REFERENCE = (CountyRow, TownRow, SettingRow, DeedRow)
"""Small tables that every node of a distributed database would hold whole."""
TABLES = (*REFERENCE, TownKeyRow, TrailRow, ReceiptRow, MonthRow, QuestionRow, PinRow)
