"""Copies of the county's database beside it: made and proven, thinned out with age, restored when needed.

The same code decides which stay as in a town's office. A county on a server has none: there pg_dump does it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from banfu_desktop.backup.contents import TableContent, read_tables
from banfu_desktop.backup.copy import tables_of
from banfu_desktop.db import keys
from banfu_desktop.db.copies import is_whole, write_copy
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.keys import BACKUPS_FOLDER
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.troubles import translated
from banfu_desktop.db.wrapping import MARK_BYTES
from banfu_desktop.files import duplicate, sync_folder
from banfu_desktop.roll_up import deeds, schema
from banfu_desktop.roll_up.deeds import CountyDeed
from banfu_desktop.roll_up.migrations import bring_up_to_date
from banfu_desktop.roll_up.models.desk import DeedRow, ReceiptRow
from banfu_desktop.roll_up.store import DATABASE_FILE, RollUp
from banfu_desktop.rules.errors import DamagedError, MachineError, UserError
from banfu_desktop.rules.reception import Handling
from banfu_desktop.services.county import desk as desks
from banfu_desktop.services.county import second_place
from banfu_desktop.services.county.desk import ACTOR, CountyDesk
from banfu_desktop.services.county.inbox import KEPT_FOLDER
from banfu_desktop.services.keeping.county import County
from banfu_desktop.services.keeping.package import SUFFIX
from banfu_desktop.services.keeping.thinning import (
    BackupRow,
    beyond_budget,
    free_name,
    of_name,
    superseded,
)
from banfu_desktop.services.keeping.thinning import Reason as Reason

ON_A_SERVER = "县里的数据在 PostgreSQL 里，由管理员用 pg_dump 备份"
RESTORED = "恢复备份"
_PREFIX = "county"
_UNPROVEN, _RESTORING = "county-copy.work", "county-restoring.work"
_ATTEMPTS = 3
_IN_USE = ("县里的数据正在被另一个窗口或命令使用", "县里的数据没有改动", "请先关闭另一个窗口，再恢复")


@dataclass(frozen=True)
class Restored:
    """What a restore has done: where the data before lie, and which kept packages the copy does not know.

    Attributes:
        kept: None where there were none.
    """

    kept: Path | None
    unknown: tuple[Path, ...]


def backup_now(desk: CountyDesk, now: datetime, reason: Reason = Reason.HAND) -> BackupRow:
    """Copy the county's database as it stands, prove the copy row by row, and thin out older copies.

    Raises:
        UserError: the database is on a server.
        MachineError: no room, not writable, or the copy differs; it is removed then.
    """
    if not desk.roll_up.embedded:
        raise UserError(ON_A_SERVER, "这里不做备份；手册“县里怎样收”里有做法")
    folder = desk.folder / BACKUPS_FOLDER
    with translated():
        folder.mkdir(exist_ok=True)
        unproven = folder / _UNPROVEN
        try:
            _copy_and_prove(desk, unproven)
            path = unproven.rename(free_name(folder, _PREFIX, now, reason))
        finally:
            unproven.unlink(missing_ok=True)
        sync_folder(folder)
        for thin in (superseded, beyond_budget):
            for row in thin(listing(desk.folder), now):
                row.path.unlink(missing_ok=True)
        second_place.carry(desk.folder, path, now, keys.unlock_with_machine(desk.folder, this_machine()))
    return next(row for row in listing(desk.folder) if row.path == path)


def backup_if_changed(desk: CountyDesk, now: datetime, reason: Reason = Reason.START) -> BackupRow | None:
    """Copy the database unless nothing was done since the last copy, or it is on a server.

    What a kill has left is cleared away. Every change is a deed, so the chain's head tells.
    """
    if not desk.roll_up.embedded:
        return None
    for place in (desk.folder, desk.folder / BACKUPS_FOLDER):
        for remnant in (*place.glob("county-*.work*"), *place.glob("county-*.db.part*")):
            remnant.unlink(missing_ok=True)
    last = next((row for row in listing(desk.folder) if row.verified), None)
    if last is not None and _head_of(desk.folder, last.path) == _head(desk):
        return None
    return backup_now(desk, now, reason)


def listing(folder: Path) -> list[BackupRow]:
    """The copies in a county's folder, newest first."""
    with translated():
        paths = sorted((folder / BACKUPS_FOLDER).glob(f"{_PREFIX}-*.db"))
        marks = keys.read_keys(folder).marks if paths else frozenset()
        rows = [
            BackupRow(path, named[0], path.stat().st_size, _mark_of(path) in marks, named[1])
            for path in paths
            if (named := of_name(path, _PREFIX))
        ]
    return sorted(rows, key=lambda row: row.made_at, reverse=True)


