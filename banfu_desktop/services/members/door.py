"""What the members room offers the halls."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Posting
from banfu_desktop.printing.catalogue import Form
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.services.door import Documents, Hit, Import, List, Tracked, Wish
from banfu_desktop.services.members import members
from banfu_desktop.tables.members import MEMBERS

if TYPE_CHECKING:
    from pathlib import Path

    from banfu_desktop.services.members.importing import ImportPlan

_ERASABLE = ("identity_no", "card_no", "phone", "bank", "card_holder", "proxy_reason")
TABLES = {
    "postings": Tracked("任职", (MEMBERS,), undoable=True, erasable=("remark",)),
    "people": Tracked("成员", (MEMBERS,), undoable=True, erasable=_ERASABLE),
    "overrides": Tracked("例外", undoable=True),
}
LISTS = {"members": List(MEMBERS, members.listing)}
_URGENCY = {Severity.ERROR: "red", Severity.WARNING: "grey", Severity.REMINDER: "amber"}


def due(session: Session, today: date) -> list[Due]:
    """Every open check of the notice, on a posting or on the team."""
    return [
        Due(
            f"{row.name}：{row.verdict.text}",
            row.verdict.clause,
            _URGENCY[row.verdict.severity],
            "去登记" if row.verdict.severity is Severity.REMINDER else "去看看",
            "members",
            row.posting_id,
        )
        for row in members.checks(session, today)
        if row.open
    ]


def find(session: Session, text: str) -> Iterator[Hit]:
    """People by name."""
    for row in members.listing(session):
        if text in row.name or text in row.initials:
            yield Hit(row.name, f"{row.organisation} · {row.role.label}", "members", row.id)


def _roster(session: Session, wish: Wish) -> Documents:
    from banfu_desktop.services.members import papers

    month = wish.month if wish.month_given else None
    return papers.roster_of(session, month, wish.variant, wish.now, wish.today)


PAPERS = {Form("roster", "花名册", 15, "none", has_full=True, has_public=True): _roster}


def _plan(session: Session, path: "Path", today: date) -> "ImportPlan":
    from banfu_desktop.services.members import importing

    return importing.plan(session, path, today)


def _carry_out(session: Session, plan: "ImportPlan") -> None:
    from banfu_desktop.services.members import importing

    importing.carry_out(session, plan)


IMPORTS = {"members": Import("花名册", MEMBERS, _plan, _carry_out)}


def holds_unit(session: Session, organisation_id: int) -> str:
    """Why a unit cannot be removed."""
    held = sa.select(Posting.id).where(Posting.organisation_id == organisation_id).limit(1)
    return "已有选派人员" if session.scalar(held) is not None else ""
