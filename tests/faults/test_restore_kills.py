"""kill -9 at every step of a restore: the office of before or that of the copy, whole, and it is said."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.keeping import copies, recovery, seeing
from banfu_desktop.services.keeping.exporting import export_package
from banfu_desktop.services.keeping.restoring import restore_package
from banfu_desktop.services.office import office as offices
from banfu_desktop.services.office import restores
from tests.conftest import Count
from tests.faults.killing import done_until, needs_fork
from tests.services.conftest import NOW

pytestmark = [needs_fork, pytest.mark.timeout(3600)]
EVERY = pytest.mark.parametrize(
    "stride", [pytest.param(29, id="some"), pytest.param(1, marks=pytest.mark.soak)]
)
LATER = "县新设局"


@pytest.fixture
def folder(at_work: Path, tmp_path: Path, remembering: Path) -> Path:
    """An office with a copy, and a unit that came after it; this computer keeps in mind what it has seen."""
    database = Database.open(shutil.copytree(at_work, tmp_path / "office"))
    copies.backup_now(database, NOW)
    with database.write(Deed("登记单位", "经办", NOW)) as session:
        session.add(Organisation(name=LATER, level=UnitLevel.COUNTY))
    database.close()
    return database.folder


def restored_until(at: int, folder: Path) -> tuple[int, bool]:
    """Put the copy in the office's place in a process that is killed there."""

    def restore(begin: Callable[[], None]) -> None:
        copy = copies.list_backups(folder)[-1].path
        begin()
        copies.restore_copy(folder, copy, NOW)

    return done_until(at, restore, files=True)


def is_restored(folder: Path) -> bool:
    """Whether the copy is the office now; if so that is on record, and nothing is red at the next opening."""
    database = Database.open(folder)
    try:
        assert check_file(database.engine) == ()
        with database.read() as session:
            assert verify_chain(session).broken_at is None
            there = session.query(Organisation).filter_by(name=LATER).count() == 1
            recorded = restores.generation(session) > 1
        assert (recorded, seeing.trouble(database)) == (not there, "")
        copies.backup_if_changed(database, NOW)
    finally:
        database.close()
    assert not [path for path in folder.rglob("*") if ".work" in path.name or ".part" in path.name]
    return not there


@EVERY
def test_a_restored_copy_survives_a_kill_at_any_step(
    folder: Path, tmp_path: Path, remembering: Path, stride: int, count: Count
) -> None:
    shutil.copytree(remembering, tmp_path / "seen")

    def attempt(at: int) -> tuple[int, bool]:
        shutil.rmtree(remembering)
        shutil.copytree(tmp_path / "seen", remembering)
        return restored_until(at, shutil.copytree(folder, tmp_path / "tried"))

    steps, killed = attempt(0)
    assert (steps > 40, killed, is_restored(tmp_path / "tried")) == (True, False, True)
    outcomes = []
    for at in (*range(1, steps, stride), steps):
        shutil.rmtree(tmp_path / "tried")
        assert attempt(at) == (at, True)
        outcomes.append(is_restored(tmp_path / "tried"))
    assert outcomes == sorted(outcomes), "once it is done it stays done"
    assert set(outcomes) == {False, True}
    count("kills at the steps of a restore; 0 offices lost", len(outcomes))


@EVERY
def test_an_office_made_of_a_package_is_there_whole_or_not_at_all(
    folder: Path, tmp_path: Path, stride: int, count: Count
) -> None:
    database = Database.open(folder)
    card = recovery.reissue(database, "经办", NOW)
    export_package(database, tmp_path / "1.bfb", NOW, "经办")
    database.close()
    target = tmp_path / "new"

    def attempt(at: int) -> tuple[int, bool]:
        def restore(begin: Callable[[], None]) -> None:
            begin()
            restore_package(tmp_path / "1.bfb", target, None, key=card)

        return done_until(at, restore, files=True)

    steps, killed = attempt(0)
    assert (steps > 40, killed) == (True, False)
    for at in (*range(1, steps, stride), steps):
        shutil.rmtree(target, ignore_errors=True)
        assert attempt(at) == (at, True)
        if not (target / "office.db").exists():
            restore_package(tmp_path / "1.bfb", target, None, key=card)
        database = Database.open(target)
        assert check_file(database.engine) == ()
        with database.read() as session:
            assert offices.current(session).town == "梅坑镇"
        database.close()
    count("kills at the steps of a restored package; 0 half made", len(range(1, steps, stride)) + 1)
