"""The 2,000-yuan subsidy (六(一)).

Months opened, sheets sealed per payer, their lines, and what was decided.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, MonthType, WordType, table_args
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.subsidies_sheets import RepaymentWay, SheetKind
from banfu_desktop.rules.words import MonthState


class SubsidyMonth(Base):
    """A month that was opened; drafts are computed, sheets are sealed by payer.

    A month sealed as a whole, before that, keeps its state, snapshot and code (format 1); others stay drafts.
    """

    __tablename__ = "subsidy_months"
    __table_args__ = table_args(
        sa.CheckConstraint("state IN ('draft', 'sealed', 'paid')", name="state"),
        sa.CheckConstraint("(state = 'draft') = (snapshot IS NULL)", name="snapshot_when_sealed"),
        sa.CheckConstraint("(state = 'draft') = (check_code IS NULL)", name="code_when_sealed"),
        sa.CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name="day_when_paid"),
    )
    id: Mapped[Id]
    month: Mapped[Month] = mapped_column(MonthType, unique=True)
    state: Mapped[MonthState] = mapped_column(WordType(MonthState), default=MonthState.DRAFT)
    made_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]
    sealed_by: Mapped[str | None]
    paid_on: Mapped[date | None]
    check_code: Mapped[str | None]
    snapshot: Mapped[str | None]


class SubsidySupplement(Base):
    """A 补发表 asked for: a payer and the months it makes up for (2026-09,2026-10); computed until sealed."""

    __tablename__ = "subsidy_supplements"
    __table_args__ = table_args(
        sa.UniqueConstraint("year", "serial"), sa.CheckConstraint("length(months) > 0", name="of_a_month")
    )
    id: Mapped[Id]
    year: Mapped[int]
    serial: Mapped[int]
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    months: Mapped[str]
    made_at: Mapped[datetime]


class SubsidySheet(Base):
    """A sealed sheet of one payer; of format 1 the snapshot and code are the month's.

    `check_code` is empty only inside the deed that seals. A voided sheet stays, its number is never used
    again.
    """

    __tablename__ = "subsidy_sheets"
    __table_args__ = table_args(
        sa.CheckConstraint("kind IN ('month', 'supplement')", name="kind"),
        sa.CheckConstraint(
            "(kind = 'supplement') = (supplement_id IS NOT NULL)", name="supplement_asked_for"
        ),
        sa.CheckConstraint("version > 0", name="version"),
        sa.CheckConstraint("(year IS NULL) = (serial IS NULL)", name="number"),
        sa.CheckConstraint("(voided_at IS NULL) = (void_reason IS NULL)", name="voided_for_a_reason"),
        sa.CheckConstraint("(voided_at IS NULL) = (voided_by IS NULL)", name="voided_by_somebody"),
        sa.UniqueConstraint("year", "serial"),
        sa.Index(
            "uq_subsidy_sheets_in_force", "payer_id", "month", unique=True,
            sqlite_where=sa.text("kind = 'month' AND voided_at IS NULL"),
        ),
    )  # fmt: skip
    id: Mapped[Id]
    kind: Mapped[SheetKind] = mapped_column(WordType(SheetKind))
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    month: Mapped[Month] = mapped_column(MonthType, index=True)
    version: Mapped[int]
    year: Mapped[int | None]
    serial: Mapped[int | None]
    format: Mapped[int]
    supplement_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subsidy_supplements.id"))
    early_reason: Mapped[str | None]
    sealed_at: Mapped[datetime]
    sealed_by: Mapped[str]
    check_code: Mapped[str | None]
    snapshot: Mapped[str | None]
    voided_at: Mapped[datetime | None]
    voided_by: Mapped[str | None]
    void_reason: Mapped[str | None]


class SubsidyLine(Base):
    """One person's amount on a sealed sheet; after sealing only its payment changes.

    `month_id` is set where the month was sealed as a whole.
    `about` is the month the amount is for: the sheet's own, or an earlier one whose difference landed here.
    A line marked 不再发放 (`waived_on`) is no longer counted: what it was for is open again.
    """

    __tablename__ = "subsidy_lines"
    __table_args__ = table_args(
        sa.CheckConstraint("net_fen = gross_fen - deducted_fen", name="adds_up"),
        sa.CheckConstraint("deducted_fen >= 0", name="deduction_not_negative"),
        sa.CheckConstraint(
            "is_difference OR one_off_id IS NOT NULL OR (gross_fen >= 0 AND net_fen >= 0)",
            name="not_negative",
        ),
        sa.CheckConstraint("days_present <= days_posted AND days_present >= 0", name="days"),
        sa.CheckConstraint("(waived_on IS NULL) = (waived_reason IS NULL)", name="waived_for_a_reason"),
        sa.CheckConstraint("paid_on IS NULL OR waived_on IS NULL", name="paid_or_waived"),
        sa.Index(
            "uq_subsidy_lines_once", "sheet_id", "person_id", "about", unique=True,
            sqlite_where=sa.text("one_off_id IS NULL"),
        ),
    )  # fmt: skip
    id: Mapped[Id]
    month_id: Mapped[int | None] = mapped_column(sa.ForeignKey("subsidy_months.id"))
    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("subsidy_sheets.id"), nullable=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    about: Mapped[Month] = mapped_column(MonthType, index=True)
    is_difference: Mapped[bool]
    one_off_id: Mapped[int | None]
    days_posted: Mapped[int]
    days_present: Mapped[int]
    rate_fen: Mapped[Fen]
    gross_fen: Mapped[Fen]
    deducted_fen: Mapped[Fen]
    net_fen: Mapped[Fen]
    reason: Mapped[str]
    paid_on: Mapped[date | None]
    paid_reference: Mapped[str | None]
    waived_on: Mapped[date | None]
    waived_reason: Mapped[str | None]


class SubsidyRuling(Base):
    """What the clerk decided for a person, payer and month: a deduction, why, and the facts it is bound to.

    Half days of 旷工 and of 病假/事假 by the calendar, and 应发; of a ruling older than these columns 应发
    may be unknown.
    """

    __tablename__ = "subsidy_rulings"
    __table_args__ = table_args(
        sa.UniqueConstraint("month", "person_id", "payer_id"),
        sa.CheckConstraint("deducted_fen >= 0", name="deduction_not_negative"),
        sa.CheckConstraint("deducted_fen = 0 OR length(reason) > 0", name="reasoned"),
    )
    id: Mapped[Id]
    month: Mapped[Month] = mapped_column(MonthType)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id", ondelete="CASCADE"), index=True)
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), nullable=True)
    deducted_fen: Mapped[Fen]
    reason: Mapped[str]
    absent_halves: Mapped[int] = mapped_column(nullable=True)
    long_halves: Mapped[int] = mapped_column(nullable=True)
    gross_fen: Mapped[Fen | None]


class SubsidyOneOff(Base):
    """A one-off line: fen for a person on the month it stands on, with reason, paper and who approved."""

    __tablename__ = "subsidy_one_offs"
    __table_args__ = table_args(
        sa.CheckConstraint("amount_fen <> 0", name="of_an_amount"),
        sa.CheckConstraint("length(reason) > 0", name="reasoned"),
    )
    id: Mapped[Id]
    month: Mapped[Month] = mapped_column(MonthType)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    amount_fen: Mapped[Fen]
    reason: Mapped[str]
    paper_no: Mapped[str]
    approved_by: Mapped[str]


class SubsidyDeferral(Base):
    """A line or undecided difference left off a payer's next sheet (暂缓); the sheet after it asks again."""

    __tablename__ = "subsidy_deferrals"
    __table_args__ = table_args(
        sa.UniqueConstraint("payer_id", "month", "person_id", "about"),
        sa.CheckConstraint("length(reason) > 0", name="reasoned"),
    )
    id: Mapped[Id]
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    month: Mapped[Month] = mapped_column(MonthType)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    about: Mapped[Month] = mapped_column(MonthType)
    reason: Mapped[str]


