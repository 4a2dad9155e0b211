"""Changes of post (二): who is due, who is proposed, how far it is; the timeline of units by quarter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.rotation import Handover, RotationBatch, RotationChange, RotationPlace
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import members as eligibility
from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rotation import Lane, Quarter, Stage, Stay
from banfu_desktop.rules.verdicts import Verdict
from banfu_desktop.rules.words import PoliticalStatus, TeamRole
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import settings
from banfu_desktop.tables.rotation import CHANGE_FORM

ROOM = "rotation"
_FIELDS = stored(RotationChange, of=CHANGE_FORM)
_LEFT_SHOWN = 90
"""Days for which somebody who has left still stands in the list."""
_ABOUT_PEOPLE = frozenset({"leader_party", "leader_rank", "leader_age", "member_age", "member_party"})
"""Checks of 二(一) that can be held before somebody is posted."""


@dataclass(frozen=True)
class PlaceRow:
    """Somebody at the post and how far the change is; attribute names are those of tables.rotation.PLACES."""

    id: int
    person_id: int
    name: str
    initials: str
    organisation: str
    role: TeamRole
    village: str | None
    batch: str
    arrived_on: date
    planned_until: date | None
    left_on: date | None
    days: int | None
    stage: Stage | None
    handed_on: date | None
    handover_bundle: int | None
    successor: str | None
    successor_unit: str | None
    born_on: date | None
    political: PoliticalStatus | None
    party_joined_on: date | Month | None
    rank: str | None
    arrives_on: date | None
    proposed_on: date | None
    agreed_on: date | None
    agreed_by: str | None
    handing_on: date | None
    remark: str | None

    @property
    def until(self) -> date | None:
        """The last day, or the planned one."""
        return self.left_on or self.planned_until


def listing(session: Session, today: date) -> list[PlaceRow]:
    """Everybody at the post, coming, or gone for less than ninety days, the soonest to leave first.

    `handover_bundle` holds the papers of the latest list.
    """
    changes = {row.posting_id: row for row in session.scalars(sa.select(RotationChange))}
    placed = sa.select(RotationPlace.posting_id, RotationBatch.name).join(
        RotationBatch, RotationBatch.id == RotationPlace.batch_id
    )
    batches = {posting: name for posting, name in session.execute(placed)}  # noqa: C416 (typed rows)
    lists = _lists(session)
    since = Period(today - timedelta(days=_LEFT_SHOWN))
    rows = [
        _row(row, changes.get(row.id), batches.get(row.id, ""), lists.get(row.id, (None, None)), today)
        for row in members.listing(session, since)
    ]
    return sorted(rows, key=lambda row: (row.until or date.max, row.id))


def _lists(session: Session) -> dict[int, tuple[date | None, int | None]]:
    """The day on which each posting's list was sealed, and the bundle of its latest."""
    found: dict[int, tuple[date | None, int | None]] = {}
    for row in session.scalars(sa.select(Handover).order_by(Handover.id)):
        before = found.get(row.posting_id, (None, None))[0]
        found[row.posting_id] = (row.sealed_at.date() if row.sealed_at else before, row.bundle_id)
    return found


def _row(
    member: MemberRow,
    change: RotationChange | None,
    batch: str,
    handover: tuple[date | None, int | None],
    today: date,
) -> PlaceRow:
    handed_on, bundle_id = handover
    until = member.left_on or member.planned_until
    days = max((until - today).days, 0) if until is not None else None
    near = days is not None and days <= eligibility.ROTATION_NOTICE_DAYS
    started = change is not None or handed_on is not None
    steps = [getattr(change, name, None) for name, _ in rules.STEPS]
    stage = rules.stage_of(steps, handed_on, member.left_on, today) if near or started else None
    given = {name: getattr(change, name, None) for name in _FIELDS}
    kept: dict[str, Any] = {"id": member.id, "days": days, "batch": batch, "stage": stage}
    kept |= {"handed_on": handed_on, "handover_bundle": bundle_id}
    return row_of(PlaceRow, member, **(given | kept))


