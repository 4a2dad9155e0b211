"""What the attendance page reads: a month's grid, the register of leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.words import MonthState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.attendance import LeaveRow, MonthGrid, OutsideRow
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.ui.tasks import Session


@dataclass(frozen=True)
class GridView:
    """A month's grid, how far its subsidy has come (None: not made), and entries outside their postings."""

    grid: MonthGrid
    subsidy: MonthState | None
    outside: Sequence[OutsideRow]


@dataclass(frozen=True)
class LeavesView:
    """The register of leaves, and the postings a leave may be of."""

    leaves: Sequence[LeaveRow]
    postings: Sequence[MemberRow]


def read_grid(session: Session, month: Month, today: date) -> GridView:
    """The month's grid."""
    states = {row.month: row.state for row in subsidies.months(session)}
    grid = attendance.grid(session, month, today)
    return GridView(grid, states.get(month), attendance.outside(session))


def read_leaves(session: Session) -> LeavesView:
    """Every leave."""
    return LeavesView(attendance.leaves(session), members.listing(session))
