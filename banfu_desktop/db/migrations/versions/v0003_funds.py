"""The work-fund books: books, years, categories, budgets, vouchers, and the sums kept beside them."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "6b02c49de55a55711f06beb0844386644e4932d36cac519a05052b87597e7dcc"


def upgrade() -> None:
    """Create the tables of the work-fund books."""
    _create_books()
    _create_categories()
    _create_vouchers()
    _create_sums()
    _create_imports()


def _create_books() -> None:
    op.create_table(
        "fund_books",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("village", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.CheckConstraint("length(name) > 0", name="ck_fund_books_named"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_books"),
        sa.UniqueConstraint("name", name="uq_fund_books_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "fund_years",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opening_fen", sa.Integer(), nullable=False),
        sa.Column("budget_fen", sa.Integer(), nullable=False),
        sa.Column("closed_to", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("carried", sa.Text(), nullable=True),
        sa.Column("closing_fen", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (carried IS NULL)", name="ck_fund_years_carried_when_closed"
        ),
        sa.CheckConstraint(
            "(closed_on IS NULL) = (closing_fen IS NULL)", name="ck_fund_years_closing_when_closed"
        ),
        sa.CheckConstraint("budget_fen >= 0", name="ck_fund_years_budget_not_negative"),
        sa.CheckConstraint("opening_fen >= 0", name="ck_fund_years_opening_not_negative"),
        sa.ForeignKeyConstraint(["book_id"], ["fund_books.id"], name="fk_fund_years_book_id_fund_books"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_years"),
        sa.UniqueConstraint("book_id", "year", name="uq_fund_years_book_id_year"),
        sqlite_strict=True,
    )


def _create_categories() -> None:
    op.create_table(
        "fund_categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name="ck_fund_categories_named"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_categories"),
        sa.UniqueConstraint("name", name="uq_fund_categories_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "fund_budgets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name="ck_fund_budgets_not_negative"),
        sa.ForeignKeyConstraint(
            ["category_id"], ["fund_categories.id"], name="fk_fund_budgets_category_id_fund_categories"
        ),
        sa.ForeignKeyConstraint(["year_id"], ["fund_years.id"], name="fk_fund_budgets_year_id_fund_years"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_budgets"),
        sa.UniqueConstraint("year_id", "category_id", name="uq_fund_budgets_year_id_category_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_fund_budgets_category_id", "fund_budgets", ["category_id"], unique=False)


def _create_vouchers() -> None:
    op.create_table(
        "fund_vouchers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("dated", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("payee", sa.Text(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("witnesses", sa.Text(), nullable=True),
        sa.Column("leader", sa.Text(), nullable=True),
        sa.Column("leader_on", sa.Text(), nullable=True),
        sa.Column("secretary", sa.Text(), nullable=True),
        sa.Column("secretary_on", sa.Text(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=True),
        sa.Column("about_year", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("posted_at", sa.Text(), nullable=True),
        sa.Column("posted_by", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'posted') = (number IS NOT NULL)", name="ck_fund_vouchers_number_when_posted"
        ),
        sa.CheckConstraint(
            "(state = 'posted') = (posted_at IS NOT NULL)", name="ck_fund_vouchers_time_when_posted"
        ),
        sa.CheckConstraint("state IN ('draft', 'posted')", name="ck_fund_vouchers_state"),
        sa.CheckConstraint(
            "(amount_fen < 0) = (reverses_id IS NOT NULL)", name="ck_fund_vouchers_red_reverses"
        ),
        sa.CheckConstraint("amount_fen <> 0", name="ck_fund_vouchers_amount"),
        sa.CheckConstraint("length(summary) > 0", name="ck_fund_vouchers_summary"),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundles.id"], name="fk_fund_vouchers_bundle_id_bundles"),
        sa.ForeignKeyConstraint(
            ["category_id"], ["fund_categories.id"], name="fk_fund_vouchers_category_id_fund_categories"
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["fund_vouchers.id"], name="fk_fund_vouchers_reverses_id_fund_vouchers"
        ),
        sa.ForeignKeyConstraint(["year_id"], ["fund_years.id"], name="fk_fund_vouchers_year_id_fund_years"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_vouchers"),
        sa.UniqueConstraint("bundle_id", name="uq_fund_vouchers_bundle_id"),
        sa.UniqueConstraint("year_id", "number", name="uq_fund_vouchers_year_id_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_fund_vouchers_category_id", "fund_vouchers", ["category_id"], unique=False)
    op.create_index(
        "ix_fund_vouchers_year_id_dated", "fund_vouchers", ["year_id", "dated", "number"], unique=False
    )
    op.create_index(
        "ix_fund_vouchers_about_year",
        "fund_vouchers",
        ["about_year"],
        unique=False,
        sqlite_where=sa.text("about_year IS NOT NULL"),
    )
    op.create_index("uq_fund_vouchers_reverses_id", "fund_vouchers", ["reverses_id"], unique=True)


def _create_sums() -> None:
    op.create_table(
        "fund_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("in_fen", sa.Integer(), nullable=False),
        sa.Column("out_fen", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["year_id"], ["fund_years.id"], name="fk_fund_days_year_id_fund_years"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_days"),
        sa.UniqueConstraint("year_id", "day", name="uq_fund_days_year_id_day"),
        sqlite_strict=True,
    )
    op.create_table(
        "fund_sums",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["fund_categories.id"], name="fk_fund_sums_category_id_fund_categories"
        ),
        sa.ForeignKeyConstraint(["year_id"], ["fund_years.id"], name="fk_fund_sums_year_id_fund_years"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_sums"),
        sa.UniqueConstraint("year_id", "month", "category_id", name="uq_fund_sums_year_id_month_category_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_fund_sums_category_id", "fund_sums", ["category_id"], unique=False)


def _create_imports() -> None:
    op.create_table(
        "fund_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["year_id"], ["fund_years.id"], name="fk_fund_imports_year_id_fund_years"),
        sa.PrimaryKeyConstraint("id", name="pk_fund_imports"),
        sa.UniqueConstraint("sha256", name="uq_fund_imports_sha256"),
        sqlite_strict=True,
    )
