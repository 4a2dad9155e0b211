"""Reminders put off until a day, or let be for a reason, and what brings them back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.home import Due
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import home
from banfu_desktop.services.office import putting_off
from tests.services.conftest import NOW, TODAY, Doing

TOMORROW = TODAY + timedelta(days=1)


def line(office: Database, text: str, today: date = TODAY) -> Due | None:
    """The reminder that begins so, on a day."""
    with office.read() as session:
        return next((due for due in home.due(session, today) if due.text.startswith(text)), None)


def filing(office: Database, today: date = TODAY) -> Due:
    found = line(office, "第一书记备案日期", today)
    assert found is not None
    return found


def test_a_reminder_is_silent_until_its_day(office: Database, doing: Doing) -> None:
    until = TODAY + timedelta(days=7)
    group = filing(office)
    with doing() as session:
        putting_off.put_off(session, group, until, TODAY)
    assert line(office, "第一书记备案日期", until - timedelta(days=1)) is None
    assert filing(office, until).text == "第一书记备案日期 2 人未登记"


def test_what_is_put_off_is_told_with_its_day(office: Database, doing: Doing) -> None:
    group = filing(office)
    with doing() as session:
        putting_off.put_off(session, group, TOMORROW, TODAY)
    with office.read() as session:
        _, kept = home.due_and_put_off(session, TODAY)
    assert [(row.text[:3], row.until) for row in kept] == [("潘秀云", TOMORROW), ("罗海涛", TOMORROW)]


def test_one_of_a_group_can_be_let_be_for_a_reason(office: Database, doing: Doing) -> None:
    first = filing(office).items[0]
    with doing() as session:
        putting_off.acknowledge(session, first, "县委组织部已口头确认")
    left = line(office, "罗海涛：第一书记尚未登记备案日期")
    assert left is not None
    assert line(office, "潘秀云：第一书记尚未登记备案日期") is None


def test_a_day_must_lie_ahead_and_a_reason_be_written(office: Database, doing: Doing) -> None:
    group = filing(office)
    with doing() as session:
        with pytest.raises(UserError, match="不在今天以后"):
            putting_off.put_off(session, group, TODAY, TODAY)
        with pytest.raises(UserError, match="没有写明原因"):
            putting_off.acknowledge(session, group, "  ")


def test_an_urgent_reminder_waits_no_longer_than_a_day_and_is_never_let_be(
    office: Database, doing: Doing
) -> None:
    urgent = line(office, "2026年10月补助发放表还没有编制")
    assert urgent is not None
    with doing() as session:
        with pytest.raises(UserError, match="只能推到明天"):
            putting_off.put_off(session, urgent, TODAY + timedelta(days=2), TODAY)
        with pytest.raises(UserError, match="不能略过"):
            putting_off.acknowledge(session, urgent, "以后再说")
        putting_off.put_off(session, urgent, TOMORROW, TODAY)
    assert line(office, urgent.text) is None
    assert line(office, urgent.text, TOMORROW) is not None


def test_what_was_let_be_is_said_again_once_it_is_urgent(office: Database, doing: Doing) -> None:
    calm = Due("保单快到期", "六(二)", "amber", "去续保", "insurance", 7)
    with doing() as session:
        putting_off.acknowledge(session, calm, "由派出单位续保")
    with office.read() as session:
        quiet = putting_off.quiet(session, TODAY)
    pressing = replace(calm, urgency="red")
    assert putting_off.part([calm], quiet, TODAY)[0] == []
    assert putting_off.part([pressing], quiet, TODAY)[0] == [pressing]


def test_whatever_joins_is_said_anew() -> None:
    one = Due("县工信局有1张没有付清", "六(二)", "amber", "去催办", "reimbursements", [3])
    two = Due("县工信局有2张没有付清", "六(二)", "amber", "去催办", "reimbursements", [4, 3])
    assert one.subject != two.subject


def test_no_two_reminders_of_an_office_are_told_apart_by_nothing(office: Database) -> None:
    with office.read() as session:
        subjects = [each.subject for due in home.due(session, TODAY) for each in due.each]
    assert len(set(subjects)) == len(subjects)


def test_putting_off_can_be_undone(office: Database, doing: Doing) -> None:
    group = filing(office)
    with doing("稍后提醒") as session:
        putting_off.put_off(session, group, TOMORROW, TODAY)
    with doing("撤销") as session:
        history.undo(session, NOW)
    assert filing(office).text == group.text
