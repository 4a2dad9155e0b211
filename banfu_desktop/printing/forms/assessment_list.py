"""Form 20, 考核汇总表: everybody in a round with facts, survey, score and grade (四(五))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import Period

_COLUMNS = (
    Column("序号", 10),
    Column("姓名", 26),
    Column("派出单位", 42, align="left"),
    Column("队内职务", 24),
    Column("应在岗", 18),
    Column("在岗", 18),
    Column("日志\n条数", 16),
    Column("参加\n培训", 16),
    Column("测评\n收回", 16, group="民主测评"),
    Column("满意", 16, group="民主测评"),
    Column("得分", 18),
    Column("等次", 22),
    Column("备注", 24),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "考核单位", "日期")


@dataclass(frozen=True)
class Line:
    """Somebody; days as said, counts None where nothing is frozen or asked."""

    name: str
    organisation: str
    role: str
    days_due: str
    days_present: str
    entries: int | None
    trainings: int | None
    survey_asked: int | None
    survey_good: int | None
    score: str
    grade: str


@dataclass(frozen=True)
class Summary:
    """A round."""

    team: str
    title: str
    period: Period
    led_by: str
    lines: tuple[Line, ...]
    imprint: Imprint


def build(data: Summary) -> tuple[Document, ...]:
    """The table."""
    rows = tuple(
        (
            number, line.name, line.organisation, line.role, line.days_due, line.days_present, line.entries,
            line.trainings, line.survey_asked, line.survey_good, line.score, line.grade, "",
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name=f"{data.title}汇总表",
        blocks=(
            Title("考核汇总表", data.title),
            Facts(
                f"填报单位（盖章）：{data.team}",
                "",
                f"考核期：{dotted(data.period.start)}—{dotted(data.period.end)}",
            ),
            Grid(_COLUMNS, rows, size=10),
            Legend(f"天数、条数取自冻结的事实。考核单位：{data.led_by}。依据：通知四(五)。"),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = Summary(
    "梅坑镇驻镇帮扶工作队",
    "2026年度考核",
    Period(date(2026, 1, 1), date(2026, 12, 31)),
    "县委组织部、县委农办、县农业农村局、县乡村振兴局",
    (
        Line("钟立新", "县交通运输局", "队长", "249", "240", 150, 1, 22, 21, "91.0", "优秀"),
        Line("谭䶮", "县司法局", "队员", "249", "236.5", 112, 1, 22, 20, "", ""),
    ),
    Imprint("2027-01-20 10:00"),
)
