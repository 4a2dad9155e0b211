"""The county's ledger of packages: a row for each that came and for what became of it, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.roll_up.models.desk import MonthRow, ReceiptRow, TownRow
from banfu_desktop.rules.dates import EARLIEST, Month
from banfu_desktop.rules.reception import Handling

REFUSED = "refused"
"""What became of a package that is not accepted, beside a Handling."""
_AT_ONCE = 400
"""So many packages are asked about in one SELECT."""
_LONGEST_WAIT = 240
"""How many months back a first package reports at most; its oldest sheet may be older."""


@dataclass(frozen=True)
class Entry:
    """A package and what became of it; see the columns of ReceiptRow."""

    digest: str
    handling: str
    words: str
    sentence: str
    received_at: str
    file: str
    reason: str = ""
    office: str = ""
    fingerprint: str = ""
    generation: int = 0
    number: int = 0
    entries: int = 0
    program: str = ""
    made_at: str = ""
    period: str = ""
    net_fen: int = 0
    unread: str = ""


def held(entry: Entry, sentence: str) -> Entry:
    """The same package, not taken but held."""
    return replace(entry, handling=Handling.HELD.value, sentence=sentence)


def add(session: Session, town_id: int, entry: Entry) -> int:
    """Put a package on the ledger; gives its number there."""
    session.execute(sa.select(TownRow.town_id).where(TownRow.town_id == town_id).with_for_update())
    last = session.scalar(sa.select(sa.func.max(ReceiptRow.no)).where(ReceiptRow.town_id == town_id)) or 0
    told = {name.name: getattr(entry, name.name) for name in fields(entry)}
    session.add(ReceiptRow(town_id=town_id, no=last + 1, **told))
    session.flush()
    return last + 1


def was_taken(session: Session, digest: str) -> bool:
    """Whether a package has been taken."""
    rows = sa.select(ReceiptRow.no).filter_by(digest=digest, handling=Handling.TAKEN.value).limit(1)
    return session.scalar(rows) is not None


def last_of(session: Session, digest: str) -> ReceiptRow | None:
    """What last became of a package; None for one that has never come."""
    rows = sa.select(ReceiptRow).filter_by(digest=digest)
    return session.scalar(rows.order_by(ReceiptRow.received_at.desc(), ReceiptRow.no.desc()).limit(1))


def handlings(session: Session, digests: Sequence[str]) -> dict[str, str]:
    """What last became of each of some packages, by digest; those that have never come are not there."""
    own, last = ReceiptRow, dict[str, str]()
    for begin in range(0, len(digests), _AT_ONCE):
        rows = sa.select(own.digest, own.handling).where(own.digest.in_(digests[begin : begin + _AT_ONCE]))
        last |= {row.digest: row.handling for row in session.execute(rows.order_by(own.received_at, own.no))}
    return last


def period_of(made_at: datetime, now: datetime, sheets: list[str]) -> Month:
    """The month a package reports: the one before it was made, or that one itself where it is sealed already.

    Args:
        made_at: by the town's clock; a day that has not come yet at the county is not believed.
        sheets: the months of the sheets in force.
    """
    day = made_at.date() if EARLIEST <= made_at.date() <= now.date() else now.date()
    made = Month.of(day)
    return made if str(made) in sheets else made.shift(-1)


def note_months(
    session: Session, town_id: int, receipt_no: int, period: Month, first: Month, at: str
) -> None:
    """Note what months a package reports: its own, and those before it that nothing reported yet.

    A report holds all that went before, so nobody is asked again for a month whose own package is missing.

    Args:
        first: the month with which the town's reporting begins.
    """
    own = MonthRow
    last = session.scalar(sa.select(sa.func.max(own.month)).where(own.town_id == town_id))
    month = Month.parse(last).shift(1) if last else max(first, period.shift(-_LONGEST_WAIT))
    while month <= period:
        session.add(own(town_id=town_id, month=str(month), receipt_no=receipt_no, received_at=at))
        month = month.shift(1)
    session.flush()
