"""A claim of somebody in 梅坑镇, written as the window and the command line write it."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.members import members
from banfu_desktop.services.reimbursements import deeds, reimbursements
from tests.services.conftest import NOW, TODAY

NAME = "谭䶮"
OCTOBER_20 = date(2026, 10, 20)
NUMBERS = tuple(f"264420000000123456{number:02}" for number in range(40))
"""Numbers of digital invoices."""

LINES = {
    ClaimKind.MEDICAL: Line(OCTOBER_20, "新丰县人民医院", total_fen=32_000, insured_fen=12_000, papers=2),
    ClaimKind.TRAVEL: Line(
        OCTOBER_20, "梅坑镇", OCTOBER_20, "县城", vehicle=Vehicle.COACH, fare_fen=2_500, papers=1
    ),
    ClaimKind.OTHER: Line(OCTOBER_20, item="资料费", amount_fen=10_000),
}
"""A plain line of each kind."""


def draft(
    session: Session, kind: ClaimKind = ClaimKind.OTHER, *lines: Line, name: str = NAME, **head: Any
) -> int:
    """A draft with lines (the plain one of its kind). Returns its key."""
    posting = members.named(session, name)[0]
    values = {"posting_id": posting.id, "kind": kind, "filled_on": TODAY, **head}
    claim_id = reimbursements.save(session, values, NOW)
    reimbursements.set_lines(session, claim_id, lines or [LINES[kind]])
    return claim_id


def bundle_of(session: Session, claim_id: int) -> int:
    """Where its papers lie."""
    return reimbursements.one(session, claim_id).bundle_id


def invoice(session: Session, claim_id: int, number: str = NUMBERS[0], **more: Any) -> int:
    """An invoice of it."""
    from banfu_desktop.rules.invoices import InvoiceKind

    values = {"kind": InvoiceKind.DIGITAL, "number": number, **more}
    return invoices.save(session, bundle_of(session, claim_id), values)


def handed(session: Session, kind: ClaimKind = ClaimKind.OTHER, *lines: Line, **head: Any) -> int:
    """A claim the unit has."""
    claim_id = draft(session, kind, *lines, **head)
    deeds.hand_in(session, claim_id, TODAY, TODAY)
    return claim_id


def approved(session: Session, fen: int | None = None, reason: str = "") -> int:
    """A claim the unit approved: in full, or an amount of it."""
    claim_id = handed(session)
    approval = deeds.Approval(total_fen=fen, reason=reason)
    deeds.approve(session, claim_id, TODAY, approval, TODAY)
    return claim_id


def paid(session: Session) -> int:
    """A claim that is paid and sealed."""
    claim_id = approved(session)
    deeds.pay(session, claim_id, TODAY, "经办", NOW)
    return claim_id
