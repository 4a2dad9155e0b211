"""Insurance covers end on a day, books of the fund are closed, and money is lent out of them (备用金)."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "023f5918f01355039d4eaa13fdb5a05b40cb9e3a23295693c1a3ffb5246f512d"
FILLS = {("insurance_covers", "end_on"): None, ("fund_books", "closed_on"): None}


def upgrade() -> None:
    """Add the two days and the tables of advances."""
    op.add_column("insurance_covers", sa.Column("end_on", sa.Text(), nullable=True))
    op.add_column("fund_books", sa.Column("closed_on", sa.Text(), nullable=True))
    op.create_table(
        "fund_advances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("borrower", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("lent_on", sa.Text(), nullable=False),
        sa.Column("returned_fen", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Text(), nullable=True),
        sa.CheckConstraint("amount_fen > 0", name="ck_fund_advances_amount"),
        sa.CheckConstraint(
            "returned_fen >= 0 AND returned_fen <= amount_fen", name="ck_fund_advances_returned"
        ),
        sa.ForeignKeyConstraint(["book_id"], ["fund_books.id"], name="fk_fund_advances_book_id_fund_books"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_advances"),
        sqlite_strict=True,
    )
    op.create_index("ix_fund_advances_book_id", "fund_advances", ["book_id"], unique=False)
    op.create_table(
        "fund_settlements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("advance_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name="ck_fund_settlements_amount"),
        sa.ForeignKeyConstraint(
            ["advance_id"], ["fund_advances.id"], name="fk_fund_settlements_advance_id_fund_advances"
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["fund_vouchers.id"], name="fk_fund_settlements_voucher_id_fund_vouchers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fund_settlements"),
        sa.UniqueConstraint("voucher_id", name="uq_fund_settlements_voucher_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_fund_settlements_advance_id", "fund_settlements", ["advance_id"], unique=False)
