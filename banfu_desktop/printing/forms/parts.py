"""What several forms share: what stands on every page, who signs a pay sheet, how days are written."""

from dataclasses import dataclass
from datetime import date, datetime

from banfu_desktop.printing.engine.blocks import Column, Grid, Paragraph
from banfu_desktop.rules.dates import Month

PAY_SIGNERS = ("单位负责人", "财务审核", "工作队队长", "制表人", "日期")
FINANCE_ONLY = "仅供发放单位财务使用"
GAP = Paragraph("", size=5)
"""A little clear space between blocks."""
_DRAFT = "草稿"
_GROUPS_A_LINE = 4


@dataclass(frozen=True)
class Imprint:
    """What stands on every page: the time printed, and of a pay sheet its codes or that it is a draft.

    `chain_code` is the head of the audit chain: that a sealed paper was sealed over, of any other the one
    when it was printed. A sealed paper says when it was sealed (`sealed_at`), never when it is printed.

    `full` marks a paper with whole numbers on it, for the payer's finance office only.
    """

    printed_at: str
    check_code: str = ""
    chain_code: str = ""
    draft: bool = False
    full: bool = False
    sealed_at: str = ""

    @property
    def watermark(self) -> str:
        """What lies behind the text, if anything."""
        return "　".join(word for word, on in ((_DRAFT, self.draft), (FINANCE_ONLY, self.full)) if on)


def clock(at: datetime) -> str:
    """When something was printed or sealed: 2026-11-02 09:30."""
    return f"{at:%Y-%m-%d %H:%M}"


def month_said(month: Month, until: date | None = None) -> str:
    """A month, and the day to which it is counted while it is under way: 2026年10月（截至10月28日）."""
    return month.label + (f"（截至{until.month}月{until.day}日）" if until else "")


def dotted(day: date | Month | None) -> str:
    """A day in a narrow column: 2026.01.05, a month alone: 2026.01; nothing for none."""
    if isinstance(day, Month):
        return f"{day.year}.{day.number:02d}"
    return f"{day:%Y.%m.%d}" if day else ""


def stacked(day: date | Month | None) -> str:
    """A day in a narrow column of high rows, the year above: 2026. over 01.05."""
    year, dot, rest = dotted(day).partition(".")
    return f"{year}{dot}\n{rest}" if rest.count(".") else dotted(day)


def party_committee(town: str) -> str:
    """The town's party committee; a 街道 has a working committee."""
    return f"中共{town}工作委员会" if town.endswith("街道") else f"中共{town}委员会"


def key_boxes(key: str) -> tuple[Grid, ...]:
    """A key on paper in large type, its groups numbered, four to a line, to be typed and ticked off."""
    groups = key.split("-")
    return tuple(
        _boxes(start, groups[start : start + _GROUPS_A_LINE])
        for start in range(0, len(groups), _GROUPS_A_LINE)
    )


def _boxes(start: int, groups: list[str]) -> Grid:
    columns = tuple(Column(f"第{number}组", 1) for number, _ in enumerate(groups, start + 1))
    return Grid(columns, (tuple(groups),), row_height=17, size=26)
