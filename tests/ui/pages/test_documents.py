"""文件材料 in the window: figures nobody types into, sources ticked, a report issued and sent, plan items."""

from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel

from banfu_desktop.db.store import Database
from banfu_desktop.rules import documents_text
from banfu_desktop.rules.documents import DocState, HalfYear, ItemState, Way
from banfu_desktop.rules.documents_text import Part
from banfu_desktop.services.documents import documents, plans, reports
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.documents.page import ITEMS, REGISTER, REPORT, DocumentsPage
from banfu_desktop.ui.pages.documents.report_editor import ReportEditor
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import Visit

SECOND = HalfYear(2026, 2)


@pytest.fixture
def page(visit: Visit) -> DocumentsPage:
    """The draft of the second half."""
    found: DocumentsPage = visit("documents", "report 2026-2")
    rest(found)
    return found


def rest(page: DocumentsPage) -> None:
    for _ in range(3):
        page.ctx.tasks.wait()
        QApplication.processEvents()


def do(page: DocumentsPage, command: str) -> None:
    page.refresh_commands()
    assert page.command_actions[command].isEnabled(), command
    page.command_actions[command].trigger()
    rest(page)


def answer(monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs, **typed: Any) -> list[dict[str, Any]]:
    """Answer the next boxes with what they propose and what is typed; gives what they proposed."""
    proposed: list[dict[str, Any]] = []

    def confirm(box: Any) -> bool:
        assert isinstance(box, FieldsBox)
        proposed.append(dict(box.values))
        box.values = {**box.values, **typed}
        return True

    monkeypatch.setattr(dialogs, "run", confirm)
    return proposed


def put_cursor(editor: ReportEditor, inside: str, offset: int) -> str:
    """Put the cursor into the first place a text stands at. Gives the whole text before."""
    whole = editor.toPlainText()
    cursor = QTextCursor(editor.document())
    cursor.setPosition(whole.index(inside) + offset)
    editor.setTextCursor(cursor)
    return whole


def stored(office: Database, half: HalfYear = SECOND) -> documents_text.Text:
    with office.read() as session:
        return documents_text.load(reports.latest(session, half).body)


def test_nothing_gets_into_a_figure_and_beside_it_the_words_are_the_clerks(page: DocumentsPage) -> None:
    editor = page.report.editor
    figure = next(run for line in editor.text() for run in line.runs if run.figure == "log_count")
    before = put_cursor(editor, f"{figure.text}条", 1)
    QTest.keyClicks(editor, "9")
    assert editor.toPlainText() == before
    commit = QInputMethodEvent()
    commit.setCommitString("九")
    QApplication.sendEvent(editor, commit)
    assert editor.toPlainText() == before
    paste = QMimeData()
    paste.setText("999")
    editor.insertFromMimeData(paste)
    assert editor.toPlainText() == before
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    assert editor.toPlainText() == before
    put_cursor(editor, f"{figure.text}条", len(figure.text))
    QTest.keyClicks(editor, "X")
    runs = [run for line in editor.text() for run in line.runs]
    place = runs.index(figure)
    assert runs[place + 1].text.startswith("X条")
    assert editor.dirty
    editor.undo()
    assert editor.toPlainText() == before
    editor.dirty = False


