"""The tables of the first release."""

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "fc31ef5988003f975b778398ec2aa551909816ba569ee170f7aac34fac73d9a3"


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.Integer(), nullable=True),
        sa.Column("at", sa.Text(), nullable=True),
        sa.Column("actor", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("op", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("op IN ('I', 'U', 'D')", name="ck_audit_op"),
        sa.CheckConstraint("(hash IS NULL) = (deed IS NULL)", name="ck_audit_closed_with_deed"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_deed", "audit", ["deed"], unique=False)
    op.create_index("ix_audit_row", "audit", ["table_name", "row_id"], unique=False)
    op.create_table(
        "calendar_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("is_off", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_days"),
        sa.UniqueConstraint("day", name="uq_calendar_days_day"),
        sqlite_strict=True,
    )
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disclosures"),
        sqlite_strict=True,
    )
    op.create_table(
        "office",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("county", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("county_key", sa.Text(), nullable=True),
        sa.Column("package_no", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_office_single"),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
        sqlite_strict=True,
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("name", name="uq_organisations_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "pairings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first_secretary_note", sa.Text(), nullable=False),
        sa.Column("finance_assistant", sa.Text(), nullable=False),
        sa.Column("other_staff", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pairings"),
        sa.UniqueConstraint("town", name="uq_pairings_town"),
        sqlite_strict=True,
    )
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("nation", sa.Text(), nullable=True),
        sa.Column("identity_no", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("political", sa.Text(), nullable=True),
        sa.Column("party_joined_on", sa.Text(), nullable=True),
        sa.Column("bank", sa.Text(), nullable=True),
        sa.Column("card_no", sa.Text(), nullable=True),
        sa.Column("card_holder", sa.Text(), nullable=True),
        sa.Column("proxy_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("length(identity_no) = 18", name="ck_people_identity_length"),
        sa.CheckConstraint("length(name) > 0", name="ck_people_named"),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("identity_no", name="uq_people_identity_no"),
        sqlite_strict=True,
    )
    op.create_index("ix_people_name", "people", ["name"], unique=False)
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settings"),
        sa.UniqueConstraint("name", "effective_from", name="uq_settings_name_effective_from"),
        sqlite_strict=True,
    )
    op.create_table(
        "subsidy_months",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.Text(), nullable=True),
        sa.Column("sealed_by", sa.Text(), nullable=True),
        sa.Column("paid_on", sa.Text(), nullable=True),
        sa.Column("check_code", sa.Text(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(state = 'draft') = (check_code IS NULL)", name="ck_subsidy_months_code_when_sealed"
        ),
        sa.CheckConstraint(
            "(state = 'draft') = (snapshot IS NULL)", name="ck_subsidy_months_snapshot_when_sealed"
        ),
        sa.CheckConstraint(
            "(state = 'paid') = (paid_on IS NOT NULL)", name="ck_subsidy_months_day_when_paid"
        ),
        sa.CheckConstraint("state IN ('draft', 'sealed', 'paid')", name="ck_subsidy_months_state"),
        sa.PrimaryKeyConstraint("id", name="pk_subsidy_months"),
        sa.UniqueConstraint("month", name="uq_subsidy_months_month"),
        sqlite_strict=True,
    )
    op.create_table(
        "former_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name="fk_former_names_organisation_id_organisations",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_former_names"),
        sa.UniqueConstraint("organisation_id", "until", name="uq_former_names_organisation_id_until"),
        sqlite_strict=True,
    )
    op.create_table(
        "pairing_units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pairing_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_pairing_units_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(
            ["pairing_id"], ["pairings.id"], name="fk_pairing_units_pairing_id_pairings", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pairing_units"),
        sa.UniqueConstraint(
            "pairing_id", "organisation_id", "role", name="uq_pairing_units_pairing_id_organisation_id_role"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_pairing_units_organisation_id", "pairing_units", ["organisation_id"], unique=False)
    op.create_table(
        "postings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit_post", sa.Text(), nullable=True),
        sa.Column("rank", sa.Text(), nullable=True),
        sa.Column("village", sa.Text(), nullable=True),
        sa.Column("town_post", sa.Text(), nullable=True),
        sa.Column("selected_on", sa.Text(), nullable=True),
        sa.Column("arrived_on", sa.Text(), nullable=False),
        sa.Column("planned_until", sa.Text(), nullable=True),
        sa.Column("left_on", sa.Text(), nullable=True),
        sa.Column("relations_letter_until", sa.Text(), nullable=True),
        sa.Column("relations_moved_on", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "left_on IS NULL OR left_on >= arrived_on", name="ck_postings_leaves_after_arrival"
        ),
        sa.CheckConstraint(
            "planned_until IS NULL OR planned_until >= arrived_on", name="ck_postings_planned_after_arrival"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_postings_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_postings_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_postings"),
        sa.UniqueConstraint("person_id", "arrived_on", name="uq_postings_person_id_arrived_on"),
        sqlite_strict=True,
    )
    op.create_index("ix_postings_arrived_on", "postings", ["arrived_on"], unique=False)
    op.create_index("ix_postings_organisation_id", "postings", ["organisation_id"], unique=False)
    op.create_index("ix_postings_person_id", "postings", ["person_id"], unique=False)
    op.create_table(
        "leaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("start_on", sa.Text(), nullable=False),
        sa.Column("end_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("handover", sa.Text(), nullable=True),
        sa.Column("returned_on", sa.Text(), nullable=True),
        sa.CheckConstraint("end_on >= start_on", name="ck_leaves_ends_after_start"),
        sa.CheckConstraint(
            "returned_on IS NULL OR returned_on > start_on", name="ck_leaves_returns_after_start"
        ),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name="fk_leaves_posting_id_postings"),
        sa.PrimaryKeyConstraint("id", name="pk_leaves"),
        sqlite_strict=True,
    )
    op.create_index("ix_leaves_posting_id", "leaves", ["posting_id"], unique=False)
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("check_name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name="ck_overrides_reasoned"),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["postings.id"], name="fk_overrides_posting_id_postings", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_overrides"),
        sa.UniqueConstraint("posting_id", "check_name", name="uq_overrides_posting_id_check_name"),
        sqlite_strict=True,
    )
    op.create_table(
        "subsidy_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("is_difference", sa.Integer(), nullable=False),
        sa.Column("days_posted", sa.Integer(), nullable=False),
        sa.Column("days_present", sa.Integer(), nullable=False),
        sa.Column("rate_fen", sa.Integer(), nullable=False),
        sa.Column("gross_fen", sa.Integer(), nullable=False),
        sa.Column("deducted_fen", sa.Integer(), nullable=False),
        sa.Column("net_fen", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("days_present <= days_posted AND days_present >= 0", name="ck_subsidy_lines_days"),
        sa.CheckConstraint("deducted_fen >= 0", name="ck_subsidy_lines_deduction_not_negative"),
        sa.CheckConstraint(
            "is_difference OR (gross_fen >= 0 AND net_fen >= 0)", name="ck_subsidy_lines_not_negative"
        ),
        sa.CheckConstraint("net_fen = gross_fen - deducted_fen", name="ck_subsidy_lines_adds_up"),
        sa.ForeignKeyConstraint(
            ["month_id"], ["subsidy_months.id"], name="fk_subsidy_lines_month_id_subsidy_months"
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["organisations.id"], name="fk_subsidy_lines_payer_id_organisations"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_subsidy_lines_person_id_people"),
        sa.ForeignKeyConstraint(["posting_id"], ["postings.id"], name="fk_subsidy_lines_posting_id_postings"),
        sa.PrimaryKeyConstraint("id", name="pk_subsidy_lines"),
        sa.UniqueConstraint(
            "month_id",
            "person_id",
            "about",
            "payer_id",
            name="uq_subsidy_lines_month_id_person_id_about_payer_id",
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_subsidy_lines_about", "subsidy_lines", ["about"], unique=False)
    op.create_index("ix_subsidy_lines_person_id", "subsidy_lines", ["person_id"], unique=False)
    op.create_table(
        "subsidy_rulings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deducted_fen", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("deducted_fen >= 0", name="ck_subsidy_rulings_deduction_not_negative"),
        sa.CheckConstraint("deducted_fen = 0 OR length(reason) > 0", name="ck_subsidy_rulings_reasoned"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name="fk_subsidy_rulings_person_id_people", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subsidy_rulings"),
        sa.UniqueConstraint("month", "person_id", name="uq_subsidy_rulings_month_person_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_subsidy_rulings_person_id", "subsidy_rulings", ["person_id"], unique=False)
    op.create_table(
        "attendance_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("posting_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("leave_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state <> 'present'", name="ck_attendance_days_absent_only"),
        sa.ForeignKeyConstraint(
            ["leave_id"], ["leaves.id"], name="fk_attendance_days_leave_id_leaves", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["postings.id"], name="fk_attendance_days_posting_id_postings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attendance_days"),
        sa.UniqueConstraint("posting_id", "day", name="uq_attendance_days_posting_id_day"),
        sqlite_strict=True,
    )
    op.create_index("ix_attendance_days_day", "attendance_days", ["day"], unique=False)
    op.create_index("ix_attendance_days_leave_id", "attendance_days", ["leave_id"], unique=False)
