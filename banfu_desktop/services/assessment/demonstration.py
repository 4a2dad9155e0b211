"""Assessment in the demonstration office: a half-year assessed and fed back, a training, a commendation."""

from datetime import date, datetime, time

from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.assessment import ExemptionKind, Grade, RoundKind
from banfu_desktop.services.assessment import assessment, honours, judging, trainings
from banfu_desktop.services.members import members

_BODIES = "县委组织部、县委农办、县农业农村局、县乡村振兴局"
_OPENED, _FROZEN, _DECIDED, _TOLD = date(2026, 7, 3), date(2026, 7, 6), date(2026, 7, 15), date(2026, 7, 20)
_EXCELLENT = ("钟立新", "罗海涛")
_TRAINING = {
    "title": "2026年驻镇帮扶工作队员培训班", "organiser": "县委组织部、县乡村振兴局", "place": "县委党校",
    "start_on": date(2026, 3, 14), "end_on": date(2026, 3, 14), "yearly": True,
}  # fmt: skip
_LATER, _MADE_UP_ON, _MADE_UP_BY = date(2026, 9, 12), date(2026, 9, 26), "潘秀云"
_SECOND = {
    "title": "防返贫监测业务培训", "organiser": "县农业农村局", "place": "镇政府会议室", "start_on": _LATER,
    "end_on": _LATER, "yearly": False,
}  # fmt: skip


def fill(database: Database, by: str) -> None:
    """Two trainings on Saturdays, the first half of the year assessed, one commendation."""
    with database.write(Deed("登记培训", by, _at(date(2026, 3, 16)))) as session:
        _train(session)
    with database.write(Deed("半年考核", by, _at(_TOLD))) as session:
        _assess(session)
    with database.write(Deed("登记培训", by, _at(_MADE_UP_ON))) as session:
        _train_again(session)
    with database.write(Deed("登记表彰", by, _at(date(2026, 7, 2)))) as session:
        _honour(session)


def _train(session: Session) -> None:
    """Everybody posted then was there."""
    day = date(2026, 3, 16)
    key = trainings.save(session, _TRAINING, day)
    trainings.attend(session, key, [row.id for row in members.listing(session) if day in row.period], day)


def _train_again(session: Session) -> None:
    """All but one were there, who made it up two weeks later."""
    key = trainings.save(session, _SECOND, _LATER)
    posted = [row for row in members.listing(session) if _LATER in row.period]
    there = [row.id for row in posted if row.name != _MADE_UP_BY]
    trainings.attend(session, key, there, _LATER)
    missed = next(row.id for row in posted if row.name == _MADE_UP_BY)
    trainings.make_up(session, key, missed, _MADE_UP_ON, _MADE_UP_ON)


def _assess(session: Session) -> None:
    values = {
        "title": "2026年上半年考核", "kind": RoundKind.HALF, "start_on": date(2026, 1, 1),
        "end_on": date(2026, 6, 30), "opened_on": _OPENED, "led_by": _BODIES,
    }  # fmt: skip
    key = assessment.open_round(session, values, _OPENED)
    assessment.set_criteria(session, key, [("工作实绩", 60), ("群众评价", 40)])
    (of_round,) = (row for row in assessment.rounds(session, _OPENED) if row.id == key)
    people = [row for row in assessment.listing(session) if row.round_id == key]
    judging.freeze(session, [row.id for row in people], _FROZEN)
    for number, row in enumerate(people):
        best = row.name in _EXCELLENT
        said = "驻镇扎实，成效明显" if best else "能够履职，群众反映较好"
        judging.hear(
            session, row.id, {"body": "镇党委", "opinion": said, "given_on": date(2026, 7, 10)}, _DECIDED
        )
        points = {criterion: 82 + (8 if best else number % 5) for criterion, _, _ in of_round.criteria}
        judging.score(session, row.id, points)
        decided = {"grade": Grade.EXCELLENT if best else Grade.COMPETENT, "decided_by": "县委组织部"}
        survey = {"survey_asked": 22, "survey_good": 22 if best else 20}
        judging.save(session, row.id, {**decided, **survey, "decided_on": _DECIDED}, _DECIDED)
    judging.feed_back(session, [row.id for row in people], _TOLD, _TOLD)


def _honour(session: Session) -> None:
    leader = members.named(session, "钟立新")[0].id
    prize = {
        "posting_id": leader, "title": "全县优秀共产党员", "granted_by": "中共新丰县委",
        "granted_on": date(2026, 7, 1), "document_no": "新委〔2026〕5号",
    }  # fmt: skip
    honours.commend(session, prize, date(2026, 7, 2))
    matter = {
        "kind": ExemptionKind.INCENTIVE, "raised_on": date(2026, 6, 20),
        "matter": "驻镇期间优先推荐参加业务培训",
        "decided_by": "派出单位", "decided_on": date(2026, 6, 28), "outcome": "已纳入培训计划",
    }  # fmt: skip
    honours.raise_matter(session, matter, date(2026, 7, 2))


def _at(day: date) -> datetime:
    return datetime.combine(day, time(16))
