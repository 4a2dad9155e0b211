"""A list with its record beside it, as a clerk uses it."""

from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.errors import MachineError
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.page.record_form import RecordForm
from banfu_desktop.ui.page.table_view import TableView
from tests.ui.conftest import FakeDialogs, FakeStore
from tests.ui.rooms.people.page import PeoplePage, seven


@pytest.fixture
def page(shell: Shell, ctx: Context) -> PeoplePage:
    made = shell.show_room("people")
    ctx.tasks.wait()
    assert isinstance(made, PeoplePage)
    return made


def _text(page: PeoplePage, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert label is not None
    return label.text()


def _form(page: PeoplePage) -> RecordForm:
    form = page.findChild(RecordForm)
    assert form is not None
    return form


def _type(page: PeoplePage, name: str, text: str) -> None:
    """As an input method does: QTest types no Chinese."""
    line = _form(page).findChild(QLineEdit, name)
    assert line is not None
    line.setFocus()
    line.selectAll()
    line.insert(text)


def test_the_list_counts_and_adds_up(page: PeoplePage) -> None:
    assert _text(page, "count") == "7 人"
    assert _text(page, "total") == "应发 10,580.64"


def test_searching_narrows_the_list_and_its_totals(page: PeoplePage, qtbot: QtBot) -> None:
    search = page.findChild(QLineEdit, "search")
    assert search is not None
    search.setFocus()
    qtbot.keyClicks(search, "ty")
    assert _text(page, "count") == "1 人（共 7 人）"
    assert _text(page, "total") == "应发 1,290.32"
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert _text(page, "count") == "7 人"


def test_typing_at_the_list_searches(page: PeoplePage, qtbot: QtBot) -> None:
    view = page.findChild(TableView)
    assert view is not None
    qtbot.keyClicks(view, "z")
    search = page.findChild(QLineEdit, "search")
    assert search is not None
    assert search.text() == "z"


def test_several_selected_rows_are_counted_and_added_up(page: PeoplePage) -> None:
    view = page.findChild(TableView)
    assert view is not None
    view.select_lines([0, 3])
    assert _text(page, "count") == "7 人　已选 2 人"
    assert _text(page, "total") == "应发 3,290.32"


def test_commands_follow_the_selection(page: PeoplePage) -> None:
    view = page.findChild(TableView)
    assert view is not None
    allowed = {}
    for lines in ([], [1], [1, 2]):
        view.select_lines(lines)
        names = ("new_person", "end", "remove")
        allowed[len(lines)] = [page.command_actions[name].isEnabled() for name in names]
    assert allowed == {0: [True, False, False], 1: [True, True, True], 2: [True, False, True]}


def test_rows_are_copied_as_a_spreadsheet_pastes_them(page: PeoplePage) -> None:
    view = page.findChild(TableView)
    assert view is not None
    view.select_lines([0, 1])
    page.command_actions["copy_rows"].trigger()
    first, second = QGuiApplication.clipboard().text().split("\n")
    assert first.split("\t")[:3] == ["钟立新", "县交通运输局", "队长"]
    assert "440299********4955" in first
    assert second.startswith("潘秀云")


def test_what_cannot_be_pasted_into_a_list_is_said(page: PeoplePage, ctx: Context, qtbot: QtBot) -> None:
    told: list[str] = []
    ctx.signals.said.connect(lambda text, _: told.append(text))
    QGuiApplication.clipboard().setText("甲一\t男")
    qtbot.keyClick(page._view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert told == ["这个列表不能直接粘贴"]


def test_enter_opens_the_record_and_esc_closes_it(page: PeoplePage, qtbot: QtBot) -> None:
    view = page.findChild(TableView)
    assert view is not None
    view.select_lines([3])
    qtbot.keyClick(view, Qt.Key.Key_Return)
    form = _form(page)
    assert form.isVisible()
    assert _text(page, "form-title") == "谭䶮"
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_while_open_the_record_follows_the_arrows(page: PeoplePage, qtbot: QtBot) -> None:
    page.open_record(page.rows[0])
    view = page.findChild(TableView)
    assert view is not None
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert _text(page, "form-title") == "潘秀云"


def test_saving_stores_reloads_and_keeps_the_record_open(
    page: PeoplePage, qtbot: QtBot, ctx: Context, store: FakeStore
) -> None:
    page.open_record(page.rows[1])
    _type(page, "days", "28")
    qtbot.keyClick(_form(page), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    ctx.tasks.wait()
    assert store.people[2].days == 28
    assert page.rows[1].days == 28
    assert _form(page).isVisible()
    assert not _form(page).dirty


def test_an_untouched_masked_number_stays_as_it_is(
    page: PeoplePage, qtbot: QtBot, ctx: Context, store: FakeStore
) -> None:
    page.open_record(page.rows[0])
    _type(page, "name", "钟立")
    _form(page).submit()
    ctx.tasks.wait()
    assert (store.people[1].name, store.people[1].identity_no) == ("钟立", "440299198001014955")


def test_revealing_a_number_is_a_deed_of_its_own(page: PeoplePage, ctx: Context, store: FakeStore) -> None:
    page.open_record(page.rows[0])
    _form(page).boxes["identity_no"].editor.findChild(QLineEdit).actions()[0].trigger()
    ctx.tasks.wait()
    line = _form(page).findChild(QLineEdit, "identity_no")
    assert line is not None
    assert line.text() == "440299198001014955"
    assert store.deeds[-1].name == "查看完整身份证号"


def test_a_new_record_is_selected_once_it_is_stored(page: PeoplePage, qtbot: QtBot, ctx: Context) -> None:
    page.command_actions["new_person"].trigger()
    for name, text in (("name", "安小一"), ("arrived", "2026.10.5")):
        _type(page, name, text)
    form = _form(page)
    form.boxes["unit"].editor.show_value("县林业局")
    form.boxes["role"].editor.show_value(page.rows[3].role)
    form.submit()
    ctx.tasks.wait()
    assert [person.name for person in page.selected()] == ["安小一"]
    assert _text(page, "form-title") == "安小一"


def test_nothing_unsaved_is_lost_without_a_question(
    page: PeoplePage, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    page.open_record(page.rows[1])
    _type(page, "name", "改了")
    dialogs.answers = ["继续编辑"]
    page.open_record(page.rows[2])
    assert _text(page, "form-title") == "潘秀云"
    assert [person.name for person in page.selected()] == ["潘秀云"]
    dialogs.answers = ["放弃改动"]
    page.open_record(page.rows[2])
    assert _text(page, "form-title") == "罗海涛"
    assert [call[0] for call in dialogs.asked] == ["choose", "choose"]


def test_a_search_of_an_empty_list_takes_the_keyboard_nowhere_unseen(page: PeoplePage, qtbot: QtBot) -> None:
    page.show_rows([])
    search = page.findChild(QLineEdit, "search")
    assert search is not None
    page._search()
    assert not search.isVisible()
    assert page.window().focusWidget() is not search


def test_what_is_dropped_to_leave_the_page_is_not_there_when_the_clerk_comes_back(
    page: PeoplePage, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    page.new_record()
    _type(page, "name", "写错的人")
    dialogs.answers = ["继续编辑", "放弃改动", "放弃改动"]
    assert not page.may_leave()
    assert page.record_is_open
    assert page.may_leave()
    assert not page.record_is_open
    page.open_record(page.rows[1])
    _type(page, "name", "改了")
    assert page.may_leave()
    assert (_text(page, "form-title"), page.unsaved) == ("潘秀云", False)
    line = _form(page).findChild(QLineEdit, "name")
    assert line is not None
    assert line.text() == "潘秀云"


def test_saving_at_the_question_goes_on_to_the_next_row(
    page: PeoplePage, qtbot: QtBot, ctx: Context, dialogs: FakeDialogs, store: FakeStore
) -> None:
    page.open_record(page.rows[1])
    _type(page, "name", "改了")
    dialogs.answers = ["保存"]
    page.open_record(page.rows[2])
    ctx.tasks.wait()
    assert store.people[2].name == "改了"
    assert _text(page, "form-title") == "罗海涛"


def test_closing_an_unchanged_record_asks_nothing(page: PeoplePage, dialogs: FakeDialogs) -> None:
    page.open_record(page.rows[1])
    page.close_record()
    assert dialogs.asked == []


@pytest.mark.parametrize(
    ("name", "place", "said"),
    [("重名", "trouble-name", "已有同名的人"), ("拒绝", "form-banner-text", "更正请在本月登记补发或扣回")],
)
def test_a_refusal_is_said_where_it_belongs(
    page: PeoplePage, qtbot: QtBot, ctx: Context, dialogs: FakeDialogs, name: str, place: str, said: str
) -> None:
    page.open_record(page.rows[1])
    _form(page).boxes["name"].editor.show_value(name)
    _form(page).submit()
    ctx.tasks.wait()
    assert said in _text(page, place)
    assert dialogs.asked == []


def test_a_sealed_record_is_read_not_edited(page: PeoplePage) -> None:
    page.open_record(page.rows[4])
    assert "已封存" in _text(page, "form-banner-text")
    form = _form(page)
    assert _text(page, "sealed-unit") == "县医保局"
    assert not form.boxes["unit"].editor.isVisible()
    save = form.findChild(QPushButton, "form-save")
    assert save is not None
    assert not save.isVisible()


def test_a_change_made_elsewhere_shows_in_the_list_and_the_open_record(
    page: PeoplePage, ctx: Context, store: FakeStore
) -> None:
    page.open_record(page.rows[1])
    ctx.tasks.write("改", lambda session: session.people.pop(1), notice=None)
    ctx.tasks.wait()
    assert len(page.rows) == 6
    assert _text(page, "form-title") == "潘秀云"


def test_the_open_record_closes_when_it_is_gone(page: PeoplePage, ctx: Context) -> None:
    page.open_record(page.rows[1])
    ctx.tasks.write("删", lambda session: session.people.pop(2), notice=None)
    ctx.tasks.wait()
    assert not _form(page).isVisible()


def test_an_empty_list_says_so_and_offers_what_to_do(
    page: PeoplePage, ctx: Context, store: FakeStore, qtbot: QtBot
) -> None:
    store.people.clear()
    page.reload()
    ctx.tasks.wait()
    assert _text(page, "message-text") == "还没有登记人员。"
    offered = page.findChild(QPushButton, "message-button")
    assert offered is not None
    offered.click()
    assert _form(page).isVisible()


def test_what_cannot_be_read_is_said_and_can_be_tried_again(
    page: PeoplePage, ctx: Context, store: FakeStore, dialogs: FakeDialogs
) -> None:
    store.broken = MachineError("磁盘读不出来")
    page.reload()
    ctx.tasks.wait()
    assert "磁盘读不出来" in _text(page, "message-text")
    assert dialogs.asked == []
    store.broken = None
    again = page.findChild(QPushButton, "message-button")
    assert again is not None
    again.click()
    ctx.tasks.wait()
    assert _text(page, "count") == "7 人"


def test_visiting_selects_the_rows_asked_for_even_behind_a_filter(
    page: PeoplePage, shell: Shell, ctx: Context, qtbot: QtBot
) -> None:
    search = page.findChild(QLineEdit, "search")
    assert search is not None
    search.setText("没有这个人")
    ctx.go("people", [1, 3])
    assert [person.id for person in page.selected()] == [1, 3]


def test_months_turn_by_key_and_by_button(page: PeoplePage, ctx: Context, qtbot: QtBot) -> None:
    before = page.month
    qtbot.keyClick(page, Qt.Key.Key_PageUp)
    assert page.month == before.shift(-1)
    on = page.findChild(QToolButton, "period-on")
    assert on is not None
    on.click()
    assert ctx.month == before


def test_every_widget_that_takes_the_focus_has_a_name(shell: Shell, page: PeoplePage) -> None:
    page.open_record(page.rows[0])
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in shell.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.window() is shell
        and not (widget.objectName() and widget.accessibleName())
    ]
    assert nameless == []


def test_no_part_of_a_page_flashes_up_as_a_window_of_its_own(qapp: QApplication, ctx: Context) -> None:
    class Watch(QObject):
        shown: ClassVar[list[str]] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.shown.append(watched.objectName())
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    page = PeoplePage(ctx)
    page.show_rows(seven())
    page.show_state("草稿")
    page.open_record(page.rows[4])
    page.new_record()
    qapp.removeEventFilter(watch)
    page.deleteLater()
    assert watch.shown == []


def test_tab_goes_as_the_eye_does(page: PeoplePage) -> None:
    page.open_record(page.rows[0])
    names, widget = [], page.findChild(QToolButton, "period-back")
    for _ in range(120):
        assert widget is not None
        names.append(widget.objectName())
        widget = widget.nextInFocusChain()
    order = ["period-back", "more", "button-print_list", "button-new_person", "search", "filter-unit", "list"]
    order += ["form-close", "name", "unit", "role", "days", "gross_fen", "form-cancel", "form-save"]
    assert [name for name in names if name in order] == order
