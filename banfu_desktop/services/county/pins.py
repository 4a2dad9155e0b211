"""Fingerprints heard before the package comes: the next one that bears it is taken without asking again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.models.desk import NO_TOWN, PinRow
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reception import History, Sender, Verdict
from banfu_desktop.services.county import register
from banfu_desktop.services.county.desk import ACTOR, CountyDesk

_ENDED_BY_IT = frozenset({Sender.FIRST, Sender.NEW_KEY_SIGNED, Sender.NEW_KEY_UNSIGNED})
_LETTERS = 16


def pin(desk: CountyDesk, town: str, heard: str, reason: str, now: datetime, actor: str = ACTOR) -> None:
    """Note a town's fingerprint as it was heard, for the next package.

    Raises:
        UserError: no such town, no fingerprint, or no reason.
    """
    if not reason.strip():
        raise UserError("没有写明理由", "请写明问了谁、怎么核对的")
    if len(paper_key.letters_of(heard)) != _LETTERS:
        raise UserError("核对码写得不全", "请写全4组，每组4个字符")
    with desk.roll_up.write() as session:
        town_id = register.id_of(session, town)
        if town_id == NO_TOWN:
            raise UserError(f"没有{town}这个镇", "请核对镇名，或先更新名单（county towns）")
        deeds.line_up(session)
        last = session.scalar(sa.select(sa.func.max(PinRow.no)).where(PinRow.town_id == town_id)) or 0
        at, letters = now.isoformat(timespec="seconds"), paper_key.letters_of(heard)
        row = PinRow(
            town_id=town_id, no=last + 1, fingerprint=letters, reason=reason.strip(), pinned_at=at, used_at=""
        )
        session.add(row)
        deeds.add(session, CountyDeed("先记下核对码", actor, now, town, {"fingerprint": letters}))


def use(session: Session, verdict: Verdict, town: str, key: bytes, now: datetime) -> str:
    """The reason of a pin that ends a held verdict, which is used up by it; empty where none does.

    Only who the sender is, is decided so: a trail that branches, or an approval that nobody signed, is held
    whatever the fingerprint.
    """
    if verdict.sender not in _ENDED_BY_IT or verdict.history is History.BRANCHED or verdict.unsigned:
        return ""
    rows = sa.select(PinRow).filter_by(town_id=register.id_of(session, town), used_at="")
    for row in session.scalars(rows.order_by(PinRow.no)):
        if row.fingerprint == paper_key.letters_of(fingerprint(key)):
            row.used_at = now.isoformat(timespec="seconds")
            return row.reason
    return ""
