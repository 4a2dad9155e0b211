"""Assessment 四(五), training 四(七), commendation 六(三), the register of 四(八)."""

from collections.abc import Mapping

from banfu_desktop.db.migrations import op

SCHEMA = "2191cf95439b385ee1861cc9310454c7aa4835aa41f2e5cd205319f60f0c8b6f"
ERASABLE: Mapping[str, tuple[str, ...]] = {
    "assessment_rounds": ("remark",),
    "assessments": ("summary", "facts", "reply"),
    "assessment_opinions": ("opinion",),
    "trainings": ("remark",),
    "training_attendees": ("reason",),
    "commendations": ("remark",),
    "exemptions": ("matter", "outcome"),
}
TABLES = (
    """
CREATE TABLE assessment_rounds (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    start_on TEXT NOT NULL,
    end_on TEXT NOT NULL,
    opened_on TEXT NOT NULL,
    led_by TEXT NOT NULL,
    due_on TEXT,
    remark TEXT,
    CONSTRAINT pk_assessment_rounds PRIMARY KEY (id),
    CONSTRAINT uq_assessment_rounds_title UNIQUE (title),
    CONSTRAINT ck_assessment_rounds_ends_after_start CHECK (end_on >= start_on),
    CONSTRAINT uq_assessment_rounds_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_assessment_rounds_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id)
) STRICT""",
    """
CREATE TABLE assessment_criteria (
    id INTEGER NOT NULL,
    round_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    weight INTEGER NOT NULL,
    CONSTRAINT pk_assessment_criteria PRIMARY KEY (id),
    CONSTRAINT uq_assessment_criteria_round_id_name UNIQUE (round_id, name),
    CONSTRAINT ck_assessment_criteria_weight CHECK (weight > 0 AND weight <= 100),
    CONSTRAINT fk_assessment_criteria_round_id_assessment_rounds FOREIGN KEY(round_id) REFERENCES
        assessment_rounds (id)
) STRICT""",
    """
CREATE TABLE assessments (
    id INTEGER NOT NULL,
    round_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    summary TEXT,
    survey_asked INTEGER,
    survey_good INTEGER,
    frozen_on TEXT,
    facts TEXT,
    grade TEXT,
    decided_by TEXT,
    decided_on TEXT,
    fed_back_on TEXT,
    reply TEXT,
    CONSTRAINT pk_assessments PRIMARY KEY (id),
    CONSTRAINT uq_assessments_round_id_posting_id UNIQUE (round_id, posting_id),
    CONSTRAINT ck_assessments_frozen_on_a_day CHECK ((facts IS NULL) = (frozen_on IS NULL)),
    CONSTRAINT ck_assessments_decided_on_a_day CHECK ((grade IS NULL) = (decided_on IS NULL)),
    CONSTRAINT ck_assessments_graded_on_facts CHECK (grade IS NULL OR facts IS NOT NULL),
    CONSTRAINT ck_assessments_fed_back_a_grade CHECK (fed_back_on IS NULL OR grade IS NOT NULL),
    CONSTRAINT ck_assessments_survey CHECK (survey_good IS NULL OR survey_good <= survey_asked),
    CONSTRAINT fk_assessments_round_id_assessment_rounds FOREIGN KEY(round_id) REFERENCES
        assessment_rounds (id),
    CONSTRAINT fk_assessments_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings (id)
) STRICT""",
    """
CREATE TABLE assessment_opinions (
    id INTEGER NOT NULL,
    assessment_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    opinion TEXT NOT NULL,
    given_on TEXT NOT NULL,
    CONSTRAINT pk_assessment_opinions PRIMARY KEY (id),
    CONSTRAINT uq_assessment_opinions_assessment_id_body UNIQUE (assessment_id, body),
    CONSTRAINT ck_assessment_opinions_said_by_somebody CHECK (length(body) > 0 AND length(opinion) >
        0),
    CONSTRAINT fk_assessment_opinions_assessment_id_assessments FOREIGN KEY(assessment_id)
        REFERENCES assessments (id)
) STRICT""",
    """
CREATE TABLE assessment_scores (
    id INTEGER NOT NULL,
    assessment_id INTEGER NOT NULL,
    criterion_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    CONSTRAINT pk_assessment_scores PRIMARY KEY (id),
    CONSTRAINT uq_assessment_scores_assessment_id_criterion_id UNIQUE (assessment_id, criterion_id),
    CONSTRAINT ck_assessment_scores_score CHECK (score >= 0 AND score <= 100),
    CONSTRAINT fk_assessment_scores_assessment_id_assessments FOREIGN KEY(assessment_id) REFERENCES
        assessments (id),
    CONSTRAINT fk_assessment_scores_criterion_id_assessment_criteria FOREIGN KEY(criterion_id)
        REFERENCES assessment_criteria (id)
) STRICT""",
    """
CREATE TABLE trainings (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    initials TEXT NOT NULL,
    organiser TEXT NOT NULL,
    start_on TEXT NOT NULL,
    end_on TEXT NOT NULL,
    place TEXT,
    yearly INTEGER NOT NULL,
    remark TEXT,
    CONSTRAINT pk_trainings PRIMARY KEY (id),
    CONSTRAINT ck_trainings_ends_after_start CHECK (end_on >= start_on),
    CONSTRAINT ck_trainings_titled CHECK (length(title) > 0),
    CONSTRAINT uq_trainings_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_trainings_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id)
) STRICT""",
    """
CREATE TABLE training_attendees (
    id INTEGER NOT NULL,
    training_id INTEGER NOT NULL,
    posting_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    made_up_on TEXT,
    reason TEXT,
    CONSTRAINT pk_training_attendees PRIMARY KEY (id),
    CONSTRAINT uq_training_attendees_training_id_posting_id UNIQUE (training_id, posting_id),
    CONSTRAINT ck_training_attendees_made_up_on_a_day CHECK ((state = 'made_up') = (made_up_on IS
        NOT NULL)),
    CONSTRAINT fk_training_attendees_training_id_trainings FOREIGN KEY(training_id) REFERENCES
        trainings (id),
    CONSTRAINT fk_training_attendees_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings
        (id)
) STRICT""",
    """
CREATE TABLE commendations (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    posting_id INTEGER,
    title TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_on TEXT NOT NULL,
    document_no TEXT,
    remark TEXT,
    CONSTRAINT pk_commendations PRIMARY KEY (id),
    CONSTRAINT ck_commendations_titled CHECK (length(title) > 0),
    CONSTRAINT uq_commendations_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_commendations_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id),
    CONSTRAINT fk_commendations_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings (id)
) STRICT""",
    """
CREATE TABLE exemptions (
    id INTEGER NOT NULL,
    bundle_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    posting_id INTEGER,
    raised_on TEXT NOT NULL,
    matter TEXT NOT NULL,
    decided_by TEXT,
    decided_on TEXT,
    outcome TEXT,
    document_no TEXT,
    CONSTRAINT pk_exemptions PRIMARY KEY (id),
    CONSTRAINT ck_exemptions_said CHECK (length(matter) > 0),
    CONSTRAINT uq_exemptions_bundle_id UNIQUE (bundle_id),
    CONSTRAINT fk_exemptions_bundle_id_bundles FOREIGN KEY(bundle_id) REFERENCES bundles (id),
    CONSTRAINT fk_exemptions_posting_id_postings FOREIGN KEY(posting_id) REFERENCES postings (id)
) STRICT""",
)
INDEXES = (
    "CREATE INDEX ix_assessment_criteria_round_id ON assessment_criteria (round_id)",
    "CREATE INDEX ix_assessments_posting_id ON assessments (posting_id)",
    "CREATE INDEX ix_assessments_round_id ON assessments (round_id)",
    "CREATE INDEX ix_assessment_opinions_assessment_id ON assessment_opinions (assessment_id)",
    "CREATE INDEX ix_assessment_scores_assessment_id ON assessment_scores (assessment_id)",
    "CREATE INDEX ix_assessment_scores_criterion_id ON assessment_scores (criterion_id)",
    "CREATE INDEX ix_trainings_start_on ON trainings (start_on)",
    "CREATE INDEX ix_training_attendees_posting_id ON training_attendees (posting_id)",
    "CREATE INDEX ix_training_attendees_training_id ON training_attendees (training_id)",
    "CREATE INDEX ix_commendations_posting_id ON commendations (posting_id)",
    "CREATE INDEX ix_exemptions_posting_id ON exemptions (posting_id)",
)


def upgrade() -> None:
    """Make the tables of the room."""
    for sql in (*TABLES, *INDEXES):
        op.execute(sql)
