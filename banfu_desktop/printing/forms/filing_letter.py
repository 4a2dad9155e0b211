"""Form 24, 驻村第一书记报备函 and its 回执: what the town sends to one body, and what comes back (二(三))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import (
    STAMP_AND_DATE,
    Closing,
    Column,
    Document,
    Field,
    Fields,
    Grid,
    Paragraph,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, Imprint, dotted, party_committee

_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 28),
    Column("派出单位", 46, align="left"),
    Column("驻村", 34),
    Column("到岗日期", 28),
    Column("备注", 30),
)


@dataclass(frozen=True)
class Line:
    """A first secretary and the village."""

    name: str
    organisation: str
    village: str
    arrived_on: date


@dataclass(frozen=True)
class FilingLetter:
    """A letter to one body; `number` is the letter's own, empty where it is not known yet."""

    body: str
    town: str
    number: str
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: FilingLetter) -> tuple[Document, ...]:
    """The letter, and the receipt on a page of its own."""
    rows = tuple(
        (number, line.name, line.organisation, line.village, dotted(line.arrived_on), "")
        for number, line in enumerate(data.lines, 1)
    )
    text = f"　　根据通知二(三)，现将选派到{data.town}的驻村第一书记 {len(rows)} 名报你单位备案，名单如下。"
    letter = Document(
        name=f"驻村第一书记报备函（{data.body}）",
        blocks=(
            Title("关于报备驻村第一书记的函", data.number or "（文号　　　　　　　　）"),
            GAP,
            Paragraph(f"{data.body}："),
            Paragraph(text),
            Grid(_COLUMNS, rows, row_height=11),
            Paragraph("　　附：驻村第一书记备案表。"),
            Closing(party_committee(data.town)),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return letter, _receipt(data)


def _receipt(data: FilingLetter) -> Document:
    names = "、".join(f"{line.name}（{line.village}）" for line in data.lines)
    rows: tuple[tuple[Field, ...], ...] = (
        (Field("收到的函", f"关于报备驻村第一书记的函　{data.number}"),),
        (Field("报备人员", names, height=24),),
        (Field("备案意见", height=44, foot=STAMP_AND_DATE),),
        (Field("收件人", height=12), Field("联系电话", height=12)),
    )
    return Document(
        name=f"驻村第一书记报备函回执（{data.body}）",
        blocks=(
            Title("回　执"),
            GAP,
            Paragraph(f"{party_committee(data.town)}："),
            Paragraph("　　你委报备的驻村第一书记已收悉，备案意见如下。"),
            Fields(rows, label_width=26),
            Closing(data.body),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )


SAMPLE = FilingLetter(
    body="县委组织部",
    town="梅坑镇",
    number="梅党函〔2026〕3号",
    lines=(
        Line("潘䶮云", "县工信局", "利坑村", date(2026, 1, 5)),
        Line("罗海涛", "县人力资源和社会保障局", "大岭村", date(2026, 1, 5)),
    ),
    imprint=Imprint("2026-11-30 17:02"),
)
