"""The attendance sheet shows the month's days only, the marks, and totals that add up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from banfu_desktop.printing.engine.blocks import Grid
from banfu_desktop.printing.forms.attendance_sheet import SAMPLE, WEEKEND, Attendance, Line, build
from banfu_desktop.rules.attendance import HalfDays
from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.words import DayState


def grid(data: Attendance) -> Grid:
    (document,) = build(data)
    return next(block for block in document.blocks if isinstance(block, Grid))


def test_a_short_month_has_only_its_own_days() -> None:
    for month in (Month(2026, 2), Month(2026, 4), Month(2026, 10)):
        columns = grid(replace(SAMPLE, calendar=MonthCalendar(month, {}), lines=())).columns
        assert [column.group for column in columns if column.group] == [
            str(day) for day in range(1, month.days + 1)
        ]


def test_headings_say_weekend_holiday_and_worked_weekend() -> None:
    free = {date(2026, 10, 1): "国庆", date(2026, 10, 4): WEEKEND}
    calendar = MonthCalendar(SAMPLE.calendar.month, free)
    labels = [column.label for column in grid(replace(SAMPLE, calendar=calendar)).columns[2:]]
    assert labels[0] == "休"
    assert labels[3] == "日"
    assert labels[9] == "班"
    assert labels[11] == "一"


def test_totals_are_working_days_and_kinds_that_occur() -> None:
    states = {
        date(2026, 10, 14): DayState.DUTY,
        date(2026, 10, 15): HalfDays(DayState.SICK, DayState.PRESENT),
        date(2026, 10, 17): DayState.ON_CALL,
        date(2026, 10, 2): DayState.ANNUAL,  # before the posting
    }
    sheet = grid(replace(SAMPLE, lines=(Line("谭䶮", Period(date(2026, 10, 12)), states),)))
    (row,) = sheet.rows
    assert [column.label for column in sheet.columns[33:]] == [
        "应\n在岗", "在岗", "值班", "公务\n外出", "病假", "本人\n签字",
    ]  # fmt: skip
    assert row[33:-1] == ("15", "14.5", "1", "1", "0.5")
    assert row[2] == row[12] == "／"
    assert (row[13], row[15], row[16]) == ("", "公", "病\n·")


def test_a_month_under_way_says_to_which_day(read: Callable[..., list[str]]) -> None:
    (page,) = read(build(replace(SAMPLE, until=date(2026, 10, 20))))
    assert "2026年10月（截至10月20日）" in page
    (line, *_) = grid(replace(SAMPLE, until=date(2026, 10, 20))).rows
    assert line[33:35] == ("10", "10")


def test_every_kind_at_once_still_has_its_place(read: Callable[..., list[str]]) -> None:
    every = {
        date(2026, 10, number): state
        for number, state in enumerate((state for state in DayState if state.mark), 8)
    }
    (page,) = read(build(replace(SAMPLE, lines=(Line("钟立新", Period(date(2026, 1, 5)), every),))))
    assert all(state.mark in page for state in DayState)


def test_a_year_without_holidays_says_so(read: Callable[..., list[str]]) -> None:
    (page,) = read(build(replace(SAMPLE, calendar=MonthCalendar(Month(2027, 5), {}, known=False))))
    assert "2027年节假日安排尚未导入，休息日按双休日计" in page


def test_the_legend_names_every_mark(read: Callable[..., list[str]]) -> None:
    (page,) = read(build(SAMPLE))
    for state in DayState:
        assert f"{state.mark or '空白'} {state.label}" in page
