"""Form 4, 考勤表: members × the month's days, what they add up to, and a place to sign (四(三)).

Totals count as the office does (working days, or calendar days); a kind has a column when it occurs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, month_said
from banfu_desktop.rules.attendance import BY_WORK_DAYS, Counting, Days, HalfDays, Tally, tally
from banfu_desktop.rules.dates import Month, MonthCalendar, Period, weekday
from banfu_desktop.rules.policy import DaysBasis
from banfu_desktop.rules.words import DayState

WEEKEND = "周末"
"""What an ordinary Saturday or Sunday is called among the days off."""
_OUTSIDE, _AT_THE_POST = "／", "·"
_SHORT = 2
_KINDS = tuple(state for state in DayState if state not in (DayState.PRESENT, DayState.ON_CALL))


@dataclass(frozen=True)
class Line:
    """One person's month: the days posted and the days that are not 在岗."""

    name: str
    posting: Period
    states: Days


@dataclass(frozen=True)
class Attendance:
    """A month of the team; the calendar names the days off (WEEKEND, or the holiday).

    `until` is the day to which a month under way is counted.
    """

    team: str
    calendar: MonthCalendar
    counting: Counting
    until: date | None
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Attendance) -> tuple[Document, ...]:
    """The month's sheet."""
    month = data.calendar.month
    totals = [
        tally(data.calendar, line.posting, line.states, data.counting, data.until) for line in data.lines
    ]
    kinds = [state for state in _KINDS if any(state in total.own_halves for total in totals)]
    on_call = any(total.duty_halves for total in totals)
    document = Document(
        name=f"{month.label}考勤表",
        blocks=(
            Title("驻镇帮扶工作队考勤表"),
            Facts(f"填报单位（盖章）：{data.team}", month_said(month, data.until), "单位：天"),
            Grid(
                _columns(data, kinds, on_call),
                tuple(
                    (number, line.name, *_marks(month, line), *_totals(total, kinds, on_call), None)
                    for number, (line, total) in enumerate(zip(data.lines, totals, strict=True), 1)
                ),
                row_height=10,
                low=8,
            ),
            Legend(_legend(data)),
            Signatures(("考勤员", "工作队队长", "镇党委（盖章）", "日期")),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _columns(data: Attendance, kinds: Sequence[DayState], on_call: bool) -> tuple[Column, ...]:
    labels = ["应\n在岗", "在岗", *(["值班"] if on_call else []), *map(_heading, kinds)]
    totals = (Column(label, 9 if "\n" in label else 7.8) for label in labels)
    return (
        Column("序号", 7),
        Column("姓名", 20),
        *day_columns(data.calendar),
        *totals,
        Column("本人\n签字", 17),
    )


def day_columns(calendar: MonthCalendar) -> tuple[Column, ...]:
    """A narrow column a day of the month, its weekday under its number."""
    return tuple(
        Column(_weekday(day, calendar.free), 4.85, group=str(day.day)) for day in calendar.month.period.days()
    )


def marks_said() -> str:
    """What the marks of the days mean."""
    return "，".join(f"{state.mark} {state.label}" for state in DayState if state.mark)


def _heading(state: DayState) -> str:
    """A kind as its column says it: 年休, 公务 over 外出."""
    words = state.label.replace("假", "") if len(state.label) > _SHORT else state.label
    plain = words.replace("（", "").replace("）", "")
    return plain if len(plain) <= _SHORT else f"{plain[:_SHORT]}\n{plain[_SHORT:]}"


def _weekday(day: date, free: Mapping[date, str]) -> str:
    """What stands under the day's number: a holiday says 休, a weekend that is worked 班."""
    if day in free:
        return weekday(day) if free[day] == WEEKEND else "休"
    return "班" if day.weekday() >= 5 else weekday(day)


def _marks(month: Month, line: Line) -> Iterator[str]:
    for day in month.period.days():
        what = line.states.get(day, DayState.PRESENT)
        if day not in line.posting:
            yield _OUTSIDE
        elif isinstance(what, HalfDays):
            yield "\n".join(half.mark or _AT_THE_POST for half in (what.morning, what.afternoon))
        else:
            yield what.mark


def _totals(total: Tally, kinds: Sequence[DayState], on_call: bool) -> Iterator[str | None]:
    """Days as texts, since they may be halves; 在岗 also when it is none."""
    yield str(total.work_days_due)
    yield str(total.work_days_present)
    if on_call:
        yield str(total.duty_days or "")
    for state in kinds:
        yield str(total.own_days(state) or "")


def _legend(data: Attendance) -> str:
    counted = {
        DaysBasis.WORK_DAYS: "应在岗、在岗按工作日计，休息日上班记值班，另计。",
        DaysBasis.CALENDAR: "应在岗、在岗按日历天计。",
    }[data.counting.basis]
    parts = [
        f"空白 在岗，{marks_said()}，{_OUTSIDE} 不在任职期；",
        f"一格两字，上为上午、下为下午，{_AT_THE_POST} 在岗。",
        "日期下“休”为节假日，“班”为调休上班。",
        counted,
    ]
    if not data.calendar.known:
        parts.append(f"{data.calendar.month.year}年节假日安排尚未导入，休息日按双休日计。")
    return "".join(parts)


_OCTOBER, _JANUARY = Month(2026, 10), Period(date(2026, 1, 5))
_FREE = {day: WEEKEND for day in _OCTOBER.period.days() if day.weekday() >= 5 and day.day != 10}


def _days(state: DayState, *numbers: int) -> dict[date, DayState]:
    return {date(2026, 10, number): state for number in numbers}


SAMPLE = Attendance(
    team="梅坑镇驻镇帮扶工作队",
    calendar=MonthCalendar(_OCTOBER, _FREE | {date(2026, 10, day): "国庆" for day in range(1, 8)}),
    counting=BY_WORK_DAYS,
    until=None,
    lines=(
        Line("钟立新", _JANUARY, _days(DayState.DUTY, 14, 15) | _days(DayState.ON_CALL, 17)),
        Line("潘秀云", _JANUARY, _days(DayState.TRAINING, 20, 21, 22)),
        Line("罗海涛", _JANUARY, {date(2026, 10, 22): HalfDays(DayState.PRESENT, DayState.PERSONAL)}),
        Line("谭䶮", Period(date(2026, 10, 12)), _days(DayState.SICK, 26)),
        Line("廖小满", _JANUARY, _days(DayState.ANNUAL, 12, 13, 14, 15, 16)),
        Line("巫启明", Period(date(2026, 1, 5), date(2026, 10, 20)), _days(DayState.ABSENT, 9)),
        Line("阿卜杜热合曼·买买提", Period(date(2026, 10, 21)), {}),
    ),
    imprint=Imprint("2026-11-02 09:30"),
)
