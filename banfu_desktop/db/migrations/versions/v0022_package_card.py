"""A package that was sent says which recovery card opens its escrow; of earlier ones nobody knows.

Why somebody approved alone is free text: from now on the trail can erase it, and no county reads it in clear.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "d897cd82fb7e24a97342b46d55c78c21365242a7061a7dc9f64bd6737e0d3d9d"
FILLS: Mapping[tuple[str, str], object] = {("packages", "card"): None}
ERASABLE: Mapping[str, tuple[str, ...]] = {"sole_approvals": ("reason",)}


def upgrade() -> None:
    """Add the column."""
    op.add_column("packages", sa.Column("card", sa.Text(), nullable=True))
