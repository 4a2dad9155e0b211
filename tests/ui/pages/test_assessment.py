"""考核培训 in the window: facts frozen and compared, opinions, grades, feedback; trainings and honours."""

from datetime import date
from typing import Any

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.assessment import AssessStage, Attendee, Grade, RoundKind
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.assessment import assessment, honours, trainings
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.ui.boxes.list_box import ListBox
from banfu_desktop.ui.boxes.people_box import PeopleBox
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.assessment.page import (
    ATTENDED,
    EXEMPT,
    PEOPLE,
    PRIZES,
    ROUND,
    TRAINING,
    AssessmentPage,
)
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit


@pytest.fixture
def page(visit: Visit) -> AssessmentPage:
    """The room over the demonstration: the first half of the year is fed back."""
    found: AssessmentPage = visit("assessment")
    rest(found)
    return found


def rest(page: AssessmentPage) -> None:
    for _ in range(3):
        page.ctx.tasks.wait()
    page.refresh_commands()


def do(page: AssessmentPage, command: str) -> None:
    page.refresh_commands()
    assert page.command_actions[command].isEnabled(), command
    page.command_actions[command].trigger()
    rest(page)


def confirm(monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs, **typed: Any) -> list[Any]:
    """Answer the next boxes with what they propose and what is typed; gives the boxes."""
    shown: list[Any] = []

    def answer(box: Any) -> bool:
        shown.append(box)
        if isinstance(box, FieldsBox):
            box.values = {**box.values, **typed}
        else:
            assert isinstance(box, PeopleBox | ListBox)
        return True

    monkeypatch.setattr(dialogs, "run", answer)
    return shown


def choose(page: AssessmentPage, *keys: int) -> None:
    page._select(keys)
    page.refresh_commands()


def test_a_round_is_opened_frozen_heard_graded_and_fed_back(
    page: AssessmentPage,
    office: Database,
    deed: DoDeed[Any],
    monkeypatch: pytest.MonkeyPatch,
    dialogs: FakeDialogs,
) -> None:
    page.show_view(ROUND)
    rest(page)
    october = {
        "title": "10月考核", "kind": RoundKind.QUARTER, "start_on": date(2026, 10, 1),
        "end_on": date(2026, 10, 31), "led_by": "县委组织部",
    }  # fmt: skip
    confirm(monkeypatch, dialogs, **october)
    do(page, "open_round")
    page.show_view(PEOPLE)
    rest(page)
    row = next(row for row in page.rows if row.round == "10月考核")
    choose(page, row.id)
    dialogs.answers = [True]
    do(page, "freeze_facts")
    deed(lambda session: attendance.set_days(session, row.posting_id, [date(2026, 10, 9)], DayState.PERSONAL))
    choose(page, row.id)
    shown = confirm(monkeypatch, dialogs, opinion="扎实")
    do(page, "see_changes")
    assert isinstance(shown[0], ListBox)
    do(page, "hear_opinion")
    with office.read() as session:
        heard = assessment.one(session, row.id)
    assert [one.opinion for one in heard.opinions] == ["扎实"]
    saving = page.save(heard, {"grade": Grade.COMPETENT, "decided_by": "县委组织部"})
    assert saving is not None
    deed(saving.work)
    page.reload()
    rest(page)
    choose(page, row.id)
    do(page, "feed_back")
    with office.read() as session:
        assert assessment.one(session, row.id).stage is AssessStage.FED_BACK


def test_a_training_is_entered_attended_and_made_up(
    page: AssessmentPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    page.show_view(TRAINING)
    rest(page)
    day = date(2026, 10, 16)
    confirm(monkeypatch, dialogs, title="十月培训", organiser="县委组织部", start_on=day, end_on=day)
    do(page, "new_training")
    page.plain[TRAINING]._view.select_lines([0])
    assert page.command_actions["attend_training"].isEnabled(), "a selection turns the buttons on by itself"
    do(page, "attend_training")
    with office.read() as session:
        held = trainings.named(session, "十月培训")
        posting = members.named(session, "钟立新")[0].id
        marked = attendance.states_between(session, Period(day, day))[posting][day]
    assert (held.missing, marked.morning) == (0, DayState.TRAINING)
    page.show_view(ATTENDED)
    rest(page)
    page.plain[ATTENDED]._view.select_lines([0])
    confirm(monkeypatch, dialogs, state=Attendee.EXCUSED, reason="出差")
    do(page, "settle_attendee")
    with office.read() as session:
        assert sum(one.state is Attendee.EXCUSED for one in trainings.attendees(session)) == 1


def test_a_commendation_and_a_matter_are_entered_and_removed(
    page: AssessmentPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    page.show_view(PRIZES)
    rest(page)
    confirm(monkeypatch, dialogs, title="先进集体", granted_by="县委")
    do(page, "new_commendation")
    page.show_view(EXEMPT)
    rest(page)
    page.plain[EXEMPT]._view.select_lines([0])
    do(page, "remove_exemption")
    with office.read() as session:
        assert "先进集体" in [row.title for row in honours.commendations(session)]
        assert honours.exemptions(session) == []


def test_every_view_has_one_primary_button(page: AssessmentPage) -> None:
    names = (
        "freeze_facts",
        "open_round",
        "new_training",
        "settle_attendee",
        "new_commendation",
        "new_exemption",
    )
    for view in (PEOPLE, ROUND, TRAINING, ATTENDED, PRIZES, EXEMPT):
        page.show_view(view)
        rest(page)
        assert sum(page.command_actions[name].isVisible() for name in names) == 1, view
