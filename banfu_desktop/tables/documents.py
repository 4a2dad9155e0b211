"""文件材料 四(五), 四(六), 五(二): documents, recipients, plan items as lists and forms have them."""

from typing import Any

from banfu_desktop.rules.documents import (
    CLAUSE,
    PLANS_CLAUSE,
    Direction,
    DocKind,
    DocState,
    ItemState,
    Way,
    WordFonts,
)
from banfu_desktop.tables.spec import Field, Kind, Table

PRIVACY = "不写户主姓名、证号、病情、收入"
"""What documents are not for; said wherever free text is written."""

_DIRECTION = Field("direction", "收发", Kind.CHOICE, required=True, words=Direction, width=64)
_KIND = Field("kind", "类别", Kind.CHOICE, required=True, words=DocKind, width=96, synonyms=("文件类别",))
_TITLE = Field(
    "title", "标题", required=True, kept=True, width=300, longest=120, synonyms=("文件标题", "名称", "题名")
)
_THEIR_NUMBER = Field("their_number", "来文字号", width=150, longest=60, synonyms=("文号", "发文字号"),
                      help="来文上的字号，如 新农发〔2026〕3号；本队的编号签发时自动给")  # fmt: skip
_DATED = Field("dated", "日期", Kind.DATE, required=True, width=100, synonyms=("成文日期", "收文日期"))
_PARTY = Field("party", "来文单位或对方", width=150, longest=80, synonyms=("来文单位", "对方", "单位"),
               help="收文写来文单位，协议写对方，发文可不填")  # fmt: skip
_DRAFTER = Field("drafter", "拟稿人", width=84, longest=40, synonyms=("起草人", "执笔人"))
_START = Field("period_start", "起", Kind.DATE, width=100, listed=False, synonyms=("起始日期", "生效日期"),
               help="报告、计划所属期间，协议生效日期")  # fmt: skip
_END = Field("period_end", "止", Kind.DATE, width=100, listed=False, synonyms=("终止日期", "到期日期"))
_SIGNED_ON = Field("signed_on", "签订日期", Kind.DATE, width=100, listed=False, help="协议双方签字的日期")
_PLACE = Field("place", "地点", width=120, longest=60, listed=False, help="会议地点")
_PEOPLE = Field("people", "参加人员", Kind.NOTE, width=160, longest=300, listed=False,
                help="会议主持、参加、记录")  # fmt: skip
_CONTENT = Field("content", "主要内容", Kind.NOTE, width=220, longest=1000, listed=False,
                 help=f"会议议定事项、协议约定事项、来文要求；{PRIVACY}",
                 synonyms=("内容", "摘要"))  # fmt: skip
_REPLY_DUE = Field("reply_due", "办理期限", Kind.DATE, width=100, help="来文要求回复或办结的日期")
_REPLIED_ON = Field("replied_on", "办结日期", Kind.DATE, width=100, listed=False)
_REPLY = Field("reply", "办理情况", Kind.NOTE, width=160, longest=300, listed=False)
_REMARK = Field("remark", "备注", Kind.NOTE, width=160, longest=200, listed=False, help=PRIVACY)

DOCUMENTS = Table(
    name="documents",
    label="文件",
    title="文件登记簿",
    fields=(
        _DATED, _DIRECTION, _KIND,
        Field("number", "编号", width=150, editable=False),
        _TITLE, _THEIR_NUMBER, _PARTY,
        Field("state", "状态", Kind.CHOICE, words=DocState, width=80, editable=False),
        Field("sent_to", "报送", width=84, editable=False),
        _REPLY_DUE, _DRAFTER, _START, _END, _SIGNED_ON, _PLACE, _PEOPLE, _CONTENT, _REPLIED_ON, _REPLY,
        _REMARK,
    ),
)  # fmt: skip
"""A document as the register shows it."""

DOCUMENT_FORM = Table(
    name="document_form",
    label="文件",
    fields=(
        _DIRECTION, _KIND, _TITLE, _DATED, _THEIR_NUMBER, _PARTY, _DRAFTER, _PLACE, _PEOPLE, _CONTENT,
        _REMARK, _START, _END, _SIGNED_ON, _REPLY_DUE, _REPLIED_ON, _REPLY,
    ),
)  # fmt: skip
"""What the clerk fills in; which fields show goes by kind and direction."""

