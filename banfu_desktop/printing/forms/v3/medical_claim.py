"""Form 9, 医疗费报销单: visits, what is claimed and what was approved; never a diagnosis (六(二))."""

from banfu_desktop.printing.engine.blocks import Column, Document, Row, Signatures, Title
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.parts import dotted
from banfu_desktop.printing.forms.v1 import medical_claim
from banfu_desktop.printing.forms.v3.claim_parts import (
    SIGNERS,
    amounts,
    approved_whole,
    decided,
    document,
    heads,
)
from banfu_desktop.rules.reimbursements import Line

TITLE = "医疗费报销单"
COLUMNS = (
    Column("序号", 9),
    Column("就诊日期", 20),
    Column("医院", 28, align="left"),
    Column("总费用", 20, money=True, summed=True),
    Column("医保\n支付", 18, money=True, summed=True),
    Column("自付", 18, money=True, summed=True),
    Column("申报", 18, money=True, summed=True),
    Column("单据\n张数", 11, summed=True),
)
AFTER = 7


def build(data: ClaimPaper) -> tuple[Document, ...]:
    """The form, to be signed."""
    rows = tuple(_row(number, line) for number, line in enumerate(data.lines, 1))
    grid = amounts(data, COLUMNS, rows, AFTER)
    return document(data, TITLE, Title(TITLE), *heads(data), grid, decided(data), Signatures(SIGNERS))


def _row(number: int, line: Line) -> Row:
    fen = (line.total_fen, line.insured_fen, line.own_fen, line.claimed_fen)
    return (number, dotted(line.day), line.place or "", *fen, line.papers)


SAMPLE = approved_whole(medical_claim.SAMPLE, 7_038, "自费药品")
