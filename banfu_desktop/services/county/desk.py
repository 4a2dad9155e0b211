"""The county's desk, open: its folder with the keys, and its database on either engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop import clock
from banfu_desktop.backup.identity import Reader
from banfu_desktop.db.keys import KEYS_FILE, RecoveryNeededError
from banfu_desktop.roll_up import deeds, store
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.store import DATABASE_FILE, ForeignFileError, LockedError, RollUp
from banfu_desktop.rules.errors import DamagedError
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import earlier_register, ledger, register
from banfu_desktop.services.county.ledger import Entry
from banfu_desktop.services.keeping import county as own
from banfu_desktop.services.keeping.county import County

ACTOR = "县里"
LISTED = "更新各镇名单"
_TAKEN_OVER = "并入以前的登记簿"
_BEFORE = "2000-01-01T00:00:00"
"""When a register without any time was kept."""


@dataclass(frozen=True)
class CountyDesk:
    """A county's folder, open.

    Attributes:
        reader: opens the reports of packages.
        roll_up: its database.
    """

    folder: Path
    reader: Reader
    roll_up: RollUp
    _read: dict[tuple[int, int], County | None] = field(default_factory=dict, repr=False)

    @property
    def county(self) -> County | None:
        """What it is, as its folder has it now; None where only a key pair was made there."""
        path = self.folder / own.COUNTY_FILE
        there = path.stat() if path.exists() else None
        as_of = (there.st_mtime_ns, there.st_size) if there else (0, 0)
        if as_of in self._read:
            return self._read[as_of]
        county = County.read(self.folder)
        self._read.clear()
        self._read[as_of] = county
        return county

    @property
    def name(self) -> str:
        """The county's name; empty where it has none yet."""
        return self.county.county if self.county else ""

    def close(self) -> None:
        """Let go of the database."""
        self.roll_up.close()


def has_database(folder: Path, county: County | None) -> bool:
    """Whether anything has been entered here yet."""
    there = (folder / name for name in (DATABASE_FILE, KEYS_FILE))
    return bool(county and county.database) or any(path.exists() for path in there)


def is_lost(folder: Path, error: Exception) -> bool:
    """Whether a county in its folder does not open since its database is damaged or gone."""
    county = County.read(folder)
    if county is None or county.database:
        return False
    return isinstance(error, DamagedError | ForeignFileError) or not (folder / DATABASE_FILE).exists()


def is_locked(error: Exception) -> bool:
    """Whether a county does not open since this computer has no key to it."""
    return isinstance(error, LockedError | RecoveryNeededError)


def open_desk(folder: Path) -> CountyDesk:
    """Open a county's folder; its database is made where there is none yet, an earlier register taken over.

    Raises:
        UserError: no county's key here, or something of it is damaged, or this computer has no key to it.
        MachineError: the database is gone, out of reach, or cannot be written.
    """
    reader, county = own.reader_of(folder), County.read(folder)
    earlier = earlier_register.read(folder)
    name, url, practice = (county.county, county.database, county.practice) if county else ("", "", False)
    desk = CountyDesk(folder, reader, RollUp.open(folder, name, url, practice=practice))
    try:
        if earlier is not None:
            _take_over(desk, earlier)
    except BaseException:
        desk.close()
        raise
    return desk


@contextmanager
def at(folder: Path) -> Iterator[CountyDesk]:
    """A county's folder, open for a while; otherwise like open_desk."""
    desk = open_desk(folder)
    try:
        yield desk
    finally:
        desk.close()


def renew_list(desk: CountyDesk, now: datetime, actor: str = ACTOR) -> None:
    """Make the list in the database that of the county's folder.

    Desks that share a server have a folder each: there a town leaves the list by name only (set_list).
    """
    towns = desk.county.towns if desk.county else ()
    with desk.roll_up.read() as session:
        if not register.differs(session, towns, only=desk.roll_up.embedded):
            return
    with desk.roll_up.write() as session:
        changes = register.set_list(session, towns, only=desk.roll_up.embedded)
        deeds.add(session, CountyDeed(LISTED, actor, now, what={"towns": len(towns), **changes}))


def unlock(folder: Path, typed: str) -> None:
    """Let this computer open the county's database, by the recovery key; see store.unlock."""
    store.unlock(folder, typed)


def _take_over(desk: CountyDesk, earlier: earlier_register.EarlierRegister) -> None:
    """Everything the files knew, in one deed; then they are put aside."""
    with desk.roll_up.write() as session:
        if not any(row.name == _TAKEN_OVER for row in deeds.listing(session)):
            times = [town.last_at for town in earlier.towns.values() if town.last_at]
            at_ = datetime.fromisoformat(max(times, default=_BEFORE))
            for name, town in earlier.towns.items():
                town_id = register.id_of(session, name) or register.add(session, name).town_id
                entered = register.Town(
                    town.known, town.own_key, town.verdict, town.persons, town.first_at, town.last_at
                )
                register.enter(session, town_id, entered, instead_of=town_id, reason="", now=at_)
            _take_over_ledger(session, earlier)
            what = {"towns": len(earlier.towns), "packages": len(earlier.received)}
            deeds.add(session, CountyDeed(_TAKEN_OVER, ACTOR, clock.now(), what=what))
    earlier_register.put_aside(desk.folder)


def _take_over_ledger(session: Session, earlier: earlier_register.EarlierRegister) -> None:
    decided = {decision.digest: decision for decision in earlier.decisions}
    latest = {town.known.digest: name for name, town in earlier.towns.items()}
    for digest in sorted(earlier.received | decided.keys()):
        decision = decided.get(digest)
        town = decision.town if decision else latest.get(digest, "")
        entry = Entry(
            digest=digest,
            handling=Handling.TAKEN.value,
            words=decision.verdict if decision else "",
            sentence="以前的登记簿里收过",
            received_at=decision.at if decision else "",
            file="",
            reason=decision.reason if decision else "",
        )
        ledger.add(session, register.id_of(session, town), entry)
