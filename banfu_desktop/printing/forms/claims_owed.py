"""催款函: a letter to each unit that still owes claims: whose they are, since when, how much (六(二))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import (
    Closing,
    Column,
    Document,
    Facts,
    Grid,
    Legend,
    Paragraph,
    Title,
)
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.money import yuan

_COLUMNS = (
    Column("序号", 11),
    Column("报销单编号", 30),
    Column("姓名", 28),
    Column("类别", 28),
    Column("交单日期", 24),
    Column("天数", 13),
    Column("情况", 20),
    Column("金额", 26, money=True, summed=True),
)
_AMOUNT = 7
_LEGEND = "审批过的按核定金额，没有审批的按申报金额；天数从交单位那天算起。"


@dataclass(frozen=True)
class Line:
    """A claim a unit has not paid, in fen."""

    number: str
    name: str
    kind: str
    handed_on: date
    days: int
    state: str
    owed_fen: int


@dataclass(frozen=True)
class Owed:
    """What each unit owes on a day, in the order of the letters."""

    team: str
    on: date
    units: tuple[tuple[str, tuple[Line, ...]], ...]
    imprint: Imprint


def build(data: Owed) -> tuple[Document, ...]:
    """A letter a unit, the oldest claims first."""
    return tuple(_letter(data, unit, lines) for unit, lines in data.units)


def _letter(data: Owed, unit: str, lines: tuple[Line, ...]) -> Document:
    rows = tuple(
        (
            number, line.number, line.name, line.kind, dotted(line.handed_on), str(line.days), line.state,
            line.owed_fen,
        )
        for number, line in enumerate(lines, 1)
    )  # fmt: skip
    total = yuan(sum(line.owed_fen for line in lines))
    said = (
        f"{unit}：\n"
        f"　　按照通知第六条第（二）项，驻镇人员的往返交通、医疗等费用由派出单位报销。截至 {data.on}，"
        f"贵单位派驻人员已交单、还没有付款的报销单有 {len(lines)} 张，共 {total} 元，列表如下。"
        "请核对办理；已经付款的，请告知付款日期。"
    )
    return Document(
        name=f"{unit}未付报销催款函",
        blocks=(
            Title("关于办理驻镇帮扶人员费用报销的函"),
            Paragraph(said, size=12),
            Facts(right="单位：元"),
            Grid(_COLUMNS, rows, capital_of=_AMOUNT, row_height=8, size=10),
            Legend(_LEGEND),
            Closing(data.team),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )


SAMPLE = Owed(
    team="梅坑镇驻镇帮扶工作队",
    on=date(2026, 11, 20),
    units=(
        (
            "县工信局",
            (
                Line("2026年第002号", "潘秀云", "医疗费", date(2026, 8, 15), 97, "已交单位", 37_038),
                Line(
                    "2026年第006号", "阿卜杜热合曼·买买提", "往返交通（差旅）", date(2026, 10, 28), 23,
                    "已审批", 6_200,
                ),
            ),
        ),
    ),
    imprint=Imprint("2026-11-20 09:30"),
)  # fmt: skip
