"""Assessments not fed back and trainings not made up for go on to whoever follows (四(五), 四(七))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.assessment import AssessStage
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.assessment import assessment, trainings

_ROOM = "assessment"


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """What of every round and training is open; all, or of one posting."""
    for row in assessment.listing(session):
        if row.stage is not AssessStage.FED_BACK and posting_id in (None, row.posting_id):
            text = f"{row.round} {row.name}：{row.stage.label}"
            yield handover_item(Section.WORK, "考核", text, _ROOM, row.id)
    for person in trainings.attendees(session):
        if not person.state.counts and posting_id in (None, person.posting_id):
            text = f"{person.name} {person.training}：{person.state.label}，未补训"
            yield handover_item(Section.WORK, "培训", text, _ROOM, f"training {person.id}")
