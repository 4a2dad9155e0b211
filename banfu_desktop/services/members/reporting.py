"""What a package tells the county of the team: the roster, masked, and how many of each kind there are."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.services.door import Report
from banfu_desktop.services.members import drafts, members, team
from banfu_desktop.services.members.members import MemberRow


def report(session: Session, today: date) -> Report:
    """The roster of all postings, and the team's counts."""
    counts = [
        {"what": count.label, "number": count.number, "wanted": count.wanted, "enough": count.enough}
        for count in team.counts(session, today)
    ]
    waiting = drafts.listing(session)
    counts.append({"what": "待补全", "number": len(waiting), "wanted": "", "enough": not waiting})
    names = {row.name for row in waiting}
    return Report({"roster": list(_roster(session)), "counts": counts}, names)


def tags_of(row: MemberRow) -> Mapping[str, str | None]:
    """What people are compared by across towns."""
    return {"identity": row.identity_no, "account": row.card_no}


def _roster(session: Session) -> Iterator[Mapping[str, Any]]:
    for row in members.listing(session):
        yield {
            "person": row.person_id,
            "posting": row.id,
            "name": row.name,
            "sex": row.sex.label,
            "category": row.category.label,
            "unit": row.organisation,
            "rank": row.rank,
            "role": row.role.label,
            "village": row.village,
            "selected_on": row.selected_on,
            "arrived_on": row.arrived_on,
            "planned_until": row.planned_until,
            "left_on": row.left_on,
            "relations_moved_on": row.relations_moved_on,
            "filed_on": row.filed_on,
            "tags": tags_of(row),
        }
