"""A package that was sent says which recovery card opens its escrow; of earlier ones nobody knows.

Why somebody approved alone is free text: from now on the trail can erase it, and no county reads it in clear.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "2f1534afbeee736edbb0d3a90cbe85e98f16489ae1862b5834a4ef9aad96934b"
FILLS: Mapping[tuple[str, str], object] = {("packages", "card"): None}
ERASABLE: Mapping[str, tuple[str, ...]] = {"sole_approvals": ("reason",)}


def upgrade() -> None:
    """Add the column."""
    op.add_column("packages", sa.Column("card", sa.Text(), nullable=True))
