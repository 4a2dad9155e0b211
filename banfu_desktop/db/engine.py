"""One encrypted database file: opened as SQLCipher wants to be opened, with the key proven at once."""

from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import pathname2url

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlcipher3 import dbapi2

from banfu_desktop.db.troubles import DAMAGED, sqlite_code, translate, translated
from banfu_desktop.db.wiping import wipe
from banfu_desktop.db.wrapping import KEY_BYTES, MARK_BYTES, fingerprint
from banfu_desktop.rules.errors import DamagedError, MachineError, UserError

APPLICATION_ID = 0x62616E66  # "banf"
LIGHT_ID = 0x62616E6C
"""Of a copy whose attachments lie beside it: "banl"."""
BUSY_SECONDS = 5
PRAGMAS = (
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE deletes rows behind the audit's back
    "secure_delete=ON",
    "temp_store=MEMORY",
    "synchronous=FULL",
)


_NO_OFFICE = (
    "office.db 是一份本机备份，附件另外存在备份文件夹里，不能直接当办公数据用",
    "备份没有改动",
    "请从备份中恢复，附件会一起放回去",
)


class Dialect(SQLiteDialect_pysqlite):
    """SQLCipher's SQL, the same for every file: what one engine has compiled serves the next."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


sa.dialects.registry.register("sqlite.banfu", __name__, Dialect.__name__)
_COMPILED = sa.util.LRUCache[Any, Any](1000)


def forget_compiled() -> None:
    """Forget the statements compiled so far, and with them the values they were first asked with."""
    _COMPILED.clear()


class WrongKeyError(UserError):
    """The key and the database file do not belong together."""

    def __init__(self) -> None:
        super().__init__(
            "钥匙文件 keys.json 与数据文件 office.db 不是同一套",
            "改密码、有人离开或补发恢复卡以后，以前的 keys.json 不再有用；请取回与 office.db 同时的那一份",
        )


def key_literal(key: bytes) -> str:
    """The key as PRAGMA key and ATTACH take it.

    Raises:
        ValueError: not 32 bytes; SQLCipher would silently take another length for a passphrase.
    """
    if len(key) != KEY_BYTES:
        raise ValueError(f"a data key has {KEY_BYTES} bytes, not {len(key)}")
    return f"x'{key.hex()}{fingerprint(key).hex()}'"


def open_engine(path: Path, key: bytes, *, readonly: bool = False, immutable: bool = False) -> sa.Engine:
    """Open a database file that exists.

    A transaction takes the write lock at once; one on a connection with the execution option `ro` takes
    none and may not write.

    Args:
        readonly: nothing can be written; only so a copy is opened whose attachments lie beside it.
        immutable: nor are there side files: nobody writes meanwhile, and a log of before is passed over.

    Raises:
        ValueError: the key has a wrong length.
        WrongKeyError: the file is under another key.
        MachineError: no such file, not our file, damaged, locked, disk full, folder not writable.
    """
    key_literal(key)
    if not path.is_file():
        raise MachineError(f"找不到数据文件 {path.name}", "备份不受影响", "请从最近的备份恢复")
    engine = _engine(path, key, readonly=readonly, immutable=immutable)
    try:
        with engine.execution_options(ro=True).connect() as connection:
            application = connection.exec_driver_sql("PRAGMA application_id").scalar()
    except sa.exc.DBAPIError as error:
        engine.dispose()
        raise _unopened(path, key, error) from error
    if application not in ((APPLICATION_ID, LIGHT_ID) if readonly else (APPLICATION_ID,)):
        engine.dispose()
        raise DamagedError(*_NO_OFFICE) if application == LIGHT_ID else MachineError(*DAMAGED)
    return engine


def new_engine(path: Path, key: bytes) -> sa.Engine:
    """Make a database file under the key and open it; the file is missing or empty.

    Raises:
        ValueError: the key has a wrong length.
        MachineError: disk full, folder not writable.
    """
    key_literal(key)
    with translated():
        path.touch(mode=0o600)
        engine = _engine(path, key, readonly=False)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    return engine


def checkpoint_alone(path: Path, key: bytes) -> None:
    """Put what the log of an unclean end holds into the database file, without a file of shared memory.

    Raises:
        MachineError: there is no room for it; the log stays.
    """
    with translated(), closing(_connect(_uri(path, "rw"), key, readonly=True, alone=True)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def connect_alone(path: Path, key: bytes, *, readonly: bool = False) -> Any:
    """A bare connection to a file that nobody else writes; without a log of its own.

    Raises:
        sqlcipher3.dbapi2.Error: it cannot be opened, or is under another key.
    """
    return _connect(_uri(path, "ro" if readonly else "rw"), key, readonly=True)


def attach(connection: Any, path: Path, key: bytes, name: str) -> None:
    """Attach a database to a bare connection, to be read."""
    literal = key_literal(key)
    try:
        connection.execute(f"ATTACH ? AS {name} KEY ?", (_uri(path, "ro"), literal))
    finally:
        wipe(literal)


def _uri(path: Path, mode: str) -> str:
    return f"file:{pathname2url(str(path.absolute()))}?mode={mode}"


def _engine(path: Path, key: bytes, *, readonly: bool, immutable: bool = False) -> sa.Engine:
    """Holds the key itself and no text of it, so that wiping the one object is enough."""
    uri = _uri(path, "ro" if readonly else "rw") + ("&immutable=1" if immutable else "")

    def connect() -> Any:
        return _connect(uri, key, readonly=readonly)

    engine = sa.create_engine(
        "sqlite+banfu://",
        module=dbapi2,
        creator=connect,
        poolclass=sa.QueuePool,
        pool_size=2,
        max_overflow=2,
        execution_options={"ro": readonly, "compiled_cache": _COMPILED},
        hide_parameters=True,  # an error report carries no personal data
    )
    event.listen(engine, "begin", _begin)
    return engine


def _give_key(connection: Any, key: bytes) -> None:
    """The key must be said as a text; no text of it is left behind."""
    literal = key_literal(key)
    statement = f'PRAGMA key="{literal}"'
    try:
        connection.execute(statement)
    finally:
        wipe(statement)
        wipe(literal)


def _connect(uri: str, key: bytes, *, readonly: bool, alone: bool = False) -> Any:
    connection = dbapi2.connect(
        uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA cipher_log_level=NONE")
        _give_key(connection, key)
        if alone:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE").fetchone()
        connection.execute(
            "PRAGMA schema_version"
        ).fetchone()  # a wrong key shows here, not at the first query
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not readonly:
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _begin(connection: sa.Connection) -> None:
    """SQLAlchemy leaves BEGIN to the driver, which would begin late and never before DDL or a savepoint."""
    reading = connection.get_execution_options().get("ro", False)
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _unopened(path: Path, key: bytes, error: sa.exc.DBAPIError) -> Exception:
    """Why the first page could not be read: another key's file, or this key's file damaged."""
    if sqlite_code(error) == dbapi2.SQLITE_NOTADB:
        with path.open("rb") as file:
            if file.read(MARK_BYTES) != fingerprint(key):
                return WrongKeyError()
    return translate(error)
