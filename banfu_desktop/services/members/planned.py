"""What a row of a roster will do: a member's posting, or a draft waiting to be completed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from banfu_desktop.tables.members import ROSTER_FILE


@dataclass(frozen=True)
class PlannedRow:
    """What a row will do: add a posting, change one, or nothing; `changes` in words.

    `dated` is what changes from the day `start` on, in a posting of its own.
    """

    row: int
    name: str
    posting_id: int | None
    values: Mapping[str, Any]
    changes: tuple[str, ...]
    sheet: str = ""
    start: date | None = None
    dated: Mapping[str, Any] = field(default_factory=dict)

    @property
    def deed(self) -> str:
        """新增, 更新 or 不变."""
        return "新增" if self.posting_id is None else "更新" if self.changes else "不变"

    def told(self) -> dict[str, Any]:
        """The row for another program, numbers masked."""
        return _told(self)


@dataclass(frozen=True)
class PlannedDraft:
    """Somebody who will be kept as a draft, or is known already; `changes` says what is missing."""

    row: int
    name: str
    values: Mapping[str, Any]
    changes: tuple[str, ...]
    known: bool = False
    sheet: str = ""

    @property
    def deed(self) -> str:
        """待补全 or 不变."""
        return "不变" if self.known else "待补全"

    def told(self) -> dict[str, Any]:
        """The row for another program, numbers masked."""
        return _told(self)


def _told(row: PlannedRow | PlannedDraft) -> dict[str, Any]:
    shown = {name: ROSTER_FILE[name].show(value) for name, value in row.values.items() if value is not None}
    return {
        "row": row.row, "sheet": row.sheet, "deed": row.deed, "name": row.name, "values": shown,
        "changes": list(row.changes),
    }  # fmt: skip


def summary(whole: Sequence[PlannedRow], sketched: Sequence[PlannedDraft]) -> str:
    """How many are added, changed, left alone and waiting."""
    known = sum(row.known for row in sketched)
    counts = {deed: sum(row.deed == deed for row in whole) for deed in ("新增", "更新", "不变")}
    counts["不变"] += known
    said = "，".join(f"{deed} {count} 人" for deed, count in counts.items())
    return f"{said}，待补全 {len(sketched) - known} 人" if sketched else said
