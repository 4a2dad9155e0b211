"""The attendance sheet shows the month's days only, the marks, and totals that add up."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from banfu_desktop.printing.engine.blocks import Grid
from banfu_desktop.printing.forms.attendance_sheet import SAMPLE, WEEKEND, Attendance, Line, build
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.words import DayState


def grid(data: Attendance) -> Grid:
    (document,) = build(data)
    return next(block for block in document.blocks if isinstance(block, Grid))


def test_a_short_month_has_only_its_own_days() -> None:
    for month in (Month(2026, 2), Month(2026, 4), Month(2026, 10)):
        columns = grid(replace(SAMPLE, month=month, lines=())).columns
        assert [column.group for column in columns if column.group] == [
            str(day) for day in range(1, month.days + 1)
        ]


def test_headings_say_weekend_holiday_and_worked_weekend() -> None:
    free = {date(2026, 10, 1): "国庆", date(2026, 10, 4): WEEKEND}
    labels = [column.label for column in grid(replace(SAMPLE, free=free)).columns[2:]]
    assert labels[0] == "休"
    assert labels[3] == "日"
    assert labels[9] == "班"
    assert labels[11] == "一"


def test_totals_are_of_the_days_posted_and_add_up() -> None:
    states = {
        date(2026, 10, 14): DayState.DUTY,
        date(2026, 10, 15): DayState.SICK,
        date(2026, 10, 2): DayState.ANNUAL,
    }
    line = Line("谭䶮", Period(date(2026, 10, 12)), states)
    (row,) = grid(replace(SAMPLE, lines=(line,))).rows
    *totals, posted, _signature = row[2 + 31 :]
    assert totals == [18, 1, None, None, 1, None, None]
    assert posted == 20 == sum(total or 0 for total in totals if not isinstance(total, str))
    assert row[2] == row[12] == "／"
    assert (row[13], row[15], row[16]) == ("", "公", "病")


def test_the_legend_names_every_mark(read: Callable[..., list[str]]) -> None:
    (page,) = read(build(SAMPLE))
    for state in DayState:
        assert f"{state.mark or '空白'} {state.label}" in page
