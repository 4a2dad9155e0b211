"""What is amiss: the towns' own findings word for word, packages against themselves, what two towns share."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from banfu_desktop.roll_up import queries
from banfu_desktop.roll_up.models.facts import (
    BookFact,
    DueFact,
    FindingFact,
    FundFact,
    HalfReportFact,
    ProjectFact,
)
from banfu_desktop.roll_up.queries import Pair
from banfu_desktop.rules.words import Word


class CrossKind(Word):
    """What two towns can share without knowing it."""

    SAME_PERSON = "same_person", "同一个人同时在两个镇"
    PAID_TWICE = "paid_twice", "同一个人同月在两个镇的发放表上"
    SAME_ACCOUNT = "same_account", "同一个账号两个人"
    SAME_INVOICE = "same_invoice", "同一张发票用了两次"


@dataclass(frozen=True)
class Finding:
    """Something that a town's own program finds; urgency red, amber or grey, `until` a day or empty."""

    town: str
    room: str
    urgency: str
    clause: str
    text: str
    until: str


@dataclass(frozen=True)
class CrossFinding:
    """Something that two towns share; names are masked."""

    kind: CrossKind
    first_town: str
    first_name: str
    first_about: str
    second_town: str
    second_name: str
    second_about: str


@dataclass(frozen=True)
class Book:
    """A year of a book of the work fund, in fen."""

    town: str
    book: str
    kind: str
    year: int
    budget_fen: int
    income_fen: int
    expense_fen: int
    balance_fen: int
    closed_to: str


@dataclass(frozen=True)
class Project:
    """A project, in fen; `signed` as the town says it."""

    town: str
    project: str
    stage: str
    source: str
    amount_fen: int
    paid_fen: int
    signed: str


@dataclass(frozen=True)
class HalfReport:
    """A half-year report that was issued: to how many, sent to and received by how many."""

    town: str
    half: str
    version: int
    number: str
    issued_on: str
    recipients: int
    sent: int
    received: int


_QUERIES = {
    CrossKind.SAME_PERSON: queries.same_person,
    CrossKind.PAID_TWICE: queries.paid_twice,
    CrossKind.SAME_ACCOUNT: queries.same_account,
    CrossKind.SAME_INVOICE: queries.same_invoice,
}


def key_of(found: Finding | CrossFinding) -> str:
    """What something is known by in the window as long as it is found."""
    if isinstance(found, Finding):
        return f"{found.town}/{found.text}"
    sides = (found.first_town, found.first_about, found.second_town, found.second_about)
    return "/".join((found.kind.value, *sides))


def own(session: Session, town_id: int | None = None, *, holding: str = "") -> list[Finding]:
    """The towns' own due lines, in their order; only those that hold a text where one is given."""
    return [
        Finding(town, row.room, row.urgency, row.clause, row.text, row.until or "")
        for town, row in queries.facts(session, DueFact, town_id, holding=holding)
    ]


def against_itself(session: Session, town_id: int | None = None) -> list[Finding]:
    """Where a package does not agree with itself."""
    return [
        Finding(town, "", "red", "", row.text, "")
        for town, row in queries.facts(session, FindingFact, town_id)
    ]


def across(session: Session) -> list[CrossFinding]:
    """What two towns share, kind by kind; erased people have no tag and are never compared."""
    return [_cross(kind, pair) for kind, query in _QUERIES.items() for pair in query(session)]


def books(session: Session, year: int | None = None, town_id: int | None = None) -> list[Book]:
    """The books of a year, or of all."""
    return [
        Book(
            town, row.book, row.kind, row.year, row.budget_fen or 0, row.income_fen, row.expense_fen,
            row.balance_fen, row.closed_to or "",
        )
        for town, row in queries.facts(session, BookFact, town_id)
        if year is None or row.year == year
    ]  # fmt: skip


def categories(session: Session, town_id: int | None = None) -> list[tuple[str, FundFact]]:
    """The categories of the books, by town."""
    return queries.facts(session, FundFact, town_id)


def projects(session: Session, town_id: int | None = None) -> list[Project]:
    """All projects."""
    return [
        Project(
            town, row.project, row.stage, row.source or "", row.amount_fen, row.paid_fen, row.signed or ""
        )
        for town, row in queries.facts(session, ProjectFact, town_id)
    ]


def half_reports(session: Session, town_id: int | None = None) -> list[HalfReport]:
    """The half-year reports that towns have issued."""
    return [
        HalfReport(
            town, row.half, row.version, row.number or "", row.issued_on or "", row.recipients, row.sent,
            row.received,
        )
        for town, row in queries.facts(session, HalfReportFact, town_id)
    ]  # fmt: skip


def _cross(kind: CrossKind, pair: Pair) -> CrossFinding:
    return CrossFinding(
        kind, pair.first_town, pair.first_name, pair.first_about, pair.second_town, pair.second_name,
        pair.second_about,
    )  # fmt: skip
