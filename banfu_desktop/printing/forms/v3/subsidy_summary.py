"""Form 1, the town's summary: the sums of the payers' sheets, their sheets, and who is not paid."""

from dataclasses import replace

from banfu_desktop.printing.engine.blocks import (
    Block,
    Column,
    Document,
    Facts,
    Grid,
    Legend,
    Paragraph,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, PAY_SIGNERS
from banfu_desktop.printing.forms.v2 import subsidy_summary
from banfu_desktop.printing.forms.v2.subsidy_summary import Summary
from banfu_desktop.printing.forms.v3.style import STYLE

_NET = 6
_PAYERS = (
    Column("序号", 10),
    Column("发放单位", 36),
    Column("人数", 11, summed=True),
    Column("应发", 22, money=True, summed=True),
    Column("扣减", 20, money=True, summed=True),
    Column("补发\n扣回", 20, money=True, summed=True),
    Column("实发", 22, money=True, summed=True),
    Column("备注", 29, align="left"),
)
_SHEETS = (
    Column("序号", 10),
    Column("发放单位", 46),
    Column("编号", 40),
    Column("版次", 20),
    Column("状态", 24),
    Column("校验码", 32),
)
_REFUSED = (
    Column("序号", 10),
    Column("姓名", 26),
    Column("派出单位", 34),
    Column("依据", 15),
    Column("原因", 87, align="left"),
)


def build(data: Summary) -> tuple[Document, ...]:
    """The summary, its sheets, and the people not paid where there are any."""
    imprint = data.imprint
    document = Document(
        name=f"{data.month.label}驻镇帮扶工作补助汇总表",
        blocks=(
            Title("驻镇帮扶工作补助汇总表"),
            Facts(f"填报单位（盖章）：{data.team}", data.month.label, "单位：元"),
            *_tables(data),
            Signatures(PAY_SIGNERS),
        ),
        chain_code=imprint.chain_code,
        printed_at=imprint.printed_at,
        watermark=imprint.watermark,
        style=STYLE,
    )
    return (document,)


def _tables(data: Summary) -> tuple[Block, ...]:
    payers = tuple(
        (
            number, row.payer, row.people, row.gross_fen, row.deducted_fen, row.difference_fen, row.net_fen,
            row.remark,
        )
        for number, row in enumerate(data.payers, 1)
    )  # fmt: skip
    sheets = tuple(
        (number, row.payer, row.number, row.version, row.state, row.check_code)
        for number, row in enumerate(data.sheets, 1)
    )
    refused = tuple(
        (number, row.name, row.organisation, row.clause, row.reason)
        for number, row in enumerate(data.refused, 1)
    )
    return (
        Grid(_PAYERS, payers, capital_of=_NET, row_height=9, low=7),
        Legend(
            "应发、扣减为本月数；补发扣回是以前月份的更正，在各发放单位的表中单独列行。实发＝应发－扣减＋补发扣回。"
        ),
        GAP,
        Paragraph("各单位发放表", size=12, bold=True),
        Grid(_SHEETS, sheets, row_height=7, low=6.5, size=10),
        GAP,
        Paragraph("不发放人员", size=12, bold=True),
        Grid(_REFUSED, refused, row_height=8, low=7),
    )


SAMPLE = replace(subsidy_summary.SAMPLE)
