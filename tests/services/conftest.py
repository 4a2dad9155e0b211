"""An office of 梅坑镇 with the roster of its clerk, as most services meet it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services.members import importing
from banfu_desktop.services.program import founding

DATA = Path(__file__).parents[1] / "data"
NOW = datetime(2026, 11, 2, 9, 0)
TODAY = NOW.date()

Doing = Callable[..., AbstractContextManager[Session]]


@pytest.fixture(scope="session")
def meikeng(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the office with 13 people imported, made once."""
    folder = shutil.copytree(empty_office, tmp_path_factory.mktemp("meikeng") / "office")
    database = Database.open(folder)
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    with database.write(Deed("导入花名册", "经办", NOW)) as session:
        importing.carry_out(session, importing.plan(session, DATA / "roster-meikeng.xlsx", TODAY))
    database.close()
    return folder


@pytest.fixture
def office(meikeng: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of it, open."""
    database = Database.open(shutil.copytree(meikeng, tmp_path / "meikeng"))
    yield database
    database.close()


@pytest.fixture
def doing(office: Database) -> Doing:
    """A deed in the office: `with doing("登记考勤") as session`, on a day if it matters."""

    def begin(name: str = "登记", day: date = TODAY) -> AbstractContextManager[Session]:
        return office.write(Deed(name, "经办", datetime.combine(day, NOW.time())))

    return begin
