"""The month's grid, leave with 销假, and the calendar."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database
from banfu_desktop.rules.attendance import HalfDays
from banfu_desktop.rules.dates import Month, Period, parse_period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.services.attendance import attendance, bringing_in, door
from banfu_desktop.services.attendance.leaves import GapError
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.subsidies import subsidies
from tests.rules.test_attendance_calendar import NOTICE
from tests.services.conftest import NOW, Doing

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


def posting(session: Session, name: str) -> int:
    return members.named(session, name)[0].id


def row(session: Session, name: str, month: Month = OCTOBER) -> attendance.GridRow:
    return next(row for row in attendance.grid(session, month).rows if row.name == name)


def leave(**changes: object) -> dict[str, object]:
    return {
        "state": DayState.PERSONAL,
        "start_on": date(2026, 10, 12),
        "end_on": date(2026, 10, 16),
        "reason": "家中有事",
        **changes,
    }


def test_everybody_posted_on_any_day_of_the_month_is_on_the_grid(office: Database) -> None:
    with office.read() as session:
        october = {row.name for row in attendance.grid(session, OCTOBER).rows}
        november = {row.name for row in attendance.grid(session, NOVEMBER).rows}
    assert len(october) == 13
    assert october - november == {"巫启明"}


def test_days_are_set_and_cleared(office: Database, doing: Doing) -> None:
    days = parse_period("2026-10-05..2026-10-07")
    with doing() as session:
        assert attendance.set_named(session, "罗海涛", days, DayState.SICK) == 3
        assert attendance.set_named(session, "罗海涛", days, DayState.SICK) == 0
        assert attendance.set_named(session, "罗海涛", parse_period("2026-10-06"), DayState.DUTY) == 1
        assert attendance.set_named(session, "罗海涛", parse_period("2026-10-07"), DayState.PRESENT) == 1
        found = row(session, "罗海涛")
    assert found.states == {date(2026, 10, 5): DayState.SICK, date(2026, 10, 6): DayState.DUTY}
    assert (found.total.days_posted, found.total.days_present) == (31, 30)


def test_a_day_outside_the_posting_is_refused_and_nothing_set(office: Database, doing: Doing) -> None:
    with pytest.raises(UserError, match="谭䶮2026-10-10不在岗"), doing() as session:
        attendance.set_named(session, "谭䶮", parse_period("2026-10-10..2026-10-14"), DayState.SICK)
    with office.read() as session:
        assert row(session, "谭䶮").states == {}


def test_an_unknown_name_and_a_shared_name_are_refused(office: Database, doing: Doing) -> None:
    with pytest.raises(UserError, match="没有找到“赵某”"), doing() as session:
        attendance.set_named(session, "赵某", parse_period("2026-10-10"), DayState.SICK)
    with doing() as session:
        members.save(session, {"name": "罗海涛"}, posting(session, "廖小满"))
    with pytest.raises(UserError, match="有2位成员叫“罗海涛”"), doing() as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-10"), DayState.SICK)


def test_too_few_days_are_remarked(office: Database, doing: Doing) -> None:
    with doing() as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-01..2026-10-12"), DayState.SICK)
        assert row(session, "罗海涛").warning == "在岗14天，少于18天；病假12天没有请假单"


def test_last_month_is_copied_where_this_month_is_empty(office: Database, doing: Doing) -> None:
    with doing() as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-30..2026-10-31"), DayState.DUTY)
        attendance.set_named(session, "巫启明", parse_period("2026-10-05"), DayState.DUTY)
        attendance.set_named(session, "廖小满", parse_period("2026-10-05"), DayState.TRAINING)
        attendance.set_named(session, "廖小满", parse_period("2026-11-05"), DayState.DUTY)
        assert attendance.copy_month(session, OCTOBER, NOVEMBER) == 1
        assert row(session, "罗海涛", NOVEMBER).states == {date(2026, 11, 30): DayState.DUTY}
        assert row(session, "廖小满", NOVEMBER).states == {date(2026, 11, 5): DayState.DUTY}


def test_nothing_is_copied_that_cannot_be_known_yet_or_comes_from_a_leave(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-20"), DayState.SICK)
        attendance.set_named(session, "廖小满", parse_period("2026-10-17"), DayState.ON_CALL)
        attendance.save_leave(session, posting(session, "钟立新"), leave())
        assert attendance.copy_month(session, OCTOBER, NOVEMBER) == 0


def test_what_a_shortened_posting_leaves_outside_is_kept_but_not_shown(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        who = posting(session, "罗海涛")
        attendance.set_named(session, "罗海涛", parse_period("2026-10-26..2026-10-30"), DayState.SICK)
        members.end(session, who, date(2026, 10, 27))
        assert sorted(row(session, "罗海涛").states) == [date(2026, 10, 26), date(2026, 10, 27)]
        members.save(session, {"left_on": None}, who)
        assert len(row(session, "罗海涛").states) == 5


class TestLeaves:
    """A leave marks its days; reporting back clears the rest."""

    def test_it_marks_its_days(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            attendance.set_named(session, "罗海涛", parse_period("2026-10-12"), DayState.DUTY)
            attendance.save_leave(session, posting(session, "罗海涛"), leave())
            assert set(row(session, "罗海涛").states.values()) == {DayState.PERSONAL}
            assert row(session, "罗海涛").total.leave_days == 5
            (found,) = attendance.leaves(session, OCTOBER.period)
        assert (found.name, found.days, found.approver) == ("罗海涛", 5, "县委组织部")

    def test_reporting_back_early_clears_the_rest(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
            attendance.report_back(session, leave_id, date(2026, 10, 14))
            assert sorted(row(session, "罗海涛").states) == [date(2026, 10, 12), date(2026, 10, 13)]
            (found,) = attendance.leaves(session)
        assert (found.days, found.taken, found.approver, found.reason) == (5, 2, "县委组织部", "家中有事")

    def test_moving_it_moves_its_days(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            who = posting(session, "罗海涛")
            leave_id = attendance.save_leave(session, who, leave())
            moved = leave(start_on=date(2026, 10, 15), end_on=date(2026, 10, 15))
            attendance.save_leave(session, who, moved, leave_id)
            assert list(row(session, "罗海涛").states) == [date(2026, 10, 15)]

    def test_removing_it_clears_its_days(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
            attendance.remove_leave(session, leave_id)
            assert row(session, "罗海涛").states == {}
            assert attendance.leaves(session) == []

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"state": None}, "请选择请假类别"),
            ({"state": DayState.DUTY}, "请选择请假类别"),
            ({"end_on": date(2026, 10, 11)}, "请假起止日期不对"),
            ({"start_on": None}, "请假起止日期不对"),
            ({"returned_on": date(2026, 10, 12)}, "销假日期不晚于"),
            ({"start_on": date(2025, 12, 30)}, "不在岗"),
        ],
    )
    def test_what_cannot_be(
        self, office: Database, doing: Doing, changes: dict[str, object], said: str
    ) -> None:
        with pytest.raises(UserError, match=said), doing() as session:
            attendance.save_leave(session, posting(session, "罗海涛"), leave(**changes))

    def test_two_leaves_never_share_a_day(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            attendance.save_leave(session, posting(session, "罗海涛"), leave())
        second = leave(start_on=date(2026, 10, 16), end_on=date(2026, 10, 18))
        with pytest.raises(UserError, match="与另一次请假（2026-10-12至2026-10-16）重叠"), doing() as session:
            attendance.save_leave(session, posting(session, "罗海涛"), second)


class TestHalfDays:
    """Halves of a day may differ, and count as halves."""

    def test_two_halves_of_a_day(self, office: Database, doing: Doing) -> None:
        day = date(2026, 10, 12)
        with doing() as session:
            one = parse_period("2026-10-12")
            assert attendance.set_named(session, "罗海涛", one, DayState.PERSONAL, Half.AFTERNOON) == 1
            assert row(session, "罗海涛").states == {day: HalfDays(DayState.PRESENT, DayState.PERSONAL)}
            attendance.set_named(session, "罗海涛", one, DayState.DUTY, Half.MORNING)
            assert row(session, "罗海涛").states == {day: HalfDays(DayState.DUTY, DayState.PERSONAL)}
            assert row(session, "罗海涛").total.work_days_present == 17.5
            attendance.set_named(session, "罗海涛", one, DayState.PERSONAL, Half.MORNING)
            assert row(session, "罗海涛").states == {day: DayState.PERSONAL}
            attendance.set_named(session, "罗海涛", one, DayState.PRESENT, Half.MORNING)
            attendance.set_named(session, "罗海涛", one, DayState.PRESENT, Half.AFTERNOON)
            assert row(session, "罗海涛").states == {}

    def test_a_leave_from_noon_to_noon(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            half = leave(start_on=date(2026, 10, 14), from_noon=True, to_noon=True)
            attendance.save_leave(session, posting(session, "罗海涛"), half)
            total = row(session, "罗海涛").total
            (found,) = attendance.leaves(session)
        assert (found.days, found.approver) == (2, "镇党委")
        assert (total.own_days(DayState.PERSONAL), total.work_days_present) == (2, 16)

    def test_a_mark_made_by_hand_on_half_a_leave_day_stays(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
            day = parse_period("2026-10-14")
            attendance.set_named(session, "罗海涛", day, DayState.DUTY, Half.MORNING)
            attendance.report_back(session, leave_id, date(2026, 10, 16))
            states = row(session, "罗海涛").states
            assert states[date(2026, 10, 14)] == HalfDays(DayState.DUTY, DayState.PERSONAL)
            attendance.remove_leave(session, leave_id)
            assert row(session, "罗海涛").states == {
                date(2026, 10, 14): HalfDays(DayState.DUTY, DayState.PRESENT)
            }


class TestReportingBack:
    """销假 asks where it does not know and never overwrites a hand."""

    def test_what_was_entered_by_hand_on_a_leave_stays(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
            attendance.set_named(session, "罗海涛", parse_period("2026-10-13"), DayState.PRESENT)
            attendance.set_named(session, "罗海涛", parse_period("2026-10-14"), DayState.ABSENT)
            attendance.report_back(session, leave_id, date(2026, 10, 14))
            assert row(session, "罗海涛").states == {
                date(2026, 10, 12): DayState.PERSONAL, date(2026, 10, 14): DayState.ABSENT,
            }  # fmt: skip

    def test_what_a_leave_covered_comes_back(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            attendance.set_named(session, "罗海涛", parse_period("2026-10-13..2026-10-15"), DayState.DUTY)
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
            assert attendance.leaves(session)[0].covers == "公务外出3天"
            attendance.report_back(session, leave_id, date(2026, 10, 15))
            assert row(session, "罗海涛").states[date(2026, 10, 15)] is DayState.DUTY
            attendance.remove_leave(session, leave_id)
            assert row(session, "罗海涛").states == {
                date(2026, 10, day): DayState.DUTY for day in (13, 14, 15)
            }

    def test_a_day_still_to_come_is_refused(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            ahead = leave(start_on=date(2026, 10, 30), end_on=date(2026, 11, 6))
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), ahead)
        with pytest.raises(UserError, match="销假日期2026-11-03还没有到"), doing() as session:
            attendance.report_back(session, leave_id, date(2026, 11, 3))

    def test_days_since_the_planned_return_are_asked_about(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
        said = "应在2026-10-19返岗，2026-10-19至2026-10-20（2个工作日）没有说明"
        with pytest.raises(GapError, match=said), doing() as session:
            attendance.report_back(session, leave_id, date(2026, 10, 21))

    @pytest.mark.parametrize(
        ("between", "states", "leaves"),
        [
            (DayState.PERSONAL, {19: DayState.PERSONAL, 20: DayState.PERSONAL}, 2),
            (DayState.SICK, {19: DayState.SICK, 20: DayState.SICK}, 2),
            (DayState.ABSENT, {19: DayState.ABSENT, 20: DayState.ABSENT}, 1),
            (DayState.PRESENT, {}, 1),
        ],
    )
    def test_the_answer_is_entered(
        self, office: Database, doing: Doing, between: DayState, states: dict[int, DayState], leaves: int
    ) -> None:
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
            attendance.report_back(session, leave_id, date(2026, 10, 21), between)
            late = {day.day: what for day, what in row(session, "罗海涛").states.items() if day.day > 16}
            assert (late, len(attendance.leaves(session))) == (states, leaves)

    def test_a_weekend_before_the_return_needs_no_words(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
            assert attendance.leaves(session)[0].due_back == date(2026, 10, 19)
            attendance.report_back(session, leave_id, date(2026, 10, 19))

    def test_what_is_entered_already_is_not_asked_about(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave())
            attendance.set_named(session, "罗海涛", parse_period("2026-10-19"), DayState.TRAINING)
            attendance.report_back(session, leave_id, date(2026, 10, 20))
            assert attendance.leaves(session)[0].returned_on == date(2026, 10, 20)


class TestKinds:
    """Each kind counts its own days, and what nobody can know is not entered."""

    def test_annual_leave_leaves_rest_days_out_and_sick_leave_does_not(
        self, office: Database, doing: Doing
    ) -> None:
        days = {"start_on": date(2026, 10, 15), "end_on": date(2026, 10, 20)}
        with doing() as session:
            attendance.save_leave(session, posting(session, "罗海涛"), leave(state=DayState.ANNUAL, **days))
            attendance.save_leave(session, posting(session, "廖小满"), leave(state=DayState.SICK, **days))
            found = {one.name: one.days for one in attendance.leaves(session)}
        assert found == {"罗海涛": 4, "廖小满": 6}

    @pytest.mark.parametrize("state", [DayState.ABSENT, DayState.SICK, DayState.ON_CALL])
    def test_nothing_is_entered_by_hand_that_nobody_can_know(
        self, office: Database, doing: Doing, state: DayState
    ) -> None:
        with pytest.raises(UserError, match="罗海涛2026-11-07还没有到"), doing() as session:
            attendance.set_named(session, "罗海涛", parse_period("2026-11-07"), state)

    def test_an_outing_may_be_planned_and_a_leave_reach_ahead(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            attendance.set_named(session, "罗海涛", parse_period("2026-11-05"), DayState.DUTY)
            ahead = leave(state=DayState.SICK, start_on=date(2026, 11, 9), end_on=date(2026, 11, 10))
            attendance.save_leave(session, posting(session, "罗海涛"), ahead)
            grid = attendance.grid(session, NOVEMBER, date(2026, 11, 2))
        (shown,) = (row for row in grid.rows if row.name == "罗海涛")
        assert grid.until == date(2026, 11, 2)
        assert (shown.total.work_days_due, shown.total.own_days(DayState.SICK)) == (1, 0)

    def test_a_half_day_is_entered_beside_an_approved_leave_ahead(
        self, office: Database, doing: Doing
    ) -> None:
        day = date(2026, 11, 9)
        with doing() as session:
            who = posting(session, "罗海涛")
            ahead = leave(state=DayState.SICK, start_on=day, end_on=day, to_noon=True)
            attendance.save_leave(session, who, ahead)
            both = HalfDays(DayState.SICK, DayState.TRAINING)
            assert attendance.set_many(session, {who: {day: both}}) == 1
            assert row(session, "罗海涛", NOVEMBER).states == {day: both}

    def test_duty_on_a_working_day_is_no_duty(self, office: Database, doing: Doing) -> None:
        with pytest.raises(UserError, match="2026-10-16是工作日，不算值班"), doing() as session:
            attendance.set_named(session, "罗海涛", parse_period("2026-10-16..2026-10-18"), DayState.ON_CALL)
        with doing() as session:
            attendance.set_named(session, "罗海涛", parse_period("2026-10-17..2026-10-18"), DayState.ON_CALL)
            assert row(session, "罗海涛").total.duty_days == 2

    def test_more_annual_leave_than_anybody_has_is_flagged(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            for start, end in (
                (date(2026, 3, 2), date(2026, 3, 20)),
                (date(2026, 10, 19), date(2026, 10, 19)),
            ):
                long = leave(state=DayState.ANNUAL, start_on=start, end_on=end)
                attendance.save_leave(session, posting(session, "罗海涛"), long)
            warning = row(session, "罗海涛").warning
        assert "2026年年休假16天，超过15天" in warning

    def test_more_time_off_than_was_worked_is_flagged(self, office: Database, doing: Doing) -> None:
        off = leave(state=DayState.COMPENSATORY, start_on=date(2026, 10, 19), end_on=date(2026, 10, 20))
        with doing() as session:
            attendance.set_named(session, "罗海涛", parse_period("2026-10-17"), DayState.ON_CALL)
            attendance.save_leave(session, posting(session, "罗海涛"), off)
            assert "补休累计2天，超过值班1天" in row(session, "罗海涛").warning
            attendance.set_named(session, "罗海涛", parse_period("2026-10-18"), DayState.ON_CALL)
            assert "补休" not in row(session, "罗海涛").warning

    def test_a_whole_month_of_maternity_leave_is_flagged(self, office: Database, doing: Doing) -> None:
        away = leave(state=DayState.MATERNITY, start_on=date(2026, 10, 1), end_on=date(2026, 11, 30))
        with doing() as session:
            attendance.save_leave(session, posting(session, "罗海涛"), away)
            assert "全月产假，没有在岗" in row(session, "罗海涛").warning


def test_entries_outside_a_posting_are_listed_count_nowhere_and_can_be_removed(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        who = posting(session, "罗海涛")
        attendance.set_named(session, "罗海涛", parse_period("2026-10-26..2026-10-30"), DayState.PERSONAL)
        members.end(session, who, date(2026, 10, 27))
        (stray,) = attendance.outside(session)
        assert (stray.name, sorted(day.day for day in stray.states)) == ("罗海涛", [28, 29, 30])
        assert attendance.remove_outside(session, who) == 3
        assert attendance.outside(session) == []
        assert len(row(session, "罗海涛").states) == 2


class TestSameFactsSameMoney:
    """However a fact is entered, the month comes to the same."""

    def amount(self, session: Session, name: str) -> tuple[int, int, str]:
        subsidies.make(session, OCTOBER, NOW)
        lines = subsidies.show(session, OCTOBER).lines
        (line,) = (line for line in lines if line.name == name)
        return line.days_present, line.net_fen, line.reason

    @pytest.mark.parametrize("state", [DayState.PERSONAL, DayState.SICK, DayState.ANNUAL, DayState.MATERNITY])
    def test_by_a_leave_record_or_in_the_grid(self, office: Database, doing: Doing, state: DayState) -> None:
        span = {"start_on": date(2026, 10, 9), "end_on": date(2026, 10, 30)}
        with doing() as session:
            leave_id = attendance.save_leave(session, posting(session, "罗海涛"), leave(state=state, **span))
            by_record = self.amount(session, "罗海涛")
            attendance.remove_leave(session, leave_id)
            days = parse_period("2026-10-09..2026-10-30")
            attendance.set_named(session, "罗海涛", days, state)
            assert self.amount(session, "罗海涛") == by_record

    def test_in_whole_days_or_in_halves(self, office: Database, doing: Doing) -> None:
        days = parse_period("2026-10-12..2026-10-15")
        with doing() as session:
            settings.choose(session, "absence", "by_day", date(2026, 1, 1))
            attendance.set_named(session, "罗海涛", days, DayState.ABSENT)
            whole = self.amount(session, "罗海涛")
            attendance.set_named(session, "罗海涛", days, DayState.PRESENT)
            for half in (Half.MORNING, Half.AFTERNOON):
                attendance.set_named(session, "罗海涛", days, DayState.ABSENT, half)
            assert self.amount(session, "罗海涛") == whole

    def test_what_stays_behind_a_shortened_posting_counts_nowhere(
        self, office: Database, doing: Doing
    ) -> None:
        """Also not for the posting that begins where the first one now ends."""
        with doing() as session:
            who = members.named(session, "罗海涛")[0]
            days = parse_period("2026-10-26..2026-10-30")
            attendance.set_named(session, "罗海涛", days, DayState.ABSENT)
            members.end(session, who.id, date(2026, 10, 20))
            again = {**vars(who), "arrived_on": date(2026, 10, 21), "left_on": None}
            members.save(session, again)
            days_present, net_fen, reason = self.amount(session, "罗海涛")
            (stray,) = attendance.outside(session)
        assert (days_present, net_fen) == (31, 200_000)
        assert "旷工" not in reason
        assert sorted(day.day for day in stray.states) == [26, 27, 28, 29, 30]


class TestCalendar:
    """Days off: the public calendar, then the office's corrections."""

    def test_national_day_and_its_working_saturday(self, office: Database) -> None:
        with office.read() as session:
            free = attendance.days_off(session, OCTOBER)
        assert free[date(2026, 10, 1)] == "国庆"
        assert date(2026, 10, 10) not in free
        assert free[date(2026, 10, 17)] == "周末"

    def test_years_not_shipped_have_weekends_only(self, office: Database) -> None:
        with office.read() as session:
            free = attendance.days_off(session, Month(2027, 10))
        assert date(2027, 10, 1) not in free
        assert free[date(2027, 10, 2)] == "周末"

    def test_the_office_corrects_a_day(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            attendance.set_day_off(session, date(2027, 10, 1), True, "国庆")
            attendance.set_day_off(session, date(2027, 10, 9), True)
            attendance.set_day_off(session, date(2027, 10, 9), False)
            attendance.set_day_off(session, date(2027, 10, 5), True)
            free = attendance.days_off(session, Month(2027, 10))
        assert (free[date(2027, 10, 1)], free[date(2027, 10, 5)]) == ("国庆", "休")
        assert date(2027, 10, 9) not in free


def test_the_holidays_of_a_coming_year_are_brought_in_and_home_asks_until_then(
    office: Database, doing: Doing, tmp_path: Path
) -> None:
    def asked(today: date) -> list[str]:
        with office.read() as session:
            return [item.text for item in door.due(session, today) if "节假日" in item.text]

    assert asked(date(2026, 10, 31)) == []
    assert asked(date(2026, 11, 2)) == ["2027年节假日安排还没有导入，休息日按双休日计"]
    file = tmp_path / "通知.txt"
    file.write_text(NOTICE, "gb18030")
    with doing() as session:
        attendance.set_day_off(session, date(2027, 1, 31), True, "误记")
        planned = bringing_in.plan_file(session, file, 2027)
        assert planned.replaced == ("2027年1月31日（休息）",)
        assert "2027年放假13天：元旦3天、春节7天、清明节3天" in planned.said
        assert "周末上班2天：1月31日、2月20日" in planned.said
        bringing_in.carry_out(session, planned)
        free = attendance.days_off(session, Month(2027, 2))
    assert (free[date(2027, 2, 5)], date(2027, 2, 20) in free) == ("春节", False)
    assert asked(date(2027, 3, 1)) == []
    with pytest.raises(UserError, match="2026年的节假日已随程序提供"), doing() as session:
        bringing_in.plan_file(session, file, 2026)


def test_states_are_read_by_posting(office: Database, doing: Doing) -> None:
    with doing() as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-05"), DayState.SICK)
        found = attendance.states_between(session, Period(date(2026, 10, 1), date(2026, 10, 4)))
    assert found == {}
