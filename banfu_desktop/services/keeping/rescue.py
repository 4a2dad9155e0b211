"""When the office's file is damaged: which copy holds the most of the work, and which days' work it lacks."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from banfu_desktop.db import keys, passwords
from banfu_desktop.db.copies import is_whole
from banfu_desktop.db.engine import open_engine
from banfu_desktop.db.passwords import Unlocked
from banfu_desktop.db.schema import ForeignSchemaError, refuse_foreign_file
from banfu_desktop.db.store import DATABASE_FILE
from banfu_desktop.db.troubles import translated
from banfu_desktop.files import clear, move_in
from banfu_desktop.rules.errors import DamagedError, MachineError, UserError
from banfu_desktop.services.keeping.copies import BackupRow, Lacking, list_backups

_LAST = "SELECT coalesce(max(id), 0), max(at) FROM audit WHERE id = (SELECT max(id) FROM audit)"
_OFFERED, _NAMED = 12, 4
_SINCE = "SELECT deed, at, name FROM audit WHERE id > ? AND deed IS NOT NULL ORDER BY id"


@dataclass(frozen=True)
class WayBack:
    """A copy that can take the office's place.

    Attributes:
        entries: how far the audit trail goes in it; the copy with the longest holds the most work, whatever
            the clock said when it was made.
        until: when the last deed in it was done, local time; None in an office without deeds.
        lacking: the names of its attachments that are nowhere whole any more.
    """

    copy: BackupRow
    entries: int
    until: datetime | None
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Day:
    """A day's deeds that a copy lacks, each by its name (登记请假)."""

    day: date
    deeds: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """What must be entered again after a copy has taken the office's place.

    Attributes:
        days: as far as the damaged file still tells.
        complete: whether it tells all; else there may be more, up to `written`.
        written: when the damaged file was last written, by the file system; None where it is gone.
    """

    days: tuple[Day, ...]
    complete: bool
    written: datetime | None


def ways_back(
    folder: Path, *, recovery: str | None = None, unlocked: Unlocked | None = None
) -> list[WayBack]:
    """The copies beside an office that are whole to the last page, the one with the most work first.

    So many are looked at that the best few are proven; a copy with a damaged page is never among them. One
    whose attachments are not all whole any more says so.

    Raises:
        UserError: this computer has no key of the office, see Database.open.
        MachineError: the folder cannot be read.
    """
    copies = [copy for copy in list_backups(folder) if copy.verified]
    key = passwords.unlock(folder, recovery=recovery, unlocked=unlocked).key if copies else b""
    known = keys.read_keys(folder) if copies else None
    ways: list[tuple[WayBack, bytes]] = []
    for copy in copies:
        own = keys.key_of_file(known, copy.path, key) if known else None
        if own is not None and (way := _way(copy, own)):
            ways.append((way, own))
    ways.sort(key=lambda pair: (pair[0].entries, pair[0].copy.made_at), reverse=True)
    whole = (way for way, own in ways if is_whole(way.copy.path, own) and _is_ours(way.copy.path, own))
    best, lacking = list(islice(whole, _OFFERED)), Lacking(folder, key)
    return [replace(way, lacking=tuple(lacking.of(way.copy.path))) for way in best]


def take_home(place: Path, folder: Path) -> None:
    """Copy what lies without an office, as on a stick, to where an office's data go, whole or not at all.

    Raises:
        UserError: the folder holds something already.
        MachineError: no room, not writable, the stick was pulled out.
    """
    staging = folder.with_name(f".{folder.name}.work")
    with translated():
        if folder.exists() and any(folder.iterdir()):
            raise UserError(f"“{folder}”里已有别的内容", "请先点“更改…”选一个空的文件夹，再选备份")
        clear(staging)
        try:
            shutil.copytree(place, staging)
            move_in(staging, folder)
        finally:
            clear(staging)


