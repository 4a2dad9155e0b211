"""What the insurance room offers the halls."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.insurance import InsuranceCover, InsurancePolicy
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.insurance import CoverState
from banfu_desktop.services.door import (
    Documents,
    Hit,
    Import,
    List,
    PersonPart,
    PersonWish,
    Reading,
    Report,
    Tracked,
    Wish,
)
from banfu_desktop.services.insurance import due as reminders
from banfu_desktop.services.insurance import handing, insurance, standing
from banfu_desktop.services.members import members
from banfu_desktop.tables.insurance import COVERAGE, POLICIES, POLICY_FILE

TABLES = {
    "insurance_policies": Tracked(
        "意外险", (POLICIES,), {"kind": "险种"}, undoable=True, erasable=("remark",)
    ),
    "insurance_covers": Tracked("意外险", (COVERAGE,), {"end_on": "最后参保日"}, undoable=True),
}
LISTS = {
    "policies": List(POLICIES, rows_on=insurance.policies, totals=True),
    "coverage": List(COVERAGE, rows_on=standing.standing),
}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _sheet(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.insurance import papers

    return papers.sheet(session, wish.year, wish.payer, wish.now, wish.today)


def _reading() -> Reading:
    from banfu_desktop.services.insurance import importing

    return importing.look, importing.carry_out


IMPORTS = {"policies": Import("保单", POLICY_FILE, _reading)}


def _settlements(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.insurance import papers

    return papers.settlements(session, wish.year, wish.payer, wish.now, wish.today)


def _name_lists(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.insurance import papers

    return papers.name_lists(session, wish.year, wish.now, wish.today, full=wish.full)


PAPERS = {
    Form("insurance-sheet", "意外险参保情况表", 18, "year", per_payer=True): _sheet,
    Form("insured-list", "意外险参保人员名单", 18, "year", has_full=True): _name_lists,
    Form("insurance-settlement", "意外险费用结算单", 31, "year", per_payer=True): _settlements,
}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Policies by number or insurer."""
    for row in insurance.policies(session, date.max):
        if text in row.number.casefold() or text in row.insurer:
            yield Hit(f"保单 {row.number}", f"{row.insurer} · {row.people} 人", "insurance", row.id, "保单")


def holds(session: Session, posting_id: int) -> str:
    """A cover is a person's: with the last posting it would lose whom it is about."""
    person = members.only_posting_of(session, posting_id)
    held = sa.select(InsuranceCover.id).filter_by(person_id=person).limit(1)
    return "参保" if person is not None and session.scalar(held) is not None else ""


def holds_unit(session: Session, organisation_id: int) -> str:
    """Why a unit cannot be removed."""
    held = sa.select(InsurancePolicy.id).where(InsurancePolicy.payer_id == organisation_id).limit(1)
    return "已承担保险费用" if session.scalar(held) is not None else ""


def report(session: Session, today: date) -> Report:
    """How many at their post are insured."""
    states = Counter(row.state for row in standing.standing(session, today))
    return Report(
        {"counts": [{"what": f"意外险{state.label}", "number": states[state]} for state in CoverState]}
    )


def person(session: Session, wish: PersonWish) -> PersonPart:
    """Covers and gaps."""
    from banfu_desktop.services.insurance import person as person_page

    return person_page.part(session, wish)


def demonstrate(session: Session) -> None:
    """What the demonstration office has here."""
    from banfu_desktop.services.insurance import demonstration

    demonstration.fill(session)
