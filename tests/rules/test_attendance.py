"""What a month's days add up to, and who approves a leave."""

from datetime import date, timedelta
from random import Random

import pytest

from banfu_desktop.rules.attendance import (
    BY_CALENDAR,
    BY_WORK_DAYS,
    Counting,
    Day,
    HalfDays,
    approver,
    below_threshold,
    day_of,
    halves_of,
    in_days,
    leave_days,
    leave_halves,
    leave_kinds,
    no_day_at_the_post,
    overlapping,
    parse_day,
    tally,
    with_half,
)
from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half

OCTOBER = Month(2026, 10)
_FREE = (*range(1, 8), 11, 17, 18, 24, 25, 31)
CALENDAR = MonthCalendar(OCTOBER, {date(2026, 10, day): "休" for day in _FREE})
ALL_YEAR = Period(date(2026, 1, 5))


def days(state: DayState, *numbers: int) -> dict[date, Day]:
    return {date(2026, 10, number): state for number in numbers}


def test_october_2026_has_18_working_days() -> None:
    assert CALENDAR.working() == 18
    total = tally(CALENDAR, ALL_YEAR, {})
    assert (total.work_days_due, total.work_days_present, total.days_present) == (18, 18, 31)


def test_days_outside_the_posting_do_not_count() -> None:
    total = tally(CALENDAR, Period(date(2026, 10, 12)), days(DayState.SICK, 5) | days(DayState.DUTY, 20))
    assert (total.days_posted, total.days_present, total.leave_days) == (20, 20, 0)
    assert total.counts == {DayState.PRESENT: 19, DayState.DUTY: 1}
    assert (total.work_days_due, total.work_days_present) == (15, 15)


def test_nobody_is_counted_in_a_month_without_a_posting() -> None:
    assert tally(CALENDAR, Period(date(2026, 11, 1)), {}).days_posted == 0


def test_a_month_under_way_is_counted_to_today() -> None:
    total = tally(CALENDAR, ALL_YEAR, days(DayState.ANNUAL, 19, 26), until=date(2026, 10, 20))
    assert (total.work_days_due, total.work_days_present, total.own_days(DayState.ANNUAL)) == (10, 9, 1)
    assert tally(CALENDAR, Period(date(2026, 10, 26)), {}, until=date(2026, 10, 20)).work_days_due == 0


def test_work_on_a_rest_day_is_counted_apart() -> None:
    total = tally(CALENDAR, ALL_YEAR, days(DayState.ON_CALL, 17, 18))
    assert (total.work_days_present, total.duty_days) == (18, 2)


def test_of_most_kinds_rest_days_do_not_count() -> None:
    off = range(9, 20)  # 8 working days among 11
    assert tally(CALENDAR, ALL_YEAR, days(DayState.PERSONAL, *off)).own_days(DayState.PERSONAL) == 8
    assert tally(CALENDAR, ALL_YEAR, days(DayState.SICK, *off)).own_days(DayState.SICK) == 11
    total = tally(CALENDAR, ALL_YEAR, days(DayState.PERSONAL, *off), BY_CALENDAR)
    assert (total.own_days(DayState.PERSONAL), total.work_days_present, total.work_days_due) == (11, 20, 31)


def test_halves_of_a_day_may_differ() -> None:
    states: dict[date, Day] = {
        date(2026, 10, 12): HalfDays(DayState.PRESENT, DayState.PERSONAL),
        date(2026, 10, 13): HalfDays(DayState.DUTY, DayState.ANNUAL),
        date(2026, 10, 14): HalfDays(DayState.SICK, DayState.PERSONAL),
    }
    total = tally(CALENDAR, ALL_YEAR, states)
    assert (total.work_days_present, total.days_present) == (16, 30)
    assert total.own_days(DayState.PERSONAL) == 1
    assert (total.own_days(DayState.ANNUAL), total.own_days(DayState.SICK)) == (0.5, 0.5)


