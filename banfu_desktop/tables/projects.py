"""双签项目 (四(四)): a fund project as lists and forms show it, its signatures, and its ending."""

from dataclasses import replace
from typing import Any

from banfu_desktop.rules.projects import DOUBLE_SIGN, Signer, Stage
from banfu_desktop.tables.spec import Field, Kind, Table

_NAME = Field("name", "项目名称", required=True, width=200, longest=60, synonyms=("项目",))
_SOURCE = Field(
    "source",
    "资金来源",
    required=True,
    width=120,
    longest=40,
    help="如 县财政工作经费、派出单位支持、社会捐赠",
)
_AMOUNT = Field("amount_fen", "金额", Kind.MONEY, required=True, width=104, help="申请批准的金额，单位：元")
_REASON = Field("reason", "事由", Kind.NOTE, required=True, width=200, longest=400, listed=False)
_VILLAGE = Field("village", "实施村", width=96, longest=40, help="在哪个村实施；不止一个村的都写上")
_CONTRACTOR = Field(
    "contractor",
    "承建单位",
    width=132,
    longest=60,
    synonyms=("施工单位", "实施单位"),
    help="由谁实施；双签以后才定下来的，用“承建单位…”登记",
)
_PROPOSED = Field("proposed_on", "申报日期", Kind.DATE, required=True, width=104)

PROJECTS = Table(
    name="projects",
    label="双签项目",
    title="双签项目",
    key=("name",),
    fields=(
        _NAME,
        Field("stage", "阶段", Kind.CHOICE, words=Stage, width=84, editable=False),
        _SOURCE,
        _AMOUNT,
        Field("paid_fen", "已支出", Kind.MONEY, width=104, editable=False),
        Field("left_fen", "未支出", Kind.MONEY, width=104, editable=False),
        Field("signed", "双签", width=132, clause=DOUBLE_SIGN, editable=False),
        _PROPOSED,
        _VILLAGE,
        _CONTRACTOR,
        _REASON,
        Field("started_on", "开工日期", Kind.DATE, width=104, listed=False, editable=False),
        Field("ended_on", "完成日期", Kind.DATE, width=104, listed=False, editable=False),
        Field("ending", "完成情况", Kind.NOTE, width=160, listed=False, editable=False),
    ),
)

PROJECT_FORM = Table(
    name="project_form",
    label="双签项目",
    fields=(_NAME, _SOURCE, _AMOUNT, _PROPOSED, _VILLAGE, _CONTRACTOR, _REASON),
)
"""What the clerk fills in; all but the contractor is put before the two signers."""

ROUND_FORM = replace(
    PROJECT_FORM, fields=tuple(field for field in PROJECT_FORM.fields if field != _CONTRACTOR)
)
"""What is put before the two signers."""

CONTRACTORS = Table(name="project_contractor", label="承建单位", fields=(_CONTRACTOR,))
"""Who carries a project out."""

SIGNATURES = Table(
    name="project_signatures",
    label="签字",
    fields=(
        Field("signer", "签字人职务", Kind.CHOICE, required=True, words=Signer, clause=DOUBLE_SIGN),
        Field("name", "签字人姓名", required=True, longest=40),
        Field("signed_on", "签字日期", Kind.DATE, required=True),
    ),
)
"""One of the two signatures."""

ENDINGS = Table(
    name="project_endings",
    label="项目办结",
    fields=(
        Field("ended_on", "日期", Kind.DATE, required=True),
        Field("ending", "说明", Kind.NOTE, required=True, longest=400, help="完成情况，或终止的原因"),
    ),
)
"""How a project ended."""

NOTICE_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (Field("notice_days", "经费公示天数", Kind.WHOLE, True, "工作经费年度公示张贴几天"), 7),
    (Field("notice_hotline", "监督电话", Kind.NOTE, help="印在经费公示上，留空则手写", longest=40), None),
)
"""What the public notice of the work funds says."""
