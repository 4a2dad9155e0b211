"""Persons with keys of their own, the recovery card's public key, and who vouched for whose work."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "d63bce3b6a4387666897175b1a378a4736466db3a9a3280bc482df83d865da53"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("verify_key", sa.Text(), nullable=False),
        sa.Column("seal_key", sa.Text(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_persons"),
        sa.UniqueConstraint("name", name="uq_persons_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seal_key", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_card_single"),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
        sqlite_strict=True,
    )
    for table, column, kind in (
        ("countersigns", "upto", sa.Integer()),
        ("sole_approvals", "reason", sa.Text()),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("table_name", sa.Text(), nullable=False),
            sa.Column("row_id", sa.Integer(), nullable=False),
            sa.Column(column, kind, nullable=False),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
            sqlite_strict=True,
        )
        op.create_index(f"ix_{table}_row", table, ["table_name", "row_id"], unique=False)
