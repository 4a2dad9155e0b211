"""The roster in the window: imported, searched, corrected, ended, replaced, revealed and exported."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import ProblemsError
from banfu_desktop.rules.words import PostingState, Sex, TeamRole
from banfu_desktop.services.audit import history, retention
from banfu_desktop.services.hall import lists
from banfu_desktop.services.keeping import copies
from banfu_desktop.services.members import drafts, importing, members
from banfu_desktop.services.office import settings
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.look.look import Look
from banfu_desktop.ui.page import import_words
from banfu_desktop.ui.page.editors import SecretEditor
from banfu_desktop.ui.page.importing import ImportBox
from banfu_desktop.ui.page.reaching import CHANGED, CORRECTED
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.pages.audit.page import AuditPage
from banfu_desktop.ui.pages.members.page import MembersPage
from tests.ui.conftest import NOW, RESOURCES, FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def page(visit: Visit) -> MembersPage:
    found: MembersPage = visit("members")
    return found


def _row(page: MembersPage, name: str) -> Any:
    return next(row for row in page.rows if row.name == name)


def _open(page: MembersPage, name: str) -> QWidget:
    page.visit(_row(page, name).id)
    form = page.findChild(QWidget, "form")
    assert form is not None
    assert form.isVisible()
    return form


def _line(form: QWidget, name: str) -> QLineEdit:
    found = form.findChild(QLineEdit, name)
    assert found is not None
    return found


def _write(line: QLineEdit, text: str) -> None:
    """As an input method does."""
    line.setFocus()
    line.selectAll()
    line.insert(text)


def _press(page: MembersPage, name: str) -> None:
    page.command_actions[name].trigger()
    page.ctx.tasks.wait()


def _save(form: QWidget, page: MembersPage, qtbot: QtBot) -> None:
    qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()


def _facts(form: QWidget) -> list[str]:
    QApplication.processEvents()
    return [label.text() for label in form.findChildren(QLabel, "fact-text") if label.isVisible()]


def _deeds(office: Database) -> list[str]:
    with office.read() as session:
        return [deed.name for deed in history.deeds(session, 5)]


def _roster(office: Database, deed: DoDeed[Any], path: Path, **cells: object) -> Path:
    """The office's own roster as a file, with some cells changed: 钟立新="…" changes his phone."""
    deed(lambda session: lists.export(session, "members", path, NOW, revealed=True))
    book = load_workbook(path)
    sheet = book.active
    places = {cell.value: cell for line in sheet.iter_rows() for cell in line}
    for name, value in cells.items():
        sheet.cell(places[name].row, places["手机号"].column).value = value
    book.save(path)
    return path


# What is shown.


def test_those_at_their_posts_are_shown_first_and_the_others_one_choice_away(page: MembersPage) -> None:
    view = page.findChild(TableView)
    assert view is not None
    assert view.model().rowCount() == 12
    state = page.findChild(QComboBox, "filter-state")
    assert state is not None
    assert state.currentText() == "在岗"
    state.setCurrentText("已离岗")
    assert {view.model().index(line, 0).data() for line in range(view.model().rowCount())} == {
        "丘文远",
        "巫启明",
    }


def test_somebody_is_found_by_pinyin_initials_typed_at_the_list(page: MembersPage, qtbot: QtBot) -> None:
    view = page.findChild(TableView)
    assert view is not None
    view.setFocus()
    qtbot.keyClicks(view, "z")
    search = _line(page, "search")
    qtbot.keyClicks(search, "lx")
    assert [view.model().index(line, 0).data() for line in range(view.model().rowCount())] == ["钟立新"]


def test_no_list_shows_a_whole_number(page: MembersPage) -> None:
    view = page.findChild(TableView)
    assert view is not None
    model = view.model()
    shown = [model.index(line, column).data() for line in range(12) for column in range(model.columnCount())]
    texts = " ".join(text for text in shown if text)
    row = _row(page, "钟立新")
    assert not [secret for secret in (row.identity_no, row.phone, row.card_no) if secret in texts]
    assert "440299********4955" in texts


