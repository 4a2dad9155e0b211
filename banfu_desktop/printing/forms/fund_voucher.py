"""Form 13, 支出凭单: one expense of a work-fund book on A5, to be signed twice (四(四), 七)."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import BLANK_DATE, Document, Facts, Field, Fields, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.funds import voucher_number
from banfu_desktop.rules.money import capital, yuan

_WAYS = "□ 转账　　□ 公务卡　　□ 现金"


@dataclass(frozen=True)
class Voucher:
    """One expense; `number` is None on a draft, the amount negative on a red reversal.

    Attributes:
        double: whether both signatures are asked for.
        leader: who signed as the program knows, with the day; said small, for the cell is signed by hand.
        attachments: None where it is not known yet.
        to_sign: whether a draft is printed to be signed (待签); its number is written once it is posted.
    """

    team: str
    book: str
    day: date
    number: int | None
    summary: str
    category: str
    payee: str
    amount_fen: int
    attachments: int | None
    invoices: tuple[str, ...]
    leader: str
    secretary: str
    double: bool
    remark: str
    imprint: Imprint
    to_sign: bool = False


def build(data: Voucher) -> tuple[Document, ...]:
    """The voucher, on one A5 page."""
    number = "（未记账）" if data.number is None else voucher_number(data.number)
    shown = "＿＿＿＿＿＿" if data.to_sign else number
    papers = "　　" if data.attachments is None else str(data.attachments)
    rows = (
        (Field("摘要", data.summary, height=12),),
        (Field("科目", data.category, height=9), Field("收款人", data.payee, height=9)),
        (Field("付款方式", _WAYS, height=9), Field("账号", "", height=9)),
        (
            Field("金额（大写）", f"人民币{capital(data.amount_fen)}", share=1.5, red=data.amount_fen < 0),
            Field("（小写）", f"¥{yuan(data.amount_fen)}", red=data.amount_fen < 0),
        ),
        (
            Field("附件", f"{papers} 张", share=0.6, height=9),
            Field("发票号", "、".join(data.invoices), share=1.9, height=9),
        ),
        _signatures(data),
        (Field("备注", data.remark, height=9),),
    )
    document = Document(
        name=f"{data.day.year}年{data.book}支出凭单（{number.strip('（）')}）",
        blocks=(
            Title("支出凭单", "待签　记账后填写凭证号" if data.to_sign else ""),
            Facts(f"{data.team}　{data.book}", chinese_date(data.day), f"凭证号：{shown}"),
            Fields(rows, label_width=26),
            Signatures(("财务审核", "经办", "证明", "领款")),
        ),
        landscape=True,
        paper="A5",
        check_code=data.imprint.check_code,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        sealed_at=data.imprint.sealed_at,
        watermark=data.imprint.watermark,
    )
    return (document,)


def _signatures(data: Voucher) -> tuple[Field, ...]:
    """The leader's place, and with double sign the party secretary's beside it; blank, to be signed."""
    leader = Field("工作队队长\n签字", note=data.leader, height=18, foot=BLANK_DATE)
    secretary = Field("镇党委书记\n签字", note=data.secretary, height=18, foot=BLANK_DATE)
    return (leader, secretary) if data.double else (leader,)


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
    leader="程序登记：钟立新 2026.03.16",
    secretary="程序登记：李国栋 2026.03.16",
    double=True,
    remark="",
    imprint=Imprint("", "7Q2M-KX4D", "7K2M-9QXT-4HVB-R8ND", sealed_at="2026-03-16 09:30"),
)
