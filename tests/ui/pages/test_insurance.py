"""意外险 in the window: a policy, its people, its renewal, and how everybody stands."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.insurance import CoverState, Per
from banfu_desktop.services.hall import home
from banfu_desktop.services.insurance import insurance
from banfu_desktop.services.members import members
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.pages.insurance.page import COVERAGE_VIEW, POLICIES_VIEW, InsurancePage
from banfu_desktop.ui.pages.insurance.people_box import PeopleBox
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit

TODAY = NOW.date()


def add_policy(session: Any) -> int:
    """A policy until mid-November, of everybody posted today but the last."""
    values = {
        "insurer": "人保财险", "number": "P1", "start_on": date(2025, 11, 15), "end_on": date(2026, 11, 14),
        "premium_fen": 240_000, "insured_fen": 30_000_000, "payer": "县司法局",
    }  # fmt: skip
    policy = insurance.save(session, values)
    people = [row.person_id for row in members.listing(session, Period(TODAY, TODAY))]
    insurance.choose(session, policy, people[:-1])
    return policy


@pytest.fixture
def policy(deed: DoDeed[int]) -> int:
    return deed(add_policy)


@pytest.fixture
def page(policy: int, visit: Visit) -> InsurancePage:
    found: InsurancePage = visit("insurance")
    return found


def do(page: InsurancePage, command: str) -> None:
    page.refresh_commands()
    page.command_actions[command].trigger()
    page.ctx.tasks.wait()


def test_an_office_without_a_policy_is_offered_one(visit: Visit, qtbot: QtBot) -> None:
    page = visit("insurance")
    do(page, "new_policy")
    form = page.findChild(QWidget, "form")
    for name, text in (
        ("insurer-text", "人保财险"), ("number", "P9"), ("start_on", "2026.1.1"), ("end_on", "2026-12-31"),
        ("premium_fen", "2400"), ("insured_fen", "300000"), ("payer-text", "县司法局"),
    ):  # fmt: skip
        form.findChild(QLineEdit, name).setText(text)
    qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()
    (row,) = page.rows
    assert (row.number, row.premium_fen, row.people) == ("P9", 240_000, 0)
    assert page.record == row  # open, so that its people can be chosen at once
    assert page.facts(row)[0].action == "选择参保人员…"


def test_the_end_is_proposed_from_the_start_and_what_stands_there_stays(visit: Visit, qtbot: QtBot) -> None:
    page = visit("insurance")
    do(page, "new_policy")
    boxes, form = page._desk.form.boxes, page.findChild(QWidget, "form")
    start = form.findChild(QLineEdit, "start_on")
    for text in ("2026-3-15", "2026-4-1"):
        start.setText(text)
        boxes["start_on"].editor.left.emit()
        assert boxes["end_on"].editor.read() == date(2027, 3, 14)  # proposed once, never changed silently
    days = {"start_on": date(2026, 4, 1), "end_on": date(2027, 3, 14)}
    others = {"insurer": "甲", "number": "1", "premium_fen": 1, "insured_fen": 1, "payer": "乙"}
    (told,) = page.check({**page.fresh(), **days, **others})
    assert (told.warning, told.reason) == (True, "不是一年（满一年到2027-03-31）")
    page._desk.form.forget()


def test_amounts_said_the_other_way_are_told_before_they_are_kept(
    visit: Visit, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    page = visit("insurance")
    do(page, "new_policy")
    form = page.findChild(QWidget, "form")
    for name, text in (
        ("insurer-text", "人保财险"), ("number", "P8"), ("start_on", "2026.1.1"), ("end_on", "2026-12-31"),
        ("premium_fen", "120"), ("insured_fen", "300000"), ("payer-text", "县司法局"),
    ):  # fmt: skip
        form.findChild(QLineEdit, name).setText(text)
    page.propose("premium_as", Per.EACH)
    qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()
    assert "没有填写参保人数" in str(dialogs.asked[-1][1])
    page.propose("heads", 13)
    dialogs.answers = [False]
    qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "保费合计 1,560.00 元，每人 120.00 元" in dialogs.asked[-1][2]
    assert page.rows == []
    qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()
    (row,) = page.rows
    assert (row.premium_fen, row.insured_fen) == (156_000, 30_000_000)


def test_the_people_of_a_policy_stay_when_nothing_is_ticked(
    page: InsurancePage, policy: int, dialogs: FakeDialogs
) -> None:
    page.visit(policy)
    before = page.rows[0].names
    do(page, "choose_people")
    assert ("run", "people-box") in dialogs.asked
    assert page.rows[0].names == before


def test_a_policy_is_renewed_for_the_next_period(
    page: InsurancePage, policy: int, dialogs: FakeDialogs
) -> None:
    page.visit(policy)
    dialogs.answers = ["P2"]
    do(page, "renew_policy")
    page.ctx.tasks.wait()
    new = page.rows[0]
    assert (new.number, new.start_on, new.end_on) == ("P2", date(2026, 11, 15), date(2027, 11, 14))
    assert new.people == page.rows[1].people
    assert page.record.number == "P2"


def test_a_policy_is_removed(page: InsurancePage, policy: int) -> None:
    page.visit(policy)
    do(page, "remove_policy")
    assert page.rows == []


def test_home_leads_to_people_and_to_policies(
    page: InsurancePage, policy: int, office: Database, visit: Visit, ctx: Context
) -> None:
    with office.read() as session:
        due = {item.button: item for item in home.due(session, ctx.today) if item.room == "insurance"}
    visit("insurance", due["去登记"].key)
    page.ctx.tasks.wait()
    assert page._views.current == COVERAGE_VIEW
    shown = page._coverage
    assert [shown._model.row(n).key for n in shown._view.selected_lines()] == [due["去登记"].key]
    assert shown.rows[0].state is CoverState.UNCOVERED
    page._copy()
    assert shown.rows[0].name in QGuiApplication.clipboard().text()
    visit("insurance", due["去登记"].key)
    visit("insurance", due["去续保"].key)
    assert page._views.current == POLICIES_VIEW
    assert page.record.id == policy


def test_people_are_filtered_and_printed(page: InsurancePage, dialogs: FakeDialogs) -> None:
    page._views.show_view(COVERAGE_VIEW)
    page.ctx.tasks.wait()
    page._coverage._bar.search.setText("谭")
    assert [row.name for row in page._coverage._model.shown] == ["谭䶮"]
    do(page, "print_insurance")
    assert "run" in {call[0] for call in dialogs.asked}


@pytest.fixture
def box(page: InsurancePage, policy: int, office: Database, qtbot: QtBot) -> PeopleBox:
    with office.read() as session:
        people = insurance.candidates(session, policy, TODAY)
    period = Period(date(2025, 11, 15), date(2026, 11, 14))
    made = PeopleBox(page.window(), page.ctx.look, "P1", period, people, TODAY)
    qtbot.addWidget(made)
    made.show()
    return made


def test_people_are_ticked_by_the_space_bar(box: PeopleBox, qtbot: QtBot) -> None:
    people = box.findChild(QListWidget, "people")
    assert people is not None
    before = box.chosen
    people.setCurrentRow(0)
    qtbot.keyClick(people, Qt.Key.Key_Space)
    assert len(box.chosen) == len(before) - 1
    assert "移出 1 人" in box._said.text()
    assert not box._from.isVisible()


def test_all_and_none_and_only_those_found(box: PeopleBox) -> None:
    every, none = box.findChild(QAbstractButton, "tick-all"), box.findChild(QAbstractButton, "tick-none")
    search = box.findChild(QLineEdit, "search")
    assert every is not None
    assert none is not None
    assert search is not None
    none.click()
    assert box.chosen == []
    search.setText("谭")
    every.click()
    assert len(box.chosen) == 1
    search.setText("")
    every.click()
    left_out = [item.text() for item in box._items() if item.checkState() is not Qt.CheckState.Checked]
    assert [text.split("　")[0] for text in left_out] == ["丘文远", "巫启明"], "who has left is not ticked"
    assert all(text.endswith("（已离岗）") for text in left_out)
    assert box._from.isVisible()


def test_newcomers_want_a_day(box: PeopleBox) -> None:
    every, confirm = box.findChild(QAbstractButton, "tick-all"), box.findChild(QAbstractButton, "confirm")
    day = box.findChild(QLineEdit, "newcomers_from")
    assert every is not None
    assert confirm is not None
    assert day is not None
    every.click()
    day.setText("哪天")
    confirm.click()
    assert (box.result(), "不是日期" in box._from.trouble) == (0, True)
    day.setText("2026-11-05")
    confirm.click()
    assert (box.result(), box.newcomers_from) == (1, date(2026, 11, 5))
