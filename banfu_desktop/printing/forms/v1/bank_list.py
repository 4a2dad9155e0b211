"""Form 2, 银行代发清单: rows for the bank's own program, so a bare table of texts and nothing around it."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Row
from banfu_desktop.printing.forms.v1.style import STYLE
from banfu_desktop.rules.dates import Month

_COLUMNS = (
    Column("序号", 12),
    Column("户名", 40),
    Column("账号", 48),
    Column("开户行", 56),
    Column("金额", 26),
    Column("附言", 75),
)
_LEFT_OUT = (Column("姓名", 40), Column("金额", 26), Column("未列入的原因", 100))


@dataclass(frozen=True)
class Transfer:
    """What one person gets: everything on the payer's sheet in one amount, in fen."""

    name: str
    holder: str
    account: str
    bank: str
    net_fen: int

    @property
    def obstacle(self) -> str:
        """Why the bank cannot pay it, or an empty text."""
        if self.net_fen <= 0:
            return "本月实发不是正数，应由本人交回或以后扣回"
        return "" if self.account else "没有登记银行账号"


@dataclass(frozen=True)
class BankList:
    """One payer's transfers of a month."""

    payer: str
    month: Month
    transfers: tuple[Transfer, ...]


def build(data: BankList) -> tuple[Document, ...]:
    """The list as a sheet of its own, and beside it who could not be put on it, where there are any."""
    name = f"{data.month.label}银行代发清单（{data.payer}）"
    good = [transfer for transfer in data.transfers if not transfer.obstacle]
    rows = tuple(_row(number, transfer, data.month) for number, transfer in enumerate(good, 1))
    documents = [Document(name, (Grid(_COLUMNS, rows),), landscape=True, style=STYLE)]
    left_out = tuple(
        (transfer.name, _amount(transfer.net_fen), transfer.obstacle)
        for transfer in data.transfers
        if transfer.obstacle
    )
    if left_out:
        documents.append(Document(f"未列入（{data.payer}）", (Grid(_LEFT_OUT, left_out),), style=STYLE))
    return tuple(documents)


def _row(number: int, transfer: Transfer, month: Month) -> Row:
    message = f"{month.label}驻镇帮扶工作补助"
    return (str(number), transfer.holder, transfer.account, transfer.bank, _amount(transfer.net_fen), message)


def _amount(fen: int) -> str:
    """Yuan without separators, as a bank's program reads it: 1290.32."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


SAMPLE = BankList(
    payer="县林业局",
    month=Month(2026, 10),
    transfers=(
        Transfer("巫启明", "巫启明", "6217004482468337043", "新丰农商银行营业部", 122_365),
        Transfer(
            "阿卜杜热合曼·买买提", "阿卜杜热合曼·买买提", "6217004642711086461", "新丰农商银行营业部", 70_968
        ),
        Transfer("罗海涛", "罗海涛", "", "", 200_000),
    ),
)
