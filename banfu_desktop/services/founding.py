"""Setting up an office in one deed: its record, its keys, annex 1."""

from sqlalchemy.orm import Session

from banfu_desktop.services import office, pairings


def found(session: Session, town: str, county_key: str | None = None) -> None:
    """Make a new database the office of a town of annex 1.

    Raises:
        UserError: not a town of the annex, or the database has an office already.
    """
    office.found(session, town, pairings.town_kind(town), county_key)
    pairings.load_annex(session)
