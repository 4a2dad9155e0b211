"""The key file: one data key, several ways to it, and what is said when none fits."""

import errno
import hashlib
import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from banfu_desktop.db import keys
from banfu_desktop.db.card import card_slot
from banfu_desktop.db.keys import KEYS_FILE, KeyFile, RecoveryNeededError, Retired
from banfu_desktop.db.machine import Machine, this_machine
from banfu_desktop.db.slots import Slot
from banfu_desktop.db.wrapping import KEY_BYTES, fingerprint, unwrap, wrap
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError


def test_the_machine_that_made_the_key_unlocks_it(folder: Path, machine: Machine) -> None:
    key, _ = keys.create_keys(folder, machine)
    assert len(key) == KEY_BYTES
    assert keys.unlock_with_machine(folder, machine) == key


def test_every_office_has_a_key_of_its_own(folder: Path, tmp_path: Path, machine: Machine) -> None:
    assert keys.create_keys(folder, machine)[0] != keys.create_keys(tmp_path, machine)[0]


def test_the_key_is_not_in_the_key_file(folder: Path, machine: Machine) -> None:
    key, text = keys.create_keys(folder, machine)
    written = (folder / KEYS_FILE).read_text("utf-8")
    assert key.hex() not in written
    assert text.split("-")[0] not in written.upper().split('"')


def test_only_the_user_reads_the_secrets(folder: Path, tmp_path: Path, machine: Machine) -> None:
    keys.create_keys(folder, machine)
    secrets = (folder / KEYS_FILE, tmp_path / "here" / "machine.key")
    assert [stat.S_IMODE(path.stat().st_mode) for path in secrets] == [0o600, 0o600]


def test_the_machine_secret_lies_outside_the_data_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    machine = this_machine()
    assert machine.unwrap(machine.wrap(b"plain")) == b"plain"
    assert (tmp_path / "banfu-desktop" / "machine.key").is_file()


