"""The county's tables: one form for all of them, whatever its columns are."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Title

_WIDE = 12
"""From so many columns on the letters are smaller."""


@dataclass(frozen=True)
class CountyTable:
    """A table of the county.

    Attributes:
        county: whose it is.
        title: what it shows.
        period: of what time, or as of which day.
        unit: of its sums (单位：元), or empty.
        rows: without a running number, which is added; money in fen.
        foot: what the rows come to where it is no sum; it has no number.
        legend: what counts in it.
        printed_at: the time printed.
    """

    county: str
    title: str
    period: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    legend: str
    printed_at: str
    foot: tuple[Row, ...] = ()


def build(data: CountyTable) -> tuple[Document, ...]:
    """The table on paper across."""
    columns = (Column("序号", 9), *data.columns)
    numbered = ((number, *row) for number, row in enumerate(data.rows, 1))
    rows = (*numbered, *(("", *row) for row in data.foot))
    small = len(columns) > _WIDE
    grid = Grid(columns, rows, row_height=6.5 if small else 7.5, size=8 if small else 10)
    return (
        Document(
            name=data.title,
            blocks=(
                Title(data.title, f"{data.county}驻镇帮镇扶村"),
                Facts(f"汇总单位：{data.county}", data.period, data.unit),
                grid,
                *((Legend(data.legend),) if data.legend else ()),
            ),
            landscape=True,
            printed_at=data.printed_at,
        ),
    )


SAMPLE = CountyTable(
    county="新丰县",
    title="工作补助汇总（镇×月）",
    period="2026年1月—2026年3月",
    unit="单位：元",
    columns=(
        Column("镇（街）", 30),
        *(Column(f"{month}月", 24, money=True, summed=True) for month in (1, 2, 3)),
        Column("合计", 26, money=True, summed=True),
    ),
    rows=(
        ("梅坑镇", 1_129_032, 1_000_000, None, 2_129_032),
        ("沙田镇", 1_200_000, -12_903, 1_200_000, 2_387_097),
    ),
    legend="实发，按封存的发放表；空格是没有发放表。",
    printed_at="2026-11-02 09:30",
)
