"""What is due of contributions and ideas, for the home page (七)."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Due
from banfu_desktop.rules.mobilised import CLAUSE
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.mobilised import mobilised
from banfu_desktop.services.office import settings

_OWN = "本单位自定"


def due(session: Session, today: date) -> list[Due]:
    """Promises whose day has passed, and what arrived and was not made public."""
    rows = mobilised.listing(session)
    days = int(settings.value_on(session, "raise_publish_days", today)) if rows else 0
    return [*_late(rows, today), *_unpublished(rows, today, days)]


def _late(rows: list[mobilised.ContributionRow], today: date) -> Iterator[Due]:
    for row in rows:
        if row.due_on is not None and row.due_on < today and row.left_fen:
            text = (
                f"{row.source}承诺的{row.kind.label}还有 {yuan(row.left_fen)} 元没有到位，应在{row.due_on}前"
            )
            yield Due(text, CLAUSE, "amber", "去登记", "mobilised", row.id, until=row.due_on)


def _unpublished(rows: list[mobilised.ContributionRow], today: date, days: int) -> Iterator[Due]:
    late = [
        row
        for row in rows
        if days
        and row.published_on is None
        and row.last_arrived_on is not None
        and row.last_arrived_on + timedelta(days) < today
    ]
    if late:
        text = f"{len(late)} 笔社会帮扶到位超过 {days} 天，还没有公示"
        yield Due(text, _OWN, "amber", "去登记公示", "mobilised", [row.id for row in late])
