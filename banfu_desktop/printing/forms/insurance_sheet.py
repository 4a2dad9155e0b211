"""Form 18, 意外险参保情况表: who was posted in a year, under which policies, and days without one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import Period

_COLUMNS = (
    Column("序号", 12),
    Column("姓名", 34),
    Column("派出单位", 42, align="left"),
    Column("承保公司", 42, align="left"),
    Column("保单号", 36),
    Column("起止", 26),
    Column("保费", 24, money=True),
    Column("保额", 28, money=True),
    Column("缺口天数", 22, summed=True),
    Column("备注", 24, align="left"),
)
_SIGNERS = ("填报人", "审核人", "日期")


@dataclass(frozen=True)
class Policy:
    """A policy that covers a person in `period`; the premium is that of all its `people`."""

    insurer: str
    number: str
    period: Period
    premium_fen: int
    people: int
    insured_fen: int


@dataclass(frozen=True)
class Person:
    """Somebody posted in the year, with days posted but not insured and days insured twice."""

    name: str
    organisation: str
    policies: tuple[Policy, ...]
    gap_days: int
    overlap_days: int


@dataclass(frozen=True)
class Insurance:
    """A year's insurance as of a day, of everybody or (`unit` given) of one posting unit."""

    team: str
    year: int
    as_of: date
    people: tuple[Person, ...]
    unit: str
    imprint: Imprint


def build(data: Insurance) -> tuple[Document, ...]:
    """The sheet: a row for each person and policy; the gap stands in the person's first row."""
    rows = tuple(row for number, person in enumerate(data.people, 1) for row in _rows(number, person))
    named = f"（{data.unit}）" if data.unit else ""
    period = f"派出单位：{data.unit}　　{data.year}年" if data.unit else f"{data.year}年"
    document = Document(
        name=f"{data.year}年意外险参保情况表{named}",
        blocks=(
            Title("意外险参保情况表"),
            Facts(f"填报单位（盖章）：{data.team}", period, "单位：元"),
            Grid(_COLUMNS, rows),
            Legend(
                f"缺口天数为本年度在岗而没有保险的天数，从到岗当日算起，算至{data.as_of}。"
                "保费为整张保单的保费，由保单上的人共有，所以不合计；保额为每人。"
                "依据：通知六(二)，由派出单位承担。"
            ),
            Signatures(_SIGNERS, stamp=True),
        ),
        landscape=True,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _rows(number: int, person: Person) -> Iterator[Row]:
    twice = f"重复{person.overlap_days}天" if person.overlap_days else ""
    if not person.policies:
        empty = ("未参保", "", "", None, None)
        yield (number, person.name, person.organisation, *empty, person.gap_days, "")
    for place, policy in enumerate(person.policies):
        who = ("", "", "") if place else (number, person.name, person.organisation)
        yield (
            *who,
            policy.insurer,
            policy.number,
            f"{dotted(policy.period.start)}\n{dotted(policy.period.end)}",
            policy.premium_fen,
            policy.insured_fen,
            None if place else person.gap_days,
            _shared(policy.people)
            if place
            else "；".join(part for part in (_shared(policy.people), twice) if part),
        )


def _shared(people: int) -> str:
    """How many people a premium is for."""
    return f"{people}人共保" if people > 1 else ""


_YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SAMPLE = Insurance(
    team="梅坑镇驻镇帮扶工作队",
    year=2026,
    as_of=date(2026, 10, 31),
    people=(
        Person(
            "谭䶮", "县司法局",
            (Policy("中国人保财险韶关分公司", "PEAC202644020000012345", _YEAR, 240_000, 8, 30_000_000),),
            0, 0,
        ),
        Person(
            "阿卜杜热合曼·买买提", "中国人保财险韶关分公司",
            (
                Policy(
                    "中国人保财险韶关分公司", "PEAC202644020000012345",
                    Period(date(2026, 10, 20), date(2026, 12, 31)), 240_000, 8, 30_000_000,
                ),
            ),
            8, 0,
        ),
        Person("廖小满", "县林业局", (), 304, 0),
    ),
    unit="",
    imprint=Imprint("2026-10-31 17:02"),
)  # fmt: skip
