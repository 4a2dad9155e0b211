"""Form 10, 单据粘贴单: a sheet to paste a claim's vouchers on."""

from dataclasses import replace

from banfu_desktop.printing.engine.blocks import Document, Field, Fields, PasteArea, Signatures, Title
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.parts import GAP
from banfu_desktop.printing.forms.v3 import expense_claim
from banfu_desktop.printing.forms.v3.claim_parts import document
from banfu_desktop.rules.money import capital, yuan

TITLE = "单据粘贴单"
SIGNERS = ("经办", "证明", "审批")
FRAMES = (182, 62)
"""How high the frame is on an A4 and on an A5, in mm."""
HOW = "单据从右到左、从下到上错开粘贴，不要超出虚线框"


def build(data: ClaimPaper) -> tuple[Document, ...]:
    """The sheet, the frame above what is pasted into it."""
    count = f"共 {data.papers or '　　'} 张"
    amount = f"人民币{capital(data.claimed_fen)}　¥{yuan(data.claimed_fen)}"
    approved = f"¥{yuan(data.approved.total_fen)}" if data.approved else ""
    rows = (
        (Field("报销单编号", data.number), Field("姓名", data.name)),
        (Field("单据", count), Field("用途", data.purpose)),
        (Field("申报金额", amount, share=2), Field("核定金额", approved, share=1)),
    )
    below = (GAP, Fields(rows, label_width=24), Signatures(SIGNERS))
    whole, half = ((Title(TITLE), PasteArea(height, HOW), *below) for height in FRAMES)
    return document(data, TITLE, *whole, half=half)


SAMPLE = replace(expense_claim.SAMPLE, papers=2)
