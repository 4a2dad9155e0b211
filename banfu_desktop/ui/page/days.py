"""What day it is and which days are rest days, for fields that take a day."""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from banfu_desktop.rules.dates import Month, MonthCalendar
    from banfu_desktop.ui.context import Context

Then = Callable[["MonthCalendar"], object]


class Days:
    """Reads days typed the short way, and knows the office's rest days once they are asked for."""

    def __init__(self, ctx: "Context") -> None:
        self._ctx = ctx

    def short(self, text: str) -> "date | None":
        """The day of a short form (11-20, 昨天); None where it is written in full or is no day."""
        from banfu_desktop.rules.dates import typed_date

        return typed_date(text, self._ctx.today)

    def read(self, text: str) -> "date":
        """A day, written in full or the short way.

        Raises:
            UserError: it is no day.
        """
        from banfu_desktop.rules.dates import parse_date

        return self.short(text) or parse_date(text)

    def rest_days(self, month: "Month", then: Then) -> None:
        """Ask for a month's rest days; `then` gets them a little later."""

        def work(session: object) -> "MonthCalendar":
            from banfu_desktop.services.attendance.rest_days import RestDays

            return RestDays(session)[month]  # type: ignore[arg-type]  # the window looks into no session

        self._ctx.tasks.read(work, then, lambda _: True)

    def ask(self, title: str, text: str, proposed: "date", *, confirm: str = "确定") -> "date | None":
        """Ask for a day in a box that stays open until one can be read; None: thought better of it.

        Raises:
            UserError: it is no day.
        """
        answer = self._ctx.dialogs.ask_text(title, text, str(proposed), confirm=confirm, check=self.read)
        return None if answer is None else self.read(answer)
