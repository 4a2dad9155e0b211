"""The name list of a policy for the insurer: whom it covers, from when to when."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Facts, Grid, Legend, Signatures, Title
from banfu_desktop.printing.forms.parts import Imprint, dotted

_COLUMNS = (
    Column("序号", 10),
    Column("姓名", 30),
    Column("性别", 12),
    Column("证件类型", 22),
    Column("证件号码", 44),
    Column("出生日期", 24),
    Column("职业", 24),
    Column("起保日期", 24),
    Column("终保日期", 24),
    Column("保额", 26, money=True),
    Column("备注", 20, align="left"),
)
_CONFIDENTIAL = "仅供承保使用　不得外传"


@dataclass(frozen=True)
class Insured:
    """Somebody on a policy; `identity_no` as the variant may show it."""

    name: str
    sex: str
    identity_no: str
    born: date | None
    start: date
    end: date
    insured_fen: int


@dataclass(frozen=True)
class InsuredList:
    """A policy and its people."""

    team: str
    insurer: str
    number: str
    payer: str
    people: tuple[Insured, ...]
    imprint: Imprint


def build(data: InsuredList) -> tuple[Document, ...]:
    """The list of one policy."""
    rows = tuple(
        (
            number, one.name, one.sex, "居民身份证", one.identity_no, dotted(one.born), "机关事业单位人员",
            dotted(one.start), dotted(one.end), one.insured_fen, "",
        )
        for number, one in enumerate(data.people, 1)
    )  # fmt: skip
    document = Document(
        name=f"意外险参保人员名单（{data.number}）",
        blocks=(
            Title("意外险参保人员名单"),
            Facts(f"投保单位（盖章）：{data.team}", f"承保公司：{data.insurer}", "单位：元"),
            Facts(f"保单号：{data.number}", right=f"承担单位：{data.payer}　共{len(rows)}人"),
            Grid(_COLUMNS, rows, row_height=9, low=8, size=10),
            Legend("保额为每人的保险金额。"),
            Signatures(("填报人", "审核人", "日期")),
        ),
        landscape=True,
        chain_code=data.imprint.chain_code,
        printed_at=data.imprint.printed_at,
        watermark=_CONFIDENTIAL if data.imprint.full else "",
    )
    return (document,)


SAMPLE = InsuredList(
    team="梅坑镇驻镇帮扶工作队",
    insurer="中国人保财险韶关分公司",
    number="PEAC202644020000012345",
    payer="县司法局",
    people=(
        Insured("谭䶮", "男", "440299********9335", None, date(2026, 1, 1), date(2026, 12, 31), 30_000_000),
        Insured(
            "阿卜杜热合曼·买买提", "男", "440299********4635", None, date(2026, 10, 20), date(2026, 12, 31),
            30_000_000,
        ),
    ),
    imprint=Imprint("2026-10-31 17:02"),
)  # fmt: skip
