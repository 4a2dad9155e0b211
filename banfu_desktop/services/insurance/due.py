"""What of accident insurance is due today: people not insured, policies that expire, premiums paid twice."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.insurance import CLAUSE, CoverState, PolicyState
from banfu_desktop.services.door import Limit
from banfu_desktop.services.insurance import insurance, standing
from banfu_desktop.services.insurance.insurance import CoverageRow

_NAMED_ONE_BY_ONE = 3


def due(session: Session, today: date) -> list[Due]:
    """Uncovered people first, then what expires within 30 days, then days to come that are paid twice."""
    rows = standing.standing(session, today)
    return [*_uncovered(rows), *_expiring(session, rows, today), *_twice(rows, today)]


def _uncovered(rows: Sequence[CoverageRow]) -> list[Due]:
    """Who has no cover, and since when."""
    people = [row for row in rows if row.state is CoverState.UNCOVERED]
    first = min((row.coverage.gaps[-1].start for row in people), default=None)
    return [
        Due(
            f"{row.name} 自 {row.coverage.gaps[-1].start} 起未参保 {row.coverage.gaps[-1].length} 天",
            CLAUSE, "red", "去登记", "insurance", row.key,
            group=f"{{}} 名在岗人员未参保意外险，最早自 {first} 起",
            name=f"{row.name}　自 {row.coverage.gaps[-1].start} 起",
        )
        for row in people
    ]  # fmt: skip


def _expiring(session: Session, rows: Sequence[CoverageRow], today: date) -> list[Due]:
    """Policies that end within 30 days and leave somebody still posted without another."""
    expiring = {row.person_id for row in rows if row.state is CoverState.EXPIRING}
    covers = insurance.covers(session)
    reminders = []
    for policy in insurance.policies(session, today):
        left = {cover.person_id for cover in covers if cover.policy_id == policy.id} & expiring
        if policy.state is PolicyState.EXPIRING and left:
            text = f"保单 {policy.number} {policy.end_on} 到期（30天内），在岗 {len(left)} 人待续保"
            reminders.append(
                Due(text, CLAUSE, "amber", "去续保", "insurance", policy.id, policy.end_on, limit="policy")
            )
    return reminders


def _twice(rows: Sequence[CoverageRow], today: date) -> list[Due]:
    """Only while there is still something to be done about it."""
    people = [
        row for row in rows if row.coverage.overlaps and (row.coverage.overlaps[-1].end or today) >= today
    ]
    if not people:
        return []
    names = "、".join(row.name for row in people[:_NAMED_ONE_BY_ONE])
    more = f"等 {len(people)} 人" if len(people) > _NAMED_ONE_BY_ONE else ""
    text = f"{names}{more}同一天有两张保单，请核对是否重复参保"
    return [Due(text, CLAUSE, "grey", "去核对", "insurance", [row.key for row in people])]


def _ends(session: Session, today: date, _: int) -> Iterator[tuple[date, str]]:
    """The last insured day of everybody at the post."""
    for row in standing.standing(session, today, Period(today, today)):
        if row.insured_until is not None:
            yield row.insured_until, row.name


LIMITS = {
    "policy": Limit("意外险续保", CLAUSE, "保险期到期前，提前 30 天提示", "派出单位", recorded=_ends),
}
"""The time limits of accident insurance."""