def test_without_a_setting_the_secret_lies_in_the_home(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    this_machine().wrap(b"plain")
    assert (tmp_path / ".config" / "banfu-desktop" / "machine.key").is_file()


def test_another_machine_asks_for_the_recovery_sheet(
    folder: Path, machine: Machine, elsewhere: Machine
) -> None:
    keys.create_keys(folder, machine)
    with pytest.raises(RecoveryNeededError, match="恢复卡"):
        keys.unlock_with_machine(folder, elsewhere)
    elsewhere.wrap(b"")  # now it has a secret, but still another one
    with pytest.raises(RecoveryNeededError):
        keys.unlock_with_machine(folder, elsewhere)


def test_a_machine_secret_cut_short_is_none(folder: Path, tmp_path: Path, machine: Machine) -> None:
    keys.create_keys(folder, machine)
    (tmp_path / "here" / "machine.key").write_bytes(b"short")
    with pytest.raises(RecoveryNeededError):
        keys.unlock_with_machine(folder, machine)


def test_a_machine_admitted_by_the_sheet_stays_admitted(
    folder: Path, machine: Machine, elsewhere: Machine
) -> None:
    key, text = keys.create_keys(folder, machine)
    assert keys.unlock_with_recovery(folder, text) == key
    keys.add_machine_slot(folder, key, elsewhere)
    assert keys.unlock_with_machine(folder, elsewhere) == keys.unlock_with_machine(folder, machine) == key


def test_one_wrong_character_is_placed(folder: Path, machine: Machine) -> None:
    _, text = keys.create_keys(folder, machine)
    typed = text[:16] + ("A" if text[16] != "A" else "B") + text[17:]
    with pytest.raises(UserError, match="第4组"):
        keys.unlock_with_recovery(folder, typed)


def test_two_characters_swapped_are_placed(folder: Path, machine: Machine) -> None:
    _, text = keys.create_keys(folder, machine)
    places = (
        place for place in range(39) if "-" not in text[place : place + 2] and text[place] != text[place + 1]
    )
    place = next(places)
    typed = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    with pytest.raises(UserError, match=f"第{place // 5 + 1}组"):
        keys.unlock_with_recovery(folder, typed)


def test_a_quite_different_sheet_is_refused(folder: Path, tmp_path: Path, machine: Machine) -> None:
    keys.create_keys(folder, machine)
    _, other = keys.create_keys(tmp_path, machine)
    with pytest.raises(UserError, match="恢复密钥不对"):
        keys.unlock_with_recovery(folder, other)


def test_a_new_sheet_ends_the_old_one(folder: Path, machine: Machine) -> None:
    key, old = keys.create_keys(folder, machine)
    keys.note_recovery_printed(folder, date(2026, 10, 31))
    new = keys.new_recovery(folder, key)
    assert keys.unlock_with_recovery(folder, new) == key
    assert keys.unlock_with_machine(folder, machine) == key
    assert keys.read_keys(folder).recovery_printed_on is None
    with pytest.raises(UserError, match="恢复密钥不对"):
        keys.unlock_with_recovery(folder, old)


def test_that_the_sheet_was_proven_is_remembered_until_there_is_a_new_one(
    folder: Path, machine: Machine
) -> None:
    key, _ = keys.create_keys(folder, machine)
    keys.note_recovery_printed(folder, date(2026, 10, 30))
    assert keys.read_keys(folder).recovery_checked_on is None
    keys.note_recovery_checked(folder, date(2026, 10, 31))
    read = keys.read_keys(folder)
    assert (read.recovery_printed_on, read.recovery_checked_on) == (date(2026, 10, 30), date(2026, 10, 31))
    keys.new_recovery(folder, key)
    assert keys.read_keys(folder).recovery_checked_on is None


def test_earlier_programs_noted_only_what_was_typed_back(folder: Path, machine: Machine) -> None:
    keys.create_keys(folder, machine)
    keys.note_recovery_printed(folder, date(2026, 10, 30))
    spoil(folder, lambda record: record.pop("recovery_checked_on"))
    assert keys.read_keys(folder).recovery_checked_on == date(2026, 10, 30)


def test_that_the_sheet_was_printed_is_remembered(folder: Path, machine: Machine) -> None:
    keys.create_keys(folder, machine)
    assert keys.read_keys(folder).recovery_printed_on is None
    keys.note_recovery_printed(folder, date(2026, 10, 31))
    assert keys.read_keys(folder).recovery_printed_on == date(2026, 10, 31)


@pytest.mark.parametrize("content", [None, b"{}"])
def test_the_twin_stands_in_for_a_lost_key_file(
    folder: Path, machine: Machine, elsewhere: Machine, content: bytes | None
) -> None:
    key, _ = keys.create_keys(folder, machine)
    path, _ = keys.key_files(folder)
    path.unlink() if content is None else path.write_bytes(content)
    assert keys.unlock_with_machine(folder, machine) == key
    keys.add_machine_slot(folder, key, elsewhere)
    assert [place.read_bytes() for place in keys.key_files(folder)] == [path.read_bytes()] * 2


def test_a_missing_key_file_is_named(folder: Path, machine: Machine) -> None:
    with pytest.raises(UserError, match="缺少钥匙文件"):
        keys.unlock_with_machine(folder, machine)


def spoil(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    record = json.loads((folder / KEYS_FILE).read_text("utf-8"))
    change(record)
    for path in keys.key_files(folder):
        path.write_text(json.dumps(record), "utf-8")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": 1}',
        b'{"format": "x"}',
        b'{"format": 1, "slots": 3}',
    ],
)
def test_a_spoilt_key_file_is_named(folder: Path, machine: Machine, content: bytes) -> None:
    (folder / KEYS_FILE).write_bytes(content)
    with pytest.raises(UserError, match="已损坏"):
        keys.unlock_with_machine(folder, machine)


def test_a_key_file_of_a_newer_program_is_left_alone(folder: Path, machine: Machine) -> None:
    keys.create_keys(folder, machine)
    spoil(folder, lambda record: record.update(format=4))
    before = (folder / KEYS_FILE).read_bytes()
    with pytest.raises(UserError, match="安装新版程序"):
        keys.add_machine_slot(folder, bytes(32), machine)
    assert (folder / KEYS_FILE).read_bytes() == before


