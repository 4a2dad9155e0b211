"""Form 34, 工作经费拨款申请函 and its receipt: what a book still has to get of a year (七)."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import (
    BLANK_DATE,
    Closing,
    Column,
    Document,
    Facts,
    Field,
    Fields,
    Grid,
    Paragraph,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, Imprint
from banfu_desktop.rules.money import capital, yuan

_BLANK = "＿＿＿＿＿＿＿＿＿＿"


@dataclass(frozen=True)
class Request:
    """What one book asks for of a year, in fen."""

    team: str
    town: str
    book: str
    year: int
    document_no: str
    budget_fen: int
    allotted_fen: int
    asked_fen: int
    imprint: Imprint


def build(data: Request) -> tuple[Document, ...]:
    """The letter, and the receipt for what comes."""
    return (_letter(data), _receipt(data))


def _letter(data: Request) -> Document:
    title = f"关于申请拨付{data.year}年度驻镇帮扶工作经费的函"
    text = (
        f"　　根据{data.document_no}的要求，{data.town}驻镇帮扶工作队{data.year}年度“{data.book}”应拨工作经费"
        f"{yuan(data.budget_fen)}元，已拨{yuan(data.allotted_fen)}元。现申请拨付"
        f"人民币{capital(data.asked_fen)}（¥{yuan(data.asked_fen)}），请予办理为盼。"
    )
    columns = (Column("账本", 60), *(Column(name, 36, money=True) for name in ("应拨", "已拨", "本次申请")))
    row = (data.book, data.budget_fen, data.allotted_fen, data.asked_fen)
    account = (
        (Field("收款单位", height=11), Field("开户行", height=11)),
        (Field("账号", height=11), Field("联系人及电话", height=11)),
    )
    return Document(
        name=f"{data.year}年{data.book}拨款申请函",
        blocks=(
            Title(title),
            GAP,
            Paragraph(f"{_BLANK}："),
            Paragraph(text),
            Grid(columns, (row,), row_height=10),
            GAP,
            Fields(account, label_width=30),
            Paragraph("　　特此函请。"),
            Closing(data.team),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )


def _receipt(data: Request) -> Document:
    amount = f"人民币{capital(data.asked_fen)}"
    rows = (
        (Field("今收到", _BLANK, height=12),),
        (Field("款项", f"{data.year}年度驻镇帮扶工作经费（{data.book}）", height=12),),
        (Field("金额（大写）", amount, share=1.5, height=12), Field("（小写）", f"¥{yuan(data.asked_fen)}")),
        (Field("收款方式", "□ 转账　　□ 其他", height=12), Field("收款日期", BLANK_DATE, height=12)),
        (Field("备注", "以实际到账金额为准，到账后填写收款日期并盖章生效。", height=12),),
    )
    return Document(
        name=f"{data.year}年{data.book}收据",
        blocks=(
            Title("收　据"),
            Facts(f"收款单位（盖章）：{data.team}", right="编号："),
            Fields(rows, label_width=28),
            Signatures(("单位负责人", "会计", "出纳", "经手人")),
        ),
        landscape=True,
        paper="A5",
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )


SAMPLE = Request(
    team="梅坑镇驻镇帮扶工作队",
    town="梅坑镇",
    book="工作队工作经费",
    year=2026,
    document_no="新乡振组〔2021〕12号",
    budget_fen=5_000_000,
    allotted_fen=2_000_000,
    asked_fen=3_000_000,
    imprint=Imprint("2026-03-02 09:30"),
)
