"""Deeds over several sheets at once, named by their ids: one payment of several payers or months."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidySheet
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.office import office
from banfu_desktop.services.subsidies import paying, sealed


def sheets_with(session: Session, sheet_ids: Collection[int]) -> list[SubsidySheet]:
    """Sealed sheets by their ids, the oldest first."""
    own = sa.select(SubsidySheet).where(SubsidySheet.id.in_(sheet_ids)).order_by(SubsidySheet.id)
    return list(session.scalars(own))


def pay_people(
    session: Session,
    chosen: Mapping[int, Collection[int]],
    paid_on: date,
    reference: str,
    today: date,
) -> int:
    """Record one payment over several sheets. Returns how many lines of people it was.

    Args:
        chosen: the people it reached, by sheet.

    Raises:
        UserError: a day that cannot be, or somebody who is not unpaid there.
    """
    rows = {row.id: row for row in sheets_with(session, chosen.keys())}
    return sum(
        paying.pay(session, [rows[sheet_id]], paying.Payment(paid_on, reference, tuple(people)), today)
        for sheet_id, people in chosen.items()
    )


def correct_payment(
    session: Session, sheet_id: int, payment: paying.Payment, reason: str, today: date
) -> int:
    """Correct the day or reference of a sheet's payment for a reason; see paying.correct."""
    return paying.correct(session, sheets_with(session, [sheet_id]), payment, reason, today)


def start_from(session: Session, month: Month) -> None:
    """Say from which month on the subsidies are kept here (启用); see office.start_subsidies."""
    months: Sequence[Month] = [row.month for row in sealed.rows(session) if row.voided_at is None]
    office.start_subsidies(session, month, months)
