"""Passwords: each opens a seed, together with a secret of this computer; the seed opens the data key.

Three kinds of slot in the key file belong together. `share` is a random secret, wrapped once for each
computer that has been admitted; `spare` is the same secret under the data key, so that the recovery card
admits a new computer with its passwords as they are; `seed` is a random seed under Argon2id of the password
*and* that secret, and the data key sealed to the seed. So a copied data folder gives nobody anything to guess
at, and this computer alone opens nothing. A new password makes a new seed: else the old password would open,
in a key file of before, what is sealed to the seed today.
Whose password it is goes into the derivation: a person changed in the file opens nothing.

Up to format 2 `password` was the data key itself under Argon2id, one for all or one for each role; such a
slot opens until the password is next changed.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from banfu_desktop.db.card import public_of_text
from banfu_desktop.db.keys import (
    KeyFile,
    RecoveryNeededError,
    add_machine_slot,
    read_keys,
    unlock_with_machine,
    unlock_with_recovery,
    write_keys,
)
from banfu_desktop.db.machine import Machine, this_machine
from banfu_desktop.db.slots import SALT_BYTES, Seed, Slot, sealed_slot
from banfu_desktop.db.wrapping import KEY_BYTES, fingerprint, unwrap, wrap
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.passwords import plain
from banfu_desktop.rules.roles import Role

ARGON2ID = {"passes": 2, "memory": 64 * 1024 * 1024}
"""What a guess costs; the strongest that keeps an unlocked start within 100 ms (benchmarks/unlocking.py)."""
_MOST = {"passes": 8, "memory": 256 * 1024 * 1024}
"""Some seconds; what asks for more was written by nobody's program and only keeps everybody waiting."""


@dataclass(frozen=True)
class Unlocked:
    """What a password, the recovery card or this computer gave: the data key, and whose it was.

    Attributes:
        role: whose password it was, where passwords are those of roles.
        recovered: the recovery card gave it.
        seed: what the password opened; None without a password, or with one of format 2.
        person: whose seed it is; 0 where the office has one password.
        card: the public key of the recovery card that gave it.
    """

    key: bytes = field(repr=False)
    role: Role | None = None
    recovered: bool = False
    seed: Seed | None = None
    person: int = 0
    card: bytes = b""


@dataclass(frozen=True)
class Owner:
    """Whose password one is; `role` only greys in time, what he may do the database says."""

    person: int
    name: str
    role: Role | None


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
    key = unlock_with_recovery(folder, recovery)
    return Unlocked(key, role, recovered=True, card=public_of_text(recovery))


def unlock_with_password(
    folder: Path, password: str, machine: Machine, role: Role | None = None, person: int = 0
) -> Unlocked:
    """What a password opens on an admitted computer.

    Raises:
        WrongPasswordError: not the password.
        RecoveryNeededError: this computer has not been admitted.
        UserError: no such password is set; the key file is missing or malformed.
    """
    keys = read_keys(folder)
    slot = next(
        (slot for slot in _passwords(keys) if (slot.role, slot.person) == (_code(role), person)), None
    )
    if slot is None:
        raise UserError("没有设置这个密码", "请核对是谁的密码，或不用密码打开")
    share = share_of(keys, machine)
    if share is None:
        raise RecoveryNeededError
    opened = unwrap(_secret(password, share, slot), slot.wrapped)
    if opened is None:
        raise WrongPasswordError
    seed = Seed(opened) if slot.kind == "seed" else None
    key = opened if seed is None else seed.unseal(slot.sealed)
    if key is None or fingerprint(key) != keys.fingerprint:
        raise WrongPasswordError
    if person:
        role = _owner(slot, share).role
    return Unlocked(key, role, seed=seed, person=person)


def seed_slot(password: str, share: bytes, seed: Seed, person: int = 0) -> Slot:
    """A seed under a password and the share of the admitted computers; nothing is sealed to it yet."""
    bare = Slot("seed", b"", secrets.token_bytes(SALT_BYTES), ARGON2ID, person=person)
    return replace(bare, wrapped=wrap(_secret(password, share, bare), seed.secret))


