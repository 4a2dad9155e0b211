"""人员轮换计划表: everybody's term, who follows, and where nobody is or too many leave at once (二)."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import (
    Block,
    Column,
    Document,
    Facts,
    Grid,
    Legend,
    Pictures,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.timelines import Lane, Shade, Span, Step, Timeline, quarters_window

_COLUMNS = (
    Column("序号", 10),
    Column("姓名", 26),
    Column("派出单位", 40, align="left"),
    Column("队内职务", 24),
    Column("批次", 20),
    Column("到岗日期", 23),
    Column("期满或离岗", 23),
    Column("进度", 22),
    Column("接任人选", 26),
    Column("拟到岗", 23),
    Column("备注", 22),
)
_SIGNERS = ("填报人", "工作队队长", "镇党委", "日期")
_SHOWN = 12
_TIMELINE, _LANE = 22.0, 7.5
"""Millimetres that the head of the timeline and each of its lanes take."""


@dataclass(frozen=True)
class Line:
    """Somebody's term and how far the change is."""

    name: str
    organisation: str
    role: str
    batch: str
    arrived_on: date
    until: date | None
    stage: str
    successor: str
    arrives_on: date | None


@dataclass(frozen=True)
class Plan:
    """The plan of a day: `gaps` are unit, role, first, last day; `crowds` quarter, leaving, of how many."""

    team: str
    day: date
    lines: tuple[Line, ...]
    gaps: tuple[tuple[str, str, date, date | None], ...]
    crowds: tuple[tuple[str, int, int], ...]
    timeline: Timeline
    imprint: Imprint


def build(data: Plan) -> tuple[Document, ...]:
    """The plan."""
    rows = tuple(
        (
            number, line.name, line.organisation, line.role, line.batch, dotted(line.arrived_on),
            dotted(line.until), line.stage, line.successor, dotted(line.arrives_on), "",
        )
        for number, line in enumerate(data.lines, 1)
    )  # fmt: skip
    document = Document(
        name="人员轮换计划表",
        blocks=(
            Title("人员轮换计划表"),
            Facts(f"填报单位（盖章）：{data.team}", "", f"截至：{dotted(data.day)}"),
            Grid(_COLUMNS, rows, size=10),
            *_remarks(data),
            Pictures((data.timeline,), height=_TIMELINE + _LANE * len(data.timeline.lanes)),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _remarks(data: Plan) -> tuple[Block, ...]:
    gaps = [f"{unit}{role} {dotted(start)}—{dotted(end)}" for unit, role, start, end in data.gaps]
    more = f"等 {len(gaps)} 处" if len(gaps) > _SHOWN else ""
    crowds = [f"{said} {leaving} 人（全队 {team} 人）" for said, leaving, team in data.crowds]
    parts = (
        "工作队每三年轮换，依据：通知二。",
        f"空岗：{'；'.join(gaps[:_SHOWN])}{more}。" if gaps else "",
        f"集中离岗：{'；'.join(crowds)}，可分批滚动。" if crowds else "",
    )
    return (Legend("　".join(part for part in parts if part)),)


SAMPLE = Plan(
    "梅坑镇驻镇帮扶工作队",
    date(2026, 11, 26),
    (
        Line("潘䶮云", "县工信局", "第一书记", "第二批", date(2026, 1, 5), date(2026, 11, 30), "交接中",
             "陈思远", date(2026, 12, 1)),
        Line("钟立新", "县交通运输局", "队长", "第二批", date(2026, 1, 5), date(2029, 1, 4), "", "", None),
    ),
    (("团省委", "志愿者", date(2027, 1, 5), date(2027, 12, 26)),),
    (("2029年一季度", 7, 12),),
    Timeline(
        "人员轮换",
        quarters_window(date(2025, 11, 26), 16),
        (
            Lane(
                "县工信局",
                (
                    Span(Period(date(2026, 1, 5), date(2026, 11, 30)), "潘䶮云", Shade.AMBER),
                    Span(Period(date(2026, 12, 1)), "陈思远（待到岗）", Shade.OUTLINE),
                ),
                "第一书记",
            ),
            Lane("县交通运输局", (Span(Period(date(2026, 1, 5), date(2029, 1, 4)), "钟立新"),), "队长"),
        ),
        date(2026, 11, 26),
        Step.QUARTER,
    ),
    Imprint("2026-11-26 15:20"),
)  # fmt: skip
