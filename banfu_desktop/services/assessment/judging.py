"""Somebody's assessment (四(五)): facts frozen, opinions, scores, a grade decided elsewhere, feedback."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.assessment import (
    Assessment,
    AssessmentOpinion,
    AssessmentRound,
    AssessmentScore,
)
from banfu_desktop.db.rows import stored
from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.worklog import refuse_personal
from banfu_desktop.services.assessment import facts
from banfu_desktop.services.assessment.assessment import AssessmentRow, rounds
from banfu_desktop.services.members import members
from banfu_desktop.tables.assessment import ASSESSMENTS

_OWN = stored(Assessment, of=ASSESSMENTS)


def _period(session: Session, record: Assessment) -> Period:
    of_round = session.get_one(AssessmentRound, record.round_id)
    return Period(of_round.start_on, of_round.end_on)


def freeze(session: Session, assessment_ids: Collection[int], today: date) -> int:
    """Freeze what the rooms say of people today; from now on it stays. Returns how many were frozen.

    Raises:
        UserError: the period is not over, or nobody waits.
    """
    frozen = 0
    for key in assessment_ids:
        record = session.get_one(Assessment, key)
        period = _period(session, record)
        if period.end is not None and period.end > today:
            raise UserError(f"考核期到{period.end}才结束", "请在考核期结束以后冻结事实", rules.CLAUSE)
        if record.facts is None:
            record.facts = facts.dump(facts.of_period(session, record.posting_id, period, today))
            record.frozen_on = today
            frozen += 1
    if not frozen:
        raise UserError("事实都已经冻结", "后来更正的，在“差异”里看")
    session.flush()
    return frozen


def thaw(session: Session, assessment_id: int) -> None:
    """Take the freezing back, before a grade is decided.

    Raises:
        UserError: nothing is frozen, or a grade is decided.
    """
    record = session.get_one(Assessment, assessment_id)
    if record.facts is None:
        raise UserError("事实还没有冻结", "没有可以撤回的")
    if record.grade is not None:
        raise UserError("已经登记等次，冻结的事实不能撤回", "后来更正的，在“差异”里看", rules.CLAUSE)
    record.facts = record.frozen_on = None
    session.flush()


def differences(session: Session, row: AssessmentRow, today: date) -> list[tuple[str, str, str]]:
    """差异: what the rooms say otherwise today than was frozen: label, frozen, now."""
    if row.frozen is None:
        return []
    period = _period(session, session.get_one(Assessment, row.id))
    return rules.changed(row.frozen, facts.of_period(session, row.posting_id, period, today))


def save(session: Session, assessment_id: int, values: Mapping[str, Any], today: date) -> str:
    """Write down what was handed in and decided. Returns a warning when too many are 优秀, else nothing.

    Args:
        values: of tables.assessment.ASSESSMENTS; only what changes.

    Raises:
        UserError: it was fed back already, a grade without frozen facts or decider, more 满意 than asked.
    """
    record = session.get_one(Assessment, assessment_id)
    for name, value in refuse(session, assessment_id, values, today).items():
        setattr(record, name, value)
    session.flush()
    return next(row.warning for row in rounds(session, today) if row.id == record.round_id)


def refuse(session: Session, assessment_id: int, values: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What an assessment will say: its values, and what they do not name as it is.

    Raises:
        UserError: see save.
    """
    record = session.get_one(Assessment, assessment_id)
    merged = {name: values.get(name, getattr(record, name)) for name in _OWN}
    refuse_personal((merged["summary"], merged["reply"]))
    if record.fed_back_on is not None and any(
        merged[name] != getattr(record, name) for name in _OWN if name != "reply"
    ):
        raise _told(record)
    _refuse(record, merged, today)
    return merged


def _told(record: Assessment) -> UserError:
    """The refusal of a change after the unit was told."""
    said = f"{record.fed_back_on}已向派出单位反馈，不能再改"
    return UserError(said, "有更正的，请另行发函", rules.CLAUSE)


def _refuse(record: Assessment, merged: dict[str, Any], today: date) -> None:
    asked, good = merged["survey_asked"], merged["survey_good"]
    if good is not None and good > (asked or 0):
        raise UserError(f"满意 {good} 票多于收回的 {asked or 0} 票", "请核对票数")
    if merged["grade"] is None:
        merged["decided_by"] = merged["decided_on"] = None
        return
    if record.facts is None:
        raise UserError("事实还没有冻结，不能登记等次", "请先“冻结事实”", rules.CLAUSE)
    if not merged["decided_by"]:
        raise UserError("没有写明评定单位", "等次由考核单位评定，请填写是哪个单位定的", rules.CLAUSE)
    merged["decided_on"] = merged["decided_on"] or today
    rules.refuse_future(merged["decided_on"], "评定日期", today)


def hear(session: Session, assessment_id: int, values: Mapping[str, Any], today: date) -> None:
    """Write down what a body said; said again, it is what it says last.

    Args:
        values: of tables.assessment.OPINIONS.

    Raises:
        UserError: a day to come, a number of a household, or it was fed back already.
    """
    refuse_opinion(session, assessment_id, values, today)
    place = {"assessment_id": assessment_id, "body": values["body"]}
    row = session.scalar(sa.select(AssessmentOpinion).filter_by(**place)) or AssessmentOpinion(**place)
    row.opinion, row.given_on = values["opinion"], values["given_on"]
    session.add(row)
    session.flush()


def refuse_opinion(session: Session, assessment_id: int, values: Mapping[str, Any], today: date) -> None:
    """Refuse an opinion that cannot be.

    Raises:
        UserError: see hear.
    """
    record = session.get_one(Assessment, assessment_id)
    if record.fed_back_on is not None:
        raise _told(record)
    rules.refuse_future(values["given_on"], "意见日期", today)
    refuse_personal((values["opinion"],))


def score(session: Session, assessment_id: int, scores: Mapping[int, int | None]) -> None:
    """Write down somebody's scores by criterion; None clears one.

    Raises:
        UserError: a score that is not 0 to 100, or it was fed back already.
    """
    record = session.get_one(Assessment, assessment_id)
    if record.fed_back_on is not None:
        raise _told(record)
    for criterion_id, points in scores.items():
        place = {"assessment_id": assessment_id, "criterion_id": criterion_id}
        row = session.scalar(sa.select(AssessmentScore).filter_by(**place))
        if points is None:
            if row is not None:
                session.delete(row)
            continue
        if not 0 <= points <= rules.WHOLE:
            raise UserError(f"得分{points}不合理", f"每项得分在 0 到 {rules.WHOLE} 之间")
        row = row or AssessmentScore(**place)
        row.score = points
        session.add(row)
    session.flush()


def feed_back(session: Session, assessment_ids: Collection[int], on: date, today: date) -> int:
    """Write down that results were fed back to the posting units. Returns how many.

    Raises:
        UserError: somebody has no grade, a day to come or before the grade, or all were fed back.
    """
    rules.refuse_future(on, "反馈日期", today)
    told = 0
    for key in assessment_ids:
        record = session.get_one(Assessment, key)
        if record.fed_back_on is not None:
            continue
        if record.grade is None or record.decided_on is None:
            name = members.one(session, record.posting_id).name
            raise UserError(f"{name}还没有登记等次", "请先登记考核单位评定的等次", rules.CLAUSE)
        if on < record.decided_on:
            raise UserError(f"反馈日期{on}早于评定日期{record.decided_on}", "请核对日期", rules.CLAUSE)
        record.fed_back_on = on
        told += 1
    if not told:
        raise UserError("都已经反馈", "没有要反馈的")
    session.flush()
    return told
