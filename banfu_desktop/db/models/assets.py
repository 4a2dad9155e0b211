"""资产登记: one card a thing, from the day it came to the day it left."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, WordType, table_args
from banfu_desktop.rules.assets import Disposal


class Asset(Base):
    """An asset card, with the voucher that paid for the thing and the project it belongs to, if any.

    Pieces that left while others stayed are a card of their own; `part_of_id` is the card they were on.
    """

    __tablename__ = "assets"
    __table_args__ = table_args(
        sa.Index("uq_assets_number", "number", unique=True),
        sa.CheckConstraint("length(item) > 0", name="named"),
        sa.CheckConstraint("value_fen >= 0", name="value"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("(disposed_on IS NULL) = (disposal IS NULL)", name="disposed_somehow"),
        sa.CheckConstraint("disposed_on IS NULL OR length(disposal_reason) > 0", name="disposed_with_reason"),
        sa.CheckConstraint("disposed_on IS NULL OR disposed_on >= acquired_on", name="disposed_later"),
    )
    id: Mapped[Id]
    item: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    model: Mapped[str | None]
    quantity: Mapped[int]
    value_fen: Mapped[Fen]
    acquired_on: Mapped[date]
    place: Mapped[str]
    keeper: Mapped[str]
    voucher_id: Mapped[int | None] = mapped_column(sa.ForeignKey("fund_vouchers.id"), index=True)
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("projects.id"), index=True)
    remark: Mapped[str | None]
    disposed_on: Mapped[date | None]
    disposal: Mapped[Disposal | None] = mapped_column(WordType(Disposal))
    disposal_reason: Mapped[str | None]
    number: Mapped[str | None]
    proceeds_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    proceeds_voucher_id: Mapped[int | None] = mapped_column(index=True)
    part_of_id: Mapped[int | None] = mapped_column(index=True)
