"""Trouble with the machine is said in Chinese; our own bugs are not dressed up as such."""

import errno
from typing import Any

import pytest
import sqlalchemy as sa
from sqlcipher3 import dbapi2

from banfu_desktop.db.troubles import translate
from banfu_desktop.rules.errors import MachineError, UserError


def sqlite_error(code: int) -> sa.exc.DBAPIError:
    cause: Any = dbapi2.OperationalError("said in English")
    cause.sqlite_errorcode = code
    return sa.exc.DBAPIError("SELECT 1", None, cause)


IOERR_SHORT_READ = dbapi2.SQLITE_IOERR | 2 << 8


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (sqlite_error(dbapi2.SQLITE_FULL), "磁盘已满"),
        (sqlite_error(dbapi2.SQLITE_READONLY), "不能写入"),
        (sqlite_error(dbapi2.SQLITE_CANTOPEN), "不能写入"),
        (sqlite_error(dbapi2.SQLITE_IOERR), "读写磁盘时出错"),
        (sqlite_error(IOERR_SHORT_READ), "读写磁盘时出错"),
        (sqlite_error(dbapi2.SQLITE_BUSY), "正忙"),
        (sqlite_error(dbapi2.SQLITE_LOCKED), "正忙"),
        (sqlite_error(dbapi2.SQLITE_CORRUPT), "已损坏"),
        (sqlite_error(dbapi2.SQLITE_NOTADB), "已损坏"),
        (sqlite_error(dbapi2.SQLITE_NOMEM), "内存不足"),
        (OSError(errno.ENOSPC, "No space"), "磁盘已满"),
        (OSError(errno.EROFS, "Read-only"), "不能写入"),
        (PermissionError(errno.EACCES, "denied"), "不能写入"),
        (OSError(errno.EIO, "I/O"), "读写磁盘时出错"),
        (MemoryError(), "内存不足"),
    ],
)
def test_trouble_with_the_machine_is_said(error: Exception, said: str) -> None:
    translated = translate(error)
    assert isinstance(translated, MachineError)
    assert said in translated.what
    assert translated.safe
    assert translated.advice


@pytest.mark.parametrize(
    "error",
    [
        sqlite_error(dbapi2.SQLITE_CONSTRAINT),
        sqlite_error(dbapi2.SQLITE_ERROR),
        sa.exc.InvalidRequestError("ours"),
        FileNotFoundError(errno.ENOENT, "none"),
        ValueError("ours"),
        UserError("已封存"),
    ],
)
def test_anything_else_stays_what_it_is(error: Exception) -> None:
    assert translate(error) is error
