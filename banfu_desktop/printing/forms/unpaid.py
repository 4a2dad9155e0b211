"""Form 33, 未付补助清单: whose sealed line was not paid yet, by sheet, and for how long (六(一))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Grid
from banfu_desktop.printing.forms.account_parts import Heading, open_list
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import Month

_COLUMNS = (
    Column("序号", 11),
    Column("发放单位", 36),
    Column("补助月份", 24),
    Column("表的编号", 36),
    Column("姓名", 30),
    Column("实发", 24, money=True, summed=True),
    Column("封存日期", 24),
    Column("天数", 13),
    Column("备注", 30),
)
_NET = 5
_LEGEND = "已封存、还没有登记发放的；天数从封存那天算起。不再发放的不在其中。"


@dataclass(frozen=True)
class Line:
    """Somebody's sealed and unpaid amount in fen on one sheet."""

    payer: str
    month: Month
    number: str
    name: str
    net_fen: int
    since: date
    days: int


@dataclass(frozen=True)
class Unpaid:
    """Everything unpaid on a day."""

    heading: Heading
    lines: tuple[Line, ...]


def build(data: Unpaid) -> tuple[Document, ...]:
    """The list, the oldest first."""
    rows = tuple(
        (
            number, line.payer, f"{line.month.year}.{line.month.number:02d}", line.number, line.name,
            line.net_fen, dotted(line.since), str(line.days), None,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    grid = Grid(_COLUMNS, rows, capital_of=_NET, row_height=8, size=10)
    return open_list(data.heading, "驻镇帮扶工作未付补助清单", "未付补助清单", grid, _LEGEND)


SAMPLE = Unpaid(
    heading=Heading("梅坑镇驻镇帮扶工作队", date(2026, 11, 20), Imprint("2026-11-20 09:30")),
    lines=(
        Line("县司法局", Month(2026, 9), "2026年第031号", "谭䶮", 200_000, date(2026, 10, 2), 49),
        Line(
            "县林业局", Month(2026, 10), "2026年第037号", "阿卜杜热合曼·买买提", 70_968, date(2026, 11, 2), 18
        ),
    ),
)
