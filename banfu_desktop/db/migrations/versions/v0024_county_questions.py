"""Questions of the county, and the office's answers."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "bc6c71c16a1615eb83be439ba2d3388fa0b0f0e3bc1580033af25a68fd83d33c"
ERASABLE = {"county_questions": ("text", "record", "answer")}
_TEXTS = "county clause text room record due_on asked_at"


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "county_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS.split()),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_county_questions"),
        sa.UniqueConstraint("county", "no", name="uq_county_questions_county_no"),
        sqlite_strict=True,
    )
