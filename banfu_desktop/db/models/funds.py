"""The work-fund books (七): books, their years, categories and vouchers, and the sums kept beside them.

`FundDay` and `FundSum` repeat what the vouchers say, so that a balance never rescans a book; services write
them in the transaction that posts, and the check proves them against the vouchers.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, MonthType, WordType, table_args
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import Allowed, BookKind, Carry, Flow, VoucherState


class FundBook(Base):
    """One fund's book over the years; `source` says who pays it, `closed_on` since when it is closed."""

    __tablename__ = "fund_books"
    __table_args__ = table_args(sa.CheckConstraint("length(name) > 0", name="named"))
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    initials: Mapped[str] = mapped_column(default="")
    kind: Mapped[BookKind] = mapped_column(WordType(BookKind))
    source: Mapped[str]
    village: Mapped[str | None]
    position: Mapped[int]
    remark: Mapped[str | None]
    closed_on: Mapped[date | None]


class FundYear(Base):
    """A year of a book: what it began with, what is to be allotted, how far it is closed, what became of it.

    `opening_fen` of a later year is what the year before carried forward; until that is confirmed it is 0.
    """

    __tablename__ = "fund_years"
    __table_args__ = table_args(
        sa.UniqueConstraint("book_id", "year"),
        sa.CheckConstraint("opening_fen >= 0", name="opening_not_negative"),
        sa.CheckConstraint("budget_fen >= 0", name="budget_not_negative"),
        sa.CheckConstraint("(closed_on IS NULL) = (carried IS NULL)", name="carried_when_closed"),
        sa.CheckConstraint("(closed_on IS NULL) = (closing_fen IS NULL)", name="closing_when_closed"),
    )
    id: Mapped[Id]
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_books.id"))
    year: Mapped[int]
    opening_fen: Mapped[Fen]
    budget_fen: Mapped[Fen]
    closed_to: Mapped[Month | None] = mapped_column(MonthType)
    closed_on: Mapped[date | None]
    carried: Mapped[Carry | None] = mapped_column(WordType(Carry))
    closing_fen: Mapped[Fen | None]


class FundCategory(Base):
    """What money comes from or goes to, with the office's verdict; `note` says why."""

    __tablename__ = "fund_categories"
    __table_args__ = table_args(sa.CheckConstraint("length(name) > 0", name="named"))
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    initials: Mapped[str] = mapped_column(default="")
    flow: Mapped[Flow] = mapped_column(WordType(Flow))
    allowed: Mapped[Allowed] = mapped_column(WordType(Allowed))
    clause: Mapped[str]
    note: Mapped[str]
    position: Mapped[int]
    retired: Mapped[bool] = mapped_column(default=False)


class FundBudget(Base):
    """What a year of a book means to spend on a category."""

    __tablename__ = "fund_budgets"
    __table_args__ = table_args(
        sa.UniqueConstraint("year_id", "category_id"),
        sa.CheckConstraint("amount_fen >= 0", name="not_negative"),
    )
    id: Mapped[Id]
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_years.id"))
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_categories.id"), index=True)
    amount_fen: Mapped[Fen]


class FundVoucher(Base):
    """A voucher (凭证): a draft without a number, or posted for good with the next number of its year.

    `amount_fen` is negative only on a red reversal, which `reverses_id` ties to what it takes back, once.
    `about_year` is the year an allotment is for. Balances are computed, never kept here.
    """

    __tablename__ = "fund_vouchers"
    __table_args__ = table_args(
        sa.UniqueConstraint("year_id", "number"),
        sa.Index("ix_fund_vouchers_year_id_dated", "year_id", "dated", "number"),
        sa.Index("ix_fund_vouchers_about_year", "about_year", sqlite_where=sa.text("about_year IS NOT NULL")),
        sa.Index("uq_fund_vouchers_reverses_id", "reverses_id", unique=True),
        sa.CheckConstraint("state IN ('draft', 'posted')", name="state"),
        sa.CheckConstraint("(state = 'posted') = (number IS NOT NULL)", name="number_when_posted"),
        sa.CheckConstraint("(state = 'posted') = (posted_at IS NOT NULL)", name="time_when_posted"),
        sa.CheckConstraint("(amount_fen < 0) = (reverses_id IS NOT NULL)", name="red_reverses"),
        sa.CheckConstraint("amount_fen <> 0", name="amount"),
        sa.CheckConstraint("length(summary) > 0", name="summary"),
    )
    id: Mapped[Id]
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_years.id"))
    state: Mapped[VoucherState] = mapped_column(WordType(VoucherState))
    number: Mapped[int | None]
    dated: Mapped[date]
    flow: Mapped[Flow] = mapped_column(WordType(Flow))
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_categories.id"), index=True)
    amount_fen: Mapped[Fen]
    summary: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    payee: Mapped[str | None]
    handler: Mapped[str | None]
    witnesses: Mapped[str | None]
    leader: Mapped[str | None]
    leader_on: Mapped[date | None]
    secretary: Mapped[str | None]
    secretary_on: Mapped[date | None]
    override_reason: Mapped[str | None]
    about_year: Mapped[int | None]
    remark: Mapped[str | None]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fund_vouchers.id"))
    project_id: Mapped[int | None] = mapped_column(index=True)
    imported: Mapped[bool] = mapped_column(default=False)
    posted_at: Mapped[datetime | None]
    posted_by: Mapped[str | None]


class FundDay(Base):
    """What came in and went out of a year of a book on a day, of posted vouchers."""

    __tablename__ = "fund_days"
    __table_args__ = table_args(sa.UniqueConstraint("year_id", "day"))
    id: Mapped[Id]
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_years.id"))
    day: Mapped[date]
    in_fen: Mapped[Fen]
    out_fen: Mapped[Fen]
    entries: Mapped[int]


class FundSum(Base):
    """What posted vouchers of a month add up to in a category."""

    __tablename__ = "fund_sums"
    __table_args__ = table_args(sa.UniqueConstraint("year_id", "month", "category_id"))
    id: Mapped[Id]
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_years.id"))
    month: Mapped[Month] = mapped_column(MonthType)
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_categories.id"), index=True)
    amount_fen: Mapped[Fen]
    entries: Mapped[int]


class FundImport(Base):
    """A ledger file taken in once, known by its content."""

    __tablename__ = "fund_imports"
    id: Mapped[Id]
    year_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_years.id"))
    sha256: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    entries: Mapped[int]
    at: Mapped[datetime]


class FundAdvance(Base):
    """备用金: money lent out of a book, until vouchers and what was given back account for it.

    It is no expense: the book's balance stays, and what is still out is said beside it.
    """

    __tablename__ = "fund_advances"
    __table_args__ = table_args(
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.CheckConstraint("returned_fen >= 0 AND returned_fen <= amount_fen", name="returned"),
    )
    id: Mapped[Id]
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_books.id"), index=True)
    borrower: Mapped[str]
    purpose: Mapped[str]
    amount_fen: Mapped[Fen]
    lent_on: Mapped[date]
    returned_fen: Mapped[Fen] = mapped_column(default=0)
    returned_on: Mapped[date | None]


class FundSettlement(Base):
    """核销: how much of an advance a posted voucher accounts for; a voucher settles one advance at most."""

    __tablename__ = "fund_settlements"
    __table_args__ = table_args(sa.CheckConstraint("amount_fen > 0", name="amount"))
    id: Mapped[Id]
    advance_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_advances.id"), index=True)
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_vouchers.id"), unique=True)
    amount_fen: Mapped[Fen]
