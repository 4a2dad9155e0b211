"""kill -9 while packages and copies are made and used: whole or not at all, and the office always opens."""

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from banfu_desktop.backup.copy import read_copy
from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.store import Database
from banfu_desktop.services.keeping.copies import backup_if_changed, list_backups
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.package import own_desk, verify_package
from banfu_desktop.services.keeping.restoring import restore_package
from banfu_desktop.services.office import office
from tests.backup.an_office import ACTOR, NOW, SECRETS, settle
from tests.faults.killing import needs_fork
from tests.forked import forked
from tests.services import until_killed

pytestmark = needs_fork
DOSES = [pytest.param(2, id="a short dose"), pytest.param(60, id="a long dose", marks=pytest.mark.soak)]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with an office and a stick that holds its first package."""
    database, card = Database.create(tmp_path / "office")
    settle(database)
    (tmp_path / "usb").mkdir()
    export_package(database, tmp_path / "usb" / "上报包.bfb", NOW, ACTOR)
    (tmp_path / "card.txt").write_text(card)
    backup_if_changed(database, NOW)
    database.close()
    return tmp_path


def kills(job: str, place: Path, doses: int, longest: float) -> Iterator[list[int]]:
    """Run the job and kill it, at another moment each time; gives the numbers it acknowledged."""
    chance = random.Random(f"{job} {doses}")
    for _ in range(doses):
        with forked(lambda: until_killed.work(job, place)) as process:
            assert process.stdout.readline() == "begin\n"
            time.sleep(chance.uniform(0, longest))
            process.kill()
            yield [int(line) for line in process.stdout.read().split()]


def sound(folder: Path) -> Database:
    """The office, open and whole."""
    database = Database.open(folder)
    assert check_file(database.engine) == ()
    with database.read() as session:
        assert verify_chain(session).broken_at is None
    return database


@pytest.mark.parametrize("doses", DOSES)
@pytest.mark.timeout(600)
def test_an_export_is_there_whole_or_as_before(place: Path, doses: int) -> None:
    package, acknowledged = place / "usb" / "上报包.bfb", 1
    for said in kills("export", place, doses, 0.4):
        acknowledged = max([acknowledged, *said])
        database = sound(place / "office")
        with database.read() as session:
            used = office.current(session).package_no
        assert acknowledged <= verify_package(package, own_desk(database)).number <= used
        backup_if_changed(database, NOW)
        sent = export_package(database, package, NOW, ACTOR)
        database.close()
        acknowledged = sent.package.number
        assert [path.name for path in package.parent.iterdir()] == [package.name]
        assert not list((place / "office").glob("*.work*"))


@pytest.mark.parametrize("doses", DOSES)
@pytest.mark.timeout(600)
def test_a_restored_office_is_there_whole_or_not_at_all(place: Path, doses: int) -> None:
    package, card = place / "usb" / "上报包.bfb", (place / "card.txt").read_text()
    reference = restore_package(package, place / "reference", None, key=card)
    database = sound(reference.folder)
    database.close()
    wanted = read_copy(reference.folder / "office.db", database.data_key)[0]
    for said in kills("restore", place, doses, 0.6):
        made = sorted(place.glob("restored-*"))
        assert len(said) <= len(made) <= len(said) + 1
        for folder in made:
            database = sound(folder)
            database.close()
            assert read_copy(folder / "office.db", database.data_key)[0] == wanted
            shutil.rmtree(folder)
        for staging in place.glob(".restored-*"):
            for path in staging.rglob("*.*"):
                assert not any(secret in path.read_bytes() for secret in SECRETS)
            again = restore_package(package, place / staging.name.split(".")[1], None, key=card)
            assert not staging.exists()
            shutil.rmtree(again.folder)  # else the next process stops at it, before it is killed


@pytest.mark.parametrize("doses", DOSES)
@pytest.mark.timeout(600)
def test_a_copy_has_its_name_only_when_it_is_whole(place: Path, doses: int) -> None:
    for said in kills("copy", place, doses, 0.4):
        database = sound(place / "office")
        rows = list_backups(place / "office")
        for row in rows:
            read_copy(row.path, database.data_key)
        assert len(rows) > max(said, default=0)
        backup_if_changed(database, NOW)
        assert not list((place / "office").rglob("*.work*"))
        database.close()


@pytest.mark.parametrize("doses", DOSES)
@pytest.mark.timeout(600)
def test_an_office_is_swapped_whole_or_stays(place: Path, doses: int) -> None:
    database = sound(place / "office")
    with database.read() as session:
        number = office.current(session).package_no
    database.close()
    for _ in kills("swap", place, doses, 0.4):
        database = sound(place / "office")
        with database.read() as session:
            assert office.current(session).package_no == number
        for row in list_backups(place / "office"):
            read_copy(row.path, database.data_key)
        backup_if_changed(database, NOW)
        database.close()
