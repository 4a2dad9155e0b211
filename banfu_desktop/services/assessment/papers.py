"""The papers of assessment: 登记表, 汇总表, 反馈函 (form 20), 签到表, 培训情况表 (21), 表彰登记 (30)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import (
    assessment_form,
    assessment_list,
    feedback_letter,
    training_sign_in,
)
from banfu_desktop.printing.forms import (
    commendation_list as commendation_form,
)
from banfu_desktop.printing.forms import (
    training_year as training_form,
)
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.assessment import assessment, honours, trainings
from banfu_desktop.services.assessment.assessment import AssessmentRow, RoundRow
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint

Documents = tuple[Document, ...]


def _of_year(
    session: Session, year: int, unit: str | None, now: datetime
) -> list[tuple[RoundRow, list[AssessmentRow]]]:
    """The rounds that end in a year, with their people (of a unit).

    Raises:
        UserError: there is none.
    """
    rounds = [row for row in assessment.rounds(session, now.date()) if row.end_on.year == year]
    people = [row for row in assessment.listing(session) if unit in (None, row.organisation)]
    found = [(row, [one for one in people if one.round_id == row.id]) for row in rounds]
    found = [pair for pair in found if pair[1]]
    if not found:
        raise UserError(f"{year}年没有{unit or ''}的考核", "请核对年度，或先启动考核", rules.CLAUSE)
    return found


def forms(session: Session, year: int, unit: str | None, now: datetime) -> Documents:
    """A 登记表 for everybody in the rounds of a year.

    Raises:
        UserError: there is no round.
    """
    team, mark = office.current(session).team, imprint(session, now)
    return tuple(
        document
        for of_round, people in _of_year(session, year, unit, now)
        for row in people
        for document in assessment_form.build(_form(team, of_round, row, mark))
    )


def _form(team: str, of_round: RoundRow, row: AssessmentRow, mark: Imprint) -> assessment_form.AssessmentForm:
    names = {key: (name, weight) for key, name, weight in of_round.criteria}
    return assessment_form.AssessmentForm(
        kind=of_round.kind,
        title=of_round.title,
        period=of_round.period,
        team=team,
        name=row.name,
        organisation=row.organisation,
        role=row.role,
        summary=row.summary or "",
        facts=tuple(rules.lines(row.frozen)) if row.frozen is not None else (),
        frozen_on=row.frozen_on,
        survey=(row.survey_asked, row.survey_good),
        scores=tuple((*names[key], row.scores[key]) for key in names if key in row.scores),
        score=row.score,
        opinions=tuple((one.body, one.opinion, one.given_on) for one in row.opinions),
        led_by=of_round.led_by,
        grade=row.grade.label if row.grade else "",
        imprint=mark,
    )


def summary(session: Session, year: int, now: datetime) -> Documents:
    """A 汇总表 for every round of a year.

    Raises:
        UserError: there is none.
    """
    team = office.current(session).team
    return tuple(
        document
        for of_round, people in _of_year(session, year, None, now)
        for document in assessment_list.build(
            assessment_list.Summary(
                team, of_round.title, of_round.period, of_round.led_by,
                tuple(_line(row) for row in people), imprint(session, now),
            )
        )
    )  # fmt: skip


def _line(row: AssessmentRow) -> assessment_list.Line:
    frozen = row.frozen
    return assessment_list.Line(
        row.name, row.organisation, row.role, frozen.days_due if frozen else "",
        frozen.days_present if frozen else "", frozen.entries if frozen else None,
        frozen.trainings if frozen else None, row.survey_asked, row.survey_good, row.score,
        row.grade.label if row.grade else "",
    )  # fmt: skip


def letters(session: Session, year: int, unit: str | None, now: datetime) -> Documents:
    """A 反馈函 to each posting unit, with its people's results of a year's rounds.

    Raises:
        UserError: nobody has a grade.
    """
    town, mark = office.current(session).town, imprint(session, now)
    documents: list[Document] = []
    for of_round, people in _of_year(session, year, unit, now):
        graded = [row for row in people if row.grade is not None]
        for name in dict.fromkeys(row.organisation for row in graded):
            lines = _results([row for row in graded if row.organisation == name])
            documents += feedback_letter.build(
                feedback_letter.FeedbackLetter(name, town, of_round.title, of_round.led_by, lines, mark)
            )
    if not documents:
        raise UserError(f"{year}年还没有登记等次", "请先登记考核单位评定的等次", rules.CLAUSE)
    return tuple(documents)


def _results(rows: Sequence[AssessmentRow]) -> tuple[feedback_letter.Line, ...]:
    return tuple(
        feedback_letter.Line(
            row.name, row.role, row.frozen.days_present if row.frozen else "", row.score,
            row.grade.label if row.grade else "", row.decided_by or "",
        )
        for row in rows
    )  # fmt: skip


def sign_in_sheets(session: Session, year: int, now: datetime) -> Documents:
    """A 签到表 for every training of a year, with everybody posted in its days.

    Raises:
        UserError: there is none.
    """
    rows = [row for row in trainings.listing(session) if row.start_on.year == year]
    if not rows:
        raise UserError(f"{year}年没有培训", "请核对年度，或先登记培训", rules.TRAINING_CLAUSE)
    team = office.current(session).team
    return tuple(
        document
        for row in sorted(rows, key=lambda row: (row.start_on, row.id))
        for document in training_sign_in.build(
            training_sign_in.SignIn(
                team, row.title, row.organiser, row.place or "", Period(row.start_on, row.end_on),
                tuple(
                    (one.name, one.organisation)
                    for one in members.listing(session, Period(row.start_on, row.end_on))
                ),
                imprint(session, now),
            )
        )
    )  # fmt: skip


def training_year(session: Session, year: int, now: datetime) -> Documents:
    """The trainings of a year: who had them and who did not.

    Raises:
        UserError: there is none.
    """
    rows = [row for row in trainings.listing(session) if row.start_on.year == year]
    if not rows:
        raise UserError(f"{year}年没有培训", "请核对年度，或先登记培训", rules.TRAINING_CLAUSE)
    lines = tuple(
        training_form.Line(
            row.title, row.organiser, Period(row.start_on, row.end_on), row.place or "", row.yearly,
            len(row.people), row.attended,
            "、".join(f"{one.name}（{one.state.label}）" for one in row.people if not one.state.counts),
        )
        for row in sorted(rows, key=lambda row: (row.start_on, row.id))
    )  # fmt: skip
    team = office.current(session).team
    return training_form.build(training_form.TrainingYear(team, year, lines, imprint(session, now)))


def commendation_list(session: Session, year: int, now: datetime) -> Documents:
    """The commendations of a year.

    Raises:
        UserError: there is none.
    """
    rows = [row for row in honours.commendations(session) if row.granted_on.year == year]
    if not rows:
        raise UserError(f"{year}年没有表彰", "请核对年度，或先登记表彰", rules.COMMENDATION_CLAUSE)
    lines = tuple(
        commendation_form.Line(
            row.name, row.organisation, row.title, row.granted_by, row.granted_on, row.document_no or "",
            row.remark or "",
        )
        for row in sorted(rows, key=lambda row: (row.granted_on, row.id))
    )  # fmt: skip
    team = office.current(session).team
    return commendation_form.build(commendation_form.Register(team, year, lines, imprint(session, now)))
