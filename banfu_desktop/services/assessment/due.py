"""What is due of assessments (四(五)) and trainings (四(七)), for the home page."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules import limits
from banfu_desktop.rules.assessment import AssessStage
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.home import Due
from banfu_desktop.services.assessment import assessment, trainings
from banfu_desktop.services.assessment.assessment import RoundRow
from banfu_desktop.services.door import Limit
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings

_OWN, _ROOM, _TEAM = "本单位自定", "assessment", "工作队"
_STEPS = {
    AssessStage.OPENED: ("还没有冻结事实", "去冻结"),
    AssessStage.FROZEN: ("还没有登记意见", "去登记"),
    AssessStage.HEARD: ("还没有登记等次", "去登记"),
}


def due(session: Session, today: date) -> list[Due]:
    """What the home page says; an office that opened no round and held no training is asked for nothing."""
    choices = settings.Choices(session)
    rounds = assessment.rounds(session, today)
    return [
        *(reminder for row in rounds for reminder in _of_round(row, today)),
        *(_feedback(session, today, choices.value("feedback_days", today)) if rounds else ()),
        *_trainings(session, today, choices.value("training_month", today)),
    ]


def _of_round(row: RoundRow, today: date) -> Iterator[Due]:
    """What step of a round waits, and that more are 优秀 than the office's share."""
    if row.end_on <= today:
        for stage, (text, way) in _STEPS.items():
            count = sum(one is stage for one in row.stages)
            if count:
                late = row.due_on is not None and row.due_on < today
                urgency = "red" if late else "amber" if row.due_on is not None else "grey"
                said = f"{row.title}有 {count} 人{text}"
                yield Due(
                    said,
                    rules.CLAUSE,
                    urgency,
                    way,
                    _ROOM,
                    f"round {row.id}",
                    until=row.due_on,
                    limit="assessment",
                )
    if row.warning and row.open:
        yield Due(f"{row.title}：{row.warning}", _OWN, "amber", "去核对", _ROOM, f"round {row.id}")


def _feedback(session: Session, today: date, days: int) -> Iterator[Due]:
    rows = [row for row in assessment.listing(session) if row.stage is AssessStage.GRADED]
    for unit in dict.fromkeys(row.organisation for row in rows):
        own = [row for row in rows if row.organisation == unit]
        decided = min(row.decided_on or today for row in own)
        until = limits.days_after(days, decided)
        urgency = "red" if until is not None and until < today else "amber"
        names = "、".join(row.name for row in own)
        text = f"{names}的考核结果还没有反馈{unit}"
        yield Due(
            text,
            rules.CLAUSE,
            urgency,
            "去反馈",
            _ROOM,
            [row.id for row in own],
            until=until,
            limit="feedback",
        )


def _trainings(session: Session, today: date, month: int) -> Iterator[Due]:
    """From the office's month on: nobody held the yearly training, or somebody missed it."""
    if not month or today.month < month:
        return
    own = [row for row in trainings.listing(session) if row.yearly and row.start_on.year == today.year]
    until = limits.year_end(month, today)
    if not own:
        if trainings.listing(session):
            text = f"{today.year}年还没有登记年度全员培训"
            yield Due(
                text,
                rules.TRAINING_CLAUSE,
                "grey",
                "去登记",
                _ROOM,
                "trainings",
                until=until,
                limit="training",
            )
        return
    had = {person.posting_id for row in own for person in row.people if person.state.counts}
    missing = [row.name for row in members.listing(session, Period(today, today)) if row.id not in had]
    if missing:
        names = "、".join(missing[:3]) + (f"等 {len(missing)} 人" if len(missing) > 3 else "")
        text = f"{names}还没有参加{today.year}年的年度全员培训"
        yield Due(
            text, rules.TRAINING_CLAUSE, "amber", "去补训", _ROOM, "trainings", until=until, limit="training"
        )


def _rounds(session: Session, today: date, _: int) -> Iterator[tuple[date, str]]:
    for row in assessment.rounds(session, today):
        if row.due_on is not None and row.open:
            yield row.due_on, row.title


def _untold(session: Session, _today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in assessment.listing(session):
        if row.stage is AssessStage.GRADED and row.decided_on is not None:
            until = limits.days_after(days, row.decided_on)
            if until is not None:
                yield until, f"{row.name}（{row.organisation}）"


LIMITS = {
    "assessment": Limit("考核", rules.CLAUSE, "按上级要求的完成日期", "考核单位和镇党委", recorded=_rounds),
    "feedback": Limit("考核结果反馈", rules.CLAUSE, "定等次后 {} 天内向派出单位反馈", _TEAM, "feedback_days",
                      recorded=_untold),
    "training": Limit("年度全员培训", rules.TRAINING_CLAUSE, "每年一次，{} 月起提示", "每名队员",
                      "training_month", limits.year_end),
}  # fmt: skip
"""The time limits of assessment and training."""
