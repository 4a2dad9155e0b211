"""Leave (四(三)): one record is a leave of a posting, with what form 6 asks for."""

from banfu_desktop.rules.words import DayState
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.spec import Field, Kind, Table

_STATE = Field(
    "state",
    "类别",
    Kind.CHOICE,
    required=True,
    words=DayState,
    width=84,
    help="年休假、病假、事假、婚假、产假等；公务外出、培训和值班直接在考勤表登记",
    clause="四(三)",
)
_START = Field("start_on", "开始日期", Kind.DATE, required=True, width=104, help="请假第一天")
_END = Field("end_on", "结束日期", Kind.DATE, required=True, width=104, help="请假最后一天")
_FROM_NOON = Field("from_noon", "下午起", Kind.FLAG, listed=False, help="第一天上午在岗，从下午起请假")
_TO_NOON = Field("to_noon", "上午止", Kind.FLAG, listed=False, help="最后一天只请上午，下午在岗")
_RETURNED = Field(
    "returned_on",
    "销假日期",
    Kind.DATE,
    width=104,
    help="回到岗位的第一天；提前回来的，考勤表自动改回在岗",
    clause="四(三)",
)
_REASON = Field("reason", "事由", Kind.NOTE, width=160, longest=200)
_WHEREABOUTS = (
    Field("destination", "去向", longest=60, listed=False),
    Field("contact", "联系电话", longest=40, listed=False, help="请假期间能找到人的电话"),
    Field("handover", "工作交接人", longest=40, listed=False),
)

LEAVES = Table(
    name="leaves",
    label="请假",
    title="请假记录",
    fields=(
        Field("name", "姓名", width=158, editable=False),
        Field("organisation", "派出单位", width=112, editable=False),
        _STATE,
        _START,
        _END,
        Field("days", "批准天数", width=84, help="批准的天数，休息日是否计入按假别", editable=False),
        Field("taken", "实休天数", width=84, help="到销假为止实际请的天数", editable=False),
        _RETURNED,
        Field("approver", "审批", width=100, clause=OWN_CHOICE, editable=False),
        _REASON,
        _FROM_NOON,
        _TO_NOON,
        *_WHEREABOUTS,
    ),
)

LEAVE_FORM = Table(
    name="leave_form",
    label="请假",
    fields=(
        Field("posting_id", "请假人", Kind.REFERENCE, True, "可输入姓名的一部分查找", named_by="name"),
        _STATE,
        _START,
        _FROM_NOON,
        _END,
        _TO_NOON,
        _RETURNED,
        _REASON,
        *_WHEREABOUTS,
    ),
)
"""What the clerk fills in; the person is chosen by posting."""
