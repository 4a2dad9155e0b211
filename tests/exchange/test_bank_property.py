"""Invented layouts: headings × signs × order × balances; a statement is right or asked about, never wrong."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banfu_desktop.exchange.bank import read_statement
from banfu_desktop.rules.imports import Asking
from banfu_desktop.rules.money import yuan

DAY = date(2026, 3, 1)
Truth = list[tuple[date, int, int]]

LINES = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([100, 250, 300, 5_000, 128_050]), st.booleans()),
    min_size=1,
    max_size=8,
)
TWO_COLUMNS = st.sampled_from(
    [("收入", "支出"), ("贷方", "借方"), ("贷方发生额(收入)", "借方发生额(支取)"), ("存入金额", "取出金额")]
)
WORDS = st.sampled_from([("收入", "支出"), ("贷", "借"), ("来账", "往账"), ("贷 Cr", "借 Dr"), ("C", "D")])
SHAPES = st.sampled_from(
    ["two", "two-negative", "two-own", "word", "word-negative", "word-unknown", "signed", "unsigned"]
)
ORDERS = st.sampled_from(["rising", "falling", "falling days", "falling inside"])


def truth(drawn: list[tuple[int, int, bool]], opening: int) -> Truth:
    """Days rising, each line (day, net, balance)."""
    found, day, balance = [], DAY, opening
    for later, size, comes in drawn:
        day += timedelta(days=later)
        net = size if comes else -size
        balance += net
        found.append((day, net, balance))
    return found


def arranged(lines: Truth, order: str) -> Truth:
    days = sorted({day for day, _, _ in lines})
    inside = {day: [line for line in lines if line[0] == day] for day in days}
    if order in ("falling", "falling inside"):
        inside = {day: rows[::-1] for day, rows in inside.items()}
    if order in ("falling", "falling days"):
        days = days[::-1]
    return [line for day in days for line in inside[day]]


def cells(shape: str, heads: tuple[str, str], words: tuple[str, str], net: int) -> list[str]:
    """What a bank of that shape writes of one amount."""
    size, comes = yuan(abs(net)), net > 0
    if shape.startswith("two"):
        minus = "-" if shape == "two-negative" and not comes else ""
        first = comes if shape != "two-own" else not comes
        return [size, ""] if first else ["", f"{minus}{size}"]
    if shape.startswith("word"):
        minus = "-" if shape == "word-negative" and not comes else ""
        return [words[0] if comes else words[1], f"{minus}{size}"]
    return ["", ("" if comes else "-") + size if shape == "signed" else size]


def head(shape: str, heads: tuple[str, str]) -> list[str]:
    if shape.startswith("two"):
        return list(heads)
    return ["去向" if shape == "word-unknown" else "借贷标志", "交易金额"]


@pytest.mark.soak
@settings(max_examples=5000, deadline=None)
@given(LINES, st.integers(0, 20_000), SHAPES, TWO_COLUMNS, WORDS, ORDERS, st.booleans())
def test_every_direction_is_right_or_asked_for_long(
    drawn: list[tuple[int, int, bool]], opening: int, shape: str, heads: tuple[str, str],
    words: tuple[str, str], order: str, with_balance: bool,
) -> None:  # fmt: skip
    right_or_asked(drawn, opening, shape, heads, words, order, with_balance)


@settings(max_examples=250, deadline=None)
@given(LINES, st.integers(0, 20_000), SHAPES, TWO_COLUMNS, WORDS, ORDERS, st.booleans())
def test_every_direction_is_right_or_asked(
    drawn: list[tuple[int, int, bool]], opening: int, shape: str, heads: tuple[str, str],
    words: tuple[str, str], order: str, with_balance: bool,
) -> None:  # fmt: skip
    right_or_asked(drawn, opening, shape, heads, words, order, with_balance)


def right_or_asked(
    drawn: list[tuple[int, int, bool]], opening: int, shape: str, heads: tuple[str, str],
    words: tuple[str, str], order: str, with_balance: bool,
) -> None:  # fmt: skip
    lines = truth(drawn, opening)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["交易日期", *head(shape, heads), *(["余额"] if with_balance else [])])
    for day, net, balance in arranged(lines, order):
        writer.writerow([day, *cells(shape, heads, words, net), *([yuan(balance)] if with_balance else [])])
    with TemporaryDirectory() as folder:
        path = Path(folder, "流水.csv")
        path.write_text(text.getvalue(), "utf-8")
        asking = Asking({})
        found = read_statement(path, asking)
    if any(not question.otherwise for question in asking.questions):
        assert not found.movements
        return
    assert not found.problems
    if shape == "two-own":
        assert_own_journal(lines, [(one.dated, one.net_fen) for one in found.movements], heads, with_balance)
        return
    assert sorted((one.dated, one.net_fen) for one in found.movements) == sorted(
        (day, net) for day, net, _ in lines
    )
    if with_balance:
        assert [one.dated for one in found.movements] == [day for day, _, _ in lines]
        assert found.movements[-1].balance_fen == lines[-1][2] or _round_trip(lines)


def assert_own_journal(
    lines: Truth, movements: list[tuple[date, int]], heads: tuple[str, str], with_balance: bool
) -> None:
    """A journal that turns the bank's words round is turned only when its balances all say so; else it is
    read by the words it has, which is what they mean on a statement."""
    right = sorted((day, net) for day, net, _ in lines)
    as_headed = sorted((day, -net) for day, net, _ in lines)
    assert sorted(movements) in (right, as_headed)
    if with_balance and len(lines) > 4:
        assert sorted(movements) == right or right == as_headed


def _round_trip(lines: Truth) -> bool:
    """Whether a day's balances return to where they began, so that its lines have no one order."""
    last = [line for line in lines if line[0] == lines[-1][0]]
    return last[-1][2] in {balance - net for _, net, balance in last} or len(
        {net for _, net, _ in last}
    ) < len(last)
