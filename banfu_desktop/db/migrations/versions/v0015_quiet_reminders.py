"""Reminders of the home page that are put off, or known and left alone for a reason."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "e4d3805c8fc310502520cda119e94c6ee66058958ec04d606bd322d3d4352b75"


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
