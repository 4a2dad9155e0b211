"""The next data key: whatever stops the change, there is one whole office, under one key that is known."""

import errno
import os
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db import gate, keys, passwords, rotation
from banfu_desktop.db.audit import chain_head
from banfu_desktop.db.card import public_of_text
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.models.office import CalendarDay
from banfu_desktop.db.rotation import Change, rotate
from banfu_desktop.db.slots import Seed, Slot
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.db.wrapping import fingerprint, unwrap, wrap
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.roles import Role, RoleRefusalError
from tests import forked
from tests.db import until_rotated
from tests.faults.killing import needs_fork

NOW = datetime(2026, 11, 2, 9, 0)
DEED = Deed("更换钥匙", "经办", NOW)
GOOD = "guihua-bayue-kai"
PROGRAM = Path(__file__).with_name("until_rotated.py")
FILES = {"office.db", "keys.json", "office.lock", "backups"}
EVERY = [pytest.param(9, id="a short dose"), pytest.param(1, id="a long dose", marks=pytest.mark.soak)]
KILLS = [pytest.param(4, id="a short dose"), pytest.param(60, id="a long dose", marks=pytest.mark.soak)]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ARGON2ID", {"passes": 1, "memory": 8192})


def day_off(session: Session) -> Change:
    """A deed that is seen."""
    session.add(CalendarDay(day=NOW.date(), is_off=True))
    return Change()


def days(database: Database) -> int:
    with database.read() as session:
        return session.query(CalendarDay).count()


def head(database: Database) -> str:
    with database.read() as session:
        return chain_head(session)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_office_goes_on_under_another_key_and_the_deed_is_in_it(database: Database) -> None:
    before, old = keys.read_keys(database.folder), bytes(bytearray(database.data_key))
    assert rotate(database, DEED, day_off) is None
    assert database.data_key != old
    assert days(database) == 1
    with database.write(DEED) as session:
        session.add(CalendarDay(day=datetime(2026, 11, 3).date(), is_off=True))
    database.close()
    opened = Database.open(database.folder)
    assert days(opened) == 2
    assert check_file(opened.engine) == ()
    after = keys.read_keys(database.folder)
    assert (after.epoch, after.lasting) == (before.epoch + 1, before.fingerprint)
    assert after.key_of(before.fingerprint, opened.data_key) == old
    opened.close()
    assert names_in(database.folder) == FILES


def test_retired_keys_and_the_towns_seed_come_along(database: Database) -> None:
    folder = database.folder
    known = keys.read_keys(folder)
    keys.write_keys(folder, replace(known, sign=wrap(database.data_key, b"the seed of the town")))
    names = [fingerprint(database.data_key)]
    for _ in range(3):
        rotate(database, DEED, lambda session: Change())
        names.append(fingerprint(database.data_key))
    after = keys.read_keys(folder)
    assert [each.fingerprint for each in after.retired] == names[:3]
    for name in names:
        key = after.key_of(name, database.data_key)
        assert key is not None
        assert fingerprint(key) == name
    assert unwrap(database.data_key, after.sign) == b"the seed of the town"


def test_what_was_known_before_opens_nothing_any_more(database: Database, tmp_path: Path) -> None:
    folder = database.folder
    files = [(path, path.read_bytes()) for path in keys.key_files(folder)]
    rotate(database, DEED, lambda session: Change())
    database.close()
    for path, content in files:
        path.write_bytes(content)
    with pytest.raises(UserError, match="不是同一套"):
        Database.open(folder)


def test_the_card_opens_unasked_and_a_new_one_ends_it(tmp_path: Path) -> None:
    database, card = Database.create(tmp_path / "office")
    folder = database.folder
    rotate(database, DEED, lambda session: Change())
    assert keys.unlock_with_recovery(folder, card) == database.data_key
    text = rotate(database, DEED, lambda session: Change(sheet=bytes(range(20))))
    assert text is not None
    assert keys.unlock_with_recovery(folder, text) == database.data_key
    with pytest.raises(UserError, match="恢复密钥不对"):
        keys.unlock_with_recovery(folder, card)
    database.close()


