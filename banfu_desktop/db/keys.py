"""The key file: one data key, and a slot for each way to it.

The data key changes with every change of who may open the office (rotation.py), so most slots are sealed to
a public key: nobody has to be asked for his password then. Slot kinds: `machine` (this user on this
computer), `card` (the printed recovery card), `seed` (a password: the one of the office, or a person's) with
`share` and `spare` (passwords.py); up to format 2 also `recovery` and `password`, which no public key stands
behind. Where a password is set there is no machine slot.

Without this small file nothing opens the data, so it is written twice: the twin lies with the backups. While
the data key changes, it holds the keys of before and those of after; office.db begins with the name of the
one it is under.
"""

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from banfu_desktop.db.card import PAPER, card_slot, opened_by_card
from banfu_desktop.db.machine import Machine
from banfu_desktop.db.slots import Slot
from banfu_desktop.db.wrapping import KEY_BYTES, MARK_BYTES, fingerprint, unwrap, wrap
from banfu_desktop.files import write_durably
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError

KEYS_FILE = "keys.json"
BACKUPS_FOLDER = "backups"
OFFICE_FILE = "office.db"
FORMAT = 3
ROTATED = "office.rotated.db"
"""The office under its next data key, before it takes the place of the one before."""
_SEALED = frozenset({"card", "seed"})
"""Kinds of slots that programs of format 2 do not know."""


class RecoveryNeededError(UserError):
    """This computer cannot unlock the data; the recovery sheet can."""

    def __init__(self) -> None:
        super().__init__("这台电脑还没有打开这份办公数据的钥匙", "请输入恢复卡上的恢复密钥")


class PasswordNeededError(UserError):
    """The office has a password; this computer alone does not open it any more."""

    def __init__(self) -> None:
        super().__init__("这份办公数据设有密码", "请输入密码；忘记密码时可以用恢复卡打开")


@dataclass(frozen=True)
class Retired:
    """A data key of before, under which copies lie: its name, and itself wrapped under the present one."""

    fingerprint: bytes
    wrapped: bytes


@dataclass(frozen=True)
class KeyFile:
    """What keys.json holds.

    Attributes:
        fingerprint: of the data key.
        epoch: how many data keys the office has had, this one counted.
        sign: the town's signing seed, wrapped under the data key; empty where it is not kept here.
        retired: the data keys of before.
        next: what this file becomes once office.db is under the next data key; None unless that is under way.
    """

    fingerprint: bytes
    slots: tuple[Slot, ...]
    recovery_printed_on: date | None = None
    recovery_checked_on: date | None = None
    epoch: int = 1
    sign: bytes = b""
    retired: tuple[Retired, ...] = ()
    next: "KeyFile | None" = None

    @property
    def locked(self) -> bool:
        """Whether a password is set."""
        return bool(self.of("password") or self.of("seed"))

    @property
    def lasting(self) -> bytes:
        """The name of the first data key of all, by which cards and papers know the office."""
        return self.retired[0].fingerprint if self.retired else self.fingerprint

    @property
    def marks(self) -> frozenset[bytes]:
        """The names of all data keys under which files of this office lie."""
        return frozenset({self.fingerprint, *(retired.fingerprint for retired in self.retired)})

    def key_of(self, mark: bytes, key: bytes) -> bytes | None:
        """The data key of a name, present or retired, from the present one; None for a foreign name."""
        if mark == self.fingerprint:
            return key
        return next((unwrap(key, each.wrapped) for each in self.retired if each.fingerprint == mark), None)

    def all_of(self, key: bytes) -> tuple[bytes, ...]:
        """Every data key the office has had, from the present one, which comes first."""
        retired = (unwrap(key, each.wrapped) for each in self.retired)
        return (key, *(before for before in retired if before is not None))

    def of(self, kind: str) -> list[Slot]:
        """The slots of a kind."""
        return [slot for slot in self.slots if slot.kind == kind]

    def without(self, *kinds: str) -> list[Slot]:
        """The slots of all other kinds."""
        return [slot for slot in self.slots if slot.kind not in kinds]


