"""The audit trail: every changed row with its deed, closed by a hash chain (see db/audit.py)."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from banfu_desktop.db.base import Base, Id, table_args


class AuditEntry(Base):
    """One changed row. Triggers write it; the deed it belongs to and its hash are filled in at commit.

    `deed` is the id of the deed's first entry, `at` local time in ISO form, `op` I, U or D (insert, update,
    delete), `before` and `after` the whole row as JSON, with the length in place of a BLOB.
    """

    __tablename__ = "audit"
    __table_args__ = table_args(
        sa.CheckConstraint("op IN ('I', 'U', 'D')", name="op"),
        sa.CheckConstraint("(hash IS NULL) = (deed IS NULL)", name="closed_with_deed"),
        sa.Index("ix_audit_row", "table_name", "row_id"),
        sa.Index("ix_audit_deed", "deed"),
    )
    id: Mapped[Id]
    deed: Mapped[int | None]
    at: Mapped[str | None]
    actor: Mapped[str | None]
    name: Mapped[str | None]
    op: Mapped[str]
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[str | None]
    after: Mapped[str | None]
    hash: Mapped[bytes | None]
