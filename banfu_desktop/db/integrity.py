"""Whether a database file is whole: its pages, its tables, its references."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from banfu_desktop.db.troubles import translated

_QUICK, _THOROUGH = "quick_check", "integrity_check"


def check_file(engine: sa.Engine, *, thorough: bool = False) -> tuple[str, ...]:
    """What is wrong with the file, in Chinese; empty when nothing is.

    Args:
        thorough: also whether every index says what its table says; takes as long again.

    Raises:
        MachineError: the disk cannot be read.
    """
    with translated():
        with engine.execution_options(ro=True).connect() as connection:
            torn = bool(_torn_pages(connection))
        if torn:
            _bring_in_the_log(engine)
        with engine.execution_options(ro=True).connect() as connection:
            return tuple(_findings(connection, _THOROUGH if thorough else _QUICK))


def _bring_in_the_log(engine: sa.Engine) -> None:
    """Write what the log holds into the file: the check of pages reads the file alone.

    A power cut while pages were written back leaves torn ones there; SQLite reads them from the log.
    """
    connection = engine.raw_connection()  # outside a transaction, which a checkpoint refuses
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        connection.close()


def _torn_pages(connection: sa.Connection) -> Sequence[object]:
    return connection.exec_driver_sql("PRAGMA cipher_integrity_check").all()


def _findings(connection: sa.Connection, tables: str) -> Iterator[str]:
    pages = _torn_pages(connection)
    if pages:
        yield f"有 {len(pages)} 个数据页被改动或损坏"
        return  # the other checks would stumble over the same pages
    if connection.exec_driver_sql(f"PRAGMA {tables}").scalars().all() != ["ok"]:
        yield "索引与数据表不一致，或它们的内部结构有误" if tables == _THOROUGH else "数据表的内部结构有误"
    lost = Counter(row.table for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))
    yield from (f"有 {count} 条记录所指的记录不存在（{table}）" for table, count in lost.items())


@contextmanager
def any_text(connection: sa.Connection) -> Iterator[None]:
    """Meanwhile a text that is no UTF-8 is read as well, escaped: only another program writes one."""
    driver = connection.connection.driver_connection
    assert driver is not None
    before = driver.text_factory
    driver.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        driver.text_factory = before
