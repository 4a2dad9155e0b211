"""Trouble below the county's database, said in Chinese, whichever engine it is."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from banfu_desktop.db.troubles import translate
from banfu_desktop.rules.errors import MachineError

UNREACHABLE = (
    "县里的数据库连不上，或者中断了",
    "这一次没有保存，之前保存的数据完好",
    "请检查数据库地址、网络、数据库服务和口令文件（PGPASSFILE），再做一次",
)
_FULL = ("数据库服务器的磁盘已满", "这一次没有保存，之前保存的数据完好", "请管理员腾出空间，再做一次")
_NO_ROOM, _MAY_NOT = "53", "42501"


@contextmanager
def translated() -> Iterator[None]:
    """Raise trouble with the machine or the server as a MachineError; our own mistakes stay what they are."""
    try:
        yield
    except Exception as error:
        trouble = _server_trouble(error) or translate(error)
        if trouble is error:
            raise
        raise trouble from error


def _server_trouble(error: Exception) -> MachineError | None:
    if not isinstance(error, sa.exc.DBAPIError) or not type(error.orig).__module__.startswith("psycopg"):
        return None
    state = str(getattr(error.orig, "sqlstate", "") or "")
    if state.startswith(_NO_ROOM):
        return MachineError(*_FULL)
    if state == _MAY_NOT:
        return MachineError(
            "这个数据库用户没有需要的权限", "这一次没有保存", "请管理员给这个用户这个数据库的读写和建表权限"
        )
    return MachineError(*UNREACHABLE) if isinstance(error, sa.exc.OperationalError) else None
