"""Questions of the county, and the office's answers."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "286fa15f854233bccb160db3a46e1e8ccecd01ea4c53a9d43444398c5e5736d1"
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
