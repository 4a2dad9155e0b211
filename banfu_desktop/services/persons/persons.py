"""Persons at work: taken on, given new keys, gone; as rows of the office's database.

What also changes the key file goes through `services/keeping/appointing.py`.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.persons import OfficePerson
from banfu_desktop.db.slots import Seed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.persons import How, checked_name
from banfu_desktop.rules.roles import Role


@dataclass(frozen=True)
class PersonRow:
    """A person as a list shows him; `left_on` is None while he is at work."""

    id: int
    name: str
    role: Role
    since: date
    left_on: date | None
    how: How
    set_by: str

    @property
    def standing(self) -> str:
        """How his password came about, in words."""
        if self.left_on is not None:
            return "已离开"
        return self.how.label if self.how is How.OWN else f"{self.how.label}，还没有改成自己的"


def listing(session: Session) -> list[PersonRow]:
    """Everybody there is or was, those at work first."""
    rows = session.scalars(sa.select(OfficePerson).order_by(OfficePerson.id)).all()
    names = {row.id: row.name for row in rows}
    told = [
        PersonRow(row.id, row.name, row.role, row.since, row.left_on, row.how, names.get(row.set_by or 0, ""))
        for row in rows
    ]
    return sorted(told, key=lambda row: row.left_on is not None)


def active(session: Session) -> list[PersonRow]:
    """Those at work."""
    return [row for row in listing(session) if row.left_on is None]


def named(session: Session, name: str) -> PersonRow:
    """The person at work of a name.

    Raises:
        UserError: nobody of that name; the advice says who there is.
    """
    rows = active(session)
    row = next((row for row in rows if row.name == " ".join(name.split())), None)
    if row is None:
        there = "、".join(row.name for row in rows)
        raise UserError(f"人员名单里没有“{name}”", f"现有：{there}" if there else "还没有给每个人设密码")
    return row


def take_on(
    session: Session, name: str, role: Role, seed: Seed, how: How, set_by: int | None, day: date
) -> int:
    """A new person, or one who had left and is back. Returns his id.

    Raises:
        UserError: not a name, or somebody of that name is at work already.
    """
    name = checked_name(name)
    row = session.scalars(sa.select(OfficePerson).where(OfficePerson.name == name)).first()
    if row is not None and row.left_on is None:
        raise UserError(f"“{name}”已在人员名单里", "同名的人请在姓名后加以区别")
    if row is None:
        row = OfficePerson(name=name, role=role, verify_key="", seal_key="", how=how, since=day)
        session.add(row)
    row.role, row.since, row.left_on = role, day, None
    _give_keys(row, seed, how, set_by)
    session.flush()
    return row.id


def give_keys(session: Session, person: int, seed: Seed, how: How, set_by: int | None) -> None:
    """New keys for a person at work: his password is another one now."""
    _give_keys(_at_work(session, person), seed, how, set_by)
    session.flush()


def appoint(session: Session, person: int, role: Role) -> None:
    """Another role for a person at work.

    Raises:
        UserError: he is the only reviewer.
    """
    row = _at_work(session, person)
    if row.role is Role.REVIEWER and role is not Role.REVIEWER:
        _refuse_last_reviewer(session, row)
    row.role = role
    session.flush()


def leave(session: Session, person: int, day: date) -> None:
    """A person leaves; what he signed stays his.

    Raises:
        UserError: he is the only reviewer.
    """
    row = _at_work(session, person)
    if row.role is Role.REVIEWER:
        _refuse_last_reviewer(session, row)
    row.left_on = day
    session.flush()


def all_leave(session: Session, day: date) -> None:
    """Nobody has a password of his own any more."""
    for row in session.scalars(sa.select(OfficePerson).where(OfficePerson.left_on.is_(None))):
        row.left_on = day
    session.flush()


def _refuse_last_reviewer(session: Session, row: OfficePerson) -> None:
    others = sa.select(OfficePerson.id).where(
        OfficePerson.role == Role.REVIEWER, OfficePerson.left_on.is_(None), OfficePerson.id != row.id
    )
    if session.scalars(others).first() is None:
        raise UserError(f"{row.name}是唯一的“审核”", "请先把接手的人设为“审核”")


def _at_work(session: Session, person: int) -> OfficePerson:
    row = session.get(OfficePerson, person)
    if row is None or row.left_on is not None:
        raise UserError("人员名单里没有这个人", "请从现有的人员中选择")
    return row


def _give_keys(row: OfficePerson, seed: Seed, how: How, set_by: int | None) -> None:
    row.verify_key, row.seal_key = seed.verify_key.hex(), seed.seal_key.hex()
    row.how, row.set_by = how, set_by
