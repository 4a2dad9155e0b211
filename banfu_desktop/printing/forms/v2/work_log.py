"""Form 23, 工作日志: a person's month, line by line, signed by the person and the leader (三(一)–(八))."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.printing.forms.v2.style import STYLE
from banfu_desktop.rules.dates import Month, weekday
from banfu_desktop.rules.words import Half
from banfu_desktop.rules.worklog import Duty, LogKind

_COLUMNS = (
    Column("日期", 17),
    Column("职责", 17),
    Column("方式", 19),
    Column("村", 20),
    Column("户数", 12, summed=True),
    Column("工作内容和结果", 118, align="left"),
    Column("下一步和期限", 52, align="left"),
)
_SIGNERS = ("本人", "工作队队长", "日期")
_BLANK = Imprint("")


@dataclass(frozen=True)
class Line:
    """An entry as the paper has it; `companions` are the others it is of."""

    day: date
    half: Half
    duty: Duty
    kind: LogKind
    village: str
    households: int | None
    content: str
    with_whom: str
    result: str
    next_step: str
    next_due: date | None
    project: str
    companions: tuple[str, ...]


@dataclass(frozen=True)
class PersonMonth:
    """Somebody's month: days due and at the post as said (13.5), leave in words, and the lines."""

    name: str
    organisation: str
    role: str
    due: str
    present: str
    away: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class LogPaper:
    """Everybody's month; `signed_on` None: not signed off yet."""

    town: str
    team: str
    month: Month
    people: tuple[PersonMonth, ...]
    signed_by: str = ""
    signed_on: date | None = None
    opinion: str = ""
    imprint: Imprint = _BLANK


def build(data: LogPaper, *, late: bool = False) -> tuple[Document, ...]:
    """A paper for everybody who has a line; `late` are the lines written after the month was signed off."""
    name = "工作日志（补记）" if late else "工作日志"
    return tuple(
        Document(
            name=f"{data.month.label}{name}（{person.name}）",
            blocks=(
                Title(name),
                Facts(f"姓名：{person.name}　　{person.organisation}　{person.role}", "", data.month.label),
                Grid(_COLUMNS, tuple(_row(line) for line in person.lines), size=10),
                Legend(_foot(data, person, late=late)),
                Signatures(_SIGNERS),
            ),
            landscape=True,
            check_code="" if late else data.imprint.check_code,
            chain_code="" if late else data.imprint.chain_code,
            printed_at=data.imprint.printed_at,
            style=STYLE,
        )
        for person in data.people
        if person.lines
    )


def _row(line: Line) -> Row:
    half = "" if line.half is Half.WHOLE else f"\n{line.half.label}"
    return (
        f"{line.day.month}月{line.day.day}日\n周{weekday(line.day)}{half}",
        f"{line.duty.clause}",
        line.kind.label,
        line.village,
        line.households,
        _content(line),
        f"{line.next_step}{f'（{dotted(line.next_due)}前）' if line.next_due else ''}",
    )


def _content(line: Line) -> str:
    parts = (
        line.content,
        f"对象：{line.with_whom}" if line.with_whom else "",
        f"项目：{line.project}" if line.project else "",
        f"结果：{line.result}" if line.result else "",
        f"同行：{'、'.join(line.companions)}" if line.companions else "",
    )
    return "\n".join(part for part in parts if part)


def _foot(data: LogPaper, person: PersonMonth, *, late: bool) -> str:
    count = f"共 {len(person.lines)} 条"
    if late:
        return f"{count}，在{data.signed_by}签阅（{dotted(data.signed_on)}）以后补记。"
    signed = f"　{data.signed_by}已于{dotted(data.signed_on)}在程序中签阅" if data.signed_on else ""
    said = f"：{data.opinion}" if data.signed_on and data.opinion else ""
    return f"{count}　应在岗 {person.due} 天，在岗 {person.present} 天。{signed}{said}"


SAMPLE = LogPaper(
    town="梅坑镇",
    team="梅坑镇驻镇帮扶工作队",
    month=Month(2026, 11),
    people=(
        PersonMonth(
            "谭䶮", "县司法局", "队员", "21", "19.5", "年休假 1.5 天",
            (
                Line(
                    date(2026, 11, 2), Half.MORNING, Duty.POLICY, LogKind.TEACHING, "利坑村", None,
                    "在村文化广场举办普法讲座，讲民法典婚姻家庭编和防范电信诈骗", "村“两委”、妇联",
                    "到场 46 人", "", None, "", ("罗海涛",),
                ),
                Line(
                    date(2026, 11, 3), Half.WHOLE, Duty.MONITORING, LogKind.VISIT, "梅坑村", 5,
                    "走访监测对象，核对“三保障”和饮水，未发现新增风险", "", "", "把饮水管改造报价送镇水利所",
                    date(2026, 11, 20), "", (),
                ),
                Line(
                    date(2026, 11, 4), Half.WHOLE, Duty.FUNDS, LogKind.PROJECT, "", None,
                    "文化广场照明改造现场验收", "", "", "", None, "文化广场照明改造", (),
                ),
            ),
        ),
        PersonMonth("阿卜杜热合曼·买买提", "县林业局", "队员", "21", "21", "", ()),
    ),
    imprint=Imprint("2026-11-30 17:02"),
)  # fmt: skip
