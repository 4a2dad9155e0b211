"""Assessment 四(五), training 四(七), commendation 六(三), the register of 四(八)."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from banfu_desktop.db.base import Base, Id, WordType, table_args
from banfu_desktop.rules.assessment import Attendee, ExemptionKind, Grade, RoundKind


class AssessmentRound(Base):
    """A round of assessment over a period."""

    __tablename__ = "assessment_rounds"
    __table_args__ = table_args(
        sa.UniqueConstraint("title"),
        sa.CheckConstraint("end_on >= start_on", name="ends_after_start"),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    kind: Mapped[RoundKind] = mapped_column(WordType(RoundKind))
    title: Mapped[str]
    start_on: Mapped[date]
    end_on: Mapped[date]
    opened_on: Mapped[date]
    led_by: Mapped[str]
    due_on: Mapped[date | None]
    remark: Mapped[str | None]


class AssessmentCriterion(Base):
    """One of a round's criteria; their weights add up to 100."""

    __tablename__ = "assessment_criteria"
    __table_args__ = table_args(
        sa.UniqueConstraint("round_id", "name"),
        sa.CheckConstraint("weight > 0 AND weight <= 100", name="weight"),
    )
    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_rounds.id"), index=True)
    name: Mapped[str]
    weight: Mapped[int]


class Assessment(Base):
    """Somebody in a round: what was frozen, what was asked, what was decided and fed back.

    `facts` is JSON; once there it is never another text, and stays once a grade is decided.
    """

    __tablename__ = "assessments"
    __table_args__ = table_args(
        sa.UniqueConstraint("round_id", "posting_id"),
        sa.CheckConstraint("(facts IS NULL) = (frozen_on IS NULL)", name="frozen_on_a_day"),
        sa.CheckConstraint("(grade IS NULL) = (decided_on IS NULL)", name="decided_on_a_day"),
        sa.CheckConstraint("grade IS NULL OR facts IS NOT NULL", name="graded_on_facts"),
        sa.CheckConstraint("fed_back_on IS NULL OR grade IS NOT NULL", name="fed_back_a_grade"),
        sa.CheckConstraint("survey_good IS NULL OR survey_good <= survey_asked", name="survey"),
    )
    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_rounds.id"), index=True)
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    summary: Mapped[str | None]
    survey_asked: Mapped[int | None]
    survey_good: Mapped[int | None]
    frozen_on: Mapped[date | None]
    facts: Mapped[str | None]
    grade: Mapped[Grade | None] = mapped_column(WordType(Grade))
    decided_by: Mapped[str | None]
    decided_on: Mapped[date | None]
    fed_back_on: Mapped[date | None]
    reply: Mapped[str | None]


class AssessmentOpinion(Base):
    """What a body said of somebody: the town, the posting unit, the county's bodies."""

    __tablename__ = "assessment_opinions"
    __table_args__ = table_args(
        sa.UniqueConstraint("assessment_id", "body"),
        sa.CheckConstraint("length(body) > 0 AND length(opinion) > 0", name="said_by_somebody"),
    )
    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessments.id"), index=True)
    body: Mapped[str]
    opinion: Mapped[str]
    given_on: Mapped[date]


class AssessmentScore(Base):
    """What somebody scored in a criterion, 0 to 100."""

    __tablename__ = "assessment_scores"
    __table_args__ = table_args(
        sa.UniqueConstraint("assessment_id", "criterion_id"),
        sa.CheckConstraint("score >= 0 AND score <= 100", name="score"),
    )
    id: Mapped[Id]
    assessment_id: Mapped[int] = mapped_column(sa.ForeignKey("assessments.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("assessment_criteria.id"), index=True)
    score: Mapped[int]


class Training(Base):
    """A training of the team; every member has one a year (四(七))."""

    __tablename__ = "trainings"
    __table_args__ = table_args(
        sa.CheckConstraint("end_on >= start_on", name="ends_after_start"),
        sa.CheckConstraint("length(title) > 0", name="titled"),
    )
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    title: Mapped[str]
    initials: Mapped[str] = mapped_column(default="")
    organiser: Mapped[str]
    start_on: Mapped[date] = mapped_column(index=True)
    end_on: Mapped[date]
    place: Mapped[str | None]
    yearly: Mapped[bool]
    remark: Mapped[str | None]


class TrainingAttendee(Base):
    """Whether a posting was at a training, and if it was made up for, when."""

    __tablename__ = "training_attendees"
    __table_args__ = table_args(
        sa.UniqueConstraint("training_id", "posting_id"),
        sa.CheckConstraint("(state = 'made_up') = (made_up_on IS NOT NULL)", name="made_up_on_a_day"),
    )
    id: Mapped[Id]
    training_id: Mapped[int] = mapped_column(sa.ForeignKey("trainings.id"), index=True)
    posting_id: Mapped[int] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    state: Mapped[Attendee] = mapped_column(WordType(Attendee))
    made_up_on: Mapped[date | None]
    reason: Mapped[str | None]


class Commendation(Base):
    """A commendation of somebody, or of the team (no posting)."""

    __tablename__ = "commendations"
    __table_args__ = table_args(sa.CheckConstraint("length(title) > 0", name="titled"))
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    posting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    title: Mapped[str]
    granted_by: Mapped[str]
    granted_on: Mapped[date]
    document_no: Mapped[str | None]
    remark: Mapped[str | None]


class Exemption(Base):
    """A matter of 四(八): 尽职免责, 激励, 容错; a register, nothing more."""

    __tablename__ = "exemptions"
    __table_args__ = table_args(sa.CheckConstraint("length(matter) > 0", name="said"))
    id: Mapped[Id]
    bundle_id: Mapped[int] = mapped_column(sa.ForeignKey("bundles.id"), unique=True)
    kind: Mapped[ExemptionKind] = mapped_column(WordType(ExemptionKind))
    posting_id: Mapped[int | None] = mapped_column(sa.ForeignKey("postings.id"), index=True)
    raised_on: Mapped[date]
    matter: Mapped[str]
    decided_by: Mapped[str | None]
    decided_on: Mapped[date | None]
    outcome: Mapped[str | None]
    document_no: Mapped[str | None]
