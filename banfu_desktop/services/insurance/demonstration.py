"""The policies of the demonstration office: one for the year, one about to expire, one person without."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.members import members

_TODAY = date(2026, 10, 31)


def fill(session: Session) -> None:
    """One policy of the year for all but newcomers, another about to expire."""
    people = [row.person_id for row in members.listing(session, Period(_TODAY, _TODAY))]
    values = {"insurer": "中国人保财险韶关分公司", "premium_fen": 240_000, "insured_fen": 30_000_000}
    year = {"start_on": date(2026, 1, 1), "end_on": date(2026, 12, 31), "payer": "县司法局"}
    whole = insurance.save(session, {**values, **year, "number": "PEAC202644020000012345"})
    half = {"start_on": date(2026, 5, 15), "end_on": date(2026, 11, 14), "payer": "县林业局"}
    short = insurance.save(session, {**values, **half, "number": "PEAC202644020000067890"})
    insurance.choose(session, whole, people[:-3])
    insurance.choose(session, short, people[-3:-1])
