"""本月待办: what is due, why (clause), by when, and where it is done."""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from banfu_desktop.rules.home import Due, HomeView
from banfu_desktop.services import rooms
from banfu_desktop.services.keeping import safety
from banfu_desktop.services.members import members, team

_ORDER = ("red", "amber", "grey")


def view(session: Session, today: date, folder: Path | None) -> HomeView:
    """Everything the home page says; `folder` is the office's data folder."""
    standing = None if folder is None else safety.standing(session, folder)
    return HomeView(due(session, today), team.counts(session, today), standing)


def due(session: Session, today: date) -> list[Due]:
    """Everything due today in any room, most urgent first."""
    if not members.listing(session):
        return [Due("还没有成员：请导入花名册，或逐个登记", "一", "red", "导入花名册", "members")]
    everything = [reminder for due_of in rooms.offered("due") for reminder in due_of(session, today)]
    return sorted(everything, key=lambda reminder: _ORDER.index(reminder.urgency))
