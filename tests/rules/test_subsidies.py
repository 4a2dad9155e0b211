"""六(一), 六(四) and the office's own choices, as amounts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banfu_desktop.rules.attendance import BY_CALENDAR, BY_WORK_DAYS, Counting, Days, HalfDays
from banfu_desktop.rules.dates import Month, MonthCalendar, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.policy import (
    Absence,
    DeductionBasis,
    LongLeave,
    Mode,
    MoveMonth,
    PartMonth,
    Rounding,
    SubsidyPolicy,
)
from banfu_desktop.rules.subsidies import (
    UNCONFIRMED,
    Due,
    Stretch,
    counted,
    month_dues,
    refusal,
)
from banfu_desktop.rules.subsidies_account import sums_said
from banfu_desktop.rules.subsidies_rulings import Ruling, RulingFacts
from banfu_desktop.rules.subsidies_township import (
    TownshipStretch,
    township_eligible_on,
    township_fen,
    township_stretches,
    township_tiers,
)
from banfu_desktop.rules.words import Category, DayState, UnitLevel

OCTOBER = Month(2026, 10)
_FREE = (*range(1, 8), 11, 17, 18, 24, 25, 31)
CALENDAR = MonthCalendar(OCTOBER, {date(2026, 10, day): "休" for day in _FREE})
"""18 working days; Saturday the 10th is worked for the holiday."""
POLICY = SubsidyPolicy()
ALL_YEAR = Period(date(2026, 1, 5))


NOTHING = Due(1, 1, 0, 0, 0, 0, 0, 0, 0, "", "", RulingFacts(0, 0, 0))


def month_amount(
    policy: SubsidyPolicy,
    month: Month,
    postings: Sequence[Period],
    states: Days,
    ruling: tuple[int, str] | None = None,
    calendar: MonthCalendar | None = None,
    counting: Counting = BY_CALENDAR,
) -> Due:
    """What the one unit of all postings owes, ruled on the facts of now."""
    stretches = [at(posting, 1, states) for posting in postings]
    months_calendar = calendar or MonthCalendar(month, {})

    def due(rulings: dict[int, Ruling]) -> Due:
        dues = month_dues(policy, months_calendar, counting, stretches, rulings)
        return dues[0] if dues else NOTHING

    return due({} if ruling is None else {1: Ruling(*ruling, due({}).facts)})


def at(
    period: Period, unit: int, states: Days | None = None, level: UnitLevel | None = UnitLevel.COUNTY
) -> Stretch:
    """Days of a 驻镇干部 of a unit; of level None nobody has confirmed it."""
    own = states or {}
    name = {1: "县司法局", 2: "县医保局", 3: "县林业局"}[unit]
    return Stretch(period, unit, unit, name, Category.CADRE, level, own, level is not None)


def days(state: DayState, *numbers: int) -> dict[date, DayState]:
    return {date(2026, 10, number): state for number in numbers}


def net(policy: SubsidyPolicy, posting: Period, states: dict[date, DayState] | None = None) -> int:
    return month_amount(policy, OCTOBER, [posting], states or {}).net_fen


def test_cadres_of_county_units_are_entitled() -> None:
    assert refusal(Category.CADRE, UnitLevel.COUNTY) is None


@pytest.mark.parametrize("category", [c for c in Category if c is not Category.CADRE])
def test_others_stand_under_their_own_rules(category: Category) -> None:
    refused = refusal(category, UnitLevel.COUNTY)
    assert refused is not None
    assert refused.clause == "六(四)"
    assert category.label in refused.reason


@pytest.mark.parametrize("level", [level for level in UnitLevel if level is not UnitLevel.COUNTY])
def test_cadres_of_other_units_are_not(level: UnitLevel) -> None:
    refused = refusal(Category.CADRE, level)
    assert refused is not None
    assert refused.clause == "六(一)"
    assert level.label in refused.reason


@pytest.mark.parametrize(
    ("posting", "fen", "reason"),
    [
        (ALL_YEAR, 200_000, ""),
        (Period(date(2026, 10, 12)), 129_032, "10月12日到岗"),
        (Period(date(2026, 1, 5), date(2026, 10, 20)), 129_032, "10月20日离岗"),
        (Period(date(2026, 10, 21)), 70_968, "10月21日到岗"),
        (Period(date(2026, 10, 5), date(2026, 10, 5)), 6_452, "10月5日到岗；10月5日离岗"),
        (Period(date(2026, 1, 5), date(2026, 10, 31)), 200_000, ""),
    ],
)
def test_a_part_month_is_paid_by_the_day(posting: Period, fen: int, reason: str) -> None:
    amount = month_amount(POLICY, OCTOBER, [posting], {})
    assert (amount.net_fen, amount.reason) == (fen, reason)


def test_the_formula_says_how() -> None:
    amount = month_amount(POLICY, OCTOBER, [Period(date(2026, 10, 12))], {})
    assert amount.formula == "2,000.00 × 20 ÷ 31 = 1,290.32"


@pytest.mark.parametrize(
    ("choice", "arrived", "left", "fen"),
    [
        (PartMonth.FULL, 30, None, 200_000),
        (PartMonth.NOTHING, 2, None, 0),
        (PartMonth.HALF, 15, None, 200_000),
        (PartMonth.HALF, 16, None, 100_000),
        (PartMonth.HALF, 1, 15, 100_000),
        (PartMonth.HALF, 1, 16, 200_000),
        (PartMonth.HALF, 16, 20, 100_000),
    ],
)
def test_other_choices_for_a_part_month(choice: PartMonth, arrived: int, left: int | None, fen: int) -> None:
    end = date(2026, 10, left) if left else None
    assert net(replace(POLICY, part_month=choice), Period(date(2026, 10, arrived), end)) == fen


def test_arrival_and_departure_days_count_as_the_office_chose() -> None:
    posting = Period(date(2026, 10, 12), date(2026, 10, 20))
    assert counted(POLICY, posting) == posting
    neither = replace(POLICY, arrival_counts=False, departure_counts=False)
    assert counted(neither, posting) == Period(date(2026, 10, 13), date(2026, 10, 19))
    assert counted(neither, Period(date(2026, 10, 12), date(2026, 10, 13))) is None
    assert counted(neither, Period(date(2026, 10, 12))) == Period(date(2026, 10, 13))


def test_nobody_earns_outside_the_posting() -> None:
    amount = month_amount(POLICY, OCTOBER, [Period(date(2026, 11, 2))], {})
    assert (amount.days_posted, amount.gross_fen) == (0, 0)


def test_two_postings_in_a_month_add_up() -> None:
    postings = [Period(date(2026, 1, 5), date(2026, 10, 10)), Period(date(2026, 10, 21))]
    amount = month_amount(POLICY, OCTOBER, postings, {})
    assert (amount.days_posted, amount.net_fen) == (21, 135_484)
    assert amount.reason == "10月10日离岗；10月21日到岗"


@pytest.mark.parametrize("state", [DayState.DUTY, DayState.TRAINING])
def test_duty_and_training_count_as_present(state: DayState) -> None:
    amount = month_amount(POLICY, OCTOBER, [ALL_YEAR], days(state, 8, 9))
    assert (amount.days_present, amount.net_fen, amount.reason) == (31, 200_000, "")


def test_leave_shows_but_does_not_deduct() -> None:
    amount = month_amount(POLICY, OCTOBER, [ALL_YEAR], days(DayState.PERSONAL, 5, 6))
    assert (amount.days_present, amount.net_fen, amount.reason) == (29, 200_000, "事假2天")
    assert not amount.held


def test_annual_leave_deducts_where_the_office_says_so() -> None:
    policy = replace(POLICY, annual_deducts=True)
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], days(DayState.ANNUAL, 5))
    assert (amount.deducted_fen, amount.reason) == (6_452, "年休假1天；按天扣减64.52")


def test_long_leave_is_held_for_the_clerk() -> None:
    amount = month_amount(POLICY, OCTOBER, [ALL_YEAR], days(DayState.SICK, *range(1, 17)))
    assert amount.deducted_fen == 0
    assert amount.held == "病假、事假共16天，超过15天，请决定扣不扣并写明原因"


def test_long_leave_may_be_deducted_by_the_day_beyond_the_limit() -> None:
    policy = replace(POLICY, long_leave=LongLeave.BY_DAY)
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], days(DayState.SICK, *range(1, 18)))
    assert amount.deducted_fen == 12_903


def test_absence_holds_the_line_until_the_clerk_decides() -> None:
    states = days(DayState.ABSENT, 9)
    assert "旷工1天" in month_amount(POLICY, OCTOBER, [ALL_YEAR], states).held
    decided = month_amount(POLICY, OCTOBER, [ALL_YEAR], states, (10_000, "镇党委会议定"))
    assert (decided.held, decided.net_fen, decided.reason) == ("", 190_000, "旷工1天；镇党委会议定")


def test_absence_may_be_deducted_by_the_day() -> None:
    policy = replace(POLICY, absence=Absence.BY_DAY)
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], days(DayState.ABSENT, 9, 10))
    assert (amount.deducted_fen, amount.held) == (12_903, "")


def test_a_deduction_never_exceeds_what_is_due() -> None:
    policy = replace(POLICY, absence=Absence.BY_DAY, part_month=PartMonth.NOTHING)
    amount = month_amount(policy, OCTOBER, [Period(date(2026, 10, 12))], days(DayState.ABSENT, 13))
    assert (amount.gross_fen, amount.net_fen) == (0, 0)


def test_the_clerks_ruling_replaces_every_automatic_deduction() -> None:
    policy = replace(POLICY, annual_deducts=True)
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], days(DayState.ANNUAL, 5), (0, ""))
    assert (amount.deducted_fen, amount.reason) == (0, "年休假1天")


def test_a_ruling_above_what_is_now_due_holds_the_line() -> None:
    late = [Period(date(2026, 10, 30))]
    amount = month_amount(POLICY, OCTOBER, late, {}, (120_000, "早退"))
    assert (amount.gross_fen, amount.net_fen) == (12_903, 0)
    assert amount.held == "已填扣减1,200.00超过应发129.03，请重新决定"
    assert month_amount(POLICY, OCTOBER, late, {}, (12_903, "早退")).held == ""


def test_the_daily_mode_pays_days_present() -> None:
    policy = replace(POLICY, mode=Mode.DAILY)
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], days(DayState.SICK, 5, 6))
    assert (amount.gross_fen, amount.deducted_fen) == (193_343, 0)
    assert amount.formula == "66.67 × 29 = 1,933.43"


def test_the_daily_mode_pays_no_more_than_the_month_unless_the_office_says_so() -> None:
    policy = replace(POLICY, mode=Mode.DAILY)
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], {})
    assert (amount.gross_fen, amount.formula) == (200_000, "66.67 × 31 = 2,066.77，不超过月标准2,000.00")
    assert month_amount(replace(policy, daily_capped=False), OCTOBER, [ALL_YEAR], {}).gross_fen == 206_677


@pytest.mark.parametrize(
    ("choices", "fen"),
    [({}, 200_000), ({"annual_deducts": True}, 180_009), ({"daily_pays_leave": False}, 180_009)],
)
def test_leave_that_costs_nothing_is_paid_in_the_daily_mode_too(choices: dict[str, bool], fen: int) -> None:
    policy = replace(POLICY, mode=Mode.DAILY, **choices)
    away = days(DayState.ANNUAL, 12, 13) | days(DayState.MATERNITY, 14, 15)
    assert month_amount(policy, OCTOBER, [ALL_YEAR], away).gross_fen == fen


@pytest.mark.parametrize(
    ("basis", "fen"),
    [
        (DeductionBasis.MONTH_DAYS, 70_968),  # 11 calendar days of 31
        (DeductionBasis.AVERAGE, 73_563),  # 8 working days of 21.75
        (DeductionBasis.DUE_DAYS, 88_889),  # 8 working days of 18
    ],
)
def test_absence_is_deducted_by_the_office_s_share_of_a_day(basis: DeductionBasis, fen: int) -> None:
    policy = replace(POLICY, absence=Absence.BY_DAY, deduction_basis=basis)
    away = days(DayState.ABSENT, *range(9, 20))
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], away, None, CALENDAR, BY_WORK_DAYS)
    assert amount.deducted_fen == fen
    assert "旷工8天" in amount.reason
    asked = replace(POLICY, deduction_basis=basis)
    held = month_amount(asked, OCTOBER, [ALL_YEAR], away, None, CALENDAR, BY_WORK_DAYS)
    assert (held.deducted_fen, held.by_day[0]) == (0, fen)  # offered, not taken


def test_a_month_of_maternity_leave_is_paid_and_flagged_on_the_sheet() -> None:
    away = days(DayState.MATERNITY, *range(1, 32))
    amount = month_amount(POLICY, OCTOBER, [ALL_YEAR], away, None, CALENDAR, BY_WORK_DAYS)
    assert (amount.net_fen, amount.held, amount.warning) == (200_000, "", "全月产假，没有在岗")
    assert amount.reason == "产假31天"


def test_which_kinds_hold_and_which_cost_is_the_offices_choice() -> None:
    away = days(DayState.MATERNITY, *range(1, 21)) | days(DayState.ANNUAL, 26, 27)
    holding = Counting(held_kinds=frozenset({DayState.MATERNITY}))
    held = month_amount(POLICY, OCTOBER, [ALL_YEAR], away, None, CALENDAR, holding)
    assert (held.held, held.net_fen) == ("产假共20天，超过15天，请决定扣不扣并写明原因", 200_000)
    everything = Counting(held_kinds=frozenset(DayState))
    on_duty = days(DayState.DUTY, *range(8, 31))
    assert month_amount(POLICY, OCTOBER, [ALL_YEAR], on_duty, None, CALENDAR, everything).held == ""
    deducting = replace(POLICY, annual_deducts=True)
    only_annual = Counting(deducted_kinds=frozenset({DayState.ANNUAL}))
    amount = month_amount(deducting, OCTOBER, [ALL_YEAR], away, None, CALENDAR, only_annual)
    assert amount.deducted_fen == 12_903  # 2 calendar days of 31
    daily = replace(deducting, mode=Mode.DAILY)
    assert month_amount(daily, OCTOBER, [ALL_YEAR], away, None, CALENDAR, only_annual).gross_fen == 193_343


def test_half_a_day_costs_half() -> None:
    policy = replace(POLICY, absence=Absence.BY_DAY)
    half = {date(2026, 10, 12): HalfDays(DayState.PRESENT, DayState.ABSENT)}
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], half, None, CALENDAR, BY_WORK_DAYS)
    assert (amount.deducted_fen, amount.days_present) == (3_226, 31)
    assert amount.reason == "旷工0.5天；按天扣减32.26"


def test_long_leave_is_counted_in_each_kind_s_own_days() -> None:
    policy = replace(POLICY, long_leave=LongLeave.BY_DAY)
    personal = days(DayState.PERSONAL, *range(8, 31))  # 18 working days
    amount = month_amount(policy, OCTOBER, [ALL_YEAR], personal, None, CALENDAR, BY_WORK_DAYS)
    assert amount.deducted_fen == round(200_000 * 3 / 31)  # 28, 29 and 30 October
    by_calendar = month_amount(policy, OCTOBER, [ALL_YEAR], personal)
    assert by_calendar.deducted_fen == round(200_000 * 8 / 31)


def test_rounding_to_whole_yuan() -> None:
    assert net(replace(POLICY, rounding=Rounding.YUAN), Period(date(2026, 10, 12))) == 129_000


@given(arrived=st.integers(1, 31), left=st.integers(1, 31), away=st.sets(st.integers(1, 31)))
def test_amounts_never_leave_their_bounds(arrived: int, left: int, away: set[int]) -> None:
    first, last = sorted((arrived, left))
    posting = Period(date(2026, 10, first), date(2026, 10, last))
    policy = replace(POLICY, absence=Absence.BY_DAY, long_leave=LongLeave.BY_DAY, annual_deducts=True)
    amount = month_amount(policy, OCTOBER, [posting], days(DayState.ABSENT, *away))
    assert 0 <= amount.net_fen <= amount.gross_fen <= 200_000
    assert amount.days_posted == last - first + 1
    assert amount.days_present == amount.days_posted - len([d for d in away if first <= d <= last])


def test_township_allowance_begins_after_six_months() -> None:
    assert township_eligible_on([Period(date(2026, 1, 5))]) == date(2026, 7, 5)
    assert township_eligible_on([]) is None


def test_unbroken_postings_count_together_and_a_gap_starts_anew() -> None:
    first = Period(date(2026, 1, 5), date(2026, 3, 31))
    assert township_eligible_on([first, Period(date(2026, 4, 1))]) == date(2026, 7, 5)
    assert township_eligible_on([first, Period(date(2026, 5, 1))]) == date(2026, 11, 1)


def test_a_posting_that_ended_early_never_gets_there() -> None:
    assert township_eligible_on([Period(date(2026, 1, 5), date(2026, 6, 30))]) is None
    assert township_eligible_on([Period(date(2026, 1, 31), date(2026, 7, 31))]) == date(2026, 7, 31)
    assert township_eligible_on([Period(date(2026, 1, 1), date(2026, 6, 30))]) == date(2026, 7, 1)
    assert township_eligible_on([Period(date(2026, 1, 1), date(2026, 6, 29))]) is None


def test_whether_a_gap_starts_the_six_months_anew_is_the_offices_choice() -> None:
    first, second = Period(date(2026, 1, 1), date(2026, 3, 31)), Period(date(2026, 5, 1))
    assert township_eligible_on([first, second]) == date(2026, 11, 1)
    assert township_eligible_on([first, second], gap_restarts=False) == date(2026, 8, 3)  # 90 days sooner


def test_stretches_that_were_due_once_stay_listed() -> None:
    gone = Period(date(2024, 1, 1), date(2024, 12, 31))
    found = township_stretches([Period(date(2026, 10, 1)), gone])
    assert found == (
        TownshipStretch(gone.start, gone.end, date(2024, 7, 1)),
        TownshipStretch(date(2026, 10, 1), None, date(2027, 4, 1)),
    )


def test_the_township_table_is_read_line_by_line() -> None:
    tiers = township_tiers("5=500\n1＝300；")
    assert tiers == ((1, 30_000), (5, 50_000))
    assert [township_fen(tiers, years) for years in (0, 1, 4, 5, 30)] == [
        None,
        30_000,
        30_000,
        50_000,
        50_000,
    ]
    assert township_tiers("") == ()


@pytest.mark.parametrize("text", ["300", "一=300", "1=三百", "1=300\n1=400"])
def test_a_township_table_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UserError):
        township_tiers(text)


FEBRUARY, MARCH = Month(2026, 2), Month(2026, 3)


def shared(month: Month, *stretches: Stretch, policy: SubsidyPolicy = POLICY) -> list[tuple[int, int]]:
    dues = month_dues(policy, MonthCalendar(month, {}), BY_CALENDAR, stretches)
    return [(due.payer_id, due.gross_fen) for due in dues]


class TestTwoUnits:
    """县司法局 to 20 March, 县医保局 from the 21st: by the day, to the fen."""

    first = at(Period(date(2026, 1, 5), date(2026, 3, 20)), 1)
    second = at(Period(date(2026, 3, 21)), 2)

    def test_each_pays_its_days_and_together_they_pay_the_month(self) -> None:
        assert shared(MARCH, self.first, self.second) == [(1, 129_032), (2, 70_968)]

    def test_the_last_takes_the_remainder(self) -> None:
        one_day = at(Period(date(2026, 2, 1), date(2026, 2, 1)), 1)
        three = at(Period(date(2026, 2, 2), date(2026, 2, 4)), 2)
        assert shared(FEBRUARY, one_day, three) == [(1, 7_143), (2, 21_428)]

    def test_nobody_arrives_or_leaves_on_a_move(self) -> None:
        neither = replace(POLICY, arrival_counts=False, departure_counts=False)
        assert shared(MARCH, self.first, self.second, policy=neither) == [(1, 129_032), (2, 70_968)]
        half = replace(POLICY, part_month=PartMonth.HALF)
        assert sum(fen for _, fen in shared(MARCH, self.first, self.second, policy=half)) == 200_000

    def test_the_office_may_let_the_last_unit_pay_it_all(self) -> None:
        last = replace(POLICY, move_month=MoveMonth.LAST_UNIT)
        assert shared(MARCH, self.first, self.second, policy=last) == [(2, 200_000)]

    def test_a_part_with_another_level_ends_like_a_departure(self) -> None:
        city = at(Period(date(2026, 3, 21)), 2, level=UnitLevel.CITY)
        assert shared(MARCH, self.first, city) == [(1, 129_032)]

    def test_the_papers_say_who_pays_the_rest(self) -> None:
        dues = month_dues(POLICY, MonthCalendar(MARCH, {}), BY_CALENDAR, [self.first, self.second])
        assert [due.reason for due in dues] == ["3月21日起由县医保局发放", "3月21日以前由县司法局发放"]

    def test_absence_falls_on_the_payer_of_its_day(self) -> None:
        by_day = replace(POLICY, absence=Absence.BY_DAY)
        away = at(self.second.period, 2, {date(2026, 3, 23): DayState.ABSENT})
        dues = month_dues(by_day, MonthCalendar(MARCH, {}), BY_CALENDAR, [self.first, away])
        assert [due.deducted_fen for due in dues] == [0, 6_452]

    def test_a_mark_left_in_a_posting_that_was_shortened_counts_nowhere(self) -> None:
        left = at(self.first.period, 1, {date(2026, 3, 25): DayState.ABSENT})
        dues = month_dues(POLICY, MonthCalendar(MARCH, {}), BY_CALENDAR, [left, self.second])
        assert not any(due.held for due in dues)


def test_an_unconfirmed_level_holds_the_line_and_no_other_payers() -> None:
    known = at(Period(date(2026, 1, 5), date(2026, 3, 20)), 1)
    unknown = at(Period(date(2026, 3, 21)), 2, level=None)
    dues = month_dues(POLICY, MonthCalendar(MARCH, {}), BY_CALENDAR, [known, unknown])
    assert [(due.payer_id, due.held) for due in dues] == [(1, ""), (2, UNCONFIRMED)]


def test_a_ruling_is_for_the_facts_it_was_made_on() -> None:
    def held(numbers: Sequence[int]) -> str:
        stretch = at(ALL_YEAR, 1, days(DayState.ABSENT, *numbers))
        ruling = Ruling(20_000, "镇党委会议定", RulingFacts(2, 0, 200_000))
        return month_dues(POLICY, MonthCalendar(OCTOBER, {}), BY_CALENDAR, [stretch], {1: ruling})[0].held

    assert held([9]) == ""
    assert held(range(1, 21)) == "作出决定以后情况有变（旷工按日历1天→20天），请重新决定"


def test_what_is_paid_later_and_what_is_taken_back_are_never_added_up() -> None:
    assert sums_said([66_667, -66_667]) == "补发 666.67 元、扣回 666.67 元"
    assert sums_said([66_667, None]) == "补发 666.67 元、1处待决定"
    assert sums_said([]) == "没有差额"
