"""Passwords: each wraps the data key together with a secret of this computer.

Three kinds of slot in the key file belong together. `share` is a random secret, wrapped once for each
computer that has been admitted; `spare` is the same secret under the data key, so that the recovery sheet
admits a new computer with its passwords as they are; `password` is the data key under Argon2id of the
password *and* that secret. So a copied data folder gives nobody anything to guess at, and this computer
alone opens nothing.
Whose password it is goes into the derivation: a role changed in the file opens nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from banfu_desktop.db.keys import (
    SALT_BYTES,
    KeyFile,
    RecoveryNeededError,
    Slot,
    add_machine_slot,
    read_keys,
    unlock_with_machine,
    unlock_with_recovery,
    write_keys,
)
from banfu_desktop.db.machine import Machine, this_machine
from banfu_desktop.db.wrapping import KEY_BYTES, fingerprint, unwrap, wrap
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.passwords import plain
from banfu_desktop.rules.roles import Role

ARGON2ID = {"passes": 2, "memory": 64 * 1024 * 1024}
"""What a guess costs; the strongest that keeps an unlocked start within 100 ms (benchmarks/unlocking.py)."""
_MOST = {"passes": 64, "memory": 1024 * 1024 * 1024}


@dataclass(frozen=True)
class Unlocked:
    """What a password, the recovery sheet or this computer gave: the data key, and whose it was.

    `recovered`: the recovery sheet gave it.
    """

    key: bytes = field(repr=False)
    role: Role | None = None
    recovered: bool = False


class WrongPasswordError(UserError):
    """Not the password."""

    def __init__(self) -> None:
        super().__init__("密码不对", "请检查大小写和输入法，再输入一次；忘记密码时可以用恢复卡打开")


def roles(folder: Path) -> tuple[Role, ...]:
    """Whose passwords open the data; empty where one password or none is set.

    Raises:
        UserError: the key file is missing or malformed.
    """
    known = {slot.role for slot in read_keys(folder).of("password")}
    return tuple(role for role in Role if role.value in known)


def unlock(folder: Path, *, recovery: str | None = None, unlocked: Unlocked | None = None) -> Unlocked:
    """What is there already, else what the recovery sheet gives, else what this computer alone gives.

    The recovery sheet opens as the reviewer, who alone sets the passwords of roles.

    Raises:
        PasswordNeededError: a password is set and nothing was given.
        RecoveryNeededError: this computer has no key.
        UserError: not the recovery key; the key file is missing or malformed.
    """
    if unlocked is not None:
        return unlocked
    if recovery is None:
        return Unlocked(unlock_with_machine(folder, this_machine()))
    role = Role.REVIEWER if roles(folder) else None
    return Unlocked(unlock_with_recovery(folder, recovery), role, recovered=True)


def unlock_with_password(folder: Path, password: str, machine: Machine, role: Role | None = None) -> bytes:
    """The data key, from a password on an admitted computer.

    Raises:
        WrongPasswordError: not the password.
        RecoveryNeededError: this computer has not been admitted.
        UserError: no password is set for the role; the key file is missing or malformed.
    """
    keys = read_keys(folder)
    slot = next((slot for slot in keys.of("password") if slot.role == _code(role)), None)
    if slot is None:
        raise UserError("没有设置这个密码", "请核对角色，或不用密码打开")
    share = _share(keys, machine)
    if share is None:
        raise RecoveryNeededError
    key = unwrap(_secret(password, share, slot), slot.wrapped)
    if key is None or fingerprint(key) != keys.fingerprint:
        raise WrongPasswordError
    return key


def set_password(folder: Path, key: bytes, password: str, machine: Machine, role: Role | None = None) -> None:
    """Let a password open the data instead of this computer alone; it replaces the one before of that role.

    A password for all ends those of the roles, and the other way round.
    """
    keys = read_keys(folder)
    share = _spare(keys, key) or secrets.token_bytes(KEY_BYTES)
    bare = Slot("password", b"", secrets.token_bytes(SALT_BYTES), ARGON2ID, _code(role))
    slot = replace(bare, wrapped=wrap(_secret(password, share, bare), key))
    others = [kept for kept in keys.of("password") if role and kept.role and kept.role != slot.role]
    shares = keys.of("share")
    if _share(keys, machine) != share:
        shares = (
            [*shares, Slot("share", machine.wrap(share))]
            if keys.locked
            else [Slot("share", machine.wrap(share))]
        )
    kept = keys.without("machine", "password", "share", "spare")
    write_keys(folder, replace(keys, slots=(*kept, *others, slot, *shares, Slot("spare", wrap(key, share)))))


def remove_passwords(folder: Path, key: bytes, machine: Machine, *roles: Role) -> None:
    """Take away the passwords of some roles, or all; without any, this computer opens the data again."""
    keys = read_keys(folder)
    codes = [_code(role) for role in roles]
    left = [slot for slot in keys.of("password") if codes and slot.role not in codes]
    if left:
        write_keys(folder, replace(keys, slots=(*keys.without("password"), *left)))
    else:
        kept = keys.without("machine", "password", "share", "spare")
        write_keys(folder, replace(keys, slots=(*kept, Slot("machine", machine.wrap(key)))))


def admit(folder: Path, key: bytes, machine: Machine) -> None:
    """Let this user on this computer open the data from now on, with the password where one is set."""
    keys = read_keys(folder)
    if not keys.locked:
        add_machine_slot(folder, key, machine)
        return
    share = _spare(keys, key)
    if share is not None and _share(keys, machine) != share:
        write_keys(folder, replace(keys, slots=(*keys.slots, Slot("share", machine.wrap(share)))))


def _code(role: Role | None) -> str:
    return role.value if role else ""


def _share(keys: KeyFile, machine: Machine) -> bytes | None:
    opened = (machine.unwrap(slot.wrapped) for slot in keys.of("share"))
    return next((share for share in opened if share is not None), None)


def _spare(keys: KeyFile, key: bytes) -> bytes | None:
    opened = (unwrap(key, slot.wrapped) for slot in keys.of("spare"))
    return next((share for share in opened if share is not None), None)


def _secret(password: str, share: bytes, slot: Slot) -> bytes:
    """A password can be guessed, so each guess is made to cost memory and time, and to want the share.

    Raises:
        UserError: the file asks for a cost that no program of ours has written.
    """
    from nacl.bindings import crypto_pwhash_alg, crypto_pwhash_ALG_ARGON2ID13

    cost = {name: slot.params.get(name, 0) for name in _MOST}
    if any(not 0 < cost[name] <= most for name, most in _MOST.items()):
        raise UserError("钥匙文件 keys.json 已损坏", "请从备份中复制一份完好的到数据文件夹")
    slow = crypto_pwhash_alg(
        KEY_BYTES,
        plain(password).encode("utf-8", "surrogatepass"),
        slot.salt,
        cost["passes"],
        cost["memory"],
        crypto_pwhash_ALG_ARGON2ID13,
    )
    person = f"banfu-{slot.role}".encode()
    return hashlib.blake2b(slow, digest_size=KEY_BYTES, key=share, person=person).digest()
