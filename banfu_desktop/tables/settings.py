"""Every setting, declared once: what it decides, its default, and the clause or 本单位自定 behind it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from banfu_desktop.rules.attendance import FLAGGED_KINDS, HELD_KINDS, PAID_KINDS, REST_DAY_KINDS
from banfu_desktop.rules.policy import (
    Absence,
    DaysBasis,
    DeductionBasis,
    LongLeave,
    Mode,
    MoveMonth,
    PartMonth,
    Payer,
    Rounding,
    SubsidyPolicy,
)
from banfu_desktop.rules.words import DayState, Word
from banfu_desktop.tables.allowance import ALLOWANCE_SETTINGS
from banfu_desktop.tables.assessment import ASSESSMENT_SETTINGS
from banfu_desktop.tables.documents import DOCUMENT_SETTINGS
from banfu_desktop.tables.funds import FUND_SETTINGS
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.mobilised import MOBILISED_SETTINGS
from banfu_desktop.tables.projects import NOTICE_SETTINGS
from banfu_desktop.tables.reimbursements import CLAIM_SETTINGS
from banfu_desktop.tables.rotation import ROTATION_SETTINGS
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.tables.worklog import WORKLOG_SETTINGS

_DEFAULTS = SubsidyPolicy()
_SUBSIDY: tuple[Field, ...] = (
    Field(
        "rate_fen", "工作补助月标准", Kind.MONEY, True, "县直单位选派人员每月工作补助，含伙食补助", "六(一)"
    ),
    Field("payer", "补助发放单位", Kind.CHOICE, True, "通知未写明由谁发放", words=Payer),
    Field("part_month", "到岗、离岗当月", Kind.CHOICE, True, "当月不满一个月时怎样计发", words=PartMonth),
    Field("arrival_counts", "到岗当日计入", Kind.FLAG, True, "到岗的当天算不算一天"),
    Field("departure_counts", "离岗当日计入", Kind.FLAG, True, "离岗的当天算不算一天"),
    Field("mode", "计发方式", Kind.CHOICE, True, "按月标准发放，或按日标准乘在岗天数", words=Mode),
    Field("daily_rate_fen", "日标准", Kind.MONEY, True, "仅在按日标准计发时使用"),
    Field("daily_capped", "日标准不超过月标准", Kind.FLAG, True, "按日标准计发时，当月最多发到月标准"),
    Field(
        "daily_pays_leave",
        "日标准含年休假等",
        Kind.FLAG,
        True,
        "按日标准计发时，不扣减的年休假、婚假、产假等照发",
    ),
    Field("annual_deducts", "年休假等扣减", Kind.FLAG, True, "年休假、婚假、产假、丧假等是否按天扣减"),
    Field("long_leave_days", "病事假提示天数", Kind.WHOLE, True, "一个月内病假、事假合计超过这个天数时提示"),
    Field("long_leave", "病事假超出的处理", Kind.CHOICE, True, "超过提示天数以后怎样处理", words=LongLeave),
    Field("move_month", "月中调整单位", Kind.CHOICE, True, "当月在两个单位任职的，由谁发放", words=MoveMonth),
    Field("absence", "旷工的处理", Kind.CHOICE, True, "有旷工时怎样处理", words=Absence),
    Field(
        "deduction_basis",
        "扣减日标准",
        Kind.CHOICE,
        True,
        "按天扣减时一天扣多少：月标准除以什么，扣哪些天",
        words=DeductionBasis,
    ),
    Field(
        "rounding",
        "金额取整",
        Kind.CHOICE,
        True,
        "每一行四舍五入到分或到元，合计等于各行之和",
        words=Rounding,
    ),
)
_OTHERS: tuple[tuple[Field, Any], ...] = (
    (
        Field(
            "days_basis",
            "在岗天数口径",
            Kind.CHOICE,
            True,
            "应在岗、在岗按工作日还是按日历天数",
            words=DaysBasis,
        ),
        DaysBasis.WORK_DAYS,
    ),
    (
        Field(
            "rest_day_kinds",
            "休息日也算的假别",
            Kind.NOTE,
            True,
            "请假天数含休息日和节假日的假别，用顿号隔开；也可写“全部”或“无”",
        ),
        "、".join(state.label for state in DayState if state in REST_DAY_KINDS),
    ),
    (
        Field(
            "flagged_kinds",
            "整月不在岗要提示的假别",
            Kind.NOTE,
            True,
            "一个月没有一天在岗时，发放表和考勤上提示的假别，补助照发；用顿号隔开，也可写“全部”或“无”",
        ),
        "、".join(state.label for state in DayState if state in FLAGGED_KINDS),
    ),
    (
        Field(
            "recorded_kinds",
            "要有请假单的假别",
            Kind.NOTE,
            True,
            "只在考勤表上登记、没有请假单时提示的假别；用顿号隔开，也可写“全部”或“无”",
        ),
        "全部",
    ),
    (
        Field(
            "held_kinds",
            "超过天数要处理的假别",
            Kind.NOTE,
            True,
            "合计超过“病事假提示天数”时按“病事假超出的处理”办理的假别，用顿号隔开；也可写“全部”或“无”",
        ),
        "、".join(state.label for state in DayState if state in HELD_KINDS),
    ),
    (
        Field(
            "deducted_kinds",
            "年休假等扣减的假别",
            Kind.NOTE,
            True,
            "“年休假等扣减”选“是”时按天扣减的假别，用顿号隔开；也可写“全部”或“无”",
        ),
        "、".join(state.label for state in DayState if state in PAID_KINDS),
    ),
    (
        Field(
            "attendance_threshold",
            "在岗天数提示线",
            Kind.WHOLE,
            True,
            "每月在岗加值班少于这个天数时提示，最多为当月工作日数；0为不提示",
        ),
        20,
    ),
    (Field("round_trips", "往返次数提示线", Kind.WHOLE, True, "每月往返超过这个次数时提示，0为不提示"), 4),
    (
        Field(
            "leave_town_days",
            "镇党委审批天数",
            Kind.WHOLE,
            True,
            "不超过这个天数由镇党委审批，超过的报县委组织部",
        ),
        3,
    ),
    (
        Field(
            "township_tiers",
            "乡镇工作补贴档次",
            Kind.NOTE,
            False,
            "每行“年数=元”，如 1=300；不填只显示可享受日期",
            "六(一)",
        ),
        None,
    ),
    (
        Field(
            "payroll_columns",
            "银行代发模板",
            Kind.NOTE,
            False,
            "银行代发清单按银行模板的次序和表头，每栏一行“栏=表头”，如 账号=收款人账号；"
            "可用 序号、户名、账号、开户行、金额、附言、空；不填用通用格式",
        ),
        None,
    ),
    (
        Field(
            "township_gap_restarts",
            "任职间断后重新计六个月",
            Kind.FLAG,
            True,
            "乡镇工作补贴满六个月：中间离岗过的，是否从再次到岗起重新计算",
        ),
        True,
    ),
    (
        Field(
            "retention_years",
            "个人信息保存年数",
            Kind.WHOLE,
            True,
            "离岗超过这些年数的，身份证号、银行账号、电话到期可以销毁，0为不提示",
        ),
        5,
    ),
    (
        Field(
            "maker_checker",
            "制单与审核分开",
            Kind.FLAG,
            True,
            "启用人员以后：编制发放表、录入凭证、填写报销单的人，不能自己封存、月结、审批",
        ),
        False,
    ),
    (
        Field(
            "two_on_a4",
            "A5单据两张拼一页A4",
            Kind.FLAG,
            True,
            "支出凭单、收据，以及A5放得下的费用报销单、单据粘贴单，两张一页A4，中间有裁切线",
        ),
        False,
    ),
    *FUND_SETTINGS,
    *CLAIM_SETTINGS,
    *NOTICE_SETTINGS,
    *WORKLOG_SETTINGS,
    *MOBILISED_SETTINGS,
    *ROTATION_SETTINGS,
    *ALLOWANCE_SETTINGS,
    *ASSESSMENT_SETTINGS,
    *DOCUMENT_SETTINGS,
)


def _own(field: Field) -> Field:
    """A setting without a clause is the office's own choice, and says so."""
    return field if field.clause else Field(**{**field.__dict__, "clause": OWN_CHOICE})


