"""社会帮扶 (七) and 项目库 (三(六)): contributions, arrivals and ideas as lists and forms show them."""

from typing import Any

from banfu_desktop.rules.mobilised import (
    CLAUSE,
    IDEAS_CLAUSE,
    PRIVACY,
    Arrival,
    Channel,
    Help,
    IdeaKind,
    IdeaStage,
)
from banfu_desktop.tables.spec import Field, Kind, Table

_KIND = Field("kind", "类别", Kind.CHOICE, required=True, words=Help, width=108, clause=CLAUSE)
_SOURCE = Field("source", "来源", required=True, width=150, longest=60,
                synonyms=("单位", "捐赠方", "投入单位"),
                help="单位、企业或社会组织的名称；个人捐赠写“爱心人士”")  # fmt: skip
_PURPOSE = Field("purpose", "用途", Kind.NOTE, required=True, width=200, longest=200, help=PRIVACY)
_VILLAGE = Field("village", "村", width=84, longest=40)
_PROMISED = Field("promised_fen", "承诺金额", Kind.MONEY, width=104,
                  help="物资按估价；志愿服务等没有金额的不填")  # fmt: skip
_PROMISED_ON = Field("promised_on", "承诺日期", Kind.DATE, required=True, width=104)
_DUE_ON = Field("due_on", "应到位日期", Kind.DATE, width=104, listed=False)
_GOODS = Field("goods", "物资或服务", Kind.NOTE, width=140, longest=120, listed=False,
               help="品名和数量，如 电脑6台；服务写内容和人次")  # fmt: skip
_PUBLISHED_ON = Field("published_on", "公示日期", Kind.DATE, width=104, listed=False)
_PUBLISHED_AT = Field("published_at", "公示地点", width=140, longest=60, listed=False)
_REMARK = Field("remark", "备注", Kind.NOTE, width=160, longest=200, listed=False, help=PRIVACY)

CONTRIBUTIONS = Table(
    name="contributions",
    label="社会帮扶",
    title="社会帮扶资金物资台账",
    fields=(
        _SOURCE,
        _KIND,
        _PURPOSE,
        _PROMISED,
        Field("arrived_fen", "已到位", Kind.MONEY, width=104, editable=False),
        Field("state", "状态", Kind.CHOICE, words=Arrival, width=84, editable=False),
        _PROMISED_ON,
        _VILLAGE,
        Field("channels", "到位渠道", width=120, editable=False),
        Field("published", "公示", width=96, editable=False),
        _DUE_ON, _GOODS, _PUBLISHED_ON, _PUBLISHED_AT, _REMARK,
        Field("ended_on", "不再到位日期", Kind.DATE, width=104, listed=False, editable=False),
        Field("ending", "不再到位原因", Kind.NOTE, width=140, listed=False, editable=False),
    ),
)  # fmt: skip

CONTRIBUTION_FORM = Table(
    name="contribution_form",
    label="社会帮扶",
    fields=(
        _KIND, _SOURCE, _PURPOSE, _VILLAGE, _GOODS, _PROMISED, _PROMISED_ON, _DUE_ON, _PUBLISHED_ON,
        _PUBLISHED_AT, _REMARK,
    ),
    sections=(("published_on", "公示"),),
)  # fmt: skip

ARRIVALS = Table(
    name="arrivals",
    label="登记到位",
    fields=(
        Field("arrived_on", "到位日期", Kind.DATE, required=True),
        Field("amount_fen", "到位金额", Kind.MONEY, required=True, help="物资按估价，服务没有金额的填0"),
        Field("channel", "到位渠道", Kind.CHOICE, required=True, words=Channel, clause=CLAUSE,
              help="经本队账本的，选收入凭证；其他渠道不进本队账本"),
        Field("receipt", "票据", longest=60, help="捐赠票据、收据的号码"),
        Field("voucher_id", "收入凭证", Kind.REFERENCE, named_by="voucher"),
    ),
)  # fmt: skip

ENDINGS = Table(
    name="contribution_endings",
    label="不再到位",
    fields=(
        Field("ended_on", "日期", Kind.DATE, required=True),
        Field("ending", "原因", Kind.NOTE, required=True, longest=200),
    ),
)

IDEAS = Table(
    name="ideas",
    label="项目建议",
    title="项目库申报汇总表",
    fields=(
        Field("name", "项目名称", required=True, width=200, longest=60),
        Field("stage", "进度", Kind.CHOICE, words=IdeaStage, width=84, editable=False, clause=IDEAS_CLAUSE),
        Field("kind", "类别", Kind.CHOICE, required=True, words=IdeaKind, width=96),
        Field("village", "村", width=90, longest=40),
        Field("estimate_fen", "估算金额", Kind.MONEY, required=True, width=104),
        Field("source_wanted", "拟申请资金", required=True, width=140, longest=40,
              help="如 县乡村振兴资金、派出单位支持"),
        Field("reason", "事由", Kind.NOTE, required=True, width=200, longest=400, listed=False, help=PRIVACY),
        Field("raised_on", "提出日期", Kind.DATE, required=True, width=100),
        Field("discussed_on", "会议通过", Kind.DATE, width=100, listed=False,
              help="村民代表会议或镇党委会议"),
        Field("published_on", "公示", Kind.DATE, width=100, listed=False),
        Field("submitted_on", "申报", Kind.DATE, width=100, listed=False),
        Field("listed_on", "入库", Kind.DATE, width=100, listed=False),
        Field("project", "立项", width=140, editable=False, listed=False),
        Field("dropped_on", "不再实施", Kind.DATE, width=100, editable=False, listed=False),
        Field("dropping", "原因", Kind.NOTE, width=140, editable=False, listed=False),
    ),
)  # fmt: skip

DROPPINGS = Table(
    name="idea_droppings",
    label="不再实施",
    fields=(
        Field("dropped_on", "日期", Kind.DATE, required=True),
        Field("dropping", "原因", Kind.NOTE, required=True, longest=200),
    ),
)

YEAR_SUMS = Table(
    name="mobilised_year",
    label="社会帮扶年度汇总",
    fields=(
        Field("year", "年度", Kind.WHOLE, width=72, editable=False),
        Field("kind", "类别", width=120, editable=False),
        Field("count", "笔数", Kind.WHOLE, width=72, editable=False),
        Field("promised_fen", "承诺金额", Kind.MONEY, width=120, editable=False),
        Field("arrived_fen", "已到位", Kind.MONEY, width=120, editable=False),
        *(
            Field(f"by_{way.value}", f"经{way.label}", Kind.MONEY, width=108, editable=False)
            for way in Channel
        ),
    ),
)

MOBILISED_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (
        Field(
            "raise_publish_days", "帮扶公示期限", Kind.WHOLE, True, "到位后几日内公示，过期提示，0为不提示"
        ),
        30,
    ),
)
"""What the office chooses for contributions."""
