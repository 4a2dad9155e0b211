"""An office on a full disk: opened for reading only, without the side files for which there is no room."""

from pathlib import Path
from shutil import disk_usage

import sqlalchemy as sa

from banfu_desktop.db.engine import checkpoint_alone, open_engine
from banfu_desktop.db.troubles import FULL
from banfu_desktop.rules.errors import DamagedError, DiskFullError, MachineError

_ROOM = 2**20
"""Bytes that SQLite's side files and one deed want."""


def open_office(path: Path, key: bytes) -> sa.Engine:
    """Open the office's file; one whose disk is full only to be read, which its engine says (option `ro`).

    Raises:
        DiskFullError: not even that: what an unclean end has left in its log has no room in the file.
        WrongKeyError, MachineError: see open_engine.
    """
    try:
        return open_engine(path, key)
    except DamagedError:
        raise
    except MachineError as trouble:
        if disk_usage(path.parent).free >= _ROOM:
            raise
        return _for_reading(path, key, trouble)


def _for_reading(path: Path, key: bytes, trouble: MachineError) -> sa.Engine:
    """Whoever reads past the log must not miss what is in it, so that goes into the file first.

    Nobody else is at work in the folder; its lock is held.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.is_file() and log.stat().st_size:
        checkpoint_alone(path, key)
        if log.is_file() and log.stat().st_size:
            raise DiskFullError(*FULL) from trouble
    return open_engine(path, key, readonly=True, immutable=True)
