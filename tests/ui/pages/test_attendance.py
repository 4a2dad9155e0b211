"""The attendance grid by keyboard, and the register of leaves."""

from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.errors import ProblemsError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.pages.attendance.month_grid import MonthGrid
from banfu_desktop.ui.pages.attendance.page import GRID, LEAVES_VIEW, AttendancePage
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import OCTOBER, SEPTEMBER, DoDeed, Visit

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEADER, SECRETARY, TAN, LIAO, WU = 0, 2, 3, 4, 5
"""Lines of the grid."""


@pytest.fixture
def page(visit: Visit) -> AttendancePage:
    """October's grid."""
    made: AttendancePage = visit("attendance", OCTOBER)
    return made


def _at(page: AttendancePage, line: int, day: int, *, to: tuple[int, int] | None = None) -> MonthGrid:
    """Put the keyboard on a day, or select from it to another (line, day)."""
    grid = page.grid
    grid.setFocus()
    first = grid.cells.index(line, day - 1)
    last = first if to is None else grid.cells.index(to[0], to[1] - 1)
    select = QItemSelectionModel.SelectionFlag.ClearAndSelect
    grid.selectionModel().setCurrentIndex(first, select)
    grid.selectionModel().select(QItemSelection(first, last), select)
    return grid


def _stored(office: Database, name: str, month: Month = OCTOBER) -> dict[int, str]:
    """What the office holds of a person's month: day → mark."""
    with office.read() as session:
        rows = [row for row in attendance.grid(session, month).rows if row.name == name]
    return {day.day: state.mark for row in rows for day, state in sorted(row.states.items())}


def _said(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def test_one_key_is_a_state(page: AttendancePage, qtbot: QtBot, office: Database) -> None:
    marks = {"g": "公", "x": "训", "n": "年", "b": "病", "s": "事", "k": "旷", "1": "公", "6": "旷"}
    for key, mark in marks.items():
        qtbot.keyClicks(_at(page, LIAO, 12), key)
        page.ctx.tasks.wait()
        assert _stored(office, "廖小满") == {12: mark}, key


def test_typing_goes_on_day_by_day(page: AttendancePage, qtbot: QtBot, office: Database) -> None:
    qtbot.keyClicks(_at(page, LIAO, 12), "ssg")
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {12: "事", 13: "事", 14: "公"}


def test_a_day_is_cleared(page: AttendancePage, qtbot: QtBot, office: Database) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_0):
        assert _stored(office, "钟立新") == {14: "公", 15: "公"}
        qtbot.keyClick(_at(page, LEADER, 14), key)
        page.ctx.tasks.wait()
        assert _stored(office, "钟立新") == {15: "公"}, key
        qtbot.keyClick(page.grid, Qt.Key.Key_Z, CTRL)
        page.ctx.tasks.wait()


def test_shift_and_arrows_select_a_range(page: AttendancePage, qtbot: QtBot, office: Database) -> None:
    grid = _at(page, LIAO, 12)
    for _ in range(4):
        qtbot.keyClick(grid, Qt.Key.Key_Right, SHIFT)
    qtbot.keyClicks(grid, "n")
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == dict.fromkeys(range(12, 17), "年")


def test_the_mouse_draws_a_range(page: AttendancePage, qtbot: QtBot) -> None:
    grid = page.grid
    first, last = (grid.visualRect(grid.cells.index(LIAO, day - 1)).center() for day in (12, 16))
    qtbot.mousePress(grid.viewport(), Qt.MouseButton.LeftButton, pos=first)
    qtbot.mouseMove(grid.viewport(), first + QPoint(20, 0))
    qtbot.mouseMove(grid.viewport(), last)
    qtbot.mouseRelease(grid.viewport(), Qt.MouseButton.LeftButton, pos=last)
    assert grid.selected_cells() == [(LIAO, column) for column in range(11, 16)]


