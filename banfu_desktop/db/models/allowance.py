"""乡镇工作补贴 (六(一)): what units were told and answered; the rules the others stand under (六(四))."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, WordType, table_args
from banfu_desktop.rules.words import Category


class AllowanceLetter(Base):
    """What a posting unit was told of somebody's 乡镇工作补贴, and what it answered.

    `organisation_id` and `eligible_on` are what the letter said; `amount_fen` is the unit's own word, fen a
    month. Without `paid_from` a confirmed letter says that the unit does not pay, and `reply` why.
    """

    __tablename__ = "allowance_letters"
    __table_args__ = table_args(
        sa.UniqueConstraint("posting_id"),
        sa.CheckConstraint("confirmed_on IS NULL OR confirmed_on >= sent_on", name="confirmed_after_sent"),
        sa.CheckConstraint("paid_from IS NULL OR confirmed_on IS NOT NULL", name="paid_once_confirmed"),
        sa.CheckConstraint("amount_fen IS NULL OR paid_from IS NOT NULL", name="amount_of_who_pays"),
        sa.CheckConstraint("amount_fen > 0", name="of_an_amount"),
        sa.CheckConstraint(
            "stopped_on IS NULL OR (paid_from IS NOT NULL AND stopped_on >= paid_from)", name="stopped_later"
        ),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    eligible_on: Mapped[date]
    sent_on: Mapped[date]
    number: Mapped[str | None]
    confirmed_on: Mapped[date | None]
    paid_from: Mapped[date | None]
    amount_fen: Mapped[Fen | None]
    reply: Mapped[str | None]
    stopped_on: Mapped[date | None]
    remark: Mapped[str | None]


class OwnRule(Base):
    """The rule a category stands under from a day on: its paper, who pays, what it gives in its own words."""

    __tablename__ = "own_rules"
    __table_args__ = table_args(
        sa.UniqueConstraint("category", "start_on"),
        sa.CheckConstraint("category <> 'cadre'", name="of_the_others"),
        sa.CheckConstraint("length(rule) > 0", name="named"),
        sa.CheckConstraint("end_on IS NULL OR end_on >= start_on", name="ends_after_start"),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    category: Mapped[Category] = mapped_column(WordType(Category))
    rule: Mapped[str]
    number: Mapped[str | None]
    payer: Mapped[str | None]
    amount: Mapped[str | None]
    start_on: Mapped[date]
    end_on: Mapped[date | None]
    remark: Mapped[str | None]
