"""Form 3, 补发扣回明细: what corrections make of sealed months, one sheet per payer."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import PAY_SIGNERS, Imprint
from banfu_desktop.rules.dates import Month

_DIFFERENCE = 5
_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 32),
    Column("月份", 26),
    Column("原实发", 27, money=True),
    Column("应实发", 27, money=True),
    Column("差额", 27, money=True, summed=True),
    Column("原因", 106, align="left"),
)


@dataclass(frozen=True)
class Line:
    """One correction in fen: positive 补发, negative 扣回."""

    name: str
    month: Month
    paid_fen: int
    due_fen: int
    reason: str


@dataclass(frozen=True)
class Differences:
    """The corrections that concern a month, of one payer (empty: of nobody)."""

    payer: str
    team: str
    month: Month
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Differences) -> tuple[Document, ...]:
    """The list, signed as the pay sheet is."""
    rows = tuple(
        (
            number,
            line.name,
            line.month.label,
            line.paid_fen,
            line.due_fen,
            line.due_fen - line.paid_fen,
            line.reason,
        )
        for number, line in enumerate(data.lines, 1)
    )
    named = f"（{data.payer}）" if data.payer else ""
    middle = f"发放单位：{data.payer}　　{data.month.label}" if data.payer else data.month.label
    document = Document(
        name=f"{data.month.label}补发扣回明细{named}",
        blocks=(
            Title("驻镇帮扶工作补助补发扣回明细"),
            Facts(f"填报单位（盖章）：{data.team}", middle, "单位：元"),
            Grid(_COLUMNS, rows, capital_of=_DIFFERENCE, row_height=10, low=8, empty_text="（没有补发扣回）"),
            Legend(
                "差额＝应实发－原实发：正数补发，负数扣回。已封存的发放表不改动，差额列入以后月份的发放表，只列一次。"
            ),
            Signatures(PAY_SIGNERS),
        ),
        landscape=True,
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        watermark=data.imprint.watermark,
    )
    return (document,)


SAMPLE = Differences(
    payer="县司法局",
    team="梅坑镇驻镇帮扶工作队",
    month=Month(2026, 10),
    lines=(
        Line(
            "谭䶮", Month(2026, 10), 129_032, 109_677, "2026年10月更正，10月15日到岗（列入2026年11月发放表）"
        ),
        Line(
            "阿卜杜热合曼·买买提",
            Month(2026, 10),
            70_968,
            83_871,
            "2026年10月更正，10月19日到岗（尚未列入发放表）",
        ),
    ),
    imprint=Imprint("2026-11-05 10:12"),
)
