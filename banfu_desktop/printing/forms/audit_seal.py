"""审计封条: the head of the audit trail on paper, for the leader to sign and file."""

from dataclasses import dataclass

from banfu_desktop.printing.engine.blocks import (
    Column,
    Document,
    Field,
    Fields,
    Grid,
    Paragraph,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, Imprint, key_boxes

_USES = (
    "本封条封住此刻为止的全部操作留痕。留痕码由每一条留痕逐条算出，任何一条被改动、插入或删除，都算不出同一个码。",
    "请队长签字后存入档案。日后核查：在“操作留痕”页点“核对封条…”，输入留痕码"
    "（命令行为 check --against 留痕码）。程序会说明它封到第几条，或者对不上。",
    "建议每月封存补助之后打印一张。两张封条之间的改动，以后一张为准。",
)


@dataclass(frozen=True)
class Actor:
    """Somebody who worked here: deeds done, the last of them (2026-11-02 09:30)."""

    name: str
    deeds: int
    last: str


@dataclass(frozen=True)
class Seal:
    """The trail as it stands: `code` is its head in 4 groups; times as printed.

    `notes` are what the leader should know before he signs, a sentence each.
    """

    team: str
    fingerprint: str
    code: str
    entries: int
    deeds: int
    first: str
    last: str
    disclosures: int
    sealed_months: int
    latest_month: str
    actors: tuple[Actor, ...]
    imprint: Imprint
    notes: tuple[str, ...] = ()


def build(data: Seal) -> tuple[Document, ...]:
    """The seal, one page."""
    months = f"{data.sealed_months}个月" + (f"，最近 {data.latest_month}" if data.latest_month else "")
    facts = (
        (Field("办公室", data.team, height=10), Field("发送方核对码", data.fingerprint, height=10)),
        (Field("留痕条数", f"{data.entries:,}", height=10), Field("操作次数", f"{data.deeds:,}", height=10)),
        (Field("第一条", data.first, height=10), Field("最后一条", data.last, height=10)),
        (
            Field("查看、导出和完整打印", f"{data.disclosures:,}次", height=10),
            Field("已封存补助", months, height=10),
        ),
    )
    notes = tuple(Paragraph(f"请留意：{note}") for note in data.notes)
    columns = (Column("操作人", 60), Column("操作次数", 40), Column("最近一次", 70))
    rows = tuple((actor.name, f"{actor.deeds:,}", actor.last) for actor in data.actors)
    document = Document(
        name="审计封条",
        blocks=(
            Title("审计封条", "操作留痕的留痕码　队长签字后存档"),
            GAP,
            *key_boxes(data.code),
            GAP,
            Fields(facts),
            GAP,
            Grid(columns, rows, row_height=8),
            *((GAP, *notes) if notes else ()),
            GAP,
            *(Paragraph(f"{number}．{use}") for number, use in enumerate(_USES, 1)),
            Signatures(("工作队队长", "经办人", "日期")),
        ),
        printed_at=data.imprint.printed_at,
    )
    return (document,)


SAMPLE = Seal(
    team="梅坑镇驻镇帮扶工作队",
    fingerprint="3QKM-7R2X-D05T-9WHB",
    code="7K2M-X9QD-4HTR-B0WV",
    entries=12_408,
    deeds=1_733,
    first="2023-10-08 09:12",
    last="2026-11-02 09:31",
    disclosures=41,
    sealed_months=36,
    latest_month="2026年10月（校验码 K7QM-2XWA）",
    actors=(Actor("经办", 1_690, "2026-11-02 09:31"), Actor("命令行", 43, "2026-10-30 17:05")),
    imprint=Imprint("2026-11-02 09:40"),
)
