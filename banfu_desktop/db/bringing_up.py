"""Bringing an office's file up to this program's schema, behind a proven copy of it."""

from pathlib import Path

import sqlalchemy as sa

from banfu_desktop.db.copies import write_copy
from banfu_desktop.db.keys import BACKUPS_FOLDER, OFFICE_FILE
from banfu_desktop.db.persons import Signer
from banfu_desktop.db.schema import refuse_foreign_file
from banfu_desktop.db.town_seed import seed_of
from banfu_desktop.db.upgrade import schema_version, steps_behind, upgrade


def bring_up_to_date(engine: sa.Engine, folder: Path, key: bytes, signer: Signer | None) -> bool:
    """Upgrade an older database, behind a proven copy of it; gives whether it was one.

    Raises:
        ForeignSchemaError: its schema is not the one that the program of its version made.
    """
    behind = steps_behind(engine)
    if behind:
        refuse_foreign_file(engine, OFFICE_FILE)
        backups = folder / BACKUPS_FOLDER
        backups.mkdir(exist_ok=True)  # whoever moved the office may have left the copies behind
        write_copy(engine, backups / f"before-upgrade-from-{schema_version() - behind}.db", key)
        upgrade(engine, signer, seed_of(folder, key))
    return bool(behind)
