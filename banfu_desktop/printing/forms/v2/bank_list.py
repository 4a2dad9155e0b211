"""Form 2, 银行代发清单, saying beside who is left out how the sheet's total divides."""

from dataclasses import dataclass, replace

from banfu_desktop.printing.engine.blocks import Document, Legend
from banfu_desktop.printing.forms.v1 import bank_list
from banfu_desktop.printing.forms.v1.bank_list import Transfer
from banfu_desktop.printing.forms.v2.style import STYLE
from banfu_desktop.rules.dates import Month


@dataclass(frozen=True)
class BankList:
    """One payer's transfers of a month; `sums` says how the sheet's total divides."""

    payer: str
    month: Month
    transfers: tuple[Transfer, ...]
    sums: str


def build(data: BankList) -> tuple[Document, ...]:
    """The list, and beside it who could not be put on it, with the sums."""
    plain = bank_list.BankList(data.payer, data.month, data.transfers)
    listed, *left_out = bank_list.build(plain)
    told = (replace(one, blocks=(*one.blocks, Legend(data.sums))) for one in left_out)
    return tuple(replace(one, style=STYLE) for one in (listed, *told))


SAMPLE = BankList(
    payer=bank_list.SAMPLE.payer,
    month=bank_list.SAMPLE.month,
    transfers=bank_list.SAMPLE.transfers,
    sums="合计 3,933.33＝银行代发 1,933.33＋未列入代发 2,000.00（罗海涛）",
)
