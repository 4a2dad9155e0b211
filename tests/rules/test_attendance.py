"""What a month's days add up to, and who approves a leave."""

from datetime import date

import pytest

from banfu_desktop.rules.attendance import approver, below_threshold, leave_days, overlapping, tally
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.words import DayState

OCTOBER = Month(2026, 10)


def test_days_outside_the_posting_do_not_count() -> None:
    states = {date(2026, 10, 5): DayState.SICK, date(2026, 10, 20): DayState.DUTY}
    total = tally(OCTOBER, Period(date(2026, 10, 12)), states)
    assert (total.days_posted, total.days_present, total.leave_days) == (20, 20, 0)
    assert total.counts == {DayState.PRESENT: 19, DayState.DUTY: 1}


def test_nobody_is_counted_in_a_month_without_a_posting() -> None:
    assert tally(OCTOBER, Period(date(2026, 11, 1)), {}).days_posted == 0


@pytest.mark.parametrize(("away", "said"), [(11, ""), (12, "在岗19天，少于20天")])
def test_too_few_days_in_a_full_month_are_remarked(away: int, said: str) -> None:
    states = {date(2026, 10, day): DayState.PERSONAL for day in range(1, away + 1)}
    total = tally(OCTOBER, Period(date(2026, 1, 5)), states)
    assert below_threshold(total, OCTOBER, 20) == said
    assert below_threshold(total, OCTOBER, 0) == ""


def test_a_part_month_is_not_remarked() -> None:
    total = tally(OCTOBER, Period(date(2026, 10, 25)), {})
    assert below_threshold(total, OCTOBER, 20) == ""


def test_three_days_are_the_towns_more_the_countys() -> None:
    assert (approver(3, 3), approver(4, 3)) == ("镇党委", "县委组织部")


def test_reporting_back_shortens_a_leave_and_never_lengthens_it() -> None:
    start, end = date(2026, 10, 5), date(2026, 10, 9)
    assert leave_days(start, end, None) == Period(start, end)
    assert leave_days(start, end, date(2026, 10, 7)) == Period(start, date(2026, 10, 6))
    assert leave_days(start, end, date(2026, 10, 12)) == Period(start, end)


def test_the_first_overlap_is_named() -> None:
    clash = Period(date(2026, 10, 8), date(2026, 10, 9))
    others = [Period(date(2026, 10, 1), date(2026, 10, 2)), clash]
    assert overlapping(Period(date(2026, 10, 5), date(2026, 10, 8)), others) == clash
    assert overlapping(Period(date(2026, 10, 3), date(2026, 10, 4)), others) is None
