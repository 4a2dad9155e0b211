"""The trail's second format: erasable columns enter the chain as salted tags; an office gets a lasting name.

The chain over the entries that are there is computed anew, and theirs is kept beside it, by
`db/upgrading.py`.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "f73899007316556dfb0fb9ce1e5000dd66af9f42b826edd92f9c130928e3b433"
RECORDS = frozenset({("U", "office")})
FILLS: Mapping[tuple[str, str], object] = {
    ("audit", "hash1"): None,
    ("audit", "salt"): None,
    ("audit", "signature"): None,
    ("audit", "person"): None,
    ("audit", "day"): None,
    ("office", "office_id"): "",
    ("office", "kind_of_use"): "real",
    ("office", "verify_key"): "",
    ("erased_entries", "sides"): None,
}
DROPPED = frozenset({("erased_entries", "sha256")})
ERASABLE: Mapping[str, tuple[str, ...]] = {
    "people": ("identity_no", "phone", "bank", "card_no", "card_holder", "proxy_reason"),
    "roster_drafts": ("identity_no", "card_no", "phone", "given"),
    "postings": ("remark",),
    "leaves": ("reason", "destination", "contact", "handover"),
    "overrides": ("reason",),
    "subsidy_rulings": ("reason",),
    "subsidy_months": ("snapshot",),
    "claims": ("title", "reason", "snapshot"),
    "claim_lines": ("place", "to_place", "item", "note", "remark"),
    "claim_acceptances": ("text", "reason"),
    "attachments": ("name",),
    "invoices": ("seller", "buyer"),
    "exams": ("place", "reason"),
    "insurance_policies": ("remark",),
    "bank_statements": ("name",),
    "bank_lines": ("party", "summary"),
    "fund_books": ("remark",),
    "fund_categories": ("note",),
    "fund_imports": ("name",),
    "fund_vouchers": (
        "summary", "initials", "payee", "handler", "witnesses", "leader", "secretary", "override_reason",
        "remark",
    ),
    "fund_advances": ("borrower", "purpose"),
    "projects": ("ending",),
    "project_rounds": ("name", "initials", "source", "reason"),
    "assets": ("item", "initials", "model", "place", "keeper", "remark", "disposal_reason"),
    "pairings": ("first_secretary_note", "finance_assistant", "other_staff"),
    "settings": ("note",),
    "disclosures": ("what",),
}  # fmt: skip


def upgrade() -> None:
    """Make room in the trail, name the office, and record upgrades."""

    for column in ("hash1", "salt", "signature"):
        op.add_column("audit", sa.Column(column, sa.LargeBinary(), nullable=True))
    op.add_column("audit", sa.Column("person", sa.Integer(), nullable=True))
    op.add_column("audit", sa.Column("day", sa.Text(), nullable=True))
    for column, filled in (("office_id", ""), ("kind_of_use", "real"), ("verify_key", "")):
        op.add_column("office", sa.Column(column, sa.Text(), nullable=False, server_default=filled))
    _list_erasures_by_side()
    op.create_table(
        "upgrades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_schema", sa.Integer(), nullable=False),
        sa.Column("to_schema", sa.Integer(), nullable=False),
        sa.Column("program", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("broken_at", sa.Integer(), nullable=True),
        sa.Column("erased_sha256", sa.Text(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_upgrades"),
        sqlite_strict=True,
    )


def _list_erasures_by_side() -> None:
    """The fingerprint of the new text goes: tags say it all. SQLite drops no column that a CHECK names."""

    for index in ("ix_erased_entries_entry", "ix_erased_entries_erasure_id"):
        op.drop_index(index, "erased_entries")
    op.rename_table("erased_entries", "erased_entries_1")
    op.create_table(
        "erased_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("erasure_id", sa.Integer(), nullable=False),
        sa.Column("sides", sa.Text(), nullable=True),
        sa.CheckConstraint("sides IN ('before', 'after', 'both')", name="ck_erased_entries_sides"),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.id"], name="fk_erased_entries_erasure_id_erasures"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_erased_entries"),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO erased_entries (id, entry, erasure_id)"
        " SELECT id, entry, erasure_id FROM erased_entries_1"
    )
    op.drop_table("erased_entries_1")
    op.create_index("ix_erased_entries_entry", "erased_entries", ["entry"], unique=False)
    op.create_index("ix_erased_entries_erasure_id", "erased_entries", ["erasure_id"], unique=False)


def put_on_record(connection: sa.Connection) -> None:
    """Name the office for good, once the triggers stand; its verify key is told when the signing key goes."""
    import secrets

    connection.exec_driver_sql("UPDATE office SET office_id = ?", (secrets.token_hex(16),))
