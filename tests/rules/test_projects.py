"""What may be paid from a project under 双签, and who may sign when (四(四))."""

from datetime import date

import pytest

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.projects import (
    Approved,
    Signer,
    Stage,
    is_nearly_spent,
    may_follow,
    missing_signers,
    refuse_payment,
    refuse_signature,
)

SIGNED = Approved("文化广场", Stage.APPROVED, 500_000, date(2026, 5, 6), 400_000)


def test_nothing_is_paid_before_both_have_signed() -> None:
    unsigned = Approved("文化广场", Stage.PLANNED, None, None, 0)
    with pytest.raises(UserError) as refused:
        refuse_payment(unsigned, 100, date(2026, 5, 6))
    assert refused.value.clause == "四(四)"
    assert "还没有完成双签" in str(refused.value)


def test_nothing_is_paid_before_the_day_of_the_second_signature() -> None:
    refuse_payment(SIGNED, 100, date(2026, 5, 6))
    with pytest.raises(UserError, match="2026-05-06才完成双签"):
        refuse_payment(SIGNED, 100, date(2026, 5, 5))


def test_up_to_the_approved_amount_is_paid_and_beyond_it_with_a_reason_only() -> None:
    refuse_payment(SIGNED, 100_000, date(2026, 6, 1))
    with pytest.raises(UserError, match=r"将超出 0\.01 元"):
        refuse_payment(SIGNED, 100_001, date(2026, 6, 1))
    refuse_payment(SIGNED, 100_001, date(2026, 6, 1), "材料涨价，经双签同意")


def test_an_abandoned_project_is_paid_no_more_a_completed_one_is() -> None:
    abandoned = Approved("文化广场", Stage.ABANDONED, 500_000, date(2026, 5, 6), 0)
    with pytest.raises(UserError, match="已终止"):
        refuse_payment(abandoned, 100, date(2026, 6, 1))
    refuse_payment(Approved("文化广场", Stage.COMPLETED, 500_000, date(2026, 5, 6), 0), 1, date(2026, 6, 1))


def test_the_last_tenth_is_near() -> None:
    assert not is_nearly_spent(100_000, 89_999)
    assert is_nearly_spent(100_000, 90_000)


def test_who_is_missing_is_named_in_one_order() -> None:
    assert missing_signers(()) == (Signer.SECRETARY, Signer.LEADER)
    assert missing_signers((Signer.LEADER,)) == (Signer.SECRETARY,)
    assert missing_signers(tuple(Signer)) == ()


@pytest.mark.parametrize(
    ("now", "wanted", "may"),
    [
        (Stage.PLANNED, Stage.UNDER_WAY, False),
        (Stage.PLANNED, Stage.ABANDONED, True),
        (Stage.APPROVED, Stage.UNDER_WAY, True),
        (Stage.APPROVED, Stage.COMPLETED, True),
        (Stage.UNDER_WAY, Stage.COMPLETED, True),
        (Stage.COMPLETED, Stage.UNDER_WAY, True),
        (Stage.ABANDONED, Stage.UNDER_WAY, False),
    ],
)
def test_stages_follow_each_other(now: Stage, wanted: Stage, may: bool) -> None:
    assert may_follow(now, wanted) is may


def test_a_signature_bears_a_day_between_the_proposal_and_today() -> None:
    refuse_signature(date(2026, 5, 6), date(2026, 5, 6), date(2026, 5, 6))
    with pytest.raises(UserError, match="还没有到"):
        refuse_signature(date(2026, 5, 7), date(2026, 5, 1), date(2026, 5, 6))
    with pytest.raises(UserError, match="早于申报日期"):
        refuse_signature(date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 6))
