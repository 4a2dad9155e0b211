"""Claims on the posting units (六(二)): their lines, the reasons behind accepted warnings, their seals."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, WordType, table_args
from banfu_desktop.rules.reimbursements import ClaimKind, ClaimState, Vehicle


class Claim(Base):
    """A claim of one posting on the unit that reimburses it.

    Numbered when first handed in, so that a year's numbers have no gap. `snapshot` is what its form says from
    then on, `check_code` its mark. A reversing claim names in `reverses_id` the paid one it takes back.
    """

    __tablename__ = "claims"
    __table_args__ = table_args(
        sa.UniqueConstraint("year", "serial"),
        sa.UniqueConstraint("reverses_id"),
        sa.CheckConstraint("(year IS NULL) = (serial IS NULL)", name="numbered_whole"),
        sa.CheckConstraint("state IN ('draft', 'handed', 'approved', 'paid', 'refused')", name="state"),
        sa.CheckConstraint("state = 'draft' OR serial IS NOT NULL", name="numbered_once_handed"),
        sa.CheckConstraint("state <> 'draft' OR snapshot IS NULL", name="draft_has_no_snapshot"),
        sa.CheckConstraint("state IN ('draft', 'refused') OR snapshot IS NOT NULL", name="snapshot"),
        sa.CheckConstraint("(snapshot IS NULL) = (check_code IS NULL)", name="code_with_snapshot"),
        sa.CheckConstraint("state NOT IN ('approved', 'paid') OR approved_fen IS NOT NULL", name="decided"),
        sa.CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name="day_when_paid"),
        sa.CheckConstraint("state <> 'refused' OR length(reason) > 0", name="refused_for_a_reason"),
    )
    id: Mapped[Id]
    kind: Mapped[ClaimKind] = mapped_column(WordType(ClaimKind))
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    title: Mapped[str | None]
    filled_on: Mapped[date]
    host_meal_days: Mapped[int | None]
    host_ride_days: Mapped[int | None]
    year: Mapped[int | None]
    serial: Mapped[int | None]
    state: Mapped[ClaimState] = mapped_column(WordType(ClaimState), default=ClaimState.DRAFT)
    handed_on: Mapped[date | None]
    decided_on: Mapped[date | None]
    approved_fen: Mapped[Fen | None]
    reason: Mapped[str | None]
    paid_on: Mapped[date | None]
    reverses_id: Mapped[int | None] = mapped_column(sa.ForeignKey("claims.id"))
    made_at: Mapped[datetime]
    check_code: Mapped[str | None]
    snapshot: Mapped[str | None]
    source: Mapped[str | None]


class ClaimLine(Base):
    """One line; which columns mean something is the kind's business (rules.reimbursements.Line)."""

    __tablename__ = "claim_lines"
    __table_args__ = table_args(
        sa.UniqueConstraint("claim_id", "position"),
        sa.CheckConstraint("meal_days IS NULL OR meal_days >= 0", name="meal_days"),
        sa.CheckConstraint("papers IS NULL OR papers >= 0", name="papers"),
    )
    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id"))
    position: Mapped[int]
    day: Mapped[date | None]
    place: Mapped[str | None]
    until: Mapped[date | None]
    to_place: Mapped[str | None]
    vehicle: Mapped[Vehicle | None] = mapped_column(WordType(Vehicle))
    item: Mapped[str | None]
    note: Mapped[str | None]
    total_fen: Mapped[Fen | None]
    insured_fen: Mapped[Fen | None]
    fare_fen: Mapped[Fen | None]
    local_fen: Mapped[Fen | None]
    lodging_fen: Mapped[Fen | None]
    meal_days: Mapped[int | None]
    meal_fen: Mapped[Fen | None]
    other_fen: Mapped[Fen | None]
    amount_fen: Mapped[Fen | None]
    papers: Mapped[int | None]
    remark: Mapped[str | None]
    approved_fen: Mapped[Fen | None]


class ClaimAcceptance(Base):
    """A warning accepted for one claim, with the written reason; `check_name` names it exactly."""

    __tablename__ = "claim_acceptances"
    __table_args__ = table_args(
        sa.UniqueConstraint("claim_id", "check_name"),
        sa.CheckConstraint("length(reason) > 0", name="reasoned"),
    )
    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id"))
    check_name: Mapped[str]
    text: Mapped[str]
    reason: Mapped[str]


class ClaimSeal(Base):
    """When and by whom a claim was sealed by its payment, over which head of the audit chain."""

    __tablename__ = "claim_seals"
    id: Mapped[Id]
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("claims.id"), unique=True)
    sealed_at: Mapped[datetime]
    sealed_by: Mapped[str]
    audit_head: Mapped[str]
