"""Passwords as the office meets them: wrong ones counted across restarts and told to the audit trail."""

import errno
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from banfu_desktop.db import attempts, passwords, rotation
from banfu_desktop.db.keys import PasswordNeededError
from banfu_desktop.db.store import Database
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import remembered, unlocking

NOW = datetime(2026, 11, 2, 9, 0)
GOOD, WRONG = "guihua-bayue-kai", "guihua-jiuyue-kai"


class Clock:
    """Seconds since the computer's start."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(attempts, "since_start", made)
    monkeypatch.setattr(passwords, "ARGON2ID", {"passes": 1, "memory": 8192})
    return made


@pytest.fixture
def folder(database: Database, clock: Clock) -> Path:
    """An office with a password, closed."""
    assert clock
    unlocking.set_password(database, GOOD, "经办", NOW)
    database.close()
    return database.folder


def deeds(folder: Path) -> list[str]:
    database = Database.open(folder, unlocked=unlocking.unlock(folder, GOOD, NOW))
    with database.read() as session:
        names = [row.name for row in history.deeds(session)]
    database.close()
    return names


def told(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        rows = session.execute(text("SELECT kind, what FROM disclosures ORDER BY id"))
        return [(kind, what) for kind, what in rows]


def test_an_office_without_a_password_opens_as_ever(database: Database) -> None:
    assert not unlocking.is_locked(database.folder)
    database.close()
    Database.open(database.folder).close()


def test_with_one_it_wants_to_be_asked(folder: Path) -> None:
    assert unlocking.is_locked(folder)
    with pytest.raises(PasswordNeededError):
        Database.open(folder)
    assert deeds(folder) == ["设置密码"]


def test_a_folder_whose_keys_cannot_be_read_is_for_others_to_explain(tmp_path: Path) -> None:
    assert not unlocking.is_locked(tmp_path)


def test_an_easy_one_is_refused_and_nothing_changes(database: Database) -> None:
    with pytest.raises(UserError, match="太短"):
        unlocking.set_password(database, "1234", "经办", NOW)
    assert not unlocking.is_locked(database.folder)


def test_wrong_ones_are_told_after_the_next_good_one(folder: Path) -> None:
    for seconds in range(2):
        with pytest.raises(UserError, match="密码不对"):
            unlocking.unlock(folder, WRONG, NOW + timedelta(seconds=seconds))
    database = Database.open(folder, unlocked=unlocking.unlock(folder, GOOD, NOW))
    unlocking.login(database, "经办", NOW)
    said = told(database)
    database.close()
    assert said[1:] == [
        ("refused_login", "此前密码输错2次：2026-11-02 09:00:00、2026-11-02 09:00:01"),
        ("login", "用密码打开"),
    ]
    assert attempts.read(folder) == attempts.Attempts()
    assert deeds(folder)[0] == unlocking.LOGIN


def test_a_recovery_key_of_another_office_is_told_and_makes_nobody_wait(folder: Path) -> None:
    other = paper_key.show(bytes(range(20)))
    for _ in range(5):
        with pytest.raises(UserError, match="恢复密钥不对"):
            unlocking.recover(folder, other)
    with pytest.raises(UserError):
        unlocking.recover(folder, "abc")  # no key at all is a slip
    assert unlocking.waiting(folder) == 0
    with pytest.raises(UserError, match="密码不对"):
        unlocking.unlock(folder, WRONG, NOW)
    database = Database.open(folder, unlocked=unlocking.unlock(folder, GOOD, NOW))
    unlocking.login(database, "经办", NOW, "用恢复卡打开")
    said = told(database)
    database.close()
    assert said[1][0] == "refused_login"
    assert said[1][1].startswith("此前密码输错1次、恢复密钥输错5次：")
    assert said[2] == ("login", "用恢复卡打开")


def test_the_wait_grows_and_outlives_the_program(folder: Path, clock: Clock) -> None:
    for number in range(3):
        with pytest.raises(UserError, match="密码不对" if number < 2 else "再试要等5秒"):
            unlocking.unlock(folder, WRONG, NOW)
    with pytest.raises(UserError, match=r"连续输错3次，请等5秒"):
        unlocking.unlock(folder, GOOD, NOW)
    clock.seconds += 4.5
    with pytest.raises(UserError, match="请等1秒"):
        unlocking.unlock(folder, GOOD, NOW)
    clock.seconds += 0.5
    with pytest.raises(UserError, match="再试要等10秒"):
        unlocking.unlock(folder, WRONG, NOW)
    clock.seconds += 10
    assert unlocking.unlock(folder, GOOD, NOW).key


@pytest.mark.parametrize("years", [-5, 5])
def test_setting_the_clock_shortens_and_lengthens_nothing(folder: Path, clock: Clock, years: int) -> None:
    for _ in range(3):
        with pytest.raises(UserError):
            unlocking.unlock(folder, WRONG, NOW)
    then = NOW.replace(year=NOW.year + years)
    with pytest.raises(UserError, match="请等5秒"):
        unlocking.unlock(folder, GOOD, then)
    clock.seconds += 5
    assert unlocking.unlock(folder, GOOD, then).key


def test_restarting_the_computer_does_not_end_the_wait(folder: Path, clock: Clock) -> None:
    for _ in range(3):
        with pytest.raises(UserError):
            unlocking.unlock(folder, WRONG, NOW)
    clock.seconds = 2.0
    assert unlocking.waiting(folder) == 3


@pytest.mark.parametrize(
    "content", ["", "[]", '{"number": -1}', '{"number": "x"}', '{"number": 3, "clock": NaN, "said": []}']
)
def test_a_spoilt_count_locks_nobody_out(folder: Path, content: str) -> None:
    (folder / attempts.FILE).write_text(content, "utf-8")
    assert unlocking.waiting(folder) == 0
    assert unlocking.unlock(folder, GOOD, NOW).key


def test_on_a_full_disk_a_wrong_one_costs_its_wait_at_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cannot be counted; so it is said what it is, and guessing is no quicker than on any other day."""

    def full(path: Path, content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    waited: list[float] = []
    monkeypatch.setattr(attempts, "write_durably", full)
    monkeypatch.setattr("time.sleep", waited.append)
    with pytest.raises(UserError, match="密码不对"):
        unlocking.unlock(folder, WRONG, NOW)
    assert waited == [unlocking.UNCOUNTED]


def test_changed_and_taken_away_on_record(folder: Path) -> None:
    database = Database.open(folder, unlocked=unlocking.unlock(folder, GOOD, NOW))
    unlocking.set_password(database, WRONG, "经办", NOW)
    unlocking.remove(database, "经办", NOW)
    with pytest.raises(UserError, match="没有设置密码"):
        unlocking.remove(database, "经办", NOW)
    database.close()
    again = Database.open(folder)
    with again.read() as session:
        names = [row.name for row in history.deeds(session)]
        assert history.verify(session).broken_at is None
    again.close()
    assert names == ["取消密码", "更改密码", "设置密码"]


def test_a_key_file_that_cannot_be_written_leaves_all_as_it_was(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clock

    def full(*_: object) -> None:
        raise UserError("磁盘已满")

    monkeypatch.setattr(rotation, "write_keys", full)
    with pytest.raises(UserError, match="磁盘已满"):
        unlocking.set_password(database, GOOD, "经办", NOW)
    assert not unlocking.is_locked(database.folder)
    assert told(database) == []


def test_the_remembered_home_page_is_gone_with_the_first_password(database: Database, clock: Clock) -> None:
    assert clock
    (database.folder / remembered.FILE).write_bytes(b"kept")
    unlocking.set_password(database, GOOD, "经办", NOW)
    assert not (database.folder / remembered.FILE).exists()


@pytest.mark.parametrize(("seconds", "said"), [(5, "5秒"), (60, "1分钟"), (80, "1分20秒"), (600, "10分钟")])
def test_waits_are_said_in_minutes(seconds: int, said: str) -> None:
    assert unlocking.duration(seconds) == said


CONNECTIONS = 3


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read through /proc")
@pytest.mark.parametrize(("then", "there"), [("open", True), ("locked", False)])
def test_the_key_leaves_the_memory_with_the_lock(database: Database, then: str, there: bool) -> None:
    database.close()
    script = [sys.executable, "-m", "tests.services.key_in_memory", str(database.folder), then]
    done = subprocess.run(script, capture_output=True, text=True, check=True)
    never, never_as_text, used, used_as_text = map(int, done.stdout.split())
    assert (used > never) is there
    # SQLite's own text of PRAGMA key, one a connection at most, is out of Python's reach.
    assert there or used_as_text - never_as_text <= CONNECTIONS
