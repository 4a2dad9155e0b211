"""Days, months and periods as an office counts them."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from banfu_desktop.rules.dates import (
    EARLIEST,
    LATEST,
    Month,
    Period,
    add_months,
    chinese_date,
    closing_month,
    parse_date,
    parse_period,
    weekday,
    whole_years,
)
from banfu_desktop.rules.errors import UserError

OCTOBER = Month(2026, 10)
DAYS = st.dates(EARLIEST, LATEST)
PERIODS = st.builds(
    lambda start, length: Period(start, None if length is None else start + timedelta(days=length)),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.none() | st.integers(0, 900),
)


# Months


@pytest.mark.parametrize(
    "text", ["2026-10", "2026.10", "2026/10", "202610", "2026年10月", "２０２６－１０", " 2026年10 "]
)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert Month.parse(text) == OCTOBER


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "26-10", "十月", "1899-12", "2200-01", "2026-10-05"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="不是月份，请写成 2026-10"):
        Month.parse(text)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, 13), (1899, 12), (2200, 1)])
def test_there_is_no_such_month(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="no such month"):
        Month(year, number)


def test_a_month_knows_its_days() -> None:
    assert (OCTOBER.first, OCTOBER.last, OCTOBER.days) == (date(2026, 10, 1), date(2026, 10, 31), 31)
    assert OCTOBER.period == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert [Month(year, 2).days for year in (1900, 2000, 2026, 2028)] == [28, 29, 28, 29]


def test_a_month_says_itself() -> None:
    assert (str(OCTOBER), OCTOBER.label, str(Month(2026, 1))) == ("2026-10", "2026年10月", "2026-01")


def test_months_sort_by_time() -> None:
    assert sorted([Month(2027, 1), OCTOBER, Month(2026, 2)]) == [Month(2026, 2), OCTOBER, Month(2027, 1)]


@given(DAYS)
def test_a_month_holds_its_days(day: date) -> None:
    month = Month.of(day)
    assert day in month.period
    assert month.first <= day <= month.last
    assert Month.parse(str(month)) == Month.parse(month.label) == month


@given(DAYS, st.integers(-1200, 1200))
def test_months_are_shifted_and_shifted_back(day: date, months: int) -> None:
    assume(EARLIEST.year <= day.year + months // 12 and day.year + months // 12 + 1 <= LATEST.year)
    month = Month.of(day)
    assert month.shift(months).shift(-months) == month
    assert (month.shift(months) > month) == (months > 0)


def test_the_month_after_december() -> None:
    assert (Month(2026, 12).shift(1), Month(2026, 1).shift(-1)) == (Month(2027, 1), Month(2025, 12))


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 1), OCTOBER),
        (date(2026, 11, 20), OCTOBER),
        (date(2026, 10, 21), OCTOBER),
        (date(2027, 1, 5), Month(2026, 12)),
    ],
)
def test_an_office_works_on_the_month_just_over(today: date, month: Month) -> None:
    assert closing_month(today) == month


# Days


@pytest.mark.parametrize(
    "text",
    [
        "2026-10-05", "2026-10-5", "2026.10.5", "2026/10/05", "2026年10月5日", "2026年10月5", "20261005",
        "２０２６．１０．０５", "２０２６年１０月５日",
        "2026 - 10 - 05", "2026-10-05 00:00:00", "2026-10-05 00:00", " 20261005\u3000",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert parse_date(text) == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "“”不是日期，请写成 2026-10-05"),
        ("十月五日", "“十月五日”不是日期"),
        ("26.10.5", "“26.10.5”不是日期"),
        ("2026-10", "“2026-10”不是日期"),
        ("2026105", "“2026105”不是日期"),
        ("2026-10-05 08:30", "“2026-10-05 08:30”不是日期"),
        ("2026-02-30", "“2026-02-30”这一天不存在，请核对年月日"),
        ("20261301", "“20261301”这一天不存在"),
        ("0000-01-01", "“0000-01-01”这一天不存在"),
        ("1899-12-31", "“1899-12-31”的年份不合理，请核对年份"),
        ("22000101", "“22000101”的年份不合理"),
    ],
)
def test_what_is_no_day_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_date(text)
    assert str(refused.value).startswith(sentence)


@given(DAYS)
def test_every_day_is_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == parse_date(chinese_date(day)) == parse_date(f"{day:%Y%m%d}") == day


def test_a_day_says_itself() -> None:
    assert chinese_date(date(2026, 10, 5)) == "2026年10月5日"


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 5), 6, date(2026, 7, 5)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 10, 12), 36, date(2029, 10, 12)),
    ],
)
def test_so_many_months_on_is_the_same_day_or_the_last(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("start", "day", "years"),
    [
        (date(1976, 10, 12), date(2026, 10, 11), 49),
        (date(1976, 10, 12), date(2026, 10, 12), 50),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_years_are_full_on_the_day(start: date, day: date, years: int) -> None:
    assert whole_years(start, day) == years


# Periods


def test_both_ends_of_a_period_count() -> None:
    period = Period(date(2026, 10, 12), date(2026, 10, 31))
    assert period.length == 20
    assert list(period.days())[::19] == [date(2026, 10, 12), date(2026, 10, 31)]
    assert [day in period for day in (date(2026, 10, 11), date(2026, 10, 12), date(2026, 10, 31))] == [
        False, True, True
    ]  # fmt: skip
    assert date(2026, 11, 1) not in period


def test_an_open_period_goes_on() -> None:
    assert LATEST in Period(date(2026, 10, 12))
    with pytest.raises(ValueError, match="no length"):
        _ = Period(date(2026, 10, 12)).length


def test_a_period_that_ends_before_it_starts_holds_nothing() -> None:
    assert Period(date(2026, 10, 12), date(2026, 10, 1)).length == 0
    assert list(Period(date(2026, 10, 12), date(2026, 10, 1)).days()) == []


@pytest.mark.parametrize(
    ("posting", "length"),
    [
        (Period(date(2026, 10, 12)), 20),
        (Period(date(2026, 1, 5), date(2026, 10, 20)), 20),
        (Period(date(2026, 10, 21)), 11),
        (Period(date(2026, 1, 5)), 31),
    ],
)
def test_the_days_posted_in_october(posting: Period, length: int) -> None:
    common = posting.common(OCTOBER.period)
    assert common is not None
    assert common.length == length


@pytest.mark.parametrize("other", [Period(date(2026, 11, 1)), Period(date(2026, 1, 5), date(2026, 9, 30))])
def test_periods_apart_have_nothing_in_common(other: Period) -> None:
    assert OCTOBER.period.common(other) is None


def test_two_open_periods_share_an_open_one() -> None:
    assert Period(date(2026, 1, 5)).common(Period(date(2026, 10, 12))) == Period(date(2026, 10, 12))


@given(PERIODS, PERIODS, st.dates(date(2000, 1, 1), date(2103, 1, 1)))
def test_a_day_is_in_common_when_it_is_in_both(one: Period, other: Period, day: date) -> None:
    common = one.common(other)
    assert common == other.common(one)
    assert (common is not None and day in common) == (day in one and day in other)


def test_a_stretch_of_days_is_read() -> None:
    assert parse_period("2026-10-05..2026-10-12") == Period(date(2026, 10, 5), date(2026, 10, 12))
    assert parse_period("2026.10.5 .. 2026年10月5日") == parse_period("20261005")
    assert parse_period("20261005").length == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2026-10-12..2026-10-05", "的结束早于开始，请把较早的日期写在前面"),
        ("2026-10-12..", "“”不是日期"),
        ("十月", "“十月”不是日期"),
    ],
)
def test_a_stretch_that_is_none_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        parse_period(text)


def test_the_calendar_agrees() -> None:
    months = [Month(year, number) for year in range(1900, 2200) for number in range(1, 13)]
    assert [month.days for month in months] == [calendar.monthrange(m.year, m.number)[1] for m in months]


def test_a_day_says_its_weekday() -> None:
    assert [weekday(date(2026, 11, day)) for day in (1, 2, 7)] == ["日", "一", "六"]