def test_a_whole_figure_may_go_and_own_words_stand_in_its_place(page: DocumentsPage) -> None:
    editor = page.report.editor
    figure = next(run for line in editor.text() for run in line.runs if run.figure == "log_count")
    put_cursor(editor, f"{figure.text}条", 0)
    cursor = editor.textCursor()
    cursor.setPosition(cursor.position() + len(figure.text), QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    QTest.keyClicks(editor, "N")
    assert all(run.figure != "log_count" for line in editor.text() for run in line.runs)
    assert "登记工作日志N条" in editor.toPlainText()
    editor.dirty = False


def test_what_was_edited_is_stored_refreshed_figures_are_tinted_and_issuing_seals(
    page: DocumentsPage, office: Database, dialogs: FakeDialogs
) -> None:
    editor = page.report.editor
    put_cursor(editor, "五、问题和建议", 0)
    editor.moveCursor(QTextCursor.MoveOperation.EndOfBlock)
    QTest.keyClicks(editor, "X")
    do(page, "save_report")
    assert any(line.text == "五、问题和建议X" for line in stored(office))
    assert not editor.dirty
    do(page, "refresh_report")
    foot = page.report.findChild(QLabel, "report-foot")
    assert foot is not None
    assert "→" in foot.text()
    dialogs.answers = [True]
    do(page, "issue_report")
    with office.read() as session:
        report = reports.latest(session, SECOND)
        assert reports.sealed(session, report.id) is not None
        row = documents.one(session, report.document_id)
    assert row.number == "半年报告〔2026〕2号"
    assert editor.isReadOnly()
    assert not page.command_actions["issue_report"].isVisible()


def test_a_new_paragraph_is_body_and_a_numbered_short_line_a_heading(
    page: DocumentsPage, office: Database
) -> None:
    editor = page.report.editor
    put_cursor(editor, "一、基本情况", len("一、基本情况"))
    QTest.keyClick(editor, Qt.Key.Key_Return)
    editor.textCursor().insertText("本期工作正常。")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    for said in ("七、请求事项", "请支持路灯。"):
        QTest.keyClick(editor, Qt.Key.Key_Return)
        editor.textCursor().insertText(said)
    do(page, "save_report")
    text = stored(office)
    parts = {line.text: line.part for line in text}
    assert parts["本期工作正常。"] is Part.BODY
    assert (parts["七、请求事项"], parts["请支持路灯。"]) == (Part.HEAD, Part.BODY)
    assert documents_text.sections(text)[-1].title == "七、请求事项"


def test_a_tick_brings_a_sentence_and_takes_it_away(page: DocumentsPage, office: Database) -> None:
    editor = page.report.editor
    place = next(one.index for one in documents_text.sections(editor.text()) if "防返贫" in one.title)
    editor.go_to(place)
    source = page.report.sources()[0]
    before = stored(office)
    for on in (True, False):
        box = page.report.findChild(QCheckBox, f"source-{source.key.replace(' ', '-')}")
        assert box is not None
        box.click()
        rest(page)
        assert (source.key in documents_text.sources(stored(office))) is on
        editor.go_to(place)
    assert stored(office) == before


def test_what_is_unsaved_is_asked_about_before_another_view(
    page: DocumentsPage, office: Database, dialogs: FakeDialogs
) -> None:
    editor = page.report.editor
    put_cursor(editor, "一、基本情况", 0)
    QTest.keyClicks(editor, "X")
    dialogs.answers = ["接着改"]
    page.show_view(REGISTER)
    assert page.view == REPORT
    dialogs.answers = ["保存"]
    page.show_view(REGISTER)
    rest(page)
    assert page.view == REGISTER
    assert any("X一、基本情况" in line.text for line in stored(office))


def test_the_register_sends_receives_and_leads_to_the_report(
    page: DocumentsPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    with office.read() as session:
        key = reports.latest(session, HalfYear(2026, 1)).document_id
        last = documents.one(session, key).recipients[-1]
    page.visit(key)
    rest(page)
    assert page.view == REGISTER
    proposed = answer(monkeypatch, dialogs, receipt="李")
    do(page, "receive_document")
    assert proposed[0]["recipient_id"] == last.id
    answer(monkeypatch, dialogs, name="县档案馆")
    do(page, "address_document")
    answer(monkeypatch, dialogs, way=Way.POST)
    do(page, "send_document")
    with office.read() as session:
        row = documents.one(session, key)
    assert (row.state, row.sent_to) == (DocState.SENT, "12/12 家")
    assert row.recipients[-1].way is Way.POST
    facts = page.facts(next(one for one in page.rows if one.id == key))
    facts[0].run()
    rest(page)
    assert (page.view, page.report.view and page.report.view.half) == (REPORT, HalfYear(2026, 1))


def test_an_item_found_in_the_palette_is_opened_and_work_on_it_written_down(
    page: DocumentsPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    with office.read() as session:
        item = next(row for row in plans.listing(session) if row.task == "村级档案规范整理")
    opened = answer(monkeypatch, dialogs, state=ItemState.UNDER_WAY)
    page.visit(f"item {item.id}")
    rest(page)
    assert (page.view, opened[0]["task"]) == (ITEMS, "村级档案规范整理")
    with office.read() as session:
        assert plans.one(session, item.id).state is ItemState.UNDER_WAY
        entry = plans.entries_of(session, item.id)
    assert entry == []
