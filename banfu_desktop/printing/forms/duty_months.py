"""Form 23, 职责履行统计: the eight duties over the months of a year, with a picture (三(一)–(八))."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import (
    Column,
    Document,
    Facts,
    Grid,
    Legend,
    Pictures,
    Row,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.worklog import Duty, DutyCounts

_COLUMNS = (
    Column("条款", 15),
    Column("职责", 34, align="left"),
    *(Column(f"{number}月", 14, summed=True) for number in range(1, 13)),
    Column("合计", 17, summed=True),
    Column("走访户次", 20, summed=True),
)
_SIGNERS = ("填报人", "工作队队长", "日期")


@dataclass(frozen=True)
class DutyLine:
    """A duty's months and the households visited under it."""

    duty: Duty
    months: tuple[int, ...]
    households: int


@dataclass(frozen=True)
class Duties:
    """A year of a team."""

    team: str
    year: int
    lines: tuple[DutyLine, ...]
    charts: tuple[DutyCounts, ...]
    imprint: Imprint


def build(data: Duties) -> tuple[Document, ...]:
    """The table over the pictures of both half-years."""
    rows: tuple[Row, ...] = tuple(
        (line.duty.clause, line.duty.label, *line.months, sum(line.months), line.households)
        for line in data.lines
    )
    document = Document(
        name=f"{data.year}年职责履行统计",
        blocks=(
            Title("职责履行统计"),
            Facts(f"填报单位（盖章）：{data.team}", f"{data.year}年", "单位：条"),
            Grid(_COLUMNS, rows, row_height=7),
            Legend("按工作日志统计，一条日志无论几人一起做只计一次。依据：通知三(一)–(八)。"),
            Pictures(data.charts, height=52),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


_COUNTS = (15, 9, 48, 2, 62, 11, 8, 14)
SAMPLE = Duties(
    team="梅坑镇驻镇帮扶工作队",
    year=2026,
    lines=tuple(
        DutyLine(duty, tuple(count * (month % 3 + 1) // 3 for month in range(12)), 5 * count)
        for duty, count in zip(Duty, _COUNTS, strict=True)
    ),
    charts=(
        DutyCounts("2026年上半年履职", tuple(zip((duty.label for duty in Duty), _COUNTS, strict=True))),
        DutyCounts("2026年下半年履职", tuple(zip((duty.label for duty in Duty), _COUNTS[::-1], strict=True))),
    ),
    imprint=Imprint("2026-11-30 17:02"),
)
