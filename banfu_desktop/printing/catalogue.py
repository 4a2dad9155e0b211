"""A form there is to print, under its names; the doors of the rooms offer them."""

from dataclasses import dataclass
from typing import Literal

PeriodKind = Literal["month", "year", "none"]
Output = Literal["pdf", "xlsx", "docx"]
Variant = Literal["file", "full", "public"]
_BOTH: tuple[Output, ...] = ("pdf", "xlsx")


@dataclass(frozen=True)
class Form:
    """A form: its short name, its Chinese label, its number in the list of forms (None: our own).

    `period` says what it is printed for, `per_payer` that one unit's can be had alone, `has_full` and
    `has_public` which variants there are beside the one for the file.
    """

    name: str
    label: str
    number: int | None
    period: PeriodKind
    per_payer: bool = False
    has_full: bool = False
    has_public: bool = False
    outputs: tuple[Output, ...] = _BOTH

    def has(self, variant: Variant) -> bool:
        """Whether the form comes in a variant."""
        return {"file": True, "full": self.has_full, "public": self.has_public}[variant]
