"""The home page says what is due and goes there."""

from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from banfu_desktop.db.store import Database
from banfu_desktop.rules.home import Band, HomeView
from banfu_desktop.rules.month_steps import StepName
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.keeping import copies, recovery
from banfu_desktop.services.members import members
from banfu_desktop.services.rotation import filings
from banfu_desktop.services.subsidies import paying, subsidies
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.steps import StepButton
from banfu_desktop.ui.pages.attendance.page import AttendancePage
from banfu_desktop.ui.pages.home.due_line import DueLine
from banfu_desktop.ui.pages.home.page import HomePage
from banfu_desktop.ui.tasks import EVERY_TABLE
from tests.ui.conftest import NOW
from tests.ui.pages.conftest import OCTOBER, DoDeed, Visit


@pytest.fixture
def page(visit: Visit) -> HomePage:
    made: HomePage = visit("home")
    return made


@pytest.fixture
def unfiled(deed: DoDeed[None]) -> None:
    """Nobody was filed: two reminders of one kind, which ask for records."""

    def remove(session: Any) -> None:
        for row in filings.listing(session, NOW.date()):
            if row.id is not None:
                filings.remove(session, row.id, NOW.date())

    deed(remove)


def _lines(page: HomePage) -> list[str]:
    QApplication.processEvents()  # new lines are shown a moment after they were made
    labels = page.findChildren(QLabel, "due-text")
    return [label.text() for label in labels if label.isVisible()]


def _signs(page: HomePage) -> list[str]:
    signs = page.findChildren(QLabel, "sign")
    return [sign.accessibleName() for sign in signs if sign.isVisible()]


def _chips(page: HomePage, card: str) -> list[str]:
    QApplication.processEvents()
    found = page.findChild(QWidget, card)
    assert found is not None
    return [chip.text() for chip in found.findChildren(QLabel, "chip") if chip.isVisible()]


def _shown(page: HomePage) -> list[DueLine]:
    QApplication.processEvents()
    return [line for line in page.findChildren(DueLine, "due-line") if line.isVisible()]


def _line(page: HomePage, text: str) -> DueLine:
    """The line that begins so."""
    return next(line for line in _shown(page) if line.due.text.startswith(text))


def _press(page: HomePage, text: str) -> None:
    """Click the line that begins so."""
    QTest.mouseClick(_line(page, text), Qt.MouseButton.LeftButton)
    page.ctx.tasks.wait()


def _reload(page: HomePage) -> None:
    page.reload()
    page.ctx.tasks.wait()


def test_the_most_urgent_stands_first_and_leads_there(page: HomePage, shell: Shell, ctx: Context) -> None:
    assert _lines(page)[0] == "2026年10月补助发放表还没有编制"
    assert _signs(page)[0] == "该办了"
    _press(page, "2026年10月")
    assert shell.page is not None
    assert shell.page.room == "subsidies"
    assert ctx.month == OCTOBER


def test_a_line_says_its_clause_and_its_band_how_many_there_are(page: HomePage) -> None:
    here = [line for line in _shown(page) if line.due.band(NOW.date()) is Band.MONTH]
    assert _chips(page, "todo")[:2] == [f"{len(here)} 项", "六(一)"]


def test_a_draft_says_how_much_it_is(page: HomePage, deed: DoDeed[None]) -> None:
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))
    _reload(page)
    assert _lines(page)[0] == "2026年10月补助表未封存：6 个单位、7 人，实发 11,290.32 元"


def test_a_leave_that_is_over_leads_to_the_leave(page: HomePage, shell: Shell, deed: DoDeed[int]) -> None:
    def ask_leave(session: Any) -> int:
        posting = members.named(session, "廖小满")[0]
        days = {"start_on": date(2026, 10, 26), "end_on": date(2026, 10, 28)}
        return attendance.save_leave(session, posting.id, {"state": DayState.ANNUAL, **days})

    leave = deed(ask_leave)
    _reload(page)
    _press(page, "廖小满年休假已于2026-10-28到期")
    assert isinstance(shell.page, AttendancePage)
    assert [row.id for row in shell.page.selected()] == [leave]


def test_the_arrows_go_from_line_to_line_and_enter_goes_there(
    page: HomePage, shell: Shell, qtbot: QtBot
) -> None:
    lines = _shown(page)
    lines[0].setFocus()
    qtbot.keyClick(lines[0], Qt.Key.Key_Down)
    assert lines[1].hasFocus()
    qtbot.keyClick(lines[1], Qt.Key.Key_Up)
    assert lines[0].hasFocus()
    qtbot.keyClick(lines[0], Qt.Key.Key_Return)
    assert shell.page is not None
    assert shell.page.room == lines[0].due.room


