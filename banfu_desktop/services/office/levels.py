"""Levels of units, confirmed by somebody and in force from a day on.

And units that are one and the same (六(一)).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.office import ConfirmedLevel, Organisation
from banfu_desktop.rules.dates import EARLIEST, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.units import look_alike, proposed_level
from banfu_desktop.rules.words import Category, UnitLevel

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class LevelSpan:
    """Days of one level; `confirmed` with a level of None is before the first day the office knows of."""

    period: Period
    level: UnitLevel | None
    confirmed: bool


@dataclass(frozen=True)
class Unconfirmed:
    """A unit that posts 驻镇干部 and whose level nobody confirmed.

    The proposal, its reason, what may be the same.
    """

    id: int
    name: str
    proposal: UnitLevel
    why: str
    same_as: str | None
    people: tuple[str, ...]


class Levels:
    """Every unit's level over time and the unit it is the same as, read once."""

    def __init__(self, session: Session) -> None:
        self.roots: Mapping[int, int] = roots(session)
        self._rows: dict[int, list[tuple[date, UnitLevel]]] = {}
        for row in session.scalars(sa.select(ConfirmedLevel).order_by(ConfirmedLevel.effective_from)):
            self._rows.setdefault(row.organisation_id, []).append((row.effective_from, row.level))

    def root(self, unit_id: int) -> int:
        """The unit that pays and is accounted for: itself, or the one it is the same as."""
        return self.roots.get(unit_id, unit_id)

    def confirmed(self, unit_id: int) -> bool:
        """Whether somebody has confirmed the unit's level."""
        return self.root(unit_id) in self._rows

    def latest(self, unit_id: int) -> UnitLevel | None:
        """The level confirmed last; None while nobody has confirmed any."""
        rows = self._rows.get(self.root(unit_id))
        return rows[-1][1] if rows else None

    def on(self, unit_id: int, day: date) -> UnitLevel | None:
        """The confirmed level on a day; None when there is none."""
        known = [level for start, level in self._rows.get(self.root(unit_id), ()) if start <= day]
        return known[-1] if known else None

    def spans(self, unit_id: int, period: Period) -> list[LevelSpan]:
        """A period cut where the unit's level changes."""
        rows = self._rows.get(self.root(unit_id))
        if rows is None:
            return [LevelSpan(period, None, confirmed=False)]
        starts: list[tuple[date, UnitLevel | None]] = list(rows)
        if starts[0][0] > EARLIEST:
            starts.insert(0, (EARLIEST, None))
        ends = [start - _DAY for start, _ in starts[1:]]
        found = []
        for (start, level), end in zip(starts, [*ends, None], strict=True):
            common = Period(start, end).common(period)
            if common is not None:
                found.append(LevelSpan(common, level, confirmed=True))
        return found


def roots(session: Session) -> dict[int, int]:
    """Units that are the same as another, with the unit that one leads to.

    Units that only lead to one another, as nobody can say in this program, lead to the first of them.
    """
    points = _same_as(session)
    found = {}
    for unit in points:
        way, ring = _way(points, unit)
        found[unit] = min(ring) if ring else way[-1]
    return found


def _same_as(session: Session) -> dict[int, int]:
    columns = sa.select(Organisation.id, Organisation.same_as_id).where(Organisation.same_as_id.is_not(None))
    return {unit: target for unit, target in session.execute(columns) if target is not None}


def _way(points: Mapping[int, int], unit: int) -> tuple[list[int], list[int]]:
    """The units from one to where it leads, and those among them that lead to one another for ever."""
    way = [unit]
    while (target := points.get(way[-1])) is not None:
        if target in way:
            return way, way[way.index(target) :]
        way.append(target)
    return way, []


def verify(session: Session) -> tuple[list[str], list[str]]:
    """The units that are the same as one that is not there, or as one another; what holds is not said.

    The program writes neither; whoever writes past it could stop everything that asks which unit pays.
    """
    names = dict(session.execute(sa.select(Organisation.id, Organisation.name)).all())
    points, wrong = _same_as(session), []
    for unit in points:
        way, ring = _way(points, unit)
        if ring and unit == min(ring):
            wrong.append(
                f"{'、'.join(f'“{names[one]}”' for one in ring)}互相写成是同一个单位，没有哪一个发放"
            )
        elif not ring and way[-1] not in names:
            wrong.append(f"“{names[unit]}”写成与不存在的单位是同一个")
    return [], wrong


