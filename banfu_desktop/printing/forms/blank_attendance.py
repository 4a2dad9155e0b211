"""A blank 考勤表 of a month with the team's names, to be kept by hand."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.attendance_sheet import SAMPLE as FILLED
from banfu_desktop.printing.forms.attendance_sheet import day_columns, marks_said
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.dates import MonthCalendar

_TOTALS = ("应\n在岗", "在岗", "请假", "其他")


@dataclass(frozen=True)
class BlankMonth:
    """A month and who is posted in it."""

    team: str
    calendar: MonthCalendar
    names: tuple[str, ...]
    imprint: Imprint


def build(data: BlankMonth) -> tuple[Document, ...]:
    """The sheet, every day open."""
    columns = (
        Column("序号", 7),
        Column("姓名", 22),
        *day_columns(data.calendar),
        *(Column(label, 9) for label in _TOTALS),
        Column("本人\n签字", 18),
    )
    blank = (None,) * (len(columns) - 2)
    rows = tuple((number, name, *blank) for number, name in enumerate(data.names, 1))
    month = data.calendar.month
    document = Document(
        name=f"{month.label}空白考勤表",
        blocks=(
            Title("驻镇帮扶工作队考勤表"),
            Facts(f"填报单位（盖章）：{data.team}", month.label, "单位：天"),
            Grid(columns, rows, row_height=10, low=8, minimum_rows=8),
            Legend(f"空白 在岗，{marks_said()}；一格两字，上为上午、下为下午。"),
            Signatures(("考勤员", "工作队队长", "镇党委（盖章）", "日期")),
        ),
        landscape=True,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = BlankMonth(
    team=FILLED.team,
    calendar=FILLED.calendar,
    names=tuple(line.name for line in FILLED.lines),
    imprint=FILLED.imprint,
)
