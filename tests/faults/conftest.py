"""The offices that faults strike: one just founded, and one whose October waits to be sealed."""

import shutil
from pathlib import Path

import pytest

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.members import importing
from banfu_desktop.services.program import founding
from banfu_desktop.services.subsidies import subsidies
from tests.services.conftest import DATA, NOW, TODAY


@pytest.fixture(scope="session")
def founded(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office without people."""
    folder = shutil.copytree(empty_office, tmp_path_factory.mktemp("founded") / "office")
    database = Database.open(folder)
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    database.close()
    return folder


@pytest.fixture(scope="session")
def at_work(founded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with 13 people and the draft of October 2026."""
    folder = shutil.copytree(founded, tmp_path_factory.mktemp("at-work") / "office")
    database = Database.open(folder)
    with database.write(Deed("导入花名册", "经办", NOW)) as session:
        importing.carry_out(session, importing.plan(session, DATA / "roster-meikeng.xlsx", TODAY))
        subsidies.make(session, Month(2026, 10), NOW)
    database.close()
    return folder
