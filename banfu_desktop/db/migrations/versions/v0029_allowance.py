"""乡镇工作补贴 (六(一)): letters to units and their answers; the rules of the other categories (六(四))."""

from collections.abc import Mapping

from banfu_desktop.db.migrations import op

SCHEMA = "e707db0a7afc45beb5c0ed46043b27e299acd90f8c35e92b5c4030b2015f709a"
ERASABLE: Mapping[str, tuple[str, ...]] = {
    "allowance_letters": ("number", "reply", "remark"),
    "own_rules": ("rule", "payer", "amount", "remark"),
}
TABLES = (
    """
CREATE TABLE allowance_letters (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    organisation_id INTEGER NOT NULL,
    eligible_on TEXT NOT NULL,
    sent_on TEXT NOT NULL,
    number TEXT,
    confirmed_on TEXT,
    paid_from TEXT,
    amount_fen INTEGER,
    reply TEXT,
    stopped_on TEXT,
    remark TEXT,
    CONSTRAINT pk_allowance_letters PRIMARY KEY (id),
    CONSTRAINT uq_allowance_letters_posting_id UNIQUE (posting_id),
        CONSTRAINT ck_allowance_letters_confirmed_after_sent CHECK (confirmed_on IS NULL OR
        confirmed_on >= sent_on),
        CONSTRAINT ck_allowance_letters_paid_once_confirmed CHECK (paid_from IS NULL OR confirmed_on
        IS NOT NULL),
        CONSTRAINT ck_allowance_letters_amount_of_who_pays CHECK (amount_fen IS NULL OR paid_from IS
        NOT NULL),
    CONSTRAINT ck_allowance_letters_of_an_amount CHECK (amount_fen > 0),
        CONSTRAINT ck_allowance_letters_stopped_later CHECK (stopped_on IS NULL OR (paid_from IS NOT
        NULL AND stopped_on >= paid_from)),
    CONSTRAINT uq_allowance_letters_bundle_id UNIQUE (bundle_id),
        CONSTRAINT fk_allowance_letters_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles
        (id),
        CONSTRAINT fk_allowance_letters_posting_id_postings FOREIGN KEY(posting_id) REFERENCES
        postings (id),
        CONSTRAINT fk_allowance_letters_organisation_id_organisations FOREIGN KEY(organisation_id)
        REFERENCES organisations (id)
) STRICT""",
    """
CREATE TABLE own_rules (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    category TEXT NOT NULL,
    rule TEXT NOT NULL,
    number TEXT,
    payer TEXT,
    amount TEXT,
    start_on TEXT NOT NULL,
    end_on TEXT,
    remark TEXT,
    CONSTRAINT pk_own_rules PRIMARY KEY (id),
    CONSTRAINT uq_own_rules_category_start_on UNIQUE (category, start_on),
    CONSTRAINT ck_own_rules_of_the_others CHECK (category <> 'cadre'),
    CONSTRAINT ck_own_rules_named CHECK (length(rule) > 0),
    CONSTRAINT ck_own_rules_ends_after_start CHECK (end_on IS NULL OR end_on >= start_on),
    CONSTRAINT uq_own_rules_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_own_rules_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id)
) STRICT""",
)
INDEXES = ("CREATE INDEX ix_allowance_letters_organisation_id ON allowance_letters (organisation_id)",)


def upgrade() -> None:
    """Make the tables of the room."""
    for sql in (*TABLES, *INDEXES):
        op.execute(sql)
