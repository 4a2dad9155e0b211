"""Form 32, 应收回款项清单: who owes the subsidy back to whom, of which months, and for how long (六(一))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Grid
from banfu_desktop.printing.forms.account_parts import Heading, open_list
from banfu_desktop.printing.forms.parts import Imprint, dotted

_COLUMNS = (
    Column("序号", 9),
    Column("姓名", 24),
    Column("发放单位", 32),
    Column("月份", 34),
    Column("应退", 21, money=True, summed=True),
    Column("已收回", 21, money=True, summed=True),
    Column("应收回", 21, money=True, summed=True),
    Column("封存日期", 21),
    Column("天数", 11),
    Column("收回日期、方式、凭证", 40),
)
_OPEN = 6
_LEGEND = (
    "应收回＝已封存的表多发的金额－以后的表可以扣回的部分－已收回。不同的人、不同的单位之间不互抵；"
    "天数从最早一张表封存起算。"
)


@dataclass(frozen=True)
class Line:
    """What one person owes one payer; amounts in fen, `since` the day the oldest sheet was sealed."""

    name: str
    payer: str
    months: str
    owed_fen: int
    repaid_fen: int
    open_fen: int
    since: date | None
    days: int


@dataclass(frozen=True)
class Receivables:
    """Everything to be collected on a day."""

    heading: Heading
    lines: tuple[Line, ...]


def build(data: Receivables) -> tuple[Document, ...]:
    """The list, with room to write down how each was paid back."""
    rows = tuple(
        (
            number, line.name, line.payer, line.months, line.owed_fen, line.repaid_fen, line.open_fen,
            dotted(line.since), str(line.days), None,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    grid = Grid(_COLUMNS, rows, capital_of=_OPEN, row_height=9, size=10)
    return open_list(data.heading, "驻镇帮扶工作补助应收回款项清单", "应收回款项清单", grid, _LEGEND)


SAMPLE = Receivables(
    heading=Heading("梅坑镇驻镇帮扶工作队", date(2026, 11, 2), Imprint("2026-11-02 09:30")),
    lines=(
        Line("丘文远", "县司法局", "2026年2月、2026年3月、2026年4月", 492_857, 100_000, 392_857,
             date(2026, 3, 2), 245),
        Line("阿卜杜热合曼·买买提", "县林业局", "2026年9月", 32_258, 0, 32_258, date(2026, 10, 2), 31),
    ),
)  # fmt: skip
