"""Claims that are not settled go on to whoever follows (六(二))."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import ClaimState
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.reimbursements import reimbursements

_OPEN = (ClaimState.DRAFT, ClaimState.HANDED, ClaimState.APPROVED)


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """Drafts, claims without an answer and claims not paid; all, or of one posting."""
    for row in reimbursements.listing(session):
        if row.state in _OPEN and row.reversed_by is None and posting_id in (None, row.posting_id):
            fen = row.claimed_fen if row.approved_fen is None else row.approved_fen
            what = f"{row.number or '草稿'} {row.name} {row.kind.label} {yuan(fen)} 元"
            text = f"{what}，{row.state.label}，{row.unit}"
            yield handover_item(Section.WORK, "报销", text, "reimbursements", row.id)
