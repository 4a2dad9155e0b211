"""What the work-fund room shows: rows of books, categories, years, days and vouchers; amounts in fen."""

from dataclasses import dataclass
from datetime import date, datetime

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import (
    Allowed,
    Approval,
    BookKind,
    Carry,
    Flow,
    Standing,
    VoucherState,
    permille,
    voucher_number,
    year_gone,
)


@dataclass(frozen=True)
class BookRow:
    """A book and the years it has, earliest first; `closed_on` is the day it was closed for good."""

    id: int
    name: str
    initials: str
    kind: BookKind
    source: str
    village: str | None
    remark: str | None
    years: tuple[int, ...]
    closed_on: date | None = None

    @property
    def latest(self) -> int:
        """The latest year opened."""
        return self.years[-1]


@dataclass(frozen=True)
class CategoryRow:
    """A category; attribute names are those of tables.funds.CATEGORIES."""

    id: int
    name: str
    initials: str
    flow: Flow
    allowed: Allowed
    clause: str
    note: str
    retired: bool

    @property
    def said(self) -> str:
        """Its name in a drop-down; one that is refused says so."""
        return self.name if self.allowed is not Allowed.REFUSED else f"{self.name}（{self.allowed.label}）"


@dataclass(frozen=True)
class CategorySum:
    """What a category adds up to in a year of a book, in fen, beside its budget (None: none was set)."""

    category_id: int
    name: str
    flow: Flow
    amount_fen: int
    entries: int
    budget_fen: int | None

    @property
    def used(self) -> int | None:
        """Spent against the budget, in tenths of a per cent."""
        return permille(self.amount_fen, self.budget_fen or 0)


@dataclass(frozen=True)
class DayBalance:
    """A day on which something was posted: what came in, what went out, what was there at its end (fen)."""

    day: date
    in_fen: int
    out_fen: int
    balance_fen: int


@dataclass(frozen=True)
class YearView:
    """A year of a book as it stands; amounts in fen, shares in tenths of a per cent.

    `budget_fen` is what is to be allotted; `allotted_for_fen` what has been for this year, whenever it came.
    """

    id: int
    book: BookRow
    year: int
    opening_fen: int
    budget_fen: int
    allotted_for_fen: int
    sums: tuple[CategorySum, ...]
    posted: int
    drafts: int
    closed_to: Month | None
    closed_on: date | None
    carried: Carry | None

    def total(self, flow: Flow) -> int:
        """All of one flow."""
        return sum(row.amount_fen for row in self.sums if row.flow is flow)

    @property
    def income_fen(self) -> int:
        """Allotments and other income."""
        return self.total(Flow.ALLOTMENT) + self.total(Flow.INCOME)

    @property
    def expense_fen(self) -> int:
        """What was spent; what the finance office took back is no expense."""
        return self.total(Flow.EXPENSE)

    @property
    def returned_fen(self) -> int:
        """财政收回."""
        return self.total(Flow.RETURNED)

    @property
    def balance_fen(self) -> int:
        """What is there now; of a closed year what was carried forward."""
        return self.opening_fen + self.income_fen - self.expense_fen - self.returned_fen

    @property
    def available_fen(self) -> int:
        """What there was to spend."""
        return self.opening_fen + self.income_fen

    @property
    def execution(self) -> int | None:
        """执行率: spent of what there was to spend."""
        return permille(self.expense_fen, self.available_fen)

    def gone(self, today: date) -> int:
        """How much of the year has gone, to hold 执行率 against."""
        return year_gone(self.year, today)

    @property
    def missing_fen(self) -> int:
        """What is still to be allotted."""
        return max(0, self.budget_fen - self.allotted_for_fen)

    @property
    def standing(self) -> Standing:
        """How far it is closed."""
        return Standing(self.year, self.closed_on is not None, self.closed_to)


@dataclass(frozen=True)
class VoucherRow:
    """A voucher; attribute names are those of tables.funds.VOUCHERS.

    `balance_fen` is the book's balance after it (None for a draft); `amount_fen` is negative on a red
    reversal; `invoiced_fen` what its invoices add up to, None without one. `reverses` and `reversed_by`
    name the other end (2026年12号).
    """

    id: int
    book_id: int
    year: int
    state: VoucherState
    number: int | None
    dated: date
    flow: Flow
    category_id: int
    category: str
    amount_fen: int
    summary: str
    initials: str
    payee: str | None
    handler: str | None
    witnesses: str | None
    approval: Approval
    override_reason: str | None
    about_year: int | None
    remark: str | None
    project_id: int | None
    bundle_id: int
    reverses: str
    reversed_by: str
    imported: bool
    posted_at: datetime | None
    posted_by: str | None
    invoices: tuple[str, ...]
    invoiced_fen: int | None
    attachments: int
    balance_fen: int | None

    @property
    def in_fen(self) -> int | None:
        """收入, None on an outflow."""
        return self.amount_fen if self.flow.sign > 0 else None

    @property
    def out_fen(self) -> int | None:
        """支出, None on an inflow."""
        return self.amount_fen if self.flow.sign < 0 else None

    @property
    def net_fen(self) -> int:
        """What it does to the balance."""
        return self.flow.sign * self.amount_fen

    @property
    def said_number(self) -> str:
        """The number as written, three digits at least; a draft says that it is one."""
        return voucher_number(self.number)

    @property
    def invoice_numbers(self) -> str:
        """The numbers of its invoices."""
        return "、".join(self.invoices)

    @property
    def signers(self) -> str:
        """Who approved it."""
        return "、".join(name for name in (self.approval.leader, self.approval.secretary) if name)
