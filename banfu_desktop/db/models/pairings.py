"""Annex 1: which units are paired with which town (clause 一, 二(三))."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, WordType, table_args
from banfu_desktop.rules.words import PairingRole, TownKind


class Pairing(Base):
    """One town's row of the annex; `first_secretary_note` stands where no unit is named."""

    __tablename__ = "pairings"
    id: Mapped[Id]
    position: Mapped[int]
    town: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[TownKind] = mapped_column(WordType(TownKind))
    first_secretary_note: Mapped[str] = mapped_column(default="")
    finance_assistant: Mapped[str] = mapped_column(default="")
    other_staff: Mapped[str] = mapped_column(default="")


class PairingUnit(Base):
    """A unit of a group and what it does there."""

    __tablename__ = "pairing_units"
    __table_args__ = table_args(sa.UniqueConstraint("pairing_id", "organisation_id", "role"))
    id: Mapped[Id]
    pairing_id: Mapped[int] = mapped_column(sa.ForeignKey("pairings.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    role: Mapped[PairingRole] = mapped_column(WordType(PairingRole))
    position: Mapped[int] = mapped_column(default=0)
