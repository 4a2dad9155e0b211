"""Rotation (二): batches, changes of post, hand-over lists, filings, relations; the village filed."""

from collections.abc import Mapping

import sqlalchemy as sa

from banfu_desktop.db.migrations import op

SCHEMA = "705b01822df4e37292c39424077229786584d86ba859f89e967ce816768be72b"
FILLS = {("postings", "filed_village"): None}
ERASABLE: Mapping[str, tuple[str, ...]] = {
    "rotation_batches": ("remark",),
    "rotation_changes": ("successor", "successor_unit", "rank", "agreed_by", "remark"),
    "handovers": ("receiver", "witness", "remark", "snapshot"),
    "handover_ticks": ("words",),
    "handover_lines": ("text",),
    "filings": ("number", "remark"),
    "relation_moves": ("branch", "letter_no"),
}
TABLES = (
    """
CREATE TABLE rotation_batches (
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    start_on TEXT NOT NULL,
    planned_end TEXT NOT NULL,
    remark TEXT,
    CONSTRAINT pk_rotation_batches PRIMARY KEY (id),
    CONSTRAINT uq_rotation_batches_name UNIQUE (name),
    CONSTRAINT ck_rotation_batches_ends_after_start CHECK (planned_end >= start_on)
) STRICT""",
    """
CREATE TABLE rotation_places (
    id INTEGER NOT NULL,
    batch_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    CONSTRAINT pk_rotation_places PRIMARY KEY (id),
    CONSTRAINT uq_rotation_places_posting_id UNIQUE (posting_id),
    CONSTRAINT fk_rotation_places_batch_id_rotation_batches FOREIGN KEY(batch_id) REFERENCES
        rotation_batches (id),
    CONSTRAINT fk_rotation_places_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings
        (id)
        ON DELETE CASCADE
) STRICT""",
    """
CREATE TABLE rotation_changes (
    id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    successor TEXT,
    successor_unit TEXT,
    born_on TEXT,
    political TEXT,
    party_joined_on TEXT,
    rank TEXT,
    arrives_on TEXT,
    proposed_on TEXT,
    agreed_on TEXT,
    agreed_by TEXT,
    handing_on TEXT,
    remark TEXT,
    CONSTRAINT pk_rotation_changes PRIMARY KEY (id),
    CONSTRAINT uq_rotation_changes_posting_id UNIQUE (posting_id),
    CONSTRAINT ck_rotation_changes_proposed_somebody CHECK (proposed_on IS NULL OR length(successor)
        > 0),
    CONSTRAINT fk_rotation_changes_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings
        (id)
) STRICT""",
    """
CREATE TABLE handovers (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    whole INTEGER NOT NULL,
    drawn_on TEXT NOT NULL,
    receiver TEXT,
    witness TEXT,
    remark TEXT,
    sealed_at TEXT,
    sealed_by TEXT,
    audit_head TEXT,
    check_code TEXT,
    snapshot TEXT,
    CONSTRAINT pk_handovers PRIMARY KEY (id),
    CONSTRAINT ck_handovers_sealed_whole CHECK ((snapshot IS NULL) = (check_code IS NULL) AND
        (snapshot IS NULL) = (sealed_at IS NULL) AND (snapshot IS NULL) = (sealed_by IS NULL) AND
        (snapshot IS NULL) = (audit_head IS NULL)),
    CONSTRAINT uq_handovers_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_handovers_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id),
    CONSTRAINT fk_handovers_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings (id)
) STRICT""",
    """
CREATE TABLE handover_ticks (
    id INTEGER NOT NULL,
    handover_id INTEGER NOT NULL,
    item TEXT NOT NULL,
    words TEXT NOT NULL,
    given INTEGER NOT NULL,
    taken INTEGER NOT NULL,
    CONSTRAINT pk_handover_ticks PRIMARY KEY (id),
    CONSTRAINT uq_handover_ticks_handover_id_item UNIQUE (handover_id, item),
    CONSTRAINT ck_handover_ticks_ticked CHECK (given OR taken),
    CONSTRAINT fk_handover_ticks_handover_id_handovers FOREIGN KEY(handover_id) REFERENCES handovers
        (id)
) STRICT""",
    """
CREATE TABLE handover_lines (
    id INTEGER NOT NULL,
    handover_id INTEGER NOT NULL,
    section TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    CONSTRAINT pk_handover_lines PRIMARY KEY (id),
    CONSTRAINT ck_handover_lines_said CHECK (length(text) > 0),
    CONSTRAINT fk_handover_lines_handover_id_handovers FOREIGN KEY(handover_id) REFERENCES handovers
        (id)
) STRICT""",
    """
CREATE TABLE filings (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    village TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    number TEXT,
    confirmed_on TEXT,
    remark TEXT,
    CONSTRAINT pk_filings PRIMARY KEY (id),
    CONSTRAINT uq_filings_posting_id_village_body UNIQUE (posting_id, village, body),
    CONSTRAINT ck_filings_of_a_village_with_a_body CHECK (length(village) > 0 AND length(body) > 0),
    CONSTRAINT ck_filings_confirmed_after_sent CHECK (confirmed_on IS NULL OR confirmed_on >=
        sent_on),
    CONSTRAINT uq_filings_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_filings_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id),
    CONSTRAINT fk_filings_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings (id)
) STRICT""",
    """
CREATE TABLE relation_moves (
    id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    direction TEXT NOT NULL,
    branch TEXT NOT NULL,
    letter_no TEXT,
    letter_until TEXT,
    moved_on TEXT,
    receipt_on TEXT,
    CONSTRAINT pk_relation_moves PRIMARY KEY (id),
    CONSTRAINT uq_relation_moves_posting_id_direction UNIQUE (posting_id, direction),
    CONSTRAINT ck_relation_moves_in_is_of_the_posting CHECK (direction = 'out' OR (letter_until IS
        NULL AND moved_on IS NULL)),
    CONSTRAINT fk_relation_moves_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings
        (id)
) STRICT""",
)
INDEXES = (
    "CREATE INDEX ix_rotation_places_batch_id ON rotation_places (batch_id)",
    "CREATE INDEX ix_handovers_check_code ON handovers (check_code)",
    "CREATE INDEX ix_handovers_posting_id ON handovers (posting_id)",
    "CREATE INDEX ix_handover_lines_handover_id ON handover_lines (handover_id)",
    "CREATE INDEX ix_filings_posting_id ON filings (posting_id)",
)


def upgrade() -> None:
    """Make the tables of the room, and the column of the roster."""
    op.add_column("postings", sa.Column("filed_village", sa.Text(), nullable=True))
    for sql in (*TABLES, *INDEXES):
        op.execute(sql)
