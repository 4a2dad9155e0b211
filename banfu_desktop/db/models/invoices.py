"""Invoices of every room in one table, so that none is paid twice anywhere."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, WordType, table_args
from banfu_desktop.rules.invoices import InvoiceKind


class Invoice(Base):
    """An invoice in a bundle; `released` once its record was refused or reversed, so it may stand again."""

    __tablename__ = "invoices"
    __table_args__ = table_args(
        sa.Index("uq_invoices_live", "code", "number", unique=True, sqlite_where=sa.text("released = 0")),
        sa.CheckConstraint("length(number) > 0", name="numbered"),
        sa.CheckConstraint("amount_fen IS NULL OR amount_fen >= 0", name="amount_not_negative"),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id", ondelete="CASCADE"), index=True)
    kind: Mapped[InvoiceKind] = mapped_column(WordType(InvoiceKind))
    code: Mapped[str] = mapped_column(default="")
    number: Mapped[str]
    issued_on: Mapped[date | None]
    seller: Mapped[str | None]
    buyer: Mapped[str | None]
    amount_fen: Mapped[Fen | None]
    released: Mapped[bool] = mapped_column(default=False)
