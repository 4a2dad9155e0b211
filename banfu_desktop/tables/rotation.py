"""Rotation (二), filing (二(三)) and party relations (四(一)) as lists and forms show them."""

from dataclasses import replace
from typing import Any

from banfu_desktop.rules.rotation import (
    CLAUSE,
    FILING_CLAUSE,
    RELATIONS_CLAUSE,
    Direction,
    FilingState,
    Section,
    Stage,
)
from banfu_desktop.rules.words import PoliticalStatus, TeamRole
from banfu_desktop.tables.spec import Field, Kind, Table

_NAME = Field("name", "姓名", width=110, editable=False)
_UNIT = Field("organisation", "派出单位", width=130, editable=False)
_ROLE = Field("role", "队内职务", Kind.CHOICE, words=TeamRole, width=104, editable=False)
_SUCCESSOR = Field("successor", "接任人选", longest=50, width=100, joined=True, clause=CLAUSE,
                   help="推荐的人；名字以外的情况填在下面，程序按选派条件核对")  # fmt: skip
_CHANGE = (
    _SUCCESSOR,
    Field("successor_unit", "接任人单位", longest=60, listed=False),
    Field("born_on", "出生日期", Kind.DATE, listed=False, clause="二(一)",
          help="队长一般不超过50岁、队员一般不超过45岁，按选派之日"),
    Field("political", "政治面貌", Kind.CHOICE, words=PoliticalStatus, listed=False, clause="二(一)"),
    Field("party_joined_on", "入党时间", Kind.DATE, listed=False, clause="二(一)", month_is_enough=True),
    Field("rank", "职级", longest=40, listed=False, clause="二(一)", help="队长须为副科级或相当职级以上"),
    Field("arrives_on", "拟到岗日期", Kind.DATE, listed=False),
    Field("proposed_on", "推荐日期", Kind.DATE, listed=False),
    Field("agreed_on", "同意日期", Kind.DATE, listed=False),
    Field("agreed_by", "同意单位", longest=60, listed=False, help="如 镇党委、县委组织部"),
    Field("handing_on", "开始交接", Kind.DATE, listed=False),
    Field("remark", "备注", Kind.NOTE, longest=200, listed=False),
)  # fmt: skip

PLACES = Table(
    name="rotation",
    label="轮换交接",
    title="人员轮换计划表",
    fields=(
        _NAME, _UNIT, _ROLE,
        Field("batch", "批次", width=84, editable=False, clause=CLAUSE),
        Field("arrived_on", "到岗日期", Kind.DATE, width=100, editable=False),
        Field("until", "期满（离岗）", Kind.DATE, width=104, editable=False),
        Field("days", "还有天数", Kind.WHOLE, width=76, editable=False),
        Field("stage", "进度", Kind.CHOICE, words=Stage, width=84, editable=False),
        *_CHANGE,
    ),
    sections=(("proposed_on", "办理"),),
)  # fmt: skip
"""Everybody at the post or just leaving, and how far the change is."""

CHANGE_FORM = Table("rotation_change", "轮换", _CHANGE, sections=(("proposed_on", "办理"),))

_WHO = (
    replace(_NAME, editable=True, required=True, joined=True),
    replace(_UNIT, editable=True, help="同名的人按派出单位区分"),
)

CHANGES_FILE = Table("rotation", "轮换", (*_WHO, *_CHANGE))
"""Changes of post as a sheet has them, a row each."""

BATCHES = Table(
    name="batches",
    label="轮换批次",
    fields=(
        Field("name", "批次", required=True, longest=30, width=100, help="如 第二批", clause=CLAUSE),
        Field("start_on", "开始日期", Kind.DATE, required=True, width=104),
        Field("planned_end", "计划结束", Kind.DATE, required=True, width=104,
              help="通知规定三年轮换一次，可按实际更改"),
        Field("count", "人数", Kind.WHOLE, width=64, editable=False),
        Field("state", "状态", width=84, editable=False),
        Field("remark", "备注", Kind.NOTE, longest=200, width=200),
    ),
)  # fmt: skip

HANDOVERS = Table(
    name="handovers",
    label="交接清单",
    fields=(
        Field("name", "移交人", width=110, editable=False),
        Field("receiver", "接交人", longest=50, width=110, joined=True, clause=CLAUSE),
        Field("witness", "监交人", longest=50, width=110, joined=True, clause=CLAUSE),
        Field("whole", "含全队事项", Kind.FLAG, width=90,
              help="队长自动含全队；内勤（经办）交接时也选“是”"),
        Field("drawn_on", "拟定日期", Kind.DATE, width=104, editable=False),
        Field("ticked", "已核对", width=80, editable=False),
        Field("sealed_on", "封存日期", Kind.DATE, width=104, editable=False),
        Field("check_code", "校验码", width=110, editable=False),
        Field("remark", "备注", Kind.NOTE, longest=200, listed=False),
    ),
)  # fmt: skip