def test_an_edit_is_one_deed_and_ctrl_z_takes_it_back(
    page: AttendancePage, shell: Shell, qtbot: QtBot, office: Database
) -> None:
    qtbot.keyClicks(_at(page, LIAO, 12, to=(LIAO, 16)), "s")
    page.ctx.tasks.wait()
    assert len(_stored(office, "廖小满")) == 5
    assert _said(shell, "notice-text") == "登记考勤：廖小满 10月12日至16日 事假"
    notice, legend = shell.findChild(QWidget, "notice"), shell.findChild(QWidget, "grid-legend")
    assert notice is not None
    assert legend is not None
    assert notice.geometry().bottom() < legend.mapTo(shell, legend.rect().topLeft()).y(), "the keys stay read"
    qtbot.keyClick(page.grid, Qt.Key.Key_Z, CTRL)
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {}
    assert page.grid.cells.state(LIAO, 11) is DayState.PRESENT


def test_a_comma_makes_a_mark_the_morning_a_full_stop_the_afternoon(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    for keys, mark in (("z", ""), ("b,", "病/"), ("s.", "/事")):
        qtbot.keyClicks(_at(page, LIAO, 12), keys)
        page.ctx.tasks.wait()
        assert _stored(office, "廖小满") == ({12: mark} if mark else {})  # 值班 is no mark of a working day
        qtbot.keyClick(_at(page, LIAO, 12), Qt.Key.Key_Delete)
        page.ctx.tasks.wait()


def test_two_halves_may_differ(page: AttendancePage, qtbot: QtBot, office: Database) -> None:
    qtbot.keyClicks(_at(page, LIAO, 12), "g,")
    qtbot.keyClicks(_at(page, LIAO, 12), "s.")
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {12: "公/事"}


def test_a_range_is_made_mornings_at_once(page: AttendancePage, qtbot: QtBot, office: Database) -> None:
    qtbot.keyClicks(_at(page, LIAO, 12, to=(LIAO, 13)), "n,")
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {12: "年/", 13: "年/"}


def test_the_other_kinds_are_in_a_list_that_says_whether_rest_days_count(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    grid = _at(page, LIAO, 12, to=(LIAO, 14))
    qtbot.keyClicks(grid, "m")
    menu = grid.findChild(QMenu, "other-kinds")
    assert menu is not None
    texts = [action.text() for action in menu.actions() if action.text().startswith("&")]
    assert texts[:2] == ["&1　婚　婚假\t不计", "&2　产　产假\t计入"]
    assert len(texts) == 9
    qtbot.keyClicks(menu, "2")
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == dict.fromkeys((12, 13, 14), "产")


def test_typing_past_the_month_s_last_day_overwrites_nothing(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    qtbot.keyClicks(_at(page, LIAO, 30), "ssggg")
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {30: "事", 31: "事"}


def test_days_to_come_take_no_absence_but_show_leave_ahead(
    page: AttendancePage, visit: Visit, qtbot: QtBot, shell: Shell, deed: DoDeed[int], office: Database
) -> None:
    november = Month(2026, 11)
    deed(lambda session: _leave_of(session, "廖小满", date(2026, 11, 25), date(2026, 11, 27)))
    visit("attendance", november)
    assert "21个工作日中的" in _said(page, "grid-calendar")
    totals = [page.grid.cells.index(LIAO, 30 + number).data() for number in range(5)]
    assert totals[3] == "0"
    qtbot.keyClicks(_at(page, SECRETARY, 25), "k")
    page.ctx.tasks.wait()
    assert "11月25日还没有到，不能登记旷工" in _said(shell, "notice-text")
    assert _stored(office, "罗海涛", november) == {}
    assert _stored(office, "廖小满", november) == dict.fromkeys((25, 26, 27), "事")


def test_ctrl_d_fills_down_and_ctrl_r_to_the_right(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    qtbot.keyClick(_at(page, SECRETARY, 22, to=(LIAO, 23)), Qt.Key.Key_D, CTRL)
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {22: "事", 23: "事"}
    qtbot.keyClick(_at(page, LEADER, 15, to=(LEADER, 17)), Qt.Key.Key_R, CTRL)
    page.ctx.tasks.wait()
    assert _stored(office, "钟立新") == {14: "公", 15: "公", 16: "公", 17: "公"}


def test_a_single_day_is_filled_from_the_one_before(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    qtbot.keyClick(_at(page, LEADER, 16), Qt.Key.Key_R, CTRL)
    page.ctx.tasks.wait()
    assert _stored(office, "钟立新") == {14: "公", 15: "公", 16: "公"}


def test_a_block_from_a_spreadsheet_is_pasted_whole(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    QGuiApplication.clipboard().setText("事\t事\t√\n\t年休\t培训\n")
    qtbot.keyClick(_at(page, LEADER, 14), Qt.Key.Key_V, CTRL)
    page.ctx.tasks.wait()
    assert _stored(office, "钟立新") == {14: "事", 15: "事"}
    assert _stored(office, "潘秀云") == {15: "年", 16: "训"}


def test_marks_as_clerks_write_them_and_cells_of_several_lines_are_pasted(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    """The 10th of October is worked, the 11th a Sunday, on which 休 says that nothing is entered."""
    QGuiApplication.clipboard().setText('差\t"婚\n"\t√\t休\t调')
    qtbot.keyClick(_at(page, LEADER, 8), Qt.Key.Key_V, CTRL)
    page.ctx.tasks.wait()
    assert _stored(office, "钟立新") == {8: "公", 9: "婚", 12: "补"} | {14: "公", 15: "公"}


def test_a_rest_on_a_working_day_is_refused_when_pasted(
    page: AttendancePage, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    QGuiApplication.clipboard().setText("休")
    qtbot.keyClick(_at(page, LEADER, 8), Qt.Key.Key_V, CTRL)
    error = dialogs.asked[-1][1]
    assert isinstance(error, ProblemsError)
    assert error.problems[0].reason == "工作日写的是“休”"


def test_a_block_with_something_strange_changes_nothing(
    page: AttendancePage, qtbot: QtBot, office: Database, dialogs: FakeDialogs
) -> None:
    QGuiApplication.clipboard().setText("事\t出海\n\n事\t事")
    qtbot.keyClick(_at(page, SECRETARY, 8), Qt.Key.Key_V, CTRL)
    page.ctx.tasks.wait()
    error = dialogs.asked[-1][1]
    assert isinstance(error, ProblemsError)
    assert [problem.column for problem in error.problems] == ["罗海涛 10月9日"]
    assert _stored(office, "罗海涛") == {22: "事", 23: "事"}


def test_every_working_day_that_a_pasted_block_calls_duty_is_named_with_its_person(
    page: AttendancePage, qtbot: QtBot, office: Database, dialogs: FakeDialogs
) -> None:
    QGuiApplication.clipboard().setText("值\t值\n值\t值")
    qtbot.keyClick(_at(page, LEADER, 16), Qt.Key.Key_V, CTRL)  # a Friday, then a Saturday
    page.ctx.tasks.wait()
    problems = dialogs.asked[-1][1].problems
    assert [problem.column for problem in problems] == ["钟立新 10月16日", "潘秀云 10月16日"]
    assert {problem.reason for problem in problems} == {"10月16日是工作日，不算值班"}
    assert _stored(office, "潘秀云") == {}


def test_days_outside_a_posting_are_refused_when_pasted(
    page: AttendancePage, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    QGuiApplication.clipboard().setText("事\t事\t事")
    qtbot.keyClick(_at(page, WU, 19), Qt.Key.Key_V, CTRL)
    assert [str(problem) for problem in dialogs.asked[-1][1].problems] == [
        "【巫启明 10月21日】不在任职期内，请核对粘贴的位置"
    ]


def test_a_whole_worksheet_is_not_pasted(page: AttendancePage, dialogs: FakeDialogs, qtbot: QtBot) -> None:
    grid = _at(page, LEADER, 13)
    QGuiApplication.clipboard().setText("事\t" * 16_384 + "\n" * 20_000)
    qtbot.keyClick(grid, Qt.Key.Key_V, CTRL)
    ((what, refusal),) = dialogs.asked
    assert what == "refuse"
    assert "复制的内容太大" in str(refusal)


def test_what_is_copied_can_be_pasted(page: AttendancePage, qtbot: QtBot) -> None:
    qtbot.keyClick(_at(page, LEADER, 13, to=(SECRETARY, 16)), Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "\t公\t公\t\n\t\t\t\n\t\t\t"


def test_days_outside_a_posting_cannot_be_reached(page: AttendancePage) -> None:
    grid = _at(page, TAN, 10, to=(TAN, 13))
    assert grid.selected_cells() == [(TAN, 11), (TAN, 12)]
    assert "不在任职期内" in grid.cells.index(TAN, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_the_header_names_days_off(page: AttendancePage) -> None:
    header = page.grid.cells.headerData
    assert header(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "10月1日 星期四 国庆"
    assert header(9, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) == "10月10日 星期六"
    assert page.grid.cells.day_off(9) == ""  # a Saturday worked for the holiday
    assert [page.grid.cells.below_day(column) for column in (0, 7, 9, 10)] == ["休", "四", "班", "日"]


def test_totals_follow_at_once_and_warnings_are_said(
    page: AttendancePage, qtbot: QtBot, deed: DoDeed[int]
) -> None:
    grid = _at(page, LIAO, 1, to=(LIAO, 14))
    qtbot.keyClicks(grid, "b")
    assert [grid.cells.index(LIAO, 31 + number).data() for number in range(5)] == ["18", "12", "0", "14", "0"]
    page.ctx.tasks.wait()
    assert _said(page, "grid-warning") == "3 人需要留意"  # one has half days without a leave form


def test_last_month_is_copied_where_nothing_stands(
    page: AttendancePage, deed: DoDeed[int], office: Database, shell: Shell
) -> None:
    period = parse_period("2026-09-14..2026-09-15")
    deed(lambda session: attendance.set_named(session, "潘秀云", period, DayState.TRAINING))
    deed(lambda session: attendance.set_named(session, "钟立新", period, DayState.SICK))
    page.command_actions["copy_month"].trigger()
    page.ctx.tasks.wait()
    assert _stored(office, "潘秀云") == {14: "训", 15: "训"}
    assert _stored(office, "钟立新") == {14: "公", 15: "公"}
    assert _said(shell, "notice-text") == "已从2026年9月复制 2 天"


def test_a_sealed_month_may_be_edited_with_a_note(visit: Visit, page: AttendancePage, ctx: Context) -> None:
    assert (_said(page, "note"), _said(page, "grid-calendar")) == ("", "应在岗18个工作日")
    visit("attendance", SEPTEMBER)
    assert _said(page, "note") == "本月补助已封存，改动会产生差异"


def test_a_month_without_anybody_says_so(visit: Visit) -> None:
    page = visit("attendance", Month(2025, 3))
    assert _said(page, "message-text") == "2025年3月没有在镇人员。"


def test_all_days_fit_at_the_standard_size(page: AttendancePage) -> None:
    assert not page.grid.horizontalScrollBar().isVisible()


# Leaves.


def _form(page: AttendancePage) -> QWidget:
    form = page.findChild(QWidget, "form")
    assert form is not None
    return form


def _choose(form: QWidget, name: str, text: str) -> None:
    combo = form.findChild(QComboBox, name)
    assert combo is not None
    combo.setCurrentText(text)


def _save(page: AttendancePage, qtbot: QtBot) -> None:
    qtbot.keyClick(_form(page), Qt.Key.Key_S, CTRL)
    page.ctx.tasks.wait()


def test_a_leave_takes_the_days_selected_and_marks_them(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    _at(page, LIAO, 26, to=(LIAO, 28))
    page.command_actions["new_leave"].trigger()
    page.ctx.tasks.wait()
    form = _form(page)
    texts = [form.findChild(QLineEdit, name).text() for name in ("start_on", "end_on")]  # type: ignore[union-attr]
    assert texts == ["2026-10-26", "2026-10-28"]
    _choose(form, "state", "年休假")
    _save(page, qtbot)
    assert _stored(office, "廖小满") == {26: "年", 27: "年", 28: "年"}
    assert (page.rows[0].name, page.rows[0].days) == ("廖小满", 3)


def test_a_leave_is_nobodys_until_somebody_was_chosen(page: AttendancePage, qtbot: QtBot) -> None:
    """The keyboard stands at the leader's first day when the page opens; that chooses nobody."""
    page.command_actions["new_leave"].trigger()
    page.ctx.tasks.wait()
    combo = _form(page).findChild(QComboBox, "posting_id")
    assert combo.currentText() == ""
    page.close_record()
    page._views.show_view(GRID)
    place = page.grid.visualRect(page.grid.cells.index(0, 0)).center()
    QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    page.command_actions["new_leave"].trigger()
    page.ctx.tasks.wait()
    assert _form(page).findChild(QComboBox, "posting_id").currentText().startswith("钟立新")


def test_a_leave_needs_a_person_of_the_list(page: AttendancePage, qtbot: QtBot) -> None:
    page.command_actions["new_leave"].trigger()
    page.ctx.tasks.wait()
    _choose(_form(page), "posting_id", "没有此人")
    _choose(_form(page), "state", "事假")
    _save(page, qtbot)
    assert "没有“没有此人”，请从列表中选择" in _said(_form(page), "trouble-posting_id")


def test_overlapping_leave_is_refused_where_it_was_typed(page: AttendancePage, qtbot: QtBot) -> None:
    _at(page, SECRETARY, 23, to=(SECRETARY, 26))
    page.command_actions["new_leave"].trigger()
    page.ctx.tasks.wait()
    _choose(_form(page), "state", "事假")
    _save(page, qtbot)
    assert "与另一次请假" in _said(_form(page), "form-banner-text")


def _leave_of(session: Any, name: str, start: date, end: date) -> int:
    posting = members.named(session, name)[0]
    return attendance.save_leave(
        session, posting.id, {"state": DayState.PERSONAL, "start_on": start, "end_on": end}
    )


def test_home_leads_to_a_leave_that_is_still_open(
    page: AttendancePage, visit: Visit, deed: DoDeed[int], dialogs: FakeDialogs, office: Database
) -> None:
    leave = deed(lambda session: _leave_of(session, "廖小满", date(2026, 10, 26), date(2026, 10, 30)))
    visit("attendance", leave)
    page.reload()
    page.ctx.tasks.wait()
    assert page._views.current == LEAVES_VIEW
    assert [row.id for row in page.selected()] == [leave]
    dialogs.answers = ["2026-10-28"]
    page.command_actions["report_back"].trigger()
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {26: "事", 27: "事"}


@pytest.mark.parametrize(
    ("last", "proposed"), [(date(2026, 10, 23), "2026-10-26"), (date(2026, 11, 13), "2026-10-30")]
)
def test_no_rest_day_is_proposed_as_the_first_day_back(
    monkeypatch: pytest.MonkeyPatch, visit: Visit, deed: DoDeed[int], dialogs: FakeDialogs,
    last: date, proposed: str,
) -> None:  # fmt: skip
    """On a Saturday: of a leave that is over and of one that ends early."""
    monkeypatch.setattr("tests.ui.conftest.NOW", datetime(2026, 10, 31, 9))
    leave = deed(lambda session: _leave_of(session, "廖小满", date(2026, 10, 19), last))
    page = visit("attendance", leave)
    dialogs.answers = [None, None]
    page.command_actions["report_back"].trigger()
    page.ctx.tasks.wait()
    assert [call[3] for call in dialogs.asked if call[0] == "ask_text"] == [proposed]


def test_the_days_since_the_planned_return_are_asked_about(
    page: AttendancePage, visit: Visit, deed: DoDeed[int], dialogs: FakeDialogs, office: Database
) -> None:
    leave = deed(lambda session: _leave_of(session, "廖小满", date(2026, 10, 12), date(2026, 10, 14)))
    visit("attendance", leave)
    page.reload()
    page.ctx.tasks.wait()
    dialogs.answers = ["2026-10-19", "先不销假"]
    page.command_actions["report_back"].trigger()
    page.ctx.tasks.wait()
    assert "2026-10-15至2026-10-16（2个工作日）没有说明" in dialogs.asked[-1][2]
    assert _stored(office, "廖小满") == dict.fromkeys((12, 13, 14), "事")
    dialogs.answers = ["2026-10-19", "记为旷工"]
    page.command_actions["report_back"].trigger()
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {12: "事", 13: "事", 14: "事", 15: "旷", 16: "旷"}


def test_entries_outside_a_posting_are_cleared_once_shown(
    page: AttendancePage, deed: DoDeed[Any], dialogs: FakeDialogs, office: Database
) -> None:
    assert not page.command_actions["clear_outside"].isVisible()
    period = parse_period("2026-10-28..2026-10-29")
    deed(lambda session: attendance.set_named(session, "廖小满", period, DayState.TRAINING))
    deed(lambda session: members.end(session, members.named(session, "廖小满")[0].id, date(2026, 10, 28)))
    page.reload()
    page.ctx.tasks.wait()
    page.command_actions["clear_outside"].trigger()
    page.ctx.tasks.wait()
    assert "廖小满（任职2026-01-05至2026-10-28）：2026-10-29 培训" in dialogs.asked[-1][2]
    with office.read() as session:
        assert attendance.outside(session) == []


def test_a_leave_is_removed_and_the_removal_undone(
    page: AttendancePage, shell: Shell, qtbot: QtBot, deed: DoDeed[int], office: Database, visit: Visit
) -> None:
    leave = deed(lambda session: _leave_of(session, "廖小满", date(2026, 10, 26), date(2026, 10, 27)))
    visit("attendance", leave)
    page.reload()
    page.ctx.tasks.wait()
    page.command_actions["remove_leave"].trigger()
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {}
    qtbot.keyClick(shell, Qt.Key.Key_Z, CTRL)
    page.ctx.tasks.wait()
    assert _stored(office, "廖小满") == {26: "事", 27: "事"}


@pytest.mark.parametrize("command", ["print_sheet", "print_certificates"])
def test_papers_of_the_month_open_in_the_preview(
    page: AttendancePage, dialogs: FakeDialogs, command: str
) -> None:
    page.command_actions[command].trigger()
    page.ctx.tasks.wait()
    assert dialogs.asked[-1] == ("run", "preview")


def test_the_form_of_a_leave_opens_in_the_preview(page: AttendancePage, dialogs: FakeDialogs) -> None:
    page._views.show_view(LEAVES_VIEW)
    page.ctx.tasks.wait()
    page.open_record(page.rows[0])
    page.command_actions["print_leave"].trigger()
    page.ctx.tasks.wait()
    assert dialogs.asked[-1] == ("run", "preview")


def test_letters_in_the_search_line_stay_letters(
    page: AttendancePage, qtbot: QtBot, office: Database
) -> None:
    page._views.show_view(LEAVES_VIEW)
    page.ctx.tasks.wait()
    search = page.findChild(QLineEdit, "search")
    assert search is not None
    search.setFocus()
    qtbot.keyClicks(search, "lht")
    assert search.text() == "lht"
    assert _said(page, "count") == "1 次"
    page._views.show_view(GRID)


def test_an_unsaved_leave_is_asked_about_once(
    page: AttendancePage, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    page.command_actions["new_leave"].trigger()
    page.ctx.tasks.wait()
    _choose(_form(page), "state", "事假")
    dialogs.answers = ["继续编辑", "放弃改动"]
    page._views.show_view(GRID)
    assert page._views.current == LEAVES_VIEW
    page._views.show_view(GRID)
    assert page._views.current == GRID
    assert len(dialogs.asked) == 2
