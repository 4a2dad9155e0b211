"""Form 17, 年度体检情况表: who is due for an exam in a year and what became of it; no results (六(二))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.exams import ExamState

_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 34),
    Column("派出单位", 44, align="left"),
    Column("体检日期", 25),
    Column("机构", 46, align="left"),
    Column("费用", 24, money=True, summed=True),
    Column("承担单位", 40, align="left"),
    Column("状态", 18),
    Column("备注", 34, align="left"),
)
_COST = 5
_SIGNERS = ("填报人", "审核人", "单位负责人", "日期")


@dataclass(frozen=True)
class Line:
    """A person's exam; `day` is that of the exam, or the one planned while `state` is not yet done."""

    name: str
    organisation: str
    day: date | None
    place: str
    cost_fen: int | None
    payer: str
    state: ExamState
    reason: str


@dataclass(frozen=True)
class Exams:
    """A year's exams, of everybody or (`unit` given) of one posting unit."""

    team: str
    year: int
    lines: tuple[Line, ...]
    unit: str
    imprint: Imprint


def build(data: Exams) -> tuple[Document, ...]:
    """The sheet, with how many are done below it."""
    rows = tuple(
        (
            number,
            line.name,
            line.organisation,
            dotted(line.day),
            line.place,
            line.cost_fen,
            line.payer,
            line.state.label,
            line.reason or ("计划日期" if line.state is ExamState.PLANNED and line.day else ""),
        )
        for number, line in enumerate(data.lines, 1)
    )
    named = f"（{data.unit}）" if data.unit else ""
    period = f"派出单位：{data.unit}　　{data.year}年" if data.unit else f"{data.year}年"
    document = Document(
        name=f"{data.year}年年度体检情况表{named}",
        blocks=(
            Title("年度体检情况表"),
            Facts(f"填报单位（盖章）：{data.team}", period, "单位：元"),
            Grid(_COLUMNS, rows, capital_of=_COST, row_height=10, low=8, size=10),
            Legend(
                f"{_counts(data.lines)}　依据：通知六(二)，每年一次，由派出单位承担。本表不登记体检结果。"
            ),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _counts(lines: tuple[Line, ...]) -> str:
    """应检 5 人：已体检 3 人，已安排 1 人，未参加 1 人。"""
    numbers = ((state, sum(line.state is state for line in lines)) for state in reversed(ExamState))
    parts = "，".join(f"{state.label} {number} 人" for state, number in numbers if number)
    return f"应检 {len(lines)} 人{'：' if parts else ''}{parts}。"


SAMPLE = Exams(
    team="梅坑镇驻镇帮扶工作队",
    year=2026,
    lines=(
        Line(
            "谭䶮", "县司法局", date(2026, 5, 12), "新丰县人民医院", 68_000, "县司法局", ExamState.DONE, ""
        ),
        Line(
            "阿卜杜热合曼·买买提", "中国人保财险韶关分公司", date(2026, 11, 20), "新丰县中医院健康体检中心",
            None, "中国人保财险韶关分公司", ExamState.PLANNED, "",
        ),
        Line("冼伟健", "省农科院", None, "", None, "省农科院", ExamState.MISSED, "已在省里统一体检前离岗"),
        Line("廖小满", "县林业局", None, "", None, "县林业局", ExamState.UNPLANNED, ""),
    ),
    unit="",
    imprint=Imprint("2026-10-31 17:02"),
)  # fmt: skip