def _oracle(
    calendar: MonthCalendar, posting: Period, states: dict[date, Day], until: date
) -> tuple[float, ...]:
    """Days due, at the post, on duty, of 事假 and of 病假, half day by half day, as the domain page says."""
    due = present = on_call = personal = sick = 0.0
    day = calendar.month.first
    while day <= min(calendar.month.last, until):
        if posting.start <= day and (posting.end is None or day <= posting.end):
            rest = day in calendar.free
            what = states.get(day, DayState.PRESENT)
            due += 0 if rest else 1
            for state in (what.morning, what.afternoon):
                if not rest and state in (
                    DayState.PRESENT, DayState.DUTY, DayState.TRAINING, DayState.ON_CALL
                ):  # fmt: skip
                    present += 0.5
                if rest and state is DayState.ON_CALL:
                    on_call += 0.5
                if state is DayState.PERSONAL and not rest:
                    personal += 0.5
                if state is DayState.SICK:
                    sick += 0.5
        day += timedelta(1)
    return due, present, on_call, personal, sick


def test_a_day_by_day_oracle_agrees() -> None:
    random = Random(11)
    for _ in range(2_000):
        month = Month(random.randint(2024, 2027), random.randint(1, 12))
        everyday = list(month.period.days())
        free = {day: "休" for day in everyday if day.weekday() >= 5 or random.random() < 0.1}
        calendar = MonthCalendar(month, free)
        start = random.choice(everyday) - timedelta(random.randint(0, 40))
        posting = Period(start, start + timedelta(random.randint(0, 60)) if random.random() < 0.5 else None)
        states = {
            day: day_of(random.choice(list(DayState)), random.choice(list(DayState)))
            for day in everyday
            if random.random() < 0.4
        }
        until = random.choice([month.last, random.choice(everyday)])
        total = tally(calendar, posting, states, BY_WORK_DAYS, until)
        assert (
            total.work_days_due, total.work_days_present, total.duty_days,
            total.own_days(DayState.PERSONAL), total.own_days(DayState.SICK),
        ) == _oracle(calendar, posting, states, until)  # fmt: skip


@pytest.mark.parametrize(
    ("away", "said"),
    [((), ""), ((8,), "在岗17天，少于18天"), ((1, 2, 3, 4, 5, 6, 7), "")],
)
def test_too_few_days_in_a_full_month_are_remarked(away: tuple[int, ...], said: str) -> None:
    total = tally(CALENDAR, ALL_YEAR, days(DayState.PERSONAL, *away))
    assert below_threshold(total, CALENDAR, 20) == said  # nobody is asked for more than 18
    assert below_threshold(total, CALENDAR, 0) == ""


def test_work_on_rest_days_makes_up_for_the_threshold() -> None:
    away = days(DayState.PERSONAL, 8, 9, 12)
    assert below_threshold(tally(CALENDAR, ALL_YEAR, away), CALENDAR, 16) == "在岗15天，少于16天"
    helped = away | days(DayState.ON_CALL, 17)
    assert below_threshold(tally(CALENDAR, ALL_YEAR, helped), CALENDAR, 16) == ""
    assert below_threshold(tally(CALENDAR, ALL_YEAR, helped), CALENDAR, 17) == "在岗15天、值班1天，少于17天"


def test_by_calendar_days_the_threshold_is_as_it_was() -> None:
    away = days(DayState.PERSONAL, *range(1, 13))
    total = tally(CALENDAR, ALL_YEAR, away, BY_CALENDAR)
    assert below_threshold(total, CALENDAR, 20, BY_CALENDAR) == "在岗19天，少于20天"


def test_a_part_month_is_not_remarked() -> None:
    total = tally(CALENDAR, Period(date(2026, 10, 25)), {})
    assert below_threshold(total, CALENDAR, 20) == ""


