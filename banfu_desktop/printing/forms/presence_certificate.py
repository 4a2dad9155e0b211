"""Form 5, 驻镇情况证明: what the town certifies to one posting unit about its people in a month (四(三))."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Paragraph, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import GAP, Imprint, party_committee
from banfu_desktop.rules.attendance import tally
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.words import DayState

_COLUMNS = (
    Column("姓名", 40),
    Column("月份", 30),
    Column("在岗天数", 30),
    Column("请假情况", 70, align="left"),
)


@dataclass(frozen=True)
class Line:
    """One person's month: the days posted and the states that are not 在岗."""

    name: str
    posting: Period
    states: Mapping[date, DayState]


@dataclass(frozen=True)
class Certificate:
    """The people of one posting unit."""

    organisation: str
    town: str
    month: Month
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Certificate) -> tuple[Document, ...]:
    """The certificate, to be stamped by the town's party committee."""
    text = (
        f"　　兹证明你单位选派到{data.town}驻镇帮扶工作队的同志，{data.month.label}驻镇情况如下"
        "（公务外出、培训计入在岗天数）。"
    )
    document = Document(
        name=f"{data.month.label}驻镇情况证明（{data.organisation}）",
        blocks=(
            Title("驻镇情况证明"),
            GAP,
            Paragraph(f"{data.organisation}："),
            Paragraph(text),
            Grid(_COLUMNS, tuple(_row(data.month, line) for line in data.lines), row_height=12),
            Signatures((party_committee(data.town), "日期：　　　　年　　月　　日"), stamp=True),
        ),
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _row(month: Month, line: Line) -> Row:
    counted = tally(month, line.posting, line.states)
    posted = line.posting.common(month.period)
    notes = [_posted(posted, month)] if posted and posted != month.period else []
    notes += _spells({day: state for day, state in sorted(line.states.items()) if posted and day in posted})
    return (line.name, month.label, f"{counted.days_present}天", "；".join(notes) or "无")


def _posted(posted: Period, month: Month) -> str:
    """Arrival and departure inside the month."""
    edges = []
    if posted.start > month.first:
        edges.append(f"{posted.start.day}日到岗")
    if posted.end is not None and posted.end < month.last:
        edges.append(f"{posted.end.day}日离岗")
    return "，".join(edges)


def _spells(states: Mapping[date, DayState]) -> list[str]:
    """Leave as stretches of days, in order: 事假2天（22日至23日）."""
    spells: list[tuple[DayState, date, date]] = []
    for day, state in states.items():
        if state.counts_present:
            continue
        if spells and spells[-1][0] is state and spells[-1][2] + timedelta(days=1) == day:
            spells[-1] = (state, spells[-1][1], day)
        else:
            spells.append((state, day, day))
    return [_spell(*spell) for spell in spells]


def _spell(state: DayState, first: date, last: date) -> str:
    days = (last - first).days + 1
    span = f"{first.day}日" if days == 1 else f"{first.day}日至{last.day}日"
    return f"{state.label}{days}天（{span}）"


SAMPLE = Certificate(
    organisation="县林业局",
    town="梅坑镇",
    month=Month(2026, 10),
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
