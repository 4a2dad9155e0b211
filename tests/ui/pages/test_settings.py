"""Settings in the window: each choice from a day on, with its clause; the office and this computer too."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from banfu_desktop.db import passwords
from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.policy import PartMonth
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.attendance.rest_days import RestDays
from banfu_desktop.services.keeping import county, unlocking
from banfu_desktop.services.office import office as offices
from banfu_desktop.services.office import settings
from banfu_desktop.tables.members import OWN_CHOICE
from banfu_desktop.tables.settings import SETTINGS
from banfu_desktop.ui.boxes.password_box import PasswordBox
from banfu_desktop.ui.frame.locking import idle_minutes
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Scale
from banfu_desktop.ui.pages.settings.lines import GroupDelegate
from banfu_desktop.ui.pages.settings.page import SCALE, SettingsPage, Size
from banfu_desktop.ui.preview.preview import offset_mm
from tests.rules.test_attendance_calendar import NOTICE
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import Visit


@pytest.fixture
def page(visit: Visit) -> SettingsPage:
    found: SettingsPage = visit("settings")
    return found


def _row(page: SettingsPage, key: str) -> Any:
    return next(row for row in page.rows if row.key == key)


def _open(page: SettingsPage, key: str) -> QWidget:
    page.visit(key)
    QApplication.processEvents()
    return _form(page)


def _form(page: SettingsPage) -> QWidget:
    form = page.findChild(QWidget, "form")
    assert form is not None
    return form


def _write(form: QWidget, name: str, text: str) -> None:
    line = form.findChild(QLineEdit, name)
    assert line is not None
    line.setFocus()
    line.selectAll()
    line.insert(text)


def _choose(form: QWidget, name: str, text: str) -> None:
    combo = form.findChild(QComboBox, name)
    assert combo is not None
    combo.setFocus()
    combo.setEditText(text)


def _save(page: SettingsPage, qtbot: QtBot) -> None:
    qtbot.keyClick(_form(page), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()


def _facts(form: QWidget) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in form.findChildren(QLabel, "fact-text") if label.isVisible()]


def test_every_choice_is_listed_with_its_clause_or_as_our_own(page: SettingsPage) -> None:
    listed = {row.key: row.clause for row in page.rows if row.key in SETTINGS}
    assert listed.keys() == SETTINGS.keys()
    assert listed["rate_fen"] == "六(一)"
    assert listed["part_month"] == OWN_CHOICE
    assert all(listed.values())


def test_what_a_clerk_changes_first_stands_first_and_a_group_is_said_once(page: SettingsPage) -> None:
    assert [row.label for row in page.rows[:4]] == ["界面大小", "自动锁屏", "打印位置", "密码"]
    groups = [row.group for row in page.rows]
    assert groups == sorted(groups, key=list(type(groups[0])).index)
    delegate = page._view.itemDelegate()
    assert isinstance(delegate, GroupDelegate)
    said = [delegate.text_of(page._view.model().index(line, 0)) for line in range(len(groups))]
    assert [text for text in said if text] == [group.label for group in dict.fromkeys(groups)]


def test_the_panel_shows_the_one_setting_with_a_day_and_a_reason(page: SettingsPage) -> None:
    form = _open(page, "part_month")
    shown = {box.objectName() for box in form.findChildren(QWidget) if box.objectName().startswith("field-")}
    seen = {name for name in shown if form.findChild(QWidget, name).isVisible()}
    assert seen == {"field-part_month", "field-effective_from", "field-note"}


def test_a_choice_counts_from_its_day_and_earlier_months_keep_theirs(
    page: SettingsPage, office: Database, qtbot: QtBot
) -> None:
    form = _open(page, "part_month")
    _choose(form, "part_month", "以15日为界算半月")
    _write(form, "effective_from", "2026-12-01")
    note = form.findChild(QPlainTextEdit, "note")
    assert note is not None
    note.setPlainText("镇党委会议纪要〔2026〕3号")
    _save(page, qtbot)
    with office.read() as session:
        assert settings.Choices(session).policy(Month(2026, 12)).part_month is PartMonth.HALF
        assert settings.Choices(session).policy(Month(2026, 11)).part_month is PartMonth.BY_DAY
    assert "2026-12-01起：以15日为界算半月（镇党委会议纪要〔2026〕3号）" in _facts(_form(page))
    assert _row(page, "part_month").shown == "按天折算"


def test_an_amount_is_typed_in_yuan(page: SettingsPage, office: Database, qtbot: QtBot) -> None:
    form = _open(page, "rate_fen")
    _write(form, "rate_fen", "2200")
    _save(page, qtbot)
    assert _row(page, "rate_fen").shown == "2,200.00"
    assert _row(page, "rate_fen").since == "2026-11-01"
    with office.read() as session:
        assert settings.value_on(session, "rate_fen", date(2026, 11, 1)) == 220_000
        assert settings.value_on(session, "rate_fen", date(2026, 10, 31)) == 200_000


def test_a_wrong_value_is_said_at_its_field(page: SettingsPage, qtbot: QtBot) -> None:
    form = _open(page, "long_leave_days")
    _write(form, "long_leave_days", "十五")
    _save(page, qtbot)
    trouble = form.findChild(QLabel, "trouble-long_leave_days")
    assert trouble is not None
    assert "不是整数" in trouble.text()


def test_the_town_is_said_and_cannot_be_changed(page: SettingsPage) -> None:
    form = _open(page, "town")
    save = form.findChild(QPushButton, "form-save")
    assert save is not None
    assert not save.isVisible()
    assert _row(page, "town").shown == "新丰县梅坑镇"


def test_the_recovery_card_is_one_press_away(page: SettingsPage, shell: Shell) -> None:
    assert _row(page, "recovery_card").shown == "还没有打印"
    act = _open(page, "recovery_card").findChild(QPushButton, "fact-action")
    assert act is not None
    act.click()
    page.ctx.tasks.wait()
    assert shell.page is not None
    assert shell.page.room == "backup"


def test_the_document_number_is_data(page: SettingsPage, office: Database, qtbot: QtBot) -> None:
    form = _open(page, "document_no")
    _write(form, "document_no", "新农〔2027〕5号")
    _save(page, qtbot)
    with office.read() as session:
        assert offices.current(session).document_no == "新农〔2027〕5号"


def test_the_county_key_comes_from_its_file(
    page: SettingsPage, office: Database, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    public = county.keygen(tmp_path / "county")
    dialogs.answers = [tmp_path / "county" / county.PUBLIC_FILE]
    page.command_actions["import_county_key"].trigger()
    page.ctx.tasks.wait()
    with office.read() as session:
        assert offices.current(session).county_key == public
    assert _row(page, "county_key").shown.startswith("已登记")


def test_a_file_that_is_no_key_is_refused(page: SettingsPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    (tmp_path / "x.pub").write_text("不是公钥", "utf-8")
    dialogs.answers = [tmp_path / "x.pub"]
    page.command_actions["import_county_key"].trigger()
    page.ctx.tasks.wait()
    assert dialogs.asked[-1][0] == "refuse"
    assert _row(page, "county_key").shown == "未登记"


def test_a_day_off_is_entered_moved_and_removed(page: SettingsPage, office: Database, qtbot: QtBot) -> None:
    page.new_record()
    form = _form(page)
    _write(form, "day", "2027-02-06")
    _choose(form, "kind", "休息")
    _write(form, "name", "春节")
    _save(page, qtbot)
    assert _row(page, "day-2027-02-06").shown == "休息 春节"
    form = _open(page, "day-2027-02-06")
    _write(form, "day", "2027-02-08")
    _save(page, qtbot)
    with office.read() as session:
        assert [(row.day, row.name) for row in attendance.calendar(session)] == [(date(2027, 2, 8), "春节")]
    page.visit("day-2027-02-08")
    page.command_actions["remove_day_off"].trigger()
    page.ctx.tasks.wait()
    with office.read() as session:
        assert attendance.calendar(session) == []


def test_this_computers_habits_are_kept_on_this_computer(
    page: SettingsPage, office: Database, qtbot: QtBot
) -> None:
    _choose(_open(page, "size"), "size", "特大")
    _save(page, qtbot)
    form = _open(page, "offset")
    _write(form, "right", "1.5")
    _write(form, "down", "-2")
    _save(page, qtbot)
    assert page.ctx.settings.value(SCALE) == "特大"
    assert offset_mm(page.ctx.settings) == (1.5, -2.0)
    assert _row(page, "offset").shown == "右 1.5、下 -2 毫米"


@pytest.mark.parametrize("typed", ["一点", "21", "nan"])
def test_an_offset_that_cannot_be_is_refused(page: SettingsPage, qtbot: QtBot, typed: str) -> None:
    form = _open(page, "offset")
    _write(form, "right", typed)
    _save(page, qtbot)
    assert form.findChild(QLabel, "trouble-right").text().startswith("不是可用的毫米数")
    assert offset_mm(page.ctx.settings) == (0.0, 0.0)


def test_the_sizes_are_those_of_the_look() -> None:
    assert Size.labels() == [scale.label for scale in Scale]


def _press(form: QWidget, text: str) -> None:
    (button,) = (one for one in form.findChildren(QPushButton) if one.text() == text and one.isVisible())
    button.click()


@pytest.fixture
def typing(dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the clerk types into the next password box."""
    typed: dict[str, str] = {}
    monkeypatch.setattr(passwords, "ARGON2ID", {"passes": 1, "memory": 8192})

    def run(box: QDialog) -> bool:
        assert isinstance(box, PasswordBox)
        for name, text in typed.items():
            edit = box.findChild(QLineEdit, name)
            assert edit is not None
            edit.setText(text)
        confirm = box.findChild(QPushButton, "confirm")
        assert confirm is not None
        confirm.click()
        dialogs.asked.append((box.windowTitle(), _said(box)))
        return box.result() == QDialog.DialogCode.Accepted

    monkeypatch.setattr(dialogs, "run", run)
    return typed


