"""What the four papers of a claim share: who claims what of whom, and what stands above every table."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.engine.blocks import Block, Document, Facts
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.reimbursements import ClaimKind, Line

_BLANK = Imprint("")
LAYOUT = 1
"""The newest layout of a claim's papers; drafts are printed in it, and a claim handed in keeps it."""
SIGNERS = ("审批", "财务审核", "证明人", "经办人", "领款人")


@dataclass(frozen=True)
class ClaimPaper:
    """A claim as its papers say it; `papers` counts the vouchers behind it, `reverses` names a paid claim.

    Everything but the imprint is kept as the claim's snapshot once it is handed in.
    """

    kind: ClaimKind
    number: str
    team: str
    unit: str
    department: str
    name: str
    post: str
    title: str
    filled_on: date
    papers: int
    host_meal_days: int | None
    host_ride_days: int | None
    reverses: str
    lines: tuple[Line, ...]
    layout: int = LAYOUT
    imprint: Imprint = _BLANK

    @property
    def claimed_fen(self) -> int:
        """申报合计."""
        return sum(line.claimed_fen for line in self.lines)

    @property
    def purpose(self) -> str:
        """用途: what the claim is about, and which one it takes back."""
        return self.title or self.kind.label


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
        ),
    )


SAMPLE_IMPRINT = Imprint("2026-11-02 09:30", "P4ZN-7XQK")
