"""Open matters of the log go on to whoever follows (三(一)–(八))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.worklog import matters


def items(session: Session, posting_id: int | None, today: date) -> Iterator[HandoverItem]:
    """Every open matter, or those of one posting."""
    for matter in matters.listing(session, today):
        entry = matter.entry
        if posting_id is None or posting_id in entry.posting_ids:
            where = f"，{entry.village}" if entry.village else ""
            until = f"，{entry.next_due}前" if entry.next_due else ""
            text = f"{entry.next_step}（{entry.day} {entry.people}{where}{until}）"
            yield handover_item(Section.WORK, "未了事项", text, "worklog", entry.id)
