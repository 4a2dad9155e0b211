"""The files of a new office: laid out whole or not at all; and whether a folder holds an office."""

from collections.abc import Callable
from pathlib import Path

from banfu_desktop.db import keys
from banfu_desktop.db.engine import new_engine
from banfu_desktop.db.keys import OFFICE_FILE
from banfu_desktop.db.machine import this_machine
from banfu_desktop.db.town_seed import keep_seed
from banfu_desktop.db.upgrade import upgrade
from banfu_desktop.files import sync_folder
from banfu_desktop.rules.errors import MachineError, UserError

_UNFINISHED = "office.new.db"
_GONE = ("这一次没有保存", "请把它放回原来的位置，再做一次；找不回来时，请从最近的备份恢复")


def fill_empty(path: Path, key: bytes) -> None:
    """Make the database of an empty office.

    Raises:
        MachineError: disk full, folder not writable.
    """
    engine = new_engine(path, key)
    try:
        upgrade(engine)
    finally:
        engine.dispose()


def lay_out(folder: Path, fill: Callable[[Path, bytes], None], seed: bytes | None) -> str:
    """Write the files of a new office; renaming the database to its name is what makes it one.

    The unfinished database stands there before the key file does, so that after a power cut a key file
    without a database is known for what it is.

    Args:
        fill: writes the database into a file under a key.
        seed: the town's signing seed, where it is known; else there is a new one.

    Returns:
        The recovery key, as printed.

    Raises:
        UserError: there is an office already.
    """
    database, unfinished = folder / OFFICE_FILE, folder / _UNFINISHED
    if database.exists() or (_has_keys(folder) and not unfinished.exists()):
        raise UserError("这个文件夹里已有办公数据", "请换一个空文件夹，或直接打开它")
    _clear(folder)
    try:
        unfinished.touch(mode=0o600)
        key, text = keys.create_keys(folder, this_machine())
        if seed is not None:
            keep_seed(folder, key, seed)
        fill(unfinished, key)
        unfinished.replace(database)
        sync_folder(folder)
    except BaseException:
        _clear(folder)
        raise
    return text


def _clear(folder: Path) -> None:
    """Remove what an unfinished creation has left, the mark that it is unfinished last."""
    side_files = (folder / f"{_UNFINISHED}{suffix}" for suffix in ("-wal", "-shm", ".part"))
    for path in (*keys.key_files(folder), *side_files, folder / _UNFINISHED):
        path.unlink(missing_ok=True)


def _has_keys(folder: Path) -> bool:
    return any(path.exists() for path in keys.key_files(folder))


def refuse_absent(folder: Path) -> None:
    """Refuse a folder without an office.

    Raises:
        UserError: there is none, or its database is missing.
    """
    if not (folder / OFFICE_FILE).is_file():
        if _has_keys(folder) and not (folder / _UNFINISHED).exists():
            raise UserError(f"缺少数据文件 {OFFICE_FILE}", "请从最近的备份恢复")
        raise UserError("这个文件夹里没有办公数据", "请先登记办公数据（init），或改用正确的文件夹")


def refuse_gone(folder: Path) -> None:
    """Refuse a deed where the office open here is no longer in its place: moved, renamed or deleted.

    Linux lets that happen to an open file, and what is then written into it may never be seen again.

    Raises:
        MachineError: it is not there.
    """
    if not (folder / OFFICE_FILE).exists():
        raise MachineError(f"数据文件夹“{folder.name}”不在原来的位置了（可能被移走、改名或删除）", *_GONE)
