"""Form 20, 考核结果反馈函: what a posting unit is told of its people (四(五))."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Closing, Column, Document, Grid, Paragraph, Title
from banfu_desktop.printing.forms.parts import GAP, Imprint, party_committee

_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 30),
    Column("队内职务", 32),
    Column("在岗天数", 26),
    Column("得分", 22),
    Column("等次", 28),
    Column("评定单位", 44, align="left"),
)


@dataclass(frozen=True)
class Line:
    """Somebody's result."""

    name: str
    role: str
    days_present: str
    score: str
    grade: str
    decided_by: str


@dataclass(frozen=True)
class FeedbackLetter:
    """The results of one unit's people in a round."""

    organisation: str
    town: str
    title: str
    led_by: str
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: FeedbackLetter) -> tuple[Document, ...]:
    """The letter."""
    rows = tuple(
        (number, line.name, line.role, line.days_present, line.score, line.grade, line.decided_by)
        for number, line in enumerate(data.lines, 1)
    )
    text = (
        f"　　你单位选派到{data.town}驻镇帮扶工作队的同志，{data.title}已经{data.led_by}评定，"
        "现将结果反馈如下。考核结果作为评先评优、职务职级晋升的参考。"
    )
    document = Document(
        name=f"{data.title}结果反馈函（{data.organisation}）",
        blocks=(
            Title("考核结果反馈函", data.title),
            GAP,
            Paragraph(f"{data.organisation}："),
            Paragraph(text),
            Grid(_COLUMNS, rows, row_height=11),
            Closing(party_committee(data.town)),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = FeedbackLetter(
    "县司法局",
    "梅坑镇",
    "2026年度考核",
    "县委组织部、县委农办、县农业农村局、县乡村振兴局",
    (Line("谭䶮", "队员", "236.5", "89.6", "优秀", "县委组织部"),),
    Imprint("2027-01-20 10:00"),
)
