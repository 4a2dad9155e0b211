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
from banfu_desktop.rules.roles import Role, RoleRefusalError
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.audit import history, turned_clock
from banfu_desktop.services.hall import home
from banfu_desktop.services.program import checking
from tests.adversary.conftest import NOW, Checked, deed
from tests.adversary.hands import behind_its_back, close_properly
from tests.conftest import MOMENT

ROSTER = Path(__file__).parents[1] / "data" / "roster-meikeng.xlsx"
Clock = Callable[[datetime], None]


@pytest.fixture
def reviewers(opened: Callable[..., Database]) -> Database:
    database = opened()
    yield database
    database.close()


def add(database: Database, at: datetime, name: str = "县新设局") -> None:
    with database.write(Deed("登记单位", "审核", at)) as session:
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


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-12-01T09:00:00", "2026-08-03"),
        ("2026-12-01T03:00:00", "2026-11-30"),
        ("2026-11-01", "2026-11-01"),
        ("2026-11-01T09:00:00+08:00", "2026-11-01"),
        ("昨天", "2026-12-01"),
        ("2026-12-01T09:00:00", "今天"),
    ],
)
def test_a_time_or_day_that_the_clock_never_says_is_named(
    file: Any, checked: Checked, at: str, day: str
) -> None:
    """Written past the door: what is no time is before nothing, so no clock would seem turned back."""
    file.execute("UPDATE people SET nation = '瑶族' WHERE id = 2")
    close_properly(file, "改民族", "审核", at, day=day)
    assert "写的时间或日子不是电脑日期" in checked()


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


def _flags(database: Database) -> list[str]:
    with database.read() as session:
        kinds = sa.text("SELECT what FROM disclosures WHERE kind = 'clock_back' ORDER BY id")
        return list(session.scalars(kinds))


def _home(database: Database) -> list[str]:
    with database.read() as session:
        said = home.view(session, NOW.date(), None).due
    return [due.text for due in said if due.urgency == "red" and "时钟倒退" in due.text]


def _checked(database: Database) -> tuple[str, str]:
    report = checking.check(database)
    return "".join(good for good in report.good if "时钟" in good), "".join(report.bad)


def test_a_clock_set_back_is_flagged_and_red_until_it_has_caught_up(
    reviewers: Database, system_clock: Clock
) -> None:
    """Nothing is blocked: the deed is kept, says so itself, and is found in the trail alone as well."""
    back = NOW - timedelta(days=20)
    add(reviewers, NOW)
    assert (_flags(reviewers), _home(reviewers), _checked(reviewers)) == ([], [], ("", ""))
    system_clock(back)
    assert "已经办理到2026-12-01 09:00，电脑上现在是2026-11-11 09:00" in _home(reviewers)[0]
    add(reviewers, back, "县二局")
    add(reviewers, back, "县三局")
    assert _flags(reviewers) == ["上一次办理是2026-12-01 09:00，这一次电脑上是2026-11-11 09:00"]
    assert len(_home(reviewers)) == 1
    good, bad = _checked(reviewers)
    assert "时钟倒退过1次：第" in good
    assert "请改正电脑日期" in bad
    with reviewers.read() as session:
        rows = history.deeds(session)
    assert [(row.name, row.deed) for row in rows[:2]] == [
        ("登记单位", "登记单位"), ("登记单位（时钟倒退）", "登记单位"),
    ]  # fmt: skip
    system_clock(NOW + timedelta(hours=1))
    add(reviewers, NOW + timedelta(hours=1), "县四局")
    good, bad = _checked(reviewers)
    assert (_home(reviewers), bad) == ([], "")
    assert "时钟倒退过1次：第" in good, "what was done by it stays told"


def test_a_clock_that_ran_ahead_is_confirmed_by_the_reviewer_for_a_reason(
    reviewers: Database, system_clock: Clock
) -> None:
    ahead = NOW.replace(year=2099)
    system_clock(ahead)
    add(reviewers, ahead)
    system_clock(NOW)
    add(reviewers, NOW, "县二局")
    assert _home(reviewers)
    assert _checked(reviewers)[1]
    deed_ = Deed(turned_clock.RIGHT, "审核", NOW)
    with pytest.raises(UserError, match="没有写明原因"), reviewers.write(deed_) as session:
        turned_clock.confirm(session, " ", NOW)
    reviewers.role = Role.CLERK
    with pytest.raises(RoleRefusalError, match="不能更改设置"), reviewers.write(deed_) as session:
        turned_clock.confirm(session, "主板电池没电", NOW)
    reviewers.role = Role.REVIEWER
    with reviewers.write(deed_) as session:
        turned_clock.confirm(session, "主板电池没电", NOW)
    assert (_home(reviewers), _checked(reviewers)[1]) == ([], "")
    with pytest.raises(UserError, match="与留痕相符"), reviewers.write(deed_) as session:
        turned_clock.confirm(session, "再来一次", NOW)
    system_clock(NOW - timedelta(days=1))
    assert _home(reviewers), "what comes after is looked at again"


def test_a_clock_that_sets_itself_by_seconds_is_not_told(reviewers: Database, system_clock: Clock) -> None:
    add(reviewers, NOW)
    system_clock(NOW - timedelta(seconds=90))
    add(reviewers, NOW - timedelta(seconds=90), "县二局")
    assert (_flags(reviewers), _home(reviewers), _checked(reviewers)) == ([], [], ("", ""))


def test_what_was_done_by_a_clock_set_back_can_be_taken_back(database: Database, system_clock: Clock) -> None:
    system_clock(MOMENT)
    add(database, MOMENT)
    system_clock(MOMENT - timedelta(days=1))
    with database.write(Deed("登记节假日", "经办", MOMENT - timedelta(days=1))) as session:
        session.execute(sa.text("INSERT INTO calendar_days (day, is_off, name) VALUES ('2026-12-25', 0, '')"))
    assert len(_flags(database)) == 1
    with database.write(Deed("撤销", "经办", MOMENT - timedelta(days=1))) as session:
        assert history.undo(session, MOMENT - timedelta(days=2)) == "登记节假日"
    with database.read() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM calendar_days WHERE day = '2026-12-25'")) == 0


def test_a_flag_taken_out_of_the_rows_hides_nothing_from_the_check(
    opened: Callable[..., Database], file: Any, system_clock: Clock
) -> None:
    database = opened()
    add(database, NOW)
    back = NOW - timedelta(days=20)
    system_clock(back)
    add(database, back, "县二局")
    database.close()
    behind_its_back(file, "DELETE FROM disclosures WHERE kind = 'clock_back'")
    database = opened()
    assert "时钟倒退：已经办理到2026-12-01 09:00" in _checked(database)[1]
    database.close()


def test_the_command_line_confirms_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], system_clock: Clock
) -> None:
    system_clock(MOMENT.replace(year=2030))
    folder = tmp_path / "office"
    assert call(folder, "init", "--town", "梅坑镇") == program.DONE
    system_clock(MOMENT)
    assert call(folder, "check") == program.MACHINE
    assert "时钟倒退" in capsys.readouterr().err
    assert call(folder, "check", "--clock-right", "电池没电，年份错了") == program.DONE
    assert call(folder, "check") == program.DONE
    assert call(folder, "check", "--clock-right", "再来") == program.REFUSED
