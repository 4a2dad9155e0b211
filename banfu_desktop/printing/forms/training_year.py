"""Form 21, 年度培训情况表: the trainings of a year, who had them and who did not (四(七))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import Period

_COLUMNS = (
    Column("序号", 10),
    Column("培训名称", 62, align="left"),
    Column("主办单位", 46, align="left"),
    Column("时间", 34),
    Column("地点", 28),
    Column("年度\n全员", 14),
    Column("应参加", 16),
    Column("参加", 16),
    Column("缺训人员", 54, align="left"),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")


@dataclass(frozen=True)
class Line:
    """A training; `missing` names who has not had it."""

    title: str
    organiser: str
    period: Period
    place: str
    yearly: bool
    expected: int
    attended: int
    missing: str


@dataclass(frozen=True)
class TrainingYear:
    """A year of a team."""

    team: str
    year: int
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: TrainingYear) -> tuple[Document, ...]:
    """The table."""
    rows = tuple(
        (
            number, line.title, line.organiser, _days(line.period), line.place, "是" if line.yearly else "",
            line.expected, line.attended, line.missing,
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name=f"{data.year}年度培训情况表",
        blocks=(
            Title("年度培训情况表"),
            Facts(f"填报单位（盖章）：{data.team}", f"{data.year}年", ""),
            Grid(_COLUMNS, rows, size=10),
            Legend("参加含已补训的。每年对全体队员培训一次，依据：通知四(七)。"),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _days(period: Period) -> str:
    start, end = dotted(period.start), dotted(period.end)
    return start if start == end else f"{start}—\n{end}"


SAMPLE = TrainingYear(
    "梅坑镇驻镇帮扶工作队",
    2026,
    (
        Line(
            "驻镇帮扶工作队员培训班", "县委组织部、县乡村振兴局", Period(date(2026, 3, 9), date(2026, 3, 11)),
            "县委党校", True, 12, 11, "谭䶮（请假）",
        ),
    ),
    Imprint("2026-12-30 09:30"),
)  # fmt: skip
