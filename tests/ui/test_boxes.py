"""The real boxes behind the one door."""

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from banfu_desktop.rules.errors import MachineError, Problem, ProblemsError, UserError
from banfu_desktop.tables.spec import Field, Table
from banfu_desktop.ui.boxes import file_box
from banfu_desktop.ui.boxes.boxes import Box, ProblemsBox, ProgressView
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Look, Scale, dress
from banfu_desktop.ui.page.fields_box import FieldsBox
from tests.ui.conftest import FakeDialogs
from tests.ui.measuring import unseen

PROBLEMS = ProblemsError(
    "没有导入", (Problem(3, "姓名", "没有填写", "请填写姓名"), Problem(4, "银行账号", "是数值格式"))
)


@pytest.fixture
def real(ctx: Context) -> Dialogs:
    return Dialogs()


def _answer(press: str, seen: list[str], text: str = "") -> None:
    """Once the box is there: read it, type, press a button by its text (none: close it)."""

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QDialog)
        seen.extend(label.text() for label in box.findChildren(QLabel))
        if text:
            box.findChildren(QLineEdit)[0].setText(text)
        buttons = {button.text(): button for button in box.findChildren(QPushButton)}
        if press:
            buttons[press].click()
        else:
            box.reject()

    QTimer.singleShot(0, act)


@pytest.mark.parametrize(("press", "answer"), [("封存", True), ("取消", False), ("", False)])
def test_a_question_is_answered_by_its_own_words(real: Dialogs, press: str, answer: bool) -> None:
    seen: list[str] = []
    _answer(press, seen)
    said = "封存 2026年10月：6 个单位、7 人，实发 11,290.32 元"
    assert real.ask("封存 2026年10月？", said, "封存") is answer
    assert said in seen


@pytest.mark.parametrize(("how", "answer"), [({}, True), ({"danger": True}, False), ({"final": True}, False)])
def test_enter_never_does_what_cannot_be_undone(real: Dialogs, how: dict[str, bool], answer: bool) -> None:
    def enter() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QDialog)
        QTest.keyClick(box, Qt.Key.Key_Return)

    QTimer.singleShot(0, enter)
    assert real.ask("记账", "1 张凭证", "记账", **how) is answer


def test_of_several_ways_the_one_pressed_is_told(real: Dialogs) -> None:
    _answer("放弃改动", [])
    assert real.choose("保存改动？", "", ["保存", "放弃改动", "继续编辑"]) == "放弃改动"
    _answer("", [])
    assert real.choose("保存改动？", "", ["保存", "放弃改动"]) == ""


def test_a_long_heading_stands_whole_and_a_box_grows_with_the_letters(qtbot: QtBot, ctx: Context) -> None:
    title = "签发梅坑镇驻镇帮扶工作队2026年下半年工作情况报告？"
    widths = []
    for scale in (Scale.STANDARD, Scale.HUGE):
        ctx.look.scale = scale
        ctx.look.apply(QApplication.instance())
        box = Box(None, title, "签发以后不能再改。", ["签发", "取消"])
        qtbot.addWidget(box)
        dress(box)
        box.show()
        assert unseen(box) == []
        widths.append(box.width())
    assert widths[0] == 440
    assert widths[1] > 440 * 1.25


def test_a_reason_is_asked_for_until_it_is_given(real: Dialogs) -> None:
    _answer("确定", [], "  与介绍信一致 ")
    assert real.ask_text("原因", "请写明原因") == "与介绍信一致"
    _answer("取消", [], "算了")
    assert real.ask_text("原因", "请写明原因") is None


def test_a_refusal_says_what_why_and_what_next(real: Dialogs) -> None:
    seen: list[str] = []
    _answer("知道了", seen)
    real.refuse(UserError("2026年10月已封存", "更正请在本月登记补发或扣回", "六(一)"))
    assert "2026年10月已封存（依据：六(一)）。\n更正请在本月登记补发或扣回。" in seen


def test_trouble_with_the_machine_says_what_is_safe(real: Dialogs) -> None:
    seen: list[str] = []
    _answer("知道了", seen)
    real.trouble(MachineError("磁盘已满", advice="请清理磁盘后重试"))
    assert "磁盘已满。\n已保存的数据完好。\n请清理磁盘后重试。" in seen


def test_every_problem_can_be_copied_and_saved(qtbot: QtBot, ctx: Context, tmp_path: Path) -> None:
    file = tmp_path / "问题清单.txt"
    box = ProblemsBox(None, PROBLEMS, lambda *_: file)
    qtbot.addWidget(box)
    for name in ("copy", "save"):
        button = box.findChild(QPushButton, name)
        assert button is not None
        button.click()
    lines = ["第3行 【姓名】没有填写，请填写姓名", "第4行 【银行账号】是数值格式"]
    assert QGuiApplication.clipboard().text().split("\n") == lines
    assert file.read_text("utf-8-sig").split() == " ".join(lines).split()


