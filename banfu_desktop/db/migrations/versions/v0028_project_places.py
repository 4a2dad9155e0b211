"""Where a project is carried out (实施村, of the round both sign) and by whom (承建单位, of the project)."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "08c0e012390464ae4e15beac85adb7bd538419fc30c55902f9e57f594903e55c"
FILLS = {("project_rounds", "village"): None, ("projects", "contractor"): None}
ERASABLE = {"projects": ("contractor",)}


def upgrade() -> None:
    """Add the columns."""
    op.add_column("project_rounds", sa.Column("village", sa.Text(), nullable=True))
    op.add_column("projects", sa.Column("contractor", sa.Text(), nullable=True))
