"""Setting up an office: its folder, its record, its keys, annex 1; new or from a county package."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.services.keeping import county, restoring
from banfu_desktop.services.keeping.package import code_desk
from banfu_desktop.services.office import office
from banfu_desktop.services.pairings import pairings


def found(session: Session, town: str, county_key: str | None = None, *, practice: bool = False) -> None:
    """Make a new database the office of a town of annex 1.

    Args:
        practice: it is for practice: deeds may be dated any day, and everything it sends says 练习.

    Raises:
        UserError: not a town of the annex, or the database has an office already.
    """
    office.found(session, town, pairings.town_kind(town), county_key, practice=practice)
    pairings.load_annex(session)


def create(
    folder: Path,
    town: str,
    county_key: Path | None,
    actor: str,
    now: datetime,
    *,
    practice: bool = False,
) -> str:
    """Set up the office of a town in a folder, closed again. Returns the recovery key as printed.

    Raises:
        UserError: not a town of the annex, an office is there already, or not a county's key file.
        MachineError: not writable, disk full, in use.
    """
    pairings.town_kind(town)
    key = None if county_key is None else county.read_public_key(county_key)
    database, recovery = Database.create(folder)
    try:
        with database.write(Deed("建立办公室", actor, now)) as session:
            found(session, town, key, practice=practice)
    finally:
        database.close()
    return recovery


def restore(folder: Path, package: Path, typed: str) -> tuple[str, str]:
    """Set up the office a package holds. Returns its new recovery key as printed, and its town.

    Args:
        typed: what stands on the recovery card; of a package of format 1 the transfer code.

    Raises:
        UserError: not a package, not its key or code, or the folder is not empty.
        MachineError: not writable, disk full.
    """
    if restoring.needs_card(package):
        made = restoring.restore_package(package, folder, None, key=typed)
    else:
        made = restoring.restore_package(package, folder, code_desk(typed))
    return made.recovery, made.package.town
