"""The import box: columns assigned, questions answered, the file read again with all kept, the preview."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QListWidget,
    QPushButton,
    QRadioButton,
)
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.imports import ImportPlan, Options
from banfu_desktop.services.members import importing, members
from banfu_desktop.services.program import founding
from banfu_desktop.tables.members import ROSTER_FILE
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.importing import ImportBox
from banfu_desktop.ui.page.table_view import TableView
from tests.ui.conftest import RESOURCES
from tests.ui.measuring import unseen

NOW = datetime(2026, 11, 2, 9)
HEAD = ("称呼", "性别", "身份证号", "人员类别", "原单位（全称）", "岗位", "进村时间")
ROWS = (
    ("甲一", "男", "440299199001010012", "驻镇干部", "新丰县司法局", "队员", "2026-02-01"),
    ("甲二", "男", "440299199001010039", "驻镇干部", "县财政局", "副队长", "2026-02-01"),
)


@pytest.fixture
def office_of_meikeng(tmp_path: Path) -> Database:
    database, _ = Database.create(tmp_path / "office")
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    return database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("梅坑镇帮扶干部摸底表",), HEAD, *ROWS):
        sheet.append(list(row))
    book.save(tmp_path / "摸底表.xlsx")
    return tmp_path / "摸底表.xlsx"


Opened = tuple[ImportBox, list[bool]]


@pytest.fixture
def opened(office_of_meikeng: Database, path: Path, qtbot: QtBot) -> Opened:
    """The box on the file, reading it again at once when asked; and the answers to 放弃导入."""
    answers: list[bool] = []

    def look(options: Options) -> ImportPlan:
        with office_of_meikeng.read() as session:
            return importing.look(session, path, NOW.date(), options)

    def again(options: Options, done: Callable[[ImportPlan], object]) -> None:
        done(look(options))

    box = ImportBox(
        "导入花名册", look(Options()), import_words.roster, Look(RESOURCES), again=again, table=ROSTER_FILE,
        ask=lambda *_: answers.pop(0) if answers else True,
    )  # fmt: skip
    qtbot.addWidget(box)
    box.show()
    return box, answers


def press(box: ImportBox, name: str) -> None:
    found = box.findChild(QPushButton, name)
    assert found is not None
    assert found.isEnabled(), found.toolTip()
    found.click()


def assign(box: ImportBox, letters: str, label: str) -> None:
    combo = box.findChild(QComboBox, f"column-{letters}")
    assert combo is not None
    combo.setCurrentIndex(combo.findText(label))
    combo.activated.emit(combo.currentIndex())


def answer(box: ImportBox, key: str, code: str) -> None:
    radio = box.findChild(QRadioButton, f"answer-{key}-{code}")
    assert radio is not None
    radio.click()


def text(box: ImportBox, name: str) -> str:
    found = box.findChild(QLabel, name)
    assert found is not None
    return found.text()


def test_the_preview_waits_for_needed_columns_and_answers(opened: Opened) -> None:
    box, _ = opened
    following = box.findChild(QPushButton, "next")
    assert following is not None
    assert "姓名" in text(box, "needed-columns")
    assert (following.isEnabled(), following.toolTip()) == (False, "还没有对上：姓名")
    assign(box, "A", "姓名")
    assert text(box, "needed-columns") == "必填的列齐了"
    assert following.toolTip() == "还有2问要回答"
    assert text(box, "asked-count") == "3 问，已答 1"
    answer(box, "unit.新丰县司法局", "县司法局")
    answer(box, "word.role.副队长", "member")
    press(box, "next")
    view = box.findChild(TableView)
    assert view is not None
    shown = [[view.model().index(row, column).data() for column in range(2, 5)] for row in range(2)]
    assert shown == [["甲一", "县司法局", "队员"], ["甲二", "县财政局", "队员"]]
    assert text(box, "plan") == "新增 2 人，更新 0 人，不变 0 人"


def test_how_a_column_was_known_is_in_sight_and_samples_give_way(opened: Opened) -> None:
    box, _ = opened
    shown = []
    for wide in (1400, 900, 760):
        box.resize(wide, 600)
        for _ in range(4):
            QApplication.processEvents()
        assert unseen(box) == []
        labels = [one for one in box.findChildren(QLabel) if one.text() in ("甲一", "甲二")]
        shown.append(sum(one.isVisible() for one in labels))
    assert shown[0] == 2
    assert shown[-1] < 2


def test_reading_again_keeps_what_was_said_and_the_box_open(opened: Opened, path: Path) -> None:
    box, _ = opened
    assign(box, "A", "姓名")
    answer(box, "word.role.副队长", "member")
    answer(box, "unit.新丰县司法局", "new")
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["A3"] = "甲乙"
    book.save(path)
    press(box, "reread")
    assert box.isVisible()
    assert text(box, "asked-count") == "3 问，已答 3"
    press(box, "next")
    assert [row.name for row in box.plan.rows] == ["甲乙", "甲二"]
    press(box, "back")
    assert text(box, "needed-columns") == "必填的列齐了"


def test_what_was_assigned_is_remembered_and_carried_out(
    opened: Opened, office_of_meikeng: Database, path: Path
) -> None:
    box, _ = opened
    assign(box, "A", "姓名")
    answer(box, "unit.新丰县司法局", "县司法局")
    answer(box, "word.role.副队长", "member")
    press(box, "next")
    press(box, "confirm")
    with office_of_meikeng.write(Deed("导入花名册", "经办", NOW)) as session:
        importing.carry_out(session, box.plan)
        assert [row.organisation for row in members.listing(session)] == ["县司法局", "县财政局"]
    with office_of_meikeng.read() as session:
        again = importing.look(session, path, NOW.date())
    assert [column.how for column in again.sheets[0].columns if column.field == "name"] == ["记住"]


def test_giving_up_asks_when_something_was_said(opened: Opened) -> None:
    box, answers = opened
    assign(box, "A", "姓名")
    answers.append(False)
    box.reject()
    assert box.isVisible()
    box.reject()
    assert not box.isVisible()


def test_wrong_cells_are_named_and_the_file_may_be_mended_and_read_again(opened: Opened, path: Path) -> None:
    box, _ = opened
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["A2"], sheet["G3"] = "姓名", "不知道"
    book.save(path)
    press(box, "reread")
    answer(box, "unit.新丰县司法局", "县司法局")
    answer(box, "word.role.副队长", "member")
    press(box, "next")
    problems = box.findChild(QListWidget, "problem-list")
    assert problems is not None
    assert [problems.item(line).text() for line in range(problems.count())] == [
        "第3行 甲一 【G列 到岗日期】“不知道”不是日期，请写成 2026-10-05"
    ]
    confirm = box.findChild(QPushButton, "confirm")
    assert confirm is not None
    assert confirm.isHidden()
    sheet["G3"] = "2026-02-01"
    book.save(path)
    press(box, "reread")
    assert not confirm.isHidden()


def test_the_box_is_worked_by_the_keyboard(opened: Opened, qtbot: QtBot) -> None:
    box, _ = opened
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.isVisible()
