"""Form 27, 社会帮扶年度汇总表: what others gave in a year, by kind and by the way it came (七)."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.mobilised import Channel, Help, KindSum

_COLUMNS = (
    Column("类别", 34, align="left"),
    Column("笔数", 16, summed=True),
    Column("承诺金额", 30, money=True, summed=True),
    Column("到位金额", 30, money=True, summed=True),
    *(Column(way.label, 26, money=True, summed=True, group="到位渠道") for way in Channel),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")


@dataclass(frozen=True)
class YearSums:
    """A year of a team."""

    team: str
    year: int
    sums: tuple[KindSum, ...]
    imprint: Imprint


def build(data: YearSums) -> tuple[Document, ...]:
    """The table of sums."""
    rows: tuple[Row, ...] = tuple(
        (row.kind.label, row.count, row.promised_fen, row.arrived_fen, *(fen for _, fen in row.by_channel))
        for row in data.sums
    )
    document = Document(
        name=f"{data.year}年社会帮扶年度汇总表",
        blocks=(
            Title("社会帮扶年度汇总表"),
            Facts(f"填报单位（盖章）：{data.team}", f"{data.year}年", "单位：元"),
            Grid(_COLUMNS, rows, capital_of=3),
            Legend("按承诺年度统计，到位的计到打印时为止；物资按估价。依据：通知七。"),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = YearSums(
    "梅坑镇驻镇帮扶工作队",
    2026,
    (
        KindSum(
            Help.UNIT, 2, 3_000_000, 2_000_000, tuple(zip(Channel, (0, 0, 0, 0, 2_000_000), strict=True))
        ),
        KindSum(
            Help.JUNE_30, 1, 5_000_000, 3_000_000, tuple(zip(Channel, (0, 3_000_000, 0, 0, 0), strict=True))
        ),
        KindSum(Help.GOODS, 1, 600_000, 600_000, tuple(zip(Channel, (0, 0, 600_000, 0, 0), strict=True))),
    ),
    Imprint("2026-11-30 17:02"),
)
