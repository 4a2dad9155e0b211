"""A list comes back as it was left on this computer, and nothing of the office is written down for it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.widgets import Combo
from banfu_desktop.ui.page.columns import Columns
from banfu_desktop.ui.page.memory import Arrangement, Memory
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.page.widths import Wishes, column_widths
from tests.ui.conftest import ROOMS, window_of
from tests.ui.rooms.people.page import PeoplePage


def shown(page: PeoplePage) -> TableView:
    view = page.findChild(TableView, "list")
    assert view is not None
    return view


def numbers(view: TableView) -> dict[str, int]:
    return {field.name: number for number, field in enumerate(view.fields)}


def arrange(page: PeoplePage) -> None:
    """What a clerk does: draw a column wider, drag one, hide one, sort, filter."""
    view = shown(page)
    header, number = view.horizontalHeader(), numbers(view)
    header.resizeSection(number["unit"], 210)
    header.moveSection(header.visualIndex(number["state"]), 1)
    view.sortByColumn(number["days"], Qt.SortOrder.DescendingOrder)
    columns = view.findChild(Columns)
    assert columns is not None
    next(action for action in columns.menu().actions() if action.text() == "身份证号").trigger()
    combos = {combo.objectName(): combo for combo in page.findChildren(Combo)}
    combos["filter-role"].setCurrentIndex(1)
    combos["filter-unit"].setCurrentIndex(1)


def test_a_list_comes_back_as_it_was_left(ctx: Context, qtbot: QtBot) -> None:
    with window_of(ctx, ROOMS, qtbot) as window:
        page = window.show_room("people")
        ctx.tasks.wait()
        assert isinstance(page, PeoplePage)
        arrange(page)
    with window_of(ctx, ROOMS, qtbot) as window:
        page = window.show_room("people")
        ctx.tasks.wait()
        assert isinstance(page, PeoplePage)
        view, number = shown(page), numbers(shown(page))
        header = view.horizontalHeader()
        assert view.columnWidth(number["unit"]) == 210
        assert header.visualIndex(number["state"]) == 1
        assert view.isColumnHidden(number["identity_no"])
        assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (
            number["days"],
            Qt.SortOrder.DescendingOrder,
        )
        combos = {combo.objectName(): combo for combo in page.findChildren(Combo)}
        assert combos["filter-role"].currentIndex() == 1
        assert combos["filter-unit"].currentIndex() == 0, "a unit's name is not written to the disk"
        assert [person.role for person in page.shown] == [page.rows[0].role]
    ctx.settings.sync()
    kept = Path(ctx.settings.fileName()).read_text("utf-8")
    assert "people" in kept
    assert "交通" not in kept
    assert "\\x4ea4" not in kept
    assert "u4ea4" not in kept


def test_the_columns_can_be_put_back(ctx: Context, qtbot: QtBot) -> None:
    with window_of(ctx, ROOMS, qtbot) as window:
        page = window.show_room("people")
        ctx.tasks.wait()
        assert isinstance(page, PeoplePage)
        view = shown(page)
        before = [view.columnWidth(n) for n in range(len(view.fields))]
        arrange(page)
        columns = view.findChild(Columns)
        assert columns is not None
        columns.menu().actions()[-1].trigger()
        QApplication.processEvents()
        assert [view.columnWidth(n) for n in range(len(view.fields))] == before
        assert view.horizontalHeader().sortIndicatorSection() == -1


@pytest.mark.parametrize(
    "kept", ["", "{", "[]", '{"widths": {"name": "wide"}}', '{"sort": [1]}', '{"order": 3}']
)
def test_what_cannot_be_read_leaves_the_list_as_declared(ctx: Context, kept: str) -> None:
    ctx.settings.setValue("lists/people", kept)
    assert Memory(ctx.settings, "people").arrangement == Arrangement()


FIELDS = (
    Field("name", "姓名", width=100),
    Field("note", "说明", Kind.NOTE, width=200),
    Field("due", "应发", Kind.MONEY, width=120),
    Field("state", "状态", width=80),
    Field("net", "实发", Kind.MONEY, width=120),
)


def test_amounts_never_give_way() -> None:
    widths = column_widths(FIELDS, 400, 1.0)
    assert widths[2] == widths[4] == 120
    assert sum(widths) == 400
    assert column_widths(FIELDS, 200, 1.0)[2] == 120, "the list scrolls"


def test_with_a_width_drawn_no_column_gives_way_and_the_list_scrolls() -> None:
    widths = column_widths(FIELDS, 400, 1.0, Wishes(drawn={0: 180}))
    assert widths[0] == 180
    assert all(widths)
    assert sum(widths) > 400


def test_a_hidden_column_leaves_its_room_to_the_others() -> None:
    widths = column_widths(FIELDS, 600, 1.0, Wishes(hidden=[1]))
    assert widths[1] == 0
    assert sum(widths) == 600
