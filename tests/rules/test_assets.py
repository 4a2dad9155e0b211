"""When a thing may leave the register."""

from datetime import date

import pytest

from banfu_desktop.rules.assets import refuse_disposal
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
