"""Form 26, 乡镇工作补贴告知单 and its 回执: whose six months are full, told to the unit (六(一))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Closing, Column, Document, Grid, Paragraph, Title
from banfu_desktop.printing.forms.parts import GAP, Imprint, dotted, party_committee

_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 34),
    Column("队内职务", 30),
    Column("到岗日期", 30),
    Column("可享受日期", 30),
    Column("离岗日期", 30),
)
_ANSWER = (
    Column("序号", 12),
    Column("姓名", 34),
    Column("从何日起发放", 36),
    Column("月标准（元）", 30),
    Column("不发放的原因", 54, align="left"),
)


@dataclass(frozen=True)
class Line:
    """Somebody of the unit; `left_on` only of who has left."""

    name: str
    role: str
    arrived_on: date
    eligible_on: date
    left_on: date | None


@dataclass(frozen=True)
class AllowanceLetter:
    """A letter to one unit; `number` is the letter's own, empty where it is not known yet."""

    organisation: str
    town: str
    number: str
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: AllowanceLetter) -> tuple[Document, ...]:
    """The letter, and the answer the unit fills in, on a page of its own."""
    rows = tuple(
        (
            number, line.name, line.role, dotted(line.arrived_on), dotted(line.eligible_on),
            dotted(line.left_on),
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    told = (
        f"　　你单位选派到{data.town}驻镇帮扶工作队的下列 {len(rows)} 名同志，驻镇任职已满六个月。"
        "根据通知六(一)，任职六个月以上的可享受乡镇工作补贴，请你单位按有关规定核定并发放。"
    )
    asked = (
        "　　通知没有规定补贴的标准，从何日起发放、每月多少由你单位核定，请填写回执，盖章后寄回。"
        "离岗以后不再享受。"
    )
    letter = Document(
        name=f"乡镇工作补贴告知单（{data.organisation}）",
        blocks=(
            Title("乡镇工作补贴告知单", data.number or "（文号　　　　　　　　）"),
            GAP,
            Paragraph(f"{data.organisation}："),
            Paragraph(told),
            Grid(_COLUMNS, rows, row_height=11),
            Paragraph(asked),
            Closing(party_committee(data.town)),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return letter, _answer(data)


def _answer(data: AllowanceLetter) -> Document:
    rows = tuple((number, line.name, "", "", "") for number, line in enumerate(data.lines, 1))
    return Document(
        name=f"乡镇工作补贴告知单回执（{data.organisation}）",
        blocks=(
            Title("回　执"),
            GAP,
            Paragraph(f"{party_committee(data.town)}："),
            Paragraph("　　你委送来的乡镇工作补贴告知单已收悉，核定情况如下。"),
            Grid(_ANSWER, rows, row_height=11),
            Paragraph("　　经办人：　　　　　　　　联系电话："),
            Closing(data.organisation),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )


SAMPLE = AllowanceLetter(
    organisation="县林业局",
    town="梅坑镇",
    number="梅党函〔2026〕12号",
    lines=(
        Line("巫启明", "队员", date(2026, 1, 5), date(2026, 7, 5), date(2026, 10, 20)),
        Line("谭䶮", "队员", date(2026, 1, 5), date(2026, 7, 5), None),
    ),
    imprint=Imprint("2026-11-30 17:02"),
)
