"""The work log 三(一)–(八): entries, whose they are, open matters closed, months signed off."""

from collections.abc import Mapping

from banfu_desktop.db.migrations import op

SCHEMA = "6db15f85f08b94bce630ec79ba950172272868679818bd7c103c578da9eebd92"
ERASABLE: Mapping[str, tuple[str, ...]] = {
    "log_entries": ("content", "initials", "with_whom", "result", "next_step", "tags"),
    "log_months": ("signed_by", "opinion", "snapshot"),
}
TABLES = (
    """
CREATE TABLE log_entries (
    id INTEGER NOT NULL,
    day TEXT NOT NULL,
    half TEXT NOT NULL,
    duty TEXT NOT NULL,
    kind TEXT NOT NULL,
    village TEXT,
    households INTEGER,
    content TEXT NOT NULL,
    initials TEXT NOT NULL,
    with_whom TEXT,
    result TEXT,
    next_step TEXT,
    next_due TEXT,
    tags TEXT,
    project_id INTEGER,
    bundle_id INTEGER,
    late INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    CONSTRAINT pk_log_entries PRIMARY KEY (id),
    CONSTRAINT ck_log_entries_said CHECK (length(content) > 0 AND length(content) <= 500),
    CONSTRAINT ck_log_entries_households CHECK (households IS NULL OR households >= 0),
    CONSTRAINT ck_log_entries_due_of_a_step CHECK (next_due IS NULL OR length(next_step) > 0),
    CONSTRAINT ck_log_entries_due_later CHECK (next_due IS NULL OR next_due >= day),
    CONSTRAINT fk_log_entries_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id),
    CONSTRAINT uq_log_entries_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_log_entries_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id)
) STRICT""",
    """
CREATE TABLE log_people (
    id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    CONSTRAINT pk_log_people PRIMARY KEY (id),
    CONSTRAINT uq_log_people_entry_id_posting_id UNIQUE (entry_id, posting_id),
    CONSTRAINT fk_log_people_entry_id_log_entries FOREIGN KEY(entry_id) REFERENCES log_entries (id) ON
        DELETE CASCADE,
    CONSTRAINT fk_log_people_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings (id)
) STRICT""",
    """
CREATE TABLE log_closings (
    id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    closing_id INTEGER NOT NULL,
    CONSTRAINT pk_log_closings PRIMARY KEY (id),
    CONSTRAINT ck_log_closings_by_another CHECK (entry_id <> closing_id),
    CONSTRAINT uq_log_closings_entry_id UNIQUE (entry_id),
    CONSTRAINT fk_log_closings_entry_id_log_entries FOREIGN KEY(entry_id) REFERENCES log_entries (id),
    CONSTRAINT fk_log_closings_closing_id_log_entries FOREIGN KEY(closing_id) REFERENCES log_entries (id)
) STRICT""",
    """
CREATE TABLE log_months (
    id INTEGER NOT NULL,
    month TEXT NOT NULL,
    signed_by TEXT NOT NULL,
    signed_on TEXT NOT NULL,
    opinion TEXT,
    sealed_at TEXT NOT NULL,
    sealed_by TEXT NOT NULL,
    audit_head TEXT NOT NULL,
    check_code TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    CONSTRAINT pk_log_months PRIMARY KEY (id),
    CONSTRAINT uq_log_months_month UNIQUE (month)
) STRICT""",
)
INDEXES = (
    "CREATE INDEX ix_log_entries_day ON log_entries (day)",
    "CREATE INDEX ix_log_entries_project_id ON log_entries (project_id)",
    "CREATE INDEX ix_log_people_posting_id ON log_people (posting_id)",
    "CREATE INDEX ix_log_closings_closing_id ON log_closings (closing_id)",
)


def upgrade() -> None:
    """Make the tables of the room."""
    for sql in (*TABLES, *INDEXES):
        op.execute(sql)
