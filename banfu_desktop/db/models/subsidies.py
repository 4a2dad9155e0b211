"""The 2,000-yuan subsidy by month (六(一)): draft, then sealed with a snapshot, then paid."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, MonthType, WordType, table_args
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import MonthState


class SubsidyMonth(Base):
    """A month's sheets; once sealed, `snapshot` is what every reprint shows and `check_code` its mark."""

    __tablename__ = "subsidy_months"
    __table_args__ = table_args(
        sa.CheckConstraint("state IN ('draft', 'sealed', 'paid')", name="state"),
        sa.CheckConstraint("(state = 'draft') = (snapshot IS NULL)", name="snapshot_when_sealed"),
        sa.CheckConstraint("(state = 'draft') = (check_code IS NULL)", name="code_when_sealed"),
        sa.CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name="day_when_paid"),
    )
    id: Mapped[Id]
    month: Mapped[Month] = mapped_column(MonthType, unique=True)
    state: Mapped[MonthState] = mapped_column(WordType(MonthState))
    made_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]
    sealed_by: Mapped[str | None]
    paid_on: Mapped[date | None]
    check_code: Mapped[str | None]
    snapshot: Mapped[str | None]


class SubsidyRuling(Base):
    """What the clerk decided for one person and month: a deduction, and why. Drafts are computed from facts
    and rulings; only a sealed month has lines."""

    __tablename__ = "subsidy_rulings"
    __table_args__ = table_args(
        sa.UniqueConstraint("month", "person_id"),
        sa.CheckConstraint("deducted_fen >= 0", name="deduction_not_negative"),
        sa.CheckConstraint("deducted_fen = 0 OR length(reason) > 0", name="reasoned"),
    )
    id: Mapped[Id]
    month: Mapped[Month] = mapped_column(MonthType)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    deducted_fen: Mapped[Fen]
    reason: Mapped[str]


class SubsidyLine(Base):
    """One person's amount on a payer's sealed sheet.

    `about` is the month the amount is for: the sheet's own month, or an earlier, sealed one whose
    difference (补发/扣回) landed here.
    """

    __tablename__ = "subsidy_lines"
    __table_args__ = table_args(
        sa.UniqueConstraint("month_id", "person_id", "about", "payer_id"),
        sa.CheckConstraint("net_fen = gross_fen - deducted_fen", name="adds_up"),
        sa.CheckConstraint("deducted_fen >= 0", name="deduction_not_negative"),
        sa.CheckConstraint("is_difference OR (gross_fen >= 0 AND net_fen >= 0)", name="not_negative"),
        sa.CheckConstraint("days_present <= days_posted AND days_present >= 0", name="days"),
    )
    id: Mapped[Id]
    month_id: Mapped[int] = mapped_column(sa.ForeignKey("subsidy_months.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"))
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    about: Mapped[Month] = mapped_column(MonthType, index=True)
    is_difference: Mapped[bool]
    days_posted: Mapped[int]
    days_present: Mapped[int]
    rate_fen: Mapped[Fen]
    gross_fen: Mapped[Fen]
    deducted_fen: Mapped[Fen]
    net_fen: Mapped[Fen]
    reason: Mapped[str]
