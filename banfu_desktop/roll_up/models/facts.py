"""Facts of the towns' reports, a table for each section of the body; the next package replaces them all.

Columns bear the names that the rooms of the office give them in a report. Numbers of persons, accounts and
invoices are tags (HMAC under the county's key), names are masked: nothing here identifies anybody.
"""

from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.roll_up.base import Base, Fen, No, TownId


class Fact:
    """What every fact has: its town and its place in the section."""

    town_id: Mapped[TownId]
    no: Mapped[No]


class SheetFact(Fact, Base):
    """A sealed sheet as the manifest names it; `net_fen` is what is printed on it."""

    __tablename__ = "sheets"
    month: Mapped[str]
    payer: Mapped[str]
    number: Mapped[str]
    version: Mapped[int]
    state: Mapped[str]
    net_fen: Mapped[Fen]
    check_code: Mapped[str]


class LineFact(Fact, Base):
    """A line of a sheet in force; `about` is the month it is for, a difference or one-off is said so."""

    __tablename__ = "lines"
    sheet: Mapped[str]
    month: Mapped[str]
    payer: Mapped[str]
    person: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str | None]
    role: Mapped[str | None]
    about: Mapped[str | None]
    difference: Mapped[int]
    one_off: Mapped[int]
    days_posted: Mapped[int | None]
    days_present: Mapped[int | None]
    gross_fen: Mapped[Fen]
    deducted_fen: Mapped[Fen]
    net_fen: Mapped[Fen]
    paid_on: Mapped[str | None]
    waived_on: Mapped[str | None]
    identity_tag: Mapped[str | None] = mapped_column(index=True)
    account_tag: Mapped[str | None]


class PaymentFact(Fact, Base):
    """What was paid of a sheet on a day."""

    __tablename__ = "payments"
    sheet: Mapped[str]
    month: Mapped[str]
    payer: Mapped[str]
    paid_on: Mapped[str]
    net_fen: Mapped[Fen]
    people: Mapped[int]


class ReceivableFact(Fact, Base):
    """What somebody owes a payer back."""

    __tablename__ = "receivables"
    person: Mapped[int]
    name: Mapped[str]
    payer: Mapped[str]
    months: Mapped[str]
    owed_fen: Mapped[Fen]
    repaid_fen: Mapped[Fen]
    open_fen: Mapped[Fen]
    since: Mapped[str | None]
    identity_tag: Mapped[str | None]
    account_tag: Mapped[str | None]


class UndecidedFact(Fact, Base):
    """A difference that the town has not decided about."""

    __tablename__ = "undecided"
    person: Mapped[int]
    name: Mapped[str]
    payer: Mapped[str]
    month: Mapped[str]
    why: Mapped[str]
    identity_tag: Mapped[str | None]
    account_tag: Mapped[str | None]


class RosterFact(Fact, Base):
    """A posting."""

    __tablename__ = "roster"
    person: Mapped[int]
    posting: Mapped[int]
    name: Mapped[str]
    sex: Mapped[str | None]
    category: Mapped[str]
    unit: Mapped[str]
    rank: Mapped[str | None]
    role: Mapped[str]
    village: Mapped[str | None]
    selected_on: Mapped[str | None]
    arrived_on: Mapped[str | None]
    planned_until: Mapped[str | None]
    left_on: Mapped[str | None]
    relations_moved_on: Mapped[str | None]
    filed_on: Mapped[str | None]
    identity_tag: Mapped[str | None] = mapped_column(index=True)
    account_tag: Mapped[str | None] = mapped_column(index=True)


class CountFact(Fact, Base):
    """A number that a room gives: members against what is asked for, exams, insurance."""

    __tablename__ = "counts"
    what: Mapped[str]
    number: Mapped[int]
    wanted: Mapped[str | None]
    enough: Mapped[int | None]