def test_a_key_that_is_not_the_one_named_is_not_used(folder: Path, machine: Machine) -> None:
    keys.create_keys(folder, machine)
    spoil(folder, lambda record: record.update(fingerprint="00" * 16))
    with pytest.raises(RecoveryNeededError):
        keys.unlock_with_machine(folder, machine)


def test_a_write_that_fails_leaves_the_key_file_as_it_was(
    folder: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, text = keys.create_keys(folder, machine)

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        keys.new_recovery(folder, key)
    assert not list(folder.rglob("*.part"))
    assert keys.unlock_with_recovery(folder, text) == key


@pytest.fixture
def changing(folder: Path, machine: Machine) -> tuple[KeyFile, KeyFile]:
    """Keys of before and of after, both in the key file, as while the data key changes."""
    key, _ = keys.create_keys(folder, machine)
    following = bytes(range(KEY_BYTES))
    before = replace(keys.read_keys(folder), sign=wrap(key, b"town"))
    after = KeyFile(
        fingerprint(following),
        (Slot("machine", machine.wrap(following)), card_slot(following)[0]),
        epoch=2,
        sign=wrap(following, b"town"),
        retired=(Retired(before.fingerprint, wrap(following, key)),),
    )
    keys.write_keys(folder, replace(before, next=after))
    return before, after


def put_office(folder: Path, mark: bytes) -> None:
    (folder / keys.OFFICE_FILE).write_bytes(mark + b"the rest")


def test_while_the_data_key_changes_the_office_says_which_keys_count(
    folder: Path, changing: tuple[KeyFile, KeyFile]
) -> None:
    for wanted in changing:
        put_office(folder, wanted.fingerprint)
        assert keys.read_keys(folder) == wanted


@pytest.mark.parametrize("lost", [0, 1])
def test_what_was_cut_off_is_settled_from_either_file(
    folder: Path, changing: tuple[KeyFile, KeyFile], lost: int
) -> None:
    remnant = folder / "office.rotated.db-wal"
    for wanted in changing:
        remnant.touch()
        put_office(folder, wanted.fingerprint)
        keys.key_files(folder)[lost].unlink()
        keys.settle(folder)
        first, second = (json.loads(path.read_text("utf-8")) for path in keys.key_files(folder))
        assert first == second
        assert "next" not in first
        assert keys.read_keys(folder) == wanted
        assert not remnant.exists()
        keys.write_keys(folder, replace(changing[0], next=changing[1]))


def test_of_an_office_that_neither_opens_nothing_is_settled(
    folder: Path, changing: tuple[KeyFile, KeyFile]
) -> None:
    assert changing
    put_office(folder, bytes(16))
    before = [path.read_bytes() for path in keys.key_files(folder)]
    keys.settle(folder)
    assert [path.read_bytes() for path in keys.key_files(folder)] == before


def test_a_key_of_before_is_had_from_the_present_one(
    folder: Path, machine: Machine, changing: tuple[KeyFile, KeyFile]
) -> None:
    before, after = changing
    put_office(folder, after.fingerprint)
    key = keys.unlock_with_machine(folder, machine)
    old = after.key_of(before.fingerprint, key)
    assert old is not None
    assert fingerprint(old) == before.fingerprint
    assert after.key_of(after.fingerprint, key) == key
    assert after.key_of(bytes(16), key) is None
    assert after.marks == {before.fingerprint, after.fingerprint}
    assert unwrap(key, after.sign) == b"town"


def test_a_sheet_of_format_2_opens_still(folder: Path, machine: Machine) -> None:
    key, _ = keys.create_keys(folder, machine)
    sheet, salt = bytes(range(20)), bytes(range(16))
    secret = hashlib.blake2b(sheet, digest_size=KEY_BYTES, salt=salt, person=b"banfu-recovery").digest()
    slot = Slot("recovery", wrap(secret, key), salt)
    keys.write_keys(folder, replace(keys.read_keys(folder), slots=(slot,)))
    assert json.loads((folder / KEYS_FILE).read_text("utf-8"))["format"] == 1
    assert keys.unlock_with_recovery(folder, paper_key.show(sheet)) == key
