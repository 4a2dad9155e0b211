"""Fund projects (四(四)): what was proposed in each round, and who signed it.

A project is what its latest round with both signatures says, or its first round while none has. A signed
round never changes; 追加双签 is a further round.
"""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, WordType, table_args
from banfu_desktop.rules.projects import Signer, Stage


class Project(Base):
    """A project; `ended_on` and `ending` say when and how it was completed, or why it was abandoned.

    `contractor` carries it out: found after the signatures as a rule, so it is of no round.
    """

    __tablename__ = "projects"
    __table_args__ = table_args(
        sa.CheckConstraint("(stage IN ('completed', 'abandoned')) = (ended_on IS NOT NULL)", name="ended"),
        sa.CheckConstraint("stage <> 'abandoned' OR length(ending) > 0", name="abandoned_with_reason"),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    stage: Mapped[Stage] = mapped_column(WordType(Stage))
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ending: Mapped[str | None]
    contractor: Mapped[str | None]


class ProjectRound(Base):
    """What was put before the two signers, the first time or as a supplement."""

    __tablename__ = "project_rounds"
    __table_args__ = table_args(
        sa.UniqueConstraint("project_id", "number"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.CheckConstraint("length(name) > 0", name="named"),
        sa.CheckConstraint("length(reason) > 0", name="reasoned"),
    )
    id: Mapped[Id]
    project_id: Mapped[int] = mapped_column(sa.ForeignKey("projects.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    source: Mapped[str]
    amount_fen: Mapped[Fen]
    reason: Mapped[str]
    proposed_on: Mapped[date]
    village: Mapped[str | None]


class ProjectSignature(Base):
    """One signature under a round; `attachment_id` is the scan, in the project's bundle."""

    __tablename__ = "project_signatures"
    __table_args__ = table_args(
        sa.UniqueConstraint("round_id", "signer"),
        sa.CheckConstraint("signer IN ('secretary', 'leader')", name="signer"),
        sa.CheckConstraint("length(name) > 0", name="named"),
    )
    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("project_rounds.id", ondelete="CASCADE"))
    signer: Mapped[Signer] = mapped_column(WordType(Signer))
    name: Mapped[str]
    signed_on: Mapped[date]
    attachment_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("attachments.id", ondelete="SET NULL"), index=True
    )
