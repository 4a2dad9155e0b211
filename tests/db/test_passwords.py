"""With a password set, neither this computer alone nor the folder alone opens the data."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from banfu_desktop.db import keys, passwords
from banfu_desktop.db.keys import PasswordNeededError, RecoveryNeededError
from banfu_desktop.db.machine import Machine
from banfu_desktop.db.passwords import WrongPasswordError
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import Role

GOOD, OTHER = "guihua-bayue-kai", "jinju-zhengyue"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guesses cost nothing here."""
    monkeypatch.setattr(passwords, "ARGON2ID", {"passes": 1, "memory": 8192})


Made = tuple[bytes, str]


@pytest.fixture
def made(folder: Path, machine: Machine) -> Made:
    """An office with a password: its key and its recovery text."""
    key, text = keys.create_keys(folder, machine)
    passwords.set_password(folder, key, GOOD, machine)
    return key, text


def change(folder: Path, how: Callable[[dict[str, object]], object], kind: str) -> None:
    record = json.loads((folder / keys.KEYS_FILE).read_text("utf-8"))
    for slot in record["slots"]:
        if slot["kind"] == kind:
            how(slot)
    for path in keys.key_files(folder):
        path.write_text(json.dumps(record), "utf-8")


def test_the_computer_alone_opens_nothing_any_more(folder: Path, machine: Machine, made: Made) -> None:
    with pytest.raises(PasswordNeededError, match="设有密码"):
        keys.unlock_with_machine(folder, machine)
    assert passwords.unlock_with_password(folder, GOOD, machine).key == made[0]
    assert not keys.read_keys(folder).of("machine")


def test_the_password_alone_opens_nothing_elsewhere(folder: Path, elsewhere: Machine, made: Made) -> None:
    assert made
    with pytest.raises(RecoveryNeededError):
        passwords.unlock_with_password(folder, GOOD, elsewhere)


def test_a_wrong_password_is_said(folder: Path, machine: Machine, made: Made) -> None:
    assert made
    with pytest.raises(WrongPasswordError, match="密码不对"):
        passwords.unlock_with_password(folder, OTHER, machine)


def test_changed_it_ends_the_one_before(folder: Path, machine: Machine, made: Made) -> None:
    passwords.set_password(folder, made[0], OTHER, machine)
    assert passwords.unlock_with_password(folder, OTHER, machine).key == made[0]
    with pytest.raises(WrongPasswordError):
        passwords.unlock_with_password(folder, GOOD, machine)


def test_removed_the_computer_opens_again(folder: Path, machine: Machine, made: Made) -> None:
    passwords.remove_passwords(folder, made[0], machine)
    assert keys.unlock_with_machine(folder, machine) == made[0]
    assert {slot.kind for slot in keys.read_keys(folder).slots} == {"machine", "card"}
    with pytest.raises(UserError, match="没有设置"):
        passwords.unlock_with_password(folder, GOOD, machine)


def test_the_recovery_sheet_opens_and_admits_another_computer_with_the_password_as_it_is(
    folder: Path, machine: Machine, elsewhere: Machine, made: Made
) -> None:
    key, text = made
    assert keys.unlock_with_recovery(folder, text) == key
    passwords.admit(folder, key, elsewhere)
    passwords.admit(folder, key, elsewhere)
    assert len(keys.read_keys(folder).of("share")) == 2
    for computer in (machine, elsewhere):
        assert passwords.unlock_with_password(folder, GOOD, computer).key == key
        with pytest.raises(PasswordNeededError):
            keys.unlock_with_machine(folder, computer)


def test_a_change_here_holds_on_every_admitted_computer(
    folder: Path, machine: Machine, elsewhere: Machine, made: Made
) -> None:
    passwords.admit(folder, made[0], elsewhere)
    passwords.set_password(folder, made[0], OTHER, elsewhere)
    assert passwords.unlock_with_password(folder, OTHER, machine).key == made[0]


def test_without_a_password_another_computer_is_admitted_by_itself(
    folder: Path, machine: Machine, elsewhere: Machine
) -> None:
    key, _ = keys.create_keys(folder, machine)
    passwords.admit(folder, key, elsewhere)
    assert keys.unlock_with_machine(folder, elsewhere) == key


def test_a_password_set_where_the_machine_is_new_admits_it(
    folder: Path, elsewhere: Machine, machine: Machine
) -> None:
    key, _ = keys.create_keys(folder, machine)
    passwords.set_password(folder, key, GOOD, elsewhere)
    assert passwords.unlock_with_password(folder, GOOD, elsewhere).key == key
    with pytest.raises(RecoveryNeededError):
        passwords.unlock_with_password(folder, GOOD, machine)


def test_each_role_has_a_password_of_its_own(folder: Path, machine: Machine, made: Made) -> None:
    key = made[0]
    passwords.set_password(folder, key, GOOD, machine, Role.REVIEWER)
    passwords.set_password(folder, key, OTHER, machine, Role.CLERK)
    assert passwords.roles(folder) == (Role.CLERK, Role.REVIEWER)
    assert passwords.unlock_with_password(folder, GOOD, machine, Role.REVIEWER).key == key
    for role in (Role.CLERK, Role.VISITOR, None):
        with pytest.raises(UserError):
            passwords.unlock_with_password(folder, GOOD, machine, role)
    passwords.remove_passwords(folder, key, machine, Role.CLERK)
    assert passwords.roles(folder) == (Role.REVIEWER,)
    passwords.set_password(folder, key, OTHER, machine)
    assert passwords.roles(folder) == ()


def test_a_role_changed_in_the_file_opens_nothing(folder: Path, machine: Machine, made: Made) -> None:
    passwords.set_password(folder, made[0], GOOD, machine, Role.VISITOR)
    change(folder, lambda slot: slot.update(role="reviewer"), "password")
    with pytest.raises(WrongPasswordError):
        passwords.unlock_with_password(folder, GOOD, machine, Role.REVIEWER)


@pytest.mark.parametrize(
    "params", [{}, {"passes": 3}, {"passes": 10**9, "memory": 8192}, {"passes": 1, "memory": 2**50}]
)
def test_a_cost_that_is_not_ours_is_not_paid(
    folder: Path, machine: Machine, made: Made, params: dict[str, int]
) -> None:
    assert made
    change(folder, lambda slot: slot.update(params=params), "seed")
    with pytest.raises(UserError, match="已损坏"):
        passwords.unlock_with_password(folder, GOOD, machine)


def test_the_password_is_not_in_the_file(folder: Path, made: Made) -> None:
    written = (folder / keys.KEYS_FILE).read_text("utf-8")
    assert GOOD not in written
    assert made[0].hex() not in written


def test_what_ships_costs_64_mib(monkeypatch: pytest.MonkeyPatch, folder: Path, machine: Machine) -> None:
    monkeypatch.undo()
    key, _ = keys.create_keys(folder, machine)
    passwords.set_password(folder, key, GOOD, machine)
    (slot,) = keys.read_keys(folder).of("seed")
    assert slot.params["memory"] >= 64 * 1024 * 1024
    assert passwords.unlock_with_password(folder, GOOD, machine).key == key
    assert "31" not in repr(passwords.Unlocked(b"1" * 32))
