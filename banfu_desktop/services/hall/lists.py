"""Every list as an Excel file, by the name the command line uses."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.assets import assets
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history, trail
from banfu_desktop.services.bank import bank
from banfu_desktop.services.exams import exams
from banfu_desktop.services.funds import exporting
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.members import members as roster
from banfu_desktop.services.office import office
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.projects import projects
from banfu_desktop.services.reimbursements import reimbursements, sums
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.tables.assets import ASSETS
from banfu_desktop.tables.attendance import LEAVES
from banfu_desktop.tables.audit import CHANGES, DEEDS
from banfu_desktop.tables.bank import STATEMENT_LIST
from banfu_desktop.tables.exams import EXAMS
from banfu_desktop.tables.funds import VOUCHERS
from banfu_desktop.tables.insurance import COVERAGE, POLICIES
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.tables.office import ORGANISATIONS
from banfu_desktop.tables.pairings import PAIRINGS
from banfu_desktop.tables.projects import PROJECTS
from banfu_desktop.tables.reimbursements import CLAIM_YEAR, CLAIMS, OUTSTANDING
from banfu_desktop.tables.spec import Table
from banfu_desktop.tables.subsidies import SUBSIDY_LINES


@dataclass(frozen=True)
class List:
    """A list that can be exported: its columns and where its rows come from, on a day if that matters."""

    table: Table
    rows: Callable[[Session], Iterable[object]] | None = None
    rows_on: Callable[[Session, date], Iterable[object]] | None = None

    def read(self, session: Session, today: date) -> list[object]:
        """The rows."""
        return list(self.rows_on(session, today) if self.rows_on else self.rows(session) if self.rows else ())


def _sealed_lines(session: Session) -> list[object]:
    """The lines of every month made, latest month first."""
    return subsidies.all_lines(session)


_WHOLE_TRAIL = 500_000
"""More than any office writes; a sheet takes a million lines."""
LISTS: Mapping[str, List] = {
    "members": List(MEMBERS, roster.listing),
    "subsidies": List(SUBSIDY_LINES, _sealed_lines),
    "leaves": List(LEAVES, attendance.leaves),
    "projects": List(PROJECTS, projects.listing),
    "assets": List(ASSETS, assets.listing),
    "bank": List(STATEMENT_LIST, bank.listed),
    "pairings": List(PAIRINGS, pairings.listing),
    "vouchers": List(VOUCHERS, exporting.posted_lines),
    "claims": List(CLAIMS, reimbursements.listing),
    "outstanding": List(OUTSTANDING, rows_on=sums.outstanding),
    "claim-year": List(CLAIM_YEAR, sums.years),
    "exams": List(EXAMS, rows_on=lambda session, today: exams.listing(session, today.year)),
    "policies": List(POLICIES, rows_on=insurance.policies),
    "coverage": List(COVERAGE, rows_on=insurance.standing),
    "audit": List(DEEDS, lambda session: history.deeds(session, _WHOLE_TRAIL)),
    "audit-detail": List(CHANGES, lambda session: trail.changes(session, _WHOLE_TRAIL)),
    "organisations": List(ORGANISATIONS, office.organisations),
}


@dataclass(frozen=True)
class Filled:
    """A list with its rows, ready to be written."""

    table: Table
    rows: Sequence[object]
    title: str
    revealed: bool


def fill(session: Session, name: str, now: datetime, *, revealed: bool = False) -> Filled:
    """Read a list and record that it leaves the office; write it once the record is saved.

    Raises:
        UserError: no such list.
    """
    found = LISTS.get(name)
    if found is None:
        raise UserError(f"没有名为“{name}”的清单", f"可选：{'、'.join(LISTS)}")
    rows = found.read(session, now.date())
    title = f"{office.current(session).team}{found.table.title or found.table.label}"
    how = "完整号码" if revealed else "隐藏号码"
    office.disclose(session, "export", f"{found.table.label}{len(rows)}行（{how}）", now)
    return Filled(found.table, rows, title, revealed)


def write(filled: Filled, path: Path) -> None:
    """Write a list to Excel, secrets masked unless revealed.

    Raises:
        UserError: not an .xlsx file, or the place cannot be written.
        MachineError: the disk is full; an older file is untouched.
    """
    from banfu_desktop.exchange.writing import write_rows

    totals = filled.table in (SUBSIDY_LINES, CLAIMS, OUTSTANDING, POLICIES)
    write_rows(path, filled.table, filled.rows, title=filled.title, revealed=filled.revealed, totals=totals)


def export(session: Session, name: str, path: Path, now: datetime, *, revealed: bool = False) -> int:
    """Fill and write a list in one deed. Returns the rows.

    Raises:
        UserError: see fill and write.
        MachineError: see write.
    """
    filled = fill(session, name, now, revealed=revealed)
    write(filled, path)
    return len(filled.rows)


def template(path: Path) -> None:
    """Write an empty roster to fill in.

    Raises:
        UserError: the place cannot be written.
        MachineError: the disk is full or fails; an older file is untouched.
    """
    from banfu_desktop.exchange.writing import write_template

    write_template(path, MEMBERS)
