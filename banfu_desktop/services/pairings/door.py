"""What the pairings room offers the halls."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.pairings import PairingUnit
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.services.door import Documents, List, Tracked, Wish
from banfu_desktop.services.pairings import pairings
from banfu_desktop.tables.pairings import PAIRINGS

TABLES = {
    "pairings": Tracked(
        "组团结对", (PAIRINGS,), erasable=("first_secretary_note", "finance_assistant", "other_staff")
    ),
    "pairing_units": Tracked("组团结对", (PAIRINGS,)),
}
LISTS = {"pairings": List(PAIRINGS, pairings.listing)}


def _annex(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.pairings import papers

    return papers.annex(session, wish.now)


PAPERS = {Form("pairings-annex", "组团结对情况表", 16, "none"): _annex}


def holds_unit(session: Session, organisation_id: int) -> str:
    """Why a unit cannot be removed."""
    held = sa.select(PairingUnit.id).where(PairingUnit.organisation_id == organisation_id).limit(1)
    return "在组团结对表中" if session.scalar(held) is not None else ""
