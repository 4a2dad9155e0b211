"""资产登记表: what the office bought to keep, where it is and who keeps it, what has left and how."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted

_VALUE = 5
_COLUMNS = (
    Column("序号", 9),
    Column("资产编号", 18),
    Column("资产名称", 30, align="left"),
    Column("规格型号", 22),
    Column("数量", 11),
    Column("价值", 23, money=True, summed=True),
    Column("取得日期", 20),
    Column("存放地点", 24),
    Column("保管人", 17),
    Column("凭证", 22),
    Column("项目", 24),
    Column("处置情况", 34, align="left"),
    Column("备注", 16, align="left"),
)


@dataclass(frozen=True)
class Card:
    """One asset card; `disposal` says when, how and why it left, `voucher` which paper paid for it.

    `number` is the office's own (资产编号).
    """

    item: str
    model: str
    quantity: int
    value_fen: int
    acquired_on: date
    place: str
    keeper: str
    voucher: str = ""
    project: str = ""
    disposal: str = ""
    remark: str = ""
    number: str = ""


@dataclass(frozen=True)
class Register:
    """All cards of the team."""

    team: str
    today: str
    cards: tuple[Card, ...]
    imprint: Imprint


def build(data: Register) -> tuple[Document, ...]:
    """The register."""
    rows = tuple(
        (
            number, card.number, card.item, card.model, card.quantity, card.value_fen,
            dotted(card.acquired_on), card.place, card.keeper, card.voucher, card.project, card.disposal,
            card.remark,
        )
        for number, card in enumerate(data.cards, 1)
    )  # fmt: skip
    document = Document(
        name="资产登记表",
        landscape=True,
        blocks=(
            Title("资产登记表"),
            Facts(f"填报单位（盖章）：{data.team}", data.today, "单位：元"),
            Grid(_COLUMNS, rows, capital_of=_VALUE, row_height=9, size=10),
            Legend("合计含已处置的资产。"),
            Signatures(("保管人", "审核人", "填报人", "日期")),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = Register(
    team="梅坑镇驻镇帮扶工作队",
    today="截至2026年11月2日",
    cards=(
        Card("激光打印机", "惠普 M254dw", 1, 219_900, date(2026, 3, 12), "队办公室", "罗海涛",
             "2026年007号", number="2026-001"),
        Card("太阳能路灯", "60W", 12, 4_560_000, date(2026, 6, 30), "梅坑村文化广场", "村委会", "2026年021号",
             "梅坑村文化广场照明改造", number="2026-002"),
        Card("移动硬盘", "2TB", 1, 45_900, date(2025, 5, 8), "办公室", "罗海涛", "2025年011号",
             disposal="2026.09.01 报废：摔坏不能读取"),
    ),
    imprint=Imprint("2026-11-02 09:30"),
)  # fmt: skip
