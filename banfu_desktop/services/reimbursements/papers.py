"""The papers of claims: forms 7 to 9, each with its paste sheet (form 10)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim, ClaimSeal
from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import blank_claims, claims_owed
from banfu_desktop.printing.forms.claim_parts import Approved, ClaimPaper
from banfu_desktop.printing.forms.parts import Imprint, clock
from banfu_desktop.printing.forms.v1 import expense_claim as expense_1
from banfu_desktop.printing.forms.v1 import medical_claim as medical_1
from banfu_desktop.printing.forms.v1 import paste_sheet as paste_1
from banfu_desktop.printing.forms.v1 import travel_claim as travel_1
from banfu_desktop.printing.forms.v3 import expense_claim, medical_claim, paste_sheet, travel_claim
from banfu_desktop.printing.paper import Paper
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import ClaimKind, ClaimState
from banfu_desktop.rules.snapshots import of_layout
from banfu_desktop.services.attachments import papers
from banfu_desktop.services.door import MonthPaper
from banfu_desktop.services.office import alone, office, settings
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.reimbursements import forms, reimbursements, sums
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow

Documents = tuple[Document, ...]
Build = Callable[[ClaimPaper], Documents]
_LAYOUT_1: Mapping[ClaimKind | None, Build] = {
    ClaimKind.OTHER: expense_1.build,
    ClaimKind.TRAVEL: travel_1.build,
    ClaimKind.MEDICAL: medical_1.build,
    None: paste_1.build,
}
"""The forms of the kinds, and the paste sheet, as layout 1 has them."""
_LAYOUT_3: Mapping[ClaimKind | None, Build] = {
    ClaimKind.OTHER: expense_claim.build,
    ClaimKind.TRAVEL: travel_claim.build,
    ClaimKind.MEDICAL: medical_claim.build,
    None: paste_sheet.build,
}
"""As layout 3 has them: what was approved, the day sealed."""
_WITHOUT_FACTS = {1}
"""Formats of snapshots older than the reading of invoices: their enclosures stay as they were printed."""
FORMS: Mapping[ClaimKind | None, str] = {
    ClaimKind.OTHER: "expense-claim",
    ClaimKind.TRAVEL: "travel-claim",
    ClaimKind.MEDICAL: "medical-claim",
    None: "paste-sheet",
}
"""What the forms of the kinds, and the paste sheet, are asked for by."""
_NAMED = 2
"""Numbers that are said one by one."""
_FIRST = 1
_LAYOUTS = {_FIRST: _LAYOUT_1, 3: _LAYOUT_3}
"""By number; a draft is printed in the newest, what is handed in in its own for good."""


def claim(session: Session, claim_id: int, now: datetime) -> Paper:
    """The papers of one claim: its form (7, 8 or 9), the paste sheet (10), every attachment.

    Raises:
        UserError: it is no longer there.
    """
    row = reimbursements.one(session, claim_id)
    filled = _paper(session, row, now)
    documents = (*_form(filled, row.kind), *_form(filled, None))
    facts = forms.snapshot_format(session, row.id) not in _WITHOUT_FACTS
    enclosed = papers.of_bundle(session, row.bundle_id, row.check_code, facts=facts)
    two_up = settings.value_on(session, "two_on_a4", now.date())
    return Paper(documents[0].name, documents, enclosed=enclosed, two_up=two_up)


def _form(paper: ClaimPaper, kind: ClaimKind | None) -> Documents:
    return of_layout(_LAYOUTS, paper.layout)[kind](paper)


def _paper(session: Session, row: ClaimRow, now: datetime) -> ClaimPaper:
    """Word for word as handed in, with what was approved since; a draft as it stands, and marked so."""
    paper = forms.shown(session, row.id)
    seal = session.scalar(sa.select(ClaimSeal).filter_by(claim_id=row.id))
    if paper.layout == _FIRST:
        head = paper_key.chain_code(seal.audit_head if seal else "")
        draft = row.state is ClaimState.DRAFT
        return replace(paper, imprint=Imprint(clock(now), row.check_code, head, draft=draft))
    return replace(paper, imprint=_imprint(session, row, seal, now), approved=_approved(session, row))


def _imprint(session: Session, row: ClaimRow, seal: ClaimSeal | None, now: datetime) -> Imprint:
    """A paid claim says when it was sealed, over which head; one with the unit stands as handed in.

    Any other says where the trail stands now.
    """
    if seal is not None:
        head = paper_key.chain_code(seal.audit_head)
        return Imprint("", row.check_code, head, sealed_at=clock(seal.sealed_at))
    if row.check_code:
        return Imprint(clock(now), row.check_code)
    return imprint(session, now, draft=row.state is ClaimState.DRAFT)


def _approved(session: Session, row: ClaimRow) -> Approved | None:
    if row.state not in (ClaimState.APPROVED, ClaimState.PAID) or row.approved_fen is None:
        return None
    return Approved(row.approved, row.approved_fen, row.reason or "", alone.of_claim(session, row.id))


def month(
    session: Session, month: Month, payer: str | None, kind: ClaimKind | None, now: datetime
) -> Documents:
    """The forms of one kind of claim (None: the paste sheets of all) filled in during a month, as begun.

    Raises:
        UserError: there is none.
    """
    rows = [
        row
        for row in _filled_in(session, month)
        if row.kind is (kind or row.kind) and payer in (None, row.unit)
    ]
    if not rows:
        whose = f"向“{payer}”报的" if payer else ""
        what = kind.label if kind else "费用"
        raise UserError(f"{month.label}没有{whose}{what}报销单", "请先登记报销单，或核对月份")
    return tuple(document for row in rows for document in _form(_paper(session, row, now), kind))


def owed(session: Session, unit: str | None, now: datetime, today: date) -> Documents:
    """A letter to each unit, or to one, that has not paid claims it was handed (六(二)).

    Raises:
        UserError: nothing is owed.
    """
    rows = [row for row in sums.outstanding(session, today) if unit is None or row.unit == unit]
    if not rows:
        raise UserError("没有未付的报销单", "各单位都已付清，不用催")
    units = tuple(
        (
            name,
            tuple(
                claims_owed.Line(
                    row.number, row.name, row.kind.label, row.handed_on, row.days, row.state.label,
                    row.outstanding_fen,
                )
                for row in group
            ),
        )
        for name, group in groupby(rows, key=lambda row: row.unit)
    )  # fmt: skip
    team = office.current(session).team
    return claims_owed.build(claims_owed.Owed(team, today, units, imprint(session, now)))


def _filled_in(session: Session, month: Month) -> list[ClaimRow]:
    """The claims of a month as begun."""
    during = Claim.filled_on.between(month.first, month.last)
    return list(reversed(reimbursements.listing(session, during)))


def monthly(session: Session, month: Month) -> Iterator[MonthPaper]:
    """The forms of the claims filled in during a month and their paste sheets, for each unit."""
    rows = _filled_in(session, month)
    for unit in dict.fromkeys(row.unit for row in rows):
        own = [row for row in rows if row.unit == unit]
        for kind, form in FORMS.items():
            if chosen := [row for row in own if row.kind is (kind or row.kind)]:
                yield _month_paper(form, unit, chosen)


def _month_paper(form: str, unit: str, rows: Sequence[ClaimRow]) -> MonthPaper:
    """A draft has no number yet and is printed as one beside those handed in; drafts alone are missing."""
    numbers = [row.number for row in rows if row.state is not ClaimState.DRAFT]
    drafts, refused = len(rows) - len(numbers), sum(row.state is ClaimState.REFUSED for row in rows)
    if not numbers:
        why = f"{drafts} 份还是草稿，没有交单位"
        return MonthPaper(
            form, unit, unit, missing=why, way="去交单位", room=reimbursements.ROOM, key=rows[0].id
        )
    said = "、".join(numbers) if len(numbers) <= _NAMED else f"{len(numbers)} 份"
    note = (said, f"其中拒报 {refused} 份" if refused else "", f"另有草稿 {drafts} 份" if drafts else "")
    return MonthPaper(form, unit, unit, "，".join(filter(None, note)))


def blanks(session: Session, now: datetime) -> Documents:
    """Empty papers for people without a computer."""
    team = office.current(session).team
    return blank_claims.build(blank_claims.Blank(team, imprint(session, now)))
