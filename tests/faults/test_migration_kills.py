"""kill -9 at every statement of every upgrade, from every older version: upgraded whole or as before."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.db import migrations
from banfu_desktop.db.audit import close_entries, verify_chain
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.erasable import SECOND_FORMAT
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.store import BACKUPS_FOLDER, DATABASE_FILE, Database, Deed
from banfu_desktop.rules import trail
from tests.conftest import Count
from tests.faults.killing import done_until, needs_fork

OLDER = range(1, len(migrations.STEPS))
UNITS = 40
EVERY = 1_000_000  # more kills than an upgrade has statements
DEED = Deed("登记单位", "钟立新", datetime(2026, 10, 31, 9, 30))
pytestmark = needs_fork


def office_of(version: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """An office as an older program left it; gives its data key."""
    with monkeypatch.context() as before:
        before.setattr(migrations, "STEPS", migrations.STEPS[:version])
        database, _ = Database.create(folder)
        with database.engine.begin() as connection:
            units = [{"id": n, "name": f"单位{n}"} for n in range(1, UNITS + 1)]
            insert = "INSERT INTO organisations (id, name, initials, level) VALUES (:id, :name, '', 'county')"
            connection.execute(sa.text(insert), units)
            former = (
                "INSERT INTO former_names (organisation_id, name, until) VALUES (:id, :name, '2024-03-01')"
            )
            connection.execute(sa.text(former), units)
            if version < SECOND_FORMAT:
                close_by_the_first_format(connection)
            else:
                close_entries(connection, DEED, 0)
        database.close()
    return database.data_key


def close_by_the_first_format(connection: sa.Connection) -> None:
    """As a program did that knew no other format of the trail."""
    said = (1, DEED.at.isoformat(timespec="seconds"), DEED.actor, DEED.name)
    link = trail.START
    columns = ", ".join(trail.FIRST_COVERED)
    entries = connection.exec_driver_sql(f"SELECT {columns} FROM audit ORDER BY id").all()
    for entry, _, _, _, _, *row in entries:
        link = trail.first_link(link, (entry, *said, *row))
        connection.exec_driver_sql(
            "UPDATE audit SET deed = ?, at = ?, actor = ?, name = ?, hash = ? WHERE id = ?",
            (*said, link, entry),
        )


def opened_until(statement: int, folder: Path) -> tuple[int, bool]:
    """Open the office in a process that is killed there."""

    def open_it(begin: Callable[[], None]) -> None:
        begin()
        Database.open(folder).close()

    return done_until(statement, open_it)


def version_of(path: Path, key: bytes) -> int:
    engine = open_engine(path, key)
    with engine.connect() as connection:
        version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    engine.dispose()
    return version


def assert_opens_whole(folder: Path) -> None:
    database = Database.open(folder)
    assert check_file(database.engine) == ()
    with database.read() as session:
        assert verify_chain(session).broken_at is None
        assert session.scalar(sa.text("SELECT count(*) FROM former_names f JOIN organisations o")) == UNITS**2
    database.close()


def doses() -> Iterator[Any]:
    """A short dose of kills for each older version, and a kill at every statement for the long run.

    The upgrade from the first version runs through the statements of all steps: it gets most of the dose. A
    version between is killed once, each at another part of its upgrade.
    """
    for version in OLDER:
        short = 12 if version == OLDER[0] else 5 if version == OLDER[-1] else 1
        yield pytest.param(version, short, id=f"{version}-some")
        yield pytest.param(version, EVERY, id=f"{version}-every", marks=pytest.mark.soak)


@pytest.mark.parametrize(("version", "dose"), list(doses()))
@pytest.mark.timeout(3600)
def test_an_upgrade_survives_a_kill_at_any_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int, dose: int, count: Count
) -> None:
    key = office_of(version, tmp_path / "old", monkeypatch)
    statements, killed = opened_until(0, shutil.copytree(tmp_path / "old", tmp_path / "whole"))
    assert statements > 50
    assert not killed
    versions, kills = set(), 0
    first = 1 if dose > 1 else statements * (version % 8 + 1) // 10
    for statement in range(first, statements + 1, max(1, statements // dose)):
        office = shutil.copytree(tmp_path / "old", tmp_path / str(statement))
        assert opened_until(statement, office) == (statement, True)
        found = version_of(office / DATABASE_FILE, key)
        for copy in (office / BACKUPS_FOLDER).glob("*.db"):
            assert version_of(copy, key) == version
        versions.add(found)
        assert_opens_whole(office)
        shutil.rmtree(office)
        kills += 1
    assert versions <= {version, len(migrations.STEPS)}
    assert version in versions
    count(f"kills at the statements of the upgrade from version {version}; 0 lost", kills)