def confirm(session: Session, unit_id: int, level: UnitLevel, effective_from: date | None = None) -> None:
    """Confirm or change a unit's level: from a day on (变更), or as it always was (更正, without a day).

    Raises:
        UserError: the level has been changed again since that day.
    """
    unit = session.get_one(Organisation, root_of(session, unit_id))
    start = effective_from or EARLIEST
    own = sa.select(ConfirmedLevel).filter_by(organisation_id=unit.id).order_by(ConfirmedLevel.effective_from)
    rows = list(session.scalars(own))
    if effective_from is None:
        for row in rows[1:]:
            session.delete(row)
    elif rows and rows[-1].effective_from > start:
        raise UserError(
            f"{unit.name}的层级在{rows[-1].effective_from}已变更过",
            f"请填写{rows[-1].effective_from}以后的日期，或作更正",
        )
    same = next((row for row in rows if row.effective_from == start or effective_from is None), None)
    if same is None:
        session.add(ConfirmedLevel(organisation_id=unit.id, level=level, effective_from=start))
    else:
        same.level, same.effective_from = level, start
    unit.level = level
    session.flush()


def confirmed_level(session: Session, unit_id: int, day: date) -> UnitLevel | None:
    """A unit's confirmed level on a day; None while nobody has confirmed it."""
    return Levels(session).on(unit_id, day)


def is_confirmed(session: Session, unit_id: int) -> bool:
    """Whether somebody has confirmed the unit's level."""
    own = sa.select(ConfirmedLevel.id).filter_by(organisation_id=root_of(session, unit_id)).limit(1)
    return session.scalar(own) is not None


def root_of(session: Session, unit_id: int) -> int:
    """The unit a unit is the same as, or itself."""
    return roots(session).get(unit_id, unit_id)


def same(session: Session, kept_id: int, other_id: int) -> None:
    """Say that another unit is this one: orders and accounts are kept by this one, sealed lines stay.

    Raises:
        UserError: it is the same unit already.
    """
    kept = root_of(session, kept_id)
    other = session.get_one(Organisation, root_of(session, other_id))
    if kept == other.id:
        raise UserError("这两个名称已经是同一个单位", "请核对单位名称")
    other.same_as_id = kept
    session.flush()


def apart(session: Session, unit_id: int) -> None:
    """Take back that a unit is another one.

    Raises:
        UserError: it is a unit of its own.
    """
    unit = session.get_one(Organisation, unit_id)
    if unit.same_as_id is None:
        raise UserError(f"{unit.name}没有并入其他单位", "请核对单位名称")
    unit.same_as_id = None
    session.flush()


def unconfirmed(session: Session, county: str) -> list[Unconfirmed]:
    """Units whose level decides money and nobody confirmed: those that post a 驻镇干部 (六(一))."""
    levels = Levels(session)
    units = {
        unit.id: unit.name for unit in session.scalars(sa.select(Organisation).order_by(Organisation.id))
    }
    people: dict[int, list[str]] = {}
    posted = (
        sa.select(Posting.organisation_id, Person.name)
        .join(Person)
        .filter(Posting.category == Category.CADRE)
    )
    for unit_id, name in session.execute(posted.order_by(Posting.id)):
        if not levels.confirmed(unit_id):
            people.setdefault(levels.root(unit_id), []).append(name)
    return [_asked(unit_id, units, names, levels, county) for unit_id, names in people.items()]


def _asked(
    unit_id: int, units: Mapping[int, str], names: Sequence[str], levels: Levels, county: str
) -> Unconfirmed:
    name = units[unit_id]
    alike = (
        other
        for other_id, other in units.items()
        if levels.root(other_id) != unit_id and levels.confirmed(other_id) and look_alike(name, other, county)
    )
    level, why = proposed_level(name, county)
    return Unconfirmed(unit_id, name, level, why, next(alike, None), tuple(dict.fromkeys(names)))
