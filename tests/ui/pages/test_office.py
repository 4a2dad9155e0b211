"""Units in the window: found, renamed from a day on, deleted only when nothing hangs on them."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.hall import search
from banfu_desktop.services.office import office as offices
from banfu_desktop.ui.pages.office.page import OfficePage
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import Visit


@pytest.fixture
def page(visit: Visit) -> OfficePage:
    found: OfficePage = visit("office")
    return found


def _row(page: OfficePage, name: str) -> Any:
    return next(row for row in page.rows if row.name == name)


def _form(page: OfficePage) -> QWidget:
    form = page.findChild(QWidget, "form")
    assert form is not None
    return form


def _write(page: OfficePage, name: str, text: str) -> None:
    line = _form(page).findChild(QLineEdit, name)
    assert line is not None
    line.setFocus()
    line.selectAll()
    line.insert(text)


def _press(page: OfficePage, name: str) -> None:
    page.command_actions[name].trigger()
    page.ctx.tasks.wait()


def _save(page: OfficePage, qtbot: QtBot) -> None:
    qtbot.keyClick(_form(page), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()


def test_a_unit_found_by_its_initials_opens_here(page: OfficePage, office: Database, visit: Visit) -> None:
    with office.read() as session:
        hit = next(hit for hit in search.find(session, "xsfj") if hit.label == "县司法局")
    visit(hit.room, hit.key)
    assert [row.name for row in page.selected()] == ["县司法局"]


def test_a_new_name_counts_from_its_day_and_the_old_one_is_kept(
    page: OfficePage, office: Database, qtbot: QtBot
) -> None:
    unit = _row(page, "县司法局").id
    page.visit(unit)
    _press(page, "rename_unit")
    _write(page, "name", "县司法和信访局")
    _write(page, "effective_from", "2026-11-01")
    _save(page, qtbot)
    assert _row(page, "县司法和信访局").former_names == "县司法局（至2026-10-31）"
    with office.read() as session:
        assert offices.names_on(session, date(2026, 10, 31))[unit] == "县司法局"


def test_a_level_is_corrected_in_the_panel(page: OfficePage, qtbot: QtBot) -> None:
    page.visit(_row(page, "东莞东城街道").id)
    level = _form(page).findChild(QComboBox, "level")
    assert level is not None
    level.setFocus()
    level.setEditText("市直")
    _save(page, qtbot)
    assert _row(page, "东莞东城街道").level is UnitLevel.CITY


def test_a_name_that_is_taken_is_said_at_the_field(page: OfficePage, qtbot: QtBot) -> None:
    page.visit(_row(page, "县司法局").id)
    _write(page, "name", "县医保局")
    _save(page, qtbot)
    trouble = _form(page).findChild(QWidget, "trouble-name")
    assert trouble is not None
    assert trouble.accessibleName() == "已有这个单位，请换一个名称"


def test_a_unit_in_use_is_not_deleted_and_one_entered_by_mistake_is(
    page: OfficePage, dialogs: FakeDialogs, qtbot: QtBot
) -> None:
    page.visit(_row(page, "县司法局").id)
    _press(page, "remove_unit")
    assert "已有工作补助发放表" in str(dialogs.asked[-1][1])
    _press(page, "new_unit")
    _write(page, "name", "县审计局")
    level = _form(page).findChild(QComboBox, "level")
    assert level is not None
    level.setFocus()
    level.setEditText("县直")
    _save(page, qtbot)
    assert [row.name for row in page.selected()] == ["县审计局"]
    _press(page, "remove_unit")
    assert "县审计局" not in {row.name for row in page.rows}
