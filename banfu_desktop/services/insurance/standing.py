"""How everybody stands with the insurance, day by day: postings against covers."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.insurance import Coverage, beside_gaps, cover_state, coverage, insured_until
from banfu_desktop.services.insurance.insurance import CoverageRow, CoverRow, covers, postings
from banfu_desktop.services.members.members import MemberRow


def standing(session: Session, today: date, window: Period | None = None) -> list[CoverageRow]:
    """How everybody stands, day by day: postings against covers, in the order of the roster.

    Args:
        window: the days looked at, with an end; those not posted in it are left out. None is all days.
            Days after today are no gap yet, but a premium paid twice for them is known.
    """
    by_person: dict[int, list[CoverRow]] = {}
    for cover in covers(session):
        by_person.setdefault(cover.person_id, []).append(cover)
    return [
        _standing(rows, tuple(by_person.get(person_id, ())), window, today)
        for person_id, rows in postings(session).items()
        if window is None or any(row.period.common(window) for row in rows)
    ]


def _standing(
    rows: list[MemberRow], covers: tuple[CoverRow, ...], window: Period | None, today: date
) -> CoverageRow:
    whole = Period(min([rows[0].arrived_on, *(cover.period.start for cover in covers)]), date.max)
    looked_at = window or whole
    past = looked_at.common(Period(date.min, today))
    periods, insured = [row.period for row in rows], [cover.period for cover in covers]
    gaps = coverage(periods, insured, past).gaps if past else ()
    standing = Coverage(gaps, coverage((), insured, looked_at).overlaps)
    last = [row for row in rows if row.period.common(looked_at) is not None][-1]
    return CoverageRow(
        key=f"p{last.person_id}",
        person_id=last.person_id,
        name=last.name,
        initials=last.initials,
        organisation=last.organisation,
        state=beside_gaps(cover_state(periods, insured, today), standing.gap_days),
        arrived_on=last.arrived_on,
        left_on=last.left_on,
        numbers="、".join(dict.fromkeys(cover.number for cover in covers if today in cover.period)),
        insured_until=insured_until(insured, today),
        coverage=standing,
        covers=covers,
    )
