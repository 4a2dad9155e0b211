"""Reminders of the home page that are put off, or known and left alone for a reason."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "2c2e9f71d8223ad8b8d15e5483e32a376f02271c02749031bad4f8dd9657ef5c"


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "quiet_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(until IS NULL) = (reason IS NOT NULL)", name="ck_quiet_reminders_day_or_reason"),
        sa.PrimaryKeyConstraint("id", name="pk_quiet_reminders"),
        sa.UniqueConstraint("subject", name="uq_quiet_reminders_subject"),
        sqlite_strict=True,
    )
