"""What a claim is paid out of (经费来源), which its form names."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "d4e36bcdb7275e6697391dd1a57e748ac39ff6b526c2af8893122c8876047e91"
FILLS = {("claims", "source"): None}
ERASABLE = {"claims": ("source",)}


def upgrade() -> None:
    """Add the column."""
    op.add_column("claims", sa.Column("source", sa.Text(), nullable=True))
