"""A timeline in the window goes by keys and pointer, and its head stays where lanes scroll."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.timelines import Lane, Span, Timeline, year_window
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.look.timeline_view import TimelineView
from tests.ui.conftest import RESOURCES

FIRST = Span(Period(date(2026, 1, 1), date(2026, 3, 31)), "县司法局", key="first")
SECOND = Span(Period(date(2026, 4, 1)), "县医保局")
LANES = tuple(Lane(f"成员{number}", (FIRST, SECOND), key=number) for number in range(40))


@pytest.fixture
def view(qtbot: QtBot) -> TimelineView:
    made = TimelineView(Look(RESOURCES), "postings", "任职时间轴")
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show_timeline(Timeline("2026年", year_window(2026), LANES, date(2026, 11, 2)))
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def test_the_keyboard_begins_at_the_first_lane_and_says_where_it_is(view: TimelineView) -> None:
    assert view.lane is LANES[0]
    assert view.accessibleName().startswith("任职时间轴：成员0：县司法局")


def test_arrows_go_through_lanes_and_their_spans_and_enter_opens(view: TimelineView, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Right):
        qtbot.keyClick(view, key)
    assert (view.lane, view.span) == (LANES[1], FIRST)
    with qtbot.waitSignal(view.opened) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == ["first"]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(view.opened) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [1]


def test_what_is_pressed_twice_opens(view: TimelineView, qtbot: QtBot) -> None:
    place = QPoint(view.viewport().width() // 4, 70)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (view.lane, view.span) == (LANES[0], FIRST)
    with qtbot.waitSignal(view.opened) as told:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == ["first"]


def test_the_last_lane_scrolls_into_sight_and_stays_current_when_it_is_read_anew(
    view: TimelineView, qtbot: QtBot
) -> None:
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.lane is LANES[-1]
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum() > 20
    view.show_timeline(Timeline("2026年", year_window(2026), LANES[5:]))
    assert view.lane is LANES[-1]
    view.select(7)
    assert view.lane is LANES[7]
    assert view.verticalScrollBar().value() <= 2
