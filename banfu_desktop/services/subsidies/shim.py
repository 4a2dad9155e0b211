"""Stand-in until the counting of days lands."""

from dataclasses import dataclass
from typing import Any

from banfu_desktop.rules.dates import Month, MonthCalendar
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance


@dataclass(frozen=True)
class _Counting:
    by_calendar: bool = False

    def counts(self, state: DayState, *, rest: bool) -> bool:
        return not rest or state is DayState.SICK


class RestDays:
    def __init__(self, session: Any) -> None:
        self._session, self._made = session, dict[Month, MonthCalendar]()

    def __getitem__(self, month: Month) -> MonthCalendar:
        if month not in self._made:
            self._made[month] = MonthCalendar(month, attendance.days_off(self._session, month))
        return self._made[month]


def counting(choices: Any, month: Month) -> _Counting:
    return _Counting()
