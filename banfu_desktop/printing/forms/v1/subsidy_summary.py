"""Form 1, the town's summary: a row a payer, below it who is not paid by which clause (六(一), 六(四))."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import (
    Column,
    Document,
    Facts,
    Grid,
    Legend,
    Paragraph,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, PAY_SIGNERS, Imprint
from banfu_desktop.printing.forms.v1.style import STYLE
from banfu_desktop.rules.dates import Month

_NET = 6
_COLUMNS = (
    Column("序号", 10),
    Column("发放单位", 36),
    Column("人数", 11, summed=True),
    Column("应发", 24, money=True, summed=True),
    Column("扣减", 20, money=True, summed=True),
    Column("补发扣回", 20, money=True, summed=True),
    Column("实发", 24, money=True, summed=True),
    Column("备注", 27, align="left"),
)
_REFUSED = (
    Column("序号", 10),
    Column("姓名", 26),
    Column("派出单位", 34),
    Column("依据", 15),
    Column("原因", 87, align="left"),
)


@dataclass(frozen=True)
class PayerRow:
    """One payer's sums in fen; `difference_fen` is what its sheet carries for earlier months."""

    payer: str
    people: int
    gross_fen: int
    deducted_fen: int
    difference_fen: int
    net_fen: int
    remark: str = ""


@dataclass(frozen=True)
class RefusedRow:
    """Somebody posted in the month who is not on the sheets, with the clause."""

    name: str
    organisation: str
    clause: str
    reason: str


@dataclass(frozen=True)
class Summary:
    """A month of the town."""

    team: str
    month: Month
    payers: tuple[PayerRow, ...]
    refused: tuple[RefusedRow, ...]
    imprint: Imprint


def build(data: Summary) -> tuple[Document, ...]:
    """The summary, and the people not paid where there are any."""
    payers = tuple(
        (
            number,
            row.payer,
            row.people,
            row.gross_fen,
            row.deducted_fen,
            row.difference_fen,
            row.net_fen,
            row.remark,
        )
        for number, row in enumerate(data.payers, 1)
    )
    refused = tuple(
        (number, row.name, row.organisation, row.clause, row.reason)
        for number, row in enumerate(data.refused, 1)
    )
    document = Document(
        name=f"{data.month.label}驻镇帮扶工作补助汇总表",
        blocks=(
            Title("驻镇帮扶工作补助汇总表"),
            Facts(f"填报单位（盖章）：{data.team}", data.month.label, "单位：元"),
            Grid(_COLUMNS, payers, capital_of=_NET, row_height=9),
            Legend(
                "应发、扣减为本月数；补发扣回是以前月份的更正，在各发放单位的表中单独列行。实发＝应发－扣减＋补发扣回。"
            ),
            GAP,
            Paragraph("不发放人员", size=12, bold=True),
            Grid(_REFUSED, refused),
            Signatures(PAY_SIGNERS, stamp=True),
        ),
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        watermark=data.imprint.watermark,
        style=STYLE,
    )
    return (document,)


SAMPLE = Summary(
    team="梅坑镇驻镇帮扶工作队",
    month=Month(2026, 10),
    payers=(
        PayerRow("县交通运输局", 1, 200_000, 0, 0, 200_000),
        PayerRow("县司法局", 1, 129_032, 0, 0, 129_032),
        PayerRow("县林业局", 2, 200_000, 0, -6_667, 193_333, "扣回巫启明2026年9月66.67"),
    ),
    refused=(
        RefusedRow("冼伟健", "省农科院", "六(四)", "农村科技特派员按各自规定执行，不适用工作补助"),
        RefusedRow("曾国梁", "农行广东省分行", "六(四)", "金融助理按各自规定执行，不适用工作补助"),
    ),
    imprint=Imprint("2026-11-02 09:30", "K7QM-2XWA"),
)
