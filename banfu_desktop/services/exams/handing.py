"""Exams of the year that are not settled go on to whoever follows (六(二))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.exams import exams
from banfu_desktop.services.members import members


def items(session: Session, posting_id: int | None, today: date) -> Iterator[HandoverItem]:
    """Whoever is due an exam this year and has neither a result nor a reason; all, or one person."""
    person = None if posting_id is None else members.one(session, posting_id).person_id
    for row in exams.listing(session, today.year, today.year):
        if row.due and not row.state.settled and person in (None, row.person_id):
            planned = f"，计划 {row.planned_on}" if row.planned_on else ""
            text = f"{row.name} {row.year}年度体检{row.state.label}{planned}"
            yield handover_item(Section.WORK, "体检", text, "exams", row.key)
