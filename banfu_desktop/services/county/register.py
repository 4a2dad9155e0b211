"""The county's register of towns: its list, and what it knows of each town's office, key and trail."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.backup.body import LINK_BYTES
from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.backup.identity import fingerprint
from banfu_desktop.roll_up.models.desk import NO_TOWN, CountyRow, ReceiptRow, TownKeyRow, TownRow, TrailRow
from banfu_desktop.roll_up.store import OWN_COUNTY, town_row
from banfu_desktop.rules.reception import Arrived, Known, Listed, Sheet
from banfu_desktop.services.keeping.signers import PersonKey


@dataclass(frozen=True)
class Town:
    """A town's office in the register.

    Attributes:
        known: what the judge goes by.
        own_key: the age recipient to which feedback goes; empty where only format 1 has come.
        verdict: of the last package taken.
        persons: who signed there with which key from which entry on, as its trail tells it.
        first_at, last_at: when the first and the last package came, local time.
    """

    known: Known
    own_key: str
    verdict: str
    persons: tuple[PersonKey, ...]
    first_at: str
    last_at: str

    @property
    def fingerprint(self) -> str:
        """Of the town's key, as on its papers."""
        return fingerprint(bytes.fromhex(self.known.verify_key))


@dataclass(frozen=True)
class Decision:
    """What somebody at the county decided about a package that was held, and why."""

    at: str
    town: str
    digest: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Register:
    """The register as it stands: the towns of which something was taken, and what was decided."""

    towns: Mapping[str, Town] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()

    @property
    def known(self) -> dict[str, Known]:
        """What the judge goes by, by town."""
        return {name: town.known for name, town in self.towns.items()}


def read(session: Session) -> Register:
    """The whole register, in the order of the towns."""
    towns = {}
    rows = sa.select(TownRow.town_id, TownRow.name).join(TrailRow, TrailRow.town_id == TownRow.town_id)
    for town_id, name in session.execute(rows.order_by(TownRow.town_id)).all():
        town = of(session, town_id)
        assert town is not None
        towns[name] = town
    return Register(towns, tuple(_decisions(session)))


def of(session: Session, town_id: int) -> Town | None:
    """What is known of a town; None where nothing was taken yet."""
    trail = session.get(TrailRow, town_id)
    key = session.scalar(
        sa.select(TownKeyRow).filter_by(town_id=town_id).order_by(TownKeyRow.no.desc()).limit(1)
    )
    if trail is None or key is None:
        return None
    heads = tuple(trail.heads[at : at + LINK_BYTES] for at in range(0, len(trail.heads), LINK_BYTES))
    sheets = tuple(Sheet(**sheet) for sheet in json.loads(trail.sheets))
    known = Known(
        key.office, key.verify_key, trail.generation, trail.number, trail.digest, trail.since, heads, sheets
    )
    persons = tuple(PersonKey(*each) for each in json.loads(trail.persons))
    return Town(known, key.own_key, trail.verdict, persons, trail.first_at, trail.last_at)


def around(session: Session, arrived: Arrived, *, locked: bool = False) -> dict[str, Known]:
    """What is known of every town that a package could be of: by its name or code, its office or its key.

    Args:
        locked: hold these towns until the commit, so that two desks receive one after the other.
    """
    rows = (
        sa.select(TownRow.town_id, TownRow.name)
        .where(
            sa.or_(
                TownRow.name == arrived.town,
                sa.and_(TownRow.code == arrived.code, TownRow.code != ""),
                TownRow.town_id.in_(
                    sa.select(TownKeyRow.town_id).where(
                        sa.or_(
                            TownKeyRow.office == arrived.office, TownKeyRow.verify_key == arrived.verify_key
                        )
                    )
                ),
            )
        )
        .order_by(TownRow.town_id)
    )
    places = session.execute(rows.with_for_update() if locked else rows).all()
    found = {name: of(session, town_id) for town_id, name in places}
    return {name: town.known for name, town in found.items() if town is not None}


def listed(session: Session) -> list[Listed]:
    """The towns on the county's list."""
    rows = sa.select(TownRow.name, TownRow.code).where(TownRow.listed == 1, TownRow.county_id == OWN_COUNTY)
    return [Listed(name, code) for name, code in session.execute(rows.order_by(TownRow.town_id))]


@dataclass(frozen=True)
class TownLine:
    """A town as the page of towns shows it.

    Attributes:
        county: of another county that has reported it; empty for the desk's own towns.
        number, last_at: of the last package taken; 0 and empty where none was.
        fingerprint: of the key under which that came.
    """

    name: str
    code: str
    kind: str
    units: str
    contact: str
    phone: str
    listed: bool
    county: str
    number: int
    last_at: str
    fingerprint: str


