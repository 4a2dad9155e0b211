"""Restores of the office's data, as the trail has them and a package declares them to the county."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.audit import AuditEntry
from banfu_desktop.db.models.office import Restore as RestoreRow
from banfu_desktop.rules.reception import Restore


def generation(session: Session) -> int:
    """Which generation the data are of: 1 until the first restore."""
    return session.scalar(sa.select(sa.func.max(RestoreRow.generation))) or 1


def kept_since(session: Session, generation: int) -> int:
    """How many entries at least have stayed through every restore after a generation of the data.

    Raises:
        ValueError: there was no restore since.
    """
    kept = session.scalar(sa.select(sa.func.min(RestoreRow.kept)).where(RestoreRow.generation > generation))
    if kept is None:
        raise ValueError("no restore since")
    return kept


def listing(session: Session) -> tuple[Restore, ...]:
    """Every restore on record, the earliest first."""
    entry = sa.select(AuditEntry.id).where(
        AuditEntry.table_name == "restores", AuditEntry.op == "I", AuditEntry.row_id == RestoreRow.id
    )
    rows = session.execute(sa.select(RestoreRow, entry.scalar_subquery()).order_by(RestoreRow.id))
    return tuple(
        Restore(entry=entry_id, kept=row.kept, head=row.kept_head, lost=row.lost, generation=row.generation)
        for row, entry_id in rows
    )
