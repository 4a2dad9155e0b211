"""Form 5, 驻镇情况证明: what the town certifies to one posting unit about its people in a month (四(三))."""

from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.printing.engine.blocks import Closing, Column, Document, Grid, Paragraph, Row, Title
from banfu_desktop.printing.forms.parts import GAP, Imprint, party_committee
from banfu_desktop.rules.attendance import BY_WORK_DAYS, Counting, Days, Tally, in_days, own_halves, tally
from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.words import DayState, Half

_AWAY = (DayState.DUTY, DayState.TRAINING)
"""Days away on duty that count as present, told apart."""


@dataclass(frozen=True)
class Line:
    """One person's month: the days posted and the days that are not 在岗."""

    name: str
    posting: Period
    states: Days


@dataclass(frozen=True)
class Certificate:
    """The people of one posting unit in a month that is over."""

    organisation: str
    town: str
    calendar: MonthCalendar
    counting: Counting
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Certificate) -> tuple[Document, ...]:
    """The certificate, to be stamped by the town's party committee."""
    month = data.calendar.month
    totals = [tally(data.calendar, line.posting, line.states, data.counting) for line in data.lines]
    on_call = any(total.duty_halves for total in totals)
    apart = "，值班为休息日上班，另计" if on_call else ""
    counted = f"按{data.counting.basis.label}计，公务外出、培训计入在岗天数{apart}"
    text = f"　　兹证明你单位选派到{data.town}驻镇帮扶工作队的同志，{month.label}驻镇情况如下（{counted}）。"
    columns = (
        Column("姓名", 36),
        Column("应\n在岗", 20),
        Column("在岗", 20),
        *(Column(f"其中\n{state.label}", 18) for state in _AWAY),
        *((Column("值班", 18),) if on_call else ()),
        Column("请假情况", 66, align="left"),
    )
    document = Document(
        name=f"{month.label}驻镇情况证明（{data.organisation}）",
        blocks=(
            Title("驻镇情况证明"),
            GAP,
            Paragraph(f"{data.organisation}："),
            Paragraph(text),
            Grid(
                columns,
                tuple(_row(data, *pair, on_call) for pair in zip(data.lines, totals, strict=True)),
                row_height=12,
            ),
            Paragraph("　　特此证明。"),
            Closing(party_committee(data.town)),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _row(data: Certificate, line: Line, total: Tally, on_call: bool) -> Row:
    month = data.calendar.month
    posted = line.posting.common(month.period)
    notes = [_posted(posted, month)] if posted and posted != month.period else []
    notes += _spells(data, {day: what for day, what in line.states.items() if posted and day in posted})
    return (
        line.name,
        f"{total.work_days_due}天",
        f"{total.work_days_present}天",
        *(f"{total.own_days(state)}天" for state in _AWAY),
        *((f"{total.duty_days}天",) if on_call else ()),
        "；".join(notes) or "无",
    )


def _posted(posted: Period, month: Month) -> str:
    """Arrival and departure inside the month."""
    edges = []
    if posted.start > month.first:
        edges.append(f"{posted.start.day}日到岗")
    if posted.end is not None and posted.end < month.last:
        edges.append(f"{posted.end.day}日离岗")
    return "，".join(edges)


def _spells(data: Certificate, days: Days) -> list[str]:
    """Leave as stretches, each in its kind's own days: 事假2天（22日至23日）, 病假0.5天（18日上午）."""
    stretches: list[tuple[DayState, list[tuple[date, Half]]]] = []
    for day in sorted(days):
        for half, state in ((Half.MORNING, days[day].morning), (Half.AFTERNOON, days[day].afternoon)):
            if state.counts_present:
                continue
            if stretches and stretches[-1][0] is state and _follows(stretches[-1][1][-1], (day, half)):
                stretches[-1][1].append((day, half))
            else:
                stretches.append((state, [(day, half)]))
    return [spell for stretch in stretches if (spell := _spell(data, *stretch))]


def _follows(before: tuple[date, Half], after: tuple[date, Half]) -> bool:
    """Whether two half days touch."""
    if before[1] is Half.MORNING:
        return after == (before[0], Half.AFTERNOON)
    return after == (before[0] + timedelta(days=1), Half.MORNING)


def _spell(data: Certificate, state: DayState, halves: list[tuple[date, Half]]) -> str:
    days = (day for day, _ in halves)
    counted = own_halves({data.calendar.month: data.calendar}, days, state, data.counting)
    if not counted:
        return ""  # rest days that this kind does not count
    (first, begins), (last, ends) = halves[0], halves[-1]
    start = f"{first.day}日" + ("下午" if begins is Half.AFTERNOON else "")
    end = f"{last.day}日" + ("上午" if ends is Half.MORNING else "")
    span = f"{start}至{end}"
    if first == last:
        span = f"{first.day}日" + ("" if len(halves) == 2 else begins.label)
    return f"{state.label}{in_days(counted)}天（{span}）"


_OCTOBER = Month(2026, 10)
_FREE = {day: "周末" for day in _OCTOBER.period.days() if day.weekday() >= 5 and day.day != 10}
SAMPLE = Certificate(
    organisation="县林业局",
    town="梅坑镇",
    calendar=MonthCalendar(_OCTOBER, _FREE | {date(2026, 10, day): "国庆" for day in range(1, 8)}),
    counting=BY_WORK_DAYS,
    lines=(
        Line("巫启明", Period(date(2026, 1, 5), date(2026, 10, 20)), {date(2026, 10, 9): DayState.ABSENT}),
        Line(
            "阿卜杜热合曼·买买提",
            Period(date(2026, 10, 21)),
            {date(2026, 10, day): DayState.PERSONAL for day in (22, 23, 29)},
        ),
        Line("罗海涛", Period(date(2026, 1, 5)), {}),
    ),
    imprint=Imprint("2026-11-02 09:30"),
)
