"""A deed is dated by the system's clock; another day is for practice, and then everything says so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from banfu_desktop.cli import program
from banfu_desktop.db.models.office import Office, Organisation
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rights import UnknownChangeError
from banfu_desktop.rules.words import UnitLevel
from tests.adversary.conftest import NOW, Checked, deed
from tests.adversary.hands import close_properly
from tests.conftest import MOMENT

ROSTER = Path(__file__).parents[1] / "data" / "roster-meikeng.xlsx"
Clock = Callable[[datetime], None]


@pytest.fixture
def reviewers(opened: Callable[..., Database]) -> Database:
    database = opened()
    yield database
    database.close()


def add(database: Database, at: datetime, name: str = "县新设局") -> None:
    with database.write(Deed("新增单位", "审核", at)) as session:
        session.add(Organisation(name=name, level=UnitLevel.COUNTY))


def test_attack_5_a_deed_of_another_day_is_refused(reviewers: Database) -> None:
    """It once evaded the keeping apart of maker and checker, and backdated the trail."""
    for at in (NOW - timedelta(days=1), NOW + timedelta(days=1), NOW - timedelta(days=31)):
        with pytest.raises(UserError, match=f"电脑上今天是2026-12-01，不能按{at.date()}办理"):
            add(reviewers, at)
    with reviewers.read() as session:
        assert session.scalar(sa.text("SELECT 1 FROM organisations WHERE name = '县新设局'")) is None
    add(reviewers, NOW)


def test_a_deed_begun_before_midnight_may_end_after_it(reviewers: Database, system_clock: Clock) -> None:
    system_clock(datetime(2026, 12, 2, 0, 0, 5))
    add(reviewers, datetime(2026, 12, 1, 23, 59, 58))
    with reviewers.read() as session:
        last = session.execute(sa.text("SELECT at, day FROM audit ORDER BY id DESC LIMIT 1")).one()
    assert tuple(last) == ("2026-12-02T00:00:05", "2026-12-01")


def test_the_trail_has_the_system_s_time_beside_the_day(database: Database, system_clock: Clock) -> None:
    """An office for practice, where days may be chosen."""
    system_clock(datetime(2026, 11, 2, 10, 11, 12))
    add(database, datetime(2031, 1, 1, 9))
    with database.read() as session:
        last = session.execute(sa.text("SELECT at, day FROM audit ORDER BY id DESC LIMIT 1")).one()
    assert tuple(last) == ("2026-11-02T10:11:12", "2031-01-01")


def test_what_an_office_is_for_never_changes(reviewers: Database) -> None:
    with pytest.raises(UnknownChangeError), deed(reviewers) as session:
        session.get_one(Office, 1).kind_of_use = "demo"


def test_an_office_made_one_for_practice_behind_its_back(file: Any, checked: Checked) -> None:
    file.execute("UPDATE office SET kind_of_use = 'demo'")
    close_properly(file, "登记", "审核", NOW.isoformat(), day="2026-12-01")
    assert "谁都没有权限" in checked()


def call(folder: Path, *words: str) -> int:
    return program.main(["--data", str(folder), *words], lambda *_: 0)


@pytest.mark.parametrize("practice", [False, True])
def test_today_moves_what_only_reads_and_in_practice_what_is_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], system_clock: Clock, practice: bool
) -> None:
    system_clock(MOMENT)
    folder = tmp_path / "office"
    kind = ("--practice",) if practice else ()
    assert call(folder, "init", "--town", "梅坑镇", *kind) == program.DONE
    assert ("练习用" in capsys.readouterr().out) is practice
    assert call(folder, "--today", "2027-03-01", "retention", "show") == program.DONE
    done = call(folder, "--today", "2027-03-01", "import", "members", str(ROSTER))
    assert done == (program.DONE if practice else program.REFUSED)
    assert ("不能按2027-03-01办理" in capsys.readouterr().err) is not practice
