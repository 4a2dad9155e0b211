"""What the four papers of a claim say, whatever layout they are printed in."""

from dataclasses import dataclass
from datetime import date

from banfu_desktop.printing.forms.parts import Imprint
from banfu_desktop.rules.reimbursements import ClaimKind, Line

_BLANK = Imprint("")
LAYOUT = 3
"""The newest layout of a claim's papers; drafts are printed in it, and a claim handed in keeps it."""


@dataclass(frozen=True)
class Approved:
    """What the unit approved in fen: of every line where it said so, of the claim, and why less.

    `alone` says that one person both made and approved it, and why; empty where it was two.
    """

    lines_fen: tuple[int | None, ...]
    total_fen: int
    reason: str
    alone: str = ""


@dataclass(frozen=True)
class ClaimPaper:
    """A claim as its papers say it; `papers` counts the vouchers behind it, `reverses` names a paid claim.

    `source` is what it is paid out of (经费来源); empty, the finance office writes it in.

    Everything but the imprint and what was `approved` is kept as the claim's snapshot once it is handed in.
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
    source: str = ""
    imprint: Imprint = _BLANK
    approved: Approved | None = None

    @property
    def claimed_fen(self) -> int:
        """申报合计."""
        return sum(line.claimed_fen for line in self.lines)

    @property
    def purpose(self) -> str:
        """用途: what the claim is about, and which one it takes back."""
        return self.title or self.kind.label