def create_keys(folder: Path, machine: Machine) -> tuple[bytes, str]:
    """Make a data key with a machine slot and a recovery slot, and the town's seed; give key and card text.

    Raises:
        OSError: the key file or the machine's secret cannot be written.
    """
    key = secrets.token_bytes(KEY_BYTES)
    slot, text = card_slot(key)
    slots = (Slot("machine", machine.wrap(key)), slot)
    write_keys(folder, KeyFile(fingerprint(key), slots, sign=wrap(key, secrets.token_bytes(KEY_BYTES))))
    return key, text


def card_public(folder: Path, key: bytes) -> bytes | None:
    """The public key of the recovery card, as the key file has it; None where the card is of an older kind.

    Raises:
        UserError: the key file is missing or malformed.
    """
    slots = (slot for slot in read_keys(folder).of("card") if slot.public)
    return next((public for slot in slots if (public := unwrap(key, slot.public)) is not None), None)


def unlock_with_machine(folder: Path, machine: Machine) -> bytes:
    """The data key, as this user on this computer.

    Raises:
        PasswordNeededError: a password is set.
        RecoveryNeededError: no slot is this machine's.
        UserError: the key file is missing or malformed.
    """
    keys = read_keys(folder)
    if keys.locked:
        raise PasswordNeededError
    for slot in keys.of("machine"):
        key = machine.unwrap(slot.wrapped)
        if key is not None and fingerprint(key) == keys.fingerprint:
            return key
    raise RecoveryNeededError


class WrongRecoveryError(UserError):
    """A recovery key that is none of this office's."""


def unlock_with_recovery(folder: Path, text: str) -> bytes:
    """The data key, from what was typed off the recovery sheet.

    Raises:
        UserError: not a recovery key; one wrong group is named.
        WrongRecoveryError: not this office's.
    """
    typed = paper_key.read(text, PAPER)
    slots = [slot for kind in ("card", "recovery") for slot in read_keys(folder).of(kind)]
    for slot in slots:
        key = opened_by_card(typed, slot)
        if key is not None:
            return key
    for group, other in paper_key.near(typed):
        if any(opened_by_card(other, slot) for slot in slots):
            raise UserError(f"恢复密钥第{group}组有字符输错", "请对照恢复卡核对这一组")
    raise WrongRecoveryError("恢复密钥不对", "请逐组核对，并确认恢复卡是这份数据最近一次打印的那一张")


def add_machine_slot(folder: Path, key: bytes, machine: Machine) -> None:
    """Let this user on this computer unlock the data from now on, where no password is set."""
    keys = read_keys(folder)
    write_keys(folder, replace(keys, slots=(*keys.slots, Slot("machine", machine.wrap(key)))))


def new_recovery(folder: Path, key: bytes) -> str:
    """Issue a new recovery key; the sheet printed before stops working."""
    slot, text = card_slot(key)
    keys = read_keys(folder)
    slots = (*keys.without("recovery", "card"), slot)
    write_keys(folder, replace(keys, slots=slots, recovery_printed_on=None, recovery_checked_on=None))
    return text


def note_recovery_printed(folder: Path, day: date) -> None:
    """Remember that the recovery sheet is on paper, so that the program stops reminding."""
    write_keys(folder, replace(read_keys(folder), recovery_printed_on=day))


def note_recovery_checked(folder: Path, day: date) -> None:
    """Remember that what is on paper has been typed back and was right."""
    keys = read_keys(folder)
    printed = keys.recovery_printed_on or day
    write_keys(folder, replace(keys, recovery_printed_on=printed, recovery_checked_on=day))


def key_files(folder: Path) -> tuple[Path, Path]:
    """The key file of a data folder and its twin."""
    return folder / KEYS_FILE, folder / BACKUPS_FOLDER / KEYS_FILE


def read_keys(folder: Path) -> KeyFile:
    """The keys of a data folder: those that its office.db is under, whichever of the two files has them.

    Raises:
        UserError: both files are missing or malformed, or of a newer program.
        OSError: they cannot be read.
    """
    path, twin = key_files(folder)
    mark = _mark_of(folder)
    try:
        keys = _for(_read(path), mark)
        if keys.fingerprint == mark or not twin.exists():
            return keys
        with suppress(UserError):
            other = _for(_read(twin), mark)
            return other if other.fingerprint == mark else keys
    except UserError:
        if not twin.exists():
            raise
        return _for(_read(twin), mark)
    return keys


