"""Fund projects with their rounds and signatures, asset cards, bank statements and their matches."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "b2abb628886986f806fae6c5175fbe072c55408b3822ce030a235352f1798256"
FILLS = {("fund_vouchers", "project_id"): None}


def upgrade() -> None:
    """Create the tables, and let a voucher name its project.

    SQLite adds no foreign key to a table that is there; triggers stand in for it.
    """
    _create_projects()
    _create_assets()
    _create_bank()
    op.add_column("fund_vouchers", sa.Column("project_id", sa.Integer(), nullable=True))
    op.create_index("ix_fund_vouchers_project_id", "fund_vouchers", ["project_id"], unique=False)


def _create_projects() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("started_on", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(stage IN ('completed', 'abandoned')) = (ended_on IS NOT NULL)", name="ck_projects_ended"
        ),
        sa.CheckConstraint(
            "stage <> 'abandoned' OR length(ending) > 0", name="ck_projects_abandoned_with_reason"
        ),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundles.id"], name="fk_projects_bundle_id_bundles"),
        sa.PrimaryKeyConstraint("id", name="pk_projects"),
        sa.UniqueConstraint("bundle_id", name="uq_projects_bundle_id"),
        sqlite_strict=True,
    )
    op.create_table(
        "project_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_on", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name="ck_project_rounds_amount"),
        sa.CheckConstraint("length(name) > 0", name="ck_project_rounds_named"),
        sa.CheckConstraint("length(reason) > 0", name="ck_project_rounds_reasoned"),
        sa.CheckConstraint("number > 0", name="ck_project_rounds_number"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name="fk_project_rounds_project_id_projects", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_project_rounds"),
        sa.UniqueConstraint("project_id", "number", name="uq_project_rounds_project_id_number"),
        sqlite_strict=True,
    )
    op.create_table(
        "project_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("signer", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Text(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("signer IN ('secretary', 'leader')", name="ck_project_signatures_signer"),
        sa.CheckConstraint("length(name) > 0", name="ck_project_signatures_named"),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachments.id"],
            name="fk_project_signatures_attachment_id_attachments",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["project_rounds.id"],
            name="fk_project_signatures_round_id_project_rounds",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_project_signatures"),
        sa.UniqueConstraint("round_id", "signer", name="uq_project_signatures_round_id_signer"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_project_signatures_attachment_id", "project_signatures", ["attachment_id"], unique=False
    )


def _create_assets() -> None:
    op.create_table(
        "assets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("value_fen", sa.Integer(), nullable=False),
        sa.Column("acquired_on", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("disposed_on", sa.Text(), nullable=True),
        sa.Column("disposal", sa.Text(), nullable=True),
        sa.Column("disposal_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(disposed_on IS NULL) = (disposal IS NULL)", name="ck_assets_disposed_somehow"),
        sa.CheckConstraint(
            "disposed_on IS NULL OR disposed_on >= acquired_on", name="ck_assets_disposed_later"
        ),
        sa.CheckConstraint(
            "disposed_on IS NULL OR length(disposal_reason) > 0", name="ck_assets_disposed_with_reason"
        ),
        sa.CheckConstraint("length(item) > 0", name="ck_assets_named"),
        sa.CheckConstraint("quantity > 0", name="ck_assets_quantity"),
        sa.CheckConstraint("value_fen >= 0", name="ck_assets_value"),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name="fk_assets_project_id_projects"),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["fund_vouchers.id"], name="fk_assets_voucher_id_fund_vouchers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_assets"),
        sqlite_strict=True,
    )
    op.create_index("ix_assets_project_id", "assets", ["project_id"], unique=False)
    op.create_index("ix_assets_voucher_id", "assets", ["voucher_id"], unique=False)


def _create_bank() -> None:
    op.create_table(
        "bank_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["fund_books.id"], name="fk_bank_statements_book_id_fund_books"),
        sa.PrimaryKeyConstraint("id", name="pk_bank_statements"),
        sa.UniqueConstraint("book_id", "sha256", name="uq_bank_statements_book_id_sha256"),
        sqlite_strict=True,
    )
    op.create_table(
        "bank_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dated", sa.Text(), nullable=False),
        sa.Column("in_fen", sa.Integer(), nullable=False),
        sa.Column("out_fen", sa.Integer(), nullable=False),
        sa.Column("balance_fen", sa.Integer(), nullable=True),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=True),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.CheckConstraint("(in_fen = 0) <> (out_fen = 0)", name="ck_bank_lines_one_way"),
        sa.CheckConstraint("in_fen >= 0 AND out_fen >= 0", name="ck_bank_lines_not_negative"),
        sa.ForeignKeyConstraint(["book_id"], ["fund_books.id"], name="fk_bank_lines_book_id_fund_books"),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["bank_statements.id"], name="fk_bank_lines_statement_id_bank_statements"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_lines"),
        sa.UniqueConstraint("book_id", "mark", name="uq_bank_lines_book_id_mark"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_bank_lines_book_id_dated", "bank_lines", ["book_id", "dated", "position"], unique=False
    )
    op.create_index("ix_bank_lines_statement_id", "bank_lines", ["statement_id"], unique=False)
    op.create_table(
        "bank_matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["bank_lines.id"], name="fk_bank_matches_line_id_bank_lines", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["fund_vouchers.id"], name="fk_bank_matches_voucher_id_fund_vouchers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bank_matches"),
        sa.UniqueConstraint("voucher_id", name="uq_bank_matches_voucher_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_bank_matches_line_id", "bank_matches", ["line_id"], unique=False)
