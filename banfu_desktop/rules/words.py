"""The office's vocabulary: every coded value with its Chinese label, said once."""

from enum import StrEnum
from typing import Self

from banfu_desktop.rules.errors import UserError


class Word(StrEnum):
    """A stored code with the Chinese label the clerk sees; synonyms are read, never written."""

    label: str
    synonyms: tuple[str, ...]

    def __new__(cls, code: str, label: str, *synonyms: str) -> Self:
        word = str.__new__(cls, code)
        word._value_ = code
        word.label, word.synonyms = label, synonyms
        return word

    @classmethod
    def labels(cls) -> list[str]:
        """Labels in the order a drop-down shows them."""
        return [word.label for word in cls]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Find a word by label, code or synonym; quotation marks and spaces do not matter.

        Raises:
            UserError: no such word; the advice lists those there are.
        """
        wanted = _plain(text)
        for word in cls:
            if wanted in map(_plain, (word.label, word.value, *word.synonyms)):
                return word
        raise UserError(f"“{text}”不在可选项中", "可填：" + "、".join(cls.labels()))


def _plain(text: str) -> str:
    return "".join(ch for ch in text if ch not in "“”\"'‘’ \u00a0\u3000（）()").casefold()


class Sex(Word):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class PoliticalStatus(Word):
    """政治面貌; 二(一) asks for full party membership of the leader."""

    MEMBER = "member", "中共党员", "党员", "中国共产党党员", "正式党员"
    PROBATIONARY = "probationary", "中共预备党员", "预备党员"
    LEAGUE = "league", "共青团员", "团员"
    DEMOCRATIC = "democratic", "民主党派", "民革党员", "民盟盟员", "民建会员", "民进会员", "农工党党员"
    NONE = "none", "群众", "无党派人士"


class Category(Word):
    """人员类别 (clause 一); only CADRE stands under 六(一), the others under 六(四)."""

    CADRE = "cadre", "驻镇干部", "干部", "驻镇帮扶干部"
    SPECIALIST = "specialist", "农村科技特派员", "科技特派员"
    GRADUATE = "graduate", "“三支一扶”人员", "三支一扶"
    VOLUNTEER = "volunteer", "高校毕业生志愿者", "志愿者"
    FINANCE = "finance", "金融助理"


class TeamRole(Word):
    """队内职务; 第一书记 is 兼任队员 (二(三))."""

    LEADER = "leader", "队长"
    FIRST_SECRETARY = "first_secretary", "第一书记", "驻村第一书记"
    MEMBER = "member", "队员"
    SPECIALIST = "specialist", "科技特派员", "农村科技特派员"
    VOLUNTEER = "volunteer", "志愿者"
    FINANCE = "finance", "金融助理"


class PostingState(Word):
    """Where a posting stands on a day."""

    PRESENT = "present", "在岗"
    COMING = "coming", "拟到岗"
    LEFT = "left", "已离岗"


class TownKind(Word):
    """镇类型 (clause 一); the last two are staffed by the county itself."""

    KEY = "key", "重点帮扶镇"
    CONSOLIDATION = "consolidation", "巩固提升镇"
    STREET = "street", "街道自身帮扶"

    @property
    def county_run(self) -> bool:
        """Whether the county staffs the town itself (clause 一, 二(三))."""
        return self is not TownKind.KEY


class UnitLevel(Word):
    """单位层级; 六(一) covers staff posted by 县直 units only."""

    CENTRAL = "central", "中直"
    PROVINCE = "province", "省直"
    CITY = "city", "市直"
    DONGGUAN = "dongguan", "东莞"
    COUNTY = "county", "县直"
    ENTERPRISE = "enterprise", "企业"
    BANK = "bank", "金融机构"


class PairingRole(Word):
    """What a unit does in a group of annex 1."""

    LEAD = "lead", "牵头单位"
    FIRST_SECRETARY = "first_secretary", "选派第一书记单位"
    MEMBER = "member", "选派驻镇队员单位"


class DayState(Word):
    """A day in the attendance grid; PRESENT is what an empty cell means."""

    PRESENT = "present", "在岗", "出勤", "√"
    DUTY = "duty", "公务外出", "公", "公出", "会议"
    TRAINING = "training", "培训", "训"
    ANNUAL = "annual", "年休假", "年休", "年", "法定假", "婚产假"
    SICK = "sick", "病假", "病"
    PERSONAL = "personal", "事假", "事"
    ABSENT = "absent", "旷工", "旷"

    @property
    def mark(self) -> str:
        """The one character of the printed grid; empty for a day at the post."""
        return {
            "present": "",
            "duty": "公",
            "training": "训",
            "annual": "年",
            "sick": "病",
            "personal": "事",
        }.get(self.value, "旷")

    @property
    def morning(self) -> Self:
        """A whole day is the same in both halves."""
        return self

    @property
    def afternoon(self) -> Self:
        """A whole day is the same in both halves."""
        return self

    @property
    def counts_present(self) -> bool:
        """公务外出, 会议 and 培训 count as present (本单位自定)."""
        return self in (DayState.PRESENT, DayState.DUTY, DayState.TRAINING)

    @property
    def is_leave(self) -> bool:
        """Whether a leave record can hold this state."""
        return self in (DayState.ANNUAL, DayState.SICK, DayState.PERSONAL)


class MonthState(Word):
    """How far a subsidy month has come: draft while a line is on no sealed sheet, paid when all are."""

    DRAFT = "draft", "草稿"
    SEALED = "sealed", "已封存"
    PAID = "paid", "已发放"
