"""No drop-down of any form or box loses or changes what stands in it unless the clerk means it.

The mouse wheel scrolls and never chooses; a text typed where others are proposed stays whatever is offered
next; a record is chosen and never typed. tests/ui/pages/test_choices.py says the same of every page.
"""

import ast
import pkgutil
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

import banfu_desktop.tables
from banfu_desktop.rules.errors import UserError
from banfu_desktop.tables.spec import Field, Kind, Table
from banfu_desktop.ui.boxes.dialogs import ARCHIVAL, PDF
from banfu_desktop.ui.boxes.file_box import file_box
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.about import About
from banfu_desktop.ui.page.choices import ChoiceEditor, ReferenceEditor
from banfu_desktop.ui.page.record_box import RecordBox
from banfu_desktop.ui.page.record_form import RecordForm
from banfu_desktop.ui.preview.preview_box import Job, Preview
from tests.ui.conftest import FakeDialogs

TYPED = "手写的文字"


def turn_wheel(widget: QWidget) -> None:
    """One notch down, then one up, with the pointer over a widget."""
    place = QPointF(widget.rect().center())
    for turn in (-120, 120, -120):
        QApplication.sendEvent(
            widget,
            QWheelEvent(
                place, widget.mapToGlobal(place), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip


def turned_by_the_wheel(place: QWidget) -> tuple[list[str], int]:
    """Drop-downs of a window that the wheel changes, and how many it could have changed."""
    turned, tried = [], 0
    for combo in place.findChildren(QComboBox):
        before = combo.currentText()
        for target in (combo, combo.lineEdit()):
            if target is not None:
                turn_wheel(target)
        tried += combo.count() > 1 and combo.isEnabled()
        if combo.currentText() != before:
            turned.append(f"{place.objectName()} {combo.objectName()}: {before} → {combo.currentText()}")
    return turned, tried


def lost_of_what_is_typed(place: QWidget) -> list[str]:
    """Drop-downs of a window that lose a text typed into them to new proposals, or when they are left."""
    lost = []
    for editor in place.findChildren(ChoiceEditor):
        line = editor.combo.lineEdit()
        if not editor.combo.isEnabled() or line is None or line.isReadOnly():
            continue
        editor.combo.setEditText(TYPED)
        editor.offer([(7, "别的")])
        editor.offer([])
        editor.tidy()
        if editor.words != TYPED:
            lost.append(f"{place.objectName()} {editor.field.name} lost {TYPED}")
    return lost


def every_table() -> list[Table]:
    """Every table of the program that a form or a box can show."""
    modules = [import_module(f"banfu_desktop.tables.{one.name}")
               for one in pkgutil.iter_modules(banfu_desktop.tables.__path__)]  # fmt: skip
    tables = {id(value): value for module in modules for value in vars(module).values()}.values()
    return [table for table in tables if isinstance(table, Table) and table.editable]


def offers_for(table: Table) -> dict[str, list[tuple[Any, str]]]:
    """A few proposals for each field that can have some: words keep their own."""
    plain = [field for field in table.editable if field.words is None and not field.kind.secret]
    return {
        field.name: [(number, f"第{number}项") for number in (1, 2, 3)]
        if field.kind is Kind.REFERENCE
        else [(text, text) for text in ("甲", "乙", "丙")]
        for field in plain
        if field.kind in (Kind.TEXT, Kind.NOTE, Kind.REFERENCE)
    }


def test_the_wheel_turns_no_drop_down_of_any_form_or_box(
    ctx: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every table; those that commands open are looked at where they are opened (test_walk.py)."""
    turned, tried = [], 0
    job = Job("发放表", lambda *_: None, ("甲单位", "乙单位"), ("file", "full"))
    boxes: list[QWidget] = [About(None, "1", ctx.look), Preview(ctx.look, FakeDialogs(), job)]
    monkeypatch.setattr(sys, "platform", "linux")
    boxes.append(file_box(None, "导出", f"{PDF};;{ARCHIVAL}", Path.home()))
    for table in every_table():
        offers = offers_for(table)
        boxes.append(RecordForm(table, ctx.look, offers=offers))
        boxes.append(RecordBox(None, ctx.look, table.label, table, {}, offers=offers))
    for box in boxes:
        qtbot.addWidget(box)
        there, could = turned_by_the_wheel(box)
        turned += there
        tried += could
    assert turned == []
    assert tried > 100


def test_what_stands_in_a_drop_down_survives_whatever_is_offered_next(ctx: Context, qtbot: QtBot) -> None:
    """Of every field of every form: a text, a word, a record."""
    for table in every_table():
        box = RecordBox(None, ctx.look, table.label, table, {}, offers=offers_for(table))
        qtbot.addWidget(box)
        for field in table.editable:
            editor = box.boxes[field.name].editor
            if not isinstance(editor, ChoiceEditor):
                continue
            editor.combo.setEditText(TYPED)
            editor.offer([(7, "别的")])
            assert editor.combo.currentText() == TYPED, (table.name, field.name)
            editor.offer([])
            assert editor.combo.currentText() == TYPED, (table.name, field.name)


def test_a_part_of_a_proposal_stays_what_was_typed(ctx: Context, qtbot: QtBot) -> None:
    """收款人 李四 does not become 李四光."""
    editor = ChoiceEditor(Field("payee", "收款人"), ctx.look)
    qtbot.addWidget(editor)
    editor.offer([("李四光", "李四光")])
    editor.combo.setEditText("李四")
    editor.tidy()
    assert editor.read() == "李四"


# A reference to a record.

POSTING = Field("posting_id", "请假人", Kind.REFERENCE, True, named_by="name")


@pytest.fixture
def reference(ctx: Context, qtbot: QtBot) -> ReferenceEditor:
    editor = ReferenceEditor(POSTING, ctx.look)
    qtbot.addWidget(editor)
    editor.offer([(3, "谭䶮（县司法局）"), (999, "罗海涛（县委办）")])
    return editor


@pytest.mark.parametrize("typed", ["3", "999", "相机", "谭", "１", "-1", "3.0"])
def test_a_typed_text_never_is_a_record(reference: ReferenceEditor, typed: str) -> None:
    reference.combo.setEditText(typed)
    with pytest.raises(UserError, match=f"没有“{typed}”"):
        reference.read()


def test_a_label_is_the_record_it_names(reference: ReferenceEditor) -> None:
    reference.combo.setEditText("罗海涛（县委办）")
    assert reference.read() == 999


def test_a_part_that_fits_one_record_becomes_its_label(reference: ReferenceEditor) -> None:
    reference.combo.setEditText("谭")
    reference.tidy()
    assert (reference.words, reference.read()) == ("谭䶮（县司法局）", 3)


def test_a_needed_record_cannot_be_left_out(reference: ReferenceEditor) -> None:
    reference.show_value(None)
    with pytest.raises(UserError, match="没有填写"):
        reference.read()
    reference.show_value(3)
    reference.combo.setEditText("")
    with pytest.raises(UserError, match="没有填写"):
        reference.read()


def test_a_record_no_longer_offered_keeps_its_name_and_its_link(reference: ReferenceEditor) -> None:
    reference.show_reference(12, "王伟")
    assert (reference.words, reference.read()) == ("王伟", 12)
    reference.combo.setEditText("王")
    reference.combo.setEditText("王伟")
    with pytest.raises(UserError, match="没有“王伟”"):
        reference.read()


def test_a_record_renamed_meanwhile_keeps_its_place(reference: ReferenceEditor) -> None:
    for choose in (lambda: reference.show_value(3), lambda: reference.combo.setCurrentIndex(0)):
        choose()
        reference.offer([(999, "罗海涛（县委办）"), (3, "谭䶮（县委办）")])
        assert (reference.words, reference.read()) == ("谭䶮（县委办）", 3)
        reference.offer([(3, "谭䶮（县司法局）"), (999, "罗海涛（县委办）")])


def test_two_records_of_one_name_are_told_apart(reference: ReferenceEditor) -> None:
    reference.offer([(3, "张伟"), (4, "张伟")])
    assert [reference.combo.itemText(n) for n in (0, 1)] == ["张伟（1）", "张伟（2）"]
    reference.combo.setCurrentIndex(1)
    assert reference.read() == 4
    reference.combo.setEditText("张伟")
    reference.tidy()
    with pytest.raises(UserError, match="没有“张伟”"):
        reference.read()


def test_a_field_of_a_record_says_what_names_it() -> None:
    with pytest.raises(ValueError, match="voucher_id"):
        Field("voucher_id", "付款凭证", Kind.REFERENCE)


def test_every_id_a_form_asks_for_is_a_reference() -> None:
    ids = {f"{table.name}.{field.name}": field.kind
           for table in every_table() for field in table.editable if field.name.endswith("_id")}  # fmt: skip
    assert len(ids) == 14
    assert set(ids.values()) == {Kind.REFERENCE}


TURNED = {
    "QComboBox", "QFontComboBox", "QAbstractSpinBox", "QSpinBox", "QDoubleSpinBox", "QDateEdit", "QTimeEdit",
    "QDateTimeEdit", "QAbstractSlider", "QSlider", "QDial", "QTabBar", "QTabWidget",
}  # fmt: skip
"""What of Qt changes its value under the wheel."""


def test_nothing_is_made_that_the_wheel_could_turn() -> None:
    """In all the source of the window: where no test goes (founding, unlocking, a printer) as well."""
    package, wrong, made = Path(banfu_desktop.__file__).parent, [], 0
    for path in (package / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                made += node.func.id == "Combo"
                wrong += [f"{path.name}:{node.lineno}"] if node.func.id in TURNED else []
            elif isinstance(node, ast.ClassDef) and node.name != "Combo":
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                own = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
                turns = bases & TURNED or ("Combo" in bases and "wheelEvent" in own)
                wrong += [f"{path.name} {node.name}"] if turns else []
    assert wrong == []
    assert made > 8
