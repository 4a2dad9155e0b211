"""Copies of the office beside it: made and proven, thinned out with age, restored when needed."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from banfu_desktop.backup.contents import Contents, read_contents
from banfu_desktop.backup.copy import read_copy, read_head
from banfu_desktop.db import keys, passwords
from banfu_desktop.db.audit import chain_head
from banfu_desktop.db.content_files import ContentFiles
from banfu_desktop.db.copies import is_whole, write_copy
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.folder import lock
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.light_copies import has_contents, lost, outside, write_light, write_whole
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.schema import refuse_foreign_file
from banfu_desktop.db.store import BACKUPS_FOLDER, DATABASE_FILE, Database
from banfu_desktop.db.troubles import DAMAGED, translated
from banfu_desktop.db.wrapping import MARK_BYTES
from banfu_desktop.files import clear, duplicate, sync_folder
from banfu_desktop.rules.errors import DamagedError, MachineError, UserError
from banfu_desktop.services.keeping import carrying, contents_beside, second_place, seeing
from banfu_desktop.services.keeping.thinning import STAMP, free_name, of_name
from banfu_desktop.services.keeping.thinning import BackupRow as BackupRow
from banfu_desktop.services.keeping.thinning import Reason as Reason
from banfu_desktop.services.keeping.thinning import beyond_budget as beyond_budget
from banfu_desktop.services.keeping.thinning import superseded as superseded

_PREFIX = "office"
_KEPT_NAME = re.compile(r"office-before-(restore|repair)-\d{8}-\d{6}\.db")
_UPGRADE_NAME = re.compile(r"before-upgrade-from-\d+\.db")
_UNPROVEN, _RESTORING = "copy.work", "restoring.work"
_ATTEMPTS = 3
_AT_EVERY_START = 256 * 2**20
"""Bytes that are read in about a second."""
_copying = Lock()
"""Held while a copy comes and others go, so that nobody removes what a copy under way needs."""


def backup_now(database: Database, now: datetime, reason: Reason = Reason.HAND) -> BackupRow:
    """Copy the office as it stands, prove the copy row by row, and thin out older copies.

    Attachments go beside it, each once however many copies hold it (db/content_files.py): first those, then
    the copy, and at the end those go that no copy needs any more, so that a kill leaves every copy whole.

    Raises:
        MachineError: no room, not writable, or the copy differs; it is removed then.
    """
    folder = database.folder / BACKUPS_FOLDER
    with translated(), _copying:
        folder.mkdir(exist_ok=True)
        unproven = folder / _UNPROVEN
        try:
            _copy_and_prove(database, unproven)
            path = unproven.rename(free_name(folder, _PREFIX, now, reason))
        finally:
            unproven.unlink(missing_ok=True)
        sync_folder(folder)
        for row in superseded(list_backups(database.folder), now):
            row.path.unlink(missing_ok=True)
        for row in beyond_budget(list_backups(database.folder), now):
            row.path.unlink(missing_ok=True)
        _prune(database)
        second_place.carry(database.folder, path, now, database.data_key)
    return next(row for row in list_backups(database.folder) if row.path == path)


def backup_if_changed(database: Database, now: datetime, reason: Reason = Reason.START) -> BackupRow | None:
    """Copy the office unless nothing has changed since the last copy; clear away what a kill has left.

    Every change moves the audit chain, so its head tells.
    """
    for folder in (database.folder, database.folder / BACKUPS_FOLDER):
        for remnant in (*folder.glob("*.work*"), *folder.glob("*.db.part")):
            clear(remnant)
    last = next((row for row in list_backups(database.folder) if row.verified), None)
    if last is not None:
        key = _key_of(database.folder, last.path, database.data_key)
        same = key is not None and read_head(last.path, key) == _head(database)
        if same and key is not None and _has_contents(database, last.path, key):
            return None
    return backup_now(database, now, reason)


def renew(database: Database, now: datetime) -> int:
    """Make a proven copy, then delete every other one of this office. Returns how many went.

    What was erased from the office stays in older copies and beside them; here it goes from there, too. A
    file that is not this office's stays.

    Raises:
        MachineError: see backup_now; no copy was deleted.
    """
    kept = backup_now(database, now)
    gone = 0
    with translated():
        marks = keys.read_keys(database.folder).marks
        for path in sorted((database.folder / BACKUPS_FOLDER).glob("*.db")):
            if path != kept.path and (_is_under(path, marks) or _KEPT_NAME.fullmatch(path.name)):
                path.unlink()
                path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
                gone += 1
        with _copying:
            _prune(database)
    return gone


def refuse_damaged(database: Database) -> None:
    """Look at every page of the office; one of many scans is looked at when it is next copied.

    Raises:
        DamagedError: one of them is not as it was written.
    """
    small = (database.folder / DATABASE_FILE).stat().st_size <= _AT_EVERY_START
    if small and check_file(database.engine):
        raise DamagedError(*DAMAGED)


def list_backups(folder: Path) -> list[BackupRow]:
    """The copies of the office in a data folder, newest first."""
    with translated():
        paths = sorted((folder / BACKUPS_FOLDER).glob("*.db"))
        marks = keys.read_keys(folder).marks if paths else frozenset()
        rows = [row for path in paths if (row := _row(path, marks))]
    return sorted(rows, key=lambda row: row.made_at, reverse=True)


def compare(database: Database, copy: Path) -> tuple[Contents, Contents | None]:
    """What a copy holds and what the office holds now, to be told before one replaces the other.

    The office's own are None when they cannot be read: a damaged office is when a copy is wanted most.

    Raises:
        UserError: the copy is of another office.
        MachineError: the copy is damaged.
    """
    with translated():
        contents = _wanted(copy, _key_of(database.folder, copy, database.data_key))
    try:
        return contents, _contents(database.engine)
    except (sa.exc.DBAPIError, dbapi2.Error):
        return contents, None


def restore_copy(
    folder: Path,
    copy: Path,
    now: datetime,
    *,
    recovery: str | None = None,
    unlocked: Unlocked | None = None,
    actor: str = "经办",
    incomplete: bool = False,
) -> Path | None:
    """Put a copy in the place of the office's database; the office must be closed.

    The present database is kept as a copy of its own, or as it is where it cannot be opened, and stays in use
    until the new one has been proven and tells of the restore itself; then one rename decides. Gives where it
    is kept; None where there was none.

    Args:
        incomplete: even without attachments that are nowhere whole any more; whoever restores was told which.

    Raises:
        UserError: the copy is of another office or a newer program, or lacks attachments; or no key, see
            Database.open.
        ForeignSchemaError: the copy has tables, indexes, views or triggers that are not this program's.
        MachineError: the copy is damaged, the office is open, no room; nothing has changed then.
    """
    with translated():
        held = lock(folder)
        made = folder / _RESTORING
        try:
            clear(made)
            opened = passwords.unlock(folder, recovery=recovery, unlocked=unlocked)
            made.mkdir(mode=0o700)
            keys.write_keys(made, keys.read_keys(folder))
            staging = made / DATABASE_FILE
            gone = _prepare(folder, copy, staging, opened.key, incomplete=incomplete)
            entries = seeing.last_entry_of(staging, opened.key)
            carrying.carry_persons(folder / DATABASE_FILE, staging, opened, now)
            kept = _keep_present(folder, opened.key, now)
            told = f"{copy.name}，缺{len(gone)}个附件" if gone else copy.name
            on_record = seeing.put_on_record(
                made, told, kept, entries, actor=actor, recovery=recovery, unlocked=unlocked
            )
            _take_place(staging, folder / DATABASE_FILE)
            if on_record:
                seeing.settle(folder, opened.key)
        finally:
            with suppress(OSError):  # what is left is cleared away at the next start
                clear(made)
            held.release()
    return kept


def _take_place(staging: Path, database: Path) -> None:
    """Put the new database in the place of the present one, whose journal must not meet it."""
    for suffix in ("-wal", "-shm"):
        database.with_name(DATABASE_FILE + suffix).unlink(missing_ok=True)
    staging.replace(database)
    sync_folder(database.parent)


class Lacking:
    """Which attachments of copies are nowhere whole any more; each is read once for all copies."""

    def __init__(self, folder: Path, key: bytes) -> None:
        """Of the copies of a data folder, by its present data key."""
        self._folder, self._key, self._files = folder, key, _files(folder, key)

    def of(self, copy: Path) -> list[str]:
        """Their names in a copy."""
        own = _key_of(self._folder, copy, self._key)
        return lost(copy, own, self._files) if own is not None else []


def _copy_and_prove(database: Database, target: Path) -> None:
    """A copy equal to the office; where the office changed meanwhile nothing can be compared, so again."""
    for _ in range(_ATTEMPTS):
        _write(database.engine, database.folder, target, database.data_key)
        copied, present = read_copy(target, database.data_key, bare=True)[0], _contents(database.engine)
        if copied == present:
            return
        if copied.audit_head == present.audit_head:
            break
    raise MachineError("备份与办公数据不一致，已删除这份备份", "办公数据没有改动", "请再备份一次")


def _write(engine: sa.Engine, folder: Path, target: Path, key: bytes) -> None:
    """A copy of the office of a data folder, without the attachments that lie beside it then."""
    office = folder / DATABASE_FILE
    if has_contents(office, key):
        write_light(office, target, key, _files(folder, key))
    else:
        write_copy(engine, target, key)


def _files(folder: Path, key: bytes) -> ContentFiles:
    second = second_place.second_place(folder)
    return contents_beside.files_of(folder, key, second.folder if second else None)


def _has_contents(database: Database, copy: Path, key: bytes) -> bool:
    """Whether everything that a copy leaves out lies beside it."""
    files = _files(database.folder, database.data_key)
    return all(files.has(content.sha256) for content in outside(copy, key))


def _prune(database: Database) -> None:
    known, key = keys.read_keys(database.folder), database.data_key
    contents_beside.prune(database.folder / BACKUPS_FOLDER, known, key, _files(database.folder, key))


def _contents(engine: sa.Engine) -> Contents:
    with engine.execution_options(ro=True).connect() as connection, connection.begin():
        return read_contents(connection.connection.driver_connection, bare=True)


def _head(database: Database) -> str:
    with database.read() as session:
        return chain_head(session)


def _row(path: Path, marks: frozenset[bytes]) -> BackupRow | None:
    if named := of_name(path, _PREFIX):
        made_at, reason = named
    elif _UPGRADE_NAME.fullmatch(path.name):
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        made_at, reason = changed.astimezone().replace(tzinfo=None, microsecond=0), Reason.UPGRADE
    else:
        return None
    return BackupRow(path, made_at, path.stat().st_size, _is_under(path, marks), reason)


def _is_under(path: Path, marks: frozenset[bytes]) -> bool:
    """Whether a file is under one of the keys that are known by their marks."""
    with path.open("rb") as file:
        return file.read(MARK_BYTES) in marks


def _key_of(folder: Path, copy: Path, key: bytes) -> bytes | None:
    """The key of a copy, which may be under a data key of before; None where it is no copy of this office."""
    return keys.key_of_file(keys.read_keys(folder), copy, key) if copy.is_file() else None


def _prepare(folder: Path, copy: Path, staging: Path, key: bytes, *, incomplete: bool) -> list[str]:
    """A proven twin of the copy under the office's key, ready to become its database; gives what it lacks."""
    copy_key = _key_of(folder, copy, key)
    contents = _wanted(copy, copy_key)
    assert copy_key is not None, "_wanted refuses a copy without one"
    gone = lost(copy, copy_key, files := _files(folder, key))
    if gone and not incomplete:
        raise UserError(
            f"备份 {copy.name} 里有{len(gone)}个附件已经不完整（{'、'.join(gone[:3])}）", "请另选一份备份"
        )
    engine = open_engine(copy, copy_key, readonly=True)
    try:
        refuse_foreign_file(engine, copy.name)
        if outside(copy, copy_key):
            write_whole(copy, copy_key, staging, key, files)
        else:
            write_copy(engine, staging, key)
    finally:
        engine.dispose()
    if read_copy(staging, key, bare=True)[0] != contents:
        raise MachineError(f"备份 {copy.name} 没有复制完整", "当前的办公数据没有改动", "请再试一次")
    return gone


