"""Deeds of the county's desk: rows in a hash chain, added by the service on both engines.

hash_i = SHA-256("banfu-county-deed-1\\0" + hash_(i-1) + canonical JSON of the row)      hash_0: 64 zeros
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop import clock
from banfu_desktop.roll_up.models.desk import CountyRow, DeedRow
from banfu_desktop.rules.errors import UserError

PRACTICE = "practice"
"""Under this name a session knows that its county is kept for practice."""
_UNDER_WAY = timedelta(hours=1)
_START = "0" * 64
_AS = b"banfu-county-deed-1\0"


@dataclass(frozen=True)
class CountyDeed:
    """What somebody at the county does.

    Attributes:
        name: what is done (收下上报包).
        at: the system's local time.
        town: which town it is about; empty where it is about none.
        what: its particulars, plain values only.
    """

    name: str
    actor: str
    at: datetime
    town: str = ""
    what: Mapping[str, Any] = field(default_factory=dict)


def line_up(session: Session) -> None:
    """Wait behind other desks, so that deeds stand one after the other until the commit."""
    session.execute(sa.select(CountyRow.county_id).order_by(CountyRow.county_id).limit(1).with_for_update())


def add(session: Session, deed: CountyDeed) -> None:
    """Put a deed on record, in the transaction of what it did.

    Raises:
        UserError: it is dated another day than the system's, and the county is not kept for practice.
    """
    _refuse_another_day(session, deed.at)
    line_up(session)
    last = session.execute(sa.select(DeedRow.no, DeedRow.hash).order_by(DeedRow.no.desc()).limit(1)).first()
    number, before = (last.no, last.hash) if last else (0, _START)
    what = json.dumps(dict(deed.what), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    row = DeedRow(
        no=number + 1,
        at=deed.at.isoformat(timespec="seconds"),
        actor=deed.actor,
        name=deed.name,
        town=deed.town,
        what=what,
    )
    row.hash = _link(before, row)
    session.add(row)


def listing(session: Session, newest: int = 1000) -> list[DeedRow]:
    """The last deeds, the newest first."""
    return list(session.scalars(sa.select(DeedRow).order_by(DeedRow.no.desc()).limit(newest)))


def broken_at(session: Session) -> int:
    """The first deed that is not as it was written, or follows on one that is gone; 0 where all hold."""
    before = _START
    for number, row in enumerate(session.scalars(sa.select(DeedRow).order_by(DeedRow.no)), 1):
        if row.no != number or row.hash != _link(before, row):
            return number
        before = row.hash
    return 0


def _refuse_another_day(session: Session, at: datetime) -> None:
    """Every deed bears the system's day; one begun before midnight may end after it."""
    now = clock.now()
    if session.info.get(PRACTICE) or at.date() == now.date() or timedelta(0) <= now - at <= _UNDER_WAY:
        return
    raise UserError(
        f"电脑上今天是{now.date()}，不能按{at.date()}办理",
        "收件的日子以电脑日期为准，电脑日期不对的请先改正；要按别的日子练习，请用 county init --practice",
    )


def _link(before: str, row: DeedRow) -> str:
    said = json.dumps([row.no, row.at, row.actor, row.name, row.town, row.what], ensure_ascii=False)
    return hashlib.sha256(_AS + before.encode() + said.encode()).hexdigest()
