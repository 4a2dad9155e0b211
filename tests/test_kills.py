"""kill -9 at any moment of a month's work: acknowledged deeds stay, none is half done, the work goes on."""

import json
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.backup.copy import read_copy
from banfu_desktop.cli import program as cli
from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidyMonth, SubsidySheet
from banfu_desktop.db.store import Database
from banfu_desktop.services.keeping import copies
from banfu_desktop.services.keeping import package as transfer
from tests import a_months_work
from tests.a_months_work import DEEDS, OFFICE, PACKAGE, call
from tests.faults.killing import needs_fork
from tests.forked import Forked, forked

pytestmark = needs_fork
NOW = datetime(2026, 11, 2, 10)
DOSES = [pytest.param(4, id="a short dose"), pytest.param(200, id="a long dose", marks=pytest.mark.soak)]


@contextmanager
def month_begun(begun: Path, folder: Path) -> Iterator[Forked]:
    """A process at work in a fresh copy of an office."""
    shutil.copytree(begun, folder)
    with forked(lambda: a_months_work.begin(folder)) as process:
        assert process.stdout.readline() == "begin\n"
        yield process


def seconds_of_each(begun: Path, folder: Path) -> list[float]:
    """How long each deed takes here and now."""
    with month_begun(begun, folder) as process:
        ends = [time.monotonic(), *(time.monotonic() for _ in process.stdout)]
    assert len(ends) == len(DEEDS) + 1
    return [end - start for start, end in pairwise(ends)]


def killed_in(number: int, begun: Path, folder: Path, seconds: float) -> list[str]:
    """Kill the month's work so long after a deed began, and give the deeds it had acknowledged."""
    with month_begun(begun, folder) as process:
        before = [process.stdout.readline() for _ in range(number)]
        time.sleep(seconds)
        process.kill()
        return [line.strip() for line in (*before, *process.stdout)]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("doses", DOSES)
def test_a_months_work_survives_every_kill(tmp_path: Path, doses: int) -> None:
    begun = tmp_path / "begun"
    assert call(begun, "init", "--town", "梅坑镇", "--practice")[0] == cli.DONE
    (begun / PACKAGE).parent.mkdir()
    chance, spans = random.Random(doses), seconds_of_each(begun, tmp_path / "whole")
    for dose in range(doses):
        folder, number = tmp_path / str(dose), dose % len(spans)
        acknowledged = killed_in(number, begun, folder, chance.uniform(0, spans[number]))
        assert call(folder, "check")[0] == cli.DONE
        database = Database.open(folder / OFFICE)
        assert_no_half_state(database, acknowledged)
        assert_copies_are_proven(database)
        assert_package_is_whole(database, folder / PACKAGE, acknowledged)
        database.close()
        assert_work_goes_on(folder)
        shutil.rmtree(folder)


def assert_no_half_state(database: Database, acknowledged: list[str]) -> None:
    """The roster is in or not; the month is absent, a draft without lines, or all its sheets are sealed."""
    with database.read() as session:
        people, postings = session.query(Person).count(), session.query(Posting).count()
        month, lines = session.query(SubsidyMonth).one_or_none(), session.query(SubsidyLine).count()
        sealed = session.scalar(sa.select(sa.func.sum(SubsidyLine.net_fen)))
        sheets = session.query(SubsidySheet).count()
        codes = session.query(SubsidySheet).where(SubsidySheet.check_code.is_not(None)).count()
    assert people == postings
    assert people == 13 or (people == 0 and "import" not in acknowledged)
    assert month is not None or "make" not in acknowledged
    is_sealed = bool(sheets)
    assert is_sealed or "seal" not in acknowledged
    assert (lines, sealed) == ((7, 1_129_032) if is_sealed else (0, None))
    assert sheets in (0, 6)
    assert codes == sheets


def assert_copies_are_proven(database: Database) -> None:
    """What is called a copy is one; what a kill left is gone once the window has been opened."""
    for row in copies.list_backups(database.folder):
        read_copy(row.path, database.data_key)
    copies.backup_if_changed(database, NOW)
    left = [path.name for path in database.folder.rglob("*") if ".work" in path.name or ".part" in path.name]
    assert not left


def assert_package_is_whole(database: Database, package: Path, acknowledged: list[str]) -> None:
    if package.exists():
        transfer.verify_package(package, transfer.own_desk(database))
    else:
        assert "export" not in acknowledged


def assert_work_goes_on(folder: Path) -> None:
    """Doing every deed again, the done ones included, ends where an undisturbed month ends."""
    for words in DEEDS.values():
        code, said = call(folder, *words)
        assert code in (cli.DONE, cli.REFUSED), said
    shown = json.loads(call(folder, "subsidy", "show", "2026-10", "--json")[1])
    assert (shown["state"], shown["net_fen"]) == ("sealed", 1_129_032)
    assert [path.name for path in (folder / PACKAGE).parent.iterdir()] == [PACKAGE.name]
