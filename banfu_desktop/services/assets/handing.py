"""Assets go on to a new keeper."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.assets import AssetState
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.rotation import HandoverItem, Section, handover_item
from banfu_desktop.services.assets import assets
from banfu_desktop.services.members import members


def items(session: Session, posting_id: int | None, _today: date) -> Iterator[HandoverItem]:
    """What is there; of one posting what that person keeps."""
    keeper = None if posting_id is None else members.one(session, posting_id).name
    for row in assets.listing(session):
        if row.state is AssetState.KEPT and keeper in (None, row.keeper):
            model = f" {row.model}" if row.model else ""
            number = f"{row.number} " if row.number else ""
            what = f"{number}{row.item}{model} {row.quantity} 件 {yuan(row.value_fen)} 元"
            text = f"{what}，{row.place}，保管人{row.keeper}"
            yield handover_item(Section.GOODS, "资产", text, "assets", row.id)
