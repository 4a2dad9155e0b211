"""Columns fit the window; the keyboard and the mouse do what they do everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.page.widths import SQUEEZE, Wishes, column_widths
from banfu_desktop.ui.pages.settings.page import LISTED
from tests.ui.rooms.people.page import PEOPLE, seven

FIELDS = (
    Field("name", "姓名", width=100),
    Field("unit", "单位", width=200),
    Field("fen", "应发", Kind.MONEY, width=100),
    Field("note", "说明", Kind.NOTE, width=100),
)


@given(st.integers(350, 4000))
def test_columns_fill_the_width_to_the_pixel(available: int) -> None:
    widths = column_widths(FIELDS, available, 1.0)
    assert sum(widths) == available
    assert widths[2] in (0, 100)


def test_texts_shrink_a_little_then_the_last_columns_give_way() -> None:
    assert min(column_widths(FIELDS, 460, 1.0)) > 0
    assert column_widths(FIELDS, 420, 1.0)[3] == 0
    assert column_widths(FIELDS, 460, 1.0)[0] >= int(100 * SQUEEZE)


def test_what_is_left_over_goes_to_the_widest_text() -> None:
    widths = column_widths(FIELDS, 1000, 1.0)
    assert widths == [140, 620, 100, 140]


def test_a_number_is_never_cut_short_and_never_takes_what_is_left_over() -> None:
    fields = (
        Field("number", "编号", width=92, whole=True),
        *FIELDS,
        Field("score", "得分", width=66, right=True),
    )
    for available in (480, 1000, 2000):
        widths = column_widths(fields, available, 1.0)
        assert (widths[0], widths[-1] in (0, 66)) == (92, True)


NEEDS = (90, 320, 80, 60)
"""What the columns of FIELDS need, in pixels."""


@given(st.integers(200, 2000))
def test_no_text_is_cut_while_another_column_has_room_it_does_not_need(available: int) -> None:
    widths = column_widths(FIELDS, available, 1.0, Wishes(NEEDS))
    shown = [n for n, width in enumerate(widths) if width]
    cut = [n for n in shown if widths[n] < NEEDS[n]]
    assert not cut or all(widths[n] <= NEEDS[n] for n in shown)
    assert sum(widths) == max(available, sum(widths) if shown == [0, 2] else 0)


def test_columns_shrink_to_their_texts_before_one_gives_way() -> None:
    short = Wishes((60, 100, 80, 60))
    assert column_widths(FIELDS, 300, 1.0, short) == [60, 100, 80, 60]


def test_a_number_that_names_the_row_never_gives_way_and_a_text_stands_shorter_first() -> None:
    fields = (*FIELDS[:1], Field("number", "凭证号", width=86, whole=True), *FIELDS[1:])
    wishes = Wishes((96, 61, 320, 80, 60))
    assert column_widths(fields, 340, 1.0, wishes) == [96, 61, 103, 80, 0]
    assert column_widths(fields, 240, 1.0, wishes)[1:3] == [62, 0]


def test_a_chip_is_never_cut_short_and_gives_way_after_the_texts() -> None:
    wishes = Wishes((90, 68, 80, 60), chips=[1])
    widths = column_widths(FIELDS, 250, 1.0, wishes)
    assert widths[1] >= 68
    assert widths[3] == 0


def test_a_column_that_says_nothing_gives_way_first() -> None:
    wishes = Wishes((90, 60, 80, 60), blank=[1])
    assert column_widths(FIELDS, 240, 1.0, wishes)[1::2] == [0, 67]


def test_an_amount_that_no_row_holds_gives_way_and_no_other_does() -> None:
    wishes = Wishes((90, 170, 60, 60), blank=[2])
    assert column_widths(FIELDS, 330, 1.0, wishes)[2] == 0
    assert column_widths(FIELDS, 150, 1.0, Wishes((90, 170, 60, 60)))[2] == 60


def test_columns_give_way_in_the_order_that_a_page_says() -> None:
    wishes = Wishes((90, 160, 80, 90), yielding=[1, 3])
    assert column_widths(FIELDS, 260, 1.0, wishes) == [90, 0, 80, 90]


def test_what_a_record_is_about_gives_way_last_and_what_fits_again_comes_back() -> None:
    about = Field("about", "标题", width=200, kept=True)
    fields = (FIELDS[0], about, *FIELDS[2:])
    wishes = Wishes((100, 400, 80, 60))
    assert column_widths(fields, 350, 1.0, wishes) == [100, 170, 80, 0]
    assert column_widths(fields, 270, 1.0, Wishes((60, 400, 80, 60))) == [60, 130, 80, 0]
    assert column_widths(fields, 210, 1.0, Wishes((60, 400, 80, 60))) == [64, 0, 82, 64]


def test_beside_an_open_record_a_setting_keeps_its_name_and_its_value() -> None:
    wishes = Wishes((80, 150, 260, 95, 95, 900), chips=[4])
    widths = column_widths(LISTED.listed, 378, 1.0, wishes)
    assert [field.label for field, width in zip(LISTED.listed, widths, strict=True) if width] == [
        "分组", "设置", "现行",
    ]  # fmt: skip


def test_columns_grow_with_the_scale() -> None:
    assert column_widths(FIELDS, 2000, 1.3)[2] == 130


@pytest.fixture
def view(qtbot: QtBot, ctx: Context) -> TableView:
    model = TableModel(PEOPLE.listed)
    made = TableView(model, ctx.look, "人员")
    qtbot.addWidget(made)
    model.set_rows(seven())
    made.resize(1100, 500)
    made.show()
    made.selectRow(2)
    return made


def test_at_the_smallest_window_all_columns_fit(view: TableView) -> None:
    assert not view.horizontalScrollBar().isVisible()
    assert sum(view.columnWidth(number) for number in range(9)) == view.viewport().width()
    assert view.rowHeight(0) == 34


def test_a_list_without_rows_says_so_once_it_was_read(qtbot: QtBot, ctx: Context) -> None:
    model = TableModel(PEOPLE.listed)
    view = TableView(model, ctx.look, "人员")
    qtbot.addWidget(view)
    view.show()
    unread = view.grab().toImage()
    model.set_rows([])
    assert view.grab().toImage() != unread


def test_enter_opens_the_row_and_letters_search(view: TableView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.entered_record) as entered:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert entered.args == [2]
    with qtbot.waitSignal(view.typed) as typed:
        qtbot.keyClicks(view, "z")
    assert typed.args == ["z"]
    with qtbot.waitSignal(view.escaped):
        qtbot.keyClick(view, Qt.Key.Key_Escape)


def test_a_click_opens_but_ctrl_click_only_selects(view: TableView, qtbot: QtBot) -> None:
    opened: list[int] = []
    view.opened.connect(opened.append)
    places = [view.visualRect(view.model().index(line, 0)).center() for line in (3, 4)]
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=places[0])
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, places[1]
    )
    assert opened == [3]
    assert view.selected_lines() == [3, 4]


def test_selecting_lines_replaces_the_selection_and_goes_to_the_first(view: TableView) -> None:
    view.select_lines([1, 2, 5])
    assert view.selected_lines() == [1, 2, 5]
    assert view.currentIndex().row() == 1
    view.select_lines([])
    assert view.selected_lines() == []
