"""What every unit still owes its people, by age; and what a year came to, by unit and member (六(二))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.reimbursements import Claim
from banfu_desktop.rules.reimbursements import Age, ClaimKind, ClaimState, age
from banfu_desktop.services.reimbursements import reimbursements
from banfu_desktop.services.reimbursements.reimbursements import ClaimRow

TOTAL = "（小计）"
"""What stands in place of a name where a unit's people are added up."""
_DECIDED = (ClaimState.APPROVED, ClaimState.PAID)


@dataclass(frozen=True)
class OwedRow:
    """A claim a unit has not paid; attribute names are those of tables.reimbursements.OUTSTANDING."""

    id: int
    unit: str
    name: str
    initials: str
    number: str
    kind: ClaimKind
    state: ClaimState
    handed_on: date
    days: int
    age: Age
    outstanding_fen: int


@dataclass(frozen=True)
class YearRow:
    """One member's year with one unit, or (name TOTAL) that unit's; see tables.reimbursements.CLAIM_YEAR."""

    id: str
    year: int
    unit: str
    name: str
    initials: str
    claims: int
    claimed_fen: int
    cut_fen: int
    approved_fen: int
    paid_fen: int
    outstanding_fen: int

    @property
    def is_total(self) -> bool:
        """Whether it adds up a unit."""
        return self.name == TOTAL


def outstanding(session: Session, today: date, *conditions: sa.ColumnElement[bool]) -> list[OwedRow]:
    """What is owed on a day (under conditions on Claim): by unit in order of name, the oldest first."""
    open_states = Claim.state.in_([ClaimState.HANDED, ClaimState.APPROVED])
    rows = [_owed(row, today) for row in reimbursements.listing(session, open_states, *conditions)]
    return sorted((row for row in rows if row.outstanding_fen), key=lambda row: (row.unit, -row.days, row.id))


def _owed(row: ClaimRow, today: date) -> OwedRow:
    since = row.handed_on or row.filled_on
    days = max(0, (today - since).days)
    return OwedRow(
        id=row.id, unit=row.unit, name=row.name, initials=row.initials, number=row.number, kind=row.kind,
        state=row.state, handed_on=since, days=days, age=age(days), outstanding_fen=row.outstanding_fen,
    )  # fmt: skip


def year(session: Session, number: int) -> list[YearRow]:
    """A year's sums: under each unit its members, then the unit itself. Refused claims do not count."""
    counted = Claim.state.not_in([ClaimState.DRAFT, ClaimState.REFUSED])
    rows = reimbursements.listing(session, Claim.year == number, counted)
    lines: list[YearRow] = []
    for unit in sorted({row.unit for row in rows}):
        unit_rows = [row for row in rows if row.unit == unit]
        people = {row.person_id: row.name for row in sorted(unit_rows, key=lambda row: row.id)}
        lines += [
            _sums(unit, name, [row for row in unit_rows if row.person_id == key])
            for key, name in people.items()
        ]
        lines.append(_sums(unit, TOTAL, unit_rows))
    return lines


def years(session: Session) -> list[YearRow]:
    """Every year's sums, the latest year first."""
    numbered = sa.select(Claim.year).where(Claim.year.is_not(None)).distinct().order_by(Claim.year.desc())
    return [row for number in session.scalars(numbered) if number for row in year(session, number)]


def _sums(unit: str, name: str, rows: Iterable[ClaimRow]) -> YearRow:
    claims = list(rows)
    person = "" if name == TOTAL else str(claims[0].person_id)
    decided = [row for row in claims if row.state in _DECIDED]
    return YearRow(
        id=f"{claims[0].unit_id}-{person}",
        year=claims[0].year or claims[0].filled_on.year,
        unit=unit,
        name=name,
        initials="" if name == TOTAL else claims[0].initials,
        claims=len(claims),
        claimed_fen=sum(row.claimed_fen for row in claims),
        cut_fen=sum(row.claimed_fen - (row.approved_fen or 0) for row in decided),
        approved_fen=sum(row.approved_fen or 0 for row in decided),
        paid_fen=sum(row.approved_fen or 0 for row in claims if row.state is ClaimState.PAID),
        outstanding_fen=sum(row.outstanding_fen for row in claims),
    )


def by_age(rows: Iterable[OwedRow]) -> dict[Age, int]:
    """What is owed at each age, in fen."""
    totals = dict.fromkeys(Age, 0)
    for row in rows:
        totals[row.age] += row.outstanding_fen
    return totals
