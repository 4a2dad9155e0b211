"""A change of unit, role, category or village from a day on.

One stay in two postings, nobody leaves or arrives.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.attendance import AttendanceDay, CoveredDay, Leave
from banfu_desktop.db.models.members import Override, Person, Posting
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.office import office
from banfu_desktop.tables.members import MEMBERS

DATED = ("organisation", "role", "category", "village")
"""What is true of a posting from a day on; a change asks 更正（一直如此）or 从某日起变更."""
_FRESH = frozenset({"id", "arrived_on"})
_DAY = timedelta(days=1)


def change_from(session: Session, posting_id: int, values: Mapping[str, Any], start: date) -> int:
    """End a posting on the day before and go on in a new one. Returns the new posting's id.

    Letters and filings go along (a new village needs a new filing), what is marked from the day on moves,
    a leave over the day is split.

    Args:
        values: the new values of DATED fields.

    Raises:
        UserError: nothing changes, or the day is not within the posting after its first.
    """
    old = session.get_one(Posting, posting_id)
    name = session.get_one(Person, old.person_id).name
    _refuse_day(old, name, start)
    unit = values.get("organisation")
    wanted = {field: values[field] for field in DATED[1:] if field in values}
    organisation_id = office.organisation_named(session, unit).id if unit else old.organisation_id
    if organisation_id == old.organisation_id and all(getattr(old, n) == v for n, v in wanted.items()):
        raise UserError(f"{name}没有要变更的内容", "请核对单位、职务、类别和驻村")
    copied = {
        column.name: getattr(old, column.name)
        for column in Posting.__table__.columns
        if column.name not in _FRESH
    }
    copied["selected_on"] = old.selected_on or old.arrived_on
    if wanted.get("village", old.village) != old.village:
        copied["filed_on"] = None
    new = Posting(**copied | wanted | {"organisation_id": organisation_id, "arrived_on": start})
    old.left_on = start - _DAY
    session.flush()
    session.add(new)
    session.flush()
    _move_days(session, old.id, new.id, start)
    _move_leaves(session, old.id, new.id, start)
    for row in session.scalars(sa.select(Override).filter_by(posting_id=old.id)):
        session.add(Override(posting_id=new.id, check_name=row.check_name, reason=row.reason))
    session.flush()
    return new.id


def _refuse_day(old: Posting, name: str, start: date) -> None:
    period = Period(old.arrived_on, old.left_on)
    if start not in period:
        raise UserError(f"{name}{start}不在这段任职中", f"任职为{old.arrived_on}至{old.left_on or '今'}")
    if start == old.arrived_on:
        raise UserError(
            f"{start}是{name}到岗的当天",
            f"一直如此的请作更正（在成员任职中改{MEMBERS['organisation'].label}等）",
        )


def _move_days(session: Session, old_id: int, new_id: int, start: date) -> None:
    days = sa.select(AttendanceDay).where(AttendanceDay.posting_id == old_id, AttendanceDay.day >= start)
    for row in session.scalars(days):
        row.posting_id = new_id
    session.flush()


def _move_leaves(session: Session, old_id: int, new_id: int, start: date) -> None:
    """Leaves from the day on belong to the new posting; one over the day is two."""
    for leave in session.scalars(sa.select(Leave).filter_by(posting_id=old_id)):
        over = leave.returned_on is not None and leave.returned_on <= start
        if leave.start_on >= start:
            leave.posting_id = new_id
        elif leave.end_on >= start and not over:
            _split(session, leave, new_id, start)
    session.flush()


def _split(session: Session, leave: Leave, new_id: int, start: date) -> None:
    copied = {
        column.name: getattr(leave, column.name)
        for column in Leave.__table__.columns
        if column.name not in ("id", "posting_id", "start_on")
    }
    rest = Leave(**copied | {"from_noon": False}, posting_id=new_id, start_on=start)
    leave.end_on, leave.returned_on, leave.to_noon = start - _DAY, None, False
    session.add(rest)
    session.flush()
    days = sa.select(AttendanceDay).where(AttendanceDay.leave_id == leave.id, AttendanceDay.day >= start)
    for row in session.scalars(days):
        row.leave_id = rest.id
    covered = sa.select(CoveredDay).where(CoveredDay.leave_id == leave.id, CoveredDay.day >= start)
    for hidden in session.scalars(covered):
        hidden.leave_id = rest.id
    session.flush()