def test_the_list_stays_at_its_top_when_it_is_read_again(page: HomePage, deed: DoDeed[None]) -> None:
    deed(many_leaves)
    _reload(page)
    page._due.start()
    for _ in range(3):
        _reload(page)
        QApplication.processEvents()
        assert page._due.verticalScrollBar().value() == 0
    assert _shown(page)[0].hasFocus()


def test_whoever_comes_back_begins_at_the_top(page: HomePage, deed: DoDeed[None], visit: Visit) -> None:
    deed(many_leaves)
    _reload(page)
    QTest.keyClick(_line(page, "12 份请假"), Qt.Key.Key_Right)
    QApplication.processEvents()
    bar = page._due.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    visit("members")
    visit("home")
    QApplication.processEvents()
    assert bar.value() == 0


def test_whatever_changes_is_read_again(page: HomePage, ctx: Context) -> None:
    """Every room may have something due, so the page watches every table of every room."""
    assert page.watches == EVERY_TABLE


def test_the_team_is_counted_against_the_notice(page: HomePage, deed: DoDeed[int]) -> None:
    assert _chips(page, "team")[0] == "1"
    deed(lambda s: members.save(s, {"left_on": date(2026, 10, 3)}, members.named(s, "曾国梁")[0].id))
    _reload(page)
    assert "0（要求1人）" in _chips(page, "team")


def test_the_data_are_said_to_be_safe_once_they_are(page: HomePage, office: Database) -> None:
    assert _chips(page, "safety")[:3] == ["还没有", "还没有", "未打印"]
    assert "恢复卡还没有打印：没有它，换电脑以后打不开数据" in _lines(page)
    copies.backup_now(office, NOW)
    recovery.note_printed(office.folder, NOW.date())
    _reload(page)
    assert _chips(page, "safety")[2] == "已打印，未核对"
    assert "恢复卡印好以后还没有核对：印错一个字符就打不开数据" in _lines(page)
    recovery.note_checked(office.folder, NOW.date())
    _reload(page)
    assert _chips(page, "safety")[0] == "今天 09:00"
    assert _chips(page, "safety")[2] == "已核对"
    assert not any("恢复卡" in line for line in _lines(page))


def test_the_audit_trail_is_proven_and_counts_on_after_every_deed(
    page: HomePage, office: Database, deed: DoDeed[None]
) -> None:
    counted = []
    for change in (lambda session: subsidies.make(session, OCTOBER, NOW), many_leaves, lambda session: None):
        with office.read() as session:
            counted.append(session.scalar(text("SELECT count(*) FROM audit")))
        assert _chips(page, "safety")[3] == f"完整 {counted[-1]:,} 条"
        deed(change)
        _reload(page)
        page.ctx.tasks.wait()
    assert counted == sorted(set(counted)), "each deed has added to it"


def test_the_cards_lead_to_their_rooms(page: HomePage, shell: Shell) -> None:
    see = page.findChild(QPushButton, "see-members")
    assert see is not None
    see.click()
    assert shell.page is not None
    assert shell.page.room == "members"


def test_nothing_due_is_said(page: HomePage) -> None:
    page.fill(HomeView((), (), None))
    nothing = page.findChild(QWidget, "nothing")
    assert nothing is not None
    assert nothing.isVisible()
    assert _lines(page) == []


def many_leaves(session: Any) -> None:
    """Twelve leaves nobody reported back from."""
    for name in ("钟立新", "潘秀云", "罗海涛", "廖小满"):
        posting = members.named(session, name)[0]
        for day in (3, 10, 17):
            days = {"start_on": date(2026, 9, day), "end_on": date(2026, 9, day)}
            attendance.save_leave(session, posting.id, {"state": DayState.PERSONAL, **days})


def test_long_lists_scroll_inside_their_card(page: HomePage, deed: DoDeed[None]) -> None:
    deed(many_leaves)
    _reload(page)
    QTest.keyClick(_line(page, "12 份请假"), Qt.Key.Key_Right)
    assert len(_lines(page)) > 20
    assert page._due.verticalScrollBar().isVisible()
    safety = page.findChild(QWidget, "safety")
    assert safety is not None
    assert safety.mapTo(page, safety.rect().bottomLeft()).y() <= page.height()


# Groups and what is put off.


