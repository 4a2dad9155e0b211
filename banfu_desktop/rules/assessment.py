"""Assessment 四(五), training 四(七), commendation 六(三), 四(八): rounds, frozen facts, grades, shares.

The office prepares papers and writes results down; it decides nothing. No rule gives scores or shares: both
are the office's own and off at first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Word

CLAUSE, TRAINING_CLAUSE, COMMENDATION_CLAUSE, EXEMPTION_CLAUSE = "四(五)", "四(七)", "六(三)", "四(八)"
WHOLE = 100
"""What the weights of a round's criteria add up to, and the highest score."""


class RoundKind(Word):
    """What a round of assessment is about."""

    YEAR = "year", "年度考核", "年度"
    TERM = "term", "期满考核", "期满", "任期考核"
    HALF = "half", "半年考核", "半年"
    QUARTER = "quarter", "季度考核", "季度"


class Grade(Word):
    """等次."""

    EXCELLENT = "excellent", "优秀"
    COMPETENT = "competent", "称职", "合格"
    BASIC = "basic", "基本称职", "基本合格"
    FAILED = "failed", "不称职", "不合格"


class AssessStage(Word):
    """How far somebody's assessment is."""

    OPENED = "opened", "待核事实"
    FROZEN = "frozen", "待评议"
    HEARD = "heard", "待定等次"
    GRADED = "graded", "待反馈"
    FED_BACK = "fed_back", "已反馈"


class Attendee(Word):
    """Whether somebody was at a training."""

    ATTENDED = "attended", "参加"
    EXCUSED = "excused", "请假"
    ABSENT = "absent", "未参加"
    MADE_UP = "made_up", "已补训"

    @property
    def counts(self) -> bool:
        """Whether the training was had."""
        return self in (Attendee.ATTENDED, Attendee.MADE_UP)


class ExemptionKind(Word):
    """What the register of 四(八) is about."""

    EXEMPTION = "exemption", "尽职免责"
    INCENTIVE = "incentive", "激励关爱"
    CORRECTION = "correction", "容错纠错"
    OTHER = "other", "其他"


def stage_of(
    frozen_on: date | None, opinions: int, decided_on: date | None, fed_back_on: date | None
) -> AssessStage:
    """How far an assessment is, from its days and how many opinions were heard."""
    if fed_back_on is not None:
        return AssessStage.FED_BACK
    if decided_on is not None:
        return AssessStage.GRADED
    if frozen_on is None:
        return AssessStage.OPENED
    return AssessStage.HEARD if opinions else AssessStage.FROZEN


def refuse_round(start: date, end: date, opened_on: date, today: date) -> None:
    """Refuse the days of a round that cannot be.

    Raises:
        UserError: it ends before it begins, or is opened in the future.
    """
    if end < start:
        raise UserError(f"考核结束日期{end}早于开始日期{start}", "请核对考核期间", CLAUSE)
    if opened_on > today:
        raise UserError(f"启动日期{opened_on}还没有到", "请在启动以后登记", CLAUSE)


def refuse_weights(weights: Sequence[tuple[str, int]]) -> None:
    """Refuse criteria whose weights do not add up to 100; none at all is allowed.

    Raises:
        UserError: so, or two criteria of one name, or a weight that is nothing.
    """
    if not weights:
        return
    if len({name for name, _ in weights}) < len(weights):
        raise UserError("指标名称重复", "请合并同名的指标")
    if any(weight <= 0 for _, weight in weights):
        raise UserError("权重必须大于零", "请填写每项指标的权重")
    total = sum(weight for _, weight in weights)
    if total != WHOLE:
        raise UserError(f"各项指标权重合计 {total}，应为 {WHOLE}", "请核对权重", "本单位自定")


