"""What a claim's forms say: computed while it is a draft, from its snapshot once it is handed in."""

from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.printing.forms.claim_parts import LAYOUT, ClaimPaper
from banfu_desktop.rules.snapshots import format_of
from banfu_desktop.services.attachments import bundles, invoices
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office
from banfu_desktop.services.reimbursements import reimbursements, snapshots


def shown(session: Session, claim_id: int) -> ClaimPaper:
    """What the forms of a claim say."""
    snapshot = session.get_one(Claim, claim_id).snapshot
    return present(session, claim_id) if snapshot is None else snapshots.load(snapshot)


def snapshot_format(session: Session, claim_id: int) -> int | None:
    """The format a claim was handed in with; None while it is a draft."""
    snapshot = session.get_one(Claim, claim_id).snapshot
    return None if snapshot is None else format_of(snapshot)


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
        layout=LAYOUT,
        source=row.source or "",
    )
