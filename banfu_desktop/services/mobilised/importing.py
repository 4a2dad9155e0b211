"""Contributions from Excel; the exported register comes back. What arrived is entered in the window."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.services.mobilised import mobilised
from banfu_desktop.services.office import plain_imports
from banfu_desktop.services.office.plain_imports import PlainDoor, Values
from banfu_desktop.tables.mobilised import CONTRIBUTIONS

_KNOWN_BY = ("source", "kind", "promised_on", "purpose")


def _contributions(session: Session, today: date) -> PlainDoor:
    """Contributions by source, kind, day and purpose."""
    stored = {tuple(getattr(row, name) for name in _KNOWN_BY): row for row in mobilised.listing(session)}

    def check(values: Values, row: Any) -> None:
        mobilised.refuse_values(values, today, row)

    return PlainDoor("contributions", "笔", CONTRIBUTIONS, "source", _KNOWN_BY, stored, check)


def _save_contribution(session: Session, values: Values, key: int | None, today: date) -> None:
    mobilised.save(session, values, today, key)


CONTRIBUTION_READING = plain_imports.reading("社会帮扶", _contributions, _save_contribution)
