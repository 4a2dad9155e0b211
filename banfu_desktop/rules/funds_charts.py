"""Points of the work-fund pictures: a book's balance against the year, and spending by category."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.rules.money import yuan

_STEPS = (1, 2, 5, 10)
_WAN = 1_000_000
_MOST_BARS = 8
_REST = "其余"


@dataclass(frozen=True)
class BurnDown:
    """A book's balance through a year. Days count from 0, the morning of 1 January, to `days`.

    `steps` are (day, balance in fen at its end), in order, the opening first and the last day shown last;
    `budget_fen` is what an even pace starts from.
    """

    title: str
    year: int
    days: int
    steps: tuple[tuple[int, int], ...]
    budget_fen: int

    @property
    def highest_fen(self) -> int:
        """The highest balance there was, or what the even pace starts from."""
        return max(self.budget_fen, *(fen for _, fen in self.steps))

    @property
    def last(self) -> tuple[int, int]:
        """The last day shown and the balance at its end."""
        return self.steps[-1]

    @property
    def even_now_fen(self) -> int:
        """What an even pace would have left on the last day shown."""
        return self.budget_fen * (self.days - self.last[0]) // self.days


@dataclass(frozen=True)
class Spending:
    """What was spent by category, the most first, in fen; small ones beyond eight are told together."""

    title: str
    bars: tuple[tuple[str, int], ...]

    @property
    def total_fen(self) -> int:
        """All of it."""
        return sum(fen for _, fen in self.bars)

    @property
    def highest_fen(self) -> int:
        """The longest bar."""
        return max((fen for _, fen in self.bars), default=0)


Chart = BurnDown | Spending


def burn_down(
    title: str,
    year: int,
    opening_fen: int,
    budget_fen: int,
    days: Iterable[tuple[date, int]],
    today: date,
) -> BurnDown:
    """The points of a book's year.

    Args:
        budget_fen: what there is to spend in the year, opening included.
        days: every day on which something was posted, in order, with the balance at its end.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    until = min(max(today, first), last)
    steps = [(0, opening_fen)]
    for day, fen in days:
        if day <= until:
            steps.append(((day - first).days + 1, fen))
    end = (until - first).days + 1
    if today >= first and steps[-1][0] < end:
        steps.append((end, steps[-1][1]))
    return BurnDown(title, year, (last - first).days + 1, tuple(steps), budget_fen)


def spending(title: str, sums: Iterable[tuple[str, int]]) -> Spending:
    """The bars of spending by category; what nothing was spent on is left out."""
    bars = sorted(((name, fen) for name, fen in sums if fen > 0), key=lambda bar: -bar[1])
    if len(bars) > _MOST_BARS:
        rest = sum(fen for _, fen in bars[_MOST_BARS - 1 :])
        bars = [*bars[: _MOST_BARS - 1], (_REST, rest)]
    return Spending(title, tuple(bars))


def ticks(highest_fen: int, most: int = 5) -> tuple[int, ...]:
    """Round amounts from 0 up to the first that is not below the highest, at most so many steps."""
    step = 100
    while True:
        for factor in _STEPS:
            if step * factor * most >= highest_fen:
                count = max(1, -(-highest_fen // (step * factor)))
                return tuple(step * factor * number for number in range(count + 1))
        step *= 10


def short_yuan(fen: int) -> str:
    """An amount beside an axis: 5万, 2.5万, 800."""
    if fen >= _WAN and fen % (_WAN // 10) == 0:
        return f"{fen / _WAN:g}万"
    return yuan(fen).removesuffix(".00")


def month_starts(year: int) -> tuple[int, ...]:
    """On which day, counted from 0, each month begins."""
    first = date(year, 1, 1)
    return tuple((date(year, number, 1) - first) // timedelta(days=1) for number in range(1, 13))
