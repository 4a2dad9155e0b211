"""Attendance by day and the leave behind it (四(三)); a day without a row was spent at the post."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, WordType, table_args
from banfu_desktop.rules.words import DayState


class Leave(Base):
    """A leave of a posting, until it is reported back (销假) on `returned_on`, the first day at the post."""

    __tablename__ = "leaves"
    __table_args__ = table_args(
        sa.CheckConstraint("end_on >= start_on", name="ends_after_start"),
        sa.CheckConstraint("returned_on IS NULL OR returned_on > start_on", name="returns_after_start"),
    )
    id: Mapped[Id]
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    state: Mapped[DayState] = mapped_column(WordType(DayState))
    start_on: Mapped[date]
    end_on: Mapped[date]
    reason: Mapped[str | None]
    destination: Mapped[str | None]
    contact: Mapped[str | None]
    handover: Mapped[str | None]
    returned_on: Mapped[date | None]


class AttendanceDay(Base):
    """A day not spent at the post, by hand or from a leave."""

    __tablename__ = "attendance_days"
    __table_args__ = table_args(
        sa.UniqueConstraint("posting_id", "day"), sa.CheckConstraint("state <> 'present'", name="absent_only")
    )
    id: Mapped[Id]
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"))
    day: Mapped[date] = mapped_column(index=True)
    state: Mapped[DayState] = mapped_column(WordType(DayState))
    leave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("leaves.id", ondelete="CASCADE"), index=True)
