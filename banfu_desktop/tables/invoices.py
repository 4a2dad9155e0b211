"""发票和票据: what is written down of each, in whichever room it is paid."""

from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.tables.spec import Field, Kind, Table

INVOICES = Table(
    name="invoices",
    label="发票",
    title="发票清单",
    key=("code", "number"),
    fields=(
        Field("place", "所在单据", width=200, editable=False),
        Field("kind", "票据种类", Kind.CHOICE, True, words=InvoiceKind, width=110, synonyms=("发票种类",)),
        Field("code", "发票代码", help="数电票没有代码，留空", width=120, synonyms=("票据代码",), longest=30),
        Field(
            "number",
            "发票号码",
            required=True,
            help="数电票20位；照票面填写，同一张发票只能报销一次",
            width=180,
            synonyms=("票据号码", "数电票号码"),
            longest=40,
        ),
        Field("issued_on", "开票日期", Kind.DATE, width=100),
        Field("seller", "销售方", width=180, synonyms=("开票单位", "收款单位")),
        Field("buyer", "购买方", help="应为报销单位的全称", width=180, synonyms=("抬头", "付款单位")),
        Field("amount_fen", "价税合计", Kind.MONEY, width=100, synonyms=("金额", "票面金额")),
    ),
)
