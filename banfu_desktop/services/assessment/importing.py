"""Results, opinions and attendance at trainings from Excel; the exported lists come back.

A row names its person, and the round or the training; what it does not name for certain is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.errors import Problem, UserError
from banfu_desktop.rules.imports import Asking, Choice, Question
from banfu_desktop.services.assessment import assessment, judging, trainings
from banfu_desktop.services.assessment.assessment import AssessmentRow
from banfu_desktop.services.assessment.trainings import AttendeeRow
from banfu_desktop.services.members import members
from banfu_desktop.services.members.named_rows import posting_named
from banfu_desktop.services.office import plain_imports
from banfu_desktop.services.office.plain_imports import PlainDoor, Values
from banfu_desktop.tables.assessment import ATTENDEES_FILE, OPINIONS_FILE, RESULTS_FILE

_WHO = ("name", "organisation")
_SAID = {
    "round": (RESULTS_FILE["round"].label, "考核"), "training": (ATTENDEES_FILE["training"].label, "培训")
}  # fmt: skip
"""What the column is called that names the record, and what the record is."""


@dataclass(frozen=True)
class Heard:
    """An opinion as it is written down; `id` is the place of it in its round."""

    id: int
    body: str
    opinion: str
    given_on: date


class _Rounds:
    """Finds the round, and in it the person, that a row is about."""

    def __init__(self, session: Session) -> None:
        self._session, self.rows = session, assessment.listing(session)
        self._people = {row.id: row for row in members.listing(session)}

    def find(
        self, number: int, values: Mapping[str, Any], asking: Asking, problems: list[Problem]
    ) -> Values | None:
        """The assessment of a row."""
        titles = {str(row.round_id): row.round for row in self.rows}
        key = _titled(number, "round", values, titles, titles, asking, problems)
        if key is None:
            return None
        own = {row.posting_id: row for row in self.rows if str(row.round_id) == key}
        people = [self._people[posting_id] for posting_id in own]
        posting = posting_named(
            self._session, number, values, people, asking, problems, among=f"{titles[key]}里"
        )
        return None if posting is None else {"assessment_id": own[posting.id].id}


def _titled(
    number: int,
    key: str,
    values: Mapping[str, Any],
    titles: Mapping[str, str],
    labels: Mapping[str, str],
    asking: Asking,
    problems: list[Problem],
) -> str | None:
    """The record a row names by its title; a row without one, or one that fits several, is asked about.

    Args:
        key: the column with the title, `round` or `training`.
        titles, labels: of the records there are, by id; a label tells equal titles apart.
    """
    title, (label, word) = values.get(key), _SAID[key]
    fitting = {code: known for code, known in titles.items() if not title or known == title}
    if not fitting:
        known = "、".join(dict.fromkeys(titles.values())) or "还没有"
        problems.append(
            Problem(number, label, f"没有名为“{title}”的{word}", f"请先登记；已有：{known}", title or "")
        )
        return None
    if title and len(fitting) == 1:
        return next(iter(fitting))
    several = f"名为“{title}”的{word}有{len(fitting)}次，是哪一次？"
    question = Question(
        f"{key}.{title}" if title else key,
        several if title else f"有的行没有写{word}名称，是哪一次{word}？",
        tuple(Choice(code, labels[code]) for code in fitting),
        rows=(number,),
    )
    return asking.ask(question) or None


def _results(session: Session, today: date) -> PlainDoor:
    """What was handed in and decided, a row a person of a round."""
    rounds = _Rounds(session)

    def check(values: Values, row: AssessmentRow) -> None:
        if values.get("grade") and not values.get("decided_on", row.decided_on):
            raise UserError("没有填写评定日期", "请填写考核单位评定的日期", rules.CLAUSE)
        judging.refuse(session, row.id, values, today)

    return PlainDoor(
        "assessments", "人", RESULTS_FILE, "name", ("assessment_id",),
        {(row.id,): row for row in rounds.rows}, check, rounds.find, (*_WHO, "round"),
    )  # fmt: skip


def _save_result(session: Session, values: Values, _: int | None, today: date) -> None:
    judging.save(session, values.pop("assessment_id"), values, today)


RESULT_READING = plain_imports.reading("考核结果", _results, _save_result)


def _opinions(session: Session, today: date) -> PlainDoor:
    """What bodies said; said again, it is what was said last."""
    rounds = _Rounds(session)
    stored = {
        (row.id, said.body): Heard(number, said.body, said.opinion, said.given_on)
        for row in rounds.rows
        for number, said in enumerate(row.opinions)
    }

    def check(values: Values, _: Heard | None) -> None:
        judging.refuse_opinion(session, values["assessment_id"], values, today)

    return PlainDoor(
        "opinions", "条", OPINIONS_FILE, "name", ("assessment_id", "body"), stored, check,
        rounds.find, (*_WHO, "round"),
    )  # fmt: skip


def _save_opinion(session: Session, values: Values, _: int | None, today: date) -> None:
    judging.hear(session, values.pop("assessment_id"), values, today)


OPINION_READING = plain_imports.reading("考核意见", _opinions, _save_opinion)


def _attendees(session: Session, today: date) -> PlainDoor:
    """Who was at trainings; the days of who was are marked 训."""
    held = trainings.listing(session)
    people = members.listing(session)
    titles = {str(row.id): row.title for row in held}
    labels = {str(row.id): f"{row.title}（{row.start_on}）" for row in held}

    def find(
        number: int, values: Mapping[str, Any], asking: Asking, problems: list[Problem]
    ) -> Values | None:
        key = _titled(number, "training", values, titles, labels, asking, problems)
        posting = posting_named(session, number, values, people, asking, problems, among="名册里")
        if key is None or posting is None:
            return None
        return {"training_id": int(key), "posting_id": posting.id}

    def check(values: Values, _: AttendeeRow | None) -> None:
        trainings.refuse_attendee(session, values["training_id"], values["posting_id"], values, today)

    return PlainDoor(
        "attendees", "人", ATTENDEES_FILE, "name", ("training_id", "posting_id"),
        _known(held), check, find, (*_WHO, "training"),
    )  # fmt: skip


def _known(held: Sequence[trainings.TrainingRow]) -> dict[tuple[Any, ...], AttendeeRow]:
    return {(row.id, person.posting_id): person for row in held for person in row.people}


def _save_attendee(session: Session, values: Values, _: int | None, today: date) -> None:
    training_id, posting_id = values.pop("training_id"), values.pop("posting_id")
    trainings.enter(session, training_id, posting_id, values, today)


ATTENDEE_READING = plain_imports.reading("参训情况", _attendees, _save_attendee)
