"""The rules of the work-fund books: verdicts, signatures, days below zero, reversals, shares."""

from datetime import date

import pytest

from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.funds import (
    Allowed,
    Approval,
    DoubleSign,
    Flow,
    Standing,
    amount_problem,
    category_verdict,
    first_negative,
    invoices_differ,
    missing_signatures,
    needs_double_sign,
    next_month_to_close,
    percent,
    permille,
    reversal_day,
    year_gone,
)
from banfu_desktop.rules.money import LARGEST_FEN
from banfu_desktop.rules.verdicts import Severity

OPEN, CLOSED = Standing(2026, False, None), Standing(2026, True, Month(2026, 12))
DECEMBER_SHUT, NEXT = Standing(2026, False, Month(2026, 12)), Standing(2027, False, None)
APRIL = date(2026, 4, 1)


def test_money_comes_in_and_goes_out() -> None:
    assert {flow: flow.sign for flow in Flow} == {
        Flow.ALLOTMENT: 1, Flow.INCOME: 1, Flow.EXPENSE: -1, Flow.RETURNED: -1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "day", "taken"),
    [
        (OPEN, APRIL, True),
        (OPEN, date(2027, 1, 1), False),
        (CLOSED, APRIL, False),
        (Standing(2026, False, Month(2026, 3)), APRIL, True),
        (Standing(2026, False, Month(2026, 4)), APRIL, False),
    ],
)
def test_what_is_closed_takes_nothing(standing: Standing, day: date, taken: bool) -> None:
    assert standing.takes(day) is taken


@pytest.mark.parametrize(
    ("choice", "fen", "double"),
    [
        (DoubleSign.ALWAYS, 1, True),
        (DoubleSign.OFF, 10**9, False),
        (DoubleSign.ABOVE, 100_000, False),
        (DoubleSign.ABOVE, 100_001, True),
    ],
)
def test_double_sign_is_always_above_an_amount_or_off(choice: DoubleSign, fen: int, double: bool) -> None:
    assert needs_double_sign(choice, 100_000, fen) is double


def test_an_earlier_flag_is_still_read() -> None:
    assert (DoubleSign.parse("1"), DoubleSign.parse("0")) == (DoubleSign.ALWAYS, DoubleSign.OFF)


@pytest.mark.parametrize(
    ("approval", "double", "missing"),
    [
        (Approval(), True, ("队长", "镇党委书记")),
        (Approval(), False, ("队长",)),
        (Approval("钟立新"), True, ("镇党委书记",)),
        (Approval("钟立新"), False, ()),
        (Approval("钟立新", secretary="李国栋"), True, ()),
    ],
)
def test_signatures_that_are_missing(approval: Approval, double: bool, missing: tuple[str, ...]) -> None:
    assert missing_signatures(approval, double=double) == missing


def test_a_category_is_allowed_warned_of_or_refused_with_its_clause() -> None:
    assert category_verdict("邮寄", Allowed.YES, "七", "") is None
    warned = category_verdict("设备购置", Allowed.WARN, "", "须登记资产")
    refused = category_verdict("体检费", Allowed.REFUSED, "六(二)", "")
    assert warned is not None
    assert refused is not None
    assert (warned.severity, warned.clause, warned.overridable) == (Severity.WARNING, "七", False)
    assert "须登记资产" in warned.text
    assert (refused.severity, refused.clause, refused.overridable) == (Severity.ERROR, "六(二)", True)


def test_the_first_day_below_zero_is_named() -> None:
    days = [(date(2026, 1, day), net) for day, net in ((1, -50), (2, 60), (3, -120), (4, 200))]
    assert first_negative(50, days) == (date(2026, 1, 3), -60)
    assert first_negative(110, days) is None


@pytest.mark.parametrize(
    ("wanted", "old", "later", "day"),
    [
        (date(2026, 5, 1), OPEN, None, date(2026, 5, 1)),
        (date(2026, 3, 1), OPEN, None, None),
        (date(2027, 1, 8), OPEN, NEXT, date(2026, 12, 31)),
        (date(2027, 1, 8), DECEMBER_SHUT, NEXT, date(2027, 1, 8)),
        (date(2027, 1, 8), CLOSED, NEXT, date(2027, 1, 8)),
        (date(2027, 1, 8), CLOSED, None, None),
        (date(2027, 1, 8), CLOSED, Standing(2027, False, Month(2027, 1)), None),
        (date(2026, 5, 1), DECEMBER_SHUT, None, None),
    ],
)
def test_a_reversal_stands_where_it_belongs(
    wanted: date, old: Standing, later: Standing | None, day: date | None
) -> None:
    assert reversal_day(wanted, APRIL, old, later) == day


def test_months_are_closed_one_after_the_other() -> None:
    assert next_month_to_close(OPEN) == Month(2026, 1)
    assert next_month_to_close(Standing(2026, False, Month(2026, 4))) == Month(2026, 5)
    assert next_month_to_close(DECEMBER_SHUT) is None


def test_shares_in_tenths_of_a_per_cent() -> None:
    assert (permille(1, 3), permille(1, 0), permille(0, 5)) == (333, None, 0)
    assert (percent(333), percent(None), percent(1000)) == ("33.3%", "—", "100.0%")
    gone = [year_gone(2026, day) for day in (date(2025, 5, 1), date(2026, 1, 1), date(2026, 12, 31))]
    assert gone == [0, 3, 1000]
    assert year_gone(2026, date(2027, 1, 1)) == 1000


def test_an_amount_is_more_than_nothing_and_can_be_said() -> None:
    assert amount_problem(1) == ""
    assert "大于零" in amount_problem(0)
    assert "超过" in amount_problem(LARGEST_FEN)


def test_invoices_are_held_against_the_amount() -> None:
    assert invoices_differ(100, None) == invoices_differ(100, 100) == ""
    assert invoices_differ(100, 99) == "发票合计 0.99 元，与金额 1.00 元不一致"
