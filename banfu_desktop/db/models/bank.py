"""Bank statements of the account a book is kept on, and which of their lines stand for which vouchers."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Fen, Id, table_args


class BankStatement(Base):
    """A statement taken in once, known by the file's content; `added` is how many of its lines were new."""

    __tablename__ = "bank_statements"
    id: Mapped[Id]
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_books.id"))
    sha256: Mapped[str]
    name: Mapped[str]
    lines: Mapped[int]
    added: Mapped[int]
    at: Mapped[datetime]
    __table_args__ = table_args(sa.UniqueConstraint("book_id", "sha256"))


class BankLine(Base):
    """One movement on the account: money came in or went out; `balance_fen` is what the bank says after it.

    `mark` recognises a line that another statement brings again (overlapping periods).
    """

    __tablename__ = "bank_lines"
    __table_args__ = table_args(
        sa.UniqueConstraint("book_id", "mark"),
        sa.Index("ix_bank_lines_book_id_dated", "book_id", "dated", "position"),
        sa.CheckConstraint("in_fen >= 0 AND out_fen >= 0", name="not_negative"),
        sa.CheckConstraint("(in_fen = 0) <> (out_fen = 0)", name="one_way"),
    )
    id: Mapped[Id]
    statement_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_statements.id"), index=True)
    book_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_books.id"))
    position: Mapped[int]
    dated: Mapped[date]
    in_fen: Mapped[Fen]
    out_fen: Mapped[Fen]
    balance_fen: Mapped[int | None] = mapped_column(sa.BigInteger)
    party: Mapped[str | None]
    summary: Mapped[str | None]
    mark: Mapped[str]


class BankMatch(Base):
    """A voucher that a line of the bank stands for; a line may stand for several, a voucher for one line."""

    __tablename__ = "bank_matches"
    id: Mapped[Id]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_lines.id", ondelete="CASCADE"), index=True)
    voucher_id: Mapped[int] = mapped_column(sa.ForeignKey("fund_vouchers.id"), unique=True)


class BankDraft(Base):
    """A voucher that was begun from a line of the bank, until it is posted and the line stands for it."""

    __tablename__ = "bank_drafts"
    id: Mapped[Id]
    line_id: Mapped[int] = mapped_column(sa.ForeignKey("bank_lines.id", ondelete="CASCADE"), unique=True)
    voucher_id: Mapped[int] = mapped_column(
        sa.ForeignKey("fund_vouchers.id", ondelete="CASCADE"), unique=True
    )
