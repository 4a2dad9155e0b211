"""Railway tickets as the trips of a travel claim."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.rules.invoice_readings import Trip
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.reimbursements import ClaimKind, ClaimState, Line, Vehicle
from banfu_desktop.services.reimbursements import reimbursements

_SAME = ("day", "place", "to_place", "fare_fen")
"""What makes two lines one trip."""


def take(session: Session, bundle_id: int, trips: Sequence[Trip]) -> list[str]:
    """Write tickets down as trips of the draft a bundle belongs to, behind the lines there are.

    A trip that is there already, or a bundle of another record, is left as it is. Returns a sentence for what
    was written, and for each traveller who is not the claimant.
    """
    claim = session.scalar(sa.select(Claim.id).filter_by(bundle_id=bundle_id))
    if claim is None:
        return []
    row = reimbursements.one(session, claim)
    notes = [
        f"{trip.train or '车票'}的乘车人是“{trip.traveller}”，报销人是“{row.name}”，请核对"
        for trip in trips
        if trip.traveller is not None and trip.traveller != row.name
    ]
    if row.kind is not ClaimKind.TRAVEL or row.state is not ClaimState.DRAFT:
        return notes
    lines = list(row.lines)
    known = {_key(line) for line in lines}
    fresh = [line for line in map(_line, trips) if _key(line) not in known]
    if not fresh:
        return notes
    reimbursements.set_lines(session, claim, [*lines, *fresh])
    total = yuan(sum(line.fare_fen or 0 for line in fresh))
    return [f"已按车票登记{len(fresh)}段行程，城市间交通费 {total} 元，请核对到达日期", *notes]


def _line(trip: Trip) -> Line:
    return Line(
        day=trip.day,
        place=trip.origin,
        until=trip.day,
        to_place=trip.destination,
        vehicle=Vehicle.TRAIN,
        fare_fen=trip.fare_fen,
    )


def _key(line: Line) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in _SAME)
