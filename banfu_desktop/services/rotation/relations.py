"""Party-organisation relations (四(一)): moved to the town on arrival, moved back on leaving."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.rotation import RelationMove
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rotation import RELATIONS_CLAUSE, Direction
from banfu_desktop.rules.words import PoliticalStatus
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow

_MEMBERS = (PoliticalStatus.MEMBER, PoliticalStatus.PROBATIONARY)
_LOOKED_BACK = 730
"""Days for which somebody who has left and not moved back is asked about."""


@dataclass(frozen=True)
class RelationRow:
    """A move, or one that is wanted (`id` None); attribute names are those of tables.rotation.RELATIONS."""

    key: str
    id: int | None
    posting_id: int
    name: str
    initials: str
    organisation: str
    direction: Direction
    branch: str
    letter_no: str | None
    letter_until: date | None
    moved_on: date | None
    receipt_on: date | None
    since: date

    @property
    def state(self) -> str:
        """How far it is."""
        if self.moved_on is None:
            return f"未{self.direction.label}"
        return "已回执" if self.receipt_on is not None else f"已{self.direction.label}"


def listing(session: Session, today: date) -> list[RelationRow]:
    """Of every party member the move in, and once left the move back; those still open first."""
    records = {(row.posting_id, row.direction): row for row in session.scalars(sa.select(RelationMove))}
    everybody = members.listing(session, Period(today - timedelta(days=_LOOKED_BACK)))
    rows = [
        row
        for member in everybody
        if member.political in _MEMBERS and member.arrived_on <= today
        for row in _of(member, everybody, records, today)
    ]
    return sorted(rows, key=lambda row: (row.moved_on is not None, row.since))


def _of(
    member: MemberRow,
    everybody: Sequence[MemberRow],
    records: Mapping[tuple[int, Direction], RelationMove],
    today: date,
) -> Iterator[RelationRow]:
    into = records.get((member.id, Direction.IN))
    yield _row(member, Direction.IN, into, member.relations_letter_until, member.relations_moved_on)
    gone = member.left_on is not None and member.left_on < today
    back = records.get((member.id, Direction.OUT))
    again = (row for row in everybody if row.person_id == member.person_id and row.id != member.id)
    stays_on = any(row.arrived_on > member.arrived_on for row in again)
    if back is not None or (gone and member.relations_moved_on is not None and not stays_on):
        yield _row(
            member, Direction.OUT, back, back.letter_until if back else None, back.moved_on if back else None
        )


def _row(
    member: MemberRow,
    direction: Direction,
    record: RelationMove | None,
    letter_until: date | None,
    moved_on: date | None,
) -> RelationRow:
    since = member.arrived_on if direction is Direction.IN else (member.left_on or member.arrived_on)
    return RelationRow(
        key=f"{member.id}/{direction.value}",
        id=None if record is None else record.id,
        posting_id=member.id,
        name=member.name,
        initials=member.initials,
        organisation=member.organisation,
        direction=direction,
        branch="" if record is None else record.branch,
        letter_no=None if record is None else record.letter_no,
        letter_until=letter_until,
        moved_on=moved_on,
        receipt_on=None if record is None else record.receipt_on,
        since=since,
    )


def save(
    session: Session, posting_id: int, direction: Direction, values: Mapping[str, Any], today: date
) -> int:
    """Write a move down; of one in, the letter's validity and the day are the roster's. Returns its id.

    Args:
        values: of tables.rotation.RELATIONS; only what changes.

    Raises:
        UserError: no branch, a day to come or before the posting began.
    """
    member = members.one(session, posting_id)
    record = session.scalar(
        sa.select(RelationMove).filter_by(posting_id=posting_id, direction=direction)
    ) or RelationMove(posting_id=posting_id, direction=direction)
    for name in ("branch", "letter_no", "receipt_on"):
        if name in values:
            setattr(record, name, values[name])
    refuse(record.branch, values, today)
    if direction is Direction.IN:
        names = (("letter_until", "relations_letter_until"), ("moved_on", "relations_moved_on"))
        members.save(session, {own: values[name] for name, own in names if name in values}, posting_id)
    else:
        if values.get("moved_on") is not None and values["moved_on"] < member.arrived_on:
            raise UserError(f"转接日期{values['moved_on']}早于到岗", "请核对日期", RELATIONS_CLAUSE)
        record.letter_until = values.get("letter_until", record.letter_until)
        record.moved_on = values.get("moved_on", record.moved_on)
    session.add(record)
    session.flush()
    return record.id


def refuse(branch: str | None, values: Mapping[str, Any], today: date) -> None:
    """Refuse a move that cannot be.

    Raises:
        UserError: no branch, or a day to come.
    """
    if not branch:
        raise UserError("没有写明党支部", "请填写党支部", RELATIONS_CLAUSE)
    for name, said in (("moved_on", "转接日期"), ("receipt_on", "回执日期")):
        day = values.get(name)
        if day is not None and day > today:
            raise UserError(f"{said}{day}还没有到", "请在办了以后登记", RELATIONS_CLAUSE)


def remove(session: Session, move_id: int) -> None:
    """Remove what was written of a move; the roster's own days stay."""
    session.delete(session.get_one(RelationMove, move_id))
