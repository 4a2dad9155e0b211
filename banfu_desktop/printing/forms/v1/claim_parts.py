"""What the four papers of a claim share in this layout: who signs, and what stands above every table."""

from banfu_desktop.printing.engine.blocks import Block, Document, Facts
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.v1.style import STYLE
from banfu_desktop.rules.dates import chinese_date

SIGNERS = ("审批", "财务审核", "证明人", "经办人", "领款人")


def heads(data: ClaimPaper) -> tuple[Facts, Facts, Facts]:
    """Unit, day and number; team, person and vouchers; what it is about."""
    papers = str(data.papers) if data.papers else "　　"
    about = f"事由：{data.title}" if data.title else ""
    return (
        Facts(f"报销单位（盖章）：{data.unit}", right=f"编号：{data.number or '　　　　　'}"),
        Facts(f"部门：{data.team}", f"姓名：{data.name}", f"填报日期：{chinese_date(data.filled_on)}"),
        Facts(about, right=f"附件 {papers} 张　　单位：元"),
    )


def document(data: ClaimPaper, title: str, *blocks: Block, landscape: bool = False) -> tuple[Document, ...]:
    """One paper of the claim under its title."""
    mark = data.number or f"{data.filled_on:%Y%m%d}"
    return (
        Document(
            name=f"{title}（{mark} {data.name}）",
            blocks=blocks,
            landscape=landscape,
            check_code=data.imprint.check_code,
            chain_code=data.imprint.chain_code,
            printed_at=data.imprint.printed_at,
            watermark=data.imprint.watermark,
            style=STYLE,
        ),
    )


SAMPLE_IMPRINT = Imprint("2026-11-02 09:30", "P4ZN-7XQK")
