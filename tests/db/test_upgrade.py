"""An older office is brought up to date whole, behind a copy, or stays as it was."""

import errno
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from alembic import op

from banfu_desktop.db import migrations
from banfu_desktop.db.audit import verify_chain
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.models.office import FormerName, Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.upgrade import schema_version
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.words import UnitLevel

Step = Callable[[], None]
Adds = Callable[[Database, str], None]


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """From the call on, the program is a later one, with these steps more."""

    def becomes(*steps: Step) -> None:
        names = [f"later_step_{number}" for number, _ in enumerate(steps)]
        for name, step in zip(names, steps, strict=True):
            module = ModuleType(name)
            module.upgrade = step  # type: ignore[attr-defined]
            monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, *names))

    return becomes


@pytest.fixture
def office(database: Database, deed: Deed) -> Path:
    """A closed office with a unit and its former name."""
    with database.write(deed) as session:
        session.add(Organisation(id=1, name="县农业农村局", level=UnitLevel.COUNTY))
        session.flush()
        session.add(FormerName(organisation_id=1, name="县乡村振兴局", until=date(2024, 3, 1)))
    database.close()
    return database.folder


def add_column() -> None:
    op.add_column("organisations", sa.Column("phone", sa.Text()))
    op.execute("UPDATE organisations SET phone = '0751'")


def rebuild_parent() -> None:
    """Batch mode makes a new table and drops the old one, to which former_names points."""
    with op.batch_alter_table("organisations", recreate="always") as table:
        table.add_column(sa.Column("short_name", sa.Text()))


def columns(database: Database, table: str = "organisations") -> set[str]:
    with database.read() as session:
        return {column["name"] for column in sa.inspect(session.connection()).get_columns(table)}


def count(database: Database, table: str) -> int:
    with database.read() as session:
        return int(session.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0)


def test_all_steps_are_taken_and_nothing_is_lost(office: Path, program: Callable[..., None]) -> None:
    program(add_column, rebuild_parent)
    database = Database.open(office)
    assert {"phone", "short_name"} <= columns(database)
    assert (count(database, "organisations"), count(database, "former_names")) == (1, 1)
    with database.read() as session:
        assert session.scalar(sa.text("PRAGMA user_version")) == schema_version()
        assert verify_chain(session).broken_at is None
        assert session.scalar(sa.text("PRAGMA foreign_keys")) == 1
    database.close()
    Database.open(office).close()


def test_the_upgrade_is_a_deed_and_new_columns_are_audited(
    office: Path, program: Callable[..., None], deed: Deed
) -> None:
    before = schema_version()
    program(add_column)
    database = Database.open(office)
    with database.read() as session:
        found = session.execute(
            sa.text("SELECT name, actor, table_name, after FROM audit WHERE id = 3")
        ).one()
        upgrade = json.loads(found.after)
    assert (found.name, found.actor, found.table_name) == ("升级数据库", "程序", "upgrades")
    assert (upgrade["from_schema"], upgrade["to_schema"], upgrade["entries"]) == (before, before + 1, 2)
    with database.write(deed) as session:
        session.execute(sa.text("UPDATE organisations SET phone = '0752'"))
    with database.read() as session:
        after = session.scalar(sa.text("SELECT after ->> 'phone' FROM audit ORDER BY id DESC LIMIT 1"))
    assert after == "0752"
    database.close()


def test_the_office_before_is_kept_as_a_copy(
    office: Path, program: Callable[..., None], database: Database
) -> None:
    before = schema_version()
    program(add_column)
    Database.open(office).close()
    (copy,) = (office / "backups").glob("*.db")
    assert copy.name == f"before-upgrade-from-{before}.db"
    engine = open_engine(copy, database.data_key, readonly=True)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar() == before
        assert connection.exec_driver_sql("SELECT count(*) FROM former_names").scalar() == 1
    engine.dispose()


def test_no_copy_is_made_when_there_is_nothing_to_upgrade(office: Path) -> None:
    Database.open(office).close()
    assert not list((office / "backups").glob("*.db"))


def fails() -> None:
    op.execute("DELETE FROM former_names")
    raise ZeroDivisionError


def leaves_orphans() -> None:
    op.execute("DELETE FROM organisations")


@pytest.mark.parametrize(("step", "error"), [(fails, ZeroDivisionError), (leaves_orphans, RuntimeError)])
def test_a_step_that_goes_wrong_changes_nothing(
    office: Path,
    program: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    step: Step,
    error: type[Exception],
) -> None:
    present = migrations.STEPS
    program(add_column, step)
    with pytest.raises(error):
        Database.open(office)
    monkeypatch.setattr(migrations, "STEPS", present)
    database = Database.open(office)
    assert "phone" not in columns(database)
    assert (count(database, "organisations"), count(database, "former_names")) == (1, 1)
    database.close()


def test_without_room_for_the_copy_nothing_is_upgraded(
    office: Path, program: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    present = migrations.STEPS
    program(add_column)

    def full(folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("banfu_desktop.db.copies.sync_folder", full)
    with pytest.raises(MachineError, match="磁盘已满"):
        Database.open(office)
    monkeypatch.setattr(migrations, "STEPS", present)
    Database.open(office).close()


def test_an_upgraded_office_is_refused_by_the_program_before(
    office: Path, program: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    present = migrations.STEPS
    program(add_column)
    Database.open(office).close()
    monkeypatch.setattr(migrations, "STEPS", present)
    with pytest.raises(UserError, match="请安装新版程序"):
        Database.open(office)


def test_an_older_copy_becomes_an_office_of_today(
    office: Path, program: Callable[..., None], database: Database
) -> None:
    program(add_column)
    Database.open(office).close()
    (copy,) = (office / "backups").glob("*.db")
    restored, _ = Database.create_from(office.parent / "restored", copy, database.data_key)
    assert "phone" in columns(restored)
    restored.close()
