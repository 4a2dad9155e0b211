"""A month of subsidies in the window: made, explained, ruled upon, sealed, corrected, paid, printed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.words import DayState, MonthState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.services.subsidies import differences, rulings, subsidies
from banfu_desktop.tables.spec import Kind
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.command_button import CommandButton
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.pages.subsidies.page import MONTHLY, YEARLY, SubsidiesPage
from banfu_desktop.ui.pages.subsidies.sheet_rows import HELD, ShownLine
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import OCTOBER, SEPTEMBER, DoDeed, Visit


@pytest.fixture
def october(deed: DoDeed[None], visit: Visit) -> SubsidiesPage:
    """October as a draft."""
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))
    page: SubsidiesPage = visit("subsidies", OCTOBER)
    return page


def _said(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def _button(page: QWidget, name: str) -> CommandButton:
    found = page.findChild(CommandButton, f"button-{name}")
    assert isinstance(found, CommandButton)
    return found


def _shown_buttons(page: SubsidiesPage) -> set[str]:
    buttons = page.findChildren(QToolButton)
    return {
        found.text() for found in buttons if found.isVisible() and found.objectName().startswith("button-")
    }


def _press(page: SubsidiesPage, name: str) -> None:
    page.command_actions[name].trigger()
    page.ctx.tasks.wait()


def _lines(page: SubsidiesPage) -> list[ShownLine]:
    return [row for row in page.rows if isinstance(row, ShownLine)]


def _row(page: SubsidiesPage, name: str) -> Any:
    return next(row for row in page.rows if row.name == name)


def _open(page: SubsidiesPage, name: str) -> QWidget:
    page.open_record(_row(page, name))
    form = page.findChild(QWidget, "form")
    assert form is not None
    return form


def _facts(form: QWidget) -> list[str]:
    return [label.text() for label in form.findChildren(QLabel, "fact-text") if label.isVisible()]


def test_a_month_never_made_offers_to_be_made(visit: Visit, ctx: Context, office: Database) -> None:
    page = visit("subsidies", OCTOBER)
    assert _said(page, "message-text") == "2026年10月的发放表还没有编制。"
    offered = page.findChild(QPushButton, "message-button")
    offered.click()
    ctx.tasks.wait()
    assert len(_lines(page)) == 7
    with office.read() as session:
        assert {row.month: row.state for row in subsidies.months(session)}[OCTOBER] is MonthState.DRAFT


def test_a_month_yet_to_come_cannot_be_made(visit: Visit) -> None:
    page = visit("subsidies", Month(2026, 12))
    assert _said(page, "message-text") == "2026年12月还没有到，请在当月或以后编制。"
    assert _button(page, "make_month").is_grey


def test_the_list_adds_up_and_says_who_is_not_on_it(october: SubsidiesPage, dialogs: FakeDialogs) -> None:
    assert _said(october, "count") == "7 人 · 6 个单位"
    assert _said(october, "total") == "实发 11,290.32"
    refused = october.findChild(QPushButton, "not-entitled")
    assert refused is not None
    assert refused.text() == "不发放 6 人"
    refused.click()
    october.ctx.tasks.wait()
    assert ("run", "box-not_entitled") in dialogs.asked


def test_the_panel_explains_the_amount(october: SubsidiesPage) -> None:
    assert _facts(_open(october, "谭䶮")) == [
        "10月12日到岗（当日计）",
        "在岗 15 天 / 应在岗 15 天",
        "2,000.00 × 20 ÷ 31 = 1,290.32",
        "到岗、离岗当月按天折算",
    ]


def test_every_amount_is_seen_with_the_panel_open(october: SubsidiesPage) -> None:
    _open(october, "谭䶮")
    QApplication.processEvents()
    view = october.findChild(TableView)
    assert view is not None
    assert not view.horizontalScrollBar().isVisible()
    model = view.model()
    amounts = [n for n, field in enumerate(october.table.listed) if field.kind is Kind.MONEY]
    for column in amounts:
        assert not view.isColumnHidden(column)
        texts = [model.index(line, column).data() for line in range(model.rowCount())]
        widest = max(view.fontMetrics().horizontalAdvance(text or "") for text in texts)
        assert widest + 24 <= view.columnWidth(column)


def test_a_ruling_needs_its_reason_and_can_be_taken_back(
    october: SubsidiesPage, qtbot: QtBot, ctx: Context
) -> None:
    form = _open(october, "罗海涛")
    amount, reason = form.findChild(QLineEdit, "deducted_fen"), form.findChild(QPlainTextEdit, "ruling")
    assert amount is not None
    assert reason is not None
    amount.setFocus()
    qtbot.keyClicks(amount, "129.03")
    qtbot.keyClick(amount, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert _said(form, "trouble-ruling") == "扣或者不扣都必须写明原因，请填写原因"
    reason.insertPlainText("事假两天")
    qtbot.keyClick(reason, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    ctx.tasks.wait()
    assert _said(october, "total") == "实发 11,161.29"
    assert "扣减由经办人决定" in _facts(form)
    taken_back = form.findChild(QPushButton, "fact-action")
    assert taken_back is not None
    taken_back.click()
    ctx.tasks.wait()
    assert _said(october, "total") == "实发 11,290.32"


def test_a_ruling_is_undone_with_ctrl_z(
    october: SubsidiesPage, shell: Shell, qtbot: QtBot, ctx: Context
) -> None:
    form = _open(october, "罗海涛")
    amount, reason = form.findChild(QLineEdit, "deducted_fen"), form.findChild(QPlainTextEdit, "ruling")
    assert amount is not None
    assert reason is not None
    amount.setFocus()
    qtbot.keyClicks(amount, "100")
    reason.insertPlainText("事假")
    qtbot.keyClick(amount, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    ctx.tasks.wait()
    assert _said(october, "total") == "实发 11,190.32"
    october.close_record()
    qtbot.keyClick(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    ctx.tasks.wait()
    assert _said(october, "total") == "实发 11,290.32"


def test_absence_holds_the_line_until_the_clerk_decides(
    october: SubsidiesPage, deed: DoDeed[int], dialogs: FakeDialogs, ctx: Context
) -> None:
    period = parse_period("2026-10-08..2026-10-09")
    deed(lambda session: attendance.set_named(session, "廖小满", period, DayState.ABSENT))
    october.reload()
    ctx.tasks.wait()
    assert (_row(october, "廖小满").state, _row(october, "县医保局").state) == (HELD, HELD)
    _press(october, "seal_month")
    assert dialogs.asked[-1] == ("run", "seal-box")
    assert [row.name for row in october.rows if row.state == "草稿"] == []
    assert _row(october, "县医保局").state == HELD
    assert _row(october, "县司法局").state == "已封存"


def test_sealing_leads_to_paying(october: SubsidiesPage, dialogs: FakeDialogs, office: Database) -> None:
    assert _shown_buttons(october) == {"封存前核对", "打印发放表…"}
    _press(october, "seal_month")
    assert dialogs.asked[-1] == ("run", "seal-box")
    assert "登记发放…" in _shown_buttons(october)
    assert "封存前核对" not in _shown_buttons(october)
    _press(october, "pay_month")
    assert dialogs.asked[-1] == ("run", "pay-box")


def test_a_sealed_month_cannot_be_edited_and_says_how_to_correct(visit: Visit) -> None:
    page = visit("subsidies", SEPTEMBER)
    form = _open(page, "钟立新")
    assert "差额自动列入这个单位的下一张表补发或扣回" in _said(form, "form-banner-text")
    save = form.findChild(QPushButton, "form-save")
    assert save is not None
    assert not save.isVisible()


def test_a_correction_shows_as_a_difference_and_is_carried_once(
    october: SubsidiesPage,
    visit: Visit,
    deed: DoDeed[object],
    dialogs: FakeDialogs,
    ctx: Context,
    office: Database,
) -> None:
    def found_out(session: Any) -> None:
        person = members.named(session, "钟立新")[0].person_id
        rulings.rule(session, SEPTEMBER, person, 10_000, "会议决定")

    deed(found_out)
    page = visit("subsidies", SEPTEMBER)
    page.reload()
    ctx.tasks.wait()
    assert "已发放 · 有差异" in [chip.text() for chip in page.findChildren(QLabel, "chip")]
    _press(page, "see_differences")
    assert dialogs.asked[-1] == ("run", "box-differences")
    page.visit(OCTOBER)
    ctx.tasks.wait()
    carried = next(row for row in _lines(page) if row.is_difference)
    assert (carried.name, str(carried.days), carried.net_fen) == ("钟立新", "扣回", -10_000)
    _press(page, "seal_month")
    with office.read() as session:
        assert differences.of_month(session, SEPTEMBER) == []


def test_the_list_is_filtered_by_payer(october: SubsidiesPage) -> None:
    combo = october.findChild(QComboBox, "filter-payer")
    assert combo is not None
    combo.setCurrentText("县林业局")
    assert _said(october, "count") == "2 人 · 1 个单位（共 7 人）"
    assert _said(october, "total") == "实发 2,000.00"


def test_the_year_is_people_by_months_and_leads_to_a_month(
    october: SubsidiesPage, qtbot: QtBot, ctx: Context
) -> None:
    october._views.show_view(YEARLY)
    ctx.tasks.wait()
    grid = october._year
    texts = [[grid.rows.text(line, column) for column in range(14)] for line in range(grid.rows.rowCount())]
    assert (grid.rows.name(0), *texts[0][:2]) == ("钟立新", "1,741.94", "2,000.00")
    assert texts[0][12:] == ["19,741.94", "2026-07-05"]
    assert (grid.rows.name(len(texts) - 1), texts[-1][9]) == ("合计", "11,290.32")
    assert not grid.horizontalScrollBar().isVisible()
    grid.selectAll()
    _press(october, "copy_rows")
    assert QGuiApplication.clipboard().text().split("\n")[0].startswith("钟立新\t1,741.94\t")
    grid.setCurrentIndex(grid.rows.index(0, 2))
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    ctx.tasks.wait()
    assert october._views.current == MONTHLY
    assert ctx.month == Month(2026, 3)


def test_a_draft_opened_by_mistake_is_dropped(october: SubsidiesPage, dialogs: FakeDialogs) -> None:
    _press(october, "discard_month")
    assert dialogs.asked[-1][1] == "取消编制 2026年10月"
    assert _said(october, "message-text") == "2026年10月的发放表还没有编制。"


@pytest.mark.parametrize("command", ["print_sheets", "print_summary", "print_differences"])
def test_papers_open_in_the_preview(october: SubsidiesPage, dialogs: FakeDialogs, command: str) -> None:
    _press(october, command)
    assert dialogs.asked[-1] == ("run", "preview")


def test_the_keys_move_from_month_to_month(october: SubsidiesPage, qtbot: QtBot, ctx: Context) -> None:
    qtbot.keyClick(october, Qt.Key.Key_PageUp)
    ctx.tasks.wait()
    assert ctx.month == SEPTEMBER
    assert len(_lines(october)) == 6


def test_a_change_elsewhere_is_seen_at_once(
    october: SubsidiesPage, ctx: Context, deed: Callable[..., object]
) -> None:
    period = parse_period("2026-10-01..2026-10-20")
    ctx.tasks.write(
        "登记考勤", lambda session: attendance.set_named(session, "潘秀云", period, DayState.SICK)
    )
    ctx.tasks.wait()
    row = next(row for row in october.rows if row.name == "潘秀云")
    assert str(row.days) == "8 / 18"
    assert row.held


def test_every_line_is_exported(october: SubsidiesPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    dialogs.answers = [tmp_path / "补助.xlsx"]
    _press(october, "export_lines")
    rows = list(openpyxl.load_workbook(tmp_path / "补助.xlsx").active.iter_rows(values_only=True))
    line = next(row for row in rows if "谭䶮" in row and "2026-10" in row)
    assert line[6:8] == (20, 15)
    assert line[-1] == "10月12日到岗"


def test_what_is_unsaved_is_asked_about_before_the_view_or_the_month_changes(
    october: SubsidiesPage, qtbot: QtBot, dialogs: FakeDialogs, ctx: Context
) -> None:
    amount = _open(october, "罗海涛").findChild(QLineEdit, "deducted_fen")
    assert amount is not None
    amount.setFocus()
    qtbot.keyClicks(amount, "100")
    dialogs.answers = ["继续编辑", "继续编辑", "放弃改动"]
    october._views.show_view(YEARLY)
    assert october._views.current == MONTHLY
    october.period.step(-1)
    assert (ctx.month, october.month) == (OCTOBER, OCTOBER)
    assert amount.text() == "100"
    october._views.show_view(YEARLY)
    assert october._views.current == YEARLY
    assert [call[1] for call in dialogs.asked] == ["保存改动？"] * 3
