"""What the home page says: what is due, how the team stands, and whether the data are safe."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Due:
    """One thing to do: its sentence, clause, urgency (red, amber, grey), the button and where it leads.

    `day` is by when, where the notice or the office has set a day.
    """

    text: str
    clause: str
    urgency: str
    button: str
    room: str
    key: object = None
    day: date | None = None


@dataclass(frozen=True)
class TeamCount:
    """How many of a kind are posted today, and what the notice wants."""

    label: str
    number: int
    wanted: str
    enough: bool


@dataclass(frozen=True)
class Safety:
    """Where the data also are: the latest proven copy, the latest package, the recovery card."""

    copied_at: datetime | None
    package_no: int
    package_at: datetime | None
    card_printed_on: date | None
    card_checked_on: date | None


@dataclass(frozen=True)
class HomeView:
    """All of it; `safety` is None where the window has no data folder."""

    due: Sequence[Due]
    team: Sequence[TeamCount]
    safety: Safety | None
