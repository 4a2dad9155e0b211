"""What the exams room offers the halls."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.exams import Exam
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.documents import Figure
from banfu_desktop.rules.exams import ExamState
from banfu_desktop.services.door import (
    Documents,
    Import,
    List,
    PersonPart,
    PersonWish,
    Reading,
    Report,
    Tracked,
    Wish,
)
from banfu_desktop.services.exams import due as reminders
from banfu_desktop.services.exams import exams, handing
from banfu_desktop.services.members import members
from banfu_desktop.tables.exams import EXAMS

TABLES = {"exams": Tracked("体检", (EXAMS,), undoable=True, erasable=("place", "reason"))}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _listed(session: Session, today: date) -> Iterable[object]:
    return exams.listing(session, today.year)


LISTS = {"exams": List(EXAMS, rows_on=_listed)}


def _sheet(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.exams import papers

    return papers.sheet(session, wish.year, wish.payer, wish.now)


def _settlements(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.exams import papers

    return papers.settlements(session, wish.year, wish.payer, wish.now)


PAPERS = {
    Form("exam-sheet", "年度体检情况表", 17, "year", per_payer=True): _sheet,
    Form("exam-settlement", "体检费用结算单", 31, "year", per_payer=True): _settlements,
}


def _reading() -> Reading:
    from banfu_desktop.services.exams import importing

    return importing.look, importing.carry_out


IMPORTS = {"exams": Import("体检", EXAMS, _reading)}


def holds(session: Session, posting_id: int) -> str:
    """An exam is a person's: with the last posting it would lose whom it is about."""
    person = members.only_posting_of(session, posting_id)
    held = sa.select(Exam.id).filter_by(person_id=person).limit(1)
    return "体检" if person is not None and session.scalar(held) is not None else ""


def holds_unit(session: Session, organisation_id: int) -> str:
    """Why a unit cannot be removed."""
    held = sa.select(Exam.id).where(Exam.payer_id == organisation_id).limit(1)
    return "已承担体检费用" if session.scalar(held) is not None else ""


def report(session: Session, today: date) -> Report:
    """How many exams of the year stand how."""
    states = Counter(row.state for row in exams.listing(session, today.year, today.year) if row.due)
    return Report(
        {
            "counts": [
                {"what": f"{today.year}年体检{state.label}", "number": states[state]} for state in ExamState
            ]
        }
    )


def person(session: Session, wish: PersonWish) -> PersonPart:
    """Exams planned and done."""
    from banfu_desktop.services.exams import person as person_page

    return person_page.part(session, wish)


def figures(session: Session, period: Period) -> Iterable[Figure]:
    """How many people had their exam in a period."""
    done = sa.select(sa.func.count(sa.distinct(Exam.person_id))).where(
        Exam.done_on.between(period.start, period.end)
    )
    yield Figure("exams_done", "完成体检人数", f"{session.scalar(done) or 0:,}")


def demonstrate(session: Session) -> None:
    """What the demonstration office has here."""
    from banfu_desktop.services.exams import demonstration

    demonstration.fill(session)
