"""The offices that hostile input meets: those of the faults."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from banfu_desktop.db.store import Database
from tests.faults.conftest import at_work, founded

__all__ = ["at_work", "founded"]


@pytest.fixture(scope="module")
def founded_open(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The office without people, open; what goes into it stays for the module."""
    database = Database.open(shutil.copytree(founded, tmp_path_factory.mktemp("open") / "office"))
    yield database
    database.close()