def test_a_card_that_nothing_can_be_sealed_to_is_issued_anew(database: Database) -> None:
    folder = database.folder
    known = keys.read_keys(folder)
    old = Slot("recovery", b"wrapped long ago", bytes(16))
    keys.write_keys(folder, replace(known, slots=(*known.without("card"), old)))
    text = rotate(database, DEED, lambda session: Change())
    assert text is not None
    assert keys.unlock_with_recovery(folder, text) == database.data_key
    assert keys.read_keys(folder).of("recovery") == []


def test_a_public_key_swapped_in_the_file_gets_nothing(database: Database) -> None:
    """Whoever has no data key cannot say what the next one is sealed to."""
    folder, own = database.folder, Seed(bytes(32))
    rotate(database, DEED, lambda session: Change({0: (GOOD, Seed(bytes(range(32))))}))
    known = keys.read_keys(folder)
    swapped = tuple(
        replace(slot, public=wrap(bytes(32), own.seal_key)) if slot.kind in ("card", "seed") else slot
        for slot in known.slots
    )
    keys.write_keys(folder, replace(known, slots=swapped))
    with pytest.raises(UserError, match="被改动过"):
        rotate(database, DEED, lambda session: Change())
    after = keys.read_keys(folder)
    assert all(own.unseal(slot.sealed) is None for slot in after.slots)
    assert fingerprint(database.data_key) == after.fingerprint


def test_a_new_password_ends_the_old_one_even_in_an_old_key_file(database: Database) -> None:
    folder = database.folder
    machine = passwords.this_machine()
    rotate(database, DEED, lambda session: Change({0: (GOOD, Seed(bytes(range(32))))}))
    path, twin = keys.key_files(folder)
    before = path.read_bytes()
    seed = passwords.unlock_with_password(folder, GOOD, machine).seed
    assert seed is not None
    fresh = Seed(bytes(reversed(range(32))))
    rotate(database, DEED, lambda session: Change({0: ("jinju-zhengyue", fresh)}))
    (slot,) = keys.read_keys(folder).of("seed")
    assert seed.unseal(slot.sealed) is None
    assert passwords.unlock_with_password(folder, "jinju-zhengyue", machine).key == database.data_key
    path.write_bytes(before)
    twin.write_bytes(before)
    database.close()
    with pytest.raises(UserError, match="不是同一套"):
        Database.open(folder, unlocked=passwords.unlock_with_password(folder, GOOD, machine))


def test_a_refusal_leaves_all_as_it_was_and_is_on_record(database: Database) -> None:
    folder, before = database.folder, keys.read_keys(database.folder)
    database.role = Role.CLERK

    def seal(session: Session) -> Change:
        raise RoleRefusalError("“经办”不能封存", "请由“审核”办理")

    with pytest.raises(RoleRefusalError):
        rotate(database, DEED, seal)
    assert keys.read_keys(folder) == before
    assert names_in(folder) - {"office.db-wal", "office.db-shm"} == FILES
    with database.read() as session:
        (what,) = session.connection().exec_driver_sql("SELECT what FROM disclosures").scalars()
    assert what == "更换钥匙：“经办”不能封存"


