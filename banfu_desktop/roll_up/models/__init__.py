"""Everything the county's database holds: towns, their packages, facts of their reports, its own deeds."""

from banfu_desktop.roll_up.base import Base
from banfu_desktop.roll_up.models import desk, facts

TABLES = (*desk.TABLES, *facts.TABLES)

__all__ = ["TABLES", "Base", "desk", "facts"]
