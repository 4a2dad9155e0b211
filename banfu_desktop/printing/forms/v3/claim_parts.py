"""What the four papers of a claim share in this layout: heads, what was approved, who signs."""

from dataclasses import replace

from banfu_desktop.printing.engine.blocks import Block, Column, Document, Facts, Field, Fields, Grid, Row
from banfu_desktop.printing.forms.claim_parts import Approved, ClaimPaper
from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.printing.forms.v3.style import STYLE
from banfu_desktop.rules.dates import chinese_date
from banfu_desktop.rules.money import capital, yuan
from banfu_desktop.rules.reimbursements import Line

SIGNERS = ("审批", "财务审核", "证明人", "经办人", "领款人", "日期")
_BLANK_SUM = "人民币　　　　　　　　　　　　　　　　　　　　¥"
_LINE = "＿＿＿＿＿＿＿＿"


def heads(data: ClaimPaper, about: str = "") -> tuple[Facts, ...]:
    """Unit and number; team, person with post, day; what it is about, what pays for it, vouchers."""
    papers = str(data.papers) if data.papers else "　　"
    title = f"事由：{data.title}" if data.title else ""
    person = f"姓名：{data.name}　职务：{data.post or _LINE}"
    return (
        Facts(f"报销单位（盖章）：{data.unit}", right=f"编号：{data.number or '　　　　　'}"),
        Facts(f"部门：{data.team}", person, f"填报日期：{chinese_date(data.filled_on)}"),
        Facts(
            "　".join(part for part in (title, about) if part),
            f"经费来源：{data.source or _LINE}",
            f"附件 {papers} 张　单位：元",
        ),
    )


def amounts(
    data: ClaimPaper, columns: tuple[Column, ...], rows: tuple[Row, ...], after: int, *, half: bool = False
) -> Grid:
    """The table of a claim with 核减 and 核定 behind what is claimed, blank before it is approved.

    `after` is the index behind the last column of the claim's own; a remark may follow. `half` is for an A5.
    """
    approved = data.approved
    lines = approved.lines_fen if approved and all(fen is not None for fen in approved.lines_fen) else None
    known = lines is not None
    extra = (
        Column("核减", 20, money=True, summed=known),
        Column("核定", 22, money=True, summed=known),
    )
    cells: tuple[Row, ...] = (
        tuple((line.claimed_fen - (fen or 0), fen) for line, fen in zip(data.lines, lines, strict=True))
        if lines is not None
        else ((None, None),) * len(rows)
    )
    joined = tuple((*row[:after], *two, *row[after:]) for row, two in zip(rows, cells, strict=True))
    shown = (*columns[:after], *extra, *columns[after:])
    if half:
        return Grid(shown, joined, row_height=7, minimum_rows=4 if rows else 0)
    return Grid(shown, joined, row_height=9, low=8, minimum_rows=5 if rows else 0)


def decided(data: ClaimPaper, *, half: bool = False) -> Fields:
    """申报, 核减 with its reason and 核定 in 大写, blank before it is approved; whether one was alone."""
    approved = data.approved
    claimed = f"人民币{capital(data.claimed_fen)}　　¥{yuan(data.claimed_fen)}"
    amount, height = ("{}（大写）", 8.0) if half else ("{}金额\n（大写）", 11.0)
    rows = (
        (Field(amount.format("申报"), claimed, height=height),),
        (Field("核减（原因）", _cut(data, approved), height=height),),
        (Field(amount.format("核定"), _approved(approved), height=height),),
    )
    alone = ((Field("一人办理", approved.alone, height=height),),) if approved and approved.alone else ()
    return Fields((*rows, *alone), label_width=28)


def _cut(data: ClaimPaper, approved: Approved | None) -> str:
    if approved is None:
        return ""
    cut = data.claimed_fen - approved.total_fen
    return f"¥{yuan(cut)}　{approved.reason}".rstrip() if cut else "无"


def _approved(approved: Approved | None) -> str:
    if approved is None:
        return _BLANK_SUM
    return f"人民币{capital(approved.total_fen)}　　¥{yuan(approved.total_fen)}"


def document(
    data: ClaimPaper, title: str, *blocks: Block, landscape: bool = False, half: tuple[Block, ...] = ()
) -> tuple[Document, ...]:
    """One paper of the claim under its title; `half` as it stands on an A5."""
    mark = data.number or f"{data.filled_on:%Y%m%d}"
    return (
        Document(
            name=f"{title}（{mark} {data.name}）",
            blocks=blocks,
            landscape=landscape,
            check_code=data.imprint.check_code,
            chain_code=data.imprint.chain_code,
            printed_at=data.imprint.printed_at,
            sealed_at=data.imprint.sealed_at,
            watermark=data.imprint.watermark,
            style=STYLE,
            half=half,
        ),
    )


SAMPLE_IMPRINT = Imprint("", "P4ZN-7XQK", sealed_at="2026-11-02 09:30")


def approved_whole(data: ClaimPaper, cut_fen: int, reason: str) -> ClaimPaper:
    """The same claim with the first line cut, for samples."""
    first, *rest = (line.claimed_fen for line in data.lines)
    lines: tuple[int | None, ...] = (first - cut_fen, *rest)
    total = sum(fen or 0 for fen in lines)
    return replace(data, layout=3, imprint=SAMPLE_IMPRINT, approved=Approved(lines, total, reason))


def days_away(lines: tuple[Line, ...]) -> str:
    """起止日期 and how many days: from the first departure to the last arrival."""
    first = min((line.day for line in lines if line.day), default=None)
    last = max((line.last_day for line in lines if line.last_day), default=None)
    if first is None or last is None:
        return "起止日期：　　年　月　日至　　年　月　日　共　　天"
    return f"起止日期：{chinese_date(first)}至{chinese_date(last)}　共 {(last - first).days + 1} 天"
