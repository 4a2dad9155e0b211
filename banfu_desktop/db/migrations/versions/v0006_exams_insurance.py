"""The tables of exams and accident insurance."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "e861f70e883725d9e34d2bdb5501bc2db43bb4c9d904012869635c943f17f778"


def upgrade() -> None:
    """Create both rooms."""
    _exams()
    _insurance()


def _exams() -> None:
    op.create_table(
        "exams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("planned_on", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("group_name", sa.Text(), nullable=True),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.Column("cost_fen", sa.Integer(), nullable=True),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('planned', 'done', 'missed')", name="ck_exams_state"),
        sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="ck_exams_done_on_a_day"),
        sa.CheckConstraint("state <> 'missed' OR length(reason) > 0", name="ck_exams_missed_for_a_reason"),
        sa.CheckConstraint("cost_fen IS NULL OR cost_fen >= 0", name="ck_exams_cost"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_exams_person_id_people"),
        sa.ForeignKeyConstraint(["payer_id"], ["organisations.id"], name="fk_exams_payer_id_organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_exams"),
        sa.UniqueConstraint("person_id", "year", name="uq_exams_person_id_year"),
        sqlite_strict=True,
    )
    op.create_index("ix_exams_year", "exams", ["year"], unique=False)
    op.create_index("ix_exams_payer_id", "exams", ["payer_id"], unique=False)


def _insurance() -> None:
    op.create_table(
        "insurance_policies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("insurer", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Text(), nullable=False),
        sa.Column("end_on", sa.Text(), nullable=False),
        sa.Column("premium_fen", sa.Integer(), nullable=False),
        sa.Column("insured_fen", sa.Integer(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.CheckConstraint("end_on >= start_on", name="ck_insurance_policies_ends_after_start"),
        sa.CheckConstraint("premium_fen >= 0 AND insured_fen >= 0", name="ck_insurance_policies_amounts"),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["organisations.id"], name="fk_insurance_policies_payer_id_organisations"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_insurance_policies"),
        sa.UniqueConstraint("insurer", "number", name="uq_insurance_policies_insurer_number"),
        sqlite_strict=True,
    )
    op.create_index("ix_insurance_policies_end_on", "insurance_policies", ["end_on"], unique=False)
    op.create_index("ix_insurance_policies_payer_id", "insurance_policies", ["payer_id"], unique=False)
    op.create_table(
        "insurance_covers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["policy_id"], ["insurance_policies.id"], name="fk_insurance_covers_policy_id_insurance_policies"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_insurance_covers_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_insurance_covers"),
        sa.UniqueConstraint("policy_id", "person_id", name="uq_insurance_covers_policy_id_person_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_insurance_covers_person_id", "insurance_covers", ["person_id"], unique=False)
