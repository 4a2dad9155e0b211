"""The period of the work log: a week, ‹ 11月23日 – 29日 ›, a month or a year, stepped by the same keys."""

from datetime import date, timedelta

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.worklog import week_of
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.period import PeriodPicker


class WeekPeriod(PeriodPicker):
    """Chooses a week while `weekly` is set; the month is that of its Thursday, as weeks are numbered."""

    def __init__(self, look: Look, day: date) -> None:
        self._monday, self._weekly = week_of(day)[0], True
        super().__init__(look, Month.of(day))

    @property
    def day(self) -> date:
        """The Monday of the week shown."""
        return self._monday

    def set_weekly(self, weekly: bool) -> None:
        """Step by weeks, or by months or years."""
        self._weekly = weekly
        self._show()

    def set_day(self, day: date) -> None:
        """Show the week of a day without telling anyone."""
        self._monday = week_of(day)[0]
        super().set_month(Month.of(self._monday + timedelta(days=3)))

    def set_month(self, month: Month) -> None:
        """Show a month without telling anyone; of a week that lies outside it, the month's first."""
        days = week_of(self._monday)
        if month not in (Month.of(days[0]), Month.of(days[-1])):
            self._monday = week_of(month.first)[0]
        super().set_month(month)

    def step(self, steps: int) -> None:
        """So many weeks on (back when negative); the choice is told even inside one month."""
        if not self._weekly:
            super().step(steps)
            return
        self._monday += timedelta(days=7 * steps)
        month = Month.of(self._monday + timedelta(days=3))
        super().set_month(month)
        self.chosen.emit(month)

    def _show(self) -> None:
        super()._show()
        if self._weekly:
            first, last = self._monday, self._monday + timedelta(days=6)
            end = f"{last.day}日" if last.month == first.month else f"{last.month}月{last.day}日"
            self._name.setText(f"{first.month}月{first.day}日 – {end}")
            self._name.setToolTip(f"{first.year}年第{first.isocalendar().week}周")
            for shown, text in ((self._back, "上一周（PgUp）"), (self._on, "下一周（PgDn）")):
                shown.setToolTip(text)
                shown.setAccessibleName(text)
