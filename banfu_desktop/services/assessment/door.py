"""What the assessment room offers the halls."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.assessment import Assessment, Commendation, Exemption, TrainingAttendee
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.services.assessment import assessment, handing, honours, trainings
from banfu_desktop.services.assessment import due as reminders
from banfu_desktop.services.door import (
    Documents,
    Hit,
    Import,
    List,
    PersonPart,
    PersonWish,
    Reading,
    Tracked,
    Wish,
)
from banfu_desktop.tables.assessment import (
    ASSESSMENTS,
    ATTENDEES,
    ATTENDEES_FILE,
    COMMENDATIONS,
    EXEMPTIONS,
    OPINIONS,
    OPINIONS_FILE,
    RESULTS_FILE,
    ROUNDS,
    TRAININGS,
)

_ROOM = "assessment"
TABLES = {
    "assessment_rounds": Tracked("考核轮次", (ROUNDS,), undoable=True, erasable=("remark",)),
    "assessment_criteria": Tracked("考核指标", words={"name": "指标", "weight": "权重"}, undoable=True),
    "assessments": Tracked(
        "考核",
        (ASSESSMENTS,),
        {"frozen_on": "冻结日期", "facts": "冻结的事实", "round_id": "轮次"},
        undoable=True,
        erasable=("summary", "facts", "reply"),
    ),
    "assessment_opinions": Tracked(
        "考核意见", (OPINIONS,), {"assessment_id": "考核"}, undoable=True, erasable=("opinion",)
    ),
    "assessment_scores": Tracked(
        "考核打分", words={"criterion_id": "指标", "score": "得分", "assessment_id": "考核"}, undoable=True
    ),
    "trainings": Tracked("培训", (TRAININGS,), undoable=True, erasable=("remark",)),
    "training_attendees": Tracked("参训", (ATTENDEES,), undoable=True, erasable=("reason",)),
    "commendations": Tracked("表彰", (COMMENDATIONS,), undoable=True, erasable=("remark",)),
    "exemptions": Tracked("尽职免责和激励", (EXEMPTIONS,), undoable=True, erasable=("matter", "outcome")),
}
LISTS = {
    "assessments": List(ASSESSMENTS, assessment.listing),
    "opinions": List(OPINIONS_FILE, assessment.opinions),
    "rounds": List(ROUNDS, rows_on=assessment.rounds),
    "trainings": List(TRAININGS, trainings.listing),
    "attendees": List(ATTENDEES, trainings.attendees),
    "commendations": List(COMMENDATIONS, honours.commendations),
    "exemptions": List(EXEMPTIONS, honours.exemptions),
}
due, LIMITS = reminders.due, reminders.LIMITS
handover = handing.items


def _forms(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.assessment import papers

    return papers.forms(session, wish.year, wish.payer, wish.now)


def _summary(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.assessment import papers

    return papers.summary(session, wish.year, wish.now)


def _letters(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.assessment import papers

    return papers.letters(session, wish.year, wish.payer, wish.now)


def _sign_in(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.assessment import papers

    return papers.sign_in_sheets(session, wish.year, wish.now)


def _training_year(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.assessment import papers

    return papers.training_year(session, wish.year, wish.now)


def _commendations(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.assessment import papers

    return papers.commendation_list(session, wish.year, wish.now)


PAPERS = {
    Form("assessment-form", "考核登记表", 20, "year", per_payer=True): _forms,
    Form("assessment-list", "考核汇总表", 20, "year"): _summary,
    Form("feedback-letter", "考核结果反馈函", 20, "year", per_payer=True): _letters,
    Form("training-sign-in", "培训签到表", 21, "year"): _sign_in,
    Form("training-year", "年度培训情况表", 21, "year"): _training_year,
    Form("commendation-list", "表彰登记表", 30, "year"): _commendations,
}


def _reading_results() -> Reading:
    from banfu_desktop.services.assessment import importing

    return importing.RESULT_READING


def _reading_opinions() -> Reading:
    from banfu_desktop.services.assessment import importing

    return importing.OPINION_READING


def _reading_attendees() -> Reading:
    from banfu_desktop.services.assessment import importing

    return importing.ATTENDEE_READING


IMPORTS = {
    "assessments": Import("考核结果", RESULTS_FILE, _reading_results),
    "opinions": Import("考核意见", OPINIONS_FILE, _reading_opinions),
    "attendees": Import("参训情况", ATTENDEES_FILE, _reading_attendees),
}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Trainings and commendations by title, rounds by name."""
    for row in trainings.listing(session):
        if text in row.title.casefold() or text in row.initials:
            yield Hit(row.title, f"培训 · {row.start_on}", _ROOM, f"training {row.id}")
    for prize in honours.commendations(session):
        if text in prize.title.casefold() or text in prize.name or text in prize.initials:
            yield Hit(prize.title, f"表彰 · {prize.name}", _ROOM, f"commendation {prize.id}")


def person(session: Session, wish: PersonWish) -> PersonPart:
    """Rounds and grades, trainings, commendations."""
    from banfu_desktop.services.assessment import person as person_page

    return person_page.part(session, wish)


def holds(session: Session, posting_id: int) -> str:
    """An assessment, a training, a commendation belongs to its posting."""
    for model, word in (
        (Assessment, "考核"), (TrainingAttendee, "培训"), (Commendation, "表彰"), (Exemption, "尽职免责"),
    ):  # fmt: skip
        if session.scalar(sa.select(model.id).filter_by(posting_id=posting_id).limit(1)) is not None:
            return word
    return ""