RECIPIENTS = Table(
    name="recipients",
    label="报送",
    title="报送情况",
    fields=(
        Field("title", "文件", width=240, editable=False),
        Field("name", "报送对象", required=True, width=180, longest=80),
        Field("why", "说明", width=200, editable=False),
        Field("sent_on", "报送日期", Kind.DATE, width=104),
        Field("way", "方式", Kind.CHOICE, words=Way, width=96),
        Field("received_on", "回执日期", Kind.DATE, width=104),
        Field("receipt", "签收人或回执号", width=140, longest=60),
    ),
)
"""Whom documents went to."""

SENDING = Table(
    "sending",
    "登记报送",
    (
        Field("sent_on", "报送日期", Kind.DATE, required=True),
        Field("way", "方式", Kind.CHOICE, required=True, words=Way),
    ),
)
RECEIPT = Table(
    "receipt",
    "登记回执",
    (
        Field("received_on", "回执日期", Kind.DATE, required=True),
        Field("receipt", "签收人或回执号", longest=60),
    ),
)
ADDRESSEE = Table(
    "addressee",
    "增加报送对象",
    (Field("name", "报送对象", required=True, longest=80, help="单位全称"),),
)

_DUE = Field("due", "时限", Kind.DATE, width=104, synonyms=("完成时限", "期限"))
PLAN_ITEMS = Table(
    name="plan-items",
    label="计划任务",
    title="年度任务清单",
    fields=(
        Field("plan", "计划", required=True, width=180, synonyms=("所属计划",), longest=120,
              help="已登记的规划或计划的标题"),
        Field("task", "任务", Kind.NOTE, required=True, width=240, longest=200, kept=True,
              synonyms=("工作任务",)),
        Field("measure", "措施", Kind.NOTE, width=200, longest=300, listed=False, synonyms=("工作措施",)),
        Field("owner", "责任人", width=100, longest=60, synonyms=("负责人",)),
        _DUE,
        Field("target", "目标值", width=120, longest=60, synonyms=("目标",)),
        Field("actual", "实际值", width=120, longest=60, synonyms=("完成值",)),
        Field("state", "状态", Kind.CHOICE, words=ItemState, width=84, help="不填为未开始"),
        Field("done_on", "完成日期", Kind.DATE, width=104, listed=False),
        Field("entries", "日志", Kind.WHOLE, width=64, editable=False),
        Field("last_entry", "最近一条", Kind.DATE, width=104, editable=False),
    ),
)  # fmt: skip
"""An item of a plan as lists and sheets have it."""

PLAN_ITEM_FORM = Table(
    name="plan_item_form",
    label="计划任务",
    fields=(
        Field("document_id", "计划", Kind.REFERENCE, required=True, named_by="plan", clause=PLANS_CLAUSE),
        *(field for field in PLAN_ITEMS.editable if field.name != "plan"),
    ),
)
"""What the clerk fills in; the plan is chosen."""

DOCUMENT_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (
        Field("report_due_day", "半年报告报送日", Kind.WHOLE, True,
              f"七月、一月几日前报送上一半年的报告（{CLAUSE}未写明日期），0为不提示"),
        10,
    ),
    (
        Field("receipt_days", "回执提示天数", Kind.WHOLE, True, "报送几天后还没有登记回执的提示，0为不提示"),
        15,
    ),
    (
        Field("situations_a_quarter", "每季情况反映", Kind.WHOLE, True, "每季度应有几篇情况反映，0为不提示"),
        1,
    ),
    (
        Field("researches_a_person", "每人每年调研报告", Kind.WHOLE, True,
              "每人每年应有几篇调研报告，0为不提示"),
        1,
    ),
    (
        Field("plan_due_month", "年度计划月份", Kind.WHOLE, True, "几月底前应有本年的帮扶计划，0为不提示"),
        3,
    ),
    (
        Field("report_word_fonts", "报告 docx 字体", Kind.CHOICE, True,
              "导出 docx 时写明的字体；本单位电脑没有GB2312字体的选系统自带", words=WordFonts),
        WordFonts.OFFICE,
    ),
)  # fmt: skip
"""What the office chooses for its documents."""