def lines(session: Session) -> list[TownLine]:
    """Every town that is listed or was ever heard of, in the order of the list."""
    own, trail = TownRow, TrailRow
    of_key = TownKeyRow
    ordered = sa.select(of_key.town_id, of_key.verify_key).order_by(of_key.town_id, of_key.no)
    keys = {row.town_id: row.verify_key for row in session.execute(ordered)}
    rows = (
        sa.select(own, CountyRow.name, trail.number, trail.last_at)
        .join(CountyRow, CountyRow.county_id == own.county_id)
        .outerjoin(trail, trail.town_id == own.town_id)
        .where(own.town_id != NO_TOWN)
        .order_by(own.county_id, own.town_id)
    )
    return [
        TownLine(
            town.name, town.code, town.kind, town.units, town.contact, town.phone, bool(town.listed),
            county if town.county_id != OWN_COUNTY else "", number or 0, last_at or "",
            fingerprint(bytes.fromhex(keys[town.town_id])) if town.town_id in keys else "",
        )
        for town, county, number, last_at in session.execute(rows)
    ]  # fmt: skip


def id_of(session: Session, name: str) -> int:
    """A town's number here; NO_TOWN where there is none of that name."""
    if not name:
        return NO_TOWN
    rows = sa.select(TownRow.town_id).where(TownRow.name == name).order_by(TownRow.county_id).limit(1)
    return session.scalar(rows) or NO_TOWN


def differs(session: Session, towns: Iterable[TownEntry], *, only: bool) -> bool:
    """Whether the county's list is another one here; otherwise like set_list."""
    rows = session.scalars(sa.select(TownRow).where(TownRow.county_id == OWN_COUNTY, TownRow.listed == 1))
    there = {row.name: (row.code, row.kind, row.units) for row in rows}
    wanted = {entry.name: (entry.code, entry.kind, _units(entry)) for entry in towns}
    return there != (wanted if only else there | wanted)


def set_list(session: Session, towns: Iterable[TownEntry], *, only: bool) -> dict[str, list[str]]:
    """Make the county's list what it is to be; gives which towns came onto it and which left.

    Args:
        only: towns that are not named leave the list; what is known of them stays.
    """
    own = sa.select(TownRow).where(TownRow.county_id == OWN_COUNTY, TownRow.town_id != NO_TOWN)
    there = {row.name: row for row in session.scalars(own)}
    wanted = {entry.name: entry for entry in towns}
    gone = [name for name, row in there.items() if only and row.listed and name not in wanted]
    for name in gone:
        there[name].listed = 0
    new = [name for name in wanted if name not in there or not there[name].listed]
    for name, entry in wanted.items():
        row = there.get(name) or add(session, name)
        row.code, row.kind, row.units, row.listed = entry.code, entry.kind, _units(entry), 1
    session.flush()
    return {word: names for word, names in (("added", new), ("gone", gone)) if names}


def _units(entry: TownEntry) -> str:
    return "、".join(entry.units)


def add(session: Session, name: str) -> TownRow:
    """A town of which nothing is known but its name, at the end."""
    last = session.scalar(sa.select(sa.func.max(TownRow.town_id))) or NO_TOWN
    row = town_row(last + 1, name)
    session.add(row)
    session.flush()
    return row


def enter(session: Session, town_id: int, town: Town, *, instead_of: int, reason: str, now: datetime) -> None:
    """Note what is known of a town after a package was taken.

    Args:
        instead_of: the town that this one was registered as before; what was known of it moves.
        reason: of whoever decided; empty where nothing had to be decided.
    """
    if instead_of not in (town_id, NO_TOWN):
        session.execute(sa.delete(TrailRow).where(TrailRow.town_id == instead_of))
        session.execute(sa.delete(TownKeyRow).where(TownKeyRow.town_id == instead_of))
    _note_key(session, town_id, town, reason, now)
    known = town.known
    told = {
        "generation": known.generation,
        "number": known.number,
        "digest": known.digest,
        "since": known.since,
        "heads": b"".join(known.heads),
        "sheets": json.dumps([vars(sheet) for sheet in known.sheets], ensure_ascii=False),
        "persons": json.dumps([[each.entry, each.person, each.key, each.role] for each in town.persons]),
        "verdict": town.verdict,
        "first_at": town.first_at,
        "last_at": town.last_at,
    }
    trail = session.get(TrailRow, town_id)
    if trail is None:
        session.add(TrailRow(town_id=town_id, **told))
    else:
        for name, value in told.items():
            setattr(trail, name, value)
    session.flush()


def _note_key(session: Session, town_id: int, town: Town, reason: str, now: datetime) -> None:
    rows = sa.select(TownKeyRow).filter_by(town_id=town_id).order_by(TownKeyRow.no.desc()).limit(1)
    last = session.scalar(rows)
    told = {"office": town.known.office, "verify_key": town.known.verify_key, "own_key": town.own_key}
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):
        return
    no = last.no + 1 if last else 1
    session.add(
        TownKeyRow(town_id=town_id, no=no, since=now.isoformat(timespec="seconds"), reason=reason, **told)
    )


def _decisions(session: Session) -> Iterable[Decision]:
    rows = (
        sa.select(ReceiptRow, TownRow.name)
        .join(TownRow, TownRow.town_id == ReceiptRow.town_id)
        .where(ReceiptRow.reason != "")
        .order_by(ReceiptRow.received_at, ReceiptRow.town_id, ReceiptRow.no)
    )
    for row, name in session.execute(rows):
        yield Decision(row.received_at, name, row.digest, row.words, row.reason)
