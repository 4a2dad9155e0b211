"""kill -9 at any moment: what was acknowledged stays, nothing is half done, the program starts again."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from banfu_desktop.db import migrations
from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.models.office import CalendarDay, FormerName, Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.words import UnitLevel

PROGRAM = Path(__file__).with_name("until_killed.py")
UNITS = 1000
FILES = {"office.db", "keys.json", "office.lock", "backups"}
DOSES = [pytest.param(2, id="a short dose"), pytest.param(200, id="a long dose", marks=pytest.mark.soak)]


def killed(job: str, folder: Path, seconds: float) -> list[str]:
    """Run the job, kill it so long after it began, and give the lines it had acknowledged."""
    command = [sys.executable, str(PROGRAM), job, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begin\n"
        time.sleep(seconds)
        process.kill()
        return process.stdout.read().splitlines()


LONGER = (1.0, 4.0, 16.0)
"""Only for a machine too busy to do a single deed before."""


def kill_times(doses: int, longest: float) -> Iterator[float]:
    chance = random.Random(doses)
    return (chance.uniform(0, longest) for _ in range(doses))


def assert_sound(database: Database) -> None:
    assert check_file(database.engine) == ()
    with database.read() as session:
        assert verify_chain(session).broken_at is None


@pytest.mark.parametrize("doses", DOSES)
def test_no_acknowledged_deed_is_lost(tmp_path: Path, doses: int) -> None:
    office = tmp_path / "office"
    Database.create(office)[0].close()
    acknowledged = -1
    for seconds in (*kill_times(doses, 0.4), *LONGER):
        if seconds in LONGER and acknowledged > 0:
            break
        acknowledged = max([acknowledged, *map(int, killed("write", office, seconds))])
        database = Database.open(office)
        with database.read() as session:
            units = session.query(Organisation).count()
            assert units == session.query(CalendarDay).count()
            assert units >= acknowledged + 1
        assert_sound(database)
        database.close()
    assert acknowledged > 0


@pytest.mark.parametrize("doses", DOSES)
def test_an_upgrade_is_done_whole_or_not_at_all(
    tmp_path: Path, doses: int, deed: Deed, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = schema_version()
    monkeypatch.syspath_prepend(PROGRAM.parent)
    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, PROGRAM.stem))
    for number, seconds in enumerate(kill_times(doses, 0.3)):
        office = tmp_path / str(number)
        with monkeypatch.context() as before:
            before.setattr(migrations, "STEPS", migrations.STEPS[:present])
            key = office_to_upgrade(office, deed)
        killed("upgrade", office, seconds)
        version = version_of(office / "office.db", key)
        assert version in (present, present + 1)
        if version > present:
            assert version_of(office / "backups" / f"before-upgrade-from-{present}.db", key) == present
        database = Database.open(office)
        assert_sound(database)
        with database.read() as session:
            assert session.query(FormerName).count() == UNITS
            assert session.scalar(sa.text("SELECT count(phone) FROM organisations")) == UNITS
        database.close()


def office_to_upgrade(office: Path, deed: Deed) -> bytes:
    """An office whose upgrade takes a while; gives its data key."""
    database, _ = Database.create(office)
    units = [{"id": n, "name": f"单位{n}" + "名" * 200, "level": UnitLevel.COUNTY} for n in range(UNITS)]
    names = [{"organisation_id": n, "name": "旧名", "until": deed.at.date()} for n in range(UNITS)]
    with database.write(deed) as session:
        session.execute(sa.insert(Organisation), units)
        session.execute(sa.insert(FormerName), names)
    database.close()
    return database.data_key


def version_of(path: Path, key: bytes) -> int:
    """The version in a file, after proving that its columns are that version's."""
    engine = open_engine(path, key)
    with engine.execution_options(ro=True).connect() as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        columns = {column["name"] for column in sa.inspect(connection).get_columns("organisations")}
    engine.dispose()
    assert ("phone" in columns) == (version == schema_version())
    return version


@pytest.mark.parametrize("doses", DOSES)
def test_an_office_is_created_whole_or_not_at_all(tmp_path: Path, doses: int) -> None:
    for number, seconds in enumerate(kill_times(doses, 0.3)):
        folder = tmp_path / str(number)
        acknowledged = {int(line) for line in killed("create", folder, seconds)}
        for office in folder.iterdir() if folder.exists() else ():
            if (office / "office.db").exists():
                database = Database.open(office)
            else:
                assert int(office.name) not in acknowledged
                database, _ = Database.create(office)
            assert_sound(database)
            database.close()
            assert {path.name for path in office.iterdir()} <= FILES
