"""Money is whole fen: read, shown, rounded, and written in capital figures as the rules of vouchers ask."""

import re
from fractions import Fraction

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.money import LARGEST_FEN, capital, parse_yuan, round_half_up, yuan

# Capital figures


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (200000, "贰仟元整"),
        (1000, "壹拾元整"),
        (140950, "壹仟肆佰零玖元伍角整"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (600714, "陆仟零柒元壹角肆分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (5, "伍分"),
        (10000000, "壹拾万元整"),
    ],
)
def test_the_known_answers_of_the_notice(fen: int, said: str) -> None:
    assert capital(fen) == said


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (1010, "壹拾元零壹角整"),
        (1100, "壹拾壹元整"),
        (129032, "壹仟贰佰玖拾元零叁角贰分"),
        (1129032, "壹万壹仟贰佰玖拾元零叁角贰分"),
        (1001000, "壹万零壹拾元整"),
        (100100100, "壹佰万壹仟零壹元整"),
        (100010000, "壹佰万零壹佰元整"),
        (10_000_000_000, "壹亿元整"),
        (10_000_000_100, "壹亿零壹元整"),
        (10_100_000_000, "壹亿零壹佰万元整"),
        (11_000_000_000_000, "壹仟壹佰亿元整"),
        (100_000_000_000_000, "壹万亿元整"),
        (LARGEST_FEN, "玖拾玖万亿玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        (-129032, "负壹仟贰佰玖拾元零叁角贰分"),
    ],
)
def test_zeros_are_said_once_and_an_amount_without_fen_ends_in_整(fen: int, said: str) -> None:
    assert capital(fen) == said


def like_cn2an(said: str) -> str:
    """Leave out what may be left out: 整 after 角, and 零 between a round yuan and its 角."""
    return re.sub(r"元零(?=.角)", "元", said).replace("角整", "角")


@given(
    st.integers(0, 10**10 - 1)
    | st.integers(0, 10**8 - 1).map(lambda yuan: yuan * 100)
    | st.integers(0, 99_999)
)
def test_capital_figures_are_those_of_another_program(fen: int) -> None:
    oracle = cn2an.an2cn(f"{fen // 100}.{fen % 100:02}", "rmb")
    assert like_cn2an(capital(fen)) == oracle


@pytest.mark.parametrize("fen", [LARGEST_FEN + 1, -LARGEST_FEN - 1])
def test_an_amount_beyond_words_is_a_bug(fen: int) -> None:
    with pytest.raises(ValueError, match="beyond"):
        capital(fen)


# Reading and showing


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("2000", 200000), ("2,000", 200000), ("1,290.32", 129032), ("0.5", 50), ("0.05", 5), ("-1.5", -150),
        ("２０００．５", 200050), ("￥1，290.32", 129032), (" ¥ 5 元 ", 500), ("\xa05\u3000", 500),
        ("999999999999.99", 99_999_999_999_999), ("999,999,999,999.99", 99_999_999_999_999), ("−5", -500),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_a_clerk_types_it(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".5",
        "5.",
        "1.234",
        "1,00",
        "12,34",
        "1.5.0",
        "1e3",
        "贰仟",
        "1000000000000",
        "1,000,000,000,000",
        "9" + ",999" * 7,
        "+5",
        "(5)",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="不是金额，请填写如") as refused:
        parse_yuan(text)
    assert refused.value.what == f"“{text}”不是金额"


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(129032, "1,290.32"), (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-123456789, "-1,234,567.89")],
)
def test_an_amount_is_shown_in_yuan(fen: int, shown: str) -> None:
    assert yuan(fen) == shown


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_what_is_shown_is_read_back(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen


# Rounding


@pytest.mark.parametrize(
    ("top", "bottom", "rounded"),
    [(1, 2, 1), (-1, 2, -1), (1, -2, -1), (5, 2, 3), (1, 3, 0), (2, 3, 1), (0, 7, 0)],
)
def test_half_is_rounded_away_from_nought(top: int, bottom: int, rounded: int) -> None:
    assert round_half_up(top, bottom) == rounded


def test_the_months_of_the_roster() -> None:
    assert [round_half_up(200000 * days, 31) for days in (20, 11, 31)] == [129032, 70968, 200000]


@given(st.integers(), st.integers().filter(bool))
def test_rounding_is_exact(top: int, bottom: int) -> None:
    off = round_half_up(top, bottom) - Fraction(top, bottom)
    assert abs(off) <= Fraction(1, 2)
    assert abs(off) != Fraction(1, 2) or abs(round_half_up(top, bottom)) > abs(Fraction(top, bottom))