def read_criteria(text: str) -> tuple[tuple[str, int], ...]:
    """Criteria as typed, a line each: 德 20.

    Raises:
        UserError: a line without a weight, or see refuse_weights.
    """
    found = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, _, weight = line.replace("　", " ").replace("：", " ").replace(":", " ").rpartition(" ")
        digits = weight.rstrip("%％").strip()
        if not name.strip() or not digits.isascii() or not digits.isdigit():
            raise UserError(f"“{line}”看不懂", "每行写“指标 权重”，如 工作实绩 40")
        found.append((name.strip(), int(digits)))
    refuse_weights(found)
    return tuple(found)


def total_score(weights: Mapping[int, int], scores: Mapping[int, int]) -> int | None:
    """A person's score in tenths (856 is 85.6), half up; None while a criterion has none."""
    if not weights or weights.keys() != scores.keys():
        return None
    hundredths = sum(weights[key] * scores[key] for key in weights)
    return (hundredths + 5) // 10


def over_share(grades: Iterable[Grade | None], share: int) -> str:
    """Says that more people are 优秀 than the office's share allows; empty where not, and where it is off.

    Args:
        share: per cent of everybody in the round; 0 is off. A part of a person is not a person.
    """
    everybody = list(grades)
    excellent = sum(grade is Grade.EXCELLENT for grade in everybody)
    most = len(everybody) * share // 100
    if not share or excellent <= most:
        return ""
    return f"优秀 {excellent} 人，超过 {len(everybody)} 人的 {share}%（{most} 人）"


@dataclass(frozen=True)
class Facts:
    """What the rooms say of somebody in a period, as it is frozen; days as said (13.5).

    `duties` are the entries of the log by the duty's code; `leave` days by kind in words; `reports` are the
    half-year reports of the period in words, None where they were not among the facts when it was frozen.
    """

    days_due: str
    days_present: str
    duty_days: str
    leave: tuple[str, ...]
    entries: int
    duties: tuple[tuple[str, int], ...]
    villages: int
    households: int
    matters_open: int
    projects: int
    trainings: int
    trainings_missed: int
    commendations: tuple[str, ...]
    reports: tuple[str, ...] | None = None


_LABELS = {
    "days_due": "应在岗天数", "days_present": "在岗天数", "duty_days": "值班天数", "leave": "请假",
    "entries": "工作日志条数", "duties": "各项职责条数", "villages": "走村数", "households": "走访户次",
    "matters_open": "未了事项", "projects": "参与项目", "trainings": "参加培训", "trainings_missed": "缺训",
    "commendations": "表彰", "reports": "半年报告",
}  # fmt: skip


def said(value: object) -> str:
    """A fact in words."""
    if not isinstance(value, tuple):
        return str(value)
    parts = (f"{one[0]} {one[1]}" if isinstance(one, tuple) else str(one) for one in value)
    return "、".join(parts) or "无"


def lines(facts: Facts) -> list[tuple[str, str]]:
    """Every fact that was looked at: its label and what it says."""
    values = ((_LABELS[one.name], getattr(facts, one.name)) for one in fields(facts))
    return [(label, said(value)) for label, value in values if value is not None]


def changed(frozen: Facts, now: Facts) -> list[tuple[str, str, str]]:
    """差异: what the rooms say otherwise today than was frozen: label, frozen, now."""
    today = dict(lines(now))
    return [(label, before, today[label]) for label, before in lines(frozen) if before != today[label]]


def refuse_training(period: Period, today: date) -> None:
    """Refuse a training whose days cannot be.

    Raises:
        UserError: it ends before it begins, or lies more than a year ahead.
    """
    if period.end is not None and period.end < period.start:
        raise UserError(f"培训结束日期{period.end}早于开始日期{period.start}", "请核对日期", TRAINING_CLAUSE)
    if (period.start - today).days > 366:
        raise UserError(f"培训日期{period.start}在一年以后", "请核对年份", TRAINING_CLAUSE)


def refuse_future(day: date | None, said_day: str, today: date) -> None:
    """Refuse a day still to come.

    Raises:
        UserError: so.
    """
    if day is not None and day > today:
        raise UserError(f"{said_day}{day}还没有到", "请核对日期")
