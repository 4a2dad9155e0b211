"""Form 7, 费用报销单: what a member paid for the work, item by item (六(二))."""

from datetime import date

from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Row, Signatures, Title
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.v1.claim_parts import SAMPLE_IMPRINT, SIGNERS, document, heads
from banfu_desktop.rules.reimbursements import ClaimKind, Line

TITLE = "费用报销单"
_AMOUNT = 3
_COLUMNS = (
    Column("序号", 12),
    Column("费用项目", 34),
    Column("内容说明", 66, align="left"),
    Column("金额", 28, money=True, summed=True),
    Column("备注", 30, align="left"),
)


def build(data: ClaimPaper) -> tuple[Document, ...]:
    """The form, to be signed."""
    rows = tuple(_row(number, line) for number, line in enumerate(data.lines, 1))
    grid = Grid(_COLUMNS, rows, capital_of=_AMOUNT, row_height=9, minimum_rows=5 if rows else 0)
    return document(data, TITLE, Title(TITLE), *heads(data), grid, Signatures(SIGNERS))


def _row(number: int, line: Line) -> Row:
    day = f"{line.day.month}月{line.day.day}日" if line.day else ""
    note = "　".join(part for part in (day, line.note or "") if part)
    return (number, line.item or "", note, line.claimed_fen, line.remark or "")


SAMPLE = ClaimPaper(
    kind=ClaimKind.OTHER,
    number="2026-014",
    team="梅坑镇驻镇帮扶工作队",
    unit="县林业局",
    department="县林业局",
    name="阿卜杜热合曼·买买提",
    post="科员、队员",
    title="驻镇宿舍用品",
    filled_on=date(2026, 10, 30),
    papers=2,
    host_meal_days=None,
    host_ride_days=None,
    reverses="",
    lines=(
        Line(day=date(2026, 10, 22), item="生活用品", note="被褥一套", amount_fen=36_800),
        Line(day=date(2026, 10, 23), item="邮寄费", note="寄送行李", amount_fen=4_550, remark="顺丰"),
    ),
    imprint=SAMPLE_IMPRINT,
)