def test_without_room_for_a_second_office_it_is_refused_with_numbers(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly_full = shutil.disk_usage(database.folder)._replace(free=1000)
    monkeypatch.setattr(rotation.shutil, "disk_usage", lambda folder: nearly_full)
    before = keys.read_keys(database.folder)
    with pytest.raises(MachineError, match="需要2 MB，磁盘只剩1 MB"):
        rotate(database, DEED, day_off)
    assert keys.read_keys(database.folder) == before
    assert days(database) == 0


def test_whoever_reads_is_waited_for(database: Database) -> None:
    inside, leave = threading.Event(), threading.Event()

    def read() -> None:
        with database.read() as session:
            session.query(CalendarDay).count()
            inside.set()
            leave.wait(20)

    reader = threading.Thread(target=read)
    reader.start()
    inside.wait(20)
    changer = threading.Thread(target=rotate, args=(database, DEED, day_off))
    changer.start()
    changer.join(0.2)
    assert changer.is_alive()
    leave.set()
    for thread in (reader, changer):
        thread.join(20)
    assert days(database) == 1


def test_two_connections_open_see_the_office_of_after(database: Database) -> None:
    """The pool keeps connections; one of before must not read on in the file that was there."""
    with database.read() as first, database.read() as second:
        assert first.query(CalendarDay).count() == second.query(CalendarDay).count() == 0
    rotate(database, DEED, day_off)
    with database.read() as first, database.read() as second:
        assert first.query(CalendarDay).count() == second.query(CalendarDay).count() == 1


def test_somebody_who_does_not_leave_is_said(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "_PATIENCE", 0.05)
    inside, leave = threading.Event(), threading.Event()

    def stay() -> None:
        with database.gate.entered():
            inside.set()
            leave.wait(20)

    thread = threading.Thread(target=stay)
    thread.start()
    inside.wait(20)
    with pytest.raises(MachineError, match="正忙"):
        rotate(database, DEED, day_off)
    leave.set()
    thread.join(20)
    assert days(database) == 0


def test_a_log_of_the_office_of_before_never_meets_the_next(database: Database) -> None:
    with database.write(DEED) as session:
        session.add(CalendarDay(day=datetime(2026, 11, 3).date(), is_off=True))
    log = database.folder / "office.db-wal"
    assert log.stat().st_size
    rotate(database, DEED, lambda session: Change())
    assert days(database) == 1
    assert check_file(database.engine) == ()


# Stopped at every step: killed, without room, without the right to write.


def run(folder: Path, how: str, at: int) -> str:
    """Change the key in a process that is stopped so at a step; gives what it said."""
    code, said = forked.done(lambda: until_rotated.main(folder, how, at))
    assert code in (0, 3, 9), said
    return said


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with a deed, closed."""
    made, _ = Database.create(tmp_path_factory.mktemp("rotated") / "office")
    with made.write(DEED) as session:
        session.add(CalendarDay(day=datetime(2026, 11, 3).date(), is_off=True))
    made.close()
    return made.folder


def assert_whole(folder: Path) -> int:
    """How many days off there are: 1 before, 2 after; nothing else may be the case."""
    database = Database.open(folder)
    try:
        assert check_file(database.engine) == ()
        number = days(database)
        known = keys.read_keys(folder)
        assert known.epoch == number
        assert len(known.retired) == number - 1
        assert known.next is None
    finally:
        database.close()
    assert names_in(folder) - {"home.last"} == FILES
    first, second = (path.read_bytes() for path in keys.key_files(folder))
    assert first == second
    return number


def steps(original: Path, folder: Path) -> int:
    shutil.copytree(original, folder)
    said = run(folder, "count", 0)
    shutil.rmtree(folder)
    return int(said.split()[-1])


@needs_fork
@pytest.mark.parametrize("how", ["kill", str(errno.ENOSPC), str(errno.EROFS)])
@pytest.mark.parametrize("every", EVERY)
def test_stopped_at_any_step_there_is_one_whole_office(
    original: Path, tmp_path: Path, how: str, every: int
) -> None:
    folder, numbers = tmp_path / "office", []
    number = steps(original, folder)
    assert number >= 11
    for at in (*range(1, number, every), number):
        shutil.copytree(original, folder)
        run(folder, how, at)
        numbers.append(assert_whole(folder))
        shutil.rmtree(folder)
    assert set(numbers) == {1, 2}
    assert sorted(numbers) == numbers, "once it is done it stays done"


@pytest.mark.parametrize("doses", KILLS)
def test_killed_at_any_moment_there_is_one_whole_office(original: Path, tmp_path: Path, doses: int) -> None:
    folder = tmp_path / "office"
    shutil.copytree(original, folder)
    for _ in range(doses):
        command = [sys.executable, str(PROGRAM), str(folder), "again", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            wait = int.from_bytes(os.urandom(1)) / 255 * 0.25
            try:
                process.wait(wait)
            except subprocess.TimeoutExpired:
                process.kill()
        database = Database.open(folder)
        assert check_file(database.engine) == ()
        assert days(database) == 1
        database.close()
        assert names_in(folder) == FILES


def test_the_key_of_the_card_is_that_of_its_text() -> None:
    with pytest.raises(UserError, match="8 组"):
        public_of_text("ABCD")
