"""The roster: one record is a person in a posting, with the columns clerks keep in their own sheets."""

from dataclasses import replace

from banfu_desktop.rules.words import Category, PoliticalStatus, PostingState, Sex, TeamRole
from banfu_desktop.tables.spec import Field, Kind, Table

OWN_CHOICE = "本单位自定"
_ROLE = ("队内职务(岗位)", "工作队职务", "队内岗位", "驻镇职务", "帮扶职务", "岗位")
_ARRIVED = (
    "到岗时间", "到岗", "驻镇时间起", "驻镇起", "驻镇时间(起)", "到任时间", "到任日期", "入队日期",
    "入队时间", "进驻时间", "驻村时间", "派驻时间", "进村时间", "任职起", "任职开始",
)  # fmt: skip
_UNTIL = (
    "拟离岗", "拟离岗时间", "驻镇时间止", "驻镇止", "驻镇时间(止)", "任期至", "到期时间", "计划离岗时间",
    "任职止",
)  # fmt: skip

MEMBERS = Table(
    name="members",
    label="成员任职",
    title="驻镇帮扶工作队花名册",
    sections=(
        ("name", "个人"),
        ("category", "任职"),
        ("relations_letter_until", "组织关系与备案"),
        ("bank", "发放账户"),
        ("remark", "其他"),
    ),
    key=("identity_no", "arrived_on"),
    fields=(
        Field(
            "name",
            "姓名",
            required=True,
            longest=50,
            width=150,
            help="与身份证一致；少数民族姓名用“·”",
            joined=True,
            synonyms=("名字", "干部姓名", "队员姓名", "成员姓名"),
        ),
        Field("sex", "性别", Kind.CHOICE, required=True, words=Sex, width=50, listed=False),
        Field("nation", "民族", longest=20, width=70, listed=False),
        Field(
            "education", "学历", longest=20, listed=False, synonyms=("文化程度", "最高学历", "学历(全日制)")
        ),
        Field(
            "identity_no",
            "身份证号",
            Kind.IDENTITY,
            required=True,
            width=170,
            synonyms=("身份证号码", "公民身份号码", "公民身份证号码", "公民身份号", "居民身份证号", "身份证"),
            help="18位，单元格须为文本格式；列表中只显示前6位和后4位",
        ),
        Field(
            "phone",
            "手机号",
            Kind.PHONE,
            width=110,
            synonyms=("手机", "电话", "联系电话", "手机号码", "联系方式"),
        ),
        Field("political", "政治面貌", Kind.CHOICE, words=PoliticalStatus, listed=False, clause="二(一)"),
        Field(
            "party_joined_on",
            "入党时间",
            Kind.DATE,
            listed=False,
            clause="二(一)",
            help="队长须为满一年的正式党员，按选派之日计算；只知道年月的写年月",
            synonyms=("入党日期", "入党年月", "加入中共时间"),
            month_is_enough=True,
        ),
        Field("category", "人员类别", Kind.CHOICE, required=True, words=Category, width=120, clause="一"),
        Field(
            "organisation",
            "派出单位",
            required=True,
            width=130,
            synonyms=(
                "选派单位",
                "派驻单位",
                "原单位",
                "原单位(全称)",
                "原工作单位",
                "工作单位",
                "单位名称",
                "单位",
            ),
            joined=True,
            help="工作补助、体检和保险由派出单位负责",
            clause="六(一)",
        ),
        Field("unit_post", "单位职务", listed=False, synonyms=("原单位职务", "原职务", "行政职务", "职务")),
        Field("rank", "职级", listed=False, clause="二(一)", help="队长须为副科级或相当职级以上"),
        Field(
            "role",
            "队内职务",
            Kind.CHOICE,
            required=True,
            words=TeamRole,
            width=90,
            clause="二(一)",
            synonyms=_ROLE,
        ),
        Field(
            "village",
            "驻村",
            width=80,
            clause="二(三)",
            synonyms=("所驻村", "驻点村", "帮扶村", "派驻村", "所在村"),
        ),
        Field("town_post", "挂任职务", listed=False, clause="二(一)", synonyms=("挂职", "挂职职务")),
        Field("selected_on", "选派日期", Kind.DATE, listed=False, help="资格按这一天核对；不填则按到岗日期"),
        Field("arrived_on", "到岗日期", Kind.DATE, required=True, width=95, synonyms=_ARRIVED),
        Field("planned_until", "拟离岗日期", Kind.DATE, listed=False, clause="二", synonyms=_UNTIL),
        Field(
            "left_on",
            "离岗日期",
            Kind.DATE,
            width=95,
            synonyms=("离岗时间", "离岗", "离任时间", "离任日期", "离队时间"),
        ),
        Field("relations_letter_until", "介绍信有效期至", Kind.DATE, listed=False, clause="四(一)"),
        Field(
            "relations_moved_on",
            "组织关系转入日期",
            Kind.DATE,
            listed=False,
            clause="四(一)",
            synonyms=("组织关系转入日", "组织关系转入时间"),
        ),
        Field(
            "filed_on",
            "备案日期",
            Kind.DATE,
            listed=False,
            clause="二(三)",
            help="第一书记报组织部门备案的日期；在轮换交接登记了备案的，由备案得出",
        ),
        Field("bank", "开户行", listed=False, synonyms=("开户银行",)),
        Field(
            "card_no",
            "银行账号",
            Kind.CARD,
            width=95,
            synonyms=("账号", "银行卡号", "卡号", "工资卡号", "银行卡账号", "收款账号"),
        ),
        Field("card_holder", "户名", listed=False, synonyms=("账户名", "开户名", "收款户名"), joined=True),
        Field("proxy_reason", "代领说明", listed=False, help="户名不是本人时，写明谁代领、为什么"),
        Field("remark", "备注", Kind.NOTE, longest=300, listed=False),
    ),
)

ROSTER_FILE = replace(
    MEMBERS,
    fields=(
        *MEMBERS.fields,
        Field(
            "unit_and_post",
            "派出单位及职务",
            longest=60,
            synonyms=("单位及职务", "工作单位及职务", "原单位及职务", "选派单位及职务", "原单位职务及职级"),
            joined=True,
        ),
    ),
)
"""The columns of a roster as offices keep it: unit and post may stand in one."""
DRAFT_FILE = replace(
    ROSTER_FILE,
    key=(),
    fields=tuple(
        replace(field, required=field.name == "name", month_is_enough=field.kind is Kind.DATE)
        for field in ROSTER_FILE.fields
    ),
)
"""The same for a roster without identity numbers: a name is enough, a day may be known by its month."""
DRAFTS = Table(
    name="drafts",
    label="待补全",
    title="待补全的人员",
    fields=(
        Field("name", "姓名", width=120),
        Field("unit_said", "单位及职务", width=200),
        Field("missing", "还缺", Kind.NOTE, width=260),
        Field("source", "来自", width=160),
    ),
)
"""People of a roster without identity numbers, until what is missing has been filled in."""

POSTINGS_OF_PERSON = Table(
    name="postings_of_person",
    label="任职经历",
    fields=(
        Field("arrived_on", "到岗", Kind.DATE, width=96, editable=False),
        Field("left_on", "离岗", Kind.DATE, width=96, editable=False),
        Field("organisation", "派出单位", width=140, editable=False),
        Field("role", "队内职务", width=90, editable=False),
        Field("state", "状态", Kind.CHOICE, words=PostingState, width=76, editable=False),
    ),
)
"""The postings of one person."""
