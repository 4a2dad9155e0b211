"""Documents 四(五), 四(六), 五: kinds, numbers, states, half-years, and when each of them is due."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Word

CLAUSE, RESEARCH_CLAUSE, PLANS_CLAUSE = "四(五)", "四(六)", "五(二)"
_HALF = re.compile(r"(\d{4})\s*年?\s*[-/]?\s*(?:[Hh]?([12])|(上|下)半年?)")


class Direction(Word):
    """Which way a document goes."""

    IN = "in", "收文", "来文"
    OUT = "out", "发文", "报文"
    OWN = "own", "内部", "本队"


class DocKind(Word):
    """What kind of document it is."""

    HALF_REPORT = "half_report", "半年报告", "半年工作报告"
    SITUATION = "situation", "情况反映", "情况报告"
    RESEARCH = "research", "调研报告", "调研"
    REQUEST = "request", "请示", "函"
    PLAN_FIVE = "plan_five", "五年规划", "帮扶规划"
    PLAN_YEAR = "plan_year", "年度计划", "年度帮扶计划"
    AGREEMENT = "agreement", "结对协议", "协议", "结对帮扶协议"
    MINUTES = "minutes", "会议纪要", "纪要"
    RULES = "rules", "制度", "规定"
    OTHER = "other", "其他", "通知"

    @property
    def clause(self) -> str:
        """Where the notice asks for it; empty: it does not."""
        return _CLAUSES.get(self, "")

    @property
    def is_plan(self) -> bool:
        """Whether it has items to be done."""
        return self in (DocKind.PLAN_FIVE, DocKind.PLAN_YEAR)


_CLAUSES = {
    DocKind.HALF_REPORT: CLAUSE, DocKind.SITUATION: RESEARCH_CLAUSE, DocKind.RESEARCH: RESEARCH_CLAUSE,
    DocKind.PLAN_FIVE: PLANS_CLAUSE, DocKind.PLAN_YEAR: PLANS_CLAUSE, DocKind.AGREEMENT: PLANS_CLAUSE,
}  # fmt: skip


class Stage(Word):
    """How far the writing of a document is, as it is stored."""

    DRAFT = "draft", "草稿"
    REVIEW = "review", "审阅"
    ISSUED = "issued", "已签发"


class DocState(Word):
    """How a document stands: its stage, and what became of it after it was issued or came in."""

    DRAFT = "draft", "草稿"
    REVIEW = "review", "审阅"
    ISSUED = "issued", "已签发"
    SENT = "sent", "已报送"
    REGISTERED = "registered", "已登记"
    WAITING = "waiting", "待办"
    DONE = "done", "已办结"


class Way(Word):
    """How a document went to somebody."""

    HAND = "hand", "当面", "当面送达", "直接送"
    POST = "post", "邮寄", "快递"
    PLATFORM = "platform", "政务平台", "粤政易", "OA"
    OTHER = "other", "其他"


class ItemState(Word):
    """How an item of a plan stands."""

    WAITING = "waiting", "未开始"
    UNDER_WAY = "under_way", "进行中"
    DONE = "done", "已完成"
    DROPPED = "dropped", "已取消"

    @property
    def open(self) -> bool:
        """Whether there is still something to do."""
        return self in (ItemState.WAITING, ItemState.UNDER_WAY)


class WordFonts(Word):
    """The family of fonts a docx asks for; an office machine has the first, a bare Windows the second."""

    OFFICE = "office", "仿宋_GB2312、楷体_GB2312、方正小标宋"
    WINDOWS = "windows", "仿宋、楷体、宋体（系统自带）"


@dataclass(frozen=True)
class Figure:
    """A figure of a report: its name, what it counts, how it is written (12, 1,573, 31,204.60, 94.7%)."""

    name: str
    label: str
    text: str


@dataclass(frozen=True, order=True)
class HalfYear:
    """Half a year: `number` 1 is January to June, 2 July to December."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The half-year a day lies in."""
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 2026上半年, 2026-1, 2026H2.

        Raises:
            UserError: nothing of the kind.
        """
        found = _HALF.fullmatch(text.strip())
        if found is None:
            raise UserError(f"“{text}”不是半年", "请写成 2026上半年 或 2026-1，下半年写 2026-2")
        number = int(found[2]) if found[2] else 1 if found[3] == "上" else 2
        return cls(int(found[1]), number)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 1 if self.number == 1 else 7, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, 6, 30) if self.number == 1 else date(self.year, 12, 31)

    @property
    def period(self) -> Period:
        """All of it."""
        return Period(self.first, self.last)

    @property
    def word(self) -> str:
        """上半年 or 下半年."""
        return "上半年" if self.number == 1 else "下半年"

    @property
    def label(self) -> str:
        """2026年上半年."""
        return f"{self.year}年{self.word}"

    def __str__(self) -> str:
        """2026-1."""
        return f"{self.year}-{self.number}"

    def shift(self, halves: int) -> "HalfYear":
        """So many half-years on, or back when negative."""
        place = self.year * 2 + self.number - 1 + halves
        return HalfYear(place // 2, place % 2 + 1)

    def due(self, day: int) -> date:
        """When its report is due (本单位自定: the 10th of July or January)."""
        following = self.shift(1)
        return following.first.replace(day=min(max(day, 1), 28))

    def until(self, today: date) -> date:
        """The last day that can be reported of it on a day."""
        return min(self.last, today)


def number_words(kind: DocKind, year: int | None, serial: int | None) -> str:
    """Our own number of a document, 半年报告〔2026〕1号; empty before there is one."""
    return f"{kind.label}〔{year}〕{serial}号" if serial is not None else ""


def state_of(
    direction: Direction,
    stage: Stage,
    sent: list[date | None],
    reply_due: date | None,
    replied_on: date | None,
) -> DocState:
    """How a document stands.

    Args:
        sent: of every recipient the day it was sent, None: not yet.
    """
    if direction is Direction.IN:
        if reply_due is None and replied_on is None:
            return DocState.REGISTERED
        return DocState.WAITING if replied_on is None else DocState.DONE
    if stage is not Stage.ISSUED:
        return DocState(stage.value)  # type: ignore[call-arg]  # looked up by its code
    return DocState.SENT if sent and all(sent) else DocState.ISSUED


def refuse_days(dated: date, start: date | None, end: date | None, reply_due: date | None) -> None:
    """Refuse days of a document that contradict each other.

    Raises:
        UserError: it ends before it begins, or is to be answered before it was written.
    """
    if start is not None and end is not None and end < start:
        raise UserError(f"止日{end}早于起日{start}", "请核对起止日期")
    if reply_due is not None and reply_due < dated:
        raise UserError(f"办理期限{reply_due}早于文件日期{dated}", "请核对日期")


def refuse_sending(issued: bool, dated: date, sent_on: date, today: date) -> None:
    """Refuse the sending of what is not issued, or on a day that cannot be.

    Raises:
        UserError: so.
    """
    if not issued:
        raise UserError("还没有签发，不能登记报送", "请先签发", CLAUSE)
    if not dated <= sent_on <= today:
        raise UserError(f"报送日期{sent_on}不合理", f"应在{dated}至{today}之间")


def refuse_receipt(sent_on: date | None, received_on: date, today: date) -> None:
    """Refuse the receipt of what was not sent, or on a day that cannot be.

    Raises:
        UserError: so.
    """
    if sent_on is None:
        raise UserError("还没有登记报送，不能登记回执", "请先登记报送日期")
    if not sent_on <= received_on <= today:
        raise UserError(f"回执日期{received_on}不合理", f"应在{sent_on}至{today}之间")


def quarter_of(day: date) -> Period:
    """The quarter a day lies in."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    following = date(day.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return Period(first, date.fromordinal(following.toordinal() - 1))
