"""Form 22, 轮换交接清单: what a leaver hands over, section by section, with both ticks and a witness (二)."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import (
    BLANK_DATE,
    Block,
    Column,
    Document,
    Facts,
    Field,
    Fields,
    Grid,
    Legend,
    Paragraph,
    Row,
    Title,
)
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.printing.forms.v3.style import STYLE
from banfu_desktop.rules.rotation import Section

_COLUMNS = (
    Column("序号", 10),
    Column("类别", 24),
    Column("事项", 112, align="left"),
    Column("移交", 13),
    Column("接收", 13),
)
_TICK = "√"
_BLANK = Imprint("")


@dataclass(frozen=True)
class Line:
    """One item and both ticks."""

    section: Section
    kind: str
    text: str
    given: bool
    taken: bool


@dataclass(frozen=True)
class HandoverList:
    """A list; `until` is the last day at the post, `whole` says that the team's matters stand on it."""

    team: str
    name: str
    organisation: str
    role: str
    receiver: str
    witness: str
    whole: bool
    drawn_on: date
    until: date | None
    remark: str
    lines: tuple[Line, ...]
    imprint: Imprint = _BLANK

    @property
    def open(self) -> int:
        """Items that not both have ticked."""
        return sum(not (line.given and line.taken) for line in self.lines)


def build(data: HandoverList) -> tuple[Document, ...]:
    """The list, signed by who leaves, who follows and who was present."""
    until = f"　拟离岗或离岗日期：{dotted(data.until)}" if data.until else ""
    scope = "含全队事项" if data.whole else "本人事项"
    blocks: list[Block] = [
        Title("轮换交接清单", f"{data.name} → {data.receiver or '（待定）'}"),
        Facts(f"单位：{data.team}", scope, f"拟定日期：{dotted(data.drawn_on)}"),
        Paragraph(f"移交人：{data.name}（{data.organisation}，{data.role}）{until}", size=10.5),
    ]
    for section in Section:
        lines = [line for line in data.lines if line.section is section]
        blocks.append(Paragraph(section.label if lines else f"{section.label}：无", size=12, bold=True))
        if lines:
            rows = tuple(_row(*pair) for pair in enumerate(lines, 1))
            blocks.append(Grid(_COLUMNS, rows, size=10, fitted=False))
    blocks += [
        Legend(_foot(data)),
        Fields(
            (
                tuple(
                    Field(label, name, height=22, foot=f"签字：{BLANK_DATE}")
                    for label, name in (("移交人", data.name), ("接交人", data.receiver))
                ),
                (Field("监交人", data.witness, height=18, foot=f"签字：{BLANK_DATE}"),),
            ),
            label_width=18,
        ),
    ]
    document = Document(
        name=f"轮换交接清单（{data.name}）",
        blocks=tuple(blocks),
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        sealed_at=data.imprint.sealed_at,
        watermark=data.imprint.watermark,
        style=STYLE,
    )
    return (document,)


def _foot(data: HandoverList) -> str:
    both = len(data.lines) - data.open
    left = f"，{data.open} 项未核对完，由双方另行约定" if data.open else ""
    remark = f"　备注：{data.remark}" if data.remark else ""
    said = f"共 {len(data.lines)} 项，双方核对 {both} 项{left}。"
    return f"{said}账号只列名称，密码当面更换。依据：通知二。{remark}"


def _row(number: int, line: Line) -> Row:
    return (
        number,
        line.kind,
        line.text,
        _TICK if line.given else "",
        _TICK if line.taken else "",
    )


SAMPLE = HandoverList(
    team="梅坑镇驻镇帮扶工作队",
    name="潘秀云",
    organisation="县工信局",
    role="第一书记",
    receiver="陈䶮远",
    witness="钟立新",
    whole=False,
    drawn_on=date(2026, 11, 20),
    until=date(2026, 11, 30),
    remark="",
    lines=(
        Line(Section.BASICS, "任职", "县工信局 第一书记，驻利坑村，2026-01-05 到岗", True, True),
        Line(Section.WORK, "未了事项", "村民有异议，待二次公示（2026-09-24，利坑村）", True, True),
        Line(Section.WORK, "报销", "2026-002 医疗费 370.38 元，已交单位未付", True, False),
        Line(Section.GOODS, "资产", "激光打印机 1 台 2,199.00 元，队办公室", True, True),
        Line(Section.KEYS, "公章", "村工作队印章 1 枚", False, False),
    ),
    imprint=Imprint("2026-11-26 15:20"),
)
