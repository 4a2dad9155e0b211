"""Accident insurance: policies and the people they cover (六(二))."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, table_args


class InsurancePolicy(Base):
    """A policy; premium for all it covers, sum insured of each. Both ends of the period are insured days."""

    __tablename__ = "insurance_policies"
    __table_args__ = table_args(
        sa.UniqueConstraint("insurer", "number"),
        sa.CheckConstraint("end_on >= start_on", name="ends_after_start"),
        sa.CheckConstraint("premium_fen >= 0 AND insured_fen >= 0", name="amounts"),
    )
    id: Mapped[Id]
    insurer: Mapped[str]
    number: Mapped[str]
    start_on: Mapped[date]
    end_on: Mapped[date] = mapped_column(index=True)
    premium_fen: Mapped[Fen]
    insured_fen: Mapped[Fen]
    payer_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    remark: Mapped[str | None]


class InsuranceCover(Base):
    """A person on a policy, insured from `start_on` (None: its first day) to `end_on` (None: its last)."""

    __tablename__ = "insurance_covers"
    __table_args__ = table_args(sa.UniqueConstraint("policy_id", "person_id"))
    id: Mapped[Id]
    policy_id: Mapped[int] = mapped_column(sa.ForeignKey("insurance_policies.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
