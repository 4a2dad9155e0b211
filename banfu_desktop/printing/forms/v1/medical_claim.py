"""Form 9, 医疗费报销单: visits and what the insurance left to pay; never a diagnosis (六(二))."""

from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Row, Signatures, Title
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.parts import dotted
from banfu_desktop.printing.forms.v1.claim_parts import SAMPLE_IMPRINT, SIGNERS, document, heads
from banfu_desktop.rules.reimbursements import ClaimKind, Line

TITLE = "医疗费报销单"
_CLAIMED = 6
_COLUMNS = (
    Column("序号", 11),
    Column("就诊日期", 23),
    Column("医院", 42, align="left"),
    Column("总费用", 23, money=True, summed=True),
    Column("医保支付", 23, money=True, summed=True),
    Column("自付", 23, money=True, summed=True),
    Column("申报", 23, money=True, summed=True),
    Column("单据\n张数", 12, summed=True),
)


def build(data: ClaimPaper) -> tuple[Document, ...]:
    """The form, to be signed."""
    rows = tuple(_row(number, line) for number, line in enumerate(data.lines, 1))
    grid = Grid(_COLUMNS, rows, capital_of=_CLAIMED, row_height=9, minimum_rows=5 if rows else 0)
    return document(data, TITLE, Title(TITLE), *heads(data), grid, Signatures(SIGNERS))


def _row(number: int, line: Line) -> Row:
    amounts = (line.total_fen, line.insured_fen, line.own_fen, line.claimed_fen)
    return (number, dotted(line.day), line.place or "", *amounts, line.papers)


SAMPLE = ClaimPaper(
    kind=ClaimKind.MEDICAL,
    number="2026-016",
    team="梅坑镇驻镇帮扶工作队",
    unit="县林业局",
    department="县林业局",
    name="阿卜杜热合曼·买买提",
    post="科员、队员",
    title="",
    filled_on=date(2026, 10, 30),
    papers=3,
    host_meal_days=None,
    host_ride_days=None,
    reverses="",
    lines=(
        Line(
            day=date(2026, 10, 12), place="新丰县人民医院", total_fen=123_460, insured_fen=86_422, papers=2,
        ),
        Line(day=date(2026, 10, 19), place="梅坑镇卫生院", total_fen=8_050, papers=1),
    ),
    imprint=SAMPLE_IMPRINT,
)  # fmt: skip
