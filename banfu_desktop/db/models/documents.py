"""Documents 四(五), 四(六), 五(二): the register, recipients, half-year reports, plans, items."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, WordType, table_args
from banfu_desktop.rules.documents import Direction, DocKind, ItemState, Stage, Way


class RegisteredDocument(Base):
    """A document that came in, went out or is the team's own; its number counts its direction, kind and year.

    Numbers have no gap; one is given when it comes in or is issued. Of an agreement `period_start` and
    `period_end` are from when to when it holds, of a report or plan what it is about.
    """

    __tablename__ = "documents"
    __table_args__ = table_args(
        sa.UniqueConstraint("direction", "kind", "year", "serial"),
        sa.CheckConstraint("length(title) > 0", name="titled"),
        sa.CheckConstraint("(year IS NULL) = (serial IS NULL)", name="numbered_whole"),
        sa.CheckConstraint("(stage = 'issued') = (serial IS NOT NULL)", name="numbered_once_issued"),
        sa.CheckConstraint(
            "period_start IS NULL OR period_end IS NULL OR period_end >= period_start", name="period"
        ),
        sa.CheckConstraint("reply_due IS NULL OR reply_due >= dated", name="answered_later"),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    direction: Mapped[Direction] = mapped_column(WordType(Direction))
    kind: Mapped[DocKind] = mapped_column(WordType(DocKind))
    stage: Mapped[Stage] = mapped_column(WordType(Stage))
    title: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    year: Mapped[int | None]
    serial: Mapped[int | None]
    their_number: Mapped[str | None]
    dated: Mapped[date] = mapped_column(index=True)
    party: Mapped[str | None]
    drafter: Mapped[str | None]
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    signed_on: Mapped[date | None]
    place: Mapped[str | None]
    people: Mapped[str | None]
    content: Mapped[str | None]
    reply_due: Mapped[date | None]
    replied_on: Mapped[date | None]
    reply: Mapped[str | None]
    remark: Mapped[str | None]


class DocumentRecipient(Base):
    """Whom an issued document is sent to: the day and way it went, and the receipt."""

    __tablename__ = "document_recipients"
    __table_args__ = table_args(
        sa.UniqueConstraint("document_id", "name"),
        sa.CheckConstraint("length(name) > 0", name="named"),
        sa.CheckConstraint("(sent_on IS NULL) = (way IS NULL)", name="sent_some_way"),
        sa.CheckConstraint(
            "received_on IS NULL OR (sent_on IS NOT NULL AND received_on >= sent_on)",
            name="received_once_sent",
        ),
    )
    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"))
    name: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    sent_on: Mapped[date | None]
    way: Mapped[Way | None] = mapped_column(WordType(Way))
    received_on: Mapped[date | None]
    receipt: Mapped[str | None]


class HalfReport(Base):
    """A half-year report being written: its text with fields, and when its figures were last refreshed.

    A correction of an issued report is a further version, with a document of its own.
    """

    __tablename__ = "half_reports"
    __table_args__ = table_args(
        sa.UniqueConstraint("year", "half", "version"),
        sa.CheckConstraint("half IN (1, 2)", name="half"),
        sa.CheckConstraint("version > 0", name="version"),
    )
    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), unique=True)
    year: Mapped[int]
    half: Mapped[int]
    version: Mapped[int]
    body: Mapped[str]
    refreshed_at: Mapped[datetime]


class IssuedReport(Base):
    """A half-year report as it was issued: `snapshot` is all it says, `check_code` its mark."""

    __tablename__ = "issued_reports"
    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("half_reports.id"), unique=True)
    sealed_at: Mapped[datetime]
    sealed_by: Mapped[str]
    audit_head: Mapped[str]
    check_code: Mapped[str]
    snapshot: Mapped[str]


class PlanItem(Base):
    """Something a plan wants done: by whom, by when, what is aimed at and what came of it."""

    __tablename__ = "plan_items"
    __table_args__ = table_args(
        sa.CheckConstraint("length(task) > 0", name="said"),
        sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_on_a_day"),
    )
    id: Mapped[Id]
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("documents.id"), index=True)
    task: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    measure: Mapped[str | None]
    owner: Mapped[str | None]
    due: Mapped[date | None]
    target: Mapped[str | None]
    actual: Mapped[str | None]
    state: Mapped[ItemState] = mapped_column(WordType(ItemState))
    done_on: Mapped[date | None]


class PlanEntry(Base):
    """That an entry of the work log was work on an item of a plan."""

    __tablename__ = "plan_entries"
    __table_args__ = table_args(sa.UniqueConstraint("item_id", "entry_id"))
    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(sa.ForeignKey("plan_items.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("log_entries.id", ondelete="CASCADE"), index=True)
