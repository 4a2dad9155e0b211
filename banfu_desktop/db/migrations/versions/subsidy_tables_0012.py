"""The tables of the subsidy since sheets are sealed per payer and facts have dates, as SQL."""

TABLES = {
    "unit_levels": """
CREATE TABLE unit_levels (
    id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    level TEXT NOT NULL,
    effective_from TEXT NOT NULL,
    CONSTRAINT pk_unit_levels PRIMARY KEY (id),
    CONSTRAINT uq_unit_levels_organisation_id_effective_from UNIQUE (organisation_id, effective_from),
    CONSTRAINT fk_unit_levels_organisation_id_organisations FOREIGN KEY(organisation_id) REFERENCES
        organisations (id) ON DELETE CASCADE
) STRICT""",
    "subsidy_supplements": """
CREATE TABLE subsidy_supplements (
    id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    serial INTEGER NOT NULL,
    payer_id INTEGER NOT NULL,
    months TEXT NOT NULL,
    made_at TEXT NOT NULL,
    CONSTRAINT pk_subsidy_supplements PRIMARY KEY (id),
    CONSTRAINT uq_subsidy_supplements_year_serial UNIQUE (year, serial),
    CONSTRAINT ck_subsidy_supplements_of_a_month CHECK (length(months) > 0),
    CONSTRAINT fk_subsidy_supplements_payer_id_organisations FOREIGN KEY(payer_id) REFERENCES
        organisations (id)
) STRICT""",
    "subsidy_sheets": """
CREATE TABLE subsidy_sheets (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payer_id INTEGER NOT NULL,
    month TEXT NOT NULL,
    version INTEGER NOT NULL,
    year INTEGER,
    serial INTEGER,
    format INTEGER NOT NULL,
    supplement_id INTEGER,
    early_reason TEXT,
    sealed_at TEXT NOT NULL,
    sealed_by TEXT NOT NULL,
    check_code TEXT,
    snapshot TEXT,
    voided_at TEXT,
    voided_by TEXT,
    void_reason TEXT,
    CONSTRAINT pk_subsidy_sheets PRIMARY KEY (id),
    CONSTRAINT ck_subsidy_sheets_kind CHECK (kind IN ('month', 'supplement')),
    CONSTRAINT ck_subsidy_sheets_supplement_asked_for CHECK ((kind = 'supplement') = (supplement_id IS
        NOT NULL)),
    CONSTRAINT ck_subsidy_sheets_version CHECK (version > 0),
    CONSTRAINT ck_subsidy_sheets_number CHECK ((year IS NULL) = (serial IS NULL)),
    CONSTRAINT ck_subsidy_sheets_voided_for_a_reason CHECK ((voided_at IS NULL) = (void_reason IS NULL)),
    CONSTRAINT ck_subsidy_sheets_voided_by_somebody CHECK ((voided_at IS NULL) = (voided_by IS NULL)),
    CONSTRAINT uq_subsidy_sheets_year_serial UNIQUE (year, serial),
    CONSTRAINT fk_subsidy_sheets_payer_id_organisations FOREIGN KEY(payer_id) REFERENCES organisations
        (id),
    CONSTRAINT fk_subsidy_sheets_supplement_id_subsidy_supplements FOREIGN KEY(supplement_id) REFERENCES
        subsidy_supplements (id)
) STRICT""",
    "subsidy_lines": """
CREATE TABLE subsidy_lines (
    id INTEGER NOT NULL,
    month_id INTEGER,
    sheet_id INTEGER,
    person_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    payer_id INTEGER NOT NULL,
    about TEXT NOT NULL,
    is_difference INTEGER NOT NULL,
    one_off_id INTEGER,
    days_posted INTEGER NOT NULL,
    days_present INTEGER NOT NULL,
    rate_fen INTEGER NOT NULL,
    gross_fen INTEGER NOT NULL,
    deducted_fen INTEGER NOT NULL,
    net_fen INTEGER NOT NULL,
    reason TEXT NOT NULL,
    paid_on TEXT,
    paid_reference TEXT,
    waived_on TEXT,
    waived_reason TEXT,
    CONSTRAINT pk_subsidy_lines PRIMARY KEY (id),
    CONSTRAINT ck_subsidy_lines_adds_up CHECK (net_fen = gross_fen - deducted_fen),
    CONSTRAINT ck_subsidy_lines_deduction_not_negative CHECK (deducted_fen >= 0),
    CONSTRAINT ck_subsidy_lines_not_negative CHECK (is_difference OR one_off_id IS NOT NULL OR (gross_fen
        >= 0 AND net_fen >= 0)),
    CONSTRAINT ck_subsidy_lines_days CHECK (days_present <= days_posted AND days_present >= 0),
    CONSTRAINT ck_subsidy_lines_waived_for_a_reason CHECK ((waived_on IS NULL) = (waived_reason IS NULL)),
    CONSTRAINT ck_subsidy_lines_paid_or_waived CHECK (paid_on IS NULL OR waived_on IS NULL),
    CONSTRAINT fk_subsidy_lines_month_id_subsidy_months FOREIGN KEY(month_id) REFERENCES subsidy_months
        (id),
    CONSTRAINT fk_subsidy_lines_sheet_id_subsidy_sheets FOREIGN KEY(sheet_id) REFERENCES subsidy_sheets
        (id),
    CONSTRAINT fk_subsidy_lines_person_id_people FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_subsidy_lines_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings (id),
    CONSTRAINT fk_subsidy_lines_payer_id_organisations FOREIGN KEY(payer_id) REFERENCES organisations (id)
) STRICT""",
    "subsidy_rulings": """
CREATE TABLE subsidy_rulings (
    id INTEGER NOT NULL,
    month TEXT NOT NULL,
    person_id INTEGER NOT NULL,
    payer_id INTEGER,
    deducted_fen INTEGER NOT NULL,
    reason TEXT NOT NULL,
    absent_halves INTEGER,
    long_halves INTEGER,
    gross_fen INTEGER,
    CONSTRAINT pk_subsidy_rulings PRIMARY KEY (id),
    CONSTRAINT uq_subsidy_rulings_month_person_id_payer_id UNIQUE (month, person_id, payer_id),
    CONSTRAINT ck_subsidy_rulings_deduction_not_negative CHECK (deducted_fen >= 0),
    CONSTRAINT ck_subsidy_rulings_reasoned CHECK (deducted_fen = 0 OR length(reason) > 0),
    CONSTRAINT fk_subsidy_rulings_person_id_people FOREIGN KEY(person_id) REFERENCES people (id) ON
        DELETE CASCADE,
    CONSTRAINT fk_subsidy_rulings_payer_id_organisations FOREIGN KEY(payer_id) REFERENCES organisations
        (id)
) STRICT""",
    "subsidy_one_offs": """
CREATE TABLE subsidy_one_offs (
    id INTEGER NOT NULL,
    month TEXT NOT NULL,
    person_id INTEGER NOT NULL,
    payer_id INTEGER NOT NULL,
    amount_fen INTEGER NOT NULL,
    reason TEXT NOT NULL,
    paper_no TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    CONSTRAINT pk_subsidy_one_offs PRIMARY KEY (id),
    CONSTRAINT ck_subsidy_one_offs_of_an_amount CHECK (amount_fen <> 0),
    CONSTRAINT ck_subsidy_one_offs_reasoned CHECK (length(reason) > 0),
    CONSTRAINT fk_subsidy_one_offs_person_id_people FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_subsidy_one_offs_payer_id_organisations FOREIGN KEY(payer_id) REFERENCES organisations
        (id)
) STRICT""",
    "subsidy_deferrals": """
CREATE TABLE subsidy_deferrals (
    id INTEGER NOT NULL,
    payer_id INTEGER NOT NULL,
    month TEXT NOT NULL,
    person_id INTEGER NOT NULL,
    about TEXT NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT pk_subsidy_deferrals PRIMARY KEY (id),
    CONSTRAINT uq_subsidy_deferrals_payer_id_month_person_id_about UNIQUE (payer_id, month, person_id, about),
    CONSTRAINT ck_subsidy_deferrals_reasoned CHECK (length(reason) > 0),
    CONSTRAINT fk_subsidy_deferrals_payer_id_organisations FOREIGN KEY(payer_id) REFERENCES organisations
        (id),
    CONSTRAINT fk_subsidy_deferrals_person_id_people FOREIGN KEY(person_id) REFERENCES people (id)
) STRICT""",
    "subsidy_repayments": """
CREATE TABLE subsidy_repayments (
    id INTEGER NOT NULL,
    person_id INTEGER NOT NULL,
    payer_id INTEGER NOT NULL,
    month TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    repaid_on TEXT NOT NULL,
    way TEXT NOT NULL,
    paper TEXT NOT NULL,
    CONSTRAINT pk_subsidy_repayments PRIMARY KEY (id),
    CONSTRAINT ck_subsidy_repayments_of_an_amount CHECK (amount_fen > 0),
    CONSTRAINT fk_subsidy_repayments_person_id_people FOREIGN KEY(person_id) REFERENCES people (id),
    CONSTRAINT fk_subsidy_repayments_payer_id_organisations FOREIGN KEY(payer_id) REFERENCES
        organisations (id)
) STRICT""",
    "subsidy_uncollected": """
CREATE TABLE subsidy_uncollected (
    id INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    uncovered_fen INTEGER NOT NULL,
    is_owed INTEGER,
    collected_on TEXT,
    paper TEXT,
    CONSTRAINT pk_subsidy_uncollected PRIMARY KEY (id),
    CONSTRAINT ck_subsidy_uncollected_of_an_amount CHECK (uncovered_fen > 0),
    CONSTRAINT ck_subsidy_uncollected_collected_or_owed CHECK (collected_on IS NULL OR is_owed = 0),
    CONSTRAINT uq_subsidy_uncollected_line_id UNIQUE (line_id),
    CONSTRAINT fk_subsidy_uncollected_line_id_subsidy_lines FOREIGN KEY(line_id) REFERENCES subsidy_lines
        (id)
) STRICT""",
}
INDEXES = (
    "CREATE INDEX ix_subsidy_rulings_person_id ON subsidy_rulings (person_id)",
    "CREATE INDEX ix_subsidy_one_offs_person_id ON subsidy_one_offs (person_id)",
    "CREATE INDEX ix_subsidy_deferrals_person_id ON subsidy_deferrals (person_id)",
    "CREATE INDEX ix_subsidy_repayments_person_id ON subsidy_repayments (person_id)",
    "CREATE INDEX ix_subsidy_sheets_payer_id ON subsidy_sheets (payer_id)",
    "CREATE UNIQUE INDEX uq_subsidy_sheets_in_force ON subsidy_sheets (payer_id, month)"
    " WHERE kind = 'month' AND voided_at IS NULL",
    "CREATE INDEX ix_subsidy_sheets_month ON subsidy_sheets (month)",
    "CREATE INDEX ix_subsidy_lines_person_id ON subsidy_lines (person_id)",
    "CREATE UNIQUE INDEX uq_subsidy_lines_once ON subsidy_lines (sheet_id, person_id, about)"
    " WHERE one_off_id IS NULL",
    "CREATE INDEX ix_subsidy_lines_about ON subsidy_lines (about)",
    "CREATE INDEX ix_subsidy_lines_posting_id ON subsidy_lines (posting_id)",
)
