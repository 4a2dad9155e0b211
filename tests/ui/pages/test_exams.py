"""体检 in the window: a year planned, entered, taken back; the years at a glance; Excel in and out."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.exams import ExamState
from banfu_desktop.services.exams import exams
from banfu_desktop.services.hall import home, lists
from banfu_desktop.tables.exams import EXAMS
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.exams.page import ALL_YEARS, YEARLY, ExamsPage
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit


@pytest.fixture
def page(visit: Visit) -> ExamsPage:
    found: ExamsPage = visit("exams")
    return found


def do(page: ExamsPage, command: str) -> None:
    page.refresh_commands()
    page.command_actions[command].trigger()
    page.ctx.tasks.wait()


def row(page: ExamsPage, name: str) -> exams.ExamRow:
    found: exams.ExamRow = next(row for row in page.rows if row.name == name)
    return found


def select(page: ExamsPage, *names: str) -> None:
    page.visit([row(page, name).key for name in names])
    page.ctx.tasks.wait()


def _left_out(page: ExamsPage) -> set[str]:
    """Who is not planned."""
    return {row.name for row in page.rows if row.state is ExamState.UNPLANNED}


def _gone(page: ExamsPage) -> set[str]:
    """Who has left during the year."""
    return {row.name for row in page.rows if not row.still_posted(page.ctx.today)}


def test_a_year_is_planned_in_one_go_and_taken_back(page: ExamsPage, dialogs: FakeDialogs) -> None:
    assert {row.state for row in page.rows} == {ExamState.UNPLANNED}
    do(page, "plan_exams")
    assert ("run", "box-plan_exams") in dialogs.asked
    assert _left_out(page) == _gone(page) == {"巫启明", "丘文远"}
    do(page, "plan_exams")  # nothing is left to plan, so nothing is asked
    assert [call for call in dialogs.asked if call[0] == "run"] == [("run", "box-plan_exams")]


def test_a_group_is_entered_as_done(page: ExamsPage) -> None:
    select(page, "谭䶮", "罗海涛")
    do(page, "mark_done")
    assert {row(page, name).state for name in ("谭䶮", "罗海涛")} == {ExamState.DONE}
    assert row(page, "谭䶮").done_on == page.ctx.today
    select(page, "谭䶮", "罗海涛", "廖小满")
    do(page, "arrange_exams")
    assert row(page, "廖小满").state is ExamState.PLANNED
    assert row(page, "谭䶮").state is ExamState.DONE
    select(page, "谭䶮", "廖小满")
    do(page, "remove_exams")
    assert row(page, "谭䶮").state is ExamState.UNPLANNED


def test_nothing_is_asked_where_nothing_is_to_be_done(page: ExamsPage, dialogs: FakeDialogs) -> None:
    select(page, "谭䶮", "罗海涛")
    do(page, "remove_exams")
    do(page, "mark_done")
    dialogs.asked.clear()
    do(page, "mark_done")
    do(page, "arrange_exams")
    assert dialogs.asked == []


def test_a_record_is_edited_beside_the_list(page: ExamsPage, qtbot: QtBot) -> None:
    select(page, "谭䶮")
    form = page.findChild(QWidget, "form")
    assert form is not None
    place = form.findChild(QLineEdit, "place-text")
    assert place is not None
    place.setFocus()
    place.setText("新丰县中医院")
    qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()
    assert (row(page, "谭䶮").state, row(page, "谭䶮").place) == (ExamState.PLANNED, "新丰县中医院")


def test_a_day_still_to_come_is_no_exam(page: ExamsPage) -> None:
    values = {"state": ExamState.DONE, "done_on": date(2026, 12, 1)}
    assert [problem.reason for problem in page.check(values)] == ["体检日期晚于今天"]
    assert [problem.column for problem in page._in_year({"planned_on": date(2027, 1, 1)})] == ["计划日期"]


def test_members_by_years_lead_back_to_the_year(page: ExamsPage) -> None:
    page._views.show_view(ALL_YEARS)
    page.ctx.tasks.wait()
    first = page._years.row(0)
    assert (first.in_2025, first.in_2026) == ("—", ExamState.UNPLANNED)
    page._years_view.opened.emit(0)
    page.ctx.tasks.wait()
    assert page._views.current == YEARLY
    assert page.record.name == first.name


def test_home_leads_to_the_rows(page: ExamsPage, office: Database, visit: Visit, ctx: Context) -> None:
    with office.read() as session:
        due = next(item for item in home.due(session, ctx.today) if item.room == "exams")
    visit("exams", due.key)
    assert {row.key for row in page.selected()} == set(due.key)  # type: ignore[call-overload]


def test_the_box_asks_again_until_every_field_holds(qtbot: QtBot, page: ExamsPage) -> None:
    table = Table("mark_done", "登记已体检", (EXAMS["done_on"], EXAMS["cost_fen"]))
    box = FieldsBox(page.window(), page.ctx.look, table, "所选 2 人", {}, check=page._in_year)
    qtbot.addWidget(box)
    confirm = box.findChild(QAbstractButton, "confirm")
    day = box.findChild(QLineEdit, "done_on")
    assert confirm is not None
    assert day is not None
    for text, said in (("大后天", "不是日期"), ("2025-01-01", "不在2026年")):
        day.setText(text)
        confirm.click()
        assert said in box._boxes[0].trouble
        assert box.result() == 0
    day.setText("2026.5.12")
    confirm.click()
    assert box.values == {"done_on": date(2026, 5, 12), "cost_fen": None}
    assert box.result() == 1


def test_exams_come_in_from_excel(
    page: ExamsPage, dialogs: FakeDialogs, deed: DoDeed[Any], tmp_path: Path
) -> None:
    file = tmp_path / "体检.xlsx"
    deed(lambda session: exams.plan(session, 2026))
    deed(lambda session: lists.export(session, "exams", file, NOW))
    deed(lambda session: exams.remove(session, [exams.listing(session, 2026, 2026)[0].key]))
    dialogs.answers = [file, True]
    do(page, "import_exams")
    page.ctx.tasks.wait()
    assert ("run", "import-box") in dialogs.asked
    page.reload()
    page.ctx.tasks.wait()
    assert _left_out(page) == _gone(page)


def test_the_sheet_goes_through_the_preview(page: ExamsPage, dialogs: FakeDialogs) -> None:
    do(page, "print_exams")
    assert "run" in {call[0] for call in dialogs.asked}
