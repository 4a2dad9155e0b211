"""Papers kept in the program go on to whoever follows, as many as there are."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attachments import Attachment
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """How many attachments there are; they are the team's."""
    if posting_id is not None:
        return
    count = session.scalar(sa.select(sa.func.count(Attachment.id))) or 0
    text = f"程序内电子附件 {count} 件，随备份一并移交"
    yield handover_item(Section.PAPERS, "附件", text, "attachments", "all")
