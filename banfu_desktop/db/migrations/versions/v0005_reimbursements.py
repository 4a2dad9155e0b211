"""Claims that posting units reimburse, with their lines, accepted warnings and seals."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "ba1ef1bd9844e9a86ad49d0d0e283a7313bb8c2c31cebc052c340e244cbf320e"


def upgrade() -> None:
    """Create the tables of the room."""
    _create_claims()
    _create_lines()
    _create_acceptances()
    _create_seals()


def _create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("bundle_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("filled_on", sa.Text(), nullable=False),
        sa.Column("host_meal_days", sa.Integer(), nullable=True),
        sa.Column("host_ride_days", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("handed_on", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Text(), nullable=True),
        sa.Column("approved_fen", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("check_code", sa.Text(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'paid') = (paid_on IS NOT NULL)", name="ck_claims_day_when_paid"),
        sa.CheckConstraint("state <> 'draft' OR snapshot IS NULL", name="ck_claims_draft_has_no_snapshot"),
        sa.CheckConstraint("state <> 'refused' OR length(reason) > 0", name="ck_claims_refused_for_a_reason"),
        sa.CheckConstraint("state = 'draft' OR serial IS NOT NULL", name="ck_claims_numbered_once_handed"),
        sa.CheckConstraint(
            "state IN ('draft', 'handed', 'approved', 'paid', 'refused')", name="ck_claims_state"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'refused') OR snapshot IS NOT NULL", name="ck_claims_snapshot"
        ),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'paid') OR approved_fen IS NOT NULL", name="ck_claims_decided"
        ),
        sa.CheckConstraint("(snapshot IS NULL) = (check_code IS NULL)", name="ck_claims_code_with_snapshot"),
        sa.CheckConstraint("(year IS NULL) = (serial IS NULL)", name="ck_claims_numbered_whole"),
        sa.ForeignKeyConstraint(["bundle_id"], ["bundles.id"], name="fk_claims_bundle_id_bundles"),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name="fk_claims_posting_id_postings"),
        sa.ForeignKeyConstraint(["reverses_id"], ["claims.id"], name="fk_claims_reverses_id_claims"),
        sa.ForeignKeyConstraint(["unit_id"], ["organisations.id"], name="fk_claims_unit_id_organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.UniqueConstraint("bundle_id", name="uq_claims_bundle_id"),
        sa.UniqueConstraint("reverses_id", name="uq_claims_reverses_id"),
        sa.UniqueConstraint("year", "serial", name="uq_claims_year_serial"),
        sqlite_strict=True,
    )
    op.create_index("ix_claims_posting_id", "claims", ["posting_id"], unique=False)
    op.create_index("ix_claims_unit_id", "claims", ["unit_id"], unique=False)


def _create_acceptances() -> None:
    op.create_table(
        "claim_acceptances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name="ck_claim_acceptances_reasoned"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_acceptances_claim_id_claims"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_acceptances"),
        sa.UniqueConstraint("claim_id", "check_name", name="uq_claim_acceptances_claim_id_check_name"),
        sqlite_strict=True,
    )


def _create_lines() -> None:
    op.create_table(
        "claim_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("until", sa.Text(), nullable=True),
        sa.Column("to_place", sa.Text(), nullable=True),
        sa.Column("vehicle", sa.Text(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("total_fen", sa.Integer(), nullable=True),
        sa.Column("insured_fen", sa.Integer(), nullable=True),
        sa.Column("fare_fen", sa.Integer(), nullable=True),
        sa.Column("local_fen", sa.Integer(), nullable=True),
        sa.Column("lodging_fen", sa.Integer(), nullable=True),
        sa.Column("meal_days", sa.Integer(), nullable=True),
        sa.Column("meal_fen", sa.Integer(), nullable=True),
        sa.Column("other_fen", sa.Integer(), nullable=True),
        sa.Column("amount_fen", sa.Integer(), nullable=True),
        sa.Column("papers", sa.Integer(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("approved_fen", sa.Integer(), nullable=True),
        sa.CheckConstraint("meal_days IS NULL OR meal_days >= 0", name="ck_claim_lines_meal_days"),
        sa.CheckConstraint("papers IS NULL OR papers >= 0", name="ck_claim_lines_papers"),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_lines_claim_id_claims"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_lines"),
        sa.UniqueConstraint("claim_id", "position", name="uq_claim_lines_claim_id_position"),
        sqlite_strict=True,
    )


def _create_seals() -> None:
    op.create_table(
        "claim_seals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.Text(), nullable=False),
        sa.Column("sealed_by", sa.Text(), nullable=False),
        sa.Column("audit_head", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_seals_claim_id_claims"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_seals"),
        sa.UniqueConstraint("claim_id", name="uq_claim_seals_claim_id"),
        sqlite_strict=True,
    )
