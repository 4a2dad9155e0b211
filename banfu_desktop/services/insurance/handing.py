"""Whoever is not insured, or soon not any more, goes on to whoever follows (六(二))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.insurance import CoverState
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.insurance import standing
from banfu_desktop.services.members import members

_OPEN = (CoverState.UNCOVERED, CoverState.EXPIRING)


def items(session: Session, posting_id: int | None, today: date) -> Iterator[HandoverItem]:
    """People without cover, or whose cover ends within thirty days; all, or one person."""
    person = None if posting_id is None else members.one(session, posting_id).person_id
    for row in standing.standing(session, today):
        if row.state in _OPEN and person in (None, row.person_id):
            until = f"，参保至 {row.insured_until}" if row.insured_until else ""
            text = f"{row.name} 意外险{row.state.label}{until}"
            yield handover_item(Section.WORK, "意外险", text, "insurance", row.key)
