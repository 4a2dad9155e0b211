"""Persons: each has a password of his own; what is done is signed; whoever has left opens nothing more."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from banfu_desktop.db import keys, passwords, signatures
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.passwords import Unlocked, WrongPasswordError
from banfu_desktop.db.persons import OldKeysError
from banfu_desktop.db.slots import Seed, Slot, seal
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.persons import How
from banfu_desktop.rules.roles import Role, RoleRefusalError
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history
from banfu_desktop.services.keeping import appointing, concerns, copies, recovery, rescue, unlocking
from banfu_desktop.services.persons import persons
from banfu_desktop.services.program import checking
from tests.services.conftest import NOW

CHEN, LI, WANG = "陈立", "李明", "王芳"
WORDS = {CHEN: "guihua-bayue-kai", LI: "jinju-zhengyue", WANG: "xiangmi-dashu-qing"}
OTHER = "meihua-layue-xue"
As = Callable[[str], Database]


CHEAP = {"passes": 1, "memory": 8192}


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ARGON2ID", CHEAP)


@pytest.fixture(scope="module")
def appointed(meikeng: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of an office of three persons, made once, and the text of its card."""
    office = Database.open(shutil.copytree(meikeng, tmp_path_factory.mktemp("appointed") / "office"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "ARGON2ID", CHEAP)
        made = appointing.switch_on(office, CHEN, WORDS[CHEN], "经办", NOW)
        appointing.add(office, LI, Role.CLERK, WORDS[LI], "经办", NOW)
        appointing.add(office, WANG, Role.VISITOR, WORDS[WANG], "经办", NOW)
    office.close()
    return office.folder, made


@pytest.fixture
def card(appointed: tuple[Path, str]) -> str:
    """The text of its card."""
    return appointed[1]


@pytest.fixture
def folder(appointed: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it, closed."""
    return shutil.copytree(appointed[0], tmp_path / "meikeng")


def unlocked(folder: Path, name: str, word: str) -> Unlocked:
    owner = next(owner for owner in unlocking.owners(folder) if owner.name == name)
    return unlocking.unlock(folder, word, NOW, person=owner.person)


@pytest.fixture
def as_(folder: Path) -> Iterator[As]:
    """The office, opened by a person with his password; the one before closes it."""
    opened: list[Database] = []

    def open_(name: str, word: str | None = None) -> Database:
        while opened:
            opened.pop().close()
        opened.append(Database.open(folder, unlocked=unlocked(folder, name, word or WORDS[name])))
        return opened[-1]

    yield open_
    for database in opened:
        database.close()


def take_day_off(database: Database, day: int) -> None:
    with database.write(Deed("登记调休", "经办", NOW)) as session:
        attendance.set_day_off(session, date(2026, 10, day), True, "镇里调休")


def last_deed(database: Database) -> tuple[str, str]:
    with database.read() as session:
        row = history.deeds(session, 1)[0]
    return row.actor, row.name


def report(database: Database) -> signatures.SignatureReport:
    with database.read() as session:
        return signatures.verify(session.connection())


def how(database: Database, name: str) -> How:
    with database.read() as session:
        return persons.named(session, name).how


def test_each_opens_with_his_own_password_and_is_who_he_is(as_: As) -> None:
    for name, role in ((CHEN, Role.REVIEWER), (LI, Role.CLERK), (WANG, Role.VISITOR)):
        database = as_(name)
        assert database.person is not None
        assert (database.person.name, database.role) == (name, role)
    with pytest.raises(RoleRefusalError, match="“只读”不能登记或修改"):
        take_day_off(database, 9)


def test_what_is_done_is_signed_and_the_trail_says_by_whom(as_: As) -> None:
    database = as_(LI)
    take_day_off(database, 9)
    assert last_deed(database) == (LI, "登记调休")
    with database.write(Deed("登记调休", "命令行", NOW)) as session:
        attendance.set_day_off(session, date(2026, 10, 10), True, "")
    assert last_deed(database) == (f"{LI}·命令行", "登记调休")
    assert report(database) == signatures.SignatureReport(4, None, ())
    good = checking.check(database)
    assert good.bad == ()
    assert "启用人员以后的4次操作都有本人的签名" in good.good


def test_the_names_are_read_here_and_nowhere_else(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert [owner.name for owner in unlocking.owners(folder)] == [CHEN, LI, WANG]
    content = (folder / "keys.json").read_text("utf-8")
    assert not any(name in content or json.dumps(name)[1:-1] in content for name in WORDS)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another computer"))
    assert [owner.name for owner in unlocking.owners(folder)] == ["第1号", "第2号", "第3号"]


def test_a_password_of_another_opens_nothing(folder: Path) -> None:
    with pytest.raises(WrongPasswordError):
        unlocked(folder, CHEN, WORDS[LI])
    with pytest.raises(UserError, match="没有设置这个密码"):
        unlocking.unlock(folder, WORDS[LI], NOW)


def test_a_first_password_is_the_reviewers_hand_until_it_is_changed(as_: As, folder: Path) -> None:
    database = as_(LI)
    assert how(database, LI) is How.RESET
    unlocking.set_password(database, OTHER, "经办", NOW)
    assert how(database, LI) is How.OWN
    take_day_off(database, 9)
    assert report(database).broken_at is None
    with pytest.raises(WrongPasswordError):
        unlocked(folder, LI, WORDS[LI])
    assert as_(LI, OTHER).role is Role.CLERK


def test_only_the_reviewer_manages_persons(as_: As) -> None:
    database = as_(LI)
    with pytest.raises(RoleRefusalError, match="管理密码"):
        appointing.add(database, "赵六", Role.REVIEWER, OTHER, "经办", NOW)
    with pytest.raises(RoleRefusalError, match="管理密码"):
        appointing.reset(database, CHEN, OTHER, "经办", NOW)
    with pytest.raises(RoleRefusalError, match="管理密码"):
        appointing.leave(database, CHEN, "经办", NOW)
    with pytest.raises(RoleRefusalError, match="管理密码"):
        appointing.appoint(database, LI, Role.REVIEWER, "经办", NOW)
    with pytest.raises(RoleRefusalError, match="管理密码"):
        appointing.switch_off(database, "经办", NOW)
    with pytest.raises(RoleRefusalError, match="管理密码"):
        recovery.reissue(database, "经办", NOW)


def test_nobody_writes_himself_another_role_while_he_changes_his_password(as_: As) -> None:
    database = as_(LI)
    with (
        pytest.raises(RoleRefusalError, match="管理密码"),
        database.write(Deed("改", "经办", NOW)) as session,
    ):
        session.execute(text("UPDATE persons SET role = 'reviewer', how = 'own', set_by = id WHERE id = 2"))


def test_whoever_has_left_opens_nothing_with_what_he_kept(as_: As, folder: Path, tmp_path: Path) -> None:
    kept = (folder / "keys.json").read_bytes()
    old = unlocked(folder, LI, WORDS[LI])
    assert old.seed is not None
    secret = bytes(bytearray(old.seed.secret))
    database = as_(CHEN)
    appointing.leave(database, LI, "经办", NOW)
    assert [owner.name for owner in unlocking.owners(folder)] == [CHEN, WANG]
    take_day_off(database, 9)
    database.close()
    assert all(Seed(secret).unseal(slot.sealed) is None for slot in keys.read_keys(folder).slots)
    for path in keys.key_files(folder):
        path.write_bytes(kept)
    with pytest.raises(UserError, match="不是同一套"):
        Database.open(folder, unlocked=unlocked(folder, LI, WORDS[LI]))


def test_whoever_comes_back_is_the_same_person(as_: As) -> None:
    database = as_(CHEN)
    with database.read() as session:
        before = persons.named(session, LI).id
    appointing.leave(database, LI, "经办", NOW)
    appointing.add(database, LI, Role.CLERK, OTHER, "经办", datetime(2026, 12, 1))
    with database.read() as session:
        row = persons.named(session, LI)
    assert (row.id, row.since, row.left_on) == (before, date(2026, 12, 1), None)
    with pytest.raises(UserError, match="已在人员名单里"):
        appointing.add(database, LI, Role.CLERK, OTHER, "经办", NOW)
    assert report(as_(LI, OTHER)).broken_at is None


def test_there_is_always_a_reviewer(as_: As) -> None:
    database = as_(CHEN)
    with pytest.raises(UserError, match="不能办理自己离开"):
        appointing.leave(database, CHEN, "经办", NOW)
    with pytest.raises(UserError, match="唯一的“审核”"):
        appointing.appoint(database, CHEN, Role.CLERK, "经办", NOW)
    appointing.appoint(database, LI, Role.REVIEWER, "经办", NOW)
    database = as_(LI)
    appointing.leave(database, CHEN, "经办", NOW)
    assert [owner.name for owner in unlocking.owners(database.folder)] == [LI, WANG]


def test_the_card_only_appoints(as_: As, folder: Path, card: str) -> None:
    database = Database.open(folder, recovery=card)
    assert database.appointing
    unlocking.login(database, "经办", NOW, "用恢复卡打开")
    with pytest.raises(RoleRefusalError, match="只能给人设置密码"):
        take_day_off(database, 9)
    with pytest.raises(RoleRefusalError):
        unlocking.permit_restore(database, "经办", NOW)
    appointing.reset(database, CHEN, OTHER, "经办", NOW)
    assert how(database, CHEN) is How.CARD
    assert last_deed(database) == ("恢复卡", f"重设{CHEN}的密码")
    database.close()
    database = as_(CHEN, OTHER)
    found = report(database)
    assert found.broken_at is None
    assert len(found.unsigned) == 4
    assert any("用恢复卡办理、没有签名的有4次" in line for line in checking.check(database).good)
    assert keys.unlock_with_recovery(folder, card) == database.data_key


def test_a_new_card_and_its_use_are_said_at_the_next_three_starts_of_each(
    as_: As, folder: Path, card: str
) -> None:
    """A deed of the card is unsigned, so whoever has the data key could have written it."""

    def said(name: str, word: str | None = None) -> tuple[int, list[str]]:
        database = as_(name, word)
        unlocking.login(database, "经办", NOW)
        with database.read() as session:
            lines = concerns.due(session, NOW.date().replace(month=12))
        issued = sum("生成了新的恢复卡" in line.text for line in lines)
        return issued, [line.urgency for line in lines if "没有人签名" in line.text]

    assert [said(LI) for _ in range(4)] == [(1, []), (1, []), (1, []), (0, [])]
    as_(LI).close()
    database = Database.open(folder, recovery=card)
    appointing.reset(database, CHEN, OTHER, "经办", NOW)
    database.close()
    assert [said(LI) for _ in range(4)] == [(0, ["red"]), (0, ["red"]), (0, ["red"]), (0, [])]
    assert said(CHEN, OTHER) == (1, ["red"]), "who has not started since has not been told"


def test_switching_on_ends_the_card_of_before(office: Database) -> None:
    """Attack: the card of the first day, printed before there were persons, would open as the reviewer."""
    old = recovery.reissue(office, "经办", NOW)
    new = appointing.switch_on(office, CHEN, WORDS[CHEN], "经办", NOW)
    with pytest.raises(UserError, match="恢复密钥不对"):
        keys.unlock_with_recovery(office.folder, old)
    assert keys.unlock_with_recovery(office.folder, new) == office.data_key
    assert keys.read_keys(office.folder).recovery_printed_on is None


def test_a_machine_slot_in_the_key_file_opens_nothing(folder: Path, as_: As) -> None:
    """Whoever has the data key can write a slot; the office knows its persons and asks who is there."""
    database = as_(LI)
    key = database.data_key
    known = keys.read_keys(folder)
    slots = (Slot("machine", this_machine().wrap(key)), *known.of("card"))
    database.close()
    keys.write_keys(folder, replace(known, slots=slots))
    with pytest.raises(OldKeysError, match="给每个人设了密码"):
        Database.open(folder)


def test_a_slot_in_another_persons_name_opens_nothing(folder: Path, as_: As) -> None:
    """The clerk seals the data key to a seed of her own and calls it the reviewer's."""
    database, own = as_(LI), Seed(bytes(range(32)))
    known, key = keys.read_keys(folder), database.data_key
    share = passwords.share_of(known, this_machine())
    assert share is not None
    forged = replace(passwords.seed_slot(OTHER, share, own, 1), sealed=seal(own.seal_key, key))
    others = [slot for slot in known.slots if (slot.kind, slot.person) != ("seed", 1)]
    database.close()
    keys.write_keys(folder, replace(known, slots=(*others, forged)))
    with pytest.raises(UserError, match="不是同一个"):
        Database.open(folder, unlocked=unlocking.unlock(folder, OTHER, NOW, person=1))


def test_switched_off_this_computer_opens_by_itself_and_nothing_is_signed(as_: As, folder: Path) -> None:
    database = as_(CHEN)
    unlocking.remove(database, "经办", NOW)
    assert database.person is None
    assert database.role is None
    take_day_off(database, 9)
    assert report(database).broken_at is None
    database.close()
    opened = Database.open(folder)
    assert opened.person is None
    assert checking.check(opened).bad == ()
    opened.close()


TAMPERINGS = {
    "a signature taken away": "UPDATE audit SET signature = NULL WHERE name = '登记调休'",
    "a signature of another deed": (
        "UPDATE audit SET signature = (SELECT signature FROM audit WHERE signature IS NOT NULL LIMIT 1)"
        " WHERE name = '登记调休'"
    ),
    "one byte": (
        "UPDATE audit SET signature = CAST(X'00' || substr(signature, 2) AS BLOB) WHERE name = '登记调休'"
    ),
    "another person": "UPDATE audit SET person = 1 WHERE name = '登记调休'",
    "another key": "UPDATE audit SET after = replace(after, substr(after, 60, 4), 'abcd')"
    " WHERE table_name = 'persons' AND row_id = 2",
}


@pytest.mark.parametrize("how_", TAMPERINGS)
def test_tampering_with_a_signature_is_found(as_: As, folder: Path, how_: str) -> None:
    database = as_(LI)
    take_day_off(database, 9)
    with database.engine.connect() as connection:
        run = connection.exec_driver_sql
        run("DROP TRIGGER audit_closes_once")
        assert run(TAMPERINGS[how_]).rowcount
        assert signatures.verify(connection).broken_at is not None


def test_a_signature_that_nobody_gave_is_found(office: Database) -> None:
    take_day_off(office, 9)
    with office.engine.connect() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_closes_once")
        connection.exec_driver_sql("UPDATE audit SET signature = x'00' WHERE id = 2")
        assert signatures.verify(connection).broken_at == 2


def test_an_unsigned_deed_after_the_persons_is_found(as_: As, folder: Path) -> None:
    database = as_(LI)
    take_day_off(database, 9)
    signer, database.person = database.person, None
    take_day_off(database, 10)
    database.person = signer
    assert report(database).broken_at is not None
    assert any("没有本人的签名" in line for line in checking.check(database).bad)


def test_signed_by_somebody_who_has_left_is_found(as_: As) -> None:
    database = as_(LI)
    gone = database.person
    assert gone is not None
    gone = replace(gone, seed=Seed(bytes(bytearray(gone.seed.secret))))
    database = as_(CHEN)
    appointing.leave(database, LI, "经办", NOW)
    database.person = gone
    take_day_off(database, 9)
    assert report(database).broken_at is not None


# Copies.


def test_copies_under_earlier_keys_are_listed_thinned_and_restored(as_: As, folder: Path) -> None:
    database = as_(CHEN)
    take_day_off(database, 9)
    first = copies.backup_now(database, NOW)
    appointing.reset(database, LI, OTHER, "经办", NOW)
    assert copies.list_backups(folder)[0].verified
    take_day_off(database, 10)
    copies.backup_now(database, datetime(2026, 11, 2, 10))
    appointing.leave(database, WANG, "经办", NOW)
    assert [row.verified for row in copies.list_backups(folder)] == [True, True]
    assert copies.backup_if_changed(database, datetime(2026, 11, 2, 11)) is not None
    assert copies.backup_if_changed(database, datetime(2026, 11, 2, 12)) is None
    held, _ = copies.compare(database, first.path)
    assert held.tables
    opener = replace(database.unlocked, key=bytes(bytearray(database.data_key)))
    database.close()
    ways = rescue.ways_back(folder, unlocked=opener)
    assert len(ways) == 3
    kept = copies.restore_copy(folder, first.path, datetime(2026, 11, 2, 13), unlocked=opener)
    assert kept is not None
    opened = Database.open(folder, unlocked=opener)
    with opened.read() as session:
        assert [row.name for row in persons.active(session)] == [CHEN, LI]
        assert attendance.calendar(session)[0].day == date(2026, 10, 9)
    assert checking.check(opened).bad == ()
    opened.close()
    restored = as_(LI, OTHER)
    assert restored.role is Role.CLERK
    assert len(copies.list_backups(folder)) == 4
    assert copies.renew(as_(CHEN), datetime(2026, 11, 2, 14)) == 4


def test_a_copy_from_before_the_persons_does_not_take_them_back(office: Database) -> None:
    folder = office.folder
    row = copies.backup_now(office, NOW)
    appointing.switch_on(office, CHEN, WORDS[CHEN], "经办", NOW)
    opener = replace(office.unlocked, key=bytes(bytearray(office.data_key)))
    office.close()
    copies.restore_copy(folder, row.path, NOW, unlocked=opener)
    opened = Database.open(folder, unlocked=unlocked(folder, CHEN, WORDS[CHEN]))
    assert opened.person is not None
    assert checking.check(opened).bad == ()
    opened.close()


def test_a_copy_put_back_while_the_office_is_unreadable_is_opened_with_the_card(
    as_: As, folder: Path, card: str
) -> None:
    database = as_(CHEN)
    row = copies.backup_now(database, NOW)
    appointing.reset(database, LI, OTHER, "经办", NOW)
    opener = replace(database.unlocked, key=bytes(bytearray(database.data_key)))
    database.close()
    content = (folder / "office.db").read_bytes()
    (folder / "office.db").write_bytes(content[:16] + bytes(len(content) - 16))
    copies.restore_copy(folder, row.path, NOW, unlocked=opener)
    with pytest.raises(UserError, match=f"{LI}的密码与办公数据里登记的不是同一个"):
        Database.open(folder, unlocked=unlocked(folder, LI, OTHER))
    opened = Database.open(folder, recovery=card)
    appointing.reset(opened, LI, OTHER, "经办", NOW)
    opened.close()
    assert as_(LI, OTHER).role is Role.CLERK


def test_a_wrong_password_is_told_without_a_name_in_plain_text(as_: As, folder: Path) -> None:
    with pytest.raises(UserError):
        unlocked(folder, LI, OTHER)
    assert LI not in (folder / "attempts.json").read_text("utf-8")
    database = as_(LI)
    unlocking.login(database, "经办", NOW)
    with database.read() as session:
        said = session.scalars(text("SELECT what FROM disclosures WHERE kind = 'refused_login'")).all()
    assert said == [f"此前密码输错1次：{NOW} 第2号人员"]


def test_a_package_of_an_office_with_persons_opens_with_its_new_card_only(as_: As, tmp_path: Path) -> None:
    database, key = as_(CHEN), bytes(range(32))
    copy = tmp_path / "copy.db"
    write_copy(database.engine, copy, key)
    made, text_of_card = Database.create_from(tmp_path / "restored", copy, key)
    assert made.appointing
    made.close()
    with pytest.raises(UserError):
        Database.open(made.folder)
    opened = Database.open(made.folder, recovery=text_of_card)
    appointing.reset(opened, CHEN, OTHER, "经办", NOW)
    opened.close()
    opened = Database.open(made.folder, unlocked=unlocked(made.folder, CHEN, OTHER))
    # A bare copy brings no signing key along, as the county's rescue does not; the package's own road does.
    assert [said[:12] for said in checking.check(opened).bad] == ["签名钥匙与登记的公钥不符"]
    assert keys.unlock_with_recovery(made.folder, text_of_card) == opened.data_key
    opened.close()
