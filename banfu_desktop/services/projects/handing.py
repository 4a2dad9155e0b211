"""Projects that are not over go on to whoever follows (四(四))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.projects import projects


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """Every project not over, with what was approved, paid and is left; they are the team's, nobody's own."""
    if posting_id is not None:
        return
    for row in projects.listing(session):
        if not row.stage.over:
            sums = f"{yuan(row.amount_fen)}，已付 {yuan(row.paid_fen)}，余 {yuan(row.left_fen)} 元"
            asked = "批准" if row.since else "申请"
            text = f"{row.name}（{row.stage.label}，{row.signed}）：{asked} {sums}"
            yield handover_item(Section.WORK, "项目", text, "projects", row.id)