def test_the_panel_says_what_the_notice_remarks_on(page: MembersPage) -> None:
    assert _facts(_open(page, "廖小满")) == [
        "选派时46岁，队员一般不超过45岁",
        "队员优先选派中共党员",
        "任职满6个月：2026-07-05，可按规定享受乡镇工作补贴",
    ]


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_names_units_and_days_are_never_cut(
    page: MembersPage, shell: Shell, ctx: Context, width: int, height: int
) -> None:
    shell.resize(width, height)
    _open(page, "钟立新")
    QApplication.processEvents()
    view = page.findChild(TableView)
    assert view is not None
    for column in range(view.model().columnCount()):
        texts = [view.model().index(line, column).data() or "" for line in range(view.model().rowCount())]
        widest = max(view.fontMetrics().horizontalAdvance(text) for text in texts)
        assert view.isColumnHidden(column) or widest + 24 <= view.columnWidth(column)


# The record.


def test_a_correction_is_saved_by_keys_alone(
    page: MembersPage, office: Database, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    form = _open(page, "潘秀云")
    dialogs.answers = [CORRECTED]
    _write(_line(form, "village"), "坪山村")
    _save(form, page, qtbot)
    assert _row(page, "潘秀云").village == "坪山村"
    assert _deeds(office)[0] == "更正任职 潘秀云"


def test_what_contradicts_itself_is_said_at_its_field(page: MembersPage, qtbot: QtBot) -> None:
    form = _open(page, "潘秀云")
    left = _line(form, "left_on")
    left.setFocus()
    qtbot.keyClicks(left, "2025.12.31")
    _save(form, page, qtbot)
    trouble = form.findChild(QLabel, "trouble-left_on")
    assert trouble is not None
    assert trouble.text() == "离岗日期早于到岗日期，请核对两个日期"
    assert _row(page, "潘秀云").left_on is None


def test_a_number_is_revealed_once_and_the_trail_says_so(page: MembersPage, office: Database) -> None:
    form = _open(page, "钟立新")
    identity = _line(form, "identity_no")
    assert identity.text() == "440299********4955"
    eye = next(action for action in identity.actions() if action.objectName() == "identity_no-eye")
    eye.trigger()
    page.ctx.tasks.wait()
    assert identity.text() == "440299198103024955"
    assert _deeds(office)[0] == "查看完整身份证号"


def test_an_error_is_set_aside_only_for_a_reason(
    page: MembersPage, office: Database, deed: DoDeed[Any], dialogs: FakeDialogs
) -> None:
    leader = _row(page, "钟立新").id
    deed(lambda session: members.save(session, {"rank": "科员"}, leader))
    page.reload()
    page.ctx.tasks.wait()
    form = _open(page, "钟立新")
    assert "队长须为副科级或相当职级以上" in _facts(form)
    action = form.findChild(QPushButton, "fact-action")
    assert action is not None
    dialogs.answers = ["县委组织部已批准"]
    action.click()
    page.ctx.tasks.wait()
    assert "队长须为副科级或相当职级以上（已作例外：县委组织部已批准）" in _facts(form)
    assert _deeds(office)[0] == "作例外处理 钟立新"


def test_a_new_member_from_a_new_unit_is_registered(page: MembersPage, qtbot: QtBot) -> None:
    _press(page, "new_member")
    form = page.findChild(QWidget, "form")
    assert form is not None
    typed = {
        "name": "温晓岚",
        "identity_no": "440299199203120025",
        "arrived_on": "20261101",
    }
    for name, text in typed.items():
        _write(_line(form, name), text)
    for name, text in {
        "sex": "女",
        "category": "驻镇干部",
        "role": "队员",
        "organisation": "县审计局",
    }.items():
        combo = form.findChild(QComboBox, name)
        assert combo is not None
        combo.setFocus()
        combo.setEditText(text)
    _save(form, page, qtbot)
    row = _row(page, "温晓岚")
    assert (row.organisation, row.state) == ("县审计局", PostingState.PRESENT)
    assert page.selected() == [row]


# Coming and going.


def test_leaving_is_proposed_for_today_and_saved_in_the_panel(
    page: MembersPage, office: Database, qtbot: QtBot
) -> None:
    form = _open(page, "廖小满")
    _press(page, "end_posting")
    left = _line(form, "left_on")
    assert left.text() == "2026-11-02"
    assert left.hasFocus()
    _save(form, page, qtbot)
    assert _row(page, "廖小满").left_on == date(2026, 11, 2)
    assert _deeds(office)[0] == "登记离岗 廖小满"


def test_a_replacement_takes_over_unit_and_role_and_is_a_posting_of_its_own(page: MembersPage) -> None:
    _open(page, "巫启明")
    _press(page, "replace_member")
    form = page.findChild(QWidget, "form")
    assert form is not None
    assert form.windowTitle() == "接替巫启明"
    unit = form.findChild(QComboBox, "organisation")
    assert unit is not None
    assert unit.currentText() == "县林业局"
    assert _line(form, "arrived_on").text() == "2026-10-21"
    assert _line(form, "name").text() == ""


def test_the_same_person_again_is_a_further_posting(page: MembersPage, qtbot: QtBot) -> None:
    person = _row(page, "巫启明").person_id
    _open(page, "巫启明")
    _press(page, "post_again")
    form = page.findChild(QWidget, "form")
    assert form is not None
    qtbot.keyClicks(_line(form, "arrived_on"), "2026-11-01")
    _save(form, page, qtbot)
    own = [row for row in page.rows if row.person_id == person]
    assert [row.arrived_on for row in own] == [date(2026, 1, 5), date(2026, 11, 1)]
    assert own[1].role is TeamRole.MEMBER
    facts = _facts(_open(page, "巫启明"))
    assert "另一段任职：2026-11-01至今 县林业局 队员" in facts


def test_only_a_posting_that_nothing_hangs_on_can_be_deleted(
    page: MembersPage, dialogs: FakeDialogs, qtbot: QtBot, deed: DoDeed[Any]
) -> None:
    new = "阿卜杜热合曼·买买提"

    def nothing_logged(session: Any) -> None:
        posting = members.named(session, new)[0].id
        session.execute(sa.text("DELETE FROM log_people WHERE posting_id = :id"), {"id": posting})

    deed(nothing_logged)
    _open(page, "钟立新")
    _press(page, "remove_posting")
    assert dialogs.asked[-1][0] == "refuse"
    assert "不能删除" in str(dialogs.asked[-1][1])
    _open(page, new)
    _press(page, "remove_posting")
    assert new not in {row.name for row in page.rows}
    qtbot.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()
    assert new in {row.name for row in page.rows}


# In and out of Excel.


def test_a_roster_is_looked_at_before_it_is_imported(
    page: MembersPage, office: Database, deed: DoDeed[Any], dialogs: FakeDialogs, tmp_path: Path
) -> None:
    dialogs.answers = [_roster(office, deed, tmp_path / "花名册.xlsx", 钟立新="13912340000"), False]
    _press(page, "import_roster")
    assert dialogs.asked[-1] == ("run", "import-box")
    assert _row(page, "钟立新").phone == "13915040519"
    dialogs.answers = [tmp_path / "花名册.xlsx", True]
    _press(page, "import_roster")
    assert _row(page, "钟立新").phone == "13912340000"
    assert _deeds(office)[0] == "导入花名册"


def test_importing_the_same_file_again_changes_nothing(
    office: Database, deed: DoDeed[Any], tmp_path: Path, qtbot: QtBot
) -> None:
    path = _roster(office, deed, tmp_path / "花名册.xlsx")
    with office.read() as session:
        plan = importing.plan(session, path, NOW.date())
    preview = ImportBox("导入花名册", plan, import_words.roster, Look(RESOURCES))
    qtbot.addWidget(preview)
    assert preview.findChild(QLabel, "plan").text() == "没有要导入的内容"
    assert preview.findChild(QPushButton, "confirm").isHidden()
    assert preview.findChild(QPushButton, "cancel").text() == "知道了"


def test_the_preview_says_what_changes_and_what_to_look_at(
    office: Database, deed: DoDeed[Any], tmp_path: Path, qtbot: QtBot
) -> None:
    path = _roster(office, deed, tmp_path / "花名册.xlsx", 钟立新="13912340000")
    with office.read() as session:
        plan = importing.plan(session, path, NOW.date())
    preview = ImportBox("导入花名册", plan, import_words.roster, Look(RESOURCES))
    qtbot.addWidget(preview)
    view = preview.findChild(TableView)
    confirm = preview.findChild(QPushButton, "confirm")
    warnings = preview.findChild(QListWidget, "plan-warnings")
    assert confirm is not None
    assert confirm.text() == "导入 1 人"
    shown = [view.model().index(0, column).data() for column in range(8)]
    assert shown[2:4] == ["钟立新", "县交通运输局"]
    assert shown[6] == "440299********4955"
    assert "手机号" in shown[7]
    assert warnings.count() >= len(plan.warnings)


def test_nothing_is_said_of_whoever_is_simply_new() -> None:
    """The chip says it once; thirteen times the same words tell nothing."""
    planned = SimpleNamespace(row=3, deed="新增", name="甲一", changes=(), values={})
    assert import_words._Member(planned).said == ""
    planned.deed = "不变"
    assert import_words._Member(planned).said == "与已登记的一致"


def test_rows_copied_in_a_spreadsheet_become_members_by_ctrl_v(page: MembersPage) -> None:
    head = ("姓名", "性别", "身份证号", "人员类别", "派出单位", "队内职务", "到岗日期")
    pasted = ("甲一", "男", "440299199001010012", "驻镇干部", "县财政局", "队员", "2026-11-01")
    QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in (head, pasted)))
    page._view.setFocus()
    QTest.keyClick(page._view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    page.ctx.tasks.wait()
    assert _row(page, "甲一").organisation == "县财政局"


def test_people_without_numbers_wait_and_are_completed_in_the_form(
    page: MembersPage, dialogs: FakeDialogs, office: Database
) -> None:
    dialogs.answers = [DATA / "doors" / "own-lists" / "花名册.xlsx", True]
    _press(page, "import_roster")
    with office.read() as session:
        assert [row.name for row in drafts.listing(session)] == ["张三", "李四", "欧阳㑇"]
    assert "张三" not in {row.name for row in page.rows}
    said, offered = page.emptiness()  # what an office without other members shows then
    assert "3 人待补全" in said
    assert offered == "drafts"
    dialogs.answers = [True]
    _press(page, "drafts")
    assert dialogs.asked[-1] == ("run", "box-drafts")
    fields = {name: page.findChild(QLineEdit, name) for name in ("name", "unit_post", "party_joined_on")}
    shown = {name: line.text() for name, line in fields.items() if line is not None}
    assert shown == {"name": "张三", "unit_post": "工程股股长", "party_joined_on": "2008-07"}


def test_a_bad_roster_names_every_bad_cell_and_nothing_is_imported(
    page: MembersPage, dialogs: FakeDialogs
) -> None:
    dialogs.answers = [DATA / "roster-bad.xlsx"]
    before = list(page.rows)
    _press(page, "import_roster")
    kind, error = dialogs.asked[-1]
    assert kind == "problems"
    assert isinstance(error, ProblemsError)
    assert len(error.problems) > 5
    page.reload()
    page.ctx.tasks.wait()
    assert list(page.rows) == before


@pytest.mark.parametrize(
    ("answers", "shown"), [(["隐藏号码"], "440299********4955"), (["完整号码…", True], "440299198103024955")]
)
def test_an_export_masks_numbers_unless_confirmed(
    page: MembersPage,
    office: Database,
    dialogs: FakeDialogs,
    tmp_path: Path,
    answers: list[Any],
    shown: str,
) -> None:
    path = tmp_path / "导出.xlsx"
    dialogs.answers = [*answers, path]
    _press(page, "export_roster")
    cells = [cell.value for line in load_workbook(path).active.iter_rows() for cell in line]
    assert shown in cells
    assert "导出" in _deeds(office)[0]


def test_a_full_export_thought_better_of_writes_nothing(page: MembersPage, dialogs: FakeDialogs) -> None:
    dialogs.answers = ["完整号码…", False]
    _press(page, "export_roster")
    assert dialogs.asked[-1][0] == "ask"


def test_the_template_can_be_filled_in(page: MembersPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    dialogs.answers = [tmp_path / "模板.xlsx"]
    _press(page, "template")
    heads = [
        str(cell.value) for line in load_workbook(tmp_path / "模板.xlsx").active.iter_rows() for cell in line
    ]
    assert "姓名*" in heads


def test_the_roster_goes_through_the_preview(page: MembersPage, dialogs: FakeDialogs) -> None:
    _press(page, "print_roster")
    assert [call[0] for call in dialogs.asked if call[0] == "run"] == ["run"]


def test_numbers_past_their_period_are_erased_certified_and_gone_from_older_copies(
    page: MembersPage, office: Database, deed: DoDeed[Any], dialogs: FakeDialogs
) -> None:
    deed(lambda session: settings.choose(session, "retention_years", "1", date(2026, 1, 1)))
    with office.read() as session:
        due = retention.overview(session, date(2026, 11, 2))
    if not due.ready:
        deed(
            lambda session: members.save(
                session,
                {"arrived_on": date(2024, 9, 1), "left_on": date(2025, 9, 1)},
                _row(page, "丘文远").id,
            )
        )
    dialogs.answers = [True, "不"]
    _press(page, "erase_expired")
    assert dialogs.asked[-1][:2] == ("tell", "没有销毁")
    dialogs.answers = [True, "销毁"]
    _press(page, "erase_expired")
    page.ctx.tasks.wait()
    asked = [call[:2] for call in dialogs.asked]
    assert ("ask", "删除更早的本机备份？") in asked
    assert ("run", "preview") in asked
    with office.read() as session:
        assert retention.overview(session, date(2026, 11, 2)).ready == ()
        assert len(retention.certificates(session)) == 1
    assert len(copies.list_backups(office.folder)) == 1
    dialogs.asked.clear()
    _press(page, "erase_expired")
    assert dialogs.asked[-1][:2] == ("tell", "到期个人信息")


def test_what_was_done_about_a_member_is_one_command_away(page: MembersPage, shell: Shell) -> None:
    page.visit(_row(page, "钟立新").id)
    page.command_actions["show_trail"].trigger()
    page.ctx.tasks.wait()
    trail = shell.page
    assert isinstance(trail, AuditPage)
    assert trail.shown
    assert all("钟立新" in row.people for row in trail.shown)


# What is true from a day on.


def test_another_unit_from_a_day_on_goes_on_in_a_second_posting(
    page: MembersPage, office: Database, qtbot: QtBot, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(box: Any) -> bool:
        box.values = {"start": date(2026, 10, 21)}
        return True

    monkeypatch.setattr(dialogs, "run", run)
    form = _open(page, "潘秀云")
    unit = form.findChild(QComboBox, "organisation")
    assert unit is not None
    unit.setFocus()
    unit.setEditText("县医保局")
    dialogs.answers = [CHANGED]
    _save(form, page, qtbot)
    page.ctx.tasks.wait()
    asked = next(call for call in dialogs.asked if call[0] == "choose")
    assert "潘秀云：派出单位 县工信局 → 县医保局" in asked[2]
    with office.read() as session:
        rows = sorted(members.named(session, "潘秀云"), key=lambda row: row.arrived_on)
    assert [(row.organisation, row.left_on) for row in rows] == [
        ("县工信局", date(2026, 10, 20)),
        ("县医保局", None),
    ]
    assert _deeds(office)[0] == "变更任职 潘秀云"


def test_a_correction_that_reaches_sealed_months_says_so_first_and_can_be_given_up(
    page: MembersPage, office: Database, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    form = _open(page, "潘秀云")
    unit = form.findChild(QComboBox, "organisation")
    assert unit is not None
    unit.setFocus()
    unit.setEditText("县医保局")
    dialogs.answers = [CORRECTED, False]
    _save(form, page, qtbot)
    page.ctx.tasks.wait()
    assert "个已封存月份" in dialogs.asked[-1][2]
    with office.read() as session:
        assert [row.organisation for row in members.named(session, "潘秀云")] == ["县工信局"]


def test_giving_up_the_question_stores_nothing(
    page: MembersPage, office: Database, qtbot: QtBot, dialogs: FakeDialogs
) -> None:
    form = _open(page, "潘秀云")
    role = form.findChild(QComboBox, "role")
    assert role is not None
    role.setFocus()
    role.setEditText("队员")
    dialogs.answers = [""]
    _save(form, page, qtbot)
    assert dialogs.asked[-1][0] == "choose"
    with office.read() as session:
        assert [row.role for row in members.named(session, "潘秀云")] == [TeamRole.FIRST_SECRETARY]
    page._desk.form.forget()


def test_the_sex_follows_from_the_number_and_what_stands_stays(page: MembersPage) -> None:
    page.new_record()
    assert page._desk is not None
    boxes = page._desk.form.boxes
    number, sex = boxes["identity_no"].editor, boxes["sex"].editor
    sex.show_value(None)
    assert isinstance(number, SecretEditor)
    number.show_value(None)
    number.line.setText("440299198103024955")
    number.left.emit()
    assert sex.read() is Sex.MALE
    sex.show_value(Sex.FEMALE)
    number.left.emit()
    assert sex.read() is Sex.FEMALE
    page._desk.form.forget()
