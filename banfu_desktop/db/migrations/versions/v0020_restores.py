"""What copies were put in the office's place, and what was lost by it."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "00059695a14d67fe75f5423ae2afd084c3d2a78389bcaeab105b5f373b050532"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "restores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("copy", sa.Text(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("kept_head", sa.Text(), nullable=False),
        sa.Column("lost", sa.Integer(), nullable=False),
        sa.Column("lost_head", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_restores"),
        sqlite_strict=True,
    )
