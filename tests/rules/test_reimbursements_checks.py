"""The checks on a claim, each as its rule says it."""

from dataclasses import replace
from datetime import date

import pytest

from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.invoices import InvoiceFacts, InvoiceKind
from banfu_desktop.rules.reimbursements import ClaimKind, Line, Vehicle
from banfu_desktop.rules.reimbursements_checks import (
    ClaimFacts,
    Elsewhere,
    InvoiceSeen,
    standing,
    verdicts,
)
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.rules.words import DayState

OCTOBER, TODAY = Month(2026, 10), date(2026, 11, 2)
FREE = frozenset(day for day in OCTOBER.period.days() if day.weekday() >= 5)
NUMBER = "25442000000012345678"


def seen(
    number: str = NUMBER, fen: int | None = 1_000_000, year: int = 2026, buyer: str = "县林业局"
) -> InvoiceSeen:
    return InvoiceSeen(InvoiceFacts(InvoiceKind.DIGITAL, "", number, date(year, 10, 1), buyer), fen)


def leg(day: int, *, back: bool = False, until: int | None = None, **costs: object) -> Line:
    """One way between post and county town."""
    ends = ("县城", "梅坑镇") if back else ("梅坑镇", "县城")
    values = {"vehicle": Vehicle.COACH, "fare_fen": 2_500} | costs
    arrival = date(2026, 10, until or day)
    return Line(day=date(2026, 10, day), place=ends[0], until=arrival, to_place=ends[1], **values)  # type: ignore[arg-type]


