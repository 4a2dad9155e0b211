"""The one table of time limits 时限: what every room declares, what the office chose, when each ends next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.home import URGENCIES, Due
from banfu_desktop.rules.limits import Basis
from banfu_desktop.services import rooms
from banfu_desktop.services.door import Limit
from banfu_desktop.services.office import settings
from banfu_desktop.services.office.settings import Choices, Chosen


@dataclass(frozen=True)
class LimitRow:
    """A time limit on a day; attribute names are those of tables.office.LIMITED.

    Attributes:
        next_on: when it ends next, the earliest of what is late as well; None where neither the calendar nor
            a record says a day.
        of: what ends then; empty where the calendar alone says it.
        open: how many reminders of the home page come from it.
        way: the room and the record where the most urgent of them is done; None where none is open.
        setting, value: the office's own choice and what it is; an empty name where there is none to make.
        since: from when on the office has it so; None is the default.
        history: what the office ever chose, the latest first.
    """

    name: str
    label: str
    clause: str
    by: str
    basis: Basis
    who: str
    next_on: date | None
    of: str
    open: int
    way: tuple[str, object] | None
    setting: str
    value: Any
    since: date | None
    history: Sequence[Chosen]


def listing(session: Session, today: date) -> list[LimitRow]:
    """Every time limit, the one that ends first before the others, those without a day last."""
    choices, history = Choices(session), settings.history(session)
    said: dict[str, list[Due]] = {}
    for due_of in rooms.offered("due"):
        for due in due_of(session, today):
            said.setdefault(due.limit, []).append(due)
    limits: Iterable[tuple[str, Limit]] = rooms.merged("LIMITS").items()
    rows = [
        _row(session, name, limit, said.get(name, []), choices, history.get(limit.setting, []), today)
        for name, limit in limits
    ]
    return sorted(rows, key=lambda row: row.next_on or date.max)


def named(session: Session, name: str, today: date) -> LimitRow:
    """The limit of a name, the program's own or the one shown.

    Raises:
        UserError: there is none.
    """
    rows = listing(session, today)
    found = next((row for row in rows if name in (row.name, row.label)), None)
    if found is None:
        raise UserError(f"没有“{name}”这一时限", f"可选：{'、'.join(row.label for row in rows)}")
    return found


def choose(session: Session, name: str, raw: str, effective_from: date, note: str, today: date) -> LimitRow:
    """Set the office's own choice of a limit from a day on. Returns the limit as it stands today.

    Raises:
        UserError: no such limit, one the office has no say in, or no possible value.
    """
    row = named(session, name, today)
    if not row.setting:
        says = "由通知规定" if row.basis is Basis.NOTICE else "按登记的日期计算"
        raise UserError(f"“{row.label}”{says}，不能在这里改", "本单位自定的时限才能改")
    settings.choose(session, row.setting, raw, effective_from, note)
    session.flush()
    return named(session, row.name, today)


def _row(
    session: Session,
    name: str,
    limit: Limit,
    said: list[Due],
    choices: Choices,
    history: Sequence[Chosen],
    today: date,
) -> LimitRow:
    chosen_value = choices.value(limit.setting, today) if limit.setting else 1
    value = int(chosen_value)
    chosen = choices.row(limit.setting, today) if limit.setting else None
    ends = [(day, what) for day, what in limit.recorded(session, today, value)] if limit.recorded else []
    ends += [(due.until, due.name or due.text) for due in said if due.until is not None]
    if limit.ends is not None and (day := limit.ends(value, today)) is not None:
        ends.append((day, ""))
    next_on, what = min(ends, default=(None, ""))
    return LimitRow(
        name=name,
        label=limit.label,
        clause=limit.clause,
        by=limit.by.format(value) if value else "不提示",
        basis=basis(limit),
        who=limit.who,
        next_on=next_on,
        of=what,
        open=len(said),
        way=_way(said),
        setting=limit.setting,
        value=chosen_value,
        history=history,
        since=None if chosen is None else chosen.effective_from,
    )


def _way(said: Sequence[Due]) -> tuple[str, object] | None:
    first = min(said, key=lambda due: (URGENCIES.index(due.urgency), due.until or date.max), default=None)
    return None if first is None else (first.room, first.key)


def basis(limit: Limit) -> Basis:
    """What says by when it is due."""
    if limit.setting:
        return Basis.OWN
    return Basis.NOTICE if limit.ends is not None else Basis.RECORD
