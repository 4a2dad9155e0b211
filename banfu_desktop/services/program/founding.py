"""Setting up an office: its folder, its record, its keys, annex 1; new or from a county package."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.backup.county_file import TownEntry
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import TownKind
from banfu_desktop.services.keeping import county, restoring
from banfu_desktop.services.keeping.package import code_desk
from banfu_desktop.services.office import county_file, office
from banfu_desktop.services.pairings import pairings
from banfu_desktop.services.pairings.pairings import AnnexRow


def found(session: Session, town: str, county_key: str | None = None, *, practice: bool = False) -> None:
    """Make a new database the office of a town of annex 1.

    Args:
        practice: it is for practice: deeds may be dated any day, and everything it sends says 练习.

    Raises:
        UserError: not a town of the annex, or the database has an office already.
    """
    office.found(session, town, pairings.town_kind(town), county_key, practice=practice)
    pairings.load_annex(session)


def create_by(
    folder: Path, town: str, path: Path, heard: str, actor: str, now: datetime, *, practice: bool = False
) -> str:
    """Set up the office of a town by its county's file, closed again. Returns the recovery key as printed.

    Towns, units, calendar, document number and the county's keys are those of the file.

    Args:
        heard: the file's fingerprint as it was heard on the telephone.

    Raises:
        UserError: no county file, another fingerprint, the town is not on its list or its kind is none of
            the notice's, or an office is there already.
        MachineError: not writable, disk full, in use.
    """
    file = county_file.look(path)
    county_file.refuse_other(file, heard)
    rows = [_annex_row(entry) for entry in file.towns]
    kind = next((row.kind for row in rows if row.town == town), None)
    if kind is None:
        listed = "、".join(row.town for row in rows) or "没有写各镇"
        raise UserError(f"{file.county}的县文件里没有“{town}”", f"名单上有：{listed}", "一")
    database, recovery = Database.create(folder)
    try:
        with database.write(Deed("建立办公室", actor, now)) as session:
            office.found(session, town, kind, practice=practice)
            if file.document_no:
                office.change(session, document_no=file.document_no)
            pairings.load_annex(session, rows)
            county_file.bring_in(session, file, heard, now)
    finally:
        database.close()
    return recovery


def _annex_row(entry: TownEntry) -> AnnexRow:
    """A town of a county's list as a row of the annex; which unit does what, the list does not say."""
    try:
        kind = TownKind.parse(entry.kind)
    except UserError:
        kinds = "、".join(TownKind.labels())
        raise UserError(
            f"县文件里{entry.name}的类别“{entry.kind}”不认识", f"请县里在名单里写明：{kinds}", "一"
        ) from None
    return AnnexRow(entry.name, kind, "", "", "、".join(entry.units), "", "")


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
