"""Copies of a database: as it stands at one moment, under any key, proven before they count."""

import os
from pathlib import Path
from urllib.parse import quote
from urllib.request import pathname2url

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from banfu_desktop.db.engine import key_literal, open_engine
from banfu_desktop.db.integrity import check_file
from banfu_desktop.db.troubles import DAMAGED, READ_ONLY, translate, translated
from banfu_desktop.files import begin_file, sync_folder
from banfu_desktop.rules.errors import MachineError, UserError


def write_copy(engine: sa.Engine, target: Path, key: bytes) -> None:
    """Copy a database into one file without side files; an older file of that name is replaced.

    Args:
        engine: the database, open in other hands or not.
        target: where the copy goes; nothing stands there unless the copy is whole.
        key: the copy's own key, which may be the database's.

    Raises:
        MachineError: disk full, folder not writable, the database or its copy damaged.
    """
    part = target.with_name(target.name + ".part")
    with translated():
        _begin(part)
        try:
            _export(engine, part, key)
            prove(part, key)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(target.parent)


def is_whole(path: Path, key: bytes) -> bool:
    """Whether every page of a database file is as it was written, and its tables and references hold."""
    try:
        engine = open_engine(path, key, readonly=True)
    except (MachineError, UserError):
        return False
    try:
        return check_file(engine) == ()
    except MachineError:
        return False
    finally:
        engine.dispose()


def _begin(part: Path) -> None:
    """Make the empty file that SQLite then writes into."""
    try:
        os.close(begin_file(part))
    except FileNotFoundError:
        raise MachineError(*READ_ONLY) from None


def _export(engine: sa.Engine, part: Path, key: bytes) -> None:
    """VACUUM INTO runs outside transactions, so it goes past SQLAlchemy, which begins one."""
    address = f"file:{pathname2url(str(part.absolute()))}?key={quote(key_literal(key))}"
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA query_only=OFF")
        try:
            driver.execute("VACUUM INTO ?", (address,))
        except dbapi2.Error as error:
            raise translate(error) from None  # SQLite's own words would tell the address, and the key in it


def prove(part: Path, key: bytes) -> None:
    """Look at every page of a file just written, and have it on the disk.

    Raises:
        MachineError: it is damaged.
    """
    engine = open_engine(part, key, readonly=True)
    try:
        if check_file(engine):
            raise MachineError(*DAMAGED)
    finally:
        engine.dispose()
    with part.open("r+b") as file:
        os.fsync(file.fileno())