class SubsidyRepayment(Base):
    """What somebody gave back of a month to a payer; what is owed is computed, only this is stored."""

    __tablename__ = "subsidy_repayments"
    __table_args__ = table_args(sa.CheckConstraint("amount_fen > 0", name="of_an_amount"))
    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    month: Mapped[Month] = mapped_column(MonthType)
    amount_fen: Mapped[Fen]
    repaid_on: Mapped[date]
    way: Mapped[RepaymentWay] = mapped_column(WordType(RepaymentWay))
    paper: Mapped[str]


class SubsidyUncollected(Base):
    """A negative line of an old sheet that no pay of the person's covered: was it collected?

    Unanswered it counts as collected, as it did; `is_owed` makes it 应收回, else day and paper say how it
    came in.
    """

    __tablename__ = "subsidy_uncollected"
    __table_args__ = table_args(
        sa.CheckConstraint("uncovered_fen > 0", name="of_an_amount"),
        sa.CheckConstraint("collected_on IS NULL OR is_owed = 0", name="collected_or_owed"),
    )
    id: Mapped[Id]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("subsidy_lines.id"), unique=True)
    uncovered_fen: Mapped[Fen]
    is_owed: Mapped[bool | None]
    collected_on: Mapped[date | None]
    paper: Mapped[str | None]
