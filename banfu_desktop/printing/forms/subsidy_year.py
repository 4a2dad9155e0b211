"""The year at a glance: members × months of the subsidy, and when 乡镇工作补贴 becomes due (六(一))."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.engine.style import MM, NEWEST
from banfu_desktop.printing.forms.parts import Imprint, stacked

_MONTHS = tuple(Column(f"{number}月", 14.6, money=True, summed=True) for number in range(1, 13))
_SUM = Column("合计", 18, money=True, summed=True)
_COLUMNS = (
    Column("序号", 8),
    Column("姓名", 26),
    *_MONTHS,
    _SUM,
    Column("乡镇\n补贴\n起算", 12),
)
_SUM_AT = 14
_BY_PAYER = (Column("序号", 8), Column("发放单位", 34), Column("人数", 10), *_MONTHS, _SUM)
_SIGNERS = ("单位负责人", "财务审核", "工作队队长", "制表人", "日期")
_DENSE = replace(NEWEST, pad=0.4 * MM)
"""Thirteen amounts side by side keep their size with less clear beside them."""
_WHOSE = "按补助所属月份列示实发，补发扣回并入所属月份；未封存的月份按现有记录计算。"


@dataclass(frozen=True)
class Line:
    """One person's year of one payer: 实发 in fen by month, None where there is no line."""

    name: str
    nets_fen: tuple[int | None, ...]
    township_from: date | None


@dataclass(frozen=True)
class Payer:
    """What one payer pays in a year."""

    name: str
    lines: tuple[Line, ...]

    @property
    def nets_fen(self) -> tuple[int | None, ...]:
        """Its months, all people together."""
        months = zip(*(line.nets_fen for line in self.lines), strict=True)
        return tuple(_sum(month) for month in months)


@dataclass(frozen=True)
class Year:
    """A year of payers; `whole` adds the team's sheet, where each payer's sub-total stands."""

    team: str
    year: int
    payers: tuple[Payer, ...]
    imprint: Imprint
    whole: bool = True


def build(data: Year) -> tuple[Document, ...]:
    """A sheet a payer, and the team's."""
    sheets = tuple(_payer(data, payer) for payer in data.payers)
    return (*sheets, _team(data)) if data.whole else sheets


def _payer(data: Year, payer: Payer) -> Document:
    rows = tuple(
        (number, line.name, *line.nets_fen, _sum(line.nets_fen), stacked(line.township_from))
        for number, line in enumerate(payer.lines, 1)
    )
    grid = Grid(_COLUMNS, rows, capital_of=_SUM_AT, row_height=10, low=8, size=10)
    legend = f"{_WHOSE}乡镇工作补贴自任职满6个月起算，六(一)。"
    return _document(data, f"（{payer.name}）", f"发放单位：{payer.name}", grid, legend)


def _team(data: Year) -> Document:
    rows = tuple(
        (number, payer.name, str(len(payer.lines)), *payer.nets_fen, _sum(payer.nets_fen))
        for number, payer in enumerate(data.payers, 1)
    )
    grid = Grid(_BY_PAYER, rows, capital_of=_SUM_AT + 1, row_height=10, low=8, size=10)
    return _document(data, "", "各发放单位", grid, f"{_WHOSE}各单位小计见各自的表。")


def _document(data: Year, named: str, whose: str, grid: Grid, legend: str) -> Document:
    return Document(
        name=f"{data.year}年驻镇帮扶工作补助年度汇总表{named}",
        blocks=(
            Title("驻镇帮扶工作补助年度汇总表"),
            Facts(f"填报单位（盖章）：{data.team}", f"{whose}　　{data.year}年度", "单位：元"),
            grid,
            Legend(legend),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        style=_DENSE,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )


def _sum(nets_fen: Iterable[int | None]) -> int | None:
    """What there is, added up; None where there is nothing."""
    there = [net for net in nets_fen if net is not None]
    return sum(there) if there else None


_WHOLE_YEAR = (200_000,) * 12
SAMPLE = Year(
    team="梅坑镇驻镇帮扶工作队",
    year=2026,
    payers=(
        Payer(
            "县交通运输局",
            (Line("钟立新", (174_194, *_WHOLE_YEAR[1:]), date(2026, 7, 5)),),
        ),
        Payer(
            "县司法局",
            (Line("谭䶮", (*(None,) * 9, 129_032, 200_000, 200_000), date(2027, 4, 12)),),
        ),
        Payer(
            "县林业局",
            (
                Line("巫启明", (174_194, *_WHOLE_YEAR[1:9], 129_032, None, None), date(2026, 7, 5)),
                Line(
                    "阿卜杜热合曼·买买提", (*(None,) * 9, 70_968, 200_000, 200_000),
                    date(2027, 4, 21),
                ),
            ),
        ),
    ),
    imprint=Imprint("2027-01-04 09:05"),
)  # fmt: skip
