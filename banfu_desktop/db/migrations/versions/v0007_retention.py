"""The tables of what was erased after its retention period."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "a2735f6e07d1ea7381312e5c116efe3256395310ebcade07c9942c4d7e604645"


def upgrade() -> None:
    """Create them."""
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("erased_on", sa.Text(), nullable=False),
        sa.Column("erased_by", sa.Text(), nullable=False),
        sa.Column("years", sa.Integer(), nullable=False),
        sa.Column("gone_before", sa.Text(), nullable=False),
        sa.CheckConstraint("years > 0", name="ck_erasures_years"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        sqlite_strict=True,
    )
    op.create_table(
        "erased_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("erasure_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("left_on", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.Column("attachments", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("kept_attachments", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["erasure_id"], ["erasures.id"], name="fk_erased_people_erasure_id_erasures"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_erased_people_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_erased_people"),
        sa.UniqueConstraint("person_id", name="uq_erased_people_person_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_erased_people_erasure_id", "erased_people", ["erasure_id"], unique=False)
    op.create_table(
        "erased_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("erasure_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name="ck_erased_entries_sha256_length"),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.id"], name="fk_erased_entries_erasure_id_erasures"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_erased_entries"),
        sqlite_strict=True,
    )
    op.create_index("ix_erased_entries_entry", "erased_entries", ["entry"], unique=False)
    op.create_index("ix_erased_entries_erasure_id", "erased_entries", ["erasure_id"], unique=False)
