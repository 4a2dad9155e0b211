"""Form 18, 意外险参保情况表: who was posted in a year, under which policies, and days without one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted
from banfu_desktop.rules.dates import Period

_HEAD = (
    Column("序号", 9),
    Column("姓名", 26),
    Column("派出单位", 32, align="left"),
    Column("承保公司", 34, align="left"),
    Column("保单号", 32),
    Column("起止", 22),
)
_PREMIUM = Column("保费\n（整单）", 22, money=True, summed=True)
_TAIL = (
    Column("人均保费", 20, money=True, summed=True),
    Column("保额\n（每人）", 24, money=True),
    Column("缺口\n天数", 11, summed=True),
    Column("承担单位", 30, align="left"),
    Column("备注", 22, align="left"),
)
_SIGNERS = ("填报人", "审核人", "单位负责人", "日期")


@dataclass(frozen=True)
class Policy:
    """A policy that covers a person in `period`.

    `premium_fen` is that of all its `people`, `share_fen` this person's part of it to the fen, borne by
    `payer`.
    """

    insurer: str
    number: str
    period: Period
    premium_fen: int
    people: int
    insured_fen: int
    share_fen: int
    payer: str


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
    whole = not data.unit
    columns = (*_HEAD, *((_PREMIUM,) if whole else ()), *_TAIL)
    named = f"（{data.unit}）" if data.unit else ""
    period = f"派出单位：{data.unit}　　{data.year}年" if data.unit else f"{data.year}年"
    document = Document(
        name=f"{data.year}年意外险参保情况表{named}",
        blocks=(
            Title("意外险参保情况表"),
            Facts(f"填报单位（盖章）：{data.team}", period, "单位：元"),
            Grid(columns, tuple(_rows(data, whole)), capital_of=len(_HEAD), row_height=10, low=7.5, size=10),
            Legend(_legend(data, whole)),
            Signatures(_SIGNERS),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
    )
    return (document,)


def _legend(data: Insurance, whole: bool) -> str:
    once = "整单保费只列在第一行，合计一单计一次；" if whole else ""
    return (
        f"{once}人均保费＝整单保费÷列入保单的人数（含中途退保的），各人之和等于整单保费。"
        f"缺口天数为在岗而没有保险的天数，从到岗当日算至{data.as_of}。依据：通知六(二)，由派出单位承担。"
    )


def _rows(data: Insurance, whole: bool) -> Iterator[Row]:
    met: set[tuple[str, str]] = set()
    for number, person in enumerate(data.people, 1):
        if not person.policies:
            empty = ("未参保", "", "", *((None,) if whole else ()), None, None)
            yield (number, person.name, person.organisation, *empty, person.gap_days, "", "")
        for place, policy in enumerate(person.policies):
            who = ("", "", "") if place else (number, person.name, person.organisation)
            gap = None if place else person.gap_days
            key = policy.insurer, policy.number
            premium = None if key in met else policy.premium_fen
            met.add(key)
            days = f"{dotted(policy.period.start)}\n{dotted(policy.period.end)}"
            fen = (*((premium,) if whole else ()), policy.share_fen, policy.insured_fen)
            said = (policy.insurer, policy.number, days)
            yield (*who, *said, *fen, gap, policy.payer, _remark(person, policy, place))


def _remark(person: Person, policy: Policy, place: int) -> str:
    """How many people a premium is for, and days insured twice."""
    shared = f"{policy.people}人共保" if policy.people > 1 else ""
    twice = f"重复{person.overlap_days}天" if person.overlap_days and not place else ""
    return "；".join(part for part in (shared, twice) if part)


_YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SAMPLE = Insurance(
    team="梅坑镇驻镇帮扶工作队",
    year=2026,
    as_of=date(2026, 10, 31),
    people=(
        Person(
            "谭䶮", "县司法局",
            (
                Policy(
                    "中国人保财险韶关分公司", "PEAC202644020000012345", _YEAR, 240_000, 8, 30_000_000, 30_000,
                    "县司法局",
                ),
            ),
            0, 0,
        ),
        Person(
            "阿卜杜热合曼·买买提", "中国人保财险韶关分公司",
            (
                Policy(
                    "中国人保财险韶关分公司", "PEAC202644020000012345",
                    Period(date(2026, 10, 20), date(2026, 12, 31)), 240_000, 8, 30_000_000,
                    30_000, "县司法局",
                ),
            ),
            8, 0,
        ),
        Person("廖小满", "县林业局", (), 304, 0),
    ),
    unit="",
    imprint=Imprint("2026-10-31 17:02"),
)  # fmt: skip
