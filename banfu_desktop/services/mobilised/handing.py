"""Promises still to come and project ideas on their way go on to whoever follows (七, 三(六))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.mobilised import Arrival
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.mobilised import ideas, mobilised


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """What was promised to the team and has not come, and ideas that may still become projects."""
    if posting_id is not None:
        return
    for row in mobilised.listing(session):
        if row.state in (Arrival.PROMISED, Arrival.PARTLY):
            what = "，".join(part for part in (row.purpose, row.goods) if part)
            until = f"，{row.due_on}前" if row.due_on else ""
            text = f"{row.source}承诺{what}，还有 {yuan(row.left_fen)} 元未到位{until}"
            yield handover_item(Section.WORK, "承诺", text, "mobilised", row.id)
    for idea in ideas.listing(session):
        if idea.open:
            estimate = f"估算 {yuan(idea.estimate_fen)} 元"
            text = f"{idea.name}（{idea.stage.label}）：{estimate}，{idea.source_wanted}"
            yield handover_item(Section.WORK, "项目建议", text, "mobilised", f"idea {idea.id}")
