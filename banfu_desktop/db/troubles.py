"""Trouble with the machine below the database, said in Chinese: what happened, what is safe, what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from banfu_desktop.rules.errors import DamagedError, DiskFullError, MachineError, UserError

FULL = ("磁盘已满", "这一次没有保存，之前保存的数据完好", "请腾出一些空间，再做一次")
READ_ONLY = ("办公数据所在的文件夹不能写入", "数据没有改动", "请检查文件夹的权限，或把数据放到可以写入的磁盘")
BROKEN_DISK = ("读写磁盘时出错", "这一次没有保存", "请检查磁盘是否已满、连接是否松动，再打开程序")
BUSY = ("办公数据正忙", "这一次没有保存，之前保存的数据完好", "请稍等几秒，再做一次")
DAMAGED = ("办公数据文件已损坏", "备份不受影响", "请不要继续录入，从最近的备份恢复")
NO_MEMORY = ("电脑内存不足", "这一次没有保存，之前保存的数据完好", "请关闭其他程序，再做一次")

_SQLITE = {
    dbapi2.SQLITE_FULL: FULL,
    dbapi2.SQLITE_READONLY: READ_ONLY,
    dbapi2.SQLITE_CANTOPEN: READ_ONLY,
    dbapi2.SQLITE_PERM: READ_ONLY,
    dbapi2.SQLITE_IOERR: BROKEN_DISK,
    dbapi2.SQLITE_BUSY: BUSY,
    dbapi2.SQLITE_LOCKED: BUSY,
    dbapi2.SQLITE_CORRUPT: DAMAGED,
    dbapi2.SQLITE_NOTADB: DAMAGED,
    dbapi2.SQLITE_NOMEM: NO_MEMORY,
}
_KINDS = {DAMAGED: DamagedError, FULL: DiskFullError}
_NO_FOLDER = (errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG)
_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY,
    errno.EIO: BROKEN_DISK,
    errno.ENOMEM: NO_MEMORY,
}


def sqlite_code(error: Exception) -> int:
    """SQLite's primary result code behind an error; 0 when there is none."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    return int(getattr(cause, "sqlite_errorcode", 0)) & 0xFF


def translate(error: Exception) -> Exception:
    """Trouble with the machine as a MachineError; any other error comes back as it is, for it is our bug.

    Knows SQLAlchemy's and SQLCipher's errors, OSError and MemoryError. A path that cannot be is refused.
    """
    if isinstance(error, OSError) and error.errno in _NO_FOLDER:
        return UserError("这个位置不能用作文件夹", "请核对路径，或换一个文件夹")
    if isinstance(error, IsADirectoryError):
        return MachineError(
            f"“{Path(error.filename2 or error.filename or '').name}”应当是文件，却是一个文件夹",
            "这一次没有保存，之前保存的数据完好",
            "请把这个文件夹改名或移到别处，再做一次",
        )
    if isinstance(error, OSError):
        wording = _SYSTEM.get(error.errno or 0)
    elif isinstance(error, MemoryError):
        wording = NO_MEMORY
    else:
        wording = _SQLITE.get(sqlite_code(error))
    if wording is None:
        return error
    return _KINDS.get(wording, MachineError)(*wording)


@contextmanager
def translated(kind: type[Exception] = Exception, *, bug: int | None = None) -> Iterator[None]:
    """Raise what happens inside as `translate` says it.

    Args:
        kind: the kind of error to look at.
        bug: an SQLite result code that at this place is our fault, not the machine's.
    """
    try:
        yield
    except kind as error:
        trouble = translate(error)
        if trouble is error or sqlite_code(error) == bug:
            raise
        raise trouble from error