@pytest.mark.usefixtures("unfiled")
def test_a_group_opens_in_place_and_each_of_it_leads_to_its_own(page: HomePage, shell: Shell) -> None:
    group = _line(page, "第一书记备案日期 2 人未登记")
    QTest.keyClick(group, Qt.Key.Key_Right)
    inside = [line for line in _shown(page) if line.inside]
    assert [line.due.name.split("　")[0] for line in inside] == ["潘秀云", "罗海涛"]
    QTest.mouseClick(inside[1], Qt.MouseButton.LeftButton)
    page.ctx.tasks.wait()
    assert shell.page is not None
    assert [row.name for row in shell.page.selected()] == ["罗海涛"]


@pytest.mark.usefixtures("unfiled")
def test_a_group_leads_to_all_of_it(page: HomePage, shell: Shell) -> None:
    _press(page, "第一书记备案日期 2 人未登记")
    assert shell.page is not None
    assert {row.name for row in shell.page.selected()} == {"潘秀云", "罗海涛"}


@pytest.mark.usefixtures("unfiled")
def test_a_line_put_off_is_gone_until_its_day(page: HomePage, ctx: Context) -> None:
    line = _line(page, "第一书记备案日期")
    page._put_off(line.due, NOW.date() + timedelta(days=1))
    ctx.tasks.wait()
    assert not [text for text in _lines(page) if "备案日期" in text]
    foot = page.findChild(QPushButton, "due-quiet")
    assert foot is not None
    assert foot.text() == "稍后提醒 2 项　▸"
    foot.click()
    QApplication.processEvents()
    back = next(made for made in page.findChildren(QPushButton, "due-back") if made.isVisible())
    back.click()
    ctx.tasks.wait()
    assert [text for text in _lines(page) if "备案日期" in text]


@pytest.mark.usefixtures("unfiled")
def test_the_keyboard_puts_off_by_a_menu_of_days(page: HomePage) -> None:
    line = _line(page, "第一书记备案日期")
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_S)
    (menu,) = page._due.findChildren(QMenu)
    assert [action.text().split("\t")[0] for action in menu.actions()] == [
        "明天",
        "后天",
        "下周一",
        "选一天…",
    ]
    menu.close()


def test_an_urgent_line_is_put_off_only_to_tomorrow_and_never_let_be(page: HomePage) -> None:
    line = _shown(page)[0]
    assert line.due.urgency == "red"
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_S)
    (menu,) = page._due.findChildren(QMenu)
    assert [action.text().split("\t")[0] for action in menu.actions()] == ["明天"]
    menu.close()
    known = page.findChild(QPushButton, "due-known")
    assert known is not None
    assert not known.isVisible()


# The month.


def _steps(page: HomePage) -> list[str]:
    return [step.accessibleName() for step in page.findChildren(StepButton) if step.isVisible()]


def _next(page: HomePage) -> QPushButton:
    found = page.findChild(QPushButton, "next-step")
    assert found is not None
    return found


def test_the_month_says_its_next_step_goes_there_and_begins_it(
    page: HomePage, shell: Shell, ctx: Context
) -> None:
    """编制 is one deed and is done at once; 封存 is looked at first; a step that is done is only visited."""
    assert _steps(page)[:2] == ["第1步 考勤，13 人", "第2步 编制，未办"]
    assert _next(page).text() == "编制本月"
    for button in ("编制本月", "去封存"):
        assert _next(page).text() == button
        _next(page).click()
        for _ in range(3):
            ctx.tasks.wait()
            QApplication.processEvents()
        assert shell.page is not None
        assert (shell.page.room, ctx.month) == ("subsidies", OCTOBER)
        shell.show_room("home")
        ctx.tasks.wait()
    page._go_to_step(list(StepName).index(StepName.MAKE) + 1)
    ctx.tasks.wait()
    assert shell.page.room == "subsidies"
    assert _shown_message(shell.page) == ""


def _shown_message(page: QWidget) -> str:
    """What a page says instead of its content."""
    found = page.findChild(QLabel, "message-text")
    return found.text() if found.isVisible() else ""


def test_the_steps_follow_what_is_done(page: HomePage, deed: DoDeed[object]) -> None:
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))
    _reload(page)
    assert _next(page).text() == "去封存"
    deed(lambda session: subsidies.seal(session, OCTOBER, "经办", NOW))
    _reload(page)
    assert "第4步 封存，已封存 6 张" in _steps(page)
    assert _next(page).text() == "本月打印"
    deed(lambda s: paying.pay(s, paying.payable(s, OCTOBER), paying.Payment(NOW.date()), NOW.date()))
    _reload(page)
    assert _steps(page)[4:6] == ["第5步 打印，未办", "第6步 发放，已发放 6 张"]


def test_a_key_goes_to_a_step(page: HomePage, shell: Shell) -> None:
    page._go_to_step(list(StepName).index(StepName.SEAL) + 1)
    assert shell.page is not None
    assert shell.page.room == "subsidies"
