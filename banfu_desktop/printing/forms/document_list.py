"""文件登记簿: the documents of a year as they came in and went out (四(五), 四(六), 五(二))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.documents import Direction, DocKind, DocState

_COLUMNS = (
    Column("序号", 10),
    Column("日期", 22),
    Column("收发", 14),
    Column("类别", 22),
    Column("编号", 38),
    Column("标题", 72, align="left"),
    Column("来文字号", 34, align="left"),
    Column("来文单位或对方", 34, align="left"),
    Column("状态", 18),
    Column("报送", 16),
)
_SIGNERS = ("登记人", "工作队队长", "日期")


@dataclass(frozen=True)
class Line:
    """A document."""

    dated: date
    direction: Direction
    kind: DocKind
    number: str
    title: str
    their_number: str
    party: str
    state: DocState
    sent_to: str


@dataclass(frozen=True)
class Register:
    """The documents of a year."""

    team: str
    year: int
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Register) -> tuple[Document, ...]:
    """The table."""
    rows: tuple[Row, ...] = tuple(
        (
            number, dotted(line.dated), line.direction.label, line.kind.label, line.number, line.title,
            line.their_number, line.party, line.state.label, line.sent_to,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name=f"{data.year}年文件登记簿",
        blocks=(
            Title("文件登记簿", f"{data.year}年"),
            Facts(f"登记单位：{data.team}", "", f"共 {len(rows)} 份"),
            Grid(_COLUMNS, rows, size=10),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = Register(
    "梅坑镇驻镇帮扶工作队",
    2026,
    (
        Line(
            date(2026, 1, 12), Direction.IN, DocKind.OTHER, "其他〔2026〕1号",
            "关于报送2026年度帮扶计划的通知", "新农发〔2026〕3号", "县农业农村局", DocState.DONE, "",
        ),
        Line(
            date(2026, 7, 8), Direction.OUT, DocKind.HALF_REPORT, "半年报告〔2026〕1号",
            "梅坑镇驻镇帮扶工作队2026年上半年工作报告", "", "", DocState.SENT, "8/8 家",
        ),
    ),
    Imprint("2026-11-30 17:02"),
)  # fmt: skip