def set_password(folder: Path, key: bytes, password: str, machine: Machine, role: Role | None = None) -> None:
    """Let a password open the data instead of this computer alone; it replaces the one before of that role.

    A password for all ends those of the roles, and the other way round.
    """
    keys = read_keys(folder)
    share, shares = shared(keys, key, key, machine)
    if role is None:
        seed = Seed(secrets.token_bytes(KEY_BYTES))
        slot = sealed_slot(seed_slot(password, share, seed), seed.seal_key, key, told=False)
    else:
        bare = Slot("password", b"", secrets.token_bytes(SALT_BYTES), ARGON2ID, _code(role))
        slot = replace(bare, wrapped=wrap(_secret(password, share, bare), key))
    others = [kept for kept in keys.of("password") if role and kept.role and kept.role != slot.role]
    kept = keys.without("machine", "password", "seed", "share", "spare")
    write_keys(folder, replace(keys, slots=(*kept, *others, slot, *shares)))


def shared(keys: KeyFile, old: bytes, new: bytes, machine: Machine) -> tuple[bytes, tuple[Slot, ...]]:
    """The share that all passwords want, and its slots under the next data key, this computer admitted."""
    share = _spare(keys, old) or secrets.token_bytes(KEY_BYTES)
    shares = keys.of("share") if keys.locked else []
    if share_of(keys, machine) != share:
        shares = [*shares, Slot("share", machine.wrap(share))]
    return share, (*shares, Slot("spare", wrap(new, share)))


def named(share: bytes, name: str, role: Role) -> bytes:
    """Whose a seed is, readable on admitted computers only: the folder tells nobody's name."""
    return wrap(_for_names(share), json.dumps([name, role.value]).encode())


def persons(folder: Path, machine: Machine) -> tuple[Owner, ...]:
    """Whose passwords open the office, as this computer may know; none where it has one password or none.

    Raises:
        UserError: the key file is missing or malformed.
    """
    keys = read_keys(folder)
    share = share_of(keys, machine)
    slots = [slot for slot in keys.of("seed") if slot.person]
    return tuple(_owner(slot, share) for slot in slots)


def _owner(slot: Slot, share: bytes | None) -> Owner:
    try:
        name, role = json.loads(unwrap(_for_names(share or b""), slot.name) or b"")
        return Owner(slot.person, str(name), Role.parse(role))
    except (ValueError, TypeError, RecursionError, UserError):
        return Owner(slot.person, f"第{slot.person}号", None)


def _for_names(share: bytes) -> bytes:
    return hashlib.blake2b(share, digest_size=KEY_BYTES, person=b"banfu-names").digest()


def remove_passwords(folder: Path, key: bytes, machine: Machine, *roles: Role) -> None:
    """Take away the passwords of some roles, or all; without any, this computer opens the data again."""
    keys = read_keys(folder)
    codes = [_code(role) for role in roles]
    left = [slot for slot in keys.of("password") if codes and slot.role not in codes]
    if left:
        write_keys(folder, replace(keys, slots=(*keys.without("password"), *left)))
    else:
        kept = keys.without("machine", "password", "seed", "share", "spare")
        write_keys(folder, replace(keys, slots=(*kept, Slot("machine", machine.wrap(key)))))


def admit(folder: Path, key: bytes, machine: Machine) -> None:
    """Let this user on this computer open the data from now on, with the password where one is set."""
    keys = read_keys(folder)
    if not keys.locked:
        add_machine_slot(folder, key, machine)
        return
    share = _spare(keys, key)
    if share is not None and share_of(keys, machine) != share:
        write_keys(folder, replace(keys, slots=(*keys.slots, Slot("share", machine.wrap(share)))))


def _code(role: Role | None) -> str:
    return role.value if role else ""


def _passwords(keys: KeyFile) -> list[Slot]:
    return [*keys.of("seed"), *keys.of("password")]


def share_of(keys: KeyFile, machine: Machine) -> bytes | None:
    """The share, as this computer unwraps it; None where it has not been admitted."""
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
    whose = f"seed{slot.person}" if slot.kind == "seed" else slot.role
    person = f"banfu-{whose}".encode()
    return hashlib.blake2b(slow, digest_size=KEY_BYTES, key=share, person=person).digest()
