"""What assessment and training tell of a person: rounds and grades, trainings, commendations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.assessment import AssessStage, Attendee, Grade
from banfu_desktop.rules.home import Due
from banfu_desktop.services.assessment import assessment, honours, trainings
from banfu_desktop.services.assessment.assessment import AssessmentRow
from banfu_desktop.services.assessment.trainings import AttendeeRow, TrainingRow
from banfu_desktop.services.door import PersonPart, PersonWish, Small, Way
from banfu_desktop.tables.assessment import ROUNDS_OF_PERSON, TRAININGS_OF_PERSON

_ROOM = "assessment"
_STAGES: dict[object, str] = {
    AssessStage.OPENED: "amber", AssessStage.FROZEN: "blue", AssessStage.HEARD: "blue",
    AssessStage.GRADED: "amber", AssessStage.FED_BACK: "green",
}  # fmt: skip
_STATES: dict[object, str] = {
    Attendee.ATTENDED: "green", Attendee.MADE_UP: "green", Attendee.EXCUSED: "amber",
    Attendee.ABSENT: "amber",
}  # fmt: skip


@dataclass(frozen=True)
class Trained:
    """A training of a person; attribute names are those of tables.assessment.TRAININGS_OF_PERSON."""

    key: str
    start_on: date
    title: str
    state: Attendee


@dataclass(frozen=True)
class Assessed:
    """A round somebody is in; attribute names are those of tables.assessment.ROUNDS_OF_PERSON."""

    key: int
    round: str
    stage: AssessStage
    grade: Grade | None


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Of every posting, the latest first."""
    rounds = [row for row in assessment.listing(session) if row.posting_id in wish.posting_ids]
    held = trainings.listing(session)
    had = [
        (training, person)
        for training in held
        for person in training.people
        if person.posting_id in wish.posting_ids
    ]
    return PersonPart(
        steps=tuple(_steps(had, wish)), smalls=tuple(_smalls(rounds, had)), ways=tuple(_ways(session, wish))
    )


def _smalls(
    rounds: Sequence[AssessmentRow], had: Sequence[tuple[TrainingRow, AttendeeRow]]
) -> Iterator[Small]:
    if rounds:
        rows = [Assessed(row.id, row.round, row.stage, row.grade) for row in rounds]
        yield Small("考核", ROUNDS_OF_PERSON, rows, _ROOM, "key", clause=rules.CLAUSE,
                    tones={"stage": _STAGES})  # fmt: skip
    if had:
        trained = [
            Trained(f"training {training.id}", training.start_on, training.title, person.state)
            for training, person in had
        ]
        yield Small("培训", TRAININGS_OF_PERSON, trained, _ROOM, "key", clause=rules.TRAINING_CLAUSE,
                    tones={"state": _STATES})  # fmt: skip


def _steps(had: Sequence[tuple[TrainingRow, AttendeeRow]], wish: PersonWish) -> Iterator[Due]:
    """Yearly trainings of this year that were missed and not made up for, while the person is posted."""
    if not any(wish.today in period for period in wish.periods):
        return
    for training, person in had:
        if training.yearly and training.start_on.year == wish.today.year and not person.state.counts:
            text = f"没有参加{training.title}，还没有补训"
            until = date(wish.today.year, 12, 31)
            yield Due(text, rules.TRAINING_CLAUSE, "amber", "去补训", _ROOM, f"training {training.id}",
                      until=until, limit="training")  # fmt: skip


def _ways(session: Session, wish: PersonWish) -> Iterator[Way]:
    prizes = [row for row in honours.commendations(session) if row.posting_id in wish.posting_ids]
    if prizes:
        last = max(prizes, key=lambda row: row.granted_on)
        note = f"{last.granted_on} {last.title}"
        yield Way("表彰", f"{len(prizes)} 项", note, _ROOM, f"commendation {last.id}")
