"""资产登记: an asset card as lists, forms and Excel show it."""

from banfu_desktop.rules.assets import AssetState, Disposal
from banfu_desktop.tables.spec import Field, Kind, Table

_GONE = Field("disposed_on", "处置日期", Kind.DATE, width=104, listed=False)

ASSETS = Table(
    name="assets",
    label="资产",
    title="资产登记表",
    fields=(
        Field("number", "资产编号", width=116, longest=30, synonyms=("编号",),
              help="本单位自己的编号，不能重复；按上一个编号往下提议"),
        Field("item", "资产名称", required=True, width=160, longest=60, synonyms=("名称", "品名")),
        Field("state", "状态", Kind.CHOICE, words=AssetState, width=84, editable=False),
        Field("model", "规格型号", width=120, longest=60, synonyms=("型号",)),
        Field("quantity", "数量", Kind.WHOLE, required=True, width=64),
        Field("value_fen", "价值", Kind.MONEY, required=True, width=104, help="全部数量的总价，单位：元"),
        Field("acquired_on", "取得日期", Kind.DATE, required=True, width=104, synonyms=("购置日期",)),
        Field("place", "存放地点", required=True, width=120, longest=60),
        Field("keeper", "保管人", required=True, width=84, longest=40),
        Field("voucher", "凭证", width=110, editable=False),
        Field("project", "项目", width=140, editable=False),
        Field("remark", "备注", Kind.NOTE, width=120, longest=200, listed=False),
        _GONE,
        Field("disposal", "处置方式", Kind.CHOICE, words=Disposal, width=96, listed=False),
        Field("disposal_reason", "处置原因", Kind.NOTE, width=140, longest=200, listed=False),
        Field("proceeds_fen", "处置收入", Kind.MONEY, width=104, listed=False,
              help="变卖等收到的钱，没有收入填 0"),
        Field("receipt", "收入凭证", width=110, listed=False, editable=False),
    ),
)  # fmt: skip

ASSET_FORM = Table(
    name="asset_form",
    label="资产",
    fields=(
        *(
            ASSETS[name]
            for name in ("number", "item", "model", "quantity", "value_fen", "acquired_on", "place", "keeper")
        ),
        Field(
            "voucher_id",
            "付款凭证",
            Kind.REFERENCE,
            named_by="voucher",
            help="买它的那张凭证；可输入摘要的一部分查找",
        ),
        Field(
            "project_id", "所属项目", Kind.REFERENCE, named_by="project", help="属于某个双签项目的，选项目"
        ),
        ASSETS["remark"],
        Field("gone", "处置数量", Kind.WHOLE, help="只处置一部分时填写，余下的仍在用；留空为全部"),
        *(ASSETS[name] for name in ("disposed_on", "disposal", "disposal_reason", "proceeds_fen")),
        Field("proceeds_voucher_id", "收入凭证", Kind.REFERENCE, named_by="receipt",
              help="收入已记账的，选那张收入凭证"),
    ),
    sections=(("gone", "处置"),),
)  # fmt: skip
"""What the clerk fills in; voucher and project are chosen."""
