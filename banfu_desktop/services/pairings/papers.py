"""The paper of the pairings room: 组团结对情况表 (form 16)."""

from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import pairings_annex
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.pairings import pairings


def annex(session: Session, now: datetime) -> tuple[Document, ...]:
    """Every town with its group, as annex 1 of the notice has them."""
    current = office.current(session)
    towns = tuple(
        pairings_annex.Town(
            row.town,
            row.kind.label,
            row.lead,
            row.first_secretaries,
            row.members,
            row.finance_assistant,
            row.other_staff,
        )
        for row in pairings.listing(session)
    )
    data = pairings_annex.Annex(current.county, current.document_no, towns, imprint(session, now))
    return pairings_annex.build(data)
