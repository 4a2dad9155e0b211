"""Annex 1 in the window: the own town first, units edited by name."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.services.office import office as offices
from banfu_desktop.ui.pages.pairings.page import PairingsPage
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import Visit


@pytest.fixture
def page(visit: Visit) -> PairingsPage:
    found: PairingsPage = visit("pairings")
    return found


def _units(page: PairingsPage, town: str) -> QPlainTextEdit:
    page.visit(_row(page, town).id)
    form = page.findChild(QWidget, "form")
    assert form is not None
    editor = form.findChild(QPlainTextEdit, "members")
    assert editor is not None
    editor.setFocus()
    return editor


def _row(page: PairingsPage, town: str) -> Any:
    return next(row for row in page.rows if row.town == town)


def _save(page: PairingsPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.findChild(QWidget, "form"), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()


def test_all_seven_towns_are_there_and_the_own_one_is_first(page: PairingsPage) -> None:
    assert page.rows[0].town == "梅坑镇"
    assert sorted(row.position for row in page.rows) == [1, 2, 3, 4, 5, 6, 7]


def test_units_are_edited_as_a_line_of_names(page: PairingsPage, office: Database, qtbot: QtBot) -> None:
    _units(page, "梅坑镇").setPlainText("县司法局，县医保局；县审计局")
    _save(page, qtbot)
    assert _row(page, "梅坑镇").members == "县司法局、县医保局、县审计局"
    with office.read() as session:
        assert "县审计局" in {unit.name for unit in offices.organisations(session)}


def test_a_unit_named_twice_is_refused_and_nothing_changes(page: PairingsPage, qtbot: QtBot) -> None:
    before = _row(page, "沙田镇").members
    _units(page, "沙田镇").setPlainText("县民政局、县民政局")
    _save(page, qtbot)
    assert "重复" in (page.findChild(QWidget, "form-banner").accessibleName())
    page.reload()
    page.ctx.tasks.wait()
    assert _row(page, "沙田镇").members == before


def test_the_annex_goes_through_the_preview(page: PairingsPage, dialogs: FakeDialogs) -> None:
    page.command_actions["print_annex"].trigger()
    page.ctx.tasks.wait()
    assert "run" in {call[0] for call in dialogs.asked}
