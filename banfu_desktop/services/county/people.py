"""The people of all towns, masked: who is posted where, what staffing lacks, who rotates, who is filed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.roll_up import queries
from banfu_desktop.roll_up.models.facts import CountFact, RosterFact
from banfu_desktop.rules.words import TeamRole


@dataclass(frozen=True)
class Posted:
    """A posting as its town has told it; days are texts, empty where there is none."""

    town: str
    name: str
    sex: str
    category: str
    unit: str
    rank: str
    role: str
    village: str
    selected_on: str
    arrived_on: str
    planned_until: str
    left_on: str
    relations_moved_on: str
    filed_on: str


@dataclass(frozen=True)
class Count:
    """A number that a town gives, what is asked for, whether it is enough (None: nothing is asked for)."""

    town: str
    what: str
    number: int
    wanted: str
    enough: bool | None


def key_of(posted: Posted) -> str:
    """What a posting is known by in the window as long as its town tells the same of it."""
    return f"{posted.town}/{posted.name}/{posted.unit}/{posted.arrived_on}"


_COLUMNS = tuple(name for name in Posted.__dataclass_fields__ if name != "town")
_CARE = ("意外险", "体检")
_FAR = "9999-12-31"


def roster(
    session: Session, day: date | None = None, town_id: int | None = None, *, holding: str = ""
) -> list[Posted]:
    """Everybody who is at a post on a day, or every posting there ever was; see queries.facts for holding."""
    told = queries.facts(session, RosterFact, town_id, holding=holding)
    rows = [_posted(town, row) for town, row in told]
    return rows if day is None else [row for row in rows if _is_there(row, day.isoformat())]


def staffing(session: Session, town_id: int | None = None) -> list[Count]:
    """How each town's team stands against 二(一)–二(三), as the town itself has counted."""
    return [row for row in _counts(session, town_id) if not _is_care(row.what)]


def care(session: Session, town_id: int | None = None) -> list[Count]:
    """Exams and insurance, as each town has counted them."""
    return [row for row in _counts(session, town_id) if _is_care(row.what)]


def rotation(session: Session, today: date) -> list[Posted]:
    """Who is at a post, by the day on which the rotation is planned; those without one come last."""
    return sorted(roster(session, today), key=lambda row: (row.planned_until or _FAR, row.town, row.unit))


def to_file(session: Session, today: date) -> list[Posted]:
    """First secretaries at a post, for the filing with 县委组织部: those that are not filed come first."""
    firsts = [row for row in roster(session, today) if row.role == TeamRole.FIRST_SECRETARY.label]
    return sorted(firsts, key=lambda row: (bool(row.filed_on), row.town))


def _posted(town: str, row: RosterFact) -> Posted:
    return Posted(town=town, **{name: getattr(row, name) or "" for name in _COLUMNS})


def _is_there(row: Posted, day: str) -> bool:
    return row.arrived_on <= day and (not row.left_on or row.left_on >= day)


def _counts(session: Session, town_id: int | None) -> Iterator[Count]:
    for town, row in queries.facts(session, CountFact, town_id):
        enough = None if row.enough is None else bool(row.enough)
        yield Count(town, row.what, row.number, row.wanted or "", enough)


def _is_care(what: str) -> bool:
    return any(word in what for word in _CARE)
