"""What a changed fact makes of a sealed month: 补发, 扣回, 应收回, or a difference to be decided first."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidySheet
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.drafts import Difference, Drafting

__all__ = ["Difference", "of_month", "outstanding"]


def of_month(session: Session, month: Month, account: Account | None = None) -> list[Difference]:
    """Differences of a month that no sealed sheet has carried yet, undecided ones last.

    Raises:
        UserError: nothing of the month is sealed.
    """
    in_force = sa.select(SubsidySheet.id).where(SubsidySheet.month == month, SubsidySheet.voided_at.is_(None))
    if session.scalar(in_force.limit(1)) is None:
        raise UserError(f"{month.label}还没有封存", "封存以后更正才有差异")
    return Drafting(account or Account(session)).differences(month)


def outstanding(session: Session, account: Account | None = None) -> list[Difference]:
    """Differences of every sealed month."""
    return Drafting(account or Account(session)).differences()
