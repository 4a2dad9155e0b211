"""Columns fit the window; the keyboard and the mouse do what they do everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.columns import SQUEEZE, column_widths
from banfu_desktop.ui.page.table_model import TableModel
from banfu_desktop.ui.page.table_view import TableView
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
