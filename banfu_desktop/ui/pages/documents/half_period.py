"""The period of the documents page: a half-year, ‹ 2026年下半年 ›, or a year, stepped by the same keys."""

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.documents import HalfYear
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page.period import PeriodPicker


class HalfPeriod(PeriodPicker):
    """Chooses a half-year while `halves` is set, else a year; the month is one inside it."""

    def __init__(self, look: Look, month: Month) -> None:
        self._halves = False
        super().__init__(look, month)
        self.set_yearly(True)

    @property
    def half(self) -> HalfYear:
        """The half-year the month shown lies in."""
        return HalfYear.of(self.month.first)

    def set_halves(self, halves: bool) -> None:
        """Step by half-years, or by years."""
        self._halves = halves
        self._show()

    def step(self, steps: int) -> None:
        """So many half-years or years on (back when negative)."""
        self._choose(self.month.shift(steps * (6 if self._halves else 12)))

    def _show(self) -> None:
        super()._show()
        if self._halves:
            self._name.setText(self.half.label)
            for shown, text in ((self._back, "前一个半年（PgUp）"), (self._on, "后一个半年（PgDn）")):
                shown.setToolTip(text)
                shown.setAccessibleName(text)