SETTINGS: Mapping[str, Field] = {field.name: _own(field) for field in (*_SUBSIDY, *(f for f, _ in _OTHERS))}
DEFAULTS: Mapping[str, Any] = {
    **{field.name: getattr(_DEFAULTS, field.name) for field in _SUBSIDY},
    **{field.name: value for field, value in _OTHERS},
}
CHOICE = Table(
    "setting",
    "设置",
    (
        *(replace(field, clause="", help="") for field in SETTINGS.values()),
        Field("effective_from", "生效日期", Kind.DATE, required=True, help="工作补助按每月1日有效的设置计算"),
        Field("note", "为什么这样定", Kind.NOTE, longest=200, help="会议纪要、领导批示等，写明便于日后查对"),
    ),
)
"""A choice as the clerk makes it: one of the settings, from when on and why."""
KIND_SETTINGS = ("rest_day_kinds", "flagged_kinds", "recorded_kinds", "held_kinds", "deducted_kinds")
"""Settings that are kinds of leave, in the order of `Counting`."""
SUBSIDY_NAMES: tuple[str, ...] = tuple(field.name for field in _SUBSIDY)


def to_text(value: Any) -> str:
    """A setting's value as stored: a word's code, fen, a number, 1 or 0."""
    if isinstance(value, Word):
        return value.value
    return str(int(value)) if isinstance(value, (bool, int)) else str(value or "")


def from_text(name: str, text: str) -> Any:
    """The value behind a stored text.

    Raises:
        KeyError: no such setting; UserError: the text is not one of its values.
    """
    field = SETTINGS[name]
    if field.kind in (Kind.MONEY, Kind.WHOLE):
        return int(text)
    return bool(int(text)) if field.kind is Kind.FLAG else field.read(text)