def settle(folder: Path) -> None:
    """Finish or take back a change of the data key that was cut off, and make the two files one again.

    Nobody else may be at work in the folder. What cannot be written now is settled next time: read_keys goes
    by what office.db says anyway.
    """
    with suppress(OSError):
        keys = read_keys(folder)
        if keys.fingerprint != _mark_of(folder):  # damaged, or of another set: nothing is known to be over
            return
        if any(_read_or_none(place) != keys for place in key_files(folder)):
            write_keys(folder, keys)
        for remnant in folder.glob(f"{ROTATED}*"):
            remnant.unlink()


def write_keys(folder: Path, keys: KeyFile) -> None:
    """Write the keys of a data folder, the twin first.

    Raises:
        OSError: they cannot be written; at least one of the two is as it was.
    """
    path, twin = key_files(folder)
    twin.parent.mkdir(exist_ok=True)
    for place in (twin, path):
        write_durably(place, json.dumps(_record(keys), indent=1).encode())


def key_of_file(keys: KeyFile, path: Path, key: bytes) -> bytes | None:
    """The data key that a file of the office is under, from the present one; None for a foreign file.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        return keys.key_of(file.read(MARK_BYTES), key)


def _mark_of(folder: Path) -> bytes:
    """The name of the data key that office.db is under; empty where there is none."""
    try:
        with (folder / OFFICE_FILE).open("rb") as file:
            return file.read(MARK_BYTES)
    except OSError:
        return b""


def _for(keys: KeyFile, mark: bytes) -> KeyFile:
    """The keys of before or of after, by what office.db is under."""
    if keys.next is not None and keys.next.fingerprint == mark:
        return keys.next
    return replace(keys, next=None)


def _format(keys: KeyFile) -> int:
    """The oldest format that can say it: an upgrade that fails must not lock the program before it out."""
    sealed = any(slot.kind in _SEALED for slot in keys.slots)
    if sealed or keys.retired or keys.next is not None:
        return FORMAT
    return 2 if keys.locked else 1


def _record(keys: KeyFile) -> dict[str, Any]:
    record: dict[str, Any] = {
        "format": _format(keys),
        "fingerprint": keys.fingerprint.hex(),
        "recovery_printed_on": keys.recovery_printed_on and keys.recovery_printed_on.isoformat(),
        "recovery_checked_on": keys.recovery_checked_on and keys.recovery_checked_on.isoformat(),
        "epoch": keys.epoch,
        "sign": keys.sign.hex(),
        "slots": [slot.record() for slot in keys.slots],
        "retired": [
            {"fingerprint": each.fingerprint.hex(), "wrapped": each.wrapped.hex()} for each in keys.retired
        ],
    }
    return record if keys.next is None else {**record, "next": _record(keys.next)}


def _read(path: Path) -> KeyFile:
    try:
        return _parse(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise UserError(f"缺少钥匙文件 {KEYS_FILE}", "请从备份中把它复制回数据文件夹") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UserError(f"钥匙文件 {KEYS_FILE} 已损坏", "请从备份中复制一份完好的到数据文件夹") from None


def _read_or_none(path: Path) -> KeyFile | None:
    try:
        return _read(path)
    except UserError:
        return None


def _parse(record: dict[str, Any]) -> KeyFile:
    if record["format"] > FORMAT:
        raise UserError("这份办公数据由新版程序建立", "请安装新版程序")
    printed = record["recovery_printed_on"]
    checked = record.get("recovery_checked_on", printed)  # programs before noted only what was typed back
    following = record.get("next")
    return KeyFile(
        fingerprint=bytes.fromhex(record["fingerprint"]),
        slots=tuple(map(Slot.of_record, record["slots"])),
        recovery_printed_on=date.fromisoformat(printed) if printed else None,
        recovery_checked_on=date.fromisoformat(checked) if checked else None,
        epoch=int(record.get("epoch", 1)),
        sign=bytes.fromhex(record.get("sign", "")),
        retired=tuple(
            Retired(bytes.fromhex(each["fingerprint"]), bytes.fromhex(each["wrapped"]))
            for each in record.get("retired", ())
        ),
        next=_parse(following) if following else None,
    )
