"""Units in the window: found, renamed from a day on, deleted only when nothing hangs on them."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.words import UnitLevel
from banfu_desktop.services.hall import search
from banfu_desktop.services.members import members
from banfu_desktop.services.office import levels
from banfu_desktop.services.office import office as offices
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.page.reaching import CORRECTED
from banfu_desktop.ui.pages.office.page import OfficePage
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit


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


def test_a_renaming_thought_better_of_is_left_without_a_question(
    page: OfficePage, dialogs: FakeDialogs
) -> None:
    page.visit(_row(page, "县司法局").id)
    _press(page, "rename_unit")
    page.close_record()
    assert dialogs.asked == []
    assert not page.record_is_open


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
    assert "不能删除，可以改名" in str(dialogs.asked[-1][1])
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


# Levels that nobody has confirmed.


@pytest.fixture
def asked(page: OfficePage, deed: DoDeed[Any], ctx: Context) -> OfficePage:
    """谭䶮 comes from a unit whose level nobody has confirmed, and whose name is like one that is known."""

    def from_elsewhere(session: Any) -> None:
        row = members.named(session, "谭䶮")[0]
        members.save(session, {"organisation": "新丰县市场监督管理局"}, row.id)

    deed(from_elsewhere)
    page.reload()
    ctx.tasks.wait()
    page.visit(_row(page, "新丰县市场监督管理局").id)
    return page


def _facts(page: OfficePage) -> list[str]:
    return [label.text() for label in _form(page).findChildren(QLabel, "fact-text") if not label.isHidden()]


def test_an_unconfirmed_level_is_proposed_with_its_reason_and_never_chosen(asked: OfficePage) -> None:
    assert _row(asked, "新丰县市场监督管理局").check == "待核实"
    assert _facts(asked)[:3] == [
        "层级待核实，谭䶮的补助暂不能封存",
        "是不是县市场监管局？",
        "建议县直：名称以“新丰县”开头",
    ]


def test_one_click_confirms_the_level_proposed(asked: OfficePage, office: Database) -> None:
    _press(asked, "confirm_level")
    with office.read() as session:
        unit = offices.find_organisation(session, "新丰县市场监督管理局")
        assert unit is not None
        assert levels.confirmed_level(session, unit.id, date(2026, 10, 1)) is UnitLevel.COUNTY
    assert _row(asked, "新丰县市场监督管理局").check == "已核实"


def test_another_level_is_confirmed_by_saving_it(asked: OfficePage, office: Database, qtbot: QtBot) -> None:
    level = _form(asked).findChild(QComboBox, "level")
    assert level is not None
    level.setFocus()
    level.setEditText("市直")
    _save(asked, qtbot)
    with office.read() as session:
        unit = offices.find_organisation(session, "新丰县市场监督管理局")
        assert unit is not None
        assert levels.confirmed_level(session, unit.id, date(2026, 10, 1)) is UnitLevel.CITY


def test_a_name_that_is_alike_is_the_same_unit_only_when_somebody_says_so(
    asked: OfficePage, office: Database, dialogs: FakeDialogs
) -> None:
    button = next(
        one for one in _form(asked).findChildren(QPushButton, "fact-action") if one.text() == "是同一个单位"
    )
    button.click()
    asked.ctx.tasks.wait()
    asked.ctx.tasks.wait()
    assert _row(asked, "新丰县市场监督管理局").same_as == "县市场监管局"
    _press(asked, "apart_unit")
    asked.ctx.tasks.wait()
    assert _row(asked, "新丰县市场监督管理局").same_as == ""


def test_a_level_that_pays_asks_whether_it_was_always_so(
    page: OfficePage, office: Database, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    page.visit(_row(page, "县司法局").id)
    level = _form(page).findChild(QComboBox, "level")
    assert level is not None
    level.setFocus()
    level.setEditText("市直")
    dialogs.answers = [CORRECTED, False]
    _save(page, qtbot)
    page.ctx.tasks.wait()
    assert "个已封存月份，差额" in dialogs.asked[-1][2]
    with office.read() as session:
        unit = offices.find_organisation(session, "县司法局")
        assert unit is not None
        assert levels.confirmed_level(session, unit.id, date(2026, 10, 1)) is UnitLevel.COUNTY
