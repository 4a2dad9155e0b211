"""What copies were put in the office's place, and what was lost by it."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "b58f46b8b25425d419d313f34da5811aa24ff6591d86180a404ac61738199572"


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
