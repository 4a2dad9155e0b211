"""Coverage by intervals says what a count day by day says."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.insurance import (
    Amounts,
    CoverState,
    Per,
    PolicyState,
    amounts,
    both_ways,
    cover_state,
    coverage,
    doubled,
    insured_until,
    joined,
    next_period,
    policy_state,
    without,
    year_from,
)

START = date(2024, 1, 1)
TODAY = date(2026, 11, 2)
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def stretch(first: int, length: int) -> Period:
    return Period(START + timedelta(days=first), START + timedelta(days=first + length))


STRETCHES = st.lists(st.builds(stretch, st.integers(0, 60), st.integers(0, 30)), max_size=8)


def days(periods: object) -> set[date]:
    return {day for period in periods for day in period.days()}  # type: ignore[attr-defined]


@given(STRETCHES, STRETCHES, st.builds(stretch, st.integers(0, 40), st.integers(0, 60)))
def test_coverage_is_what_a_count_day_by_day_gives(
    postings: list[Period], covers: list[Period], window: Period
) -> None:
    found = coverage(postings, covers, window)
    looked_at = set(window.days())
    posted, insured = days(postings) & looked_at, days(covers) & looked_at
    twice = {day for day in looked_at if sum(day in cover for cover in covers) > 1}
    assert (days(found.gaps), found.gap_days) == (posted - insured, len(posted - insured))
    assert (days(found.overlaps), found.overlap_days) == (twice, len(twice))


@given(STRETCHES, STRETCHES)
def test_stretches_are_joined_in_order_and_never_touch(ones: list[Period], others: list[Period]) -> None:
    for found in (joined(ones), without(joined(ones), joined(others)), doubled(ones)):
        assert all((b.start - (a.end or b.start)).days > 1 for a, b in pairwise(found))
    assert days(joined(ones)) == days(ones)


def test_an_open_posting_is_looked_at_to_the_end_of_the_window() -> None:
    found = coverage([Period(date(2026, 10, 12))], [], Period(START, TODAY))
    assert found.gaps == (Period(date(2026, 10, 12), TODAY),)
    assert found.gap_days == 22


@pytest.mark.parametrize(
    ("posting", "cover", "state"),
    [
        (Period(date(2026, 1, 1)), YEAR, CoverState.COVERED),
        (Period(date(2026, 1, 1)), Period(date(2026, 1, 1), date(2026, 12, 2)), CoverState.EXPIRING),
        (Period(date(2026, 1, 1)), Period(date(2026, 1, 1), date(2026, 12, 3)), CoverState.COVERED),
        (Period(date(2026, 1, 1)), Period(date(2026, 1, 1), date(2026, 11, 1)), CoverState.UNCOVERED),
        (
            Period(date(2026, 1, 1), date(2026, 11, 20)),
            Period(date(2026, 1, 1), date(2026, 11, 20)),
            CoverState.COVERED,
        ),
        (Period(date(2026, 1, 1), date(2026, 11, 1)), YEAR, CoverState.LEFT),
        (Period(date(2026, 11, 3)), YEAR, CoverState.COMING),
    ],
)
def test_how_a_person_stands_today(posting: Period, cover: Period, state: CoverState) -> None:
    assert cover_state([posting], [cover], TODAY) is state


def test_a_following_policy_carries_on() -> None:
    after = Period(date(2027, 1, 1), date(2027, 12, 31))
    assert insured_until([after, YEAR], TODAY) == date(2027, 12, 31)
    assert insured_until([Period(date(2027, 1, 2), date(2027, 12, 31)), YEAR], TODAY) == YEAR.end
    assert insured_until([after], TODAY) is None


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (date(2026, 11, 1), PolicyState.ENDED),
        (date(2026, 11, 2), PolicyState.EXPIRING),
        (date(2026, 12, 2), PolicyState.EXPIRING),
        (date(2026, 12, 3), PolicyState.RUNNING),
    ],
)
def test_how_a_policy_stands_today(end: date, state: PolicyState) -> None:
    assert policy_state(Period(date(2026, 1, 1), end), TODAY) is state
    assert policy_state(Period(date(2027, 1, 1), date(2027, 12, 31)), TODAY) is PolicyState.COMING


@pytest.mark.parametrize(
    ("start", "end", "following"),
    [
        ("2026-01-01", "2026-12-31", "2027-01-01 2027-12-31"),
        ("2024-03-01", "2025-02-28", "2025-03-01 2026-02-28"),
        ("2023-03-01", "2024-02-29", "2024-03-01 2025-02-28"),
        ("2026-05-15", "2026-11-14", "2026-11-15 2027-05-14"),
        ("2026-01-01", "2026-01-10", "2026-01-11 2026-01-20"),
    ],
)
def test_a_renewal_is_as_long_as_the_policy_was(start: str, end: str, following: str) -> None:
    found = next_period(Period(date.fromisoformat(start), date.fromisoformat(end)))
    assert f"{found.start} {found.end}" == following


def test_an_open_end_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="with an end"):
        joined([Period(START), Period(START)])


def test_a_premium_and_a_sum_insured_are_kept_whichever_way_they_are_said() -> None:
    kept = Amounts(156_000, 30_000_000)
    for said in (
        (156_000, Per.TOTAL, 30_000_000, Per.EACH),
        (12_000, Per.EACH, 30_000_000, Per.EACH),
        (156_000, Per.TOTAL, 390_000_000, Per.TOTAL),
    ):
        assert amounts(*said, 13) == kept
    assert amounts(156_000, Per.TOTAL, 30_000_000, Per.EACH, None) == kept
    assert both_ways(kept, 13) == (
        "13 人：保费合计 1,560.00 元，每人 120.00 元；保额每人 300,000.00 元，合计 3,900,000.00 元"
    )
    assert "每人 33.33至33.34 元" in both_ways(Amounts(10_000, 1), 3)


def test_without_the_people_nothing_is_worked_out_and_no_fen_is_lost() -> None:
    with pytest.raises(UserError, match="没有填写参保人数"):
        amounts(12_000, Per.EACH, 1, Per.EACH, None)
    with pytest.raises(UserError, match="不能平均分给3人"):
        amounts(1, Per.TOTAL, 100, Per.TOTAL, 3)


def test_a_year_from_a_day_ends_the_day_before_it_comes_round() -> None:
    for start, end in (
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 3, 15), date(2027, 3, 14)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 3, 1), date(2024, 2, 29)),
    ):
        assert year_from(start) == end
