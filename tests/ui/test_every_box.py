"""In every form and box what is wrong with a field can be read whole, wherever the field stands."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

import banfu_desktop
from banfu_desktop.rules.errors import Problem
from banfu_desktop.tables.spec import Table
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import Scale, dress
from banfu_desktop.ui.page.editors import Editor
from banfu_desktop.ui.page.field_box import FieldBox
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.record_box import RecordBox
from banfu_desktop.ui.page.record_form import RecordForm
from tests.ui.measuring import unseen
from tests.ui.test_choices import every_table, offers_for

SCREEN = QSize(1366, 768 - 31 - 48)
PANEL = QSize(344, 520)
LONG = "不是日期，请写成 2026-10-05，或者短写 10-5、1005、今天、昨天，按办公室这个月的日子算"


@pytest.fixture
def huge(ctx: Context) -> None:
    """With the largest letters."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ctx.look.scale = Scale.HUGE
    ctx.look.apply(application)


def fill(editor: Editor) -> None:
    """Something that a field of figures or days cannot read; a text that is missing says so by itself."""
    entry = editor.entry
    if isinstance(entry, QPlainTextEdit):
        return
    for write in ("setEditText", "setText"):
        if hasattr(entry, write) and editor.field.kind.name not in ("TEXT", "FLAG"):
            getattr(entry, write)("13-45")
            return


def said_of(part: FieldBox) -> QLabel:
    found = part.findChild(QLabel, f"trouble-{part.field.name}")
    assert found is not None
    return found


def in_sight(widget: QWidget) -> bool:
    """Whether all of a widget is inside what its scrolling panel shows now."""
    area = widget.parentWidget()
    while not isinstance(area, QScrollArea):
        assert area is not None
        area = area.parentWidget()
    place = QRect(widget.mapTo(area.viewport(), widget.rect().topLeft()), widget.size())
    return area.viewport().rect().adjusted(-2, -2, 2, 2).contains(place)


def forms() -> list[Table]:
    """Every table that can be filled in, each set of fields once."""
    return list({tuple(field.name for field in table.editable): table for table in every_table()}.values())


def test_what_is_wrong_with_a_field_is_read_whole_in_every_box(
    ctx: Context, qtbot: QtBot, huge: None
) -> None:
    """By turns in the one kind of box and in the other, of the fewest fields to the most."""
    faults: list[str] = []
    for number, table in enumerate(sorted(forms(), key=lambda table: len(table.editable))):
        box: RecordBox | FieldsBox
        if number % 2:
            box = RecordBox(None, ctx.look, table.label, table, {}, offers=offers_for(table))
        else:
            box = FieldsBox(None, ctx.look, table, "登记。", {}, offers=offers_for(table))
        parts = list(box.boxes.values()) if isinstance(box, RecordBox) else box._boxes
        qtbot.addWidget(box)
        dress(box)
        box.resize(box.size().boundedTo(SCREEN))
        box.show()
        for part in parts:
            fill(part.editor)
        box.submit() if isinstance(box, RecordBox) else box._confirm()
        QApplication.processEvents()
        wrong = [part for part in parts if part.trouble]
        faults += [f"{table.name} {type(box).__name__} {why}" for why in unseen(box)]
        if wrong and not in_sight(said_of(wrong[0])):
            faults.append(f"{table.name} {type(box).__name__}: {wrong[0].field.name} is out of sight")
        box.hide()
    assert faults == []


def test_what_is_wrong_with_the_last_field_of_a_long_panel_is_scrolled_to(
    ctx: Context, qtbot: QtBot, huge: None
) -> None:
    faults, tried = [], 0
    for table in (one for one in forms() if len(one.editable) > 7):
        form = RecordForm(table, ctx.look, offers=offers_for(table))
        qtbot.addWidget(form)
        dress(form)
        form.resize(ctx.look.px(PANEL.width()), PANEL.height())
        form.show_record(table.label, "", {})
        form.show()
        QApplication.processEvents()
        last = list(form.boxes.values())[-1]
        tried += not in_sight(last)
        form._show_problems([Problem(None, last.field.label, LONG)])
        QApplication.processEvents()
        if not in_sight(said_of(last)):
            faults.append(f"{table.name}: {last.field.name}")
        form.hide()
    assert faults == []
    assert tried > 5


ASKING = re.compile(r"ask_text\(|days\.ask\(")


def test_no_deed_asks_in_several_boxes_of_one_field() -> None:
    """What a deed has to know stands in one form: nothing is lost where its second field is thought over."""
    several = []
    for path in (Path(banfu_desktop.__file__).parent / "ui").rglob("*.py"):
        source = path.read_text("utf-8")
        if len(ASKING.findall(source)) < 2:
            continue
        for deed in (one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef)):
            if len(ASKING.findall(ast.unparse(deed))) > 1:
                several.append(f"{path.name} {deed.name}")
    assert several == []
