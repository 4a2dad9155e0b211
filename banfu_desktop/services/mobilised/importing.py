"""Contributions from Excel; the exported register comes back. What arrived is entered in the window."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from banfu_desktop.rules.imports import ImportPlan, Options
from banfu_desktop.services.mobilised import mobilised
from banfu_desktop.services.office import plain_imports
from banfu_desktop.services.office.plain_imports import PlainDoor, Values
from banfu_desktop.tables.mobilised import CONTRIBUTIONS

_WHAT = "社会帮扶"
_KNOWN_BY = ("source", "kind", "promised_on", "purpose")


def look(session: Session, path: Path, today: date, options: Options | None = None) -> ImportPlan:
    """Read contributions and say what importing them will do; what is wrong is in the plan.

    Raises:
        UserError: not a table that can be read, one without a single row, or a wrong answer.
    """
    stored = {tuple(getattr(row, name) for name in _KNOWN_BY): row for row in mobilised.listing(session)}

    def check(values: Values, row: Any) -> None:
        mobilised.refuse_values(values, today, row)

    door = PlainDoor("contributions", _WHAT, "笔", CONTRIBUTIONS, "source", _KNOWN_BY, stored, check)
    return plain_imports.look(session, path, door, options)


def carry_out(session: Session, planned: ImportPlan) -> int:
    """Save every contribution of a plan. Returns how many were saved.

    Raises:
        ProblemsError: something is wrong or open; nothing is saved.
        UserError: the office changed since the plan was made; nothing is saved.
    """
    today = session.info["deed"].at.date()
    return plain_imports.carry_out(
        session, planned, _WHAT, lambda values, key: mobilised.save(session, values, today, key)
    )
