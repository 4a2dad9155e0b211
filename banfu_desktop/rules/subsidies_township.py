"""乡镇工作补贴 (六(一)): when six months of posting are full, and the office's own table of amounts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from banfu_desktop.rules.dates import Period, add_months
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import parse_yuan

TOWNSHIP_MONTHS = 6
"""Months of posting after which 乡镇工作补贴 is due (六(一))."""


def township_tiers(text: str) -> tuple[tuple[int, int], ...]:
    """The office's table of 乡镇工作补贴: (full years of township work, fen a month), fewest years first.

    Written a line a tier, 年数=元 (1=300); the notice gives no amounts (六(一)).

    Raises:
        UserError: a line that is not such a pair, or the same number of years twice.
    """
    tiers: dict[int, int] = {}
    for line in filter(None, re.split(r"[\s;；]+", text)):
        years, separator, amount = line.replace("＝", "=").partition("=")
        if not (separator and years.strip().isascii() and years.strip().isdigit()):
            raise UserError(f"“{line}”看不懂", "每行写“年数=元”，如 1=300")
        if int(years) in tiers:
            raise UserError(f"{int(years)}年写了两次", "每个年数只写一行")
        tiers[int(years)] = parse_yuan(amount.strip())
    return tuple(sorted(tiers.items()))


def township_fen(tiers: Iterable[tuple[int, int]], years: int) -> int | None:
    """What the table gives a month for so many full years; None below its first tier."""
    reached = [fen for least, fen in tiers if least <= years]
    return reached[-1] if reached else None


@dataclass(frozen=True)
class TownshipStretch:
    """Postings one after another: the first and last day (None: still), and when six months were full."""

    start: date
    end: date | None
    eligible_on: date | None


def township_stretches(
    postings: Iterable[Period], *, gap_restarts: bool = True
) -> tuple[TownshipStretch, ...]:
    """The unbroken stretches of postings with the day 乡镇工作补贴 began to be due in each (六(一)).

    以上 includes six months to the day: whoever left on the last day of the sixth month has them full.

    Args:
        gap_restarts: a gap starts the six months anew (本单位自定); else days posted before it count on.
    """
    found: list[TownshipStretch] = []
    served = 0  # days posted before the stretch, where a gap does not start anew
    for start, end in _unbroken(postings):
        eligible = add_months(start, TOWNSHIP_MONTHS) - timedelta(days=0 if gap_restarts else served)
        full = end is None or end >= eligible - timedelta(days=1)
        found.append(TownshipStretch(start, end, max(eligible, start) if full else None))
        served += 0 if end is None else (end - start).days + 1
    return tuple(found)


def _unbroken(postings: Iterable[Period]) -> Iterator[tuple[date, date | None]]:
    stretch: Period | None = None
    for posting in sorted(postings, key=lambda one: one.start):
        if stretch is None:
            stretch = posting
        elif stretch.end is not None and posting.start <= stretch.end + timedelta(days=1):
            stretch = Period(stretch.start, posting.end)
        else:
            yield stretch.start, stretch.end
            stretch = posting
    if stretch is not None:
        yield stretch.start, stretch.end


def township_eligible_on(postings: Iterable[Period], *, gap_restarts: bool = True) -> date | None:
    """The day 乡镇工作补贴 begins to be due in the last stretch of postings (六(一)).

    None when the stretch ended before the six months were full.
    """
    stretches = township_stretches(postings, gap_restarts=gap_restarts)
    return stretches[-1].eligible_on if stretches else None
