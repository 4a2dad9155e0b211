"""What a claim's forms say: computed while it is a draft, from its snapshot once it is handed in."""

import json
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.printing.forms.claim_parts import ClaimPaper
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.services.attachments import bundles, invoices
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.reimbursements import reimbursements
from banfu_desktop.services.subsidies.snapshots import check_code

_FORMAT = 1
__all__ = ["check_code", "dump", "load", "present", "shown"]
_DAYS = ("day", "until")


def shown(session: Session, claim_id: int) -> ClaimPaper:
    """What the forms of a claim say."""
    snapshot = session.get_one(Claim, claim_id).snapshot
    return present(session, claim_id) if snapshot is None else load(snapshot)


def present(session: Session, claim_id: int) -> ClaimPaper:
    """What the forms say now, from the claim and what it points at."""
    row = reimbursements.one(session, claim_id)
    member = members.one(session, row.posting_id)
    names = office.names_on(session, row.filled_on)
    counted = sum(line.papers or 0 for line in row.lines)
    papers = counted or len(invoices.listing(session, row.bundle_id))
    return ClaimPaper(
        kind=row.kind,
        number=row.number,
        team=office.current(session).team,
        unit=names[row.unit_id],
        department=names[member.organisation_id],
        name=row.name,
        post="、".join(post for post in (member.unit_post, member.role.label) if post),
        title=row.title or "",
        filled_on=row.filled_on,
        papers=papers or len(bundles.listing(session, row.bundle_id)),
        host_meal_days=row.host_meal_days,
        host_ride_days=row.host_ride_days,
        reverses=row.reverses or "",
        lines=row.lines,
    )


def dump(paper: ClaimPaper) -> str:
    """The paper as canonical JSON: the same paper always gives the same text."""
    content = asdict(paper) | {"format": _FORMAT}
    del content["imprint"]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def load(snapshot: str) -> ClaimPaper:
    """A paper from its snapshot."""
    content: dict[str, Any] = json.loads(snapshot)
    values = {field.name: content[field.name] for field in fields(ClaimPaper) if field.name != "imprint"}
    values |= {
        "kind": ClaimKind(content["kind"]),  # type: ignore[call-arg]  # looked up by its code
        "filled_on": date.fromisoformat(content["filled_on"]),
        "lines": tuple(_line(line) for line in content["lines"]),
    }
    return ClaimPaper(**values)


def _line(content: dict[str, Any]) -> Line:
    days = {name: date.fromisoformat(content[name]) for name in _DAYS if content[name]}
    vehicle = content["vehicle"] and Vehicle(content["vehicle"])  # type: ignore[call-arg]
    return Line(**(content | days | {"vehicle": vehicle}))
