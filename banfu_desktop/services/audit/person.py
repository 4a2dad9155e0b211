"""What the trail tells of a person: how often the record or a posting was changed, and the last time."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.audit import AuditEntry
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.services.door import PersonPart, PersonWish, Way


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Deeds that touched the person's own record or postings."""
    own = AuditEntry
    theirs = sa.or_(
        sa.and_(own.table_name == "people", own.row_id == wish.person_id),
        sa.and_(own.table_name == "postings", own.row_id.in_(wish.posting_ids)),
    )
    deeds = (
        sa.select(own.deed, sa.func.max(own.at), own.actor, own.name)
        .where(theirs, own.deed.is_not(None))
        .group_by(own.deed)
        .order_by(own.deed.desc())
    )
    rows = session.execute(deeds).all()
    if not rows:
        return PersonPart()
    _, at, actor, name = rows[0]
    note = f"最近 {to_the_minute(at)} {actor} {name}"
    return PersonPart(ways=(Way("资料改动", f"{len(rows)} 次", note, "audit", wish.name),))
