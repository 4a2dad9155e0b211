"""Restores of the office's data, as a package declares them to the county."""

from sqlalchemy.orm import Session

from banfu_desktop.rules.reception import Restore


def generation(session: Session) -> int:
    """Which generation the data are: one more with every restore."""
    return 1 + len(listing(session))


def listing(_session: Session) -> tuple[Restore, ...]:
    """Every restore on record, the earliest first."""
    return ()
