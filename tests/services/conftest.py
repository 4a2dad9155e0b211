"""An office of 梅坑镇 with the roster of its clerk, as most services meet it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services import founding, roster

DATA = Path(__file__).parents[1] / "data"
NOW = datetime(2026, 11, 2, 9, 0)
TODAY = NOW.date()

Doing = Callable[..., AbstractContextManager[Session]]


@pytest.fixture
def office(database: Database) -> Database:
    """The office with 13 people imported, nothing else entered."""
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇")
    with database.write(Deed("导入花名册", "经办", NOW)) as session:
        roster.carry_out(session, roster.plan(session, DATA / "roster-meikeng.xlsx", TODAY))
    return database


@pytest.fixture
def doing(office: Database) -> Doing:
    """A deed in the office: `with doing("登记考勤") as session`, on a day if it matters."""

    def begin(name: str = "登记", day: date = TODAY) -> AbstractContextManager[Session]:
        return office.write(Deed(name, "经办", datetime.combine(day, NOW.time())))

    return begin
