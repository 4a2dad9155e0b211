"""Whether a database file is whole: its pages, its tables, its references."""

from collections.abc import Iterator

import sqlalchemy as sa

from banfu_desktop.db.troubles import translated

_SHOWN = 5


def check_file(engine: sa.Engine) -> tuple[str, ...]:
    """What is wrong with the file, in Chinese; empty when nothing is.

    Raises:
        MachineError: the disk cannot be read.
    """
    with translated(), engine.execution_options(ro=True).connect() as connection:
        return tuple(_findings(connection))


def _findings(connection: sa.Connection) -> Iterator[str]:
    pages = connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()
    if pages:
        yield f"有 {len(pages)} 个数据页被改动或损坏"
        return  # the other checks would stumble over the same pages
    tables = connection.exec_driver_sql(f"PRAGMA quick_check({_SHOWN})").scalars()
    yield from (f"表的结构有误：{found}" for found in tables if found != "ok")
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    yield from (f"{table} 第 {row} 行指向的 {parent} 不存在" for table, row, parent, _ in lost[:_SHOWN])
