"""Units not told of 乡镇工作补贴 and letters without an answer go on to whoever follows (六(一))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.allowance import LetterState
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.allowance import letters

_ROOM = "allowance"
_OPEN = (LetterState.UNTOLD, LetterState.TOLD)


def items(session: Session, posting_id: int | None, today: date) -> Iterator[HandoverItem]:
    """All that is open, or of one posting."""
    for row in letters.listing(session, today):
        if row.state in _OPEN and posting_id in (None, row.posting_id):
            sent = f"，{row.sent_on}送出" if row.sent_on else ""
            text = f"{row.name}乡镇工作补贴（{row.organisation}）{row.state.label}{sent}"
            yield handover_item(Section.WORK, "乡镇工作补贴", text, _ROOM, row.id)
