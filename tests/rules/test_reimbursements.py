"""Claims: what a line comes to, which steps a claim takes, what is owed, and for how long."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.reimbursements import (
    AMOUNTS,
    Age,
    ClaimState,
    Line,
    age,
    check_approval,
    line_of,
    must_be_draft,
    number_words,
    outstanding_fen,
    proceed,
)

D, H, A, P, R = ClaimState
FEN = st.integers(0, 10**9) | st.none()


def test_a_trip_claims_the_sum_of_its_parts() -> None:
    assert Line(fare_fen=2_500, local_fen=600, lodging_fen=None, meal_fen=1, other_fen=2).claimed_fen == 3_103


def test_a_bill_claims_what_the_insurance_left_unless_another_amount_is_written() -> None:
    bill = Line(total_fen=123_460, insured_fen=86_422)
    assert (bill.own_fen, bill.claimed_fen) == (37_038, 37_038)
    assert Line(total_fen=123_460, insured_fen=86_422, amount_fen=30_000).claimed_fen == 30_000
    assert Line(total_fen=5_000, amount_fen=0).claimed_fen == 0


def test_a_line_without_anything_is_empty_and_claims_nothing() -> None:
    assert line_of({"place": "", "amount_fen": None}).empty
    assert Line().claimed_fen == 0
    assert not line_of({"amount_fen": 0}).empty


def test_the_last_day_is_the_arrival_or_the_day_itself() -> None:
    assert Line(day=date(2026, 10, 1)).last_day == date(2026, 10, 1)
    assert Line(day=date(2026, 10, 1), until=date(2026, 10, 2)).last_day == date(2026, 10, 2)


@given(st.fixed_dictionaries(dict.fromkeys(AMOUNTS, FEN)))
def test_a_line_and_its_reversal_come_to_nothing(amounts: dict[str, int | None]) -> None:
    line = Line(day=date(2026, 10, 1), **amounts)  # type: ignore[arg-type]
    assert line.claimed_fen + line.reversed().claimed_fen == 0
    assert line.reversed().reversed() == line


def test_numbers_count_within_their_year() -> None:
    assert number_words(2026, 14) == "2026-014"
    assert number_words(2026, 1014) == "2026-1014"


@pytest.mark.parametrize(("now", "wanted"), [(D, H), (H, D), (H, A), (H, R), (A, P), (A, R), (D, R)])
def test_the_steps_a_claim_takes(now: ClaimState, wanted: ClaimState) -> None:
    assert proceed("报销单2026-001", now, wanted) is None
    with pytest.raises(UserError):
        proceed("报销单2026-001", wanted, wanted)


@pytest.mark.parametrize(("now", "wanted"), [(D, A), (D, P), (H, P), (A, D), (A, H), (P, R), (P, D), (R, H)])
def test_the_steps_it_does_not_take(now: ClaimState, wanted: ClaimState) -> None:
    with pytest.raises(UserError, match="2026-001") as refused:
        proceed("报销单2026-001", now, wanted)
    assert refused.value.advice


def test_only_a_draft_is_written() -> None:
    must_be_draft("这张报销草稿", D)
    with pytest.raises(UserError, match="内容不能修改"):
        must_be_draft("报销单2026-001", H)


def test_a_cut_needs_its_reason() -> None:
    check_approval([100, 200], [100, 200], "")
    check_approval([100, 200], [100, 50], "超标准")
    with pytest.raises(UserError, match="没有写明原因"):
        check_approval([100, 200], [100, 50], " ")


@pytest.mark.parametrize("granted", [-1, 201])
def test_no_more_is_approved_than_was_claimed_and_nothing_below_nothing(granted: int) -> None:
    with pytest.raises(UserError, match="应在0和申报金额之间"):
        check_approval([200], [granted], "原因")


def test_a_unit_owes_what_is_claimed_until_it_decides_then_what_it_approved() -> None:
    assert outstanding_fen(D, 100, None) == 0
    assert outstanding_fen(H, 100, None) == 100
    assert outstanding_fen(A, 100, 80) == 80
    assert outstanding_fen(P, 100, 80) == 0
    assert outstanding_fen(R, 100, None) == 0


def test_ages_turn_after_30_60_and_90_days() -> None:
    ages = {days: age(days) for days in (0, 30, 31, 60, 61, 90, 91)}
    assert list(ages.values()) == [
        Age.MONTH, Age.MONTH, Age.TWO_MONTHS, Age.TWO_MONTHS, Age.THREE_MONTHS, Age.THREE_MONTHS, Age.LONGER,
    ]  # fmt: skip


def test_a_step_taken_twice_is_said_to_be_so() -> None:
    with pytest.raises(UserError, match="报销单2026-001已经登记为“已交单位”"):
        proceed("报销单2026-001", ClaimState.HANDED, ClaimState.HANDED)
