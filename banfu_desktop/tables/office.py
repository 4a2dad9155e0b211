"""Units the office deals with: they post people, pay, or are paired with a town."""

from banfu_desktop.rules.limits import Basis
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.tables.spec import Field, Kind, Table

ORGANISATIONS = Table(
    name="organisations",
    label="单位",
    title="单位名册",
    key=("name",),
    fields=(
        Field(
            "name",
            "单位名称",
            required=True,
            width=240,
            longest=60,
            help="改名以后，以前的表册仍用旧名",
        ),
        Field(
            "level",
            "单位层级",
            Kind.CHOICE,
            required=True,
            words=UnitLevel,
            width=110,
            clause="六(一)",
            help="县直单位选派的人员才发工作补助",
        ),
        Field("postings", "选派任职数", Kind.WHOLE, width=110, editable=False),
        Field("former_names", "曾用名", width=320, longest=300, editable=False),
    ),
)

UNIT = Table(
    name="unit",
    label="单位",
    fields=(
        ORGANISATIONS["name"],
        ORGANISATIONS["level"],
        Field(
            "effective_from",
            "新名称生效日期",
            Kind.DATE,
            help="只在改名时用：从这一天起的表册用新名，以前的仍用旧名；不填为今天",
        ),
    ),
)

LATER = Table(
    name="later",
    label="稍后提醒",
    fields=(Field("until", "提醒日期", Kind.DATE, required=True, help="到这一天再提醒"),),
)
"""Until when a reminder of the home page is put off."""
KNOWN = Table(
    name="known",
    label="已知悉",
    fields=(Field("reason", "原因", Kind.NOTE, required=True, longest=200, help="为什么不用办"),),
)
"""Why a reminder of the home page is let be."""

LIMITED = Table(
    name="limits",
    label="时限",
    title="时限一览表",
    fields=(
        Field("label", "事项", width=150),
        Field("clause", "条款", width=114),
        Field("by", "时限", Kind.NOTE, width=260, kept=True),
        Field("basis", "时限依据", Kind.CHOICE, words=Basis, width=104),
        Field("who", "谁办", width=124),
        Field("next_on", "下次到期", Kind.DATE, width=104),
        Field("of", "是什么", Kind.NOTE, width=220),
        Field("open", "已在首页", Kind.WHOLE, width=84, help="首页正在提示的件数"),
        Field("since", "何时起", Kind.DATE, width=104, help="本单位自定的，从哪一天起这样定；空为默认"),
    ),
)
"""Every time limit: what is due by when, of whom, and when next."""
