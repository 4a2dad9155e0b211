"""Keys of before: a key file, a card, a password, a copy kept from an earlier day open nothing of today."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.db import keys, passwords
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Role
from banfu_desktop.services.keeping import appointing, copies, unlocking
from banfu_desktop.services.program import checking
from tests import old_offices
from tests.old_offices import PASSWORDS, RECOVERY

NOW = datetime(2026, 12, 1, 9, 0)
CHEN, LI = "陈立", "李明"
WORDS = {CHEN: "guihua-bayue-kai", LI: "jinju-zhengyue"}
OTHER = "meihua-layue-xue"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "ARGON2ID", {"passes": 1, "memory": 8192})


@pytest.fixture
def first(tmp_path: Path) -> tuple[Path, str]:
    """An office on its first day, closed: its folder and its card."""
    made, card = Database.create(tmp_path / "first")
    made.close()
    return made.folder, card


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office of the first release, with passwords of roles; this computer admitted by its card."""
    folder, _ = old_offices.unpack(tmp_path_factory.mktemp("released"))
    unlocking.recover(folder, RECOVERY)
    return folder


@pytest.fixture
def old(released: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(released, tmp_path / "old")


def kept(folder: Path) -> list[tuple[Path, bytes]]:
    """The key file and its twin, as somebody keeps them."""
    return [(path, path.read_bytes()) for path in keys.key_files(folder)]


def put_back(files: list[tuple[Path, bytes]]) -> None:
    for path, content in files:
        path.write_bytes(content)


def switch_on(database: Database) -> str:
    """Persons, a reviewer and a clerk."""
    card = appointing.switch_on(database, CHEN, WORDS[CHEN], "审核", NOW)
    appointing.add(database, LI, Role.CLERK, WORDS[LI], "审核", NOW)
    return card


def as_role(folder: Path, role: Role) -> Database:
    return Database.open(folder, unlocked=unlocking.unlock(folder, PASSWORDS[role], NOW, role))


def as_person(folder: Path, name: str, word: str) -> Database:
    owner = next(owner for owner in unlocking.owners(folder) if owner.name == name)
    return Database.open(folder, unlocked=unlocking.unlock(folder, word, NOW, person=owner.person))


def test_the_key_file_of_before_the_password_does_not_switch_it_off(first: tuple[Path, str]) -> None:
    folder, _ = first
    files = kept(folder)
    database = Database.open(folder)
    unlocking.set_password(database, WORDS[CHEN], "经办", NOW)
    database.close()
    put_back(files)
    with pytest.raises(UserError, match="不是同一套"):
        Database.open(folder)


def test_the_key_file_of_before_the_persons_does_not_switch_them_off(first: tuple[Path, str]) -> None:
    folder, card = first
    files = kept(folder)
    database = Database.open(folder)
    switch_on(database)
    database.close()
    put_back(files)
    for how in ({}, {"recovery": card}):
        with pytest.raises(UserError, match="不是同一套"):
            Database.open(folder, **how)


def test_one_of_the_two_key_files_put_back_is_mended_from_the_other(first: tuple[Path, str]) -> None:
    folder, _ = first
    files = kept(folder)
    database = Database.open(folder)
    switch_on(database)
    database.close()
    for place in range(2):
        put_back(files[place : place + 1])
        as_person(folder, CHEN, WORDS[CHEN]).close()
        mended, twin = (content for _, content in kept(folder))
        assert mended == twin


def test_the_card_of_the_first_day_opens_nothing_once_there_are_persons(first: tuple[Path, str]) -> None:
    folder, card = first
    database = Database.open(folder)
    new = switch_on(database)
    database.close()
    with pytest.raises(UserError, match="恢复密钥不对"):
        Database.open(folder, recovery=card)
    opened = Database.open(folder, recovery=new)
    assert (opened.role, opened.appointing) == (Role.VISITOR, True)
    opened.close()


def test_the_office_of_the_first_release_opens_with_its_passwords_and_card(old: Path) -> None:
    for role in PASSWORDS:
        database = as_role(old, role)
        assert (database.role, database.person) == (role, None)
        assert checking.check(database).bad == ()
        database.close()
    database = Database.open(old, recovery=RECOVERY)
    assert (database.role, database.appointing) == (Role.REVIEWER, False)
    database.close()


def test_its_passwords_card_and_key_file_end_with_the_persons(old: Path) -> None:
    files = kept(old)
    reviewer = as_role(old, Role.REVIEWER)
    switch_on(reviewer)
    reviewer.close()
    for role in PASSWORDS:
        with pytest.raises(UserError, match="没有设置这个密码"):
            as_role(old, role)
    with pytest.raises(UserError, match="恢复密钥不对"):
        Database.open(old, recovery=RECOVERY)
    put_back(files)
    for role in PASSWORDS:
        with pytest.raises(UserError, match="不是同一套"):
            as_role(old, role)
    with pytest.raises(UserError, match="不是同一套"):
        Database.open(old, recovery=RECOVERY)


def test_its_clerk_does_not_make_herself_the_reviewer(old: Path) -> None:
    clerk = as_role(old, Role.CLERK)
    with pytest.raises(UserError, match="不能管理密码"):
        appointing.switch_on(clerk, LI, OTHER, "经办", NOW)
    clerk.close()
    as_role(old, Role.REVIEWER).close()


def test_its_persons_work_and_everything_holds(old: Path) -> None:
    reviewer = as_role(old, Role.REVIEWER)
    switch_on(reviewer)
    reviewer.close()
    clerk = as_person(old, LI, WORDS[LI])
    appointing.change_own(clerk, OTHER, "经办", NOW)
    clerk.close()
    database = as_person(old, LI, OTHER)
    report = checking.check(database)
    assert report.bad == ()
    assert any("都有本人的签名" in line for line in report.good)
    database.close()


def test_a_copy_of_before_put_in_the_offices_place_by_hand_is_not_opened(first: tuple[Path, str]) -> None:
    """Its key is among those of before, which open copies in the program and never the office itself."""
    folder, _ = first
    database = Database.open(folder)
    row = copies.backup_now(database, NOW)
    switch_on(database)
    database.close()
    shutil.copy(row.path, folder / "office.db")
    with pytest.raises(UserError, match="不是同一套"):
        as_person(folder, CHEN, WORDS[CHEN])


def test_whoever_has_left_reads_no_copy_made_since(first: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = first
    database = Database.open(folder)
    switch_on(database)
    known = bytes(bytearray(database.data_key))
    appointing.leave(database, LI, "审核", NOW)
    write_copy(database.engine, tmp_path / "copy.db", database.data_key)
    database.close()
    with pytest.raises(UserError, match="不是同一套"):
        Database.create_from(tmp_path / "stolen", tmp_path / "copy.db", known)
