"""A member's education (学历), a column of the roster."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "a1a2a2ae44294367a30cb2483bb07dcd7994e713d5edddca51c310e9f39bede3"
FILLS = {("people", "education"): None}


def upgrade() -> None:
    """Add the column."""
    op.add_column("people", sa.Column("education", sa.Text(), nullable=True))
