"""The tables of the database, one module a room; importing this package declares them all."""

from banfu_desktop.db.models import attendance, audit, members, office, pairings, subsidies

__all__ = ["attendance", "audit", "members", "office", "pairings", "subsidies"]
