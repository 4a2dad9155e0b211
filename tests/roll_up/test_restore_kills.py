"""kill -9 at every step of a county's restore and founding: the one before or the one after, each whole."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.roll_up import deeds
from banfu_desktop.services.county import calls, checking, copies, founding
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.keeping.county_folder import is_county
from tests import a_county
from tests.conftest import Count
from tests.county_packages import COUNTY
from tests.faults.killing import done_until, needs_fork
from tests.seven_towns import MEI

pytestmark = [needs_fork, pytest.mark.timeout(3600)]
NOW = datetime(2026, 11, 5, 9)
EVERY = pytest.mark.parametrize(
    "stride", [pytest.param(23, id="some"), pytest.param(1, marks=pytest.mark.soak)]
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A county with a copy, and a telephone number that came after it."""
    a_county.found(tmp_path / "county", towns=(MEI,))
    with desks.at(tmp_path / "county") as desk:
        copies.backup_now(desk, NOW)
        calls.set_contact(desk, MEI, "张主任", "0751-2281106", NOW)
    return tmp_path / "county"


def restored_until(at: int, folder: Path) -> tuple[int, bool]:
    """Put the copy in the place of the data in a process that is killed there."""

    def restore(begin: Callable[[], None]) -> None:
        copy = copies.listing(folder)[-1].path
        begin()
        copies.restore(folder, copy, NOW)

    return done_until(at, restore, files=True)


def is_restored(folder: Path) -> bool:
    """Whether the copy is the county's data now; if so that is on record, and nothing else is amiss."""
    with desks.at(folder) as desk:
        with desk.roll_up.read() as session:
            there = calls.contact_of(session, MEI) != ("", "")
            recorded = [row.name for row in deeds.listing(session)].count(copies.RESTORED)
            assert deeds.broken_at(session) == 0
        assert checking.check(desk).bad == ()
        copies.backup_if_changed(desk, NOW)
    assert recorded == (not there)
    assert not [path for path in folder.rglob("*") if ".work" in path.name or ".part" in path.name]
    return not there


@EVERY
def test_a_restored_county_survives_a_kill_at_any_step(
    folder: Path, tmp_path: Path, stride: int, count: Count
) -> None:
    def attempt(at: int) -> tuple[int, bool]:
        shutil.rmtree(tmp_path / "tried", ignore_errors=True)
        return restored_until(at, shutil.copytree(folder, tmp_path / "tried"))

    steps, killed = attempt(0)
    assert (steps > 40, killed, is_restored(tmp_path / "tried")) == (True, False, True)
    outcomes = []
    for at in (*range(1, steps, stride), steps):
        assert attempt(at) == (at, True)
        outcomes.append(is_restored(tmp_path / "tried"))
    assert outcomes == sorted(outcomes), "once it is done it stays done"
    assert set(outcomes) == {False, True}
    count("kills at the steps of a county's restore; 0 counties lost", len(outcomes))


@EVERY
def test_a_county_killed_while_it_is_founded_is_there_whole_or_not_at_all(
    tmp_path: Path, stride: int, count: Count
) -> None:
    place = tmp_path / "县里"

    def found() -> None:
        founding.found(place, COUNTY, "440233", "", practice=True, database="")

    def attempt(at: int) -> tuple[int, bool]:
        shutil.rmtree(place, ignore_errors=True)

        def work(begin: Callable[[], None]) -> None:
            begin()
            found()

        return done_until(at, work, files=True)

    steps, killed = attempt(0)
    assert (steps > 40, killed, is_county(place)) == (True, False, True)
    outcomes = []
    for at in (*range(1, steps, stride), steps):
        assert attempt(at) == (at, True)
        outcomes.append(is_county(place))
        if not is_county(place):
            assert not place.exists()
            found()
        with desks.at(place) as desk:
            assert (desk.name, checking.check(desk).bad) == (COUNTY, ())
        assert [path.name for path in tmp_path.iterdir()] == ["县里"]
    assert outcomes == sorted(outcomes)
    assert False in outcomes
    count("kills at the steps of founding a county; 0 half founded", len(outcomes))
