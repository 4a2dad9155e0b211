"""Leaves that nobody has reported back from go on to whoever follows (四(三))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members


def items(session: Session, posting_id: int | None, today: date) -> Iterator[HandoverItem]:
    """Open leaves of whoever is at the post, or of one posting."""
    here = {row.id for row in members.listing(session, Period(today))}
    for row in attendance.leaves(session):
        if row.returned_on is None and row.posting_id in here and posting_id in (None, row.posting_id):
            text = f"{row.name}{row.state.label} {row.start_on}至{row.end_on}，未销假"
            yield handover_item(Section.WORK, "请假", text, "attendance", row.id)