def restore(folder: Path, copy: Path, now: datetime, actor: str = ACTOR) -> Restored:
    """Put a copy in the place of the county's database; a desk that this program has open is closed before.

    The present data are kept as a copy of their own and stay in use until the copy has been proven and the
    deed is on record in it: one rename decides.

    Raises:
        UserError: not a copy of this county, the database is on a server, or this computer has no key.
        MachineError: the copy is damaged, no room, or the file is in use; nothing has changed then.
    """
    county = County.read(folder)
    if county is not None and county.database:
        raise UserError(ON_A_SERVER, "请管理员用 pg_restore 恢复")
    staging, backups = folder / _RESTORING, folder / BACKUPS_FOLDER
    with translated():
        key = keys.unlock_with_machine(folder, this_machine())
        there = (folder / DATABASE_FILE).exists()
        backups.mkdir(exist_ok=True)
        kept = free_name(backups, _PREFIX, now, Reason.RESTORE) if there else None
        try:
            _prepare(folder, copy, staging, key)
            what = {"copy": copy.name, "kept": kept.name if kept else ""}
            _put_on_record(staging, key, CountyDeed(RESTORED, actor, now, what=what), county)
            _replace(folder, staging, key, kept)
            sync_folder(folder)
        finally:
            staging.unlink(missing_ok=True)
    with desks.at(folder) as desk, desk.roll_up.read() as session:
        return Restored(kept, unknown_packages(folder, session))


def unknown_packages(folder: Path, session: Session) -> tuple[Path, ...]:
    """Packages that lie among those taken and that the ledger has not: received since the copy was made."""
    rows = sa.select(ReceiptRow.digest).where(
        ReceiptRow.handling.in_((Handling.TAKEN.value, Handling.KEPT.value))
    )
    known = {digest[:16] for digest in session.scalars(rows)}
    kept = sorted((folder / KEPT_FOLDER).glob(f"*/*{SUFFIX}"))
    return tuple(path for path in kept if path.stem.rpartition("-")[2] not in known)


def _copy_and_prove(desk: CountyDesk, target: Path) -> None:
    """A copy equal to the database; where another desk wrote meanwhile nothing can be compared, so again."""
    key = keys.unlock_with_machine(desk.folder, this_machine())
    for _ in range(_ATTEMPTS):
        before = _head(desk)
        write_copy(desk.roll_up.engine, target, key)
        copied, present = tables_of(target, key), _tables(desk)
        if copied == present:
            return
        if _head(desk) == before:
            break
    raise MachineError("备份与县里的数据不一致，已删除这份备份", "县里的数据没有改动", "请再备份一次")


def _tables(desk: CountyDesk) -> dict[str, TableContent]:
    with desk.roll_up.read() as session:
        return read_tables(session.connection().connection.driver_connection)


def _head(desk: CountyDesk) -> str:
    with desk.roll_up.read() as session:
        return _last_link(session)


def _last_link(session: Session) -> str:
    return session.scalar(sa.select(DeedRow.hash).order_by(DeedRow.no.desc()).limit(1)) or ""


def _head_of(folder: Path, copy: Path) -> str | None:
    """The head of a copy's chain; None where it cannot be read any more."""
    key = _key_of(folder, copy, keys.unlock_with_machine(folder, this_machine()))
    if key is None:
        return None
    try:
        engine = open_engine(copy, key, readonly=True, immutable=True)
    except (MachineError, UserError):
        return None
    try:
        with Session(engine.execution_options(ro=True)) as session:
            return _last_link(session)
    except sa.exc.DBAPIError:
        return None
    finally:
        engine.dispose()


