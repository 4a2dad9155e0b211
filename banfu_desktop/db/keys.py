"""The key file: one data key, wrapped once for each way to unlock it.

The data key never changes; a new computer, recovery sheet or password only wraps it again. Slot kinds:
`machine` (this user on this computer), `recovery` (the printed sheet), `password` (chosen by the office).
Without this small file nothing opens the data, so it is written twice: the twin lies with the backups.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from banfu_desktop.db.engine import KEY_BYTES, fingerprint
from banfu_desktop.db.folder import BACKUPS_FOLDER
from banfu_desktop.db.machine import Machine
from banfu_desktop.db.wrapping import unwrap, wrap
from banfu_desktop.files import write_durably
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import UserError

KEYS_FILE = "keys.json"
FORMAT = 1
_SALT_BYTES = 16
_PAPER = paper_key.Paper("恢复密钥", "恢复卡")
_ARGON2ID = {"passes": 3, "memory": 64 * 1024 * 1024}


class RecoveryNeededError(UserError):
    """This computer cannot unlock the data; the recovery sheet can."""

    def __init__(self) -> None:
        super().__init__("这台电脑还没有打开这份办公数据的钥匙", "请输入恢复卡上的恢复密钥")


@dataclass(frozen=True)
class Slot:
    """The data key wrapped one way; salt and params say how the wrapping secret is derived."""

    kind: str
    wrapped: bytes
    salt: bytes = b""
    params: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class KeyFile:
    """What keys.json holds."""

    fingerprint: bytes
    slots: tuple[Slot, ...]
    recovery_printed_on: date | None = None


def create_keys(folder: Path, machine: Machine) -> tuple[bytes, str]:
    """Make a data key with a machine slot and a recovery slot; give the key and the recovery text.

    Raises:
        OSError: the key file or the machine's secret cannot be written.
    """
    key = secrets.token_bytes(KEY_BYTES)
    slot, text = _recovery_slot(key)
    _write(folder, KeyFile(fingerprint(key), (Slot("machine", machine.wrap(key)), slot)))
    return key, text


def unlock_with_machine(folder: Path, machine: Machine) -> bytes:
    """The data key, as this user on this computer.

    Raises:
        RecoveryNeededError: no slot is this machine's.
        UserError: the key file is missing or malformed.
    """
    keys = read_keys(folder)
    for slot in _slots(keys, "machine"):
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
    slots = _slots(read_keys(folder), "recovery")
    for slot in slots:
        key = unwrap(_recovery_secret(typed, slot), slot.wrapped)
        if key is not None:
            return key
    for group, other in paper_key.near(typed):
        if any(unwrap(_recovery_secret(other, slot), slot.wrapped) for slot in slots):
            raise UserError(f"恢复密钥第{group}组有字符输错", "请对照恢复卡核对这一组")
    raise UserError("恢复密钥不对", "请逐组核对，并确认恢复卡是这份数据最近一次打印的那一张")


def add_machine_slot(folder: Path, key: bytes, machine: Machine) -> None:
    """Let this user on this computer unlock the data from now on."""
    keys = read_keys(folder)
    _write(folder, replace(keys, slots=(*keys.slots, Slot("machine", machine.wrap(key)))))


def new_recovery(folder: Path, key: bytes) -> str:
    """Issue a new recovery key; the sheet printed before stops working."""
    slot, text = _recovery_slot(key)
    keys = read_keys(folder)
    kept = tuple(slot for slot in keys.slots if slot.kind != "recovery")
    _write(folder, replace(keys, slots=(*kept, slot), recovery_printed_on=None))
    return text


def set_password(folder: Path, key: bytes, password: str) -> None:
    """Let a password unlock the data; it replaces the one before."""
    bare = Slot("password", b"", secrets.token_bytes(_SALT_BYTES), _ARGON2ID)
    slot = replace(bare, wrapped=wrap(_password_secret(password, bare), key))
    keys = read_keys(folder)
    kept = tuple(slot for slot in keys.slots if slot.kind != "password")
    _write(folder, replace(keys, slots=(*kept, slot)))


def unlock_with_password(folder: Path, password: str) -> bytes:
    """The data key, from the password.

    Raises:
        UserError: not the password.
    """
    for slot in _slots(read_keys(folder), "password"):
        key = unwrap(_password_secret(password, slot), slot.wrapped)
        if key is not None:
            return key
    raise UserError("密码不对", "请再输入一次，忘记密码时可以用恢复卡打开")


def note_recovery_printed(folder: Path, day: date) -> None:
    """Remember that the recovery sheet is on paper, so that the program stops reminding."""
    _write(folder, replace(read_keys(folder), recovery_printed_on=day))


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
    return KeyFile(
        fingerprint=bytes.fromhex(record["fingerprint"]),
        slots=tuple(
            Slot(slot["kind"], bytes.fromhex(slot["wrapped"]), bytes.fromhex(slot["salt"]), slot["params"])
            for slot in record["slots"]
        ),
        recovery_printed_on=date.fromisoformat(printed) if printed else None,
    )


def _write(folder: Path, keys: KeyFile) -> None:
    record = {
        "format": FORMAT,
        "fingerprint": keys.fingerprint.hex(),
        "recovery_printed_on": keys.recovery_printed_on and keys.recovery_printed_on.isoformat(),
        "slots": [
            {"kind": slot.kind, "wrapped": slot.wrapped.hex(), "salt": slot.salt.hex(), "params": slot.params}
            for slot in keys.slots
        ],
    }
    path, twin = key_files(folder)
    twin.parent.mkdir(exist_ok=True)
    for place in (twin, path):
        write_durably(place, json.dumps(record, indent=1).encode())


def _slots(keys: KeyFile, kind: str) -> list[Slot]:
    return [slot for slot in keys.slots if slot.kind == kind]


def _recovery_slot(key: bytes) -> tuple[Slot, str]:
    sheet = secrets.token_bytes(paper_key.KEY_BYTES)
    bare = Slot("recovery", b"", secrets.token_bytes(_SALT_BYTES))
    return replace(bare, wrapped=wrap(_recovery_secret(sheet, bare), key)), paper_key.show(sheet)


def _recovery_secret(sheet: bytes, slot: Slot) -> bytes:
    """160 random bits cannot be guessed, so a plain hash will do."""
    return hashlib.blake2b(sheet, digest_size=KEY_BYTES, salt=slot.salt, person=b"banfu-recovery").digest()


def _password_secret(password: str, slot: Slot) -> bytes:
    """A password can be guessed, so each guess is made to cost 64 MiB and tens of milliseconds."""
    from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

    passes, memory = slot.params["passes"], slot.params["memory"]
    return crypto_pwhash_alg(
        KEY_BYTES, password.encode(), slot.salt, passes, memory, crypto_pwhash_ALG_ARGON2ID13
    )
