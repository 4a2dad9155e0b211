"""银行存款余额调节表: the book's and the bank's balance on a day, and what only one of them has."""

from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted

_BOOK, _BANK = "单位账面", "银行对账单"
_COLUMNS = (
    Column("项目", 52, align="left", group=_BOOK),
    Column("日期", 22, group=_BOOK),
    Column("金额", 26, money=True, group=_BOOK),
    Column("项目", 52, align="left", group=_BANK),
    Column("日期", 22, group=_BANK),
    Column("金额", 26, money=True, group=_BANK),
)
_LEGEND = "两边调节后的余额相等，账就对平了；不相等的，请查漏记、重记和记错的金额。调节表不是记账的凭证。"


@dataclass(frozen=True)
class Item:
    """Something one side has alone: positive came in, negative went out, in fen."""

    text: str
    on: date | None
    net_fen: int


@dataclass(frozen=True)
class Reconciled:
    """A book against its bank on a day.

    Attributes:
        only_bank: what the bank has alone, to be added to the book's balance.
        only_book: what the book has alone, to be added to the bank's balance.
    """

    team: str
    book: str
    on: date
    book_fen: int
    bank_fen: int
    only_bank: tuple[Item, ...]
    only_book: tuple[Item, ...]
    imprint: Imprint


def build(data: Reconciled) -> tuple[Document, ...]:
    """The paper of one book."""
    left = _side("账面余额", data.book_fen, "银行已收，单位未收", "银行已付，单位未付", data.only_bank)
    right = _side("对账单余额", data.bank_fen, "单位已收，银行未收", "单位已付，银行未付", data.only_book)
    blank: tuple[str | int | None, ...] = ("", "", None)
    middle = [(*(a or blank), *(b or blank)) for a, b in zip_longest(left[:-1], right[:-1])]
    rows: tuple[Row, ...] = (*middle, (*left[-1], *right[-1]))
    return (
        Document(
            name=f"{data.book}银行存款余额调节表",
            blocks=(
                Title("银行存款余额调节表", data.book),
                Facts(f"单位（盖章）：{data.team}", f"截至 {data.on}", "单位：元"),
                Grid(_COLUMNS, rows, row_height=9, size=10),
                Legend(_LEGEND),
                Signatures(("单位负责人", "财务审核", "出纳", "日期")),
            ),
            landscape=True,
            chain_code=data.imprint.chain_code,
            printed_at=data.imprint.printed_at,
        ),
    )


def _side(
    balance: str, fen: int, came: str, went: str, items: tuple[Item, ...]
) -> list[tuple[str | int | None, ...]]:
    """One side from its balance to the balance that both must have."""
    rows: list[tuple[str | int | None, ...]] = [(balance, "", fen)]
    for sign, head in ((1, f"加：{came}"), (-1, f"减：{went}")):
        of_sign = [item for item in items if item.net_fen * sign > 0]
        rows.append((head, "", sum(abs(item.net_fen) for item in of_sign)))
        rows += [(f"　{item.text}", dotted(item.on), abs(item.net_fen)) for item in of_sign]
    rows.append(("调节后余额", "", fen + sum(item.net_fen for item in items)))
    return rows


SAMPLE = Reconciled(
    team="梅坑镇驻镇帮扶工作队",
    book="工作队经费",
    on=date(2026, 10, 31),
    book_fen=3_618_350,
    bank_fen=3_935_850,
    only_bank=(Item("结息　农业银行", date(2026, 10, 20), 350),),
    only_book=(
        Item("012号　防返贫政策宣传单印刷　丰城印务", date(2026, 10, 9), -312_500),
        Item("013号　寄送报告　邮政支局", date(2026, 10, 20), -4_650),
    ),
    imprint=Imprint("2026-11-02 09:00"),
)
