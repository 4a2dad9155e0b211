"""Form 21, 培训签到表: one training with everybody who is expected (四(七))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import Period

_COLUMNS = (
    Column("序号", 10),
    Column("姓名", 28),
    Column("派出单位", 52, align="left"),
    Column("签到时间", 26),
    Column("签名", 30),
    Column("备注", 26),
)
_ROWS = 18


@dataclass(frozen=True)
class SignIn:
    """A training; `people` are name and unit."""

    team: str
    title: str
    organiser: str
    place: str
    period: Period
    people: tuple[tuple[str, str], ...]
    imprint: Imprint


def build(data: SignIn) -> tuple[Document, ...]:
    """The sheet, with rows for others."""
    rows = tuple((number, name, unit, None, None, None) for number, (name, unit) in enumerate(data.people, 1))
    start, end = dotted(data.period.start), dotted(data.period.end)
    days = start if start == end else f"{start}—{end}"
    document = Document(
        name=f"培训签到表（{data.title}）",
        blocks=(
            Title("培训签到表", data.title),
            Facts(f"主办单位：{data.organiser}", right=f"时间：{days}"),
            Facts(f"工作队：{data.team}", right=f"地点：{data.place or '　　　　　　　　'}"),
            Grid(_COLUMNS, rows, row_height=10, low=8, minimum_rows=_ROWS),
            Signatures(("组织单位", "记录人", "日期")),
        ),
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = SignIn(
    "梅坑镇驻镇帮扶工作队",
    "2026年驻镇帮扶工作队员培训班",
    "县委组织部、县乡村振兴局",
    "县委党校",
    Period(date(2026, 3, 9), date(2026, 3, 11)),
    (("钟立新", "县交通运输局"), ("谭䶮", "县司法局"), ("阿卜杜热合曼·买买提", "县林业局")),
    Imprint("2026-03-06 09:30"),
)
