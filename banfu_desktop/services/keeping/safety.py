"""How safe the data are, as home says it: copies, packages, the recovery card."""

from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Safety
from banfu_desktop.services.keeping import copies, recovery
from banfu_desktop.services.office import office


def standing(session: Session, folder: Path) -> Safety:
    """The state of an office whose data folder is `folder`."""
    proven = [row.made_at for row in copies.list_backups(folder) if row.verified]
    return Safety(
        copied_at=proven[0] if proven else None,
        package_no=office.current(session).package_no,
        package_at=office.last_package_at(session),
        card_printed_on=recovery.printed_on(folder),
        card_checked_on=recovery.checked_on(folder),
    )
