"""Rounds of assessment (四(五)): criteria, frozen facts, opinions, grades as decided elsewhere, feedback."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.assessment import (
    Assessment,
    AssessmentCriterion,
    AssessmentOpinion,
    AssessmentRound,
    AssessmentScore,
)
from banfu_desktop.db.rows import row_of, stored
from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.assessment import AssessStage, Facts, Grade, RoundKind
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.assessment import facts
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.tables.assessment import ASSESSMENTS, ROUNDS

ROOM = "assessment"
_ROUND = stored(AssessmentRound, of=ROUNDS)
_OWN = stored(Assessment, of=ASSESSMENTS)


@dataclass(frozen=True)
class RoundRow:
    """A round; attribute names are those of tables.assessment.ROUNDS. `criteria` are id, name, weight."""

    id: int
    bundle_id: int
    kind: RoundKind
    title: str
    start_on: date
    end_on: date
    opened_on: date
    led_by: str
    due_on: date | None
    remark: str | None
    criteria: tuple[tuple[int, str, int], ...]
    stages: tuple[AssessStage, ...]
    warning: str

    @property
    def period(self) -> Period:
        """The days assessed."""
        return Period(self.start_on, self.end_on)

    @property
    def people(self) -> int:
        """How many are assessed."""
        return len(self.stages)

    @property
    def progress(self) -> str:
        """已反馈 3/12."""
        fed_back = sum(stage is AssessStage.FED_BACK for stage in self.stages)
        return f"已反馈 {fed_back}/{len(self.stages)}"

    @property
    def open(self) -> bool:
        """Whether somebody still waits."""
        return any(stage is not AssessStage.FED_BACK for stage in self.stages)


@dataclass(frozen=True)
class Opinion:
    """What a body said, on a day."""

    body: str
    opinion: str
    given_on: date


@dataclass(frozen=True)
class OpinionRow:
    """What a body said of somebody; attribute names are those of tables.assessment.OPINIONS_FILE."""

    name: str
    organisation: str
    round: str
    body: str
    opinion: str
    given_on: date


@dataclass(frozen=True)
class AssessmentRow:
    """Somebody in a round; attribute names are those of tables.assessment.ASSESSMENTS.

    `scores` are by criterion; `frozen` the facts as they were frozen.
    """

    id: int
    round_id: int
    posting_id: int
    name: str
    initials: str
    organisation: str
    role: str
    round: str
    bundle_id: int
    summary: str | None
    survey_asked: int | None
    survey_good: int | None
    frozen_on: date | None
    frozen: Facts | None
    grade: Grade | None
    decided_by: str | None
    decided_on: date | None
    fed_back_on: date | None
    reply: str | None
    opinions: tuple[Opinion, ...]
    scores: Mapping[int, int]
    tenths: int | None

    @property
    def stage(self) -> AssessStage:
        """How far it is."""
        return rules.stage_of(self.frozen_on, len(self.opinions), self.decided_on, self.fed_back_on)

    @property
    def score(self) -> str:
        """85.6, where every criterion has a score."""
        return "" if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}"


def rounds(session: Session, today: date) -> list[RoundRow]:
    """Every round, the latest first."""
    everybody = listing(session)
    share = int(settings.value_on(session, "excellent_share", today))
    criteria: dict[int, list[tuple[int, str, int]]] = {}
    for row in session.scalars(sa.select(AssessmentCriterion).order_by(AssessmentCriterion.id)):
        criteria.setdefault(row.round_id, []).append((row.id, row.name, row.weight))
    records = session.scalars(
        sa.select(AssessmentRound).order_by(AssessmentRound.end_on.desc(), AssessmentRound.id)
    )
    found = []
    for record in records:
        own = [row for row in everybody if row.round_id == record.id]
        found.append(
            row_of(
                RoundRow,
                record,
                criteria=tuple(criteria.get(record.id, ())),
                stages=tuple(row.stage for row in own),
                warning=rules.over_share((row.grade for row in own), share),
            )
        )
    return found


def round_named(session: Session, title: str, today: date) -> RoundRow:
    """The round of a name, or the latest of which a part is given.

    Raises:
        UserError: there is none.
    """
    found = [row for row in rounds(session, today) if title in row.title]
    exact = [row for row in found if row.title == title]
    if not found:
        raise UserError(f"没有名为“{title}”的考核", "请用 assess show 查看")
    return (exact or found)[0]


def listing(session: Session) -> list[AssessmentRow]:
    """Everybody in every round, the latest round first, in the order of the roster."""
    people = {row.id: row for row in members.listing(session)}
    opinions: dict[int, list[Opinion]] = {}
    for said in session.scalars(sa.select(AssessmentOpinion).order_by(AssessmentOpinion.given_on)):
        opinions.setdefault(said.assessment_id, []).append(Opinion(said.body, said.opinion, said.given_on))
    scores: dict[int, dict[int, int]] = {}
    for score in session.scalars(sa.select(AssessmentScore)):
        scores.setdefault(score.assessment_id, {})[score.criterion_id] = score.score
    weights: dict[int, dict[int, int]] = {}
    for criterion in session.scalars(sa.select(AssessmentCriterion)):
        weights.setdefault(criterion.round_id, {})[criterion.id] = criterion.weight
    statement = (
        sa.select(Assessment, AssessmentRound)
        .join(AssessmentRound, AssessmentRound.id == Assessment.round_id)
        .order_by(AssessmentRound.end_on.desc(), AssessmentRound.id, Assessment.posting_id)
    )
    rows = []
    for record, of_round in session.execute(statement):
        member, own = people[record.posting_id], scores.get(record.id, {})
        rows.append(
            AssessmentRow(
                **{
                    name: getattr(record, name)
                    for name in ("id", "round_id", "posting_id", "frozen_on", *_OWN)
                },
                name=member.name,
                initials=member.initials,
                organisation=member.organisation,
                role=member.role.label,
                round=of_round.title,
                bundle_id=of_round.bundle_id,
                frozen=facts.load(record.facts) if record.facts else None,
                fed_back_on=record.fed_back_on,
                opinions=tuple(opinions.get(record.id, ())),
                scores=own,
                tenths=rules.total_score(weights.get(record.round_id, {}), own),
            )
        )
    return rows


def opinions(session: Session) -> list[OpinionRow]:
    """Every opinion on everybody, the latest round first."""
    return [
        OpinionRow(row.name, row.organisation, row.round, said.body, said.opinion, said.given_on)
        for row in listing(session)
        for said in row.opinions
    ]


def one(session: Session, assessment_id: int) -> AssessmentRow:
    """Somebody's assessment.

    Raises:
        UserError: it is no longer there.
    """
    found = next((row for row in listing(session) if row.id == assessment_id), None)
    if found is None:
        raise UserError("这份考核已不在了", "请刷新后再看")
    return found


def open_round(session: Session, values: Mapping[str, Any], today: date, round_id: int | None = None) -> int:
    """Open a round with everybody posted in its period, or correct one. Returns its id.

    Args:
        values: of tables.assessment.ROUNDS; of an existing one only what changes.

    Raises:
        UserError: days that cannot be, or a title that is taken.
    """
    record = session.get(AssessmentRound, round_id) if round_id is not None else None
    merged = {name: values.get(name, getattr(record, name, None)) for name in _ROUND}
    rules.refuse_round(merged["start_on"], merged["end_on"], merged["opened_on"], today)
    taken = session.scalar(sa.select(AssessmentRound.id).filter_by(title=merged["title"]))
    if taken is not None and taken != round_id:
        raise UserError(f"已有“{merged['title']}”", "请换一个名称", rules.CLAUSE)
    fresh = record is None
    record = record or AssessmentRound(bundle_id=bundles.new_bundle(session, ROOM, merged["title"]))
    for name, value in merged.items():
        setattr(record, name, value)
    session.add(record)
    session.flush()
    if fresh:
        posted = members.listing(session, Period(record.start_on, record.end_on))
        choose(session, record.id, [row.id for row in posted])
    return record.id


def choose(session: Session, round_id: int, posting_ids: Collection[int]) -> None:
    """Say who is assessed in a round.

    Raises:
        UserError: somebody taken out has frozen facts.
    """
    known = {
        row.posting_id: row for row in session.scalars(sa.select(Assessment).filter_by(round_id=round_id))
    }
    for posting_id, record in known.items():
        if posting_id not in posting_ids:
            if record.facts is not None:
                name = members.one(session, posting_id).name
                raise UserError(f"{name}的事实已经冻结，不能移出这一轮", "请先撤回冻结")
            for model in (AssessmentOpinion, AssessmentScore):
                session.execute(sa.delete(model).filter_by(assessment_id=record.id))
            session.delete(record)
    for posting_id in posting_ids:
        if posting_id not in known:
            session.add(Assessment(round_id=round_id, posting_id=posting_id))
    session.flush()


def set_criteria(session: Session, round_id: int, criteria: Iterable[tuple[str, int]]) -> None:
    """Set a round's criteria; their weights add up to 100, none at all is no scoring.

    Raises:
        UserError: they do not, or somebody was scored already.
    """
    wanted = list(criteria)
    rules.refuse_weights(wanted)
    own = list(session.scalars(sa.select(AssessmentCriterion).filter_by(round_id=round_id)))
    if [(row.name, row.weight) for row in own] == wanted:
        return
    scored = sa.select(AssessmentScore.id).where(AssessmentScore.criterion_id.in_([row.id for row in own]))
    if session.scalar(scored.limit(1)) is not None:
        raise UserError("已经打分，不能再改指标", "请先清除这一轮的打分")
    for row in own:
        session.delete(row)
    session.flush()
    for name, weight in wanted:
        session.add(AssessmentCriterion(round_id=round_id, name=name, weight=weight))
        session.flush()


def remove_round(session: Session, round_id: int) -> None:
    """Remove a round opened by mistake.

    Raises:
        UserError: somebody's facts are frozen, or it has papers.
    """
    record = session.get_one(AssessmentRound, round_id)
    if bundles.listing(session, record.bundle_id):
        raise UserError("这一轮考核有附件，不能删除", "请先移出附件")
    choose(session, round_id, [])
    session.execute(sa.delete(AssessmentCriterion).filter_by(round_id=round_id))
    bundle_id = record.bundle_id
    session.delete(record)
    session.flush()
    bundles.remove_bundle(session, bundle_id)
