"""Bundles of papers: attachments kept once by content, and invoices that stand once anywhere."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "085a3a229aeaa6b6bb2b3e9c8c1649f69db704e806ecd1c1796ea4fce4c2bda5"


def upgrade() -> None:
    """Create the tables that every room with papers stands on."""
    op.create_table(
        "bundles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bundles"),
        sqlite_strict=True,
    )
    _create_contents()
    _create_attachments()
    _create_invoices()


def _create_contents() -> None:
    op.create_table(
        "contents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("size > 0", name="ck_contents_not_empty"),
        sa.CheckConstraint("length(sha256) = 64", name="ck_contents_sha256_length"),
        sa.PrimaryKeyConstraint("id", name="pk_contents"),
        sa.UniqueConstraint("sha256", name="uq_contents_sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "content_pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("piece", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["content_id"], ["contents.id"], name="fk_content_pieces_content_id_contents", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_content_pieces"),
        sa.UniqueConstraint("content_id", "position", name="uq_content_pieces_content_id_position"),
        sqlite_strict=True,
    )


def _create_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("content_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("added_at", sa.Text(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name="ck_attachments_named"),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["bundles.id"], name="fk_attachments_bundle_id_bundles", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["content_id"], ["contents.id"], name="fk_attachments_content_id_contents"),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sa.UniqueConstraint("bundle_id", "content_id", name="uq_attachments_bundle_id_content_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_attachments_content_id", "attachments", ["content_id"], unique=False)


def _create_invoices() -> None:
    op.create_table(
        "invoices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Text(), nullable=True),
        sa.Column("seller", sa.Text(), nullable=True),
        sa.Column("buyer", sa.Text(), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(number) > 0", name="ck_invoices_numbered"),
        sa.CheckConstraint("amount_fen IS NULL OR amount_fen >= 0", name="ck_invoices_amount_not_negative"),
        sa.ForeignKeyConstraint(
            ["bundle_id"], ["bundles.id"], name="fk_invoices_bundle_id_bundles", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invoices"),
        sqlite_strict=True,
    )
    op.create_index("ix_invoices_bundle_id", "invoices", ["bundle_id"], unique=False)
    op.create_index(
        "uq_invoices_live", "invoices", ["code", "number"], unique=True, sqlite_where=sa.text("released = 0")
    )
