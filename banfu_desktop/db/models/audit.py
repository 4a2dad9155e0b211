"""The audit trail: every changed row with its deed, closed by a hash chain (see db/audit.py)."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from banfu_desktop.db.base import Base, Id, table_args


class AuditEntry(Base):
    """One changed row. Triggers write it; the deed it belongs to and its hash are filled in at commit.

    `deed` is the id of the deed's first entry, `at` local time in ISO form, `op` I, U or D (insert, update,
    delete), `before` and `after` the whole row as JSON, with the length in place of a BLOB; of an erased side
    the tags of what it said (rules/trail.py). `hash1` is the link by the first format, of entries older than
    the second. `person` did the deed, `signature` of its last entry proves it (signatures.py); both are NULL
    where there are no persons. `day` is not in use yet; the digest covers it and the person.
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
    hash1: Mapped[bytes | None]
    salt: Mapped[bytes | None]
    signature: Mapped[bytes | None]
    person: Mapped[int | None]
    day: Mapped[str | None]


class Upgrade(Base):
    """An upgrade of this office's database to a later schema, and how its trail stood then.

    Attributes:
        program: the version that did it.
        entries: how many entries the trail had before; those after are under the new schema.
        head: the last link before, in hex, by the format of that time.
        broken_at: the first entry that did not fit the chain then, if any.
        erased_sha256: of the list of entries that had been erased by the first format; empty where none had.
        differing: how many rows were not what the trail said and were taken as they stood.
    """

    __tablename__ = "upgrades"
    id: Mapped[Id]
    from_schema: Mapped[int]
    to_schema: Mapped[int]
    program: Mapped[str]
    entries: Mapped[int]
    head: Mapped[str]
    broken_at: Mapped[int | None]
    erased_sha256: Mapped[str]
    differing: Mapped[int]