def one(session: Session, posting_id: int, today: date) -> PlaceRow:
    """One of them.

    Raises:
        UserError: nobody of that posting is at the post or about to leave.
    """
    found = next((row for row in listing(session, today) if row.id == posting_id), None)
    if found is None:
        raise UserError(f"{members.one(session, posting_id).name}早已离岗", "轮换只办理在岗和刚离岗的人员")
    return found


def save(session: Session, posting_id: int, values: Mapping[str, Any], today: date) -> None:
    """Write down how far the change of a post is.

    Args:
        values: of tables.rotation.CHANGE_FORM; only what changes.

    Raises:
        UserError: days out of order or to come, a step for nobody, or somebody proposed without a day.
    """
    record = session.scalar(sa.select(RotationChange).filter_by(posting_id=posting_id))
    merged = refuse(values, record, today)
    record = record or RotationChange(posting_id=members.one(session, posting_id).id)
    for name, value in merged.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()


def refuse(values: Mapping[str, Any], before: object, today: date) -> dict[str, Any]:
    """What a change will say: its values, and what they do not name as it was `before`.

    Raises:
        UserError: days out of order or to come, or a step for nobody.
    """
    merged = {name: values.get(name, getattr(before, name, None)) for name in _FIELDS}
    steps = [merged[name] for name, _ in rules.STEPS]
    rules.refuse_steps(steps, today)
    if any(steps[:2]) and not merged["successor"]:
        raise UserError("没有写明接任人选", "请填写推荐的人", rules.CLAUSE)
    return merged


def take_back(session: Session, posting_id: int) -> None:
    """Take back what was written down of a change.

    Raises:
        UserError: nothing was.
    """
    record = session.scalar(sa.select(RotationChange).filter_by(posting_id=posting_id))
    if record is None:
        raise UserError("这一岗位还没有办理轮换", "没有可以撤回的")
    session.delete(record)


def verdicts(row: PlaceRow, member: MemberRow, today: date) -> list[Verdict]:
    """What 二(一) says of the one proposed, as far as he is described, on the day of the proposal."""
    if not row.successor:
        return []
    candidate = replace(
        member.candidate(),
        name=row.successor,
        born_on=row.born_on,
        identity_no="",
        political=row.political,
        party_joined_on=row.party_joined_on,
        rank=row.rank,
        selected_on=row.proposed_on or today,
    )
    return [one for one in eligibility.verdicts(candidate, today) if one.check in _ABOUT_PEOPLE]


def stays(session: Session, today: date) -> list[Stay]:
    """Everybody's time at the post, ever; a planned end that has passed holds until somebody leaves."""
    found = []
    for row in members.listing(session):
        until = row.left_on or row.planned_until
        if row.left_on is None and until is not None and until < today:
            until = today
        left = row.left_on is not None and row.left_on < today
        found.append(Stay(row.id, row.name, row.organisation, row.role, row.arrived_on, until, left))
    return found


@dataclass(frozen=True)
class Timeline:
    """The timeline of a day: its lanes, crowded quarters, who is decided and not there, amber days."""

    today: date
    lanes: tuple[Lane, ...]
    crowded: tuple[tuple[Quarter, int, int], ...]
    coming: Mapping[int, tuple[str, date | None]]
    amber_days: int


def timeline(session: Session, today: date) -> Timeline:
    """The timeline; `coming` names, by the posting left, who is agreed on and not yet there."""
    everybody = stays(session, today)
    choices = settings.Choices(session)
    crowd = rules.crowded(everybody, today) if choices.value("crowd_warning", today) else []
    coming = {
        row.id: (row.successor, row.arrives_on)
        for row in listing(session, today)
        if row.successor and row.proposed_on
    }
    amber = int(choices.value("rotation_amber_days", today))
    return Timeline(today, tuple(rules.lanes(everybody, today)), tuple(crowd), coming, amber)
