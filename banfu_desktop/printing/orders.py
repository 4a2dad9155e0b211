"""An order to print: which printer, how many copies, which pages, one side or both."""

import re
from dataclasses import dataclass
from typing import Literal

from banfu_desktop.rules.errors import UserError

PaperSize = Literal["A4", "A5"]
Ranges = tuple[tuple[int, int], ...]
"""First and last page of each stretch, from 1; none at all means all pages."""
_WIDTHS: dict[PaperSize, float] = {"A4": 210 / 25.4 * 72, "A5": 148 / 25.4 * 72}
"""In points, of the paper as it lies in the printer."""
_STRETCH = re.compile(r"(\d+)(?:[-－—~～至到](\d+))?")
_BETWEEN = re.compile(r"[\s,，、;；]+")
_MOST = 99


@dataclass(frozen=True)
class Printer:
    """A printer: the system's name for it, what people call it, whether it is proposed, whether it prints."""

    name: str
    label: str
    is_default: bool = False
    trouble: str = ""


@dataclass(frozen=True)
class Order:
    """How a PDF goes onto paper; `title` is what the printer's queue shows.

    `size` is the paper in the printer: a smaller page keeps its true size on it.

    Raises:
        UserError: no copies, or too many.
    """

    printer: str
    title: str
    copies: int = 1
    pages: Ranges = ()
    duplex: bool = False
    size: PaperSize = "A4"

    def __post_init__(self) -> None:
        if not 1 <= self.copies <= _MOST:
            raise UserError(f"一次不能打印 {self.copies} 份", f"份数请填 1 到 {_MOST}")

    def chosen(self, count: int) -> list[int]:
        """The pages to print of so many, counted from 0."""
        if not self.pages:
            return list(range(count))
        return [number - 1 for first, last in self.pages for number in range(first, min(last, count) + 1)]


def lies_across(width: float, height: float, size: PaperSize) -> bool:
    """Whether the paper has to be turned for a page of so many points; A5 across fits on upright A4."""
    return width > height and width > _WIDTHS[size] + 1


def sheets_of(pages: int, *, duplex: bool) -> int:
    """How many sheets of paper so many pages take."""
    return (pages + 1) // 2 if duplex else pages


def ranges(text: str, count: int) -> Ranges:
    """Read pages as the clerk types them: 1-3，5; an empty text means all.

    Args:
        count: how many pages there are.

    Raises:
        UserError: not pages, or pages there are not.
    """
    found = []
    for part in filter(None, _BETWEEN.split(text.strip())):
        match = _STRETCH.fullmatch(part)
        if match is None:
            raise UserError(f"看不懂页码“{part}”", "请写成 2 或 1-3，几处之间用逗号隔开")
        first = int(match[1])
        last = int(match[2] or first)
        if not 1 <= first <= last <= count:
            raise UserError(f"没有第 {part} 页", f"一共 {count} 页，请从小到大写")
        found.append((first, last))
    return tuple(found)