def _said(box: QDialog) -> str:
    label = box.findChild(QLabel, "password-said")
    assert label is not None
    return label.text()


def test_a_password_is_set_changed_and_taken_away(
    page: SettingsPage, office: Database, typing: dict[str, str], dialogs: FakeDialogs
) -> None:
    tasks = page.ctx.tasks
    typing |= {"new": "guihua-bayue", "again": "guihua-bayue"}
    _press(_open(page, "password"), "设置密码…")
    tasks.wait()
    assert unlocking.is_locked(office.folder)
    assert _row(page, "password").shown == "已设置"
    typing |= {"present": "guihua-jiuyue"}
    _press(_open(page, "password"), "更改密码…")
    tasks.wait()
    assert isinstance(dialogs.asked[-1][1], UserError)
    typing |= {"present": "guihua-bayue", "new": "jinju-zhengyue", "again": "jinju-zhengyue"}
    _press(_open(page, "password"), "更改密码…")
    tasks.wait()
    assert unlocking.unlock(office.folder, "jinju-zhengyue", NOW).key == office.data_key
    typing.clear()
    typing |= {"present": "jinju-zhengyue"}
    _press(_open(page, "password"), "取消密码…")
    tasks.wait()
    assert not unlocking.is_locked(office.folder)
    assert _row(page, "password").shown == "没有设置"


