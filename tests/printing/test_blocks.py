"""A grid that could not be added up or drawn is refused when it is made."""

import pytest

from banfu_desktop.printing.engine.blocks import Column, Grid, sums

NAME, PAY = Column("姓名", 20), Column("实发", 20, money=True, summed=True)
RATE, DAYS = Column("标准", 20, money=True), Column("天数", 10, summed=True)


@pytest.mark.parametrize(
    ("columns", "row", "capital_of"),
    [
        ((NAME, PAY), ("钟立新",), None),
        ((NAME, PAY), ("钟立新", "2000"), None),
        ((NAME, RATE), ("钟立新", "2000"), None),
        ((PAY, NAME), (200_000, "钟立新"), None),
        ((NAME, RATE), ("钟立新", 200_000), 1),
        ((NAME, DAYS), ("钟立新", 23), 1),
    ],
    ids=[
        "too few cells",
        "text summed",
        "text as money",
        "no room for 合计",
        "大写 of a rate",
        "大写 of days",
    ],
)
def test_a_grid_that_does_not_hold_together_is_refused(columns, row, capital_of):
    with pytest.raises(ValueError, match=r"column|row|大写"):
        Grid(columns, (row,), capital_of=capital_of)


def test_only_summed_columns_add_up_and_blanks_count_as_nothing():
    grid = Grid((NAME, RATE, DAYS, PAY), (("钟立新", 200_000, 23, 200_000), ("谭䶮", 200_000, None, 129_032)))

    assert sums(grid, grid.rows) == {2: 23, 3: 329_032}
