"""Documents (四(五), 四(六), 五(二)): the register, recipients, half-year reports, plans and their items."""

from collections.abc import Mapping

from banfu_desktop.db.migrations import op

SCHEMA = "9e890e554771d4e4b84a07dbef49e4fafe579d294783346a29a02c95e58de2ee"
ERASABLE: Mapping[str, tuple[str, ...]] = {
    "documents": (
        "title",
        "initials",
        "party",
        "drafter",
        "people",
        "content",
        "reply",
        "remark",
        "place",
        "their_number",
    ),
    "document_recipients": (
        "name",
        "why",
        "receipt",
    ),
    "half_reports": ("body",),
    "issued_reports": ("snapshot",),
    "plan_items": (
        "task",
        "initials",
        "measure",
        "owner",
        "target",
        "actual",
    ),
}
TABLES = (
    """
CREATE TABLE documents (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    direction TEXT NOT NULL,
    kind TEXT NOT NULL,
    stage TEXT NOT NULL,
    title TEXT NOT NULL,
    initials TEXT NOT NULL,
    year INTEGER,
    serial INTEGER,
    their_number TEXT,
    dated TEXT NOT NULL,
    party TEXT,
    drafter TEXT,
    period_start TEXT,
    period_end TEXT,
    signed_on TEXT,
    place TEXT,
    people TEXT,
    content TEXT,
    reply_due TEXT,
    replied_on TEXT,
    reply TEXT,
    remark TEXT,
    CONSTRAINT pk_documents PRIMARY KEY (id),
    CONSTRAINT uq_documents_direction_kind_year_serial UNIQUE (direction, kind, year, serial),
    CONSTRAINT ck_documents_titled CHECK (length(title) > 0),
    CONSTRAINT ck_documents_numbered_whole CHECK ((year IS NULL) = (serial IS NULL)),
    CONSTRAINT ck_documents_numbered_once_issued CHECK ((stage = 'issued') = (serial IS NOT NULL)),
        CONSTRAINT ck_documents_period CHECK (period_start IS NULL OR period_end IS NULL OR
        period_end >= period_start),
    CONSTRAINT ck_documents_answered_later CHECK (reply_due IS NULL OR reply_due >= dated),
    CONSTRAINT uq_documents_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_documents_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id)
) STRICT""",
    """
CREATE TABLE document_recipients (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    why TEXT NOT NULL,
    sent_on TEXT,
    way TEXT,
    received_on TEXT,
    receipt TEXT,
    CONSTRAINT pk_document_recipients PRIMARY KEY (id),
    CONSTRAINT uq_document_recipients_document_id_name UNIQUE (document_id, name),
    CONSTRAINT ck_document_recipients_named CHECK (length(name) > 0),
    CONSTRAINT ck_document_recipients_sent_some_way CHECK ((sent_on IS NULL) = (way IS NULL)),
        CONSTRAINT ck_document_recipients_received_once_sent CHECK (received_on IS NULL OR (sent_on
        IS NOT NULL AND received_on >= sent_on)),
        CONSTRAINT fk_document_recipients_document_id_documents FOREIGN KEY(document_id) REFERENCES
        documents (id)
) STRICT""",
    """
CREATE TABLE half_reports (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    year INTEGER NOT NULL,
    half INTEGER NOT NULL,
    version INTEGER NOT NULL,
    body TEXT NOT NULL,
    refreshed_at TEXT NOT NULL,
    CONSTRAINT pk_half_reports PRIMARY KEY (id),
    CONSTRAINT uq_half_reports_year_half_version UNIQUE (year, half, version),
    CONSTRAINT ck_half_reports_half CHECK (half IN (1, 2)),
    CONSTRAINT ck_half_reports_version CHECK (version > 0),
    CONSTRAINT uq_half_reports_document_id UNIQUE (document_id),
    CONSTRAINT fk_half_reports_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id)
) STRICT""",
    """
CREATE TABLE issued_reports (
    id INTEGER NOT NULL,
    report_id INTEGER NOT NULL,
    sealed_at TEXT NOT NULL,
    sealed_by TEXT NOT NULL,
    audit_head TEXT NOT NULL,
    check_code TEXT NOT NULL,
    snapshot TEXT NOT NULL,
    CONSTRAINT pk_issued_reports PRIMARY KEY (id),
    CONSTRAINT uq_issued_reports_report_id UNIQUE (report_id),
        CONSTRAINT fk_issued_reports_report_id_half_reports FOREIGN KEY(report_id) REFERENCES
        half_reports (id)
) STRICT""",
    """
CREATE TABLE plan_items (
    id INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    task TEXT NOT NULL,
    initials TEXT NOT NULL,
    measure TEXT,
    owner TEXT,
    due TEXT,
    target TEXT,
    actual TEXT,
    state TEXT NOT NULL,
    done_on TEXT,
    CONSTRAINT pk_plan_items PRIMARY KEY (id),
    CONSTRAINT ck_plan_items_said CHECK (length(task) > 0),
    CONSTRAINT ck_plan_items_done_on_a_day CHECK ((state = 'done') = (done_on IS NOT NULL)),
    CONSTRAINT fk_plan_items_document_id_documents FOREIGN KEY(document_id) REFERENCES documents (id)
) STRICT""",
    """
CREATE TABLE plan_entries (
    id INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    entry_id INTEGER NOT NULL,
    CONSTRAINT pk_plan_entries PRIMARY KEY (id),
    CONSTRAINT uq_plan_entries_item_id_entry_id UNIQUE (item_id, entry_id),
        CONSTRAINT fk_plan_entries_item_id_plan_items FOREIGN KEY(item_id) REFERENCES plan_items
        (id) ON DELETE CASCADE,
        CONSTRAINT fk_plan_entries_entry_id_log_entries FOREIGN KEY(entry_id) REFERENCES log_entries
        (id) ON DELETE CASCADE
) STRICT""",
)
INDEXES = (
    "CREATE INDEX ix_documents_dated ON documents (dated)",
    "CREATE INDEX ix_plan_items_document_id ON plan_items (document_id)",
    "CREATE INDEX ix_plan_entries_entry_id ON plan_entries (entry_id)",
)


def upgrade() -> None:
    """Make the tables of the room."""
    for sql in (*TABLES, *INDEXES):
        op.execute(sql)
