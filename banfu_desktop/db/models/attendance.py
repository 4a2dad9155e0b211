"""Attendance by day and the leave behind it (四(三)); a day without a row was spent at the post."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, WordType, table_args
from banfu_desktop.rules.words import DayState, Half


class Leave(Base):
    """A leave of a posting, until it is reported back (销假) on `returned_on`, the first day at the post.

    It may begin at noon of its first day (`from_noon`) and end at noon of its last (`to_noon`).
    """

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
    from_noon: Mapped[bool] = mapped_column(default=False, server_default=sa.text("0"))
    to_noon: Mapped[bool] = mapped_column(default=False, server_default=sa.text("0"))


class AttendanceDay(Base):
    """A day or half of one not spent at the post, by hand or from a leave."""

    __tablename__ = "attendance_days"
    __table_args__ = table_args(
        sa.UniqueConstraint("posting_id", "day", "half"),
        sa.CheckConstraint("state <> 'present'", name="absent_only"),
    )
    id: Mapped[Id]
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"))
    day: Mapped[date] = mapped_column(index=True)
    half: Mapped[Half] = mapped_column(WordType(Half), default=Half.WHOLE)
    state: Mapped[DayState] = mapped_column(WordType(DayState))
    leave_id: Mapped[int | None] = mapped_column(sa.ForeignKey("leaves.id", ondelete="CASCADE"), index=True)


class CoveredDay(Base):
    """What was entered by hand on a half day that a leave covers; it comes back when the leave goes."""

    __tablename__ = "covered_days"
    __table_args__ = table_args(sa.UniqueConstraint("leave_id", "day", "half"))
    id: Mapped[Id]
    leave_id: Mapped[int] = mapped_column(sa.ForeignKey("leaves.id", ondelete="CASCADE"))
    day: Mapped[date]
    half: Mapped[Half] = mapped_column(WordType(Half))
    state: Mapped[DayState] = mapped_column(WordType(DayState))