def _wanted(copy: Path, key: bytes | None) -> Contents:
    """What a copy of this office holds."""
    if not copy.is_file():
        raise UserError(f"找不到备份 {copy.name}", "请从列表中另选一份")
    if key is None:
        raise UserError(f"{copy.name} 不是这份办公数据的备份", "请另选一份")
    damage = DamagedError(f"备份 {copy.name} 已损坏", "当前的办公数据没有改动", "请另选一份更早的备份")
    if not is_whole(copy, key):
        raise damage
    try:
        return read_copy(copy, key, bare=True)[0]
    except dbapi2.Error as error:
        raise damage from error


def _keep_present(folder: Path, key: bytes, now: datetime) -> Path | None:
    """Keep the present database, with its journal where it cannot be opened."""
    database, backups = folder / DATABASE_FILE, folder / BACKUPS_FOLDER
    if not database.exists():
        return None
    backups.mkdir(exist_ok=True)
    try:
        kept = free_name(backups, _PREFIX, now, Reason.RESTORE)
        engine = open_engine(database, key)
        try:
            _write(engine, folder, kept, key)
        finally:
            engine.dispose()
    except (MachineError, UserError):
        kept = backups / f"office-before-restore-{now:{STAMP}}.db"
        for suffix in ("", "-wal"):
            if (present := folder / f"{DATABASE_FILE}{suffix}").exists():
                duplicate(present, backups / f"{kept.name}{suffix}")
    return kept
