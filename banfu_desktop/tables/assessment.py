"""Assessment 四(五), training 四(七), commendation 六(三), 四(八) as lists and forms show them."""

from dataclasses import replace
from typing import Any

from banfu_desktop.rules.assessment import (
    CLAUSE,
    COMMENDATION_CLAUSE,
    EXEMPTION_CLAUSE,
    TRAINING_CLAUSE,
    AssessStage,
    Attendee,
    ExemptionKind,
    Grade,
    RoundKind,
)
from banfu_desktop.tables.spec import Field, Kind, Table

_PRIVACY = "不写农户的姓名、号码、病情和收入"
_NAME = Field("name", "姓名", width=110, editable=False)
_UNIT = Field("organisation", "派出单位", width=130, editable=False)

ROUNDS = Table(
    name="rounds",
    label="考核轮次",
    fields=(
        Field("title", "名称", required=True, longest=60, width=200, help="如 2026年度考核"),
        Field("kind", "类别", Kind.CHOICE, required=True, words=RoundKind, width=96, clause=CLAUSE),
        Field("start_on", "考核期自", Kind.DATE, required=True, width=104),
        Field("end_on", "考核期至", Kind.DATE, required=True, width=104),
        Field("opened_on", "启动日期", Kind.DATE, required=True, width=104, listed=False),
        Field("led_by", "考核单位", required=True, longest=120, width=200, clause=CLAUSE,
              help="年度考核由县委组织部、县委农办、县农业农村局、县乡村振兴局会同镇组织；期满考核由派出单位牵头"),
        Field("due_on", "应完成日期", Kind.DATE, width=104, help="上级要求的完成日期，不填不提醒"),
        Field("people", "人数", Kind.WHOLE, width=60, editable=False),
        Field("progress", "进度", width=120, editable=False),
        Field("remark", "备注", Kind.NOTE, longest=200, listed=False),
    ),
)  # fmt: skip

ASSESSMENTS = Table(
    name="assessments",
    label="考核",
    title="考核汇总表",
    fields=(
        _NAME, _UNIT,
        Field("round", "轮次", width=140, editable=False),
        Field("stage", "进度", Kind.CHOICE, words=AssessStage, width=90, editable=False, clause=CLAUSE),
        Field("summary", "个人总结", Kind.NOTE, longest=1000, listed=False, help=_PRIVACY),
        Field("survey_asked", "测评票数", Kind.WHOLE, width=76, help="民主测评收回的有效票"),
        Field("survey_good", "满意票数", Kind.WHOLE, width=76),
        Field("score", "得分", width=66, editable=False, right=True),
        Field("grade", "等次", Kind.CHOICE, words=Grade, width=80, clause=CLAUSE,
              help="照考核单位的决定登记，程序不评定"),
        Field("decided_by", "评定单位", longest=60, listed=False),
        Field("decided_on", "评定日期", Kind.DATE, width=104, listed=False),
        Field("fed_back_on", "反馈日期", Kind.DATE, width=104, editable=False),
        Field("reply", "派出单位答复", Kind.NOTE, longest=300, listed=False),
    ),
    sections=(("summary", "材料"), ("grade", "结果")),
)  # fmt: skip

OPINIONS = Table(
    name="opinions",
    label="登记意见",
    fields=(
        Field("body", "单位", required=True, longest=60, help="镇党委、派出单位、县委组织部等"),
        Field("opinion", "意见", Kind.NOTE, required=True, longest=500, clause=CLAUSE, help=_PRIVACY),
        Field("given_on", "日期", Kind.DATE, required=True),
    ),
)

CRITERIA = Table(
    name="criteria",
    label="考核指标",
    fields=(
        Field("criteria", "指标和权重", Kind.NOTE, longest=600, clause="本单位自定",
              help="每行一项，如“工作实绩 40”，合计 100；不填则不打分"),
    ),
)  # fmt: skip

FACTS = Table(
    name="facts",
    label="冻结的事实",
    fields=(
        Field("label", "事实", width=130),
        Field("before", "冻结时", Kind.NOTE, width=260),
        Field("now", "现在", Kind.NOTE, width=260),
    ),
)

TRAININGS = Table(
    name="trainings",
    label="培训",
    title="年度培训情况表",
    fields=(
        Field("title", "培训名称", required=True, longest=80, width=220),
        Field("organiser", "主办单位", required=True, longest=80, width=160, clause=TRAINING_CLAUSE,
              help="全员培训由县委组织部、县乡村振兴局组织"),
        Field("start_on", "开始日期", Kind.DATE, required=True, width=104),
        Field("end_on", "结束日期", Kind.DATE, required=True, width=104),
        Field("place", "地点", longest=60, width=120),
        Field("yearly", "年度全员培训", Kind.FLAG, width=104, clause=TRAINING_CLAUSE,
              help="每年对全体队员的一次培训，缺训的要补"),
        Field("attended", "参加", Kind.WHOLE, width=60, editable=False),
        Field("missing", "缺训", Kind.WHOLE, width=60, editable=False),
        Field("remark", "备注", Kind.NOTE, longest=200, listed=False),
    ),
)  # fmt: skip

