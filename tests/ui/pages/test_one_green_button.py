"""One green button a page: the next step of the record open, else what the page is for; grey says why."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QToolTip

from banfu_desktop.db.store import Database
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.services.program import demonstration
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.command import Command
from banfu_desktop.ui.page.command_button import CommandButton
from banfu_desktop.ui.page.list_page import ListPage
from banfu_desktop.ui.page.page import Page
from banfu_desktop.ui.registry import ROOMS
from tests.ui.conftest import NOW
from tests.ui.pages.conftest import OCTOBER, DoDeed, Visit

STEPS = {
    "attendance": {"销假…"}, "reimbursements": {"交单位…", "登记审批…", "登记付款…"},
    "exams": {"安排所选…", "登记已体检…"}, "insurance": {"续保…"}, "projects": {"登记签字…", "开工…"},
    "mobilised": {"登记到位…"}, "documents": {"送审"},
}  # fmt: skip
"""What comes next for the records of the demonstration, by page."""
OTHER_WORDS = ("新建", "新增", "添加", "录入", "创建")
"""What is entered is 登记, never one of these."""


def _ill(session: Any) -> None:
    posting = members.named(session, "潘秀云")[0].id
    days = {"start_on": date(2026, 10, 28), "end_on": date(2026, 10, 30)}
    attendance.save_leave(session, posting, {"state": DayState.SICK, "reason": "感冒", **days})


def green(page: Page) -> list[str]:
    """The green buttons to be seen on a page."""
    shown = [one for one in page.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
    alive = [one for one in shown if not (isinstance(one, CommandButton) and one.is_grey)]
    return [one.objectName() for one in alive if one.property("look") == "primary"]


def _next_steps(page: Page, ctx: Context) -> set[str]:
    """What is green in the panel, and nowhere else, while each of a page's first records is open."""
    found = set[str]()
    if not isinstance(page, ListPage) or page.form_table() is None:
        return found
    for row in page.rows[:12]:
        page.open_record(row)
        ctx.tasks.wait()
        there = green(page)
        assert len(there) <= 1, (page.room, there)
        steps = [one for one in page.findChildren(QAbstractButton, "form-step") if one.isVisible()]
        if steps:
            assert there == ["form-step"]
        found |= {step.text() for step in steps}
    return found


def test_one_button_is_green_and_what_is_grey_says_why(
    office: Database, visit: Visit, deed: DoDeed[None], ctx: Context
) -> None:
    demonstration.fill_rooms(office)
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))
    deed(_ill)
    steps, commands = {}, list[Command]()
    for room in ROOMS:
        page = visit(room.name)
        assert len(green(page)) <= 1, (room.title, green(page))
        commands += page.commands_here
        if room.name == "attendance":
            page.show_view("请假记录")
            ctx.tasks.wait()
        if found := _next_steps(page, ctx):
            steps[room.name] = found
    assert steps == STEPS
    assert [one.name for one in commands if one.enabled is not None and not one.why] == []
    assert [one.text for one in commands if one.text.startswith(OTHER_WORDS)] == []
    asked = [(one, count) for one in commands for count in (0, 1)]
    assert [one.name for one, count in asked if bool(one.refusal(count)) is one.allowed(count)] == []


def test_what_is_typed_is_stored_before_the_next_step(visit: Visit, deed: DoDeed[None], ctx: Context) -> None:
    deed(_ill)
    page = visit("attendance", OCTOBER)
    page.show_view("请假记录")
    ctx.tasks.wait()
    page.open_record(page.rows[0])
    assert green(page) == ["form-step"]
    reason = page._desk.form.boxes["reason"].editor
    reason.setFocus()
    QTest.keyClicks(reason.entry, "a")
    assert green(page) == ["form-save"]


def test_a_grey_button_is_reached_by_tab_and_says_why_it_is_grey(visit: Visit) -> None:
    page = visit("projects")
    sign = page.findChild(CommandButton, "button-sign_project")
    assert sign is not None
    assert sign.is_grey
    sign.setFocus(Qt.FocusReason.TabFocusReason)
    assert sign.hasFocus()
    assert QToolTip.text().endswith("请先在列表中选一行")
