"""费用报销: claims, the lines of each kind (forms 7 to 9), what units still owe, and the year's sums."""

from collections.abc import Mapping
from typing import Any

from banfu_desktop.rules.reimbursements import Age, ClaimKind, ClaimState, Vehicle
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.spec import Field, Kind, Table

_UNIT = Field("unit", "报销单位", width=104, clause="六(二)", help="默认是派出单位", editable=False)
_KIND = Field("kind", "类别", Kind.CHOICE, True, words=ClaimKind, width=104, clause="六(二)")
_TITLE = Field("title", "事由", Kind.NOTE, width=150, longest=60, help="印在报销单上，如“10月往返县城”")
_STATE = Field("state", "状态", Kind.CHOICE, words=ClaimState, width=86, editable=False)
_NUMBER = Field("number", "编号", width=92, whole=True, help="交单位时按年度连续编号", editable=False)
_NAME = Field("name", "姓名", width=110, editable=False)
_CLAIMED = Field("claimed_fen", "申报", Kind.MONEY, width=84, editable=False, red=True)
_APPROVED = Field(
    "approved_fen", "核定", Kind.MONEY, width=84, help="单位审批的金额", editable=False, red=True
)
_HANDED = Field("handed_on", "交单位", Kind.DATE, width=96, editable=False)

CLAIMS = Table(
    name="claims",
    label="费用报销",
    title="费用报销清单",
    fields=(
        _NUMBER,
        _STATE,
        _NAME,
        _KIND,
        _UNIT,
        _CLAIMED,
        _APPROVED,
        _HANDED,
        _TITLE,
        Field("paid_on", "付款", Kind.DATE, width=96, editable=False),
        Field("reversal", "冲销", width=150, editable=False, help="冲销哪一张，或已由哪一张冲销"),
    ),
)

CLAIM_FORM = Table(
    name="claim_form",
    label="报销单",
    fields=(
        Field("posting_id", "报销人", Kind.REFERENCE, True, "可输入姓名的一部分查找", named_by="name"),
        Field("kind", "类别", Kind.CHOICE, True, words=ClaimKind, clause="六(二)", help="决定用哪一种报销单"),
        Field("filled_on", "填报日期", Kind.DATE, True),
        Field("unit", "报销单位", help="留空是派出单位", clause="六(二)"),
        _TITLE,
        Field("source", "经费来源", longest=30, help="印在报销单上，如“公用经费”；留空由财务填写"),
        Field("host_meal_days", "供餐天数", Kind.WHOLE, help="接待单位提供伙食的天数，印在差旅费报销单上"),
        Field("host_ride_days", "供车天数", Kind.WHOLE, help="接待单位提供交通的天数，印在差旅费报销单上"),
    ),
)
"""What the clerk fills in at the head; the lines stand below the list."""