def _key_of(folder: Path, copy: Path, key: bytes) -> bytes | None:
    return keys.key_of_file(keys.read_keys(folder), copy, key)


def _mark_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MARK_BYTES)


def _prepare(folder: Path, copy: Path, staging: Path, key: bytes) -> None:
    """A proven twin of the copy, ready to become the database."""
    if not copy.is_file():
        raise UserError(f"找不到备份 {copy.name}", "请从列表中另选一份")
    copy_key = _key_of(folder, copy, key)
    if copy_key is None:
        raise UserError(f"{copy.name} 不是这个县的备份", "请另选一份")
    if not is_whole(copy, copy_key):
        raise DamagedError(f"备份 {copy.name} 已损坏", "县里的数据没有改动", "请另选一份更早的备份")
    engine = open_engine(copy, copy_key, readonly=True, immutable=True)
    try:
        with Session(engine.execution_options(ro=True)) as session:
            if not sa.inspect(session.connection()).has_table(DeedRow.__tablename__):
                raise UserError(f"{copy.name} 不是县里数据的备份", "请另选一份")
            if deeds.broken_at(session):
                raise DamagedError(f"备份 {copy.name} 的留痕接不上", "县里的数据没有改动", "请另选一份")
        write_copy(engine, staging, key)
    finally:
        engine.dispose()
    if tables_of(staging, key) != tables_of(copy, copy_key):
        raise MachineError(f"备份 {copy.name} 没有复制完整", "县里的数据没有改动", "请再试一次")
    _refuse_foreign(staging, key, copy.name)


def _refuse_foreign(staging: Path, key: bytes, name: str) -> None:
    """What was planted in a copy must not become the county's own: refused before anything is replaced."""
    engine = open_engine(staging, key)
    try:
        bring_up_to_date(engine)
        with engine.execution_options(ro=True).connect() as connection:
            schema.refuse_foreign(connection, name)
    finally:
        engine.dispose()


def _put_on_record(staging: Path, key: bytes, deed: CountyDeed, county: County | None) -> None:
    roll_up = RollUp(open_engine(staging, key), embedded=True)
    roll_up.practice = bool(county and county.practice)
    try:
        with roll_up.write() as session:
            deeds.add(session, deed)
    finally:
        roll_up.close()


def _replace(folder: Path, staging: Path, key: bytes, kept: Path | None) -> None:
    """The present data kept, the staged ones in their place."""
    database = folder / DATABASE_FILE
    if kept is None:
        _put_in_place(staging, database)
        return
    try:
        engine = open_engine(database, key)
    except (DamagedError, UserError):  # what cannot be read any more is kept as it is
        duplicate(database, kept)
        _put_in_place(staging, database)
        return
    try:
        write_copy(engine, kept, key)
        with _alone(engine, _head_of(folder, kept)):
            if os.name != "nt":  # there an open file is not replaced; who has it open is found by that
                _put_in_place(staging, database)
    finally:
        engine.dispose()
    if staging.exists():
        _put_in_place(staging, database)


def _put_in_place(staging: Path, database: Path) -> None:
    for suffix in ("-wal", "-shm"):  # the journal of before must not meet the new file
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    staging.replace(database)


@contextmanager
def _alone(engine: sa.Engine, head: str | None) -> Iterator[None]:
    """Nobody else has the database open meanwhile: only who is alone can do without its journal.

    Args:
        head: of the chain as it was copied; a deed since then refuses.
    """
    engine.dispose()
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        try:
            cursor.execute("PRAGMA journal_mode=DELETE").fetchone()
            cursor.execute("BEGIN EXCLUSIVE")
        except dbapi2.OperationalError:
            raise MachineError(*_IN_USE) from None
        (present,) = cursor.execute(
            "SELECT max(hash) FROM deeds WHERE no = (SELECT max(no) FROM deeds)"
        ).fetchone()
        if (present or "") != head:
            raise MachineError(*_IN_USE)
        yield
    finally:
        connection.close()
