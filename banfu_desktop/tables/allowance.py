"""乡镇工作补贴 (六(一)) and the rules of the other categories (六(四)) as lists and forms show them."""

from typing import Any

from banfu_desktop.rules.allowance import CLAUSE, OTHERS_CLAUSE, LetterState
from banfu_desktop.rules.words import Category, TeamRole
from banfu_desktop.tables.spec import Field, Kind, Table

_NAME = Field("name", "姓名", width=104, editable=False)
_UNIT = Field("organisation", "派出单位", width=140, editable=False)
_ROLE = Field("role", "队内职务", Kind.CHOICE, words=TeamRole, width=92, editable=False)
_ARRIVED = Field("arrived_on", "到岗日期", Kind.DATE, width=100, editable=False)
_LEFT = Field("left_on", "离岗日期", Kind.DATE, width=100, editable=False)

ALLOWANCES = Table(
    name="allowances",
    label="乡镇工作补贴",
    title="乡镇工作补贴告知登记",
    fields=(
        _NAME, _UNIT, _ARRIVED,
        Field("eligible_on", "可享受日期", Kind.DATE, width=100, editable=False, clause=CLAUSE,
              help="任职满六个月之日，以上含六个月"),
        _LEFT,
        Field("state", "状态", Kind.CHOICE, words=LetterState, width=100, editable=False),
        Field("sent_on", "送出日期", Kind.DATE, required=True, width=100, clause=CLAUSE,
              help="告知单送到派出单位的日期"),
        Field("number", "文号", longest=40, width=110, listed=False),
        Field("confirmed_on", "确认日期", Kind.DATE, width=100, help="收到派出单位答复的日期"),
        Field("paid_from", "发放起始", Kind.DATE, width=100, help="派出单位答复从哪天起发；不发的留空"),
        Field("amount_fen", "单位月标准", Kind.MONEY, listed=False, summed=False,
              help="派出单位写明了才填；通知没有规定标准，程序不计算"),
        Field("reply", "单位答复", Kind.NOTE, longest=200, width=180, help="照单位的原话；不发的写明原因"),
        Field("stopped_on", "停发日期", Kind.DATE, listed=False, help="派出单位告知的停发日期"),
        Field("remark", "备注", Kind.NOTE, longest=200, listed=False),
    ),
    sections=(("confirmed_on", "派出单位答复"),),
)  # fmt: skip
"""Everybody posted as a 驻镇干部 who has or will have six months, and how far the unit's letter is."""

OTHERS = Table(
    name="others",
    label="其他人员",
    title="其他人员执行规定情况表",
    fields=(
        _NAME,
        Field("category", "人员类别", Kind.CHOICE, words=Category, width=140, editable=False,
              clause=OTHERS_CLAUSE),
        _UNIT,
        Field("rule", "执行的规定", Kind.NOTE, width=230, editable=False, clause=OTHERS_CLAUSE),
        Field("warning", "提示", Kind.NOTE, width=200, editable=False),
        Field("payer", "由谁负担", width=110, editable=False),
        _ROLE, _ARRIVED, _LEFT,
        Field("amount", "标准（文件原文）", Kind.NOTE, width=160, editable=False),
    ),
)  # fmt: skip
"""Everybody at the post who stands under 六(四), and under which rule."""

OWN_RULES = Table(
    name="own_rules",
    label="执行规定",
    title="其他人员执行规定",
    fields=(
        Field("category", "人员类别", Kind.CHOICE, words=Category, required=True, width=140,
              clause=OTHERS_CLAUSE),
        Field("rule", "规定名称", required=True, longest=100, width=260, clause=OTHERS_CLAUSE,
              help="本单位收到的文件名称，照原文"),
        Field("number", "文号", longest=60, width=140),
        Field("payer", "由谁负担", longest=60, width=140, help="照文件写，如 省级财政、派出单位"),
        Field("amount", "标准（文件原文）", Kind.NOTE, longest=200, width=200,
              help="文件写明的照原文抄，没有的留空；程序不按它计算"),
        Field("start_on", "起始日期", Kind.DATE, required=True, width=100),
        Field("end_on", "截止日期", Kind.DATE, width=100, help="没有截止的留空；换了文件，另登记一条"),
        Field("remark", "备注", Kind.NOTE, longest=200, listed=False),
    ),
)  # fmt: skip
"""What the office was told of each category; empty until somebody enters it."""

ALLOWANCE_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (
        Field("allowance_tell_days", "乡镇工作补贴告知期限", Kind.WHOLE, True,
              "任职满六个月后多少天内书面告知派出单位，0为不提示"),
        15,
    ),
    (
        Field("allowance_answer_days", "乡镇工作补贴答复提示天数", Kind.WHOLE, True,
              "告知单送出后多少天没有登记派出单位的答复时提示，0为不提示"),
        30,
    ),
    (
        Field("allowance_all_units", "告知单含省市单位", Kind.FLAG, True,
              "通知六(一)写的是县直单位选派人员；省、市单位选派的驻镇干部是否也告知，由本单位定"),
        False,
    ),
)  # fmt: skip
"""What the notice leaves open of 乡镇工作补贴, with our defaults."""
