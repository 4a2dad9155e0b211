"""A member's education (学历), a column of the roster."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "b2d99736563a3edff4c4b9732976a863cac81e44abe1151f605383347d067f33"
FILLS = {("people", "education"): None}


def upgrade() -> None:
    """Add the column."""
    op.add_column("people", sa.Column("education", sa.Text(), nullable=True))
