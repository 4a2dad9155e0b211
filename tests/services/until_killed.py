"""What a process does until it is killed; each thing acknowledged is a line on stdout."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path

from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.keeping.copies import backup_now, list_backups, restore_copy
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.restoring import restore_package
from tests.backup.an_office import ACTOR, NOW


def say(line: object) -> None:
    print(line, flush=True)


def export(folder: Path) -> None:
    """Packages without end, of the same name."""
    database = Database.open(folder / "office")
    while True:
        say(export_package(database, folder / "usb" / "上报包.bfb", NOW, ACTOR).package.number)


def restore(folder: Path) -> None:
    """The same package again and again, each time into another folder."""
    card = (folder / "card.txt").read_text()
    for number in count():
        restore_package(folder / "usb" / "上报包.bfb", folder / f"restored-{number}", None, key=card)
        say(number)


def copy(folder: Path) -> None:
    """A deed and a copy, in turn."""
    database = Database.open(folder / "office")
    for number in count(len(list_backups(folder / "office"))):
        with database.write(Deed("登记单位", ACTOR, NOW)) as session:
            session.add(Organisation(name=f"单位{number}", level=UnitLevel.COUNTY))
        backup_now(database, NOW + timedelta(minutes=number))
        say(number)


def swap(folder: Path) -> None:
    """The office and its copies change places."""
    office = folder / "office"
    for number in count(len(list_backups(office))):
        oldest = list_backups(office)[-1].path
        restore_copy(office, oldest, NOW + timedelta(seconds=number))
        say(number)


JOBS: Mapping[str, Callable[[Path], None]] = {
    "export": export, "restore": restore, "copy": copy, "swap": swap,
}  # fmt: skip


def work(job: str, folder: Path) -> None:
    """Do a job until killed."""
    say("begin")
    JOBS[job](folder)
