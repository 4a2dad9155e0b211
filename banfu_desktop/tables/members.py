"""The roster: one record is a person in a posting, with the columns clerks keep in their own sheets."""

from banfu_desktop.rules.words import Category, PoliticalStatus, Sex, TeamRole
from banfu_desktop.tables.spec import Field, Kind, Table

OWN_CHOICE = "本单位自定"

MEMBERS = Table(
    name="members",
    label="成员任职",
    title="驻镇帮扶工作队花名册",
    key=("identity_no", "arrived_on"),
    fields=(
        Field("name", "姓名", required=True, longest=50, width=150, help="与身份证一致；少数民族姓名用“·”"),
        Field("sex", "性别", Kind.CHOICE, required=True, words=Sex, width=50, listed=False),
        Field("nation", "民族", longest=20, width=70, listed=False),
        Field(
            "identity_no",
            "身份证号",
            Kind.IDENTITY,
            required=True,
            width=170,
            synonyms=("身份证号码", "公民身份号码", "身份证"),
            help="18位，单元格须为文本格式；列表中只显示前6位和后4位",
        ),
        Field("phone", "手机号", Kind.PHONE, width=110, synonyms=("手机", "电话", "联系电话", "手机号码")),
        Field("political", "政治面貌", Kind.CHOICE, words=PoliticalStatus, listed=False, clause="二(一)"),
        Field(
            "party_joined_on",
            "入党时间",
            Kind.DATE,
            listed=False,
            clause="二(一)",
            help="队长须为满一年的正式党员，按选派之日计算",
        ),
        Field("category", "人员类别", Kind.CHOICE, required=True, words=Category, width=120, clause="一"),
        Field(
            "organisation",
            "派出单位",
            required=True,
            width=130,
            synonyms=("选派单位", "单位", "工作单位"),
            help="工作补助、体检和保险由派出单位负责",
            clause="六(一)",
        ),
        Field("unit_post", "单位职务", listed=False, synonyms=("原职务", "职务")),
        Field("rank", "职级", listed=False, clause="二(一)", help="队长须为副科级或相当职级以上"),
        Field("role", "队内职务", Kind.CHOICE, required=True, words=TeamRole, width=90, clause="二(一)"),
        Field("village", "驻村", width=80, clause="二(三)", synonyms=("所驻村", "驻点村")),
        Field("town_post", "挂任职务", listed=False, clause="二(一)", synonyms=("挂职", "挂职职务")),
        Field("selected_on", "选派日期", Kind.DATE, listed=False, help="资格按这一天核对；不填则按到岗日期"),
        Field("arrived_on", "到岗日期", Kind.DATE, required=True, width=95, synonyms=("到岗时间", "到岗")),
        Field("planned_until", "拟离岗日期", Kind.DATE, listed=False, clause="二", synonyms=("拟离岗",)),
        Field("left_on", "离岗日期", Kind.DATE, width=95, synonyms=("离岗时间", "离岗")),
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
            help="第一书记报组织部门备案的日期",
        ),
        Field("bank", "开户行", listed=False, synonyms=("开户银行",)),
        Field("card_no", "银行账号", Kind.CARD, width=95, synonyms=("账号", "银行卡号", "卡号")),
        Field("card_holder", "户名", listed=False, synonyms=("账户名", "开户名")),
        Field("proxy_reason", "代领说明", listed=False, help="户名不是本人时，写明谁代领、为什么"),
        Field("remark", "备注", Kind.NOTE, longest=300, listed=False),
    ),
)
