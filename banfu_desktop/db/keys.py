"""The key file: one data key, wrapped once for each way to unlock it.

The data key never changes; a new computer, recovery sheet or password only wraps it again. Slot kinds:
`machine` (this user on this computer), `recovery` (the printed sheet), `password` with its `share` and
`spare` (see passwords.py); where a password is set there is no machine slot. Without this small file nothing
opens the data, so it is written twice: the twin lies with the backups.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from banfu_desktop.db.machine import Machine
from banfu_desktop.db.wrapping import KEY_BYTES, fingerprint, unwrap, wrap
from banfu_desktop.files import write_durably
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError

KEYS_FILE = "keys.json"
BACKUPS_FOLDER = "backups"
FORMAT = 2
_WITHOUT_PASSWORD = 1
"""The format as long as no password is set; programs that know no password need not be kept out."""
SALT_BYTES = 16
_PAPER = paper_key.Paper("恢复密钥", "恢复卡")


class RecoveryNeededError(UserError):
    """This computer cannot unlock the data; the recovery sheet can."""

    def __init__(self) -> None:
        super().__init__("这台电脑还没有打开这份办公数据的钥匙", "请输入恢复卡上的恢复密钥")


class PasswordNeededError(UserError):
    """The office has a password; this computer alone does not open it any more."""

    def __init__(self) -> None:
        super().__init__("这份办公数据设有密码", "请输入密码；忘记密码时可以用恢复卡打开")


@dataclass(frozen=True)
class Slot:
    """The data key wrapped one way; salt and params say how the wrapping secret is derived.

    `role` is whose password it is; empty where the office has one password for all.
    """

    kind: str
    wrapped: bytes
    salt: bytes = b""
    params: dict[str, int] = field(default_factory=dict)
    role: str = ""


@dataclass(frozen=True)
class KeyFile:
    """What keys.json holds."""

    fingerprint: bytes
    slots: tuple[Slot, ...]
    recovery_printed_on: date | None = None
    recovery_checked_on: date | None = None

    @property
    def locked(self) -> bool:
        """Whether a password is set."""
        return bool(self.of("password"))

    def of(self, kind: str) -> list[Slot]:
        """The slots of a kind."""
        return [slot for slot in self.slots if slot.kind == kind]

    def without(self, *kinds: str) -> list[Slot]:
        """The slots of all other kinds."""
        return [slot for slot in self.slots if slot.kind not in kinds]


def create_keys(folder: Path, machine: Machine) -> tuple[bytes, str]:
    """Make a data key with a machine slot and a recovery slot; give the key and the recovery text.

    Raises:
        OSError: the key file or the machine's secret cannot be written.
    """
    key = secrets.token_bytes(KEY_BYTES)
    slot, text = _recovery_slot(key)
    write_keys(folder, KeyFile(fingerprint(key), (Slot("machine", machine.wrap(key)), slot)))
    return key, text


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


def unlock_with_recovery(folder: Path, text: str) -> bytes:
    """The data key, from what was typed off the recovery sheet.

    Raises:
        UserError: not a recovery key, or not this office's; one wrong group is named.
    """
    typed = paper_key.read(text, _PAPER)
    slots = read_keys(folder).of("recovery")
    for slot in slots:
        key = unwrap(_recovery_secret(typed, slot), slot.wrapped)
        if key is not None:
            return key
    for group, other in paper_key.near(typed):
        if any(unwrap(_recovery_secret(other, slot), slot.wrapped) for slot in slots):
            raise UserError(f"恢复密钥第{group}组有字符输错", "请对照恢复卡核对这一组")
    raise UserError("恢复密钥不对", "请逐组核对，并确认恢复卡是这份数据最近一次打印的那一张")


def add_machine_slot(folder: Path, key: bytes, machine: Machine) -> None:
    """Let this user on this computer unlock the data from now on, where no password is set."""
    keys = read_keys(folder)
    write_keys(folder, replace(keys, slots=(*keys.slots, Slot("machine", machine.wrap(key)))))


def new_recovery(folder: Path, key: bytes) -> str:
    """Issue a new recovery key; the sheet printed before stops working."""
    slot, text = _recovery_slot(key)
    keys = read_keys(folder)
    write_keys(
        folder,
        replace(
            keys, slots=(*keys.without("recovery"), slot), recovery_printed_on=None, recovery_checked_on=None
        ),
    )
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
    """The keys of a data folder, from the twin where the key file is missing or malformed.

    Raises:
        UserError: both are missing or malformed, or of a newer program.
        OSError: they cannot be read.
    """
    path, twin = key_files(folder)
    try:
        return _read(path)
    except UserError:
        if not twin.exists():
            raise
        return _read(twin)


def write_keys(folder: Path, keys: KeyFile) -> None:
    """Write the keys of a data folder, the twin first.

    Raises:
        OSError: they cannot be written; at least one of the two is as it was.
    """
    record = {
        "format": FORMAT if keys.locked else _WITHOUT_PASSWORD,
        "fingerprint": keys.fingerprint.hex(),
        "recovery_printed_on": keys.recovery_printed_on and keys.recovery_printed_on.isoformat(),
        "recovery_checked_on": keys.recovery_checked_on and keys.recovery_checked_on.isoformat(),
        "slots": [_record(slot) for slot in keys.slots],
    }
    path, twin = key_files(folder)
    twin.parent.mkdir(exist_ok=True)
    for place in (twin, path):
        write_durably(place, json.dumps(record, indent=1).encode())


def _record(slot: Slot) -> dict[str, Any]:
    record = {
        "kind": slot.kind,
        "wrapped": slot.wrapped.hex(),
        "salt": slot.salt.hex(),
        "params": slot.params,
    }
    return {**record, "role": slot.role} if slot.role else record


def _read(path: Path) -> KeyFile:
    try:
        return _parse(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise UserError(f"缺少钥匙文件 {KEYS_FILE}", "请从备份中把它复制回数据文件夹") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UserError(f"钥匙文件 {KEYS_FILE} 已损坏", "请从备份中复制一份完好的到数据文件夹") from None


def _parse(record: dict[str, Any]) -> KeyFile:
    if record["format"] > FORMAT:
        raise UserError("这份办公数据由新版程序建立", "请安装新版程序")
    printed = record["recovery_printed_on"]
    checked = record.get("recovery_checked_on", printed)  # programs before noted only what was typed back
    return KeyFile(
        fingerprint=bytes.fromhex(record["fingerprint"]),
        slots=tuple(
            Slot(
                slot["kind"],
                bytes.fromhex(slot["wrapped"]),
                bytes.fromhex(slot["salt"]),
                slot["params"],
                slot.get("role", ""),
            )
            for slot in record["slots"]
        ),
        recovery_printed_on=date.fromisoformat(printed) if printed else None,
        recovery_checked_on=date.fromisoformat(checked) if checked else None,
    )


def _recovery_slot(key: bytes) -> tuple[Slot, str]:
    sheet = secrets.token_bytes(paper_key.KEY_BYTES)
    bare = Slot("recovery", b"", secrets.token_bytes(SALT_BYTES))
    return replace(bare, wrapped=wrap(_recovery_secret(sheet, bare), key)), paper_key.show(sheet)


def _recovery_secret(sheet: bytes, slot: Slot) -> bytes:
    """160 random bits cannot be guessed, so a plain hash will do."""
    return hashlib.blake2b(sheet, digest_size=KEY_BYTES, salt=slot.salt, person=b"banfu-recovery").digest()
