"""Whether a database file is whole: its pages, its tables, its references."""

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from banfu_desktop.db.troubles import translated


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
    if connection.exec_driver_sql("PRAGMA quick_check").scalars().all() != ["ok"]:
        yield "数据表的内部结构有误"
    lost = Counter(row.table for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    yield from (f"有 {count} 条记录所指的记录不存在（{table}）" for table, count in lost.items())
