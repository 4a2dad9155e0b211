"""Whether the computer's clock was set back: such a deed is kept and says so itself; nothing is blocked.

A deed counts as done with the clock turned back where the trail says a later moment before it. Its own row
tells it to home, the trail alone to the check, so that nothing depends on the row. What the clock says is
taken for right again once it has caught up, or once a reviewer has said so and why (a clock that ran ahead).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.office import Disclosure
from banfu_desktop.rules.dates import to_the_minute
from banfu_desktop.rules.roles import Disclosed

TOLERATED = timedelta(minutes=2)
"""A clock that sets itself by another goes back by seconds."""
_LAST = "SELECT at FROM audit WHERE id <= ? AND day IS NOT NULL ORDER BY id DESC LIMIT 1"
_ALL = 2**62
_SETTLED = (
    "SELECT coalesce(max(id), 0) FROM audit WHERE table_name = 'disclosures' AND op = 'I'"
    f" AND json_valid(after) AND json_extract(after, '$.kind') = '{Disclosed.CLOCK_RIGHT.value}'"
)
_REACHED = "SELECT max(at) FROM audit WHERE day IS NOT NULL AND id >= ?"
_TOLD = (
    "SELECT (SELECT p.at FROM audit p WHERE p.id < a.deed ORDER BY p.id DESC LIMIT 1) FROM ({backs}) a"
    " WHERE a.deed > (SELECT coalesce(max(r.deed), 0) FROM ({rights}) r)"
)
_DEEDS = (
    "SELECT e.deed FROM disclosures d JOIN audit e"
    " ON e.table_name = 'disclosures' AND e.row_id = d.id AND e.op = 'I' WHERE d.kind = '{kind}'"
)
_TURNS = (
    "SELECT a.id, a.at, a.actor, a.name, p.at FROM audit a JOIN audit p ON p.id = a.id - 1 WHERE a.at < p.at"
    " AND a.day IS NOT NULL AND p.day IS NOT NULL AND a.deed IS NOT p.deed ORDER BY a.id"
)


@dataclass(frozen=True)
class Turn:
    """A deed done by a clock that had been set back: its first entry, and the two moments in ISO form."""

    entry: int
    at: str
    actor: str
    name: str
    before: str


def flag(session: Session, now: datetime, after: int) -> None:
    """Let a deed whose entries come after an entry say that the clock stands before the deed before."""
    before = session.connection().exec_driver_sql(_LAST, (after,)).scalar()
    if before is not None and _is_earlier(now, before):
        what = f"上一次办理是{to_the_minute(before)}，这一次电脑上是{to_the_minute(now.isoformat())}"
        session.add(Disclosure(kind=Disclosed.CLOCK_BACK.value, what=what, at=now))
        session.flush()


def ahead(connection: sa.Connection, now: datetime, *, thorough: bool = False) -> str:
    """The latest moment (ISO) that the trail has reached, where the clock stands before it; else empty.

    Args:
        thorough: asked of every entry, not of what the deeds say of themselves.
    """
    run = connection.exec_driver_sql
    if thorough:
        reached = [run(_REACHED, (run(_SETTLED).scalar_one(),)).scalar()]
    else:
        backs, rights = (
            _DEEDS.format(kind=kind.value) for kind in (Disclosed.CLOCK_BACK, Disclosed.CLOCK_RIGHT)
        )
        reached = [run(_LAST, (_ALL,)).scalar(), *run(_TOLD.format(backs=backs, rights=rights)).scalars()]
    latest = max(filter(None, reached), default="")
    return latest if latest and _is_earlier(now, latest) else ""


def turns(connection: sa.Connection) -> list[Turn]:
    """Every deed of the trail that was done with the clock turned back, in order."""
    rows = connection.exec_driver_sql(_TURNS).all()
    told = [Turn(entry, at, actor or "", name or "", before) for entry, at, actor, name, before in rows]
    return [turn for turn in told if (now := _moment(turn.at)) and _is_earlier(now, turn.before)]


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _is_earlier(now: datetime, before: str) -> bool:
    """Whether a moment is plainly before another; one that was tampered with is named by the chain."""
    then = _moment(before)
    return then is not None and then.replace(tzinfo=None) - now.replace(tzinfo=None) > TOLERATED
