"""Rotation 二: lanes and gaps of the timeline, crowded quarters, the steps of a change, batches."""

from datetime import date

import pytest

from banfu_desktop.rules import rotation as rules
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rotation import Quarter, Stage, Stay
from banfu_desktop.rules.words import TeamRole

TODAY = date(2026, 11, 26)


def stay(key: int, start: date, until: date | None, *, left: bool = False, unit: str = "县司法局") -> Stay:
    return Stay(key, f"成员{key}", unit, TeamRole.MEMBER, start, until, left)


def test_a_gap_lies_between_two_stays_and_says_its_days() -> None:
    (lane,) = rules.lanes(
        [
            stay(1, date(2026, 1, 5), date(2026, 8, 31), left=True),
            stay(2, date(2026, 10, 13), date(2029, 1, 4)),
        ],
        TODAY,
    )
    assert lane.gaps == (Period(date(2026, 9, 1), date(2026, 10, 12)),)
    assert lane.gaps[0].length == 42


def test_nobody_following_is_a_gap_only_within_thirteen_months() -> None:
    (soon,) = rules.lanes([stay(1, date(2026, 1, 5), date(2026, 11, 30))], TODAY)
    (later,) = rules.lanes([stay(1, date(2026, 1, 5), date(2029, 1, 4))], TODAY)
    assert soon.gaps == (Period(date(2026, 12, 1), date(2027, 12, 26)),)
    assert later.gaps == ()


def test_two_people_of_a_unit_at_once_have_a_lane_each_and_a_successor_takes_the_free_one() -> None:
    found = rules.lanes(
        [
            stay(1, date(2026, 1, 5), date(2029, 1, 4)),
            stay(2, date(2026, 1, 5), date(2026, 6, 30), left=True),
            stay(3, date(2026, 7, 1), None),
        ],
        TODAY,
    )
    assert [[one.posting_id for one in lane.stays] for lane in found] == [[1], [2, 3]]
    assert [lane.gaps for lane in found] == [(), ()]


def test_a_stay_that_ended_before_the_window_has_no_lane() -> None:
    assert rules.lanes([stay(1, date(2020, 1, 5), date(2023, 1, 4), left=True)], TODAY) == []
    assert rules.window(TODAY) == Period(date(2025, 10, 1), date(2029, 9, 30))


@pytest.mark.parametrize(("leaving", "crowded"), [(2, False), (3, True)])
def test_a_quarter_is_crowded_when_more_than_half_leaves(leaving: int, crowded: bool) -> None:
    ends = [date(2029, 1, 4)] * leaving + [date(2029, 4, 4)] * (4 - leaving)
    everybody = [stay(key, date(2026, 1, 5), end) for key, end in enumerate(ends)]
    gone = stay(9, date(2026, 1, 5), date(2029, 1, 4), left=True)
    found = rules.crowded([*everybody, gone], TODAY)
    assert found == ([(Quarter(2029, 1), 3, 4)] if crowded else [])


@pytest.mark.parametrize(
    ("days", "handed", "left", "stage"),
    [
        ((None, None, None), None, None, Stage.DUE),
        ((TODAY, None, None), None, None, Stage.PROPOSED),
        ((TODAY, TODAY, None), None, None, Stage.AGREED),
        ((None, None, TODAY), None, TODAY, Stage.HANDING),
        ((None, None, None), TODAY, TODAY, Stage.HANDED),
        ((TODAY, TODAY, TODAY), None, date(2026, 11, 25), Stage.LEFT),
    ],
)
def test_a_change_is_as_far_as_its_last_step(
    days: tuple[date | None, ...], handed: date | None, left: date | None, stage: Stage
) -> None:
    assert rules.stage_of(days, handed, left, TODAY) is stage


def test_a_batch_lasts_three_years_to_the_day() -> None:
    assert rules.batch_end(date(2026, 1, 5)) == date(2029, 1, 4)
    assert rules.batch_end(date(2024, 3, 1)) == date(2027, 2, 28)


def test_a_filing_is_confirmed_after_it_was_sent_and_not_in_the_future() -> None:
    rules.refuse_filing(date(2026, 1, 12), None, TODAY)
    for sent, confirmed in (
        (date(2026, 12, 1), None),
        (TODAY, date(2026, 11, 25)),
        (TODAY, date(2026, 12, 1)),
    ):
        with pytest.raises(UserError):
            rules.refuse_filing(sent, confirmed, TODAY)
