"""Mobilised capital (七) and project ideas (三(六)): contributions, their arrivals, the library."""

from collections.abc import Mapping

from banfu_desktop.db.migrations import op

SCHEMA = "62da6cbb977c9d830dd13b6d0556adb6ea2c2ff558f10281f2a700110c2985ab"
ERASABLE: Mapping[str, tuple[str, ...]] = {
    "contributions": ("source", "initials", "purpose", "goods", "published_at", "remark", "ending"),
    "contribution_arrivals": ("receipt",),
    "project_ideas": ("name", "initials", "source_wanted", "reason", "dropping"),
}
TABLES = (
    """
CREATE TABLE contributions (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    initials TEXT NOT NULL,
    purpose TEXT NOT NULL,
    village TEXT,
    goods TEXT,
    promised_fen INTEGER NOT NULL,
    promised_on TEXT NOT NULL,
    due_on TEXT,
    published_on TEXT,
    published_at TEXT,
    remark TEXT,
    ended_on TEXT,
    ending TEXT,
    CONSTRAINT pk_contributions PRIMARY KEY (id),
    CONSTRAINT ck_contributions_of_somebody CHECK (length(source) > 0),
    CONSTRAINT ck_contributions_for_something CHECK (length(purpose) > 0),
    CONSTRAINT ck_contributions_amount CHECK (promised_fen >= 0),
    CONSTRAINT ck_contributions_ended_for_a_reason CHECK ((ended_on IS NULL) = (ending IS NULL)),
    CONSTRAINT uq_contributions_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_contributions_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id)
) STRICT""",
    """
CREATE TABLE contribution_arrivals (
    id INTEGER NOT NULL,
    contribution_id INTEGER NOT NULL,
    arrived_on TEXT NOT NULL,
    amount_fen INTEGER NOT NULL,
    channel TEXT NOT NULL,
    receipt TEXT,
    voucher_id INTEGER,
    CONSTRAINT pk_contribution_arrivals PRIMARY KEY (id),
    CONSTRAINT ck_contribution_arrivals_amount CHECK (amount_fen >= 0),
    CONSTRAINT ck_contribution_arrivals_voucher_of_own_book CHECK ((channel = 'own_book') = (voucher_id
        IS NOT NULL)),
    CONSTRAINT fk_contribution_arrivals_contribution_id_contributions FOREIGN KEY(contribution_id)
        REFERENCES contributions (id),
    CONSTRAINT fk_contribution_arrivals_voucher_id_fund_vouchers FOREIGN KEY(voucher_id) REFERENCES
        fund_vouchers (id)
) STRICT""",
    """
CREATE TABLE project_ideas (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    initials TEXT NOT NULL,
    kind TEXT NOT NULL,
    village TEXT,
    estimate_fen INTEGER NOT NULL,
    source_wanted TEXT NOT NULL,
    reason TEXT NOT NULL,
    raised_on TEXT NOT NULL,
    discussed_on TEXT,
    published_on TEXT,
    submitted_on TEXT,
    listed_on TEXT,
    project_id INTEGER,
    dropped_on TEXT,
    dropping TEXT,
    CONSTRAINT pk_project_ideas PRIMARY KEY (id),
    CONSTRAINT uq_project_ideas_name UNIQUE (name),
    CONSTRAINT uq_project_ideas_project_id UNIQUE (project_id),
    CONSTRAINT ck_project_ideas_estimate CHECK (estimate_fen > 0),
    CONSTRAINT ck_project_ideas_dropped_for_a_reason CHECK ((dropped_on IS NULL) = (dropping IS NULL)),
    CONSTRAINT ck_project_ideas_promoted_or_dropped CHECK (project_id IS NULL OR dropped_on IS NULL),
    CONSTRAINT fk_project_ideas_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id)
) STRICT""",
)
INDEXES = (
    "CREATE INDEX ix_contribution_arrivals_contribution_id ON contribution_arrivals (contribution_id)",
    "CREATE INDEX ix_contribution_arrivals_voucher_id ON contribution_arrivals (voucher_id)",
)


def upgrade() -> None:
    """Make the tables of the room."""
    for sql in (*TABLES, *INDEXES):
        op.execute(sql)
