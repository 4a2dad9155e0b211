"""Days typed the short way, shown in full; rest days in the calendar; a wrong day keeps its box open."""

from datetime import date

import pytest
from PySide6.QtCore import QDate, QTimer
from PySide6.QtWidgets import QApplication, QCalendarWidget, QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.dates import Month, MonthCalendar, typed_date
from banfu_desktop.rules.errors import UserError
from banfu_desktop.tables.spec import Field, Kind
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import GROUND
from banfu_desktop.ui.page.editors import DateEditor

MONDAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11-20", date(2026, 11, 20)), ("11.20", date(2026, 11, 20)), ("11/20", date(2026, 11, 20)),
        ("11月20日", date(2026, 11, 20)), ("1120", date(2026, 11, 20)), ("１１２０", date(2026, 11, 20)),
        ("1-5", date(2026, 1, 5)), ("今天", MONDAY), ("昨天", date(2026, 11, 1)), ("后天", date(2026, 11, 4)),
        ("2026", None), ("2-30", None), ("2026-11", None), ("20261120", None), ("", None),
    ],
)  # fmt: skip
def test_a_day_is_typed_the_short_way(typed: str, day: date | None) -> None:
    assert typed_date(typed, MONDAY) == day


def test_in_january_a_day_of_december_is_last_years() -> None:
    assert typed_date("12-28", date(2027, 1, 5)) == date(2026, 12, 28)
    assert typed_date("10-01", date(2027, 1, 5)) == date(2027, 10, 1)


@pytest.fixture
def editor(ctx: Context, qtbot: QtBot) -> DateEditor:
    made = DateEditor(Field("on", "日期", Kind.DATE), ctx.look)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_short_day_is_shown_in_full_once_the_field_is_left(editor: DateEditor) -> None:
    editor.line.setText("昨天")
    editor.tidy()
    assert (editor.line.text(), editor.read()) == ("2026-11-01", date(2026, 11, 1))
    editor.line.setText("13-45")
    with pytest.raises(UserError):
        editor.read()


def test_the_calendar_shows_rest_days(editor: DateEditor, ctx: Context) -> None:
    asked = []

    def rest_days(month: Month, then: object) -> None:
        asked.append(month)
        then(MonthCalendar(month, {date(2026, 11, 7): "周末"}))  # type: ignore[operator]

    assert ctx.look.days is not None
    ctx.look.days.rest_days = rest_days  # type: ignore[method-assign, assignment]
    editor.line.setText("2026-11-02")
    editor._open_calendar()
    calendar = QApplication.activePopupWidget().findChild(QCalendarWidget)
    assert asked == [Month(2026, 11)]
    assert calendar.dateTextFormat(QDate(2026, 11, 7)).background().color().name().upper() == GROUND
    assert calendar.dateTextFormat(QDate(2026, 11, 7)).toolTip() == "周末"
    assert not calendar.dateTextFormat(QDate(2026, 11, 9)).toolTip()
    calendar.setCurrentPage(2026, 12)
    assert asked[-1] == Month(2026, 12)
    QApplication.activePopupWidget().close()


def test_a_wrong_day_keeps_the_box_open(ctx: Context) -> None:
    ctx.dialogs = Dialogs()
    said: list[str] = []

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QDialog)
        line, confirm = box.findChild(QLineEdit), box.findChild(QPushButton, "confirm")
        line.setText("13-45")
        confirm.click()
        said.append(box.findChild(QLabel, "text-said").text())
        assert box.isVisible()
        line.setText("11-20")
        confirm.click()

    QTimer.singleShot(0, act)
    assert ctx.days.ask("销假", "回到岗位的第一天：", MONDAY) == date(2026, 11, 20)
    assert "不是日期" in said[0]
