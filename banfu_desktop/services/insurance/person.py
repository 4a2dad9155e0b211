"""What the insurance tells of a person: covers and gaps on the year's axis, and a cover that is wanting."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Due
from banfu_desktop.rules.insurance import CLAUSE, CoverState
from banfu_desktop.rules.timelines import Lane
from banfu_desktop.services.door import PersonPart, PersonWish
from banfu_desktop.services.insurance import cover_year, standing
from banfu_desktop.services.insurance.insurance import CoverageRow


def part(session: Session, wish: PersonWish) -> PersonPart:
    """Covers, gaps, days paid twice, and what to do about them."""
    own = next(
        (row for row in standing.standing(session, wish.today) if row.person_id == wish.person_id), None
    )
    if own is None:
        return PersonPart()
    lane = Lane("意外险", cover_year.spans(own), key=("insurance", own.key))
    return PersonPart(lanes=(lane,), steps=tuple(_steps(own)))


def _steps(row: CoverageRow) -> Iterator[Due]:
    if row.state is CoverState.UNCOVERED:
        gap = row.coverage.gaps[-1]
        text = f"自 {gap.start} 起未参保意外险，已 {gap.length} 天"
        yield Due(text, CLAUSE, "red", "去登记", "insurance", row.key)
    elif row.state is CoverState.EXPIRING and row.insured_until is not None:
        policy = next(cover.policy_id for cover in row.covers if cover.period.end == row.insured_until)
        text = f"意外险 {row.insured_until} 到期"
        yield Due(text, CLAUSE, "amber", "去续保", "insurance", policy, until=row.insured_until)
