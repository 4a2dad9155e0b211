"""时限 in the window: the whole table, the office's own limit changed beside it, the way to what is open."""

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget

from banfu_desktop.services.hall import home
from banfu_desktop.services.office import limits
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.command import Command
from tests.ui.pages.conftest import Visit


def _row(page: Any, name: str) -> Any:
    return next(row for row in page.rows if row.name == name)


def _command(page: Any, name: str) -> Command:
    return next(command for command in page.commands_here if command.name == name)


def test_home_leads_to_the_table_where_a_limit_is_changed_and_gone_after(
    visit: Visit, shell: Shell, ctx: Context, office: Any
) -> None:
    visit("home").command_actions["see_limits"].trigger()
    ctx.tasks.wait()
    page: Any = shell.page
    assert page.room == "limits"
    with office.read() as session:
        assert [row.name for row in page.rows] == [row.name for row in limits.listing(session, ctx.today)]
    page.open_record(_row(page, "exam"))
    QApplication.processEvents()
    form = page.findChild(QWidget, "form")
    assert not [one for one in form.findChildren(QLineEdit) if one.isVisible()], "the notice's own day"
    page.open_record(_row(page, "half-report"))
    QApplication.processEvents()
    line = form.findChild(QLineEdit, "report_due_day")
    assert line.isVisible()
    assert not form.findChild(QLineEdit, "filing_days").isVisible()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "20")
    page.findChild(QPushButton, "form-save").click()
    ctx.tasks.wait()
    row = _row(page, "half-report")
    assert (row.next_on, row.value, row.since) == (date(2027, 1, 20), 20, date(2026, 11, 1))
    page.visit(["report-receipt"])
    QApplication.processEvents()
    assert _command(page, "go_limit").allowed(page.selected_count())
    page.command_actions["go_limit"].trigger()
    ctx.tasks.wait()
    assert shell.page is not None
    assert shell.page.room == "documents"
    with office.read() as session:
        assert {due.limit for due in home.due(session, ctx.today) if due.room == "documents"}


def test_a_limit_without_anything_open_leads_nowhere(visit: Visit) -> None:
    page = visit("limits", ["assessment"])
    QApplication.processEvents()
    assert _command(page, "go_limit").refusal(page.selected_count()) == "这一项现在没有要办的"
    QTest.keyClick(page, Qt.Key.Key_Escape)