ATTENDEES = Table(
    name="attendees",
    label="参训情况",
    fields=(
        _NAME, _UNIT,
        Field("training", "培训", width=220, editable=False),
        Field("state", "情况", Kind.CHOICE, required=True, words=Attendee, width=84),
        Field("made_up_on", "补训日期", Kind.DATE, width=104, help="补训的填写"),
        Field("reason", "原因", Kind.NOTE, longest=100, width=180, help="请假或未参加的原因，不写病情"),
    ),
)  # fmt: skip

COMMENDATIONS = Table(
    name="commendations",
    label="表彰",
    title="表彰登记表",
    fields=(
        Field("posting_id", "受表彰人", Kind.REFERENCE, named_by="name", listed=False,
              help="不选为集体（工作队）"),
        Field("name", "受表彰人", width=120, editable=False),
        Field("title", "荣誉名称", required=True, longest=80, width=220, clause=COMMENDATION_CLAUSE),
        Field("granted_by", "授予单位", required=True, longest=80, width=180),
        Field("granted_on", "授予日期", Kind.DATE, required=True, width=104),
        Field("document_no", "文号", longest=40, width=140),
        Field("remark", "备注", Kind.NOTE, longest=200, listed=False),
    ),
)  # fmt: skip

EXEMPTIONS = Table(
    name="exemptions",
    label="尽职免责和激励",
    fields=(
        Field("kind", "类别", Kind.CHOICE, required=True, words=ExemptionKind, width=96,
              clause=EXEMPTION_CLAUSE),
        Field("posting_id", "涉及的人", Kind.REFERENCE, named_by="name", listed=False),
        Field("name", "涉及的人", width=110, editable=False),
        Field("raised_on", "提出日期", Kind.DATE, required=True, width=104),
        Field("matter", "事项", Kind.NOTE, required=True, longest=300, width=260, help=_PRIVACY),
        Field("decided_by", "认定单位", longest=60, width=130),
        Field("decided_on", "认定日期", Kind.DATE, width=104),
        Field("outcome", "结论", Kind.NOTE, longest=200, width=180),
        Field("document_no", "文号", longest=40, listed=False),
    ),
)  # fmt: skip

ASSESSMENT_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (
        Field("excellent_share", "优秀比例提示线", Kind.WHOLE, True,
              "一轮考核里优秀超过全队百分之几时提示，0为不提示"),
        0,
    ),
    (
        Field("feedback_days", "考核反馈期限", Kind.WHOLE, True, "定等次后多少天内向派出单位反馈，0为不提示"),
        15,
    ),
    (
        Field("training_month", "年度培训提示月份", Kind.WHOLE, True,
              "从几月起提示还没有参加年度全员培训的人，0为不提示"),
        10,
    ),
)  # fmt: skip
"""What the office chooses for assessment and training."""

ROUNDS_OF_PERSON = Table(
    "rounds_of_person",
    "考核",
    (
        replace(ASSESSMENTS["round"], width=160),
        ASSESSMENTS["stage"],
        replace(ASSESSMENTS["grade"], editable=False),
    ),
)
"""The rounds one person is in."""

TRAININGS_OF_PERSON = Table(
    "trainings_of_person",
    "培训",
    (
        replace(TRAININGS["start_on"], label="日期", width=96, editable=False),
        replace(TRAININGS["title"], width=170, editable=False),
        replace(ATTENDEES["state"], editable=False),
    ),
)
"""The trainings of one person."""

_WHO = (
    replace(_NAME, editable=True, required=True, joined=True),
    replace(_UNIT, editable=True, help="同名的人按派出单位区分"),
)
RESULTS_FILE = Table(
    "results",
    "考核结果",
    (*_WHO, replace(ASSESSMENTS["round"], editable=True, help="考核的名称；不填时导入前会问"),
     *ASSESSMENTS.editable),
)  # fmt: skip
"""What was handed in and decided of people in a round, as a sheet has it."""
OPINIONS_FILE = Table(
    "opinions",
    "考核意见",
    (*_WHO, RESULTS_FILE["round"],
     replace(OPINIONS["body"], label="提意见的单位", synonyms=("意见单位", "评议单位")),
     replace(OPINIONS["opinion"], longest=500), replace(OPINIONS["given_on"], label="意见日期")),
)  # fmt: skip
"""What bodies said of people in a round, as a sheet has it."""
ATTENDEES_FILE = Table(
    "attendees",
    "参训情况",
    (*_WHO, replace(ATTENDEES["training"], editable=True, help="培训的名称；不填时导入前会问"),
     ATTENDEES["state"], ATTENDEES["made_up_on"], ATTENDEES["reason"]),
)  # fmt: skip
"""Who was at trainings, as a sheet has it."""
