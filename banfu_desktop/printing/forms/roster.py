"""Form 15, 花名册: who is posted, masked for the file, in full for finance, or fit to be shown in public."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Row, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted, stacked
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.identity import ERASED, birth_date, is_erased, mask_phone

Variant = Literal["file", "full", "public"]
_CONFIDENTIAL = "内部资料　不得外传"


@dataclass(frozen=True)
class Person:
    """One person in a posting, numbers in full; the form masks or leaves out what a variant must not show."""

    name: str
    sex: str
    nation: str
    identity_no: str
    education: str
    political: str
    party_joined_on: date | Month | None
    organisation: str
    unit_post: str
    rank: str
    role: str
    village: str
    town_post: str
    arrived_on: date
    planned_until: date | None
    relations_moved_on: date | None
    filed_on: date | None
    phone: str
    remark: str


@dataclass(frozen=True)
class Roster:
    """The team, and the day or month its people are posted (截至2026年10月31日, 2026年10月)."""

    team: str
    period: str
    people: tuple[Person, ...]
    variant: Variant
    imprint: Imprint


_PUBLIC = (
    Column("序号", 10),
    Column("姓名", 30),
    Column("性别", 12),
    Column("政治面貌", 26),
    Column("派出单位及职务", 60),
    Column("队内职务", 24),
    Column("驻村", 28),
    Column("挂职", 40),
    Column("到岗", 27),
)
_FILE = (
    Column("序号", 8),
    Column("姓名", 22.5),
    Column("性别", 7.5),
    Column("民族", 10),
    Column("出生\n年月", 14),
    Column("学历", 13),
    Column("政治\n面貌", 13),
    Column("入党\n时间", 13),
    Column("派出单位\n及职务", 25),
    Column("职级", 15),
    Column("队内\n职务", 13),
    Column("驻村", 13),
    Column("挂职", 17),
    Column("到岗", 12),
    Column("拟\n离岗", 12),
    Column("组织\n关系\n转入", 12),
    Column("备案\n日期", 12),
    Column("电话", 21.7),
    Column("备注", 16, align="left"),
)
_BORN = 4
_FULL = (*_FILE[:_BORN], Column("身份证号", 34.5), *_FILE[_BORN + 1 :])


def build(data: Roster) -> tuple[Document, ...]:
    """The roster in its variant."""
    columns, row = {"file": (_FILE, _file_row), "full": (_FULL, _full_row), "public": (_PUBLIC, _public_row)}[
        data.variant
    ]
    rows = tuple((number, *row(person)) for number, person in enumerate(data.people, 1))
    document = Document(
        name=f"{data.team}花名册",
        blocks=(
            Title(f"{data.team}花名册"),
            Facts(f"填报单位（盖章）：{data.team}", data.period, f"共{len(rows)}人"),
            Grid(columns, rows, row_height=10, low=8, size=10),
            Signatures(("填报人", "审核人", "日期")),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        watermark=_CONFIDENTIAL if data.variant == "full" else "",
    )
    return (document,)


def _posted_from(person: Person) -> str:
    return f"{person.organisation}{person.unit_post}"


def _file_row(person: Person) -> Row:
    born = "" if is_erased(person.identity_no) else f"{birth_date(person.identity_no):%Y.%m}"
    return (*_row(person, born), mask_phone(person.phone), person.remark)


def _full_row(person: Person) -> Row:
    number = ERASED if is_erased(person.identity_no) else person.identity_no
    return (*_row(person, number), person.phone, person.remark)


def _public_row(person: Person) -> Row:
    return (
        person.name,
        person.sex,
        person.political,
        _posted_from(person),
        person.role,
        person.village,
        person.town_post,
        dotted(person.arrived_on),
    )


def _row(person: Person, born: str) -> Row:
    """What the masked and the full row share; `born` is the month of birth or the number that holds it."""
    who = (person.name, person.sex, person.nation, born, person.education, person.political)
    posts = (_posted_from(person), person.rank, person.role, person.village, person.town_post)
    days = (person.arrived_on, person.planned_until, person.relations_moved_on, person.filed_on)
    return (*who, stacked(person.party_joined_on), *posts, *(stacked(day) for day in days))


_ARRIVED, _UNTIL, _MOVED = date(2026, 1, 5), date(2029, 1, 4), date(2026, 1, 25)
_JOINED = date(2009, 7, 1)
SAMPLE = Roster(
    team="梅坑镇驻镇帮扶工作队",
    period="截至2026年10月31日",
    people=(
        Person(
            "钟立新", "男", "汉族", "440299198103024955", "大学本科", "中共党员", _JOINED, "县交通运输局",
            "副局长", "四级主任科员", "队长", "", "梅坑镇党委副书记", _ARRIVED, _UNTIL, _MOVED, None,
            "13915040519", "",
        ),
        Person(
            "潘秀云", "女", "汉族", "440299198811206821", "研究生", "中共党员", _JOINED, "县工信局", "科员",
            "副股级", "第一书记", "利坑村", "", _ARRIVED, _UNTIL, _MOVED, date(2026, 1, 12), "13995346991",
            "",
        ),
        Person(
            "谭䶮", "男", "汉族", "440299199001319335", "大学本科", "中共党员", _JOINED, "县司法局", "科员",
            "一级科员", "队员", "", "", date(2026, 10, 12), _UNTIL, None, None, "13917949620", "接替前任",
        ),
        Person(
            "阿卜杜热合曼·买买提", "男", "维吾尔族", "440299199508084635", "大学专科", "共青团员", None,
            "县林业局", "科员", "一级科员", "队员", "", "", date(2026, 10, 21), _UNTIL, None, None,
            "13902827821", "",
        ),
        Person(
            "邓雨桐", "女", "汉族", "440299200102090221", "", "共青团员", None, "省人社厅", "",
            "", "队员", "", "", _ARRIVED, _UNTIL, None, None, "", "“三支一扶”人员",
        ),
    ),
    variant="file",
    imprint=Imprint("2026-10-31 17:02"),
)  # fmt: skip
