"""The year at a glance: members × months of the subsidy, and when 乡镇工作补贴 becomes due (六(一))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted

_TOTAL = 15
_COLUMNS = (
    Column("序号", 8),
    Column("姓名", 20),
    Column("派出单位", 20),
    *(Column(f"{number}月", 14.6, money=True, summed=True) for number in range(1, 13)),
    Column("合计", 18, money=True, summed=True),
    Column("乡镇工作\n补贴起算", 17),
)


@dataclass(frozen=True)
class Line:
    """One person's year: 实发 in fen by month, None where there is no line."""

    name: str
    organisation: str
    nets_fen: tuple[int | None, ...]
    township_from: date | None


@dataclass(frozen=True)
class Year:
    """A year of the team."""

    team: str
    year: int
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Year) -> tuple[Document, ...]:
    """The yearly view."""
    rows = tuple(
        (
            number,
            line.name,
            line.organisation,
            *line.nets_fen,
            sum(net or 0 for net in line.nets_fen),
            dotted(line.township_from),
        )
        for number, line in enumerate(data.lines, 1)
    )
    document = Document(
        name=f"{data.year}年驻镇帮扶工作补助年度汇总表",
        blocks=(
            Title("驻镇帮扶工作补助年度汇总表"),
            Facts(f"填报单位（盖章）：{data.team}", f"{data.year}年度", "单位：元"),
            Grid(_COLUMNS, rows, capital_of=_TOTAL, size=9),
            Legend(
                "按补助所属月份列示实发，补发扣回并入所属月份；未封存的月份按现有记录计算。乡镇工作补贴自任职满6个月起算，六(一)。"
            ),
            Signatures(("工作队队长", "审核人", "制表人", "日期"), stamp=True),
        ),
        landscape=True,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


_WHOLE_YEAR = (200_000,) * 12
SAMPLE = Year(
    team="梅坑镇驻镇帮扶工作队",
    year=2026,
    lines=(
        Line("钟立新", "县交通运输局", (174_194, *_WHOLE_YEAR[1:]), date(2026, 7, 5)),
        Line("谭䶮", "县司法局", (*(None,) * 9, 129_032, 200_000, 200_000), date(2027, 4, 12)),
        Line("巫启明", "县林业局", (174_194, *_WHOLE_YEAR[1:9], 129_032, None, None), date(2026, 7, 5)),
        Line("阿卜杜热合曼·买买提", "县林业局", (*(None,) * 9, 70_968, 200_000, 200_000), date(2027, 4, 21)),
    ),
    imprint=Imprint("2027-01-04 09:05"),
)