class BookFact(Fact, Base):
    """A year of a book of the work fund."""

    __tablename__ = "books"
    book: Mapped[str]
    kind: Mapped[str]
    source: Mapped[str | None]
    village: Mapped[str | None]
    year: Mapped[int]
    opening_fen: Mapped[Fen | None]
    budget_fen: Mapped[Fen | None]
    allotted_fen: Mapped[Fen | None]
    income_fen: Mapped[Fen]
    expense_fen: Mapped[Fen]
    returned_fen: Mapped[Fen | None]
    balance_fen: Mapped[Fen]
    vouchers: Mapped[int | None]
    drafts: Mapped[int | None]
    closed_to: Mapped[str | None]
    closed_on: Mapped[str | None]


class FundFact(Fact, Base):
    """A category of a book in a year."""

    __tablename__ = "funds"
    book: Mapped[str]
    year: Mapped[int]
    category: Mapped[str]
    flow: Mapped[str]
    amount_fen: Mapped[Fen]
    entries: Mapped[int]
    budget_fen: Mapped[Fen | None]


class ProjectFact(Fact, Base):
    """A project under double signature."""

    __tablename__ = "projects"
    project: Mapped[str]
    stage: Mapped[str]
    source: Mapped[str | None]
    amount_fen: Mapped[Fen]
    paid_fen: Mapped[Fen]
    signed: Mapped[str | None]
    since: Mapped[str | None]
    started_on: Mapped[str | None]
    ended_on: Mapped[str | None]


class HalfReportFact(Fact, Base):
    """A half-year report that was issued: to how many, sent and received by how many."""

    __tablename__ = "half_reports"
    half: Mapped[str]
    version: Mapped[int]
    number: Mapped[str | None]
    issued_on: Mapped[str | None]
    check_code: Mapped[str | None]
    recipients: Mapped[int]
    sent: Mapped[int]
    received: Mapped[int]


class PlanFact(Fact, Base):
    """How the year's plan stands, in numbers."""

    __tablename__ = "plan_items"
    what: Mapped[str]
    number: Mapped[int]
    done: Mapped[int]
    late: Mapped[int]


class InvoiceFact(Fact, Base):
    """An invoice in use."""

    __tablename__ = "invoices"
    kind: Mapped[str]
    issued_on: Mapped[str | None]
    amount_fen: Mapped[Fen | None]
    invoice_tag: Mapped[str | None] = mapped_column(index=True)


class DueFact(Fact, Base):
    """One of the town's own findings, word for word (but for names) as its home page shows it."""

    __tablename__ = "dues"
    room: Mapped[str]
    urgency: Mapped[str]
    clause: Mapped[str]
    text: Mapped[str]
    until: Mapped[str | None]


class SumFact(Fact, Base):
    """What a payer's sheets of a month come to in a town, kept when a package is loaded.

    Attributes:
        net_fen: as printed on the sheets in force.
        added_fen, taken_fen: 补发 (positive) and 扣回 (negative) that the lines carry, never one sum.
        paid_fen, unpaid_fen, waived_fen: of the lines.
    """

    __tablename__ = "subsidy_sums"
    month: Mapped[str]
    payer: Mapped[str]
    sheets: Mapped[int]
    people: Mapped[int]
    gross_fen: Mapped[Fen]
    deducted_fen: Mapped[Fen]
    added_fen: Mapped[Fen]
    taken_fen: Mapped[Fen]
    net_fen: Mapped[Fen]
    paid_fen: Mapped[Fen]
    waived_fen: Mapped[Fen]
    unpaid_fen: Mapped[Fen]


class FindingFact(Fact, Base):
    """Something in a package that does not agree with itself, found while it was loaded."""

    __tablename__ = "findings"
    kind: Mapped[str]
    text: Mapped[str]


SECTIONS: dict[str, type[Fact]] = {
    "lines": LineFact,
    "payments": PaymentFact,
    "receivables": ReceivableFact,
    "undecided": UndecidedFact,
    "roster": RosterFact,
    "counts": CountFact,
    "books": BookFact,
    "funds": FundFact,
    "projects": ProjectFact,
    "half_reports": HalfReportFact,
    "plan_items": PlanFact,
    "invoices": InvoiceFact,
    "dues": DueFact,
}
"""Section of the body → what its rows become."""
TABLES = (SheetFact, *SECTIONS.values(), SumFact, FindingFact)
