"""社会帮扶 (七) and project ideas (三(六)): what was promised, each arrival, and an idea's way to a project.

Loans stand here without borrowers, help without the households it reached.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, WordType, table_args
from banfu_desktop.rules.mobilised import Channel, Help, IdeaKind


class Contribution(Base):
    """What somebody promised; `ended_on` and `ending` say that the rest will not come, and why."""

    __tablename__ = "contributions"
    __table_args__ = table_args(
        sa.CheckConstraint("length(source) > 0", name="of_somebody"),
        sa.CheckConstraint("length(purpose) > 0", name="for_something"),
        sa.CheckConstraint("promised_fen >= 0", name="amount"),
        sa.CheckConstraint("(ended_on IS NULL) = (ending IS NULL)", name="ended_for_a_reason"),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    kind: Mapped[Help] = mapped_column(WordType(Help))
    source: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str]
    village: Mapped[str | None]
    goods: Mapped[str | None]
    promised_fen: Mapped[Fen]
    promised_on: Mapped[date]
    due_on: Mapped[date | None]
    published_on: Mapped[date | None]
    published_at: Mapped[str | None]
    remark: Mapped[str | None]
    ended_on: Mapped[date | None]
    ending: Mapped[str | None]


class ContributionArrival(Base):
    """A part of a contribution that arrived; what passed the team's own book points at its voucher."""

    __tablename__ = "contribution_arrivals"
    __table_args__ = table_args(
        sa.CheckConstraint("amount_fen >= 0", name="amount"),
        sa.CheckConstraint("(channel = 'own_book') = (voucher_id IS NOT NULL)", name="voucher_of_own_book"),
    )
    id: Mapped[Id]
    contribution_id: Mapped[int] = mapped_column(sa.ForeignKey("contributions.id"), index=True)
    arrived_on: Mapped[date]
    amount_fen: Mapped[Fen]
    channel: Mapped[Channel] = mapped_column(WordType(Channel))
    receipt: Mapped[str | None]
    voucher_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fund_vouchers.id"), index=True)


class ProjectIdea(Base):
    """A project the team would like in the county's library; `project_id` is what it became."""

    __tablename__ = "project_ideas"
    __table_args__ = table_args(
        sa.UniqueConstraint("name"),
        sa.UniqueConstraint("project_id"),
        sa.CheckConstraint("estimate_fen > 0", name="estimate"),
        sa.CheckConstraint("(dropped_on IS NULL) = (dropping IS NULL)", name="dropped_for_a_reason"),
        sa.CheckConstraint("project_id IS NULL OR dropped_on IS NULL", name="promoted_or_dropped"),
    )
    id: Mapped[Id]
    name: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    kind: Mapped[IdeaKind] = mapped_column(WordType(IdeaKind))
    village: Mapped[str | None]
    estimate_fen: Mapped[Fen]
    source_wanted: Mapped[str]
    reason: Mapped[str]
    raised_on: Mapped[date]
    discussed_on: Mapped[date | None]
    published_on: Mapped[date | None]
    submitted_on: Mapped[date | None]
    listed_on: Mapped[date | None]
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("projects.id"))
    dropped_on: Mapped[date | None]
    dropping: Mapped[str | None]
