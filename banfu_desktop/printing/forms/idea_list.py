"""Form 28, 项目库申报汇总表: the projects a team would like in the county's library, and how far (三(六))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.mobilised import IdeaKind, IdeaStage

_COLUMNS = (
    Column("序号", 9),
    Column("项目名称", 44, align="left"),
    Column("类别", 19),
    Column("村", 18),
    Column("估算金额", 26, money=True, summed=True),
    Column("拟申请资金", 34, align="left"),
    Column("事由", 46, align="left"),
    Column("会议通过", 19),
    Column("公示", 19),
    Column("申报", 19),
    Column("入库", 19),
    Column("进度", 18),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")


@dataclass(frozen=True)
class Line:
    """An idea with the days of its steps."""

    name: str
    kind: IdeaKind
    village: str
    estimate_fen: int
    source_wanted: str
    reason: str
    discussed_on: date | None
    published_on: date | None
    submitted_on: date | None
    listed_on: date | None
    stage: IdeaStage


@dataclass(frozen=True)
class Library:
    """The ideas of a team on a day."""

    team: str
    today: date
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Library) -> tuple[Document, ...]:
    """The table."""
    rows: tuple[Row, ...] = tuple(
        (
            number, line.name, line.kind.label, line.village, line.estimate_fen, line.source_wanted,
            line.reason, dotted(line.discussed_on), dotted(line.published_on), dotted(line.submitted_on),
            dotted(line.listed_on), line.stage.label,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name="项目库申报汇总表",
        blocks=(
            Title("项目库申报汇总表"),
            Facts(f"填报单位（盖章）：{data.team}", f"截至{chinese_date(data.today)}", "单位：元"),
            Grid(_COLUMNS, rows, capital_of=4, size=10),
            Legend("立项后办理资金项目双签（四(四)）。依据：通知三(六)。"),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = Library(
    "梅坑镇驻镇帮扶工作队",
    date(2026, 11, 30),
    (
        Line(
            "利坑村饮水管改造", IdeaKind.WORKS, "利坑村", 18_600_000, "县乡村振兴资金",
            "老水管锈蚀，群众饮水不稳定",
            date(2026, 3, 5), date(2026, 3, 20), date(2026, 4, 10), None, IdeaStage.SUBMITTED,
        ),
        Line(
            "梅坑村文化广场照明改造", IdeaKind.SERVICES, "梅坑村", 4_860_000, "派出单位支持",
            "方便群众晚间活动",
            date(2026, 4, 8), date(2026, 4, 15), None, None, IdeaStage.PROMOTED,
        ),
    ),
    Imprint("2026-11-30 17:02"),
)  # fmt: skip
