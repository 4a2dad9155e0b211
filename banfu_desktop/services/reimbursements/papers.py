"""The papers of claims: forms 7 to 9, each with its paste sheet (form 10)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim, ClaimSeal
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import expense_claim, medical_claim, paste_sheet, travel_claim
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimKind, ClaimState
from banfu_desktop.services.attachments import papers
from banfu_desktop.services.attachments.papers import Enclosed
from banfu_desktop.services.audit import seals
from banfu_desktop.services.reimbursements import forms, reimbursements
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow

Documents = tuple[Document, ...]
Build = Callable[[ClaimPaper], Documents]
_FORMS: Mapping[ClaimKind, Build] = {
    ClaimKind.OTHER: expense_claim.build,
    ClaimKind.TRAVEL: travel_claim.build,
    ClaimKind.MEDICAL: medical_claim.build,
}


class Wish(Protocol):
    """What is asked for: a month, perhaps one unit's, printed now."""

    @property
    def month(self) -> Month: ...
    @property
    def payer(self) -> str | None: ...
    @property
    def now(self) -> datetime: ...


def of(session: Session, claim_id: int, now: datetime) -> Documents:
    """One claim's form and its paste sheet.

    Raises:
        UserError: it is no longer there.
    """
    row = reimbursements.one(session, claim_id)
    paper = _paper(session, row, now)
    return (*_FORMS[row.kind](paper), *paste_sheet.build(paper))


def enclosed(session: Session, claim_id: int) -> Enclosed:
    """The attachments of a claim, to stand behind its form."""
    row = reimbursements.one(session, claim_id)
    return papers.of_bundle(session, row.bundle_id, row.check_code)


def _paper(session: Session, row: ClaimRow, now: datetime) -> ClaimPaper:
    """Word for word as handed in; a draft as it stands, and marked so."""
    draft = row.state is ClaimState.DRAFT
    sealed_over = session.scalar(sa.select(ClaimSeal.audit_head).filter_by(claim_id=row.id)) or ""
    imprint = Imprint(clock(now), row.check_code, seals.chain_code(sealed_over), draft=draft)
    return replace(forms.shown(session, row.id), imprint=imprint)


def _month(session: Session, wish: Wish, kind: ClaimKind | None, build: Build) -> Documents:
    """A paper for every claim filled in during the month, in the order they were begun.

    Raises:
        UserError: there is none.
    """
    during = Claim.filled_on.between(wish.month.first, wish.month.last)
    rows = [
        row
        for row in reversed(reimbursements.listing(session, during))
        if row.kind is (kind or row.kind) and wish.payer in (None, row.unit)
    ]
    if not rows:
        whose = f"向“{wish.payer}”报的" if wish.payer else ""
        what = kind.label if kind else "费用"
        raise UserError(f"{wish.month.label}没有{whose}{what}报销单", "请先新建报销单，或核对月份")
    return tuple(document for row in rows for document in build(_paper(session, row, wish.now)))


MAKERS: Mapping[str, Callable[[Session, Wish], Documents]] = {
    "expense-claim": lambda s, w: _month(s, w, ClaimKind.OTHER, expense_claim.build),
    "travel-claim": lambda s, w: _month(s, w, ClaimKind.TRAVEL, travel_claim.build),
    "medical-claim": lambda s, w: _month(s, w, ClaimKind.MEDICAL, medical_claim.build),
    "paste-sheet": lambda s, w: _month(s, w, None, paste_sheet.build),
}
"""The forms of a month, by their names in the catalogue."""
