"""Subsidies sealed and not paid, and money to be collected, go on to whoever follows (六(一))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.members import members
from banfu_desktop.services.subsidies import paying, receivables

_ROOM = "subsidies"


def items(session: Session, posting_id: int | None, today: date) -> Iterator[HandoverItem]:
    """Lines not paid, what is owed and what nobody has answered for; all, or one person's."""
    person = None if posting_id is None else members.one(session, posting_id).person_id
    for row in paying.unpaid(session, today):
        if person in (None, row.person_id):
            text = f"{row.payer} {row.month.label} {row.name} {yuan(row.net_fen)} 元，已封存未发放"
            yield handover_item(Section.MONEY, "未付补助", text, _ROOM, f"unpaid {row.id}")
    for owed in receivables.listing(session, today):
        if person in (None, owed.person_id):
            text = f"{owed.name}应收回 {yuan(owed.open_fen)} 元（{owed.months_said}，{owed.payer}）"
            yield handover_item(Section.MONEY, "应收回", text, _ROOM, f"owed {owed.id}")
    for asked in receivables.uncollected(session):
        if person in (None, asked.person_id):
            yield handover_item(Section.MONEY, "待答复", asked.question, _ROOM, f"asked {asked.id}")
