"""Documents that wait and items of plans that are not done go on to whoever follows (四(五), 五(二))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.documents import Direction, DocState
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.documents import documents, plans
from banfu_desktop.services.members import members

_ROOM = "documents"


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """Letters to be answered, drafts, reports without a receipt, open items; or those of one posting."""
    name = None if posting_id is None else members.one(session, posting_id).name
    for item in plans.listing(session):
        if item.state.open and name in (None, item.owner):
            until = f"，{item.due}前" if item.due else ""
            owner = f"（{item.owner}）" if item.owner else ""
            text = f"{item.task}{owner}{until}"
            yield handover_item(Section.WORK, "计划任务", text, _ROOM, f"item {item.id}")
    for row in documents.listing(session):
        if name not in (None, row.drafter):
            continue
        if row.state is DocState.WAITING:
            until = f"，{row.reply_due}前" if row.reply_due else ""
            text = f"{row.party or '来文'}“{row.title}”待办{until}"
            yield handover_item(Section.WORK, "待办来文", text, _ROOM, row.id)
        elif row.direction is not Direction.IN and not row.issued:
            yield handover_item(Section.PAPERS, "文稿", f"“{row.title}”没有签发", _ROOM, row.id)
        late = [one.name for one in row.recipients if one.received_on is None]
        if row.issued and late:
            text = f"“{row.title}”待回执：{'、'.join(late)}"
            yield handover_item(Section.PAPERS, "报送", text, _ROOM, f"receipts {row.id}")
