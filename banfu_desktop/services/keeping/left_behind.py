"""What a restore has left behind: the days whose work must be entered again, read from what was kept."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy.orm import Session
from sqlcipher3 import dbapi2

from banfu_desktop.db import keys
from banfu_desktop.db.store import BACKUPS_FOLDER, Database
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.home import Due
from banfu_desktop.services.keeping.rescue import Missing, days_since
from banfu_desktop.services.office import restores

KEY = "lost "
"""Before the number of the restore, as home leads to it."""
_KEPT = ("office-*-restore.db", "office-before-restore-*.db")


def due(session: Session) -> list[Due]:
    """Each restore that lost something, until the clerk has said that it is entered again (已知悉)."""
    return [
        Due(
            f"恢复备份时少了 {restore.lost} 条留痕：那几天登记的，要照清单重新登记",
            "本单位自定",
            "amber",
            "看清单",
            "backup",
            f"{KEY}{restore.entry}",
        )
        for restore in restores.listing(session)
        if restore.lost
    ]


def missing(database: Database, entry: int) -> Missing:
    """Which days' work a restore left behind; not complete where what was kept cannot be read to its end.

    Args:
        entry: the number of the restore's entry in the trail.
    """
    with database.read() as session:
        kept = next((one.kept for one in restores.listing(session) if one.entry == entry), 0)
    backups = database.folder / BACKUPS_FOLDER
    files = sorted((path for pattern in _KEPT for path in backups.glob(pattern)), reverse=True)
    for path in files:
        found = _read(database, path, kept)
        if found is not None and (found.days or not found.complete):
            return found
    return Missing((), complete=False, written=None)


def _read(database: Database, path: Path, kept: int) -> Missing | None:
    with suppress(MachineError, UserError, dbapi2.Error, OSError):
        key = keys.key_of_file(keys.read_keys(database.folder), path, database.data_key)
        if key is not None:
            days, complete = days_since(path, key, kept)
            return Missing(days, complete, None)
    return None
