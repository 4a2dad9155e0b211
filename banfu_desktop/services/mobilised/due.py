"""What is due of contributions and ideas, for the home page (七)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.rules import limits
from banfu_desktop.rules.home import Due
from banfu_desktop.rules.mobilised import CLAUSE
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.door import Limit
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
            yield Due(text, CLAUSE, "amber", "去登记", "mobilised", row.id, until=row.due_on, limit="promise")


def _unpublished(rows: list[mobilised.ContributionRow], today: date, days: int) -> Iterator[Due]:
    late = [row for row in rows if (until := _to_publish(row, days)) is not None and until < today]
    if late:
        text = f"{len(late)} 笔社会帮扶到位超过 {days} 天，还没有公示"
        yield Due(text, _OWN, "amber", "去登记公示", "mobilised", [row.id for row in late],
                  limit="publication")  # fmt: skip


def _to_publish(row: mobilised.ContributionRow, days: int) -> date | None:
    """By when what has arrived is to be made public; None where nothing waits."""
    if row.published_on is not None or row.last_arrived_on is None:
        return None
    return limits.days_after(days, row.last_arrived_on)


def _promised(session: Session, _today: date, _: int) -> Iterator[tuple[date, str]]:
    for row in mobilised.listing(session):
        if row.due_on is not None and row.left_fen:
            yield row.due_on, f"{row.source}　{row.kind.label}"


def _unpublished_ones(session: Session, _today: date, days: int) -> Iterator[tuple[date, str]]:
    for row in mobilised.listing(session):
        until = _to_publish(row, days)
        if until is not None:
            yield until, f"{row.source}　{row.kind.label}"


LIMITS = {
    "promise": Limit("社会帮扶到位", CLAUSE, "按承诺的到位日期", "承诺的单位", recorded=_promised),
    "publication": Limit("社会帮扶公示", _OWN, "到位后 {} 天", "工作队", "raise_publish_days",
                         recorded=_unpublished_ones),
}  # fmt: skip
"""The time limits of contributions."""
