"""The office's vocabulary: every coded value with its Chinese label, said once."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Self

from banfu_desktop.rules.errors import UserError


class UnknownWordError(UserError):
    """The refusal of a text that is none of the words; `proposal` is the code of one that is like it."""

    def __init__(self, text: str, labels: list[str], proposal: str = "") -> None:
        self.text, self.proposal = text, proposal
        super().__init__(f"“{text}”不在可选项中", "可填：" + "、".join(labels))


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
            UnknownWordError: no such word; the advice lists those there are.
        """
        word = _known(cls).get(_plain(text))
        if word is not None:
            return word  # type: ignore[return-value]  # a word of this very class
        raise UnknownWordError(text, cls.labels(), cls.likeness(_plain(text)))

    @classmethod
    def likeness(cls, text: str) -> str:
        """The code of the one word whose label stands in a text, for a proposal; nothing where several do."""
        inside = [word.value for word in cls if _plain(word.label) in text]
        return inside[0] if len(inside) == 1 else ""


@cache
def _known(words: type[Word]) -> Mapping[str, Word]:
    """Every way to say a word, without what does not matter; of two words with one way the first."""
    known: dict[str, Word] = {}
    for word in words:
        for wording in (word.label, word.value, *word.synonyms):
            known.setdefault(_plain(wording), word)
    return known


def _plain(text: str) -> str:
    return "".join(ch for ch in text if ch not in "“”\"'‘’ \t\r\n\u00a0\u3000（）()、，,；;·").casefold()


class Sex(Word):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class PoliticalStatus(Word):
    """政治面貌 as GB/T 4762 numbers it (01 to 13); 二(一) asks for full party membership of the leader.

    DEMOCRATIC is what earlier versions stored for all of 04 to 11, and what an office writes that does not
    say which.
    """

    MEMBER = (
        "member", "中共党员", "党员", "中国共产党党员", "正式党员", "中共正式党员", "中共", "共产党员",
        "01",
    )  # fmt: skip
    PROBATIONARY = (
        "probationary", "中共预备党员", "预备党员", "中国共产党预备党员", "中共党员预备", "党员预备",
        "预备", "02",
    )  # fmt: skip
    LEAGUE = "league", "共青团员", "团员", "中国共产主义青年团团员", "共青团", "青年团员", "03"
    RCCK = (
        "rcck", "民革党员", "民革", "中国国民党革命委员会会员", "中国国民党革命委员会党员", "民革会员",
        "04",
    )  # fmt: skip
    CDL = "cdl", "民盟盟员", "民盟", "中国民主同盟盟员", "中国民主同盟", "民盟成员", "05"
    CNDCA = "cndca", "民建会员", "民建", "中国民主建国会会员", "中国民主建国会", "06"
    CAPD = "capd", "民进会员", "民进", "中国民主促进会会员", "中国民主促进会", "07"
    CPWDP = (
        "cpwdp", "农工党党员", "农工党", "中国农工民主党党员", "中国农工民主党", "农工民主党党员", "农工",
        "08",
    )  # fmt: skip
    ZGP = "zgp", "致公党党员", "致公党", "中国致公党党员", "中国致公党", "致公", "09"
    JIUSAN = "jiusan", "九三学社社员", "九三学社", "九三社员", "九三", "10"
    TSL = "tsl", "台盟盟员", "台盟", "台湾民主自治同盟盟员", "台湾民主自治同盟", "11"
    NONPARTY = "nonparty", "无党派人士", "无党派", "无党派民主人士", "无党派代表人士", "12"
    NONE = "none", "群众", "普通群众", "普通公民", "13"
    DEMOCRATIC = "democratic", "民主党派", "民主党派成员"


class Category(Word):
    """人员类别 (clause 一); only CADRE stands under 六(一), the others under 六(四)."""

    CADRE = (
        "cadre", "驻镇干部", "干部", "驻镇帮扶干部", "驻镇帮镇扶村干部", "驻村干部", "公务员", "参公人员",
        "参公", "参照公务员法管理人员", "选派干部", "派驻干部", "机关干部",
    )  # fmt: skip
    SPECIALIST = "specialist", "农村科技特派员", "科技特派员", "农技特派员", "特派员", "农业科技特派员"
    GRADUATE = "graduate", "“三支一扶”人员", "三支一扶", "三支一扶队员", "三支一扶大学生", "三支一扶志愿者"
    VOLUNTEER = (
        "volunteer", "高校毕业生志愿者", "志愿者", "大学生志愿者", "西部计划志愿者", "西部计划",
        "高校志愿者", "大学生西部计划志愿者", "西部计划人员",
    )  # fmt: skip
    FINANCE = "finance", "金融助理", "金融助理员", "驻镇金融助理", "金融特派员"

    @classmethod
    def likeness(cls, text: str) -> str:
        """Whoever is called a member of the team, or first secretary, is most likely staff posted to it."""
        inside = super().likeness(text)
        return inside or (cls.CADRE.value if any(mark in text for mark in ("队员", "书记", "队长")) else "")