def lacking_words(lacking: Sequence[str]) -> str:
    """Which attachments a copy brings back no more, in a sentence; empty where it has all."""
    if not lacking:
        return ""
    names = "、".join(lacking[:_NAMED]) + ("等" if len(lacking) > _NAMED else "")
    return f"有{len(lacking)}个附件在备份里已不完整，恢复以后打不开，请找原件重新添加：{names}。"


def no_way_back(folder: Path, error: DamagedError) -> DamagedError:
    """What to say of a damaged office beside which no whole copy lies."""
    if isinstance(error, ForeignSchemaError):
        return error
    copies = len([copy for copy in list_backups(folder) if copy.verified])
    safe = f"本机的{copies}份备份也已损坏，没有一份完整" if copies else "本机没有备份"
    return DamagedError(
        "办公数据文件已损坏", safe, "请不要再改动这个文件夹，用最近的上报包恢复到新文件夹，并联系维护人员"
    )


def missing(
    folder: Path, way: WayBack, *, recovery: str | None = None, unlocked: Unlocked | None = None
) -> Missing:
    """Which days' work a copy lacks, read from the damaged file as far as it goes; it is not written to.

    Raises:
        UserError: this computer has no key of the office.
    """
    days: tuple[Day, ...] = ()
    complete = False
    with suppress(MachineError, UserError, dbapi2.Error):
        key = passwords.unlock(folder, recovery=recovery, unlocked=unlocked).key
        days, complete = days_since(folder / DATABASE_FILE, key, way.entries)
    return Missing(days, complete, _written(folder))


def days_since(file: Path, key: bytes, entries: int) -> tuple[tuple[Day, ...], bool]:
    """The days' work after an entry of the trail, as far as a file tells, and whether it tells all."""
    deeds: list[tuple[int, str, str]] = []
    try:
        for row in _deeds_since(file, key, entries):
            deeds.append(row)
    except (MachineError, UserError, dbapi2.Error):
        return _days(deeds), False
    return _days(deeds), True


def _way(copy: BackupRow, key: bytes) -> WayBack | None:
    """None for a copy that cannot be read."""
    with suppress(MachineError, UserError, dbapi2.Error):
        entries, at = next(iter(_rows(copy.path, key, _LAST)))
        return WayBack(copy, entries, datetime.fromisoformat(at) if at else None)
    return None


def _is_ours(copy: Path, key: bytes) -> bool:
    """Whether nobody planted anything in a copy; it may have been made of a tampered office."""
    engine = open_engine(copy, key, readonly=True)
    try:
        refuse_foreign_file(engine, copy.name)
    except (ForeignSchemaError, UserError):
        return False
    finally:
        engine.dispose()
    return True


def _deeds_since(file: Path, key: bytes, entries: int) -> Iterator[tuple[int, str, str]]:
    yield from _rows(file, key, _SINCE, entries)


def _rows(file: Path, key: bytes, statement: str, *values: int) -> Iterator[Any]:
    """Rows one by one, so that those before a damaged page are had."""
    engine = open_engine(file, key, readonly=True)
    try:
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            with closing(driver.execute(statement, values)) as rows:
                yield from rows
    finally:
        engine.dispose()


def _days(rows: list[tuple[int, str, str]]) -> tuple[Day, ...]:
    deeds = {deed: (datetime.fromisoformat(at).date(), name) for deed, at, name in rows}
    in_order = sorted(deeds.values(), key=lambda deed: deed[0])
    return tuple(
        Day(day, tuple(name for _, name in group)) for day, group in groupby(in_order, lambda deed: deed[0])
    )


def _written(folder: Path) -> datetime | None:
    files = [folder / f"{DATABASE_FILE}{suffix}" for suffix in ("", "-wal")]
    times = [file.stat().st_mtime for file in files if file.exists()]
    return datetime.fromtimestamp(max(times)) if times else None  # noqa: DTZ006 (local, as the clerk's clock)
