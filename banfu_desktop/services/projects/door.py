"""What the projects room offers the halls."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.printing.catalogue import Form
from banfu_desktop.services.door import Documents, Hit, List, Report, Tracked, Wish
from banfu_desktop.services.projects import due as reminders
from banfu_desktop.services.projects import handing, projects
from banfu_desktop.tables.projects import ENDINGS, PROJECTS, SIGNATURES

TABLES = {
    "projects": Tracked("双签项目", (PROJECTS, ENDINGS), undoable=True, erasable=("ending", "contractor")),
    "project_rounds": Tracked(
        "双签项目", (PROJECTS,), undoable=True, erasable=("name", "initials", "source", "reason")
    ),
    "project_signatures": Tracked("双签", (SIGNATURES,)),
}
LISTS = {"projects": List(PROJECTS, projects.listing)}
due = reminders.due
handover = handing.items


def _approvals(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.projects import papers

    return papers.approvals(session, wish.now)


PAPERS = {Form("project-approval", "资金项目“双签”审批单", 14, "none"): _approvals}


def find(session: Session, text: str) -> Iterator[Hit]:
    """Projects by name, village or contractor."""
    for row in projects.listing(session):
        others = " ".join(part for part in (row.village, row.contractor) if part)
        if text in f"{row.name} {others}".casefold() or text in row.initials:
            hint = " · ".join(part for part in (row.stage.label, row.village, row.contractor) if part)
            yield Hit(row.name, hint, "projects", row.id, "项目")


def report(session: Session, _today: date) -> Report:
    """Every project: its sums in fen, and how far it is signed."""
    rows = [
        {
            "project": row.name,
            "stage": row.stage.label,
            "source": row.source,
            "amount_fen": row.amount_fen,
            "paid_fen": row.paid_fen,
            "signed": row.signed,
            "since": row.since,
            "started_on": row.started_on,
            "ended_on": row.ended_on,
        }
        for row in projects.listing(session)
    ]
    return Report({"projects": rows})


def demonstrate(session: Session) -> None:
    """What the demonstration office has here."""
    from banfu_desktop.services.projects import demonstration

    demonstration.fill(session)