def test_a_month_spent_in_a_long_leave_is_flagged() -> None:
    assert no_day_at_the_post(tally(CALENDAR, ALL_YEAR, days(DayState.MATERNITY, *range(1, 32)))) == (
        "全月产假，没有在岗"
    )
    assert no_day_at_the_post(tally(CALENDAR, ALL_YEAR, days(DayState.MATERNITY, *range(9, 32)))) == ""
    annual = tally(CALENDAR, ALL_YEAR, days(DayState.ANNUAL, *range(1, 32)))
    assert no_day_at_the_post(annual) == ""
    chosen = Counting(flagged_kinds=frozenset({DayState.ANNUAL}))
    assert no_day_at_the_post(annual, chosen) == "全月年休假，没有在岗"


def test_days_beyond_a_limit_are_the_last_ones() -> None:
    away = days(DayState.PERSONAL, *range(8, 15))  # 8 9 10 | 11 rest | 12 13 14
    beyond = halves_of(CALENDAR, away, (DayState.PERSONAL,), BY_WORK_DAYS, 4)
    assert beyond == {date(2026, 10, 13): 2, date(2026, 10, 14): 2}


def test_a_month_is_over_when_no_working_day_lies_ahead() -> None:
    assert CALENDAR.last_working == date(2026, 10, 30)
    assert CALENDAR.is_over(date(2026, 10, 30))
    assert not CALENDAR.is_over(date(2026, 10, 29))


def test_half_days_are_said_as_they_are_read() -> None:
    half = HalfDays(DayState.DUTY, DayState.PERSONAL)
    assert (half.mark, half.label) == ("公/事", "上午公务外出、下午事假")
    for what in (half, HalfDays(DayState.PRESENT, DayState.SICK), HalfDays(DayState.SICK, DayState.PRESENT)):
        assert parse_day(what.mark) == what
    assert parse_day("上午病假") == HalfDays(DayState.SICK, DayState.PRESENT)
    assert parse_day("事/事") is DayState.PERSONAL
    assert with_half(half, Half.AFTERNOON, DayState.DUTY) is DayState.DUTY
    assert (in_days(27), in_days(30)) == (13.5, 15)
    with pytest.raises(UserError):
        parse_day("上午出海")


def test_the_kinds_whose_rest_days_count_are_a_list() -> None:
    assert leave_kinds("病假、产假、陪产假、探亲假、工伤") == Counting().rest_day_kinds
    assert (leave_kinds("全部"), leave_kinds("无")) == (frozenset(DayState), frozenset())
    with pytest.raises(UserError, match="“培训”不是假别"):
        leave_kinds("病假，培训")


def test_three_days_are_the_towns_more_the_countys() -> None:
    assert (approver(3, 3), approver(3.5, 3)) == ("镇党委", "县委组织部")


def test_reporting_back_shortens_a_leave_and_never_lengthens_it() -> None:
    start, end = date(2026, 10, 5), date(2026, 10, 9)
    assert leave_days(start, end, None) == Period(start, end)
    assert leave_days(start, end, date(2026, 10, 7)) == Period(start, date(2026, 10, 6))
    assert leave_days(start, end, date(2026, 10, 12)) == Period(start, end)


def test_a_leave_may_begin_and_end_at_noon() -> None:
    first, last = date(2026, 10, 8), date(2026, 10, 9)
    assert leave_halves(Period(first, last), True, True) == [(first, Half.AFTERNOON), (last, Half.MORNING)]
    assert leave_halves(Period(first, first), False, True) == [(first, Half.MORNING)]


def test_the_first_overlap_is_named() -> None:
    clash = Period(date(2026, 10, 8), date(2026, 10, 9))
    others = [Period(date(2026, 10, 1), date(2026, 10, 2)), clash]
    assert overlapping(Period(date(2026, 10, 5), date(2026, 10, 8)), others) == clash
    assert overlapping(Period(date(2026, 10, 3), date(2026, 10, 4)), others) is None