def claim(*lines: Line, kind: ClaimKind = ClaimKind.TRAVEL, **changes: object) -> ClaimFacts:
    """A claim of a member posted from 5 January who draws the 2,000, nothing odd about it."""
    plain = ClaimFacts(
        kind=kind, posting=Period(date(2026, 1, 5)), covered=True, lines=lines, states={}, free=FREE,
        elsewhere=(), limits={OCTOBER: 4}, invoices=(seen(),), buyers=("县林业局", "县林业和草原局"),
        year=2026, today=TODAY,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


def checks(facts: ClaimFacts) -> dict[str, tuple[Severity, str]]:
    """Names of the verdicts with how much they matter and their clauses."""
    return {verdict.check: (verdict.severity, verdict.clause) for verdict in verdicts(facts)}


FRIDAY_AND_SUNDAY = (leg(23), leg(25, back=True))


def test_home_on_friday_and_back_on_sunday_is_as_it_should_be() -> None:
    assert checks(claim(*FRIDAY_AND_SUNDAY)) == {}


def test_a_day_outside_the_posting_is_an_error() -> None:
    posting = Period(date(2026, 1, 5), date(2026, 10, 24))
    found = verdicts(claim(*FRIDAY_AND_SUNDAY, posting=posting))
    assert [(v.check, v.severity, v.clause, v.overridable) for v in found] == [
        ("outside 2", Severity.ERROR, "六(二)", False)
    ]
    assert "2026-10-25不在任职期（2026-01-05至2026-10-24）" in found[0].text


def test_a_day_to_come_and_an_arrival_before_the_departure_are_errors() -> None:
    assert checks(claim(leg(23), today=date(2026, 10, 22)))["future 1"][0] is Severity.ERROR
    assert checks(claim(leg(23, until=22)))["order 1"][0] is Severity.ERROR


def test_a_claim_without_lines_or_a_line_without_its_parts_is_an_error() -> None:
    assert checks(claim())["no_lines"][0] is Severity.ERROR
    found = verdicts(claim(Line(fare_fen=1)))
    assert [v.text for v in found if v.check == "missing 1"] == [
        "第1行没有填写出发日期、出发地点、到达日期、到达地点、交通工具，请补上"
    ]


def test_a_line_claims_something_and_nothing_negative() -> None:
    assert checks(claim(leg(23, fare_fen=None)))["amount 1"][0] is Severity.ERROR
    assert checks(claim(leg(23, other_fen=-1)))["negative 1"][0] is Severity.ERROR


def test_meals_on_days_the_2000_covers_are_warned_of_but_not_for_others() -> None:
    trip = leg(27, until=28, meal_days=2, meal_fen=20_000)
    away = {date(2026, 10, 27): DayState.DUTY, date(2026, 10, 28): DayState.DUTY}
    assert checks(claim(trip, states=away)) == {"meals 1": (Severity.WARNING, "六(一)")}
    assert checks(claim(trip, states=away, covered=False)) == {}


def test_a_units_own_car_has_no_fare() -> None:
    assert checks(claim(leg(23, vehicle=Vehicle.UNIT_CAR))) == {"unit_car 1": (Severity.WARNING, "六(二)")}
    free_ride = leg(23, vehicle=Vehicle.UNIT_CAR, fare_fen=None, other_fen=500)
    assert checks(claim(free_ride)) == {}


def weekends(count: int) -> list[Line]:
    """There and back on so many weekends of October."""
    return [line for n in range(count) for line in (leg(3 + 7 * n), leg(4 + 7 * n, back=True))]


def test_a_fifth_round_trip_in_a_month_is_warned_of_wherever_the_others_stand() -> None:
    assert checks(claim(*weekends(4))) == {}
    others = tuple(Elsewhere(ClaimKind.TRAVEL, line, "2026-003") for line in weekends(3))
    two = (leg(26, back=True), leg(29), leg(30, back=True), leg(31))
    assert checks(claim(*two, elsewhere=others)) == {"trips 2026-10 5": (Severity.WARNING, "本单位自定")}
    assert checks(claim(*two, elsewhere=others, limits={OCTOBER: 0})) == {}


def test_a_trip_over_the_month_s_end_is_one_trip() -> None:
    november = [
        Line(day=date(2026, 11, day), place=ends[0], until=date(2026, 11, day), to_place=ends[1],
             vehicle=Vehicle.COACH, fare_fen=2_500)
        for day, ends in ((1, ("县城", "梅坑镇")), (6, ("梅坑镇", "县城")), (8, ("县城", "梅坑镇")))
    ]  # fmt: skip
    limits = {OCTOBER: 1, Month(2026, 11): 1}
    facts = claim(leg(31), *november, limits=limits, today=date(2026, 11, 30))
    assert not [name for name in checks(facts) if name.startswith("trips")]
    more = [*weekends(1), leg(31), *november]
    assert "trips 2026-10 2" in checks(claim(*more, limits=limits, today=date(2026, 11, 30)))


def test_the_day_before_arrival_is_the_journey_there() -> None:
    arrived = Period(date(2026, 10, 24))
    assert checks(claim(leg(23), posting=arrived)) == {}
    assert "outside 1" in checks(claim(leg(22), posting=arrived))
    other = Line(day=date(2026, 10, 23), item="行李托运", amount_fen=5_000)
    assert "outside 1" in checks(claim(other, posting=arrived, kind=ClaimKind.OTHER))


def test_meals_are_seen_under_other_expenses_too() -> None:
    lunch = Line(day=date(2026, 10, 23), item="工作餐", amount_fen=5_000)
    assert checks(claim(lunch, kind=ClaimKind.OTHER)) == {"meals 1": (Severity.WARNING, "六(一)")}
    assert checks(claim(lunch, kind=ClaimKind.OTHER, covered=False)) == {}


def test_a_line_that_ends_where_it_began_is_a_whole_round_trip() -> None:
    whole = [replace(leg(day), to_place="梅坑镇") for day in (3, 4, 10, 11, 17)]
    assert "trips 2026-10 5" in checks(claim(*whole))


def test_a_bed_on_a_working_day_recorded_at_the_post_contradicts_the_attendance() -> None:
    trip = leg(27, until=28, lodging_fen=30_000)
    assert checks(claim(trip)) == {
        "present 2026-10-27": (Severity.WARNING, "四(三)"),
        "present 2026-10-28": (Severity.WARNING, "四(三)"),
    }
    duty = {date(2026, 10, 27): DayState.DUTY, date(2026, 10, 28): DayState.TRAINING}
    assert checks(claim(trip, states=duty)) == {}


def test_out_and_back_on_a_working_day_is_not_a_day_at_the_post() -> None:
    assert list(checks(claim(leg(27), leg(27, back=True)))) == ["present 2026-10-27"]
    assert checks(claim(leg(24), leg(24, back=True))) == {}


def test_travelling_on_the_edge_of_a_leave_is_well_but_not_inside_it() -> None:
    leave = dict.fromkeys(Period(date(2026, 10, 19), date(2026, 10, 23)).days(), DayState.ANNUAL)
    assert checks(claim(leg(19), leg(23, back=True), states=leave)) == {}
    assert checks(claim(leg(21), states=leave)) == {"leave 2026-10-21": (Severity.WARNING, "四(三)")}


def test_nobody_travels_on_a_day_of_absence() -> None:
    states = {date(2026, 10, 23): DayState.ABSENT}
    assert checks(claim(leg(23), states=states)) == {"absent 2026-10-23": (Severity.WARNING, "四(三)")}


def test_the_same_way_on_the_same_day_twice_is_warned_of() -> None:
    other = Elsewhere(ClaimKind.TRAVEL, leg(23), "2026-003")
    assert checks(claim(leg(23), elsewhere=(other,))) == {"twice 1": (Severity.WARNING, "本单位自定")}
    assert "twice 2" in checks(claim(leg(24), leg(24)))
    visit = Line(day=date(2026, 10, 12), place="县医院", total_fen=100)
    seen_elsewhere = Elsewhere(ClaimKind.MEDICAL, visit, "2026-003")
    assert "twice 1" in checks(claim(visit, kind=ClaimKind.MEDICAL, elsewhere=(seen_elsewhere,)))
    assert checks(claim(leg(23), elsewhere=(seen_elsewhere,))) == {}


def test_a_bill_insured_for_more_than_it_is_or_claimed_beyond_what_was_paid() -> None:
    bill = Line(day=date(2026, 10, 12), place="县医院", total_fen=10_000, insured_fen=6_000, papers=1)
    medical = claim(bill, kind=ClaimKind.MEDICAL)
    assert checks(medical) == {}
    over = replace(medical, lines=(replace(bill, amount_fen=5_000),))
    assert checks(over) == {"over_own 1": (Severity.WARNING, "六(二)")}
    assert checks(replace(medical, lines=(replace(bill, insured_fen=10_001, amount_fen=1),)))["insured 1"]


def test_invoices_of_another_year_or_buyer_are_warned_of_by_their_number() -> None:
    facts = claim(
        *FRIDAY_AND_SUNDAY, invoices=(seen(year=2025), seen(NUMBER[:-1] + "9", buyer="东莞市某公司"))
    )
    assert checks(facts) == {
        f"invoice_year {NUMBER}": (Severity.WARNING, "本单位自定"),
        f"invoice_buyer {NUMBER[:-1]}9": (Severity.WARNING, "本单位自定"),
    }
    assert checks(claim(*FRIDAY_AND_SUNDAY, invoices=(seen(buyer="县林业和草原局"),))) == {}
    future = InvoiceSeen(InvoiceFacts(InvoiceKind.DIGITAL, "", NUMBER, date(2026, 12, 1), None), 9_000)
    found = [v for v in verdicts(claim(*FRIDAY_AND_SUNDAY, invoices=(future,))) if "future" in v.check]
    assert [(v.severity, v.overridable) for v in found] == [(Severity.ERROR, False)]


def test_claiming_more_than_the_vouchers_say_is_warned_of_none_at_all_is_a_reminder() -> None:
    assert list(checks(claim(*FRIDAY_AND_SUNDAY, invoices=(seen(fen=4_999),)))) == ["short 4999 5000"]
    assert checks(claim(*FRIDAY_AND_SUNDAY, invoices=(seen(fen=5_000),))) == {}
    assert checks(claim(*FRIDAY_AND_SUNDAY, invoices=(seen(fen=None),))) == {
        f"no_amount {NUMBER}": (Severity.WARNING, "本单位自定")
    }
    nameless = InvoiceSeen(InvoiceFacts(InvoiceKind.DIGITAL, "", NUMBER, date(2026, 10, 1), None), 5_000)
    assert checks(claim(*FRIDAY_AND_SUNDAY, invoices=(nameless,))) == {
        f"invoice_no_buyer {NUMBER}": (Severity.WARNING, "本单位自定")
    }
    assert checks(claim(*FRIDAY_AND_SUNDAY, invoices=()))["no_invoice"][0] is Severity.REMINDER


def test_an_invoice_of_a_number_only_covers_nothing_alone_or_beside_another() -> None:
    bare = InvoiceSeen(InvoiceFacts(InvoiceKind.DIGITAL, "", NUMBER, None, None), None)
    warned = {
        f"invoice_no_buyer {NUMBER}": (Severity.WARNING, "本单位自定"),
        f"no_amount {NUMBER}": (Severity.WARNING, "本单位自定"),
    }
    for others in ((), (seen(NUMBER[:-1] + "9", fen=4_999),)):
        found = verdicts(claim(*FRIDAY_AND_SUNDAY, invoices=(bare, *others)))
        assert {verdict.check: (verdict.severity, verdict.clause) for verdict in found} == warned
        assert {verdict.check for verdict in standing(found, ())} == set(warned), "each keeps the claim back"


def test_an_accepted_warning_stands_no_more_until_its_figures_change() -> None:
    states = dict.fromkeys((date(2026, 10, 27), date(2026, 10, 28)), DayState.DUTY)
    facts = claim(leg(27, until=28, meal_days=2, meal_fen=20_000), states=states)
    found = verdicts(facts)
    assert standing(found, ()) == found
    accepted = {(verdict.check, verdict.text) for verdict in found}
    assert standing(found, accepted) == ()
    more = verdicts(replace(facts, lines=(leg(27, until=28, meal_days=2, meal_fen=30_000),)))
    assert len(standing(more, accepted)) == 1


def test_errors_cannot_be_accepted_and_reminders_keep_nothing_back() -> None:
    found = verdicts(claim(invoices=()))
    accepted = {(verdict.check, verdict.text) for verdict in found}
    assert [verdict.check for verdict in standing(found, accepted)] == ["no_lines"]
    assert standing(verdicts(claim(*FRIDAY_AND_SUNDAY, invoices=())), ()) == ()


@pytest.mark.parametrize("kind", ClaimKind)
def test_errors_come_first(kind: ClaimKind) -> None:
    found = [v.severity for v in verdicts(claim(Line(), leg(23, meal_fen=1), kind=kind, invoices=()))]
    order = list(Severity)
    assert found == sorted(found, key=order.index)


def test_a_line_without_places_is_unfinished_not_out_and_back() -> None:
    unfinished = Line(day=date(2026, 10, 20), vehicle=Vehicle.COACH, fare_fen=2_500)
    assert set(checks(claim(unfinished))) == {"missing 1"}
