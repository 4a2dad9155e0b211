"""Form 30, 表彰登记表: what people and the team were commended for in a year (六(三))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted

_COLUMNS = (
    Column("序号", 10),
    Column("受表彰人", 28),
    Column("派出单位", 42, align="left"),
    Column("荣誉名称", 66, align="left"),
    Column("授予单位", 46, align="left"),
    Column("授予日期", 24),
    Column("文号", 40),
    Column("备注", 30, align="left"),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")


@dataclass(frozen=True)
class Line:
    """A commendation of somebody or of the team."""

    name: str
    organisation: str
    title: str
    granted_by: str
    granted_on: date
    document_no: str
    remark: str


@dataclass(frozen=True)
class Register:
    """A year of a team."""

    team: str
    year: int
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Register) -> tuple[Document, ...]:
    """The register."""
    rows = tuple(
        (
            number, line.name, line.organisation, line.title, line.granted_by, dotted(line.granted_on),
            line.document_no, line.remark,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name=f"{data.year}年表彰登记表",
        blocks=(
            Title("表彰登记表"),
            Facts(f"填报单位（盖章）：{data.team}", f"{data.year}年", ""),
            Grid(_COLUMNS, rows, size=10),
            Legend("依据：通知六(三)。"),
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
        Line("谭䶮", "县司法局", "驻镇帮镇扶村工作先进个人", "中共新丰县委组织部", date(2026, 12, 20),
             "新组通〔2026〕9号", ""),
        Line("工作队", "", "先进工作队", "中共新丰县委", date(2026, 12, 20), "新委〔2026〕5号", ""),
    ),
    Imprint("2026-12-30 09:30"),
)  # fmt: skip
