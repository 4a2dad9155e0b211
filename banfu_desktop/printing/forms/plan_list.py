"""Form 29, 年度任务清单: what the plans of a year want done, by whom, by when, and how far it is (五(二))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.documents import ItemState

_COLUMNS = (
    Column("序号", 10),
    Column("任务", 62, align="left"),
    Column("措施", 56, align="left"),
    Column("责任人", 24),
    Column("时限", 22),
    Column("目标值", 28),
    Column("实际值", 28),
    Column("状态", 18),
    Column("日志", 13),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")


@dataclass(frozen=True)
class Line:
    """An item, with how many log entries were work on it."""

    task: str
    measure: str
    owner: str
    due: date | None
    target: str
    actual: str
    state: ItemState
    entries: int


@dataclass(frozen=True)
class Items:
    """The items of the plans of a year on a day."""

    team: str
    year: int
    plans: str
    today: date
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Items) -> tuple[Document, ...]:
    """The table."""
    rows: tuple[Row, ...] = tuple(
        (
            number, line.task, line.measure, line.owner, dotted(line.due), line.target, line.actual,
            line.state.label, line.entries or None,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name=f"{data.year}年度任务清单",
        blocks=(
            Title(f"{data.year}年度任务清单", data.plans),
            Facts(f"填报单位（盖章）：{data.team}", f"截至{chinese_date(data.today)}"),
            Grid(_COLUMNS, rows, size=10),
            Legend("“日志”是登记在这项任务上的工作日志条数。依据：通知五(二)。"),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = Items(
    "梅坑镇驻镇帮扶工作队",
    2026,
    "2026年度帮扶计划",
    date(2026, 11, 30),
    (
        Line(
            "茶园扩种和管护", "引进企业，合作社组织劳力", "罗海涛", date(2026, 9, 30), "60 亩", "60 亩",
            ItemState.DONE, 14,
        ),
        Line(
            "利坑村饮水管改造", "申报项目库，双签后实施", "潘秀云", date(2026, 12, 31), "3.2 公里", "",
            ItemState.UNDER_WAY, 5,
        ),
    ),
    Imprint("2026-11-30 17:02"),
)  # fmt: skip
