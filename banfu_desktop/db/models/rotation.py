"""Rotation (二): batches, changes of post, hand-over lists; filing (二(三)) and party relations (四(一))."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, DayOrMonthType, Id, WordType, table_args
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.rotation import Direction, Section
from banfu_desktop.rules.words import PoliticalStatus


class RotationBatch(Base):
    """A batch of the team, which rotates every three years."""

    __tablename__ = "rotation_batches"
    __table_args__ = table_args(
        sa.UniqueConstraint("name"),
        sa.CheckConstraint("planned_end >= start_on", name="ends_after_start"),
    )
    id: Mapped[Id]
    name: Mapped[str]
    start_on: Mapped[date]
    planned_end: Mapped[date]
    remark: Mapped[str | None]


class RotationPlace(Base):
    """A posting in its batch; it is in one at most."""

    __tablename__ = "rotation_places"
    __table_args__ = table_args(sa.UniqueConstraint("posting_id"))
    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(sa.ForeignKey("rotation_batches.id"), index=True)
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id", ondelete="CASCADE"))


class RotationChange(Base):
    """How the change of a post has come on: who is proposed, agreed by whom, when handing over began."""

    __tablename__ = "rotation_changes"
    __table_args__ = table_args(
        sa.UniqueConstraint("posting_id"),
        sa.CheckConstraint("proposed_on IS NULL OR length(successor) > 0", name="proposed_somebody"),
    )
    id: Mapped[Id]
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"))
    successor: Mapped[str | None]
    successor_unit: Mapped[str | None]
    born_on: Mapped[date | None]
    political: Mapped[PoliticalStatus | None] = mapped_column(WordType(PoliticalStatus))
    party_joined_on: Mapped[date | Month | None] = mapped_column(DayOrMonthType())
    rank: Mapped[str | None]
    arrives_on: Mapped[date | None]
    proposed_on: Mapped[date | None]
    agreed_on: Mapped[date | None]
    agreed_by: Mapped[str | None]
    handing_on: Mapped[date | None]
    remark: Mapped[str | None]


class Handover(Base):
    """A hand-over list: between whom, before whom; `whole` covers the team and not only what is the leaver's.

    What it lists is what the rooms say now, until it is sealed: then the snapshot says it for good.
    """

    __tablename__ = "handovers"
    __table_args__ = table_args(
        sa.CheckConstraint(
            "(snapshot IS NULL) = (check_code IS NULL) AND (snapshot IS NULL) = (sealed_at IS NULL)"
            " AND (snapshot IS NULL) = (sealed_by IS NULL) AND (snapshot IS NULL) = (audit_head IS NULL)",
            name="sealed_whole",
        ),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    whole: Mapped[bool]
    drawn_on: Mapped[date]
    receiver: Mapped[str | None]
    witness: Mapped[str | None]
    remark: Mapped[str | None]
    sealed_at: Mapped[datetime | None]
    sealed_by: Mapped[str | None]
    audit_head: Mapped[str | None]
    check_code: Mapped[str | None] = mapped_column(index=True)
    snapshot: Mapped[str | None]


class HandoverTick(Base):
    """What both sides have ticked of an item; it holds for the very words they saw."""

    __tablename__ = "handover_ticks"
    __table_args__ = table_args(
        sa.UniqueConstraint("handover_id", "item"),
        sa.CheckConstraint("given OR taken", name="ticked"),
    )
    id: Mapped[Id]
    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("handovers.id"))
    item: Mapped[str]
    words: Mapped[str]
    given: Mapped[bool]
    taken: Mapped[bool]


class HandoverLine(Base):
    """A line of the clerk's own on a hand-over list: seals, keys, accounts (never passwords), promises."""

    __tablename__ = "handover_lines"
    __table_args__ = table_args(sa.CheckConstraint("length(text) > 0", name="said"))
    id: Mapped[Id]
    handover_id: Mapped[int] = mapped_column(sa.ForeignKey("handovers.id"), index=True)
    section: Mapped[Section] = mapped_column(WordType(Section))
    kind: Mapped[str]
    text: Mapped[str]


class Filing(Base):
    """A first secretary in a village, sent to one body and put on file by it."""

    __tablename__ = "filings"
    __table_args__ = table_args(
        sa.UniqueConstraint("posting_id", "village", "body"),
        sa.CheckConstraint("length(village) > 0 AND length(body) > 0", name="of_a_village_with_a_body"),
        sa.CheckConstraint("confirmed_on IS NULL OR confirmed_on >= sent_on", name="confirmed_after_sent"),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    village: Mapped[str]
    body: Mapped[str]
    sent_on: Mapped[date]
    number: Mapped[str | None]
    confirmed_on: Mapped[date | None]
    remark: Mapped[str | None]


class RelationMove(Base):
    """Party relations moved in or back; of those in, the posting has the letter's validity and the day."""

    __tablename__ = "relation_moves"
    __table_args__ = table_args(
        sa.UniqueConstraint("posting_id", "direction"),
        sa.CheckConstraint(
            "direction = 'out' OR (letter_until IS NULL AND moved_on IS NULL)", name="in_is_of_the_posting"
        ),
    )
    id: Mapped[Id]
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"))
    direction: Mapped[Direction] = mapped_column(WordType(Direction))
    branch: Mapped[str]
    letter_no: Mapped[str | None]
    letter_until: Mapped[date | None]
    moved_on: Mapped[date | None]
    receipt_on: Mapped[date | None]
