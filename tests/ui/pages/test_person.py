"""The page of a person: reached from everywhere, goes everywhere, and its deeds begin for this person."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.services.members import members
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Scale
from banfu_desktop.ui.look.timeline_view import TimelineView
from banfu_desktop.ui.page.page import Page
from tests.ui.pages.conftest import OCTOBER, Visit


@pytest.fixture
def kept(full_office: Path) -> Path:
    """The office with something in every room."""
    return full_office / "office"


@pytest.fixture
def people(office: Database) -> dict[str, Any]:
    """The postings of the office by name; the last of each."""
    with office.read() as session:
        return {row.name: row for row in members.listing(session)}


def _title(shell: Shell) -> str:
    page = shell.page
    assert page is not None
    title = page.findChild(QLabel, "title")
    assert title is not None
    return title.text()


def _year(page: Page) -> TimelineView:
    found = page.findChild(TimelineView, "person-year")
    assert found is not None
    return found


def _press(
    widget: QWidget, key: Qt.Key, ctx: Context, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    QTest.keyClick(widget, key, held)
    ctx.tasks.wait()
    QApplication.processEvents()


def test_the_page_is_reached_from_the_roster_and_every_list_that_names_people(
    people: dict[str, Any], visit: Visit, shell: Shell, ctx: Context
) -> None:
    tan = people["谭䶮"]
    keys = {"members": tan.id, "exams": f"2026-{tan.person_id}", "insurance": f"p{tan.person_id}"}
    for room, key in keys.items():
        page = visit(room, [key])
        ctx.tasks.wait()
        page.command_actions["see_person"].trigger()
        ctx.tasks.wait()
        assert (room, _title(shell)) == (room, "谭䶮")
    lit = shell.findChild(QAbstractButton, "room-members")
    assert lit is not None
    assert lit.isChecked(), "the room it stands under is lit"
    page = visit("members", [tan.id])
    for name in ("subsidies", "attendance", "reimbursements", "worklog"):
        assert "see_person" in {command.name for command in visit(name).commands_here}
    assert "see_person" not in {command.name for command in visit("funds").commands_here}


def test_keys_go_to_the_next_person_another_year_and_back_to_the_same_row(
    people: dict[str, Any], visit: Visit, shell: Shell, ctx: Context
) -> None:
    page = visit("person", people["谭䶮"].person_id)
    _press(page, Qt.Key.Key_Down, ctx, Qt.KeyboardModifier.AltModifier)
    assert _title(shell) == "廖小满"
    _press(page, Qt.Key.Key_Up, ctx, Qt.KeyboardModifier.AltModifier)
    assert _title(shell) == "谭䶮"
    _press(page, Qt.Key.Key_PageUp, ctx)
    shown = _year(page).timeline
    assert shown is not None
    assert shown.window.start.year == 2025
    _press(page, Qt.Key.Key_Escape, ctx)
    assert shell.page is not None
    assert shell.page.room == "members"
    assert [row.name for row in shell.page.selected()] == ["谭䶮"]  # type: ignore[attr-defined]
    assert not shell.page.record_is_open  # type: ignore[attr-defined]


def test_the_next_step_and_everything_shown_lead_to_their_rooms(
    people: dict[str, Any], visit: Visit, shell: Shell, ctx: Context, qtbot: QtBot
) -> None:
    page = visit("person", people["曾国梁"].person_id)
    deed = page.findChild(QAbstractButton, "person-deed")
    assert deed is not None
    assert "未参保" in deed.accessibleName()
    deed.click()
    ctx.tasks.wait()
    assert shell.page is not None
    assert shell.page.room == "insurance"
    page = visit("person", people["罗海涛"].person_id)
    year = _year(page)
    lanes = [lane.name for lane in (year.timeline.lanes if year.timeline else ())]
    year.setFocus()
    _press(year, Qt.Key.Key_Home, ctx)
    for _ in range(lanes.index("请假")):
        _press(year, Qt.Key.Key_Down, ctx)
    _press(year, Qt.Key.Key_Right, ctx)
    _press(year, Qt.Key.Key_Return, ctx)
    assert shell.page.room == "attendance"
    assert shell.page.record is not None  # type: ignore[attr-defined]
    assert shell.page.record.name == "罗海涛"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("command", "room"), [("person_leave", "attendance"), ("person_claim", "reimbursements")]
)
def test_a_deed_begins_in_its_room_for_this_person(
    people: dict[str, Any], visit: Visit, shell: Shell, ctx: Context, command: str, room: str
) -> None:
    page = visit("person", people["廖小满"].person_id)
    page.command_actions[command].trigger()
    ctx.tasks.wait()
    there = shell.page
    assert there is not None
    assert there.room == room
    assert there.record_is_open  # type: ignore[attr-defined]
    values, _ = there._desk.form.values()  # type: ignore[attr-defined]
    assert values["posting_id"] == people["廖小满"].id


def test_who_has_left_takes_no_leave_and_a_number_is_shown_only_when_asked_for(
    people: dict[str, Any], visit: Visit, qtbot: QtBot, office: Database
) -> None:
    page = visit("person", f"posting {people['巫启明'].id}")
    assert not page.command_actions["person_leave"].isEnabled()
    QApplication.processEvents()  # what is new is shown by then
    (eye,) = [one for one in page.findChildren(QAbstractButton, "reveal-identity_no") if one.isVisible()]
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert people["巫启明"].identity_no not in texts
    eye.click()
    number = people["巫启明"].identity_no
    qtbot.waitUntil(lambda: number in [label.text() for label in page.findChildren(QLabel)])
    with office.read() as session:
        said = session.connection().exec_driver_sql("SELECT what FROM disclosures ORDER BY id DESC").scalar()
    assert said == "巫启明 身份证号"


def test_the_timelines_of_rooms_lead_to_the_person(
    people: dict[str, Any], visit: Visit, shell: Shell, ctx: Context
) -> None:
    for room, view in (("members", "时间轴"), ("insurance", "时间轴"), ("attendance", "全年请假")):
        page = visit(room)
        page.show_view(view)
        ctx.tasks.wait()
        shown = page._views.currentWidget()
        assert isinstance(shown, TimelineView)
        shown.select(("person", people["谭䶮"].person_id))
        page.command_actions["see_person"].trigger()
        ctx.tasks.wait()
        assert (room, _title(shell)) == (room, "谭䶮")


def test_the_calendar_of_months_says_how_far_each_has_come(
    people: dict[str, Any], visit: Visit, ctx: Context
) -> None:
    page = visit("attendance", OCTOBER)
    name = page.findChild(QAbstractButton, "period-name")
    assert name is not None
    name.click()
    ctx.tasks.wait()
    menu = page.period.findChild(QMenu, "months")
    assert menu is not None
    told = [button.accessibleName() for button in menu.findChildren(QAbstractButton) if "月" in button.text()]
    assert told[8:11] == ["9月，已发放", "10月，草稿", "11月"]
    menu.close()


def test_all_vouchers_of_a_year_stand_in_one_list(visit: Visit, ctx: Context) -> None:
    page = visit("funds", OCTOBER)
    in_october = len(page.rows)
    page.show_view("全年")
    ctx.tasks.wait()
    shown = page._views.currentWidget()
    assert len(shown.rows) > in_october > 0
    june = next(row for row in shown.rows if row.dated.month == 6)
    shown.opened.emit(june)
    ctx.tasks.wait()
    assert (page.view, page.month.number, page.record.id) == ("凭证", 6, june.id)


def test_pay_by_unit_is_a_chart_of_the_year(visit: Visit, ctx: Context) -> None:
    page = visit("subsidies")
    page.show_view("各单位")
    ctx.tasks.wait()
    shown = page._views.currentWidget()
    assert isinstance(shown, TimelineView)
    assert shown.timeline is not None
    assert shown.timeline.bars is not None
    assert "县医保局" in shown.timeline.bars.series
    page.period.step(-1)
    ctx.tasks.wait()
    message = page.findChild(QLabel, "message-text")
    assert message is not None
    assert message.isVisible()


def test_no_card_stays_squeezed_where_the_page_turned_while_it_was_laid_out(
    visit: Visit, shell: Shell, qapp: QApplication, ctx: Context
) -> None:
    ctx.look.scale = Scale.HUGE
    ctx.look.apply(qapp)
    visit("funds", OCTOBER)
    page = visit("person")
    for _ in range(8):
        qapp.processEvents()
    held = page.findChild(QWidget, "page-content")
    assert held is not None
    assert held.height() >= held.minimumSizeHint().height()