class TeamRole(Word):
    """队内职务; 第一书记 is 兼任队员 (二(三))."""

    LEADER = "leader", "队长", "工作队队长", "工作队长", "驻镇工作队队长", "驻镇工作队长", "驻镇队长"
    FIRST_SECRETARY = (
        "first_secretary", "第一书记", "驻村第一书记", "第一书记队员", "第一书记兼队员",
        "驻村第一书记兼队员", "驻村第一书记队员", "队员第一书记", "队员兼第一书记", "村第一书记",
        "驻村第一书记兼驻镇队员",
    )  # fmt: skip
    MEMBER = "member", "队员", "工作队员", "驻镇队员", "工作队队员", "驻镇工作队员", "驻镇工作队队员", "成员"
    SPECIALIST = "specialist", "科技特派员", "农村科技特派员", "农技特派员"
    VOLUNTEER = "volunteer", "志愿者", "大学生志愿者", "西部计划志愿者", "高校毕业生志愿者"
    FINANCE = "finance", "金融助理", "金融助理员"

    @classmethod
    def likeness(cls, text: str) -> str:
        """A deputy or a liaison is a member; who leads the team and a village besides is asked about."""
        if "副队长" in text or "联络员" in text or "三支一扶" in text:
            return cls.MEMBER.value
        return cls.LEADER.value if "队长" in text else super().likeness(text)


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
    """A day, or half of one, in the attendance grid; PRESENT is what an empty cell means.

    The first synonym is the letter of the printed grid. Codes are stored and stay: `duty` is 公务外出.
    """

    PRESENT = "present", "在岗", "出勤", "√"
    DUTY = "duty", "公务外出", "公", "公出", "会议", "出差", "差"
    TRAINING = "training", "培训", "训"
    ON_CALL = "on_call", "值班", "值"
    ANNUAL = "annual", "年休假", "年", "年休", "年假"
    SICK = "sick", "病假", "病"
    PERSONAL = "personal", "事假", "事"
    MARRIAGE = "marriage", "婚假", "婚"
    MATERNITY = "maternity", "产假", "产"
    PATERNITY = "paternity", "陪产假", "陪", "护理假（陪产）"
    BEREAVEMENT = "bereavement", "丧假", "丧"
    HOME_VISIT = "home_visit", "探亲假", "探", "探亲"
    CHILDCARE = "childcare", "育儿假", "育", "育儿"
    PARENT_CARE = "parent_care", "护理假（父母）", "护", "父母护理假"
    INJURY = "injury", "工伤", "伤", "工伤假"
    COMPENSATORY = "compensatory", "补休", "补", "调休", "调"
    ABSENT = "absent", "旷工", "旷"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Find a state by label, letter, code or synonym.

        Raises:
            UserError: no such word, or one that stands for several kinds (婚产假); says which to write.
        """
        advice = _SEVERAL_KINDS.get(_plain(text))
        if advice is not None:
            raise UserError(f"“{text}”分不清是哪一种", advice)
        return super().parse(text)

    @property
    def mark(self) -> str:
        """The one character of the printed grid; empty for a day at the post."""
        return "" if self is DayState.PRESENT else self.synonyms[0]

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
        """公务外出, 会议, 培训 and 值班 count as present (本单位自定)."""
        return self in _AT_THE_POST

    @property
    def is_leave(self) -> bool:
        """Whether a leave record can hold this state."""
        return self not in _AT_THE_POST and self is not DayState.ABSENT


_AT_THE_POST = frozenset({DayState.PRESENT, DayState.DUTY, DayState.TRAINING, DayState.ON_CALL})
_SEVERAL_KINDS = {
    "婚产假": "请写“婚假”“产假”或“陪产假”",
    "法定假": "法定节假日不用登记，请留空；本人休的假请写“年休假”“婚假”等",
    "法定节假日": "法定节假日不用登记，请留空",
    "护理假": "请写“陪产假”或“护理假（父母）”",
}


class Half(Word):
    """Which part of a day an attendance entry is about."""

    WHOLE = "whole", "全天", "整天", "全"
    MORNING = "morning", "上午", "上"
    AFTERNOON = "afternoon", "下午", "下"


class MonthState(Word):
    """How far a subsidy month has come: draft while a line is on no sealed sheet, paid when all are."""

    DRAFT = "draft", "草稿"
    SEALED = "sealed", "已封存"
    PAID = "paid", "已发放"