def test_cancelling_asks_the_work_to_stop_and_the_box_waits_for_it(qtbot: QtBot, ctx: Context) -> None:
    asked: list[bool] = []
    view = ProgressView(None, "导入名单", lambda: asked.append(True))
    qtbot.addWidget(view)
    view.show()
    view.show_progress(1, 3, "第 1 行")
    view.reject()
    assert asked == [True]
    assert view.isVisible()
    assert "正在停止…" in [label.text() for label in view.findChildren(QLabel)]
    view.close()
    assert not view.isVisible()


def answer_file_box(choice: Path, english: list[str]) -> None:
    """Once Qt's file box is there: note what it says in English, and choose."""

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QFileDialog)
        said = [text for part in box.findChildren(QLabel) + box.findChildren(QAbstractButton)
                for text in (part.text(), part.toolTip())]  # fmt: skip
        english.extend(text for text in said if re.search("[A-Za-z]{2}", text))
        box.selectFile(str(choice))
        box.done(QDialog.DialogCode.Accepted)

    QTimer.singleShot(0, act)


@pytest.mark.parametrize("how", ["save_file", "open_file", "open_files", "open_folder"])
def test_whatever_asks_for_a_file_or_a_folder_speaks_chinese(
    real: Dialogs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, how: str
) -> None:
    english: list[str] = []
    monkeypatch.setattr(sys, "platform", "linux")
    (tmp_path / "名单").mkdir() if how == "open_folder" else (tmp_path / "名单").touch()
    answer_file_box(tmp_path / "名单", english)
    given = ("导出", "花名册.xlsx") if how == "save_file" else ("选择",)
    chosen = getattr(real, how)(*given)
    wanted = tmp_path / (
        "名单.xlsx" if how == "save_file" else "名单"
    )  # with the ending it was suggested with
    assert chosen == ([wanted] if how == "open_files" else wanted)
    assert english == []


def test_a_file_box_begins_on_the_desktop_then_where_the_clerk_was_last(
    real: Dialogs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desktop, stick = tmp_path / "桌面", tmp_path / "U盘"
    desktop.mkdir()
    stick.mkdir()
    monkeypatch.setattr(file_box, "desktop", lambda: desktop)
    monkeypatch.setattr(sys, "platform", "linux")

    def began(*, accepted: bool) -> Path:
        seen: list[Path] = []

        def answer() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QFileDialog)
            seen.append(Path(box.directory().absolutePath()))
            box.setDirectory(str(stick))
            box.done(QDialog.DialogCode.Accepted if accepted else QDialog.DialogCode.Rejected)

        QTimer.singleShot(0, answer)
        real.save_file("导出", "花名册.xlsx")
        return seen[0]

    assert [began(accepted=False), began(accepted=True), began(accepted=False)] == [desktop, desktop, stick]
    stick.rmdir()  # pulled out
    assert began(accepted=False) == Path.home()


def test_boxes_lie_over_the_window(real: Dialogs, qtbot: QtBot) -> None:
    real.window = QWidget()
    qtbot.addWidget(real.window)
    parents: list[object] = []

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert box is not None
        parents.append(box.parentWidget())
        box.close()

    QTimer.singleShot(0, act)
    real.tell("提示", "已导出")
    assert parents == [real.window]


NAMED = Table("unit", "登记", (Field("name", "名称", required=True, longest=20),))


def _entered(dialogs: Dialogs, look: Look, text: str = "") -> str:
    """What stands in a box as it opens; then type a text and confirm, or, without one, close it."""
    found: list[str] = []

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, FieldsBox)
        field = box.findChildren(QLineEdit)[0]
        found.append(field.text())
        field.setText(text or "不要了")
        box.findChild(QPushButton, "confirm" if text else "cancel").click()

    QTimer.singleShot(0, act)
    assert dialogs.run(FieldsBox(None, look, NAMED, "", {"name": "甲局"})) is bool(text)
    return found[0]


def test_what_was_typed_stands_in_the_box_again_after_its_deed_was_refused(
    ctx: Context, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "run", partial(Dialogs.run, dialogs))

    def refuse(_: object) -> None:
        raise UserError("没有这个单位", "请核对名称")

    def write(work: Callable[[object], object]) -> None:
        ctx.tasks.write("登记", work)
        ctx.tasks.wait()

    assert _entered(dialogs, ctx.look, "乙局") == "甲局"
    write(refuse)
    assert _entered(dialogs, ctx.look, "丙局") == "乙局", "it is there to be mended"
    write(refuse)
    *_, (_, error) = dialogs.asked
    seen: list[str] = []
    _answer("知道了", seen)
    Dialogs.refuse(dialogs, error)
    assert any("填过的还在" in text for text in seen)
    write(refuse)
    *_, (_, error) = dialogs.asked
    seen.clear()
    _answer("知道了", seen)
    Dialogs.refuse(dialogs, error)
    assert not any("填过的还在" in text for text in seen), "a deed that followed no form says nothing of one"
    assert _entered(dialogs, ctx.look) == "丙局", "and goes where the clerk thinks better of it"
    assert _entered(dialogs, ctx.look, "丁局") == "甲局"
    write(lambda _: None)
    assert _entered(dialogs, ctx.look, "戊局") == "甲局", "a deed that was done leaves nothing"
    write(refuse)
    dialogs.typed.forget()  # as a lock does
    assert _entered(dialogs, ctx.look) == "甲局"
