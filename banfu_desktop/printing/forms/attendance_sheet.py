"""Form 4, 考勤表: members × the month's days, what they add up to, and a place to sign (四(三))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.attendance import tally
from banfu_desktop.rules.dates import Month, Period, weekday
from banfu_desktop.rules.words import DayState

WEEKEND = "周末"
"""What an ordinary Saturday or Sunday is called among the days off."""
_OUTSIDE = "／"
_TOTALS = {
    DayState.PRESENT: "在岗",
    DayState.DUTY: "公务\n外出",
    DayState.TRAINING: "培训",
    DayState.ANNUAL: "年休",
    DayState.SICK: "病假",
    DayState.PERSONAL: "事假",
    DayState.ABSENT: "旷工",
}


@dataclass(frozen=True)
class Line:
    """One person's month: the days posted and the states that are not 在岗."""

    name: str
    posting: Period
    states: Mapping[date, DayState]


@dataclass(frozen=True)
class Attendance:
    """A month of the team; `free` names the days off (WEEKEND, or the holiday)."""

    team: str
    month: Month
    free: Mapping[date, str]
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Attendance) -> tuple[Document, ...]:
    """The month's sheet."""
    document = Document(
        name=f"{data.month.label}考勤表",
        blocks=(
            Title("驻镇帮扶工作队考勤表"),
            Facts(f"填报单位（盖章）：{data.team}", data.month.label, "单位：天"),
            Grid(
                _columns(data),
                tuple(_row(data.month, *pair) for pair in enumerate(data.lines, 1)),
                row_height=10,
            ),
            Legend(_legend()),
            Signatures(("考勤员", "工作队队长", "镇党委"), stamp=True),
        ),
        landscape=True,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _columns(data: Attendance) -> tuple[Column, ...]:
    days = (Column(_weekday(day, data.free), 4.85, group=str(day.day)) for day in data.month.period.days())
    totals = (Column(label, 9 if "\n" in label else 7.3) for label in (*_TOTALS.values(), "合计"))
    return (Column("序号", 7), Column("姓名", 20), *days, *totals, Column("本人\n签字", 20))


def _weekday(day: date, free: Mapping[date, str]) -> str:
    """What stands under the day's number: a holiday says 休, a weekend that is worked 班."""
    if day in free:
        return weekday(day) if free[day] == WEEKEND else "休"
    return "班" if day.weekday() >= 5 else weekday(day)


def _row(month: Month, number: int, line: Line) -> Row:
    counted = tally(month, line.posting, line.states)
    marks = (
        line.states.get(day, DayState.PRESENT).mark if day in line.posting else _OUTSIDE
        for day in month.period.days()
    )
    totals = (counted.counts.get(state, 0) or None for state in _TOTALS)
    return (number, line.name, *marks, *totals, counted.days_posted, None)


def _legend() -> str:
    marks = "，".join(f"{state.mark} {state.label}" for state in DayState if state.mark)
    return f"空白 在岗，{marks}，{_OUTSIDE} 不在任职期。日期下“休”为节假日，“班”为调休上班。"


_OCTOBER, _JANUARY = Month(2026, 10), Period(date(2026, 1, 5))
_FREE = {day: WEEKEND for day in _OCTOBER.period.days() if day.weekday() >= 5 and day.day != 10}


def _days(state: DayState, *numbers: int) -> Mapping[date, DayState]:
    return {date(2026, 10, number): state for number in numbers}


SAMPLE = Attendance(
    team="梅坑镇驻镇帮扶工作队",
    month=_OCTOBER,
    free=_FREE | {date(2026, 10, day): "国庆" for day in range(1, 8)},
    lines=(
        Line("钟立新", _JANUARY, _days(DayState.DUTY, 14, 15)),
        Line("潘秀云", _JANUARY, _days(DayState.TRAINING, 20, 21, 22)),
        Line("罗海涛", _JANUARY, _days(DayState.PERSONAL, 22, 23)),
        Line("谭䶮", Period(date(2026, 10, 12)), _days(DayState.SICK, 26)),
        Line("廖小满", _JANUARY, _days(DayState.ANNUAL, 12, 13, 14, 15, 16)),
        Line("巫启明", Period(date(2026, 1, 5), date(2026, 10, 20)), _days(DayState.ABSENT, 9)),
        Line("阿卜杜热合曼·买买提", Period(date(2026, 10, 21)), {}),
    ),
    imprint=Imprint("2026-11-02 09:30"),
)
