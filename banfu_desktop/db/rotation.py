"""The next data key: whoever may open the office changes, and what was known before opens nothing any more.

The office is exported under a new key beside office.db, the deed that tells of the change is done in that
file, and then the one takes the place of the other. Whatever stops it, there is one whole office: office.db
says by its first bytes which key it wants, and the key file holds both until it is over (keys.py). Nobody's
password is needed, since the new key is sealed to public keys. The keys of before stay, wrapped under the new
one: copies are under them.

PRAGMA rekey would rewrite the pages in place; killed at the wrong moment it leaves a file whose first bytes
name another key than its pages have.
"""

import os
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.card import card_public, new_sheet
from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.keys import ROTATED, KeyFile, Retired, read_keys, settle, write_keys
from banfu_desktop.db.machine import Machine, this_machine
from banfu_desktop.db.passwords import Unlocked, named, seed_slot, shared
from banfu_desktop.db.persons import Active, active, card_key
from banfu_desktop.db.slots import Seed, Slot, sealed_slot
from banfu_desktop.db.store import DATABASE_FILE, Database, Deed
from banfu_desktop.db.troubles import BUSY, translated
from banfu_desktop.db.wiping import wipe
from banfu_desktop.db.wrapping import KEY_BYTES, fingerprint, unwrap, wrap
from banfu_desktop.files import sync_folder
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.roles import RoleRefusalError

_SIDES = ("-wal", "-shm")
_TRIES, _PAUSE = 10, 0.1
"""A scanner of viruses holds a file for a moment."""


@dataclass(frozen=True)
class Change:
    """What changes in the ways to the data key; every other way leads to the new one as well.

    Attributes:
        passwords: set now: whose (0 for the one of an office without persons) → password and fresh seed.
        opened: whether this computer opens the office by itself from now on.
        sheet: the 160 bits of a new recovery card; empty where the present one stays good.
        me: who is at work from now on, where that changes.
    """

    passwords: Mapping[int, tuple[str, Seed]] = field(default_factory=dict)
    opened: bool = False
    sheet: bytes = b""
    me: int | None = None


Work = Callable[[Session], Change]


def rotate(database: Database, deed: Deed, work: Work) -> str | None:
    """Do a deed that changes who may open the office, and give the office its next data key.

    Returns the text of a new recovery card: where one was wanted, or where the present one is of a kind that
    no new key can be sealed to. It opens the office from now on, and the one before does not.

    Args:
        work: does the deed, in the office under its next key, and says what changes.

    Raises:
        RoleRefusalError: whoever is at work may not do it; that is on record.
        MachineError: no room for a second office.db, not writable, others at work. In every case of an error
            everything is as before.
    """
    try:
        with translated(), database.gate.alone():
            _refuse_full(database.folder)
            return _rotate(database, deed, work)
    except RoleRefusalError as refusal:
        database.note_refusal(deed, refusal)
        raise


def _rotate(database: Database, deed: Deed, work: Work) -> str | None:
    folder, old, new = database.folder, database.data_key, secrets.token_bytes(KEY_BYTES)
    keys, rotated = read_keys(folder), folder / ROTATED
    try:
        write_copy(database.engine, rotated, new)
        change, persons, card = _do(database, rotated, new, deed, work)
        following, text = _next(keys, old, new, change, persons, card)
        write_keys(folder, replace(keys, next=following))
        _close(database)
        _take_place(rotated, folder / DATABASE_FILE)
    except BaseException:
        _take_back(folder)
        raise
    with suppress(OSError):  # it is done; what is not written now is settled at the next start
        sync_folder(folder)
        write_keys(folder, following)
    database.go_on(open_engine(folder / DATABASE_FILE, new), _unlocked(database, new, change))
    wipe(old)
    return text


def _refuse_full(folder: Path) -> None:
    """A second office.db must find room beside the first."""
    needed = sum(path.stat().st_size for path in folder.glob(f"{DATABASE_FILE}*"))
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise MachineError(
            f"更换钥匙时要把办公数据另写一份，需要{_mb(needed)}，磁盘只剩{_mb(free)}",
            "这一次没有办理，数据和原来的密码都没有改动",
            "请腾出空间，再做一次",
        )


def _mb(size: int) -> str:
    return f"{max(1, -(-size // 2**20))} MB"


def _do(
    database: Database, rotated: Path, key: bytes, deed: Deed, work: Work
) -> tuple[Change, list[Active], bytes | None]:
    """Do the deed in the exported file; give what changes, and whom that file knows."""
    engine = open_engine(rotated, key)
    try:
        with database.deed_in(engine, deed) as session:
            change = work(session)
        with engine.execution_options(ro=True).connect() as connection:
            persons, card = active(connection), card_key(connection)
        _empty_log(engine)
    finally:
        engine.dispose()
    _remove_sides(rotated)
    with rotated.open("r+b") as file:
        os.fsync(file.fileno())
    return change, persons, card


