"""People of a roster without identity numbers, and what the clerk said of heading lines."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "998726a5095ff7f850516e04168a579e506f0819b2e12d8122cdb2d9d05a2932"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "roster_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("unit_said", sa.Text(), nullable=True),
        sa.Column("identity_no", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("card_no", sa.Text(), nullable=True),
        sa.Column("given", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added_on", sa.Text(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name="ck_roster_drafts_named"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_drafts"),
        sqlite_strict=True,
    )
    op.create_index("ix_roster_drafts_name", "roster_drafts", ["name"], unique=False)
    op.create_table(
        "heading_maps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_heading_maps"),
        sa.UniqueConstraint("door", "line", name="uq_heading_maps_door_line"),
        sqlite_strict=True,
    )