HANDOVER_ITEMS = Table(
    name="handover_items",
    label="交接事项",
    fields=(
        Field("section", "部分", Kind.CHOICE, required=True, words=Section, width=110),
        Field("kind", "类别", required=True, longest=20, width=100, help="如 公章、钥匙、账号、承诺"),
        Field("text", "事项", Kind.NOTE, required=True, longest=200, width=360,
              help="账号只写名称，不写密码；不写农户的姓名、号码、病情和收入"),
        Field("given", "移交", Kind.FLAG, width=64, editable=False),
        Field("taken", "接收", Kind.FLAG, width=64, editable=False),
    ),
)  # fmt: skip

FILINGS = Table(
    name="filings",
    label="备案",
    title="驻村第一书记备案登记",
    fields=(
        Field("name", "第一书记", width=110, editable=False),
        _UNIT,
        Field("village", "驻村", width=90, editable=False, clause=FILING_CLAUSE),
        Field("body", "备案机关", required=True, longest=40, width=150, editable=False, clause=FILING_CLAUSE),
        Field("state", "状态", Kind.CHOICE, words=FilingState, width=84, editable=False),
        Field("roster_on", "花名册备案日期", Kind.DATE, width=120, listed=False, editable=False,
              help="花名册里登记的一个日期，没有写明报哪个机关；登记备案以后由备案得出"),
        Field("sent_on", "报送日期", Kind.DATE, required=True, width=104),
        Field("number", "文号", longest=40, width=130, help="报备函的文号"),
        Field("confirmed_on", "备案日期", Kind.DATE, width=104, help="收到回执或备案通知的日期"),
        Field("remark", "备注", Kind.NOTE, longest=200, listed=False),
    ),
)  # fmt: skip

FILINGS_FILE = Table(
    "filings",
    "备案",
    (
        replace(_WHO[0], label="第一书记"),
        _WHO[1],
        replace(FILINGS["village"], editable=True, help="不填就是现驻村"),
        replace(FILINGS["body"], editable=True),
        replace(FILINGS["sent_on"], required=False),
        *(FILINGS[name] for name in ("number", "confirmed_on", "remark")),
    ),
)
"""Filings as a sheet has them; one who is not sent yet has no day."""

RELATIONS = Table(
    name="relations",
    label="组织关系",
    title="党员组织关系登记",
    fields=(
        _NAME, _UNIT,
        Field("direction", "方向", Kind.CHOICE, words=Direction, width=72, editable=False,
              clause=RELATIONS_CLAUSE),
        Field("branch", "党支部", required=True, longest=60, width=170,
              help="转入写镇（村）的党支部，转回写派出单位的党支部"),
        Field("letter_no", "介绍信号", longest=40, width=120),
        Field("letter_until", "有效期至", Kind.DATE, width=104),
        Field("moved_on", "转接日期", Kind.DATE, width=104),
        Field("receipt_on", "回执日期", Kind.DATE, width=104),
        Field("state", "状态", width=90, editable=False),
    ),
)  # fmt: skip

RELATIONS_FILE = Table(
    "relations",
    "组织关系",
    (
        *_WHO,
        replace(RELATIONS["direction"], editable=True, required=True),
        replace(RELATIONS["branch"], required=False),
        *(RELATIONS[name] for name in ("letter_no", "letter_until", "moved_on", "receipt_on")),
    ),
)
"""Moves of party relations as a sheet has them; one that is still to be made has no branch yet."""

ROTATION_SETTINGS: tuple[tuple[Field, Any], ...] = (
    (
        Field("filing_bodies", "第一书记备案机关", Kind.NOTE, True,
              "第一书记和驻村报哪些单位备案，用顿号隔开；机构改名的，从改名之日起改", FILING_CLAUSE),
        "县委组织部、县乡村振兴局",
    ),
    (Field("filing_days", "备案期限", Kind.WHOLE, True, "第一书记到岗后多少天内报备案，0为不提示"), 10),
    (
        Field("filing_receipt_days", "备案回执提示天数", Kind.WHOLE, True,
              "报送备案后多少天没有回执时提示，0为不提示"),
        30,
    ),
    (Field("rotation_amber_days", "轮换临近天数", Kind.WHOLE, True, "期满前多少天在时间轴上标为黄色"), 60),
    (Field("crowd_warning", "集中离岗提示", Kind.FLAG, True, "一个季度离岗超过全队一半时，是否提示"), True),
    (
        Field("relations_back_days", "组织关系转回期限", Kind.WHOLE, True,
              "离岗后多少天组织关系还没有转回时提示，0为不提示"),
        30,
    ),
)  # fmt: skip
"""What the office chooses for rotation, filing and relations."""
