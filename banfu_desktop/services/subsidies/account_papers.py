"""Papers of the account: what is to be collected, and what is sealed and unpaid (forms 32 and 33)."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from banfu_desktop.printing.engine.blocks import Document
from banfu_desktop.printing.forms import receivables as collect
from banfu_desktop.printing.forms import unpaid as owed
from banfu_desktop.printing.forms.account_parts import Heading
from banfu_desktop.services.office import office
from banfu_desktop.services.office.imprints import imprint
from banfu_desktop.services.subsidies import paying, receivables

Documents = tuple[Document, ...]


def receivable_list(session: Session, now: datetime, today: date) -> Documents:
    """Everything to be collected today (应收回)."""
    lines = tuple(
        collect.Line(
            row.name,
            row.payer,
            row.months_said,
            row.owed_fen,
            row.repaid_fen,
            row.open_fen,
            row.since,
            row.days,
        )
        for row in receivables.listing(session, today)
    )
    return collect.build(collect.Receivables(_heading(session, now, today), lines))


def unpaid_list(session: Session, now: datetime, today: date) -> Documents:
    """Everybody sealed and not paid today (未付)."""
    lines = tuple(
        owed.Line(row.payer, row.month, row.number, row.name, row.net_fen, row.since, row.days)
        for row in paying.unpaid(session, today)
    )
    return owed.build(owed.Unpaid(_heading(session, now, today), lines))


def _heading(session: Session, now: datetime, today: date) -> Heading:
    return Heading(office.current(session).team, today, imprint(session, now))
