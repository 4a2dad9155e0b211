"""Form 25, 党员组织关系登记表: who moved in with which letter, and who moved back (四(一))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.rotation import Direction

_COLUMNS = (
    Column("序号", 10),
    Column("姓名", 24),
    Column("派出单位", 40, align="left"),
    Column("方向", 14),
    Column("党支部", 44, align="left"),
    Column("介绍信号", 30),
    Column("有效期至", 22),
    Column("转接日期", 22),
    Column("回执日期", 22),
    Column("状态", 18),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")


@dataclass(frozen=True)
class Line:
    """A move in or back."""

    name: str
    organisation: str
    direction: Direction
    branch: str
    letter_no: str
    letter_until: date | None
    moved_on: date | None
    receipt_on: date | None
    state: str


@dataclass(frozen=True)
class Register:
    """Every move on a day."""

    team: str
    day: date
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Register) -> tuple[Document, ...]:
    """The register."""
    rows = tuple(
        (
            number, line.name, line.organisation, line.direction.label, line.branch, line.letter_no,
            dotted(line.letter_until), dotted(line.moved_on), dotted(line.receipt_on), line.state,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name="党员组织关系登记表",
        blocks=(
            Title("党员组织关系登记表"),
            Facts(f"填报单位（盖章）：{data.team}", "", f"截至：{dotted(data.day)}"),
            Grid(_COLUMNS, rows, size=10),
            Legend("驻镇期间组织关系转入镇（村）党组织，离岗后转回。依据：通知四(一)。"),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = Register(
    "梅坑镇驻镇帮扶工作队",
    date(2026, 11, 30),
    (
        Line("潘䶮云", "县工信局", Direction.IN, "利坑村党支部", "梅组介〔2026〕11号", date(2026, 3, 31),
             date(2026, 1, 16), date(2026, 1, 20), "已回执"),
        Line("古志明", "县司法局", Direction.OUT, "县司法局机关党支部", "", None, None, None, "未转回"),
    ),
    Imprint("2026-11-30 17:02"),
)  # fmt: skip
