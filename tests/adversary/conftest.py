"""The office that is attacked: of schema 7, brought up to date, with all in it that an office can have."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.program import checking
from tests import old_offices
from tests.adversary.hands import hands

NOW = datetime(2026, 12, 1, 9, 0)
Attack = Callable[[], Any]
Checked = Callable[[], str]


@pytest.fixture(autouse=True)
def today(system_clock: Callable[[datetime], None]) -> None:
    """The day of these tests."""
    system_clock(NOW)


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """The folder of the office and its data key."""
    folder, _ = old_offices.unpack(tmp_path_factory.mktemp("attacked"))
    database = Database.open(folder, recovery=old_offices.RECOVERY)
    database.close()
    return folder, database.data_key


@pytest.fixture
def office(upgraded: tuple[Path, bytes], tmp_path: Path) -> Path:
    """A copy of it, closed."""
    return shutil.copytree(upgraded[0], tmp_path / "office")


@pytest.fixture
def opened(upgraded: tuple[Path, bytes], office: Path) -> Callable[..., Database]:
    """Opens it as the reviewer does."""
    unlocked = Unlocked(upgraded[1], Role.REVIEWER)
    return lambda **how: Database.open(office, unlocked=unlocked, **how)


@pytest.fixture
def file(upgraded: tuple[Path, bytes], office: Path) -> Iterator[Any]:
    """Its file in the attacker's hands."""
    with hands(office, upgraded[1]) as connection:
        yield connection


@pytest.fixture
def checked(opened: Callable[..., Database]) -> Checked:
    """What `check` finds wrong, in one text; empty when it finds nothing."""

    def check() -> str:
        database = opened(inspecting=True)
        try:
            return "\n".join(checking.check(database).bad)
        finally:
            database.close()

    return check


@contextmanager
def deed(database: Database, name: str = "登记") -> Iterator[Any]:
    """An honest deed."""
    with database.write(Deed(name, "审核", NOW)) as session:
        yield session
