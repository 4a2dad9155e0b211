"""Accident insurance (六(二)): a policy, and how each person stands by it."""

from dataclasses import replace

from banfu_desktop.rules.insurance import CoverState, Per, PolicyState
from banfu_desktop.tables.spec import Field, Kind, Table

_START = ("起保日期", "保险起期", "生效日期", "保险期间起", "开始日期")
_END = ("终保日期", "保险止期", "到期日期", "保险期间止", "结束日期")

POLICIES = Table(
    name="policies",
    label="保单",
    title="意外险保单",
    key=("insurer", "number"),
    fields=(
        Field(
            "insurer",
            "承保公司",
            required=True,
            longest=60,
            width=170,
            synonyms=("保险公司", "承保单位", "保险人"),
        ),
        Field("number", "保单号", required=True, longest=40, width=200, synonyms=("保险单号", "保单号码")),
        Field("state", "状态", Kind.CHOICE, words=PolicyState, width=92, editable=False),
        Field(
            "start_on", "起期", Kind.DATE, required=True, width=104, help="保险责任第一天", synonyms=_START
        ),
        Field("end_on", "止期", Kind.DATE, required=True, width=104, help="保险责任最后一天", synonyms=_END),
        Field("people", "参保人数", Kind.WHOLE, width=84, editable=False),
        Field("premium_fen", "保费", Kind.MONEY, required=True, width=100, help="整张保单的保费"),
        Field(
            "insured_fen", "保额", Kind.MONEY, required=True, width=116, help="每人的保险金额", summed=False
        ),
        Field(
            "payer", "承担单位", required=True, longest=60, width=130, clause="六(二)", help="由派出单位承担"
        ),
        Field("remark", "备注", Kind.NOTE, width=120, longest=200, listed=False),
    ),
)

_AS = (
    Field(
        "premium_as", "保费是", Kind.CHOICE, required=True, words=Per,
        help="合计：整张保单的；每人：乘以参保人数",
    ),
    Field(
        "insured_as", "保额是", Kind.CHOICE, required=True, words=Per,
        help="每人：每个人的保险金额；合计：除以参保人数",
    ),
    Field("heads", "参保人数", Kind.WHOLE, help="按人数换算保费或保额时填写；已选人员的按已选人数"),
)  # fmt: skip


def _form() -> tuple[Field, ...]:
    """The fields of a policy, whose amounts are followed by how they are said."""
    premium_as, insured_as, heads = _AS
    after = {"premium_fen": (premium_as,), "insured_fen": (insured_as, heads)}
    return tuple(one for field in POLICIES.editable for one in (field, *after.get(field.name, ())))


POLICY_FORM = replace(POLICIES, name="policy_form", fields=_form())
"""What the clerk fills in: amounts as each person's or as all together's."""

POLICY_FILE = replace(
    POLICIES,
    fields=(
        *(field for field in POLICIES.fields if field.editable),
        Field(
            "name",
            "姓名",
            longest=50,
            joined=True,
            synonyms=("被保险人", "被保险人姓名", "参保人", "参保人员"),
        ),
        Field(
            "insured_no", "身份证号", Kind.IDENTITY, synonyms=("身份证号码", "证件号码", "被保险人身份证号")
        ),
    ),
)
"""The columns of a list of policies: a row a policy, or a row a person insured by it."""

COVERAGE = Table(
    name="coverage",
    label="参保情况",
    title="意外险参保情况",
    fields=(
        Field("name", "姓名", width=166, editable=False),
        Field("organisation", "派出单位", width=124, editable=False),
        Field("state", "状态", Kind.CHOICE, words=CoverState, width=92, editable=False),
        Field("arrived_on", "到岗日期", Kind.DATE, width=104, editable=False),
        Field("left_on", "离岗日期", Kind.DATE, listed=False, editable=False),
        Field("numbers", "现有保单", width=200, editable=False),
        Field("insured_until", "保至", Kind.DATE, width=104, editable=False),
        Field("gap_days", "缺口天数", Kind.WHOLE, width=80, editable=False, clause="六(二)"),
        Field("gaps", "缺口", Kind.NOTE, width=184, editable=False),
        Field("overlap_days", "重复天数", Kind.WHOLE, width=80, editable=False),
    ),
)
