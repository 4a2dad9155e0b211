"""What a bad disk does to an office, and what a clerk has done in it before."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path

from banfu_desktop import clock
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.words import UnitLevel


def damage(path: Path) -> None:
    """Make a database file unreadable from its first page on."""
    content = bytearray(path.read_bytes())
    content[100:4000] = bytes(3900)
    path.write_bytes(content)


def flip(path: Path, place: int) -> None:
    """Turn one bit of a file round."""
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def add_units(folder: Path, units: Iterable[tuple[str, datetime]], deed: str = "登记单位") -> None:
    """Enter units, each by a deed of its own at its moment."""
    database, system = Database.open(folder), clock.now
    try:
        for name, at in units:
            clock.now = partial(datetime.fromisoformat, at.isoformat())
            with database.write(Deed(deed, "经办", at)) as session:
                session.add(Organisation(name=name, level=UnitLevel.COUNTY))
    finally:
        clock.now = system
        database.close()
