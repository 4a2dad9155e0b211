"""Form 7, 费用报销单: what a member paid for the work, item by item, and what was approved of it (六(二))."""

from banfu_desktop.printing.engine.blocks import Block, Column, Document, Row, Signatures, Title
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.v1 import expense_claim
from banfu_desktop.printing.forms.v3.claim_parts import (
    SIGNERS,
    amounts,
    approved_whole,
    decided,
    document,
    heads,
)
from banfu_desktop.rules.reimbursements import Line

TITLE = "费用报销单"
COLUMNS = (
    Column("序号", 10),
    Column("费用项目", 26),
    Column("内容说明", 50, align="left"),
    Column("申报", 22, money=True, summed=True),
    Column("备注", 20, align="left"),
)
AFTER = 4


def build(data: ClaimPaper) -> tuple[Document, ...]:
    """The form, to be signed."""
    rows = tuple(_row(number, line) for number, line in enumerate(data.lines, 1))
    top: tuple[Block, ...] = (Title(TITLE), *heads(data))
    grid = amounts(data, COLUMNS, rows, AFTER)
    small = (amounts(data, COLUMNS, rows, AFTER, half=True), decided(data, half=True))
    half = (*top, *small, Signatures(SIGNERS))
    return document(data, TITLE, *top, grid, decided(data), Signatures(SIGNERS), half=half)


def _row(number: int, line: Line) -> Row:
    day = f"{line.day.month}月{line.day.day}日" if line.day else ""
    note = "　".join(part for part in (day, line.note or "") if part)
    return (number, line.item or "", note, line.claimed_fen, line.remark or "")


SAMPLE = approved_whole(expense_claim.SAMPLE, 6_800, "超出标准部分自理")
