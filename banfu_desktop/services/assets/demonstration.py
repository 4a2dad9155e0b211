"""The assets of the demonstration office: street lamps that a project is for."""

from datetime import date

from sqlalchemy.orm import Session

from banfu_desktop.services.assets import assets

_TODAY = date(2026, 10, 31)


def fill(session: Session) -> None:
    """The lamps that a project is for."""
    lamp = {
        "number": "2026-001",
        "item": "太阳能路灯",
        "model": "60W",
        "quantity": 12,
        "value_fen": 4_560_000,
    }
    where = {"place": "梅坑村文化广场", "keeper": "村委会", "acquired_on": date(2026, 6, 30)}
    assets.save(session, lamp | where, _TODAY)
