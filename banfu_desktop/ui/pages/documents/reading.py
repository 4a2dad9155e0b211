"""What the views of the documents page read: a year's register, a half-year's report, a year's items."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.services.documents import documents, plans, reports
from banfu_desktop.services.documents.documents import DocumentRow
from banfu_desktop.services.documents.plans import ItemRow
from banfu_desktop.services.documents.reports import ReportView
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.ui.tasks import Session


@dataclass(frozen=True)
class RegisterData:
    """The documents of a year."""

    rows: Sequence[DocumentRow]


@dataclass(frozen=True)
class ReportData:
    """The newest version of a half-year's report, None before it is drafted, and the day it is due.

    `manned`: whether anybody was posted in it.
    """

    half: HalfYear
    view: ReportView | None
    due: date | None
    manned: bool = True


@dataclass(frozen=True)
class ItemsData:
    """The items of a year's plans, and every plan there is."""

    rows: Sequence[ItemRow]
    plans: Sequence[DocumentRow]


def read_register(session: Session, year: int) -> RegisterData:
    """The register of a year."""
    return RegisterData([row for row in documents.listing(session) if row.dated.year == year])


def read_report(session: Session, half: HalfYear, today: date) -> ReportData:
    """A half-year's report."""
    day = settings.value_on(session, "report_due_day", today)
    due = half.due(day) if day else None
    manned = bool(members.listing(session, half.period))
    return ReportData(half, reports.view(session, half, today), due, manned)


def read_items(session: Session, year: int) -> ItemsData:
    """The items of a year's plans."""
    return ItemsData(plans.listing(session, year), plans.plans(session))
