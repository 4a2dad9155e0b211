"""工作日志 (三(一)–(八)): an entry as lists, forms, Excel and the line grid show it, and its settings."""

from dataclasses import replace
from typing import Any

from banfu_desktop.rules.words import Half
from banfu_desktop.rules.worklog import CLAUSE, PRIVACY, Duty, LogKind, Matter
from banfu_desktop.tables.spec import Field, Kind, Table

_DAY = Field("day", "日期", Kind.DATE, required=True, width=100)
_HALF = Field("half", "时段", Kind.CHOICE, words=Half, width=56, help="不填为全天")
_DUTY = Field("duty", "职责", Kind.CHOICE, required=True, words=Duty, width=116, clause=CLAUSE,
              help="通知第三条的八项职责，可写 1 到 8")  # fmt: skip
_KIND = Field("kind", "方式", Kind.CHOICE, required=True, words=LogKind, width=84)
_VILLAGE = Field("village", "村", width=84, longest=40, synonyms=("村居", "行政村", "地点"))
_HOUSEHOLDS = Field("households", "户数", Kind.WHOLE, width=60,
                    help="入户走访的户数，只填数字", synonyms=("走访户数",))  # fmt: skip
_CONTENT = Field("content", "做了什么", Kind.NOTE, required=True, width=300, longest=500, kept=True,
                 help=PRIVACY, synonyms=("工作内容", "内容", "主要工作"))  # fmt: skip
_WITH = Field("with_whom", "对象", Kind.NOTE, width=120, longest=60, listed=False,
              help="如 村两委、县农业农村局；不写户主姓名", synonyms=("联系对象",))  # fmt: skip
_RESULT = Field("result", "结果", Kind.NOTE, width=160, longest=300, listed=False, help=PRIVACY)
_NEXT = Field("next_step", "下一步", Kind.NOTE, width=160, longest=200, help=PRIVACY,
              synonyms=("下步工作", "待办"))  # fmt: skip
_NEXT_DUE = Field("next_due", "期限", Kind.DATE, width=92, synonyms=("完成期限",))
_TAGS = Field(
    "tags", "标签", Kind.NOTE, width=100, longest=60, listed=False, help="自己归类用的词，用顿号隔开"
)
_PROJECT = Field("project_id", "所属项目", Kind.REFERENCE, named_by="project", listed=False)
_ITEM = Field("item_id", "计划任务", Kind.REFERENCE, named_by="item", listed=False,
              help="做的是年度计划里的哪一项；记在这里和在文件材料“登记进展…”是一回事")  # fmt: skip
_PEOPLE = Field("people", "人员", required=True, width=116, kept=True, longest=200,
                synonyms=("姓名", "参加人员", "记录人"), help="多人一起做的一条写全，用顿号隔开")  # fmt: skip

ENTRIES = Table(
    name="worklog",
    label="工作日志",
    title="工作日志",
    fields=(
        _DAY, _PEOPLE, _DUTY, _KIND, _CONTENT, _VILLAGE, _HOUSEHOLDS, _NEXT, _NEXT_DUE,
        Field("matter", "销号", Kind.CHOICE, words=Matter, width=76, editable=False),
        replace(_HALF, listed=False), _WITH, _RESULT, _TAGS,
        Field("project", "项目", width=120, listed=False, editable=False),
        Field("late", "补记", Kind.FLAG, width=56, editable=False),
    ),
)  # fmt: skip
"""An entry as a list and a sheet have it."""

ENTRY_FORM = Table(
    name="worklog_form",
    label="工作日志",
    fields=(
        _DAY,
        Field("posting_id", "谁", Kind.REFERENCE, required=True, named_by="recorder",
              help="一起做的其他人，保存后用“同行的人…”勾选"),
        _HALF, _DUTY, _KIND, _VILLAGE, _HOUSEHOLDS, _CONTENT, _WITH, _RESULT, _NEXT, _NEXT_DUE, _PROJECT,
        _ITEM, _TAGS,
    ),
)  # fmt: skip
"""What the clerk fills in beside the list; who it is of is chosen."""

LINES = Table("worklog_lines", "一天的日志",
              (_HALF, _DUTY, _KIND, _VILLAGE, _HOUSEHOLDS, _CONTENT, _NEXT, _NEXT_DUE))  # fmt: skip
"""What is typed under the week's grid, a line an entry."""

DUTY_MONTHS = Table(
    "duty_months",
    "职责履行统计",
    (
        Field("clause", "条款", width=72, editable=False),
        Field("duty", "职责", width=120, editable=False),
        *(
            Field(f"in_{number}", f"{number}月", Kind.WHOLE, width=58, editable=False)
            for number in range(1, 13)
        ),
        Field("total", "合计", Kind.WHOLE, width=64, editable=False),
        Field("households", "走访户次", Kind.WHOLE, width=84, editable=False),
    ),
)
"""The eight duties over the months of a year."""

SIGNINGS = Table(
    "log_months",
    "日志签阅",
    (
        Field("month", "月份", Kind.MONTH, required=True, width=84),
        Field("signed_by", "签阅人", required=True, width=100, longest=40, help="一般为工作队队长"),
        Field("signed_on", "签阅日期", Kind.DATE, required=True, width=100),
        Field("opinion", "签阅意见", Kind.NOTE, width=200, longest=200),
        Field("count", "条数", Kind.WHOLE, width=60, editable=False),
    ),
)
"""A month's sign-off by the leader."""

WORKLOG_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (
        Field("log_gaps", "日志漏记提示", Kind.FLAG, True, "过去七天里在岗的工作日没有记日志的，是否提示"),
        True,
    ),
    (
        Field(
            "log_duty_gap",
            "职责空白提示",
            Kind.FLAG,
            True,
            "半年过了四个月，还有职责一条日志也没有的，是否提示",
        ),
        True,
    ),
    (Field("log_visit_gap", "走访空白提示", Kind.FLAG, True, "一个月里没有入户走访记录的，是否提示"), False),
    (Field("log_sign_days", "月度签阅期限", Kind.WHOLE, True, "次月几日前由队长签阅上月日志，0为不提示"), 5),
    (Field("matter_amber_days", "未了事项提示天数", Kind.WHOLE, True, "未了事项超过这些天标为黄色"), 14),
    (Field("matter_red_days", "未了事项警示天数", Kind.WHOLE, True, "未了事项超过这些天标为红色"), 30),
)
"""What the office chooses for its work log."""

ENTRIES_OF_PERSON = Table(
    "entries_of_person",
    "工作日志",
    (_DAY, replace(_CONTENT, width=180), replace(_DUTY, width=108)),
)
"""The latest entries of one person."""
