"""What the home page says: what is due and by when, how the team stands, and whether the data are safe."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.month_steps import MonthStrip

URGENCIES = ("red", "amber", "grey")
_NUMBERS = re.compile(r"[\d.,-]+")
_DAYS_AFTER = 5
"""What is due in the first days of the next month is prepared in this one (the package, the certificate)."""


class Band(Enum):
    """Where on the home page a reminder stands."""

    MONTH = "本月要办"
    SOON = "近期"
    RECORDS = "资料待补"


@dataclass(frozen=True)
class Due:
    """One thing to do: its sentence, clause, urgency (red, amber, grey), the button and where it leads.

    Attributes:
        until: the day it is due; None where no rule sets one.
        limit: the time limit the day comes from, by its name in the doors' LIMITS.
        group: what several of the kind say in one sentence, `{}` for their number; empty: it stands alone.
        name: what this one is called inside its group, the sentence where that is empty.
        records: whether it only asks for records to be completed.
        items: the reminders of a group.
    """

    text: str
    clause: str
    urgency: str
    button: str
    room: str
    key: object = None
    until: date | None = None
    group: str = ""
    name: str = ""
    records: bool = False
    items: "tuple[Due, ...]" = ()
    limit: str = ""

    @property
    def subject(self) -> str:
        """What tells it apart while it is put off: what it asks for, and of which records.

        Its numbers may grow (days, yuan); whatever joins (another claim that is late) makes it another
        subject, which is said anew.
        """
        return f"{self.room}/{_NUMBERS.sub('', self.text)}/{_spelt(self.key)}"

    @property
    def each(self) -> "tuple[Due, ...]":
        """The reminders it is made of: itself, or those of its group."""
        return self.items or (self,)

    def band(self, today: date) -> Band:
        """Where it stands on a day."""
        if self.records and self.urgency != "red":
            return Band.RECORDS
        if self.until is None:
            return Band.SOON if self.urgency == "grey" else Band.MONTH
        near = Month.of(today).last + timedelta(days=_DAYS_AFTER)
        return Band.MONTH if self.until <= near else Band.SOON


def _spelt(key: object) -> str:
    if isinstance(key, (list, tuple)):
        return ",".join(sorted(map(str, key)))
    return str(key)


def grouped(reminders: Iterable[Due]) -> list[Due]:
    """Reminders with those of one kind made one line, where its first stood."""
    kinds: dict[tuple[str, ...], list[Due]] = {}
    for number, due in enumerate(reminders):
        kind = (due.room, due.button, due.clause, due.group, str(due.records))
        kinds.setdefault(kind if due.group else (str(number),), []).append(due)
    return [of_kind[0] if len(of_kind) == 1 else _one(of_kind) for of_kind in kinds.values()]


def _one(reminders: Sequence[Due]) -> Due:
    """A line for several; it is as urgent and as early as the most pressing of them."""
    first = reminders[0]
    days = [due.until for due in reminders if due.until is not None]
    return replace(
        first,
        text=first.group.format(len(reminders)),
        urgency=min((due.urgency for due in reminders), key=URGENCIES.index),
        until=min(days, default=None),
        key=_key([due.key for due in reminders]),
        items=tuple(reminders),
    )


def _key(keys: Sequence[object]) -> object:
    """Where a group leads: to all its records, or to the one place all of them are at."""
    if all(isinstance(key, (int, str)) for key in keys) and len(set(keys)) > 1:
        return list(keys)
    return keys[0]


def in_order(reminders: Iterable[Due], today: date) -> list[Due]:
    """Reminders as the page shows them: by band, then what is late, then by urgency and by day."""
    bands = list(Band)

    def place(due: Due) -> tuple[int, bool, int, date]:
        late = due.until is not None and due.until < today
        urgency = URGENCIES.index(due.urgency)
        return (
            bands.index(due.band(today)),
            not (late or due.urgency == "red"),
            urgency,
            due.until or date.max,
        )

    return sorted(reminders, key=place)


@dataclass(frozen=True)
class PutOff:
    """A reminder that is not shown: until a day (稍后提醒), or for a reason until it changes (已知悉)."""

    id: int
    text: str
    until: date | None
    reason: str


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
    """All of it; `safety` is None where the window has no data folder, `strip` where there is no team yet."""

    due: Sequence[Due]
    team: Sequence[TeamCount]
    safety: Safety | None
    strip: MonthStrip | None = None
    put_off: Sequence[PutOff] = ()
