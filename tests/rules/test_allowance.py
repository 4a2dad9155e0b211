"""乡镇工作补贴 (六(一)): since when each unit owes it, against a walk over days; what no letter can be."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from banfu_desktop.rules import allowance as rules
from banfu_desktop.rules.allowance import Answer, Entitlement, LetterState, Stay
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError

DAY, TODAY = timedelta(days=1), date(2026, 11, 2)
FIRST = date(2025, 1, 1)
SENT = Answer(date(2026, 7, 8), None, None, None)
PAID = replace(SENT, confirmed_on=date(2026, 7, 20), paid_from=date(2026, 7, 5))
DUE = Entitlement((1,), 7, date(2026, 1, 5), date(2026, 7, 5), None)


def six_months_after(day: date) -> date:
    """The same day six months on; the last of the month where that has none."""
    year, month = day.year + (day.month + 5) // 12, (day.month + 5) % 12 + 1
    for number in range(day.day, 27, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    return date(year, month, day.day)


def by_days(stays: list[Stay], until: date) -> dict[int, set[date]]:
    """The days on which each unit owes it, found by walking every day: nothing of the rule is used."""
    unit_on = {day: stay.unit_id for stay in stays for day in days_of(stay.period, until)}
    owed: dict[int, set[date]] = {}
    for day, unit in unit_on.items():
        first = day
        while first - DAY in unit_on:
            first -= DAY
        if day >= six_months_after(first):
            owed.setdefault(unit, set()).add(day)
    return owed


def days_of(period: Period, until: date) -> list[date]:
    end = min(period.end or until, until)
    return [period.start + DAY * step for step in range((end - period.start).days + 1)]


@pytest.mark.parametrize("seed", range(60))
def test_each_unit_owes_the_days_that_a_walk_over_every_day_finds(seed: int) -> None:
    chance, day, until = random.Random(seed), FIRST, FIRST + DAY * 1400
    stays = []
    for key in range(chance.randrange(1, 6)):
        end = day + DAY * chance.choice((0, 20, 90, 180, 181, 182, 183, 184, 365))
        last = key > 2 and chance.random() < 0.5
        stays.append(Stay(key, chance.choice((7, 8)), Period(day, None if last else end)))
        if last:
            break
        day = end + DAY * chance.choice((1, 1, 1, 2, 40))
    chance.shuffle(stays)
    found: dict[int, set[date]] = {}
    for due in rules.entitlements(stays):
        if not due.is_just_full:
            found.setdefault(due.unit_id, set()).update(days_of(Period(due.start, due.end), until))
    assert found == by_days(stays, until)


def test_who_leaves_on_the_day_six_months_are_full_is_told_of_and_a_day_earlier_not() -> None:
    def of(end: date) -> tuple[Entitlement, ...]:
        return rules.entitlements([Stay(1, 7, Period(date(2026, 1, 5), end))])

    (due,) = of(date(2026, 7, 4))
    assert (due.start, due.is_just_full) == (date(2026, 7, 5), True)
    assert of(date(2026, 7, 3)) == ()


def test_a_change_of_role_needs_no_second_letter_and_a_change_of_unit_does() -> None:
    stays = [
        Stay(1, 7, Period(date(2026, 1, 5), date(2026, 8, 31))),
        Stay(2, 7, Period(date(2026, 9, 1), date(2026, 9, 30))),
        Stay(3, 8, Period(date(2026, 10, 1))),
    ]
    told = [(due.postings, due.unit_id, due.start, due.end) for due in rules.entitlements(stays)]
    assert told == [
        ((1, 2), 7, date(2026, 7, 5), date(2026, 9, 30)),
        ((3,), 8, date(2026, 10, 1), None),
    ]


def test_a_unit_left_before_six_months_are_full_owes_nothing_and_the_next_one_from_then_on() -> None:
    stays = [
        Stay(1, 7, Period(date(2026, 1, 5), date(2026, 7, 4))),
        Stay(2, 8, Period(date(2026, 7, 5))),
    ]
    assert [(due.unit_id, due.start) for due in rules.entitlements(stays)] == [(8, date(2026, 7, 5))]


def test_how_far_a_letter_is() -> None:
    nothing = Answer(None, None, None, None)
    gone = replace(DUE, end=date(2026, 10, 20))
    refused = replace(SENT, confirmed_on=TODAY)
    stopped = replace(PAID, stopped_on=TODAY)
    told = [
        rules.state_of(replace(DUE, start=TODAY + DAY), nothing, TODAY),
        rules.state_of(DUE, nothing, TODAY),
        rules.state_of(DUE, nothing, TODAY, is_held=True),
        rules.state_of(gone, SENT, TODAY),
        rules.state_of(DUE, PAID, TODAY),
        rules.state_of(DUE, refused, TODAY),
        rules.state_of(gone, PAID, TODAY),
        rules.state_of(DUE, stopped, TODAY),
    ]
    assert told == [
        LetterState.EARLY, LetterState.UNTOLD, LetterState.HELD, LetterState.TOLD, LetterState.CONFIRMED,
        LetterState.REFUSED, LetterState.ENDED, LetterState.ENDED,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "fen", "reply", "said"),
    [
        (Answer(None, None, None, None), None, None, "没有填写送出日期"),
        (replace(SENT, sent_on=TODAY + DAY), None, None, "还没有到"),
        (replace(SENT, paid_from=TODAY), None, None, "没有填写确认日期"),
        (SENT, 30_000, None, "没有填写确认日期"),
        (replace(PAID, confirmed_on=date(2026, 7, 7)), None, None, "确认日期2026-07-07不合理"),
        (replace(PAID, confirmed_on=TODAY + DAY), None, None, "不合理"),
        (replace(PAID, paid_from=None), 30_000, "随工资", "没有填写发放起始日期"),
        (PAID, 0, "随工资", "月标准要大于零"),
        (PAID, -1, "随工资", "月标准要大于零"),
        (replace(PAID, paid_from=None), None, "  ", "没有写明单位的答复"),
        (replace(PAID, stopped_on=date(2026, 7, 4)), None, None, "早于发放起始"),
    ],
)
def test_what_a_letter_cannot_be(answer: Answer, fen: int | None, reply: str | None, said: str) -> None:
    with pytest.raises(UserError, match=said):
        rules.refuse_answer(answer, fen, reply, TODAY)


def test_an_answer_may_name_an_amount_or_none_and_a_refusal_says_why() -> None:
    rules.refuse_answer(PAID, None, None, TODAY)
    rules.refuse_answer(PAID, 30_000, "每月三百元", TODAY)
    rules.refuse_answer(replace(PAID, paid_from=None), None, "已随工资发放同类补贴", TODAY)
