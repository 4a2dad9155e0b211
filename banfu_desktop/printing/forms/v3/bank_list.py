"""Form 2, 银行代发清单: a bare table for the bank's program, and the same on paper to be signed."""

from dataclasses import dataclass, replace

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
from banfu_desktop.printing.forms.parts import GAP, PAY_SIGNERS, Imprint
from banfu_desktop.printing.forms.v1 import bank_list
from banfu_desktop.printing.forms.v1.bank_list import Transfer
from banfu_desktop.printing.forms.v3.style import STYLE
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.money import yuan

_COLUMNS = (
    Column("序号", 12),
    Column("户名", 40),
    Column("账号", 48),
    Column("开户行", 56),
    Column("金额", 26, money=True, summed=True),
    Column("附言", 60),
)
_LEFT_OUT = (
    Column("序号", 12),
    Column("姓名", 40),
    Column("金额", 26, money=True, summed=True),
    Column("未列入的原因", 100, align="left"),
)
_AMOUNT = 4


@dataclass(frozen=True)
class BankList:
    """One payer's transfers of a month; `number` is that of the sheet they are paid by."""

    payer: str
    team: str
    month: Month
    number: str
    transfers: tuple[Transfer, ...]
    imprint: Imprint


def build(data: BankList) -> tuple[Document, ...]:
    """The bare table, which is only in the workbook, and the list to sign."""
    bare, *_ = bank_list.build(bank_list.BankList(data.payer, data.month, data.transfers))
    return (replace(bare, style=STYLE, only="xlsx"), _signed(data))


def _signed(data: BankList) -> Document:
    good = [transfer for transfer in data.transfers if not transfer.obstacle]
    left = [transfer for transfer in data.transfers if transfer.obstacle]
    said = f"{data.month.label}驻镇帮扶工作补助"
    rows = tuple(
        (number, one.holder, one.account, one.bank, one.net_fen, said) for number, one in enumerate(good, 1)
    )
    return Document(
        name=f"{data.month.label}银行代发清单（{data.payer}）签字页",
        blocks=(
            Title("银行代发清单"),
            Facts(
                f"填报单位（盖章）：{data.team}",
                f"发放单位：{data.payer}　{data.month.label}",
                f"发放表编号：{data.number}　单位：元",
            ),
            Grid(_COLUMNS, rows, capital_of=_AMOUNT, row_height=9, low=8),
            Legend(_bridge(good, left)),
            *_left_out(left),
            Signatures(PAY_SIGNERS),
        ),
        landscape=True,
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        sealed_at=data.imprint.sealed_at,
        watermark=data.imprint.watermark,
        style=STYLE,
    )


def _bridge(good: list[Transfer], left: list[Transfer]) -> str:
    """How the list and the sheet's total hang together."""
    paid, kept = (sum(one.net_fen for one in some) for some in (good, left))
    return (
        f"代发 {len(good)} 笔，合计 {yuan(paid)} 元。与发放表核对：发放表实发合计 {yuan(paid + kept)}"
        f"＝银行代发 {yuan(paid)}（{len(good)}人）＋未列入代发 {yuan(kept)}（{len(left)}人）。"
    )


def _left_out(left: list[Transfer]) -> tuple[Block, ...]:
    if not left:
        return ()
    rows = tuple((number, one.name, one.net_fen, one.obstacle) for number, one in enumerate(left, 1))
    return (GAP, Paragraph("未列入代发", size=12, bold=True), Grid(_LEFT_OUT, rows))


SAMPLE = BankList(
    payer=bank_list.SAMPLE.payer,
    team="梅坑镇驻镇帮扶工作队",
    month=bank_list.SAMPLE.month,
    number="2026年第037号",
    transfers=bank_list.SAMPLE.transfers,
    imprint=Imprint("", "K7QM-2XWA", sealed_at="2026-11-02 09:30", full=True),
)
