"""Filings without an answer and relations not moved go on to whoever follows (二(三), 四(一))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.rotation import Direction, FilingState, HandoverItem, Section, handover_item
from banfu_desktop.services.rotation import filings, relations

_ROOM = "rotation"


def items(session: Session, posting_id: int | None, today: date) -> Iterator[HandoverItem]:
    """All that is open, or of one posting; who has not moved in yet the roster says."""
    for row in filings.listing(session, today):
        if row.wanted and row.state is not FilingState.CONFIRMED and posting_id in (None, row.posting_id):
            text = f"{row.name}（{row.village}）报{row.body}备案：{row.state.label}"
            yield handover_item(Section.WORK, "备案", text, _ROOM, f"filing {row.key}")
    for move in relations.listing(session, today):
        back = move.direction is Direction.OUT and move.moved_on is None
        if back and posting_id in (None, move.posting_id):
            text = f"{move.name}组织关系还没有转回"
            yield handover_item(Section.BASICS, "组织关系", text, _ROOM, f"relation {move.key}")
