"""工作日志 (三(一)–(八)): what was done, by whom, which open matter it closed, and the months signed off.

Of households there is a number and nothing else: no name, no identity number, no illness, no income.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, MonthType, WordType, table_args
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import Half
from banfu_desktop.rules.worklog import Duty, LogKind


class LogEntry(Base):
    """An entry of one or several people on a day; a next step that no later entry closed is an open matter.

    `late` marks what was written after its month was signed off (补记). `bundle_id` holds its papers, once
    there are any.
    """

    __tablename__ = "log_entries"
    __table_args__ = table_args(
        sa.CheckConstraint("length(content) > 0 AND length(content) <= 500", name="said"),
        sa.CheckConstraint("households IS NULL OR households >= 0", name="households"),
        sa.CheckConstraint("next_due IS NULL OR length(next_step) > 0", name="due_of_a_step"),
        sa.CheckConstraint("next_due IS NULL OR next_due >= day", name="due_later"),
    )
    id: Mapped[Id]
    day: Mapped[date] = mapped_column(index=True)
    half: Mapped[Half] = mapped_column(WordType(Half))
    duty: Mapped[Duty] = mapped_column(WordType(Duty))
    kind: Mapped[LogKind] = mapped_column(WordType(LogKind))
    village: Mapped[str | None]
    households: Mapped[int | None]
    content: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    with_whom: Mapped[str | None]
    result: Mapped[str | None]
    next_step: Mapped[str | None]
    next_due: Mapped[date | None]
    tags: Mapped[str | None]
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    bundle_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    late: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]


class LogPerson(Base):
    """Somebody an entry is of, in the posting of that day; the first one of an entry has its lowest id."""

    __tablename__ = "log_people"
    __table_args__ = table_args(sa.UniqueConstraint("entry_id", "posting_id"))
    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("log_entries.id", ondelete="CASCADE"))
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"), index=True)


class LogClosing(Base):
    """That an entry closed the open matter of an earlier one (销号)."""

    __tablename__ = "log_closings"
    __table_args__ = table_args(sa.CheckConstraint("entry_id <> closing_id", name="by_another"))
    id: Mapped[Id]
    entry_id: Mapped[int] = mapped_column(sa.ForeignKey("log_entries.id"), unique=True)
    closing_id: Mapped[int] = mapped_column(sa.ForeignKey("log_entries.id"), index=True)


class LogMonth(Base):
    """A month signed off by the leader: `snapshot` is what was signed, `check_code` its mark."""

    __tablename__ = "log_months"
    id: Mapped[Id]
    month: Mapped[Month] = mapped_column(MonthType, unique=True)
    signed_by: Mapped[str]
    signed_on: Mapped[date]
    opinion: Mapped[str | None]
    sealed_at: Mapped[datetime]
    sealed_by: Mapped[str]
    audit_head: Mapped[str]
    check_code: Mapped[str]
    snapshot: Mapped[str]
