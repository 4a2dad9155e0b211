"""Persons at work in the office, their public keys and the card's; who vouched for whose work."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, WordType, table_args
from banfu_desktop.rules.persons import How
from banfu_desktop.rules.roles import Role


class OfficePerson(Base):
    """A person who has, or had, a password of his own; the row stays when he has left.

    Attributes:
        verify_key: proves what he signs, in hex; the trail keeps every one there ever was.
        seal_key: what the data key is sealed to for him, in hex.
        set_by: who set the present password; None where the recovery card did.
        since: from when on he is at work, or again at work.
        left_on: the last day; None while he is at work.
    """

    __tablename__ = "persons"
    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role] = mapped_column(WordType(Role))
    verify_key: Mapped[str]
    seal_key: Mapped[str]
    how: Mapped[How] = mapped_column(WordType(How))
    set_by: Mapped[int | None]
    since: Mapped[date]
    left_on: Mapped[date | None]


class Card(Base):
    """The recovery card that is good now, by its public key in hex, where there are persons."""

    __tablename__ = "card"
    __table_args__ = table_args(sa.CheckConstraint("id = 1", name="single"))
    id: Mapped[Id]
    seal_key: Mapped[str]
    issued_at: Mapped[datetime]


class Countersign(Base):
    """Somebody has looked at what another did to a record that is to be approved, up to an entry."""

    __tablename__ = "countersigns"
    __table_args__ = table_args(sa.Index("ix_countersigns_row", "table_name", "row_id"))
    id: Mapped[Id]
    table_name: Mapped[str]
    row_id: Mapped[int]
    upto: Mapped[int]


class SoleApproval(Base):
    """A record approved by somebody who took part in making it, with the reason why there was nobody else."""

    __tablename__ = "sole_approvals"
    __table_args__ = table_args(sa.Index("ix_sole_approvals_row", "table_name", "row_id"))
    id: Mapped[Id]
    table_name: Mapped[str]
    row_id: Mapped[int]
    reason: Mapped[str]