def _next(
    keys: KeyFile, old: bytes, new: bytes, change: Change, persons: list[Active], card: bytes | None
) -> tuple[KeyFile, str | None]:
    """The key file for the next data key, and the text of a new card, if there is one."""
    machine = this_machine()
    public, sheet = _card(keys, old, change, card)
    slots = [sealed_slot(Slot("card"), public, new, told=bool(persons))]
    if persons:
        slots += _of_persons(keys, old, new, change, persons, machine)
    elif change.opened or (not keys.locked and not change.passwords):
        slots.append(Slot("machine", machine.wrap(new)))
    else:
        slots += _of_office(keys, old, new, change, machine)
    retired = [
        Retired(each.fingerprint, wrap(new, key))
        for each in keys.retired
        if (key := unwrap(old, each.wrapped)) is not None
    ]
    sign = unwrap(old, keys.sign) if keys.sign else None
    following = KeyFile(
        fingerprint(new),
        tuple(slots),
        None if sheet else keys.recovery_printed_on,
        None if sheet else keys.recovery_checked_on,
        keys.epoch + 1,
        wrap(new, sign) if sign else b"",
        (*retired, Retired(keys.fingerprint, wrap(new, old))),
    )
    return following, paper_key.show(sheet) if sheet else None


def _card(keys: KeyFile, old: bytes, change: Change, known: bytes | None) -> tuple[bytes, bytes]:
    """The card's public key, and the 160 bits of a new one, if there is one."""
    if change.sheet:
        return card_public(change.sheet), change.sheet
    slot = next(iter(keys.of("card")), None)
    public = known or (unwrap(old, slot.public) if slot is not None and slot.public else None)
    if public is not None:
        return public, b""
    sheet = new_sheet()
    return card_public(sheet), sheet


def _of_persons(
    keys: KeyFile, old: bytes, new: bytes, change: Change, persons: list[Active], machine: Machine
) -> list[Slot]:
    """Seeds of the persons at work, sealed to the keys that the database knows; no other way is left."""
    share, shares = shared(keys, old, new, machine)
    kept = {slot.person: slot for slot in keys.of("seed")}
    slots = list(shares)
    for person in persons:
        slot: Slot | None = kept.get(person.id)
        if person.id in change.passwords:
            password, seed = change.passwords[person.id]
            slot = seed_slot(password, share, seed, person.id)
        if slot is not None:
            slot = replace(slot, name=named(share, person.name, person.role))
            slots.append(sealed_slot(slot, bytes.fromhex(person.seal_key), new, told=True))
    return slots


def _of_office(keys: KeyFile, old: bytes, new: bytes, change: Change, machine: Machine) -> list[Slot]:
    """The one password of an office."""
    share, shares = shared(keys, old, new, machine)
    if 0 in change.passwords:
        password, seed = change.passwords[0]
        slot, public = seed_slot(password, share, seed), seed.seal_key
    else:
        slot = next(slot for slot in keys.of("seed") if not slot.person)
        known = unwrap(old, slot.public)
        if known is None:
            raise UserError("钥匙文件 keys.json 被改动过", "请取回 backups 文件夹里的那一份，再做一次")
        public = known
    return [*shares, sealed_slot(slot, public, new, told=False)]


def _unlocked(database: Database, key: bytes, change: Change) -> Unlocked:
    """Whoever is at work, under the next data key."""
    before = database.unlocked
    if change.opened:
        return Unlocked(key)
    me = before.person if change.me is None else change.me
    if me in change.passwords:
        return Unlocked(key, seed=change.passwords[me][1], person=me)
    return replace(before, key=key)


def _close(database: Database) -> None:
    """Write everything into office.db and let go of it, so that no log of it meets the next one."""
    _empty_log(database.engine)
    database.engine.dispose()
    _remove_sides(database.folder / DATABASE_FILE)


def _empty_log(engine: sa.Engine) -> None:
    """Bring all of the log into the file.

    Raises:
        MachineError: somebody is still reading, so that the log stays.
    """
    connection = engine.raw_connection()  # outside a transaction, which a checkpoint refuses
    try:
        busy, *_ = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()
    if busy:
        raise MachineError(*BUSY)


def _remove_sides(database: Path) -> None:
    """Remove what SQLite has left beside a closed file; a log that holds anything must not go.

    Raises:
        MachineError: there is such a log.
    """
    log = database.with_name(f"{database.name}-wal")
    if log.exists() and log.stat().st_size:
        raise MachineError(*BUSY)
    for suffix in _SIDES:
        database.with_name(f"{database.name}{suffix}").unlink(missing_ok=True)


def _take_place(rotated: Path, database: Path) -> None:
    for _ in range(_TRIES - 1):
        with suppress(PermissionError):
            rotated.replace(database)
            return
        time.sleep(_PAUSE)
    rotated.replace(database)


def _take_back(folder: Path) -> None:
    """Leave nothing behind; what cannot be removed or written now is settled at the next start."""
    for suffix in ("", *_SIDES):
        with suppress(OSError):
            (folder / f"{ROTATED}{suffix}").unlink(missing_ok=True)
    settle(folder)