@pytest.mark.parametrize(
    ("new", "again", "said"), [("1234", "1234", "太短"), ("guihua-bayue", "guihua-jiuyue", "不一样")]
)
def test_a_password_that_will_not_do_stays_in_the_box(
    page: SettingsPage, office: Database, typing: dict[str, str], dialogs: FakeDialogs,
    new: str, again: str, said: str,
) -> None:  # fmt: skip
    typing |= {"new": new, "again": again}
    _press(_open(page, "password"), "设置密码…")
    page.ctx.tasks.wait()
    assert said in dialogs.asked[-1][1]
    assert not unlocking.is_locked(office.folder)


def test_idle_minutes_are_this_computers(page: SettingsPage, qtbot: QtBot) -> None:
    form = _open(page, "idle")
    _choose(form, "idle", "30分钟不操作")
    with qtbot.waitSignal(page.ctx.signals.habits):
        _save(page, qtbot)
    assert idle_minutes(page.ctx) == 30


def test_the_holidays_of_a_year_are_pasted_looked_at_and_taken_in(
    page: SettingsPage, dialogs: FakeDialogs, office: Database
) -> None:
    QGuiApplication.clipboard().setText(NOTICE)
    dialogs.answers = ["2027", "粘贴", "取消"]
    page.command_actions["import_calendar"].trigger()
    page.ctx.tasks.wait()
    assert "2027年放假13天" in dialogs.asked[-1][2]
    with office.read() as session:
        assert not RestDays(session).knows(2027)
    dialogs.answers = ["2027", "粘贴", "导入"]
    page.command_actions["import_calendar"].trigger()
    page.ctx.tasks.wait()
    with office.read() as session:
        assert RestDays(session)[Month(2027, 2)].working() == 16
    page.reload()
    page.ctx.tasks.wait()
    assert _row(page, "calendar").shown == "随程序提供到2026年，已导入2027年（粘贴的通知）"
    dialogs.answers = ["2027", "粘贴"]
    QGuiApplication.clipboard().setText("今天天气很好")
    page.command_actions["import_calendar"].trigger()
    page.ctx.tasks.wait()
    assert "不像全年的节假日安排" in str(dialogs.asked[-1][1])
