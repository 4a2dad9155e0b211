"""What the tests of the database stand on: deeds, a second computer, a user without rights, raw access."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from banfu_desktop.db.engine import key_literal
from banfu_desktop.db.machine import Machine, SecretFile
from banfu_desktop.db.models.office import Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.words import UnitLevel

NOBODY = 65534


@pytest.fixture
def deed() -> Deed:
    return Deed("登记单位", "钟立新", datetime(2026, 10, 31, 9, 30))


@pytest.fixture
def add_unit(deed: Deed) -> Callable[[Database, str], None]:
    """Add an organisation, as one deed."""

    def add(database: Database, name: str) -> None:
        with database.write(deed) as session:
            session.add(Organisation(name=name, level=UnitLevel.COUNTY))

    return add


@pytest.fixture
def unit_names() -> Callable[[Database], list[str]]:
    """The organisations' names, in the order they came."""

    def names(database: Database) -> list[str]:
        with database.read() as session:
            return [unit.name for unit in session.query(Organisation).order_by(Organisation.id)]

    return names


@pytest.fixture
def raw() -> Callable[[Path, bytes], AbstractContextManager[Any]]:
    """A connection of the driver's own, past everything the house provides."""

    @contextmanager
    def connect(path: Path, key: bytes) -> Iterator[Any]:
        with closing(dbapi2.connect(str(path), isolation_level=None)) as connection:
            connection.execute(f'PRAGMA key="{key_literal(key)}"')
            yield connection

    return connect


@pytest.fixture
def other_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, the program runs on a computer that has never seen the office."""
    return lambda: monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "other computer"))


@pytest.fixture
def as_nobody() -> Callable[[], AbstractContextManager[None]]:
    """Meanwhile file modes bind, also where the tests run as root."""

    @contextmanager
    def take() -> Iterator[None]:
        root = os.geteuid() == 0
        if root:
            os.seteuid(NOBODY)
        try:
            yield
        finally:
            if root:
                os.seteuid(0)

    return take


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach, unlike tmp_path."""
    with tempfile.TemporaryDirectory(prefix="banfu-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """This computer."""
    return SecretFile(tmp_path / "here" / "machine.key")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Machine:
    """Another one."""
    return SecretFile(tmp_path / "elsewhere" / "machine.key")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty data folder."""
    office = tmp_path / "office"
    office.mkdir()
    return office
