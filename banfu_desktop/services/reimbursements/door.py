"""What the reimbursements room offers the halls."""

from collections.abc import Iterator, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim, ClaimSeal
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.finding import has_amount
from banfu_desktop.rules.invoice_readings import Trip
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import ClaimKind, number_words
from banfu_desktop.rules.snapshots import check_code
from banfu_desktop.services.attachments import searching
from banfu_desktop.services.door import (
    Documents,
    Hit,
    List,
    Maker,
    MonthPaper,
    PersonPart,
    PersonWish,
    Tracked,
    Wish,
)
from banfu_desktop.services.reimbursements import due as reminders
from banfu_desktop.services.reimbursements import handing, reimbursements, sums
from banfu_desktop.tables.reimbursements import CLAIM_FORM, CLAIM_YEAR, CLAIMS, LINES, OUTSTANDING

_ROOM = reimbursements.ROOM
_LINE = {"day": "日期", "place": "地点或医院", "amount_fen": "金额"}
"""What the three kinds of line call differently."""
TABLES = {
    "claims": Tracked(
        "费用报销",
        (CLAIM_FORM, CLAIMS),
        undoable=True,
        erasable=("title", "source", "reason", "snapshot"),
    ),
    "claim_lines": Tracked(
        "费用报销",
        tuple(LINES.values()),
        _LINE,
        undoable=True,
        erasable=("place", "to_place", "item", "note", "remark"),
    ),
    "claim_acceptances": Tracked("报销说明", undoable=True, erasable=("text", "reason")),
    "claim_seals": Tracked("报销封存"),
}
LISTS = {
    "claims": List(CLAIMS, reimbursements.listing, totals=True),
    "outstanding": List(OUTSTANDING, rows_on=sums.outstanding, totals=True),
    "claim-year": List(CLAIM_YEAR, sums.years),
}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _of(kind: ClaimKind | None) -> Maker:
    """The maker of one kind's forms of a month; None: the paste sheets of all."""

    def make(session: Session, wish: Wish) -> Documents:
        from banfu_desktop.services.reimbursements import papers

        return papers.month(session, wish.month, wish.payer, kind, wish.now)

    return make


def _blanks(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.reimbursements import papers

    return papers.blanks(session, wish.now)


def _owed(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.reimbursements import papers

    return papers.owed(session, wish.payer, wish.now, wish.today)


PAPERS = {
    Form("expense-claim", "费用报销单", 7, "month", per_payer=True): _of(ClaimKind.OTHER),
    Form("travel-claim", "往返交通（差旅）费报销单", 8, "month", per_payer=True): _of(ClaimKind.TRAVEL),
    Form("medical-claim", "医疗费报销单", 9, "month", per_payer=True): _of(ClaimKind.MEDICAL),
    Form("paste-sheet", "单据粘贴单", 10, "month", per_payer=True): _of(None),
    Form("claims-owed", "未付报销催款函", None, "none", per_payer=True): _owed,
    Form("blank-claims", "空白报销单和粘贴单", None, "none"): _blanks,
}


def monthly(session: Session, month: Month, _today: date) -> Iterator[MonthPaper]:
    """The month's claims for each unit."""
    from banfu_desktop.services.reimbursements import papers

    return papers.monthly(session, month)


def find(session: Session, text: str) -> Iterator[Hit]:
    """Claims by name, number, title or amount, and by their invoices and files."""
    by_bundle = {}
    for row in reimbursements.listing(session):
        label = f"报销单 {row.number or '草稿'} {row.name}"
        by_bundle[row.bundle_id] = row.id, label
        words = (row.name, row.initials, row.number, (row.title or "").casefold())
        if any(text in word for word in words):
            yield Hit(label, f"{row.kind.label} · {row.state.label}", _ROOM, row.id, "报销")
        elif has_amount(text, row.claimed_fen):
            yield Hit(yuan(row.claimed_fen), f"{label} · {row.state.label}", _ROOM, row.id, "金额")
    for paper in searching.papers(session, _ROOM, text):
        if paper.bundle_id in by_bundle:
            key, label = by_bundle[paper.bundle_id]
            yield Hit(paper.label, f"{paper.hint} · {label}", _ROOM, key, paper.kind)


def holds(session: Session, posting_id: int) -> str:
    """A claim belongs to its posting."""
    held = session.scalar(sa.select(Claim.id).filter_by(posting_id=posting_id).limit(1))
    return "报销" if held is not None else ""


def sealed(session: Session, code: str) -> tuple[str, str] | None:
    """The claim that bears a check code, and the head of the chain it was sealed over."""
    claims = sa.select(Claim, ClaimSeal).join(ClaimSeal, ClaimSeal.claim_id == Claim.id)
    for claim, seal in session.execute(claims.where(Claim.check_code == code)):
        return f"报销单 {claim.year}-{claim.serial}", seal.audit_head
    return None


def verify(session: Session) -> tuple[list[str], list[str]]:
    """The claims handed in whose snapshot is not what was handed in; what holds is not said."""
    handed = session.scalars(sa.select(Claim).where(Claim.snapshot.is_not(None)).order_by(Claim.id))
    return [], [
        f"报销单{number_words(claim.year or 0, claim.serial or 0)}的校验码与封存的内容不符"
        for claim in handed
        if check_code(claim.snapshot or "") != claim.check_code
    ]


def holds_unit(session: Session, organisation_id: int) -> str:
    """Why a unit cannot be removed."""
    held = sa.select(Claim.id).where(Claim.unit_id == organisation_id).limit(1)
    return "已有报销单" if session.scalar(held) is not None else ""


def journeys(session: Session, bundle_id: int, trips: Sequence[Trip]) -> list[str]:
    """Tickets of a travel claim's draft become its trips."""
    from banfu_desktop.services.reimbursements import tickets

    return tickets.take(session, bundle_id, trips)


def person(session: Session, wish: PersonWish) -> PersonPart:
    """Claims, what units owe of them, and their papers."""
    from banfu_desktop.services.reimbursements import person as person_page

    return person_page.part(session, wish)


def demonstrate(session: Session) -> None:
    """What the demonstration office has here."""
    from banfu_desktop.services.reimbursements import demonstration

    demonstration.fill(session)
