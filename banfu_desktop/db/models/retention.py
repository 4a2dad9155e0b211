"""What was erased when its retention period had ended: the certificate, whom it is about, which entries."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, table_args


class Erasure(Base):
    """One erasure, as its certificate says; numbered in its own sequence by `id`."""

    __tablename__ = "erasures"
    __table_args__ = table_args(sa.CheckConstraint("years > 0", name="years"))
    id: Mapped[Id]
    erased_on: Mapped[date]
    erased_by: Mapped[str]
    years: Mapped[int]
    gone_before: Mapped[date]


class ErasedPerson(Base):
    """Somebody whose numbers were erased: how many values, attachments and entries of the trail."""

    __tablename__ = "erased_people"
    id: Mapped[Id]
    erasure_id: Mapped[int] = mapped_column(sa.ForeignKey("erasures.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    left_on: Mapped[date]
    numbers: Mapped[int]
    attachments: Mapped[int]
    entries: Mapped[int]
    kept_attachments: Mapped[int]


class ErasedEntry(Base):
    """An entry of the audit trail whose numbers were erased: `sides` says of which side only tags are left.

    None where the trail's first format struck the numbers out of the text.
    """

    __tablename__ = "erased_entries"
    __table_args__ = table_args(sa.CheckConstraint("sides IN ('before', 'after', 'both')", name="sides"))
    id: Mapped[Id]
    entry: Mapped[int] = mapped_column(index=True)
    erasure_id: Mapped[int] = mapped_column(sa.ForeignKey("erasures.id"), index=True)
    sides: Mapped[str | None]
