"""Form 13, 支出凭单: one expense of a work-fund book on A5, to be signed twice (四(四), 七)."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Document, Facts, Field, Fields, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.money import capital, yuan


@dataclass(frozen=True)
class Voucher:
    """One expense; `number` is None on a draft, the amount negative on a red reversal.

    `double` is whether both signatures are asked for; the names signed so far stand in their places.
    """

    team: str
    book: str
    day: date
    number: int | None
    summary: str
    category: str
    payee: str
    amount_fen: int
    attachments: int
    invoices: tuple[str, ...]
    leader: str
    secretary: str
    double: bool
    remark: str
    imprint: Imprint


def build(data: Voucher) -> tuple[Document, ...]:
    """The voucher, on one A5 page."""
    number = "（未记账）" if data.number is None else f"{data.number:03d}号"
    rows = (
        (Field("摘要", data.summary, height=13),),
        (Field("科目", data.category), Field("收款人", data.payee)),
        (
            Field("金额（大写）", f"人民币{capital(data.amount_fen)}", share=1.5),
            Field("（小写）", f"¥{yuan(data.amount_fen)}"),
        ),
        (
            Field("附件", f"{data.attachments}张", share=0.6),
            Field("发票号", "、".join(data.invoices), share=1.9),
        ),
        _signatures(data),
        (Field("备注", data.remark, height=9),),
    )
    document = Document(
        name=f"{data.day.year}年{data.book}支出凭单（{number.strip('（）')}）",
        blocks=(
            Title("支出凭单"),
            Facts(f"{data.team}　{data.book}", chinese_date(data.day), f"凭证号：{number}"),
            Fields(rows, label_width=26),
            Signatures(("经办", "证明", "领款")),
        ),
        landscape=True,
        paper="A5",
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        watermark=data.imprint.watermark,
    )
    return (document,)


def _signatures(data: Voucher) -> tuple[Field, ...]:
    """The leader's place, and with double sign the party secretary's beside it."""
    leader = Field("工作队队长\n签字", data.leader, height=17)
    return (leader, Field("镇党委书记\n签字", data.secretary, height=17)) if data.double else (leader,)


SAMPLE = Voucher(
    team="梅坑镇驻镇帮扶工作队",
    book="工作队工作经费",
    day=date(2026, 3, 16),
    number=2,
    summary="防返贫政策宣传单印刷5000份",
    category="宣传印刷",
    payee="新丰县丰城印刷厂",
    amount_fen=328_000,
    attachments=3,
    invoices=("26442000000012345678",),
    leader="",
    secretary="",
    double=True,
    remark="",
    imprint=Imprint("2026-03-16 09:30"),
)
