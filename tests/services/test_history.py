"""What was done, and taking the last edit back."""

from datetime import date, datetime

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, Half
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.subsidies import rulings, subsidies
from tests.services.conftest import NOW, TODAY, Doing

OCTOBER = Month(2026, 10)


def undo(doing: Doing, since: datetime = NOW) -> str:
    with doing(history.UNDO) as session:
        return history.undo(session, since)


def test_deeds_are_listed_latest_first(office: Database) -> None:
    with office.read() as session:
        deeds = history.deeds(session)
    assert [deed.name for deed in deeds] == ["导入花名册", "建立办公室"]
    assert (deeds[0].actor, deeds[0].at) == ("经办", "2026-11-02T09:00:00")
    assert {"people", "postings"} <= deeds[0].tables


def test_a_new_a_changed_and_a_removed_row_come_back(office: Database, doing: Doing) -> None:
    with doing() as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-05..2026-10-06"), DayState.SICK)
    with office.read() as session:
        before = attendance.states_between(session, OCTOBER.period)
    with doing("改考勤") as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-05"), DayState.DUTY)
        attendance.set_named(session, "罗海涛", parse_period("2026-10-06"), DayState.PRESENT)
        attendance.set_named(session, "罗海涛", parse_period("2026-10-07"), DayState.TRAINING)
    assert undo(doing) == "改考勤"
    with office.read() as session:
        assert attendance.states_between(session, OCTOBER.period) == before


def test_a_new_member_goes_with_its_unit(office: Database, doing: Doing) -> None:
    with doing("登记成员") as session:
        zhong = members.named(session, "钟立新")[0]
        members.save(session, {"organisation": "县水利局", "arrived_on": date(2026, 2, 1)}, zhong.id)
    assert undo(doing) == "登记成员"
    with office.read() as session:
        again = members.named(session, "钟立新")[0]
    assert again == zhong


def test_a_ruling_is_taken_back(office: Database, doing: Doing) -> None:
    with doing() as session:
        subsidies.make(session, OCTOBER, NOW)
    with doing("扣减") as session:
        person = members.named(session, "钟立新")[0].person_id
        rulings.rule(session, OCTOBER, person, 10_000, "议定")
    undo(doing)
    with office.read() as session:
        assert subsidies.show(session, OCTOBER).deducted_fen == 0


def test_looking_something_up_is_no_edit(office: Database, doing: Doing) -> None:
    with doing("登记考勤") as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-05"), DayState.SICK)
    with doing("查看号码") as session:
        members.reveal(session, members.named(session, "罗海涛")[0].id, "phone", NOW)
    assert undo(doing) == "登记考勤"


def _october(office: Database) -> dict[tuple[int, date], object]:
    with office.read() as session:
        return dict(attendance.states_between(session, OCTOBER.period))


def _redo(doing: Doing) -> str:
    with doing(history.REDO) as session:
        return history.redo(session, NOW)


@pytest.fixture
def three_edits(office: Database, doing: Doing) -> list[dict[tuple[int, date], object]]:
    """October before three edits and after each of them."""
    states = [_october(office)]
    for number, name in enumerate(("第一改", "第二改", "第三改")):
        with doing(name) as session:
            attendance.set_named(session, "罗海涛", parse_period(f"2026-10-{12 + number}"), DayState.SICK)
        states.append(_october(office))
    return states


def test_edits_are_taken_back_one_after_the_other_and_done_again(
    office: Database, doing: Doing, three_edits: list[dict[tuple[int, date], object]]
) -> None:
    for number, name in ((2, "第三改"), (1, "第二改"), (0, "第一改")):
        assert undo(doing) == name
        assert _october(office) == three_edits[number]
    for number, name in ((1, "第一改"), (2, "第二改"), (3, "第三改")):
        assert _redo(doing) == name
        assert _october(office) == three_edits[number]
    with pytest.raises(UserError, match="没有可以重做的操作"):
        _redo(doing)
    assert undo(doing) == "第三改"
    assert _october(office) == three_edits[2]


def test_a_new_edit_leaves_nothing_to_do_again(
    office: Database, doing: Doing, three_edits: list[dict[tuple[int, date], object]]
) -> None:
    undo(doing)
    with doing("第四改") as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-20"), DayState.DUTY)
    with pytest.raises(UserError, match="没有可以重做的操作"):
        _redo(doing)
    assert [undo(doing), undo(doing)] == ["第四改", "第二改"]
    assert _october(office) == three_edits[1]


def test_nothing_from_before_the_window_opened(office: Database, doing: Doing) -> None:
    with pytest.raises(UserError, match="没有可以撤销的操作"):
        undo(doing, datetime(2026, 11, 2, 9, 1))


def test_what_has_its_own_way_of_correction_is_not_undone(office: Database, doing: Doing) -> None:
    with doing("改设置") as session:
        settings.choose(session, "part_month", "按全月", TODAY)
    with pytest.raises(UserError, match="“改设置”不能撤销"):
        undo(doing)
    with doing("编制") as session:
        subsidies.make(session, OCTOBER, NOW)
    with doing("封存") as session:
        subsidies.seal(session, OCTOBER, "经办", NOW)
    with pytest.raises(UserError, match="“封存”不能撤销"):
        undo(doing)


def test_a_leave_taken_back_gives_back_what_it_covered(office: Database, doing: Doing) -> None:
    with doing("登记考勤") as session:
        attendance.set_named(session, "罗海涛", parse_period("2026-10-12"), DayState.DUTY, Half.MORNING)
        before = attendance.states_between(session, Month(2026, 10).period)
    with doing("登记请假") as session:
        values = {"state": DayState.PERSONAL, "start_on": date(2026, 10, 12), "end_on": date(2026, 10, 13)}
        attendance.save_leave(session, members.named(session, "罗海涛")[0].id, values)
    with doing(history.UNDO) as session:
        assert history.undo(session, NOW) == "登记请假"
        assert attendance.states_between(session, Month(2026, 10).period) == before
        assert attendance.leaves(session) == []
