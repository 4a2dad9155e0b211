"""kill -9 at every statement of every upgrade, from every older version: upgraded whole or as before."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from banfu_desktop.db import migrations
from banfu_desktop.db.audit import close_entries, verify_chain
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.erasable import SECOND_FORMAT
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.store import BACKUPS_FOLDER, DATABASE_FILE, Database, Deed
from banfu_desktop.rules import trail
from tests.conftest import Count
from tests.faults.killing import done_until, needs_fork
from tests.forked import done

OLDER = range(1, len(migrations.STEPS))
STARTS = OLDER[::9]
UNITS = 40
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


@pytest.mark.parametrize("version", [one for one in OLDER if one < SECOND_FORMAT and one not in STARTS])
def test_an_office_with_a_trail_of_the_first_format_is_upgraded_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    """The versions after these are gone through one by one in tests/test_old_offices.py."""
    key = office_of(version, tmp_path / "old", monkeypatch)
    assert version_of(tmp_path / "old" / DATABASE_FILE, key) == version
    assert_opens_whole(tmp_path / "old")
    assert version_of(tmp_path / "old" / DATABASE_FILE, key) == len(migrations.STEPS)


@dataclass(frozen=True)
class Course:
    """An upgrade that nothing disturbs: its statements, and after which each of its steps begins and ends."""

    statements: int
    steps: dict[int, tuple[int, int]]

    def short(self, until: int) -> list[int]:
        """One in the midst of every step to a version; from the first start also the first and the last."""
        midst = [
            begun + max(1, (ended - begun) // 2)
            for step, (begun, ended) in self.steps.items()
            if step <= until
        ]
        if until not in STARTS[1:2]:
            return midst
        last = max(ended for _, ended in self.steps.values())
        return [1, *midst, (last + self.statements) // 2]


def course(folder: Path, key: bytes) -> Course:
    """Open the office in a process that counts as one to be killed does."""
    steps: dict[int, tuple[int, int]] = {}
    statements = 0

    def one_more(*_: object) -> None:
        nonlocal statements
        statements += 1

    def watched(number: int, upgrade: Callable[[], None]) -> Callable[[], None]:
        def taken() -> None:
            begun = statements
            upgrade()
            steps[number] = begun, statements

        return taken

    def open_it() -> None:
        version = version_of(folder / DATABASE_FILE, key)
        for number, name in enumerate(migrations.STEPS[version:], version + 1):
            step: Any = import_module(name)
            step.upgrade = watched(number, step.upgrade)
        event.listen(sa.Engine, "before_cursor_execute", one_more)
        event.listen(sa.Engine, "commit", one_more)
        Database.open(folder).close()
        print(json.dumps([statements, list(steps.items())]))

    code, said = done(open_it)
    assert code == 0, said
    counted, taken = json.loads(said)
    return Course(counted, {number: (begun, ended) for number, (begun, ended) in taken})


def doses() -> Iterator[Any]:
    """A kill in the midst of every step for the short dose, and one at every statement for the long run.

    An upgrade runs through the steps of all that begin later: the short dose begins at every ninth version
    and is killed in each step to the next of these, so that every step is killed in, once.
    """
    for version, until in zip(STARTS, [*STARTS[1:], len(migrations.STEPS)], strict=True):
        yield pytest.param(version, until, id=f"{version}-some")
    for version in OLDER:
        yield pytest.param(version, None, id=f"{version}-every", marks=pytest.mark.soak)


@pytest.mark.parametrize(("version", "until"), list(doses()))
@pytest.mark.timeout(3600)
def test_an_upgrade_survives_a_kill_at_any_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: int, until: int | None, count: Count
) -> None:
    key = office_of(version, tmp_path / "old", monkeypatch)
    whole = course(shutil.copytree(tmp_path / "old", tmp_path / "whole"), key)
    assert whole.statements > 50
    assert list(whole.steps) == list(range(version + 1, len(migrations.STEPS) + 1))
    versions, kills = set(), 0
    for statement in range(1, whole.statements + 1) if until is None else whole.short(until):
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
