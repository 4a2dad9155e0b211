"""Blank claims for people without a computer: 费用报销单, 差旅费报销单, 单据粘贴单."""

from dataclasses import dataclass, replace

from banfu_desktop.printing.engine.blocks import (
    BLANK_DATE,
    Block,
    Column,
    Document,
    Facts,
    Field,
    Fields,
    Grid,
    Legend,
    PasteArea,
    Signatures,
    Title,
)
from banfu_desktop.printing.forms.parts import GAP, Imprint
from banfu_desktop.printing.forms.v3 import expense_claim, paste_sheet, travel_claim
from banfu_desktop.printing.forms.v3.claim_parts import SIGNERS

_LINE = "＿＿＿＿＿＿＿＿"
_SUM = "人民币　　　　　　　　　　　　　　　　　　　　¥"


@dataclass(frozen=True)
class Blank:
    """What is known of a paper nobody has filled in."""

    team: str
    imprint: Imprint


def build(data: Blank) -> tuple[Document, ...]:
    """The three papers, those two beside each other that share an A4."""
    return (_claim(data), _paste(data), _trips(data))


def _claim(data: Blank) -> Document:
    def blocks(rows: int, height: float, *, half: bool) -> tuple[Block, ...]:
        grid = _grid(expense_claim.COLUMNS, expense_claim.AFTER, rows, height)
        return (*_heads(data), grid, _decided(half=half), Signatures(SIGNERS))

    whole, half = blocks(7, 9, half=False), blocks(4, 7, half=True)
    return _document(data, expense_claim.TITLE, whole, half=half)


def _trips(data: Blank) -> Document:
    grid = _grid(travel_claim.COLUMNS, travel_claim.AFTER, 6)
    days = Facts("起止日期：　　年　月　日至　　年　月　日　共　　天")
    hosts = Legend("接待单位提供伙食 ＿＿ 天，提供交通 ＿＿ 天。")
    below = (days, grid, _decided(), hosts, Signatures(travel_claim.SIGNERS))
    return _document(data, travel_claim.TITLE, (*_heads(data), *below), landscape=True)


def _paste(data: Blank) -> Document:
    rows = (
        (Field("报销单编号"), Field("姓名")),
        (Field("单据", "共　　张"), Field("用途")),
        (Field("申报金额", share=2), Field("核定金额", share=1)),
    )
    below = (GAP, Fields(rows, label_width=24), Signatures(paste_sheet.SIGNERS))
    whole, half = (PasteArea(height, paste_sheet.HOW) for height in paste_sheet.FRAMES)
    return _document(data, paste_sheet.TITLE, (whole, *below), half=(half, *below))


def _heads(data: Blank) -> tuple[Facts, ...]:
    return (
        Facts("报销单位（盖章）：", right="编号：　　　　　　"),
        Facts(f"部门：{data.team}", "姓名：　　　　　职务：", f"填报日期：{BLANK_DATE}"),
        Facts("事由：", f"经费来源：{_LINE}", "附件　　张　单位：元"),
    )


def _grid(columns: tuple[Column, ...], after: int, rows: int, height: float = 9) -> Grid:
    """The columns of a claim with nothing in them and nothing added up."""
    extra = (Column("核减", 20, money=True), Column("核定", 22, money=True))
    plain = tuple(replace(column, summed=False) for column in (*columns[:after], *extra, *columns[after:]))
    total = ("合计", *("" if not column.money else None for column in plain[1:]))
    blank = ((None,) * len(plain),) * rows
    return Grid(plain, (*blank, total), row_height=height)


def _decided(*, half: bool = False) -> Fields:
    amount, height = ("{}（大写）", 8.0) if half else ("{}金额\n（大写）", 11.0)
    names = (amount.format("申报"), "核减（原因）", amount.format("核定"))
    rows = tuple((Field(name, "" if "原因" in name else _SUM, height=height),) for name in names)
    return Fields(rows, label_width=28)


def _document(
    data: Blank,
    title: str,
    blocks: tuple[Block, ...],
    *,
    landscape: bool = False,
    half: tuple[Block, ...] = (),
) -> Document:
    return Document(
        name=f"空白{title}",
        blocks=(Title(title), *blocks),
        landscape=landscape,
        half=(Title(title), *half) if half else (),
        printed_at=data.imprint.printed_at,
    )


SAMPLE = Blank("梅坑镇驻镇帮扶工作队", Imprint("2026-11-02 09:30"))
