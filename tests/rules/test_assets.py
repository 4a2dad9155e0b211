"""When a thing may leave the register."""

from datetime import date

import pytest

from banfu_desktop.rules.assets import next_number, refuse_disposal, split
from banfu_desktop.rules.errors import UserError

BOUGHT, TODAY = date(2026, 3, 1), date(2026, 11, 2)


def test_a_disposal_has_a_day_between_the_purchase_and_today() -> None:
    assert refuse_disposal(BOUGHT, BOUGHT, TODAY) == BOUGHT
    for day, said in (
        (None, "没有填写"),
        (date(2026, 11, 3), "还没有到"),
        (date(2026, 2, 28), "早于取得日期"),
    ):
        with pytest.raises(UserError, match=said):
            refuse_disposal(BOUGHT, day, TODAY)


def test_the_next_number_counts_the_last_on_and_passes_over_what_is_taken() -> None:
    assert next_number(None, (), 2026) == "2026-001"
    for last, following in (("2026-009", "2026-010"), ("ZC99号", "ZC100号"), ("007", "008"), ("甲", "甲-1")):
        assert next_number(last, {last}, 2026) == following
    assert next_number("A1", {"A1", "A2", "A3"}, 2026) == "A4"


def test_shares_add_up_to_the_whole_to_the_fen() -> None:
    for quantity in range(2, 9):
        for gone in range(1, quantity):
            shares = split(quantity, 100_001, gone)
            assert shares.gone_fen + shares.left_fen == 100_001
            assert abs(shares.gone_fen * quantity - 100_001 * gone) * 2 <= quantity  # nearest fen
            assert (shares.gone, shares.left) == (gone, quantity - gone)