_REMARK = Field("remark", "备注", width=80, longest=60)
_MEDICAL = Table(
    name="medical_lines",
    label="医疗费明细",
    fields=(
        Field("day", "就诊日期", Kind.DATE, True, width=92),
        Field("place", "医院", required=True, width=150, longest=40, synonyms=("就诊医院", "医疗机构")),
        Field("total_fen", "总费用", Kind.MONEY, True, width=84, synonyms=("费用总额",)),
        Field("insured_fen", "医保支付", Kind.MONEY, width=84, synonyms=("医保报销",)),
        Field("own_fen", "自付", Kind.MONEY, width=84, help="总费用减医保支付", editable=False),
        Field("amount_fen", "申报", Kind.MONEY, width=84, help="留空就是自付金额", synonyms=("申报金额",)),
        Field("papers", "单据张数", Kind.WHOLE, width=72, summed=False),
        _REMARK,
    ),
)
_TRAVEL = Table(
    name="travel_lines",
    label="往返差旅费明细",
    fields=(
        Field("day", "出发日期", Kind.DATE, True, width=70),
        Field("place", "出发地点", required=True, width=84, longest=20),
        Field("until", "到达日期", Kind.DATE, True, width=70),
        Field("to_place", "到达地点", required=True, width=84, longest=20),
        Field("vehicle", "交通工具", Kind.CHOICE, True, words=Vehicle, width=78),
        Field("fare_fen", "城市间", Kind.MONEY, width=66, help="城市间交通费", synonyms=("城市间交通费",)),
        Field("local_fen", "市内", Kind.MONEY, width=62, help="市内交通费", synonyms=("市内交通费",)),
        Field("lodging_fen", "住宿费", Kind.MONEY, width=66),
        Field("meal_days", "伙食天数", Kind.WHOLE, width=66, clause="六(一)", help="工作补助已含伙食补助"),
        Field("meal_fen", "伙食补助", Kind.MONEY, width=66, clause="六(一)", help="工作补助已含伙食补助"),
        Field("other_fen", "其他", Kind.MONEY, width=62),
        Field("claimed_fen", "小计", Kind.MONEY, width=72, help="自动合计", editable=False),
    ),
)
_OTHER = Table(
    name="other_lines",
    label="其他费用明细",
    fields=(
        Field("day", "发生日期", Kind.DATE, True, width=92),
        Field("item", "费用项目", required=True, width=120, longest=30),
        Field("note", "内容说明", Kind.NOTE, width=220, longest=80),
        Field("amount_fen", "金额", Kind.MONEY, True, width=90),
        _REMARK,
    ),
)
LINES: Mapping[ClaimKind, Table] = {
    ClaimKind.MEDICAL: _MEDICAL,
    ClaimKind.TRAVEL: _TRAVEL,
    ClaimKind.OTHER: _OTHER,
}
"""What a line of each kind holds; no diagnosis is ever written down."""

OUTSTANDING = Table(
    name="outstanding",
    label="未付清单",
    title="报销未付清单",
    fields=(
        Field("unit", "报销单位", width=150, clause="六(二)", editable=False),
        _NAME,
        _NUMBER,
        Field("kind", "类别", Kind.CHOICE, words=ClaimKind, width=150, editable=False),
        _STATE,
        _HANDED,
        Field("days", "已过天数", Kind.WHOLE, width=84, help="从交单位那天算起", editable=False),
        Field("age", "账龄", Kind.CHOICE, words=Age, width=96, clause=OWN_CHOICE, editable=False),
        Field("outstanding_fen", "未付", Kind.MONEY, width=100, help="未审批的按申报，已审批的按核定",
              editable=False),
    ),
)  # fmt: skip

CLAIM_YEAR = Table(
    name="claim_year",
    label="年度汇总",
    title="费用报销年度汇总",
    fields=(
        Field("year", "年度", Kind.WHOLE, listed=False, editable=False),
        Field("unit", "报销单位", width=160, clause="六(二)", editable=False),
        Field("name", "姓名", width=130, editable=False),
        Field("claims", "份数", Kind.WHOLE, width=64, help="拒报的不计", editable=False),
        Field("claimed_fen", "申报", Kind.MONEY, width=110, help="已交单位的，拒报的不计", editable=False),
        Field("cut_fen", "核减", Kind.MONEY, width=110, help="申报减核定", editable=False),
        Field("approved_fen", "核定", Kind.MONEY, width=110, editable=False),
        Field("paid_fen", "已付", Kind.MONEY, width=110, editable=False),
        Field("outstanding_fen", "未付", Kind.MONEY, width=110, help="申报减核减减已付", editable=False),
    ),
)

CLAIMS_OF_PERSON = Table(
    name="claims_of_person",
    label="费用报销",
    fields=(
        _NUMBER, Field("kind", "类别", Kind.CHOICE, words=ClaimKind, width=124, editable=False), _STATE,
        _CLAIMED,
        Field("outstanding_fen", "未付", Kind.MONEY, width=84, editable=False),
    ),
)  # fmt: skip
"""The claims of one person."""

CLAIM_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (
        Field("claim_owed_days", "报销付清期限", Kind.WHOLE, True,
              "交单位后几天还没有付清的提示催办，0为不提示"),
        30,
    ),
    (
        Field("claim_draft_days", "报销草稿期限", Kind.WHOLE, True,
              "填报后几天还没有交单位的提示，0为不提示"),
        30,
    ),
)  # fmt: skip
"""What the office chooses for claims."""
