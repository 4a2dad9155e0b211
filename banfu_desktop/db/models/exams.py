"""Yearly exams: dates, places and costs; never a result (六(二))."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, WordType, table_args
from banfu_desktop.rules.exams import ExamState


class Exam(Base):
    """A person's exam of a calendar year; `payer_id` is the unit that pays."""

    __tablename__ = "exams"
    __table_args__ = table_args(
        sa.UniqueConstraint("person_id", "year"),
        sa.CheckConstraint("state IN ('planned', 'done', 'missed')", name="state"),
        sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_on_a_day"),
        sa.CheckConstraint("state <> 'missed' OR length(reason) > 0", name="missed_for_a_reason"),
        sa.CheckConstraint("cost_fen IS NULL OR cost_fen >= 0", name="cost"),
    )
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    year: Mapped[int] = mapped_column(index=True)
    state: Mapped[ExamState] = mapped_column(WordType(ExamState))
    planned_on: Mapped[date | None]
    place: Mapped[str | None]
    group_name: Mapped[str | None]
    done_on: Mapped[date | None]
    cost_fen: Mapped[Fen | None]
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    reason: Mapped[str | None]
