"""工作日志 in the window: a line typed in a few keys, what is half written, sign-off, open matters."""

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.documents import ItemState
from banfu_desktop.rules.worklog import Duty, LogKind, Matter
from banfu_desktop.services.documents import plans
from banfu_desktop.services.members import members
from banfu_desktop.services.worklog import matters, months, worklog
from banfu_desktop.ui.boxes.people_box import PeopleBox
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.worklog.page import DUTIES, LIST, WEEK, WorklogPage
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import OCTOBER, DoDeed, Visit

FRIDAY = date(2026, 10, 30)
NAME = "罗海涛"


@pytest.fixture
def page(visit: Visit) -> WorklogPage:
    """The room in the week of 26 October, 罗海涛's Friday marked."""
    found: WorklogPage = visit("worklog", f"day {FRIDAY}")
    found.ctx.tasks.wait()
    mark(found, FRIDAY)
    return found


def mark(page: WorklogPage, day: date, name: str = NAME) -> None:
    (who,) = (row.posting_id for row in page.week.grid.cells.week.rows if row.name == name)
    assert page.week.grid.mark(who, day)


def of_day(office: Database, day: date, name: str = NAME) -> list[Any]:
    with office.read() as session:
        return worklog.of_day(session, members.the_one_named(session, name, day).id, day)


class Keys:
    """Counts the keys a clerk presses in the line grid."""

    def __init__(self, page: WorklogPage) -> None:
        self._grid, self.count = page.week.lines.grid, 0

    def press(self, key: Qt.Key) -> None:
        editor = self._editor()
        QTest.keyClick(editor or self._grid, key)
        QApplication.processEvents()
        self.count += 1

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self._editor() or self._grid, letter)
            self.count += 1

    def _editor(self) -> QLineEdit | None:
        found = [editor for editor in self._grid.findChildren(QLineEdit, "line-editor") if editor.isVisible()]
        return found[-1] if found else None


def test_a_line_takes_a_few_keys_and_is_stored_at_once(page: WorklogPage, office: Database) -> None:
    """A line ≤ 40 keys: duty by its number, kind, village and summary by their initials."""
    before = len(of_day(office, FRIDAY))
    page.command_actions["new_entry"].trigger()
    keys = Keys(page)
    for text in ("", "3", "zf", "lkc", "5", "zfjcdx"):
        keys.type(text)
        keys.press(Qt.Key.Key_Tab)
    page.ctx.tasks.wait()
    assert keys.count <= 40
    assert keys.count == 19
    row = of_day(office, FRIDAY)[-1]
    assert len(of_day(office, FRIDAY)) == before + 1
    assert (row.duty, row.kind, row.village, row.households) == (Duty.MONITORING, LogKind.VISIT, "利坑村", 5)
    assert row.content == "走访监测对象，核对“三保障”和饮水，未发现新增风险"
    assert any(entry.id == row.id for entry in page.week.grid.marked.entries)  # type: ignore[union-attr]


def test_what_is_typed_on_while_a_line_is_stored_is_stored_too(page: WorklogPage, office: Database) -> None:
    grid = page.week.lines.grid
    last = grid.lines.rowCount() - 1
    grid.lines.put([(last, 1, "6"), (last, 2, "项目"), (last, 5, "查看项目")])
    grid.lines.put([(last, 6, "送报价")])
    grid.lines.put([(last, 7, "1-5")])
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()
    (row,) = (row for row in of_day(office, FRIDAY) if row.content == "查看项目")
    assert (row.next_step, row.next_due) == ("送报价", date(2027, 1, 5))  # a day without a year lies ahead


def test_a_half_written_line_is_said_and_not_lost_by_moving_on(
    page: WorklogPage, office: Database, dialogs: FakeDialogs
) -> None:
    before = len(of_day(office, FRIDAY))
    lines = page.week.lines
    lines.grid.lines.put([(lines.grid.lines.rowCount() - 1, 5, "只写了内容")])
    page.ctx.tasks.wait()
    assert "还缺职责、方式" in lines.unfinished
    assert page.unsaved
    dialogs.answers.append(False)
    mark(page, date(2026, 10, 29))
    assert page.week.grid.place == page.week.lines.place == (page.week.lines.place[0], FRIDAY)  # type: ignore[index]
    dialogs.answers.append(True)
    mark(page, date(2026, 10, 29))
    assert page.week.lines.place is not None
    assert page.week.lines.place[1] == date(2026, 10, 29)
    assert len(of_day(office, FRIDAY)) == before


def test_clearing_a_stored_line_to_write_it_anew_does_not_remove_it(
    page: WorklogPage, office: Database
) -> None:
    before = of_day(office, FRIDAY)
    page.week.lines.grid.lines.put([(0, 5, "")])
    page.ctx.tasks.wait()
    assert of_day(office, FRIDAY) == before
    page.week.lines.grid.lines.put([(0, 5, "改过的内容")])
    page.ctx.tasks.wait()
    after = of_day(office, FRIDAY)
    assert [row.id for row in after] == [row.id for row in before]
    assert after[0].content == "改过的内容"


@pytest.mark.parametrize("in_a_cell", [True, False], ids=["in the empty line", "in no cell"])
def test_a_block_from_a_spreadsheet_becomes_lines(
    page: WorklogPage, office: Database, in_a_cell: bool
) -> None:
    before = len(of_day(office, FRIDAY))
    grid = page.week.lines.grid
    QGuiApplication.clipboard().setText("上午\t三(一)\t会议\t\t\t学文件\t\t\n下午\t8\t材料\t\t\t整理档案\t\t")
    grid.setCurrentIndex(grid.lines.index(grid.lines.rowCount() - 1, 0) if in_a_cell else QModelIndex())
    grid.paste()
    page.ctx.tasks.wait()
    assert [row.content for row in of_day(office, FRIDAY)[before:]] == ["学文件", "整理档案"]


def test_a_day_to_come_and_one_outside_the_posting_cannot_be_written(page: WorklogPage, qtbot: QtBot) -> None:
    page.visit("day 2026-11-05")
    page.ctx.tasks.wait()
    mark(page, date(2026, 11, 5))
    assert not page.week.lines.grid.lines.writable
    how = page.week.lines.findChild(QLabel, "lines-how")
    assert how is not None
    assert how.text() == "还没有到的日子不能记"


def test_weeks_are_stepped_and_the_month_follows(page: WorklogPage) -> None:
    page.period.step(1)
    page.ctx.tasks.wait()
    assert [day.day for day in page.week.grid.cells.week.days] == [2, 3, 4, 5, 6, 7, 8]
    assert page.month == page.ctx.month == Month(2026, 11)
    page.period.step(-1)
    page.ctx.tasks.wait()
    assert page.week.grid.cells.week.days[0] == date(2026, 10, 26)


def test_yesterday_is_copied_and_can_be_undone(page: WorklogPage, office: Database) -> None:
    before = len(of_day(office, FRIDAY))
    page.command_actions["copy_yesterday"].trigger()
    page.ctx.tasks.wait()
    assert len(of_day(office, FRIDAY)) > before


def test_the_leader_signs_a_month_off_and_it_is_sealed(
    page: WorklogPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    said: list[str] = []

    def answer(box: Any) -> bool:
        assert isinstance(box, FieldsBox)
        text = box.findChild(QLabel, "sentence")
        assert text is not None
        said.append(text.text())
        assert box.values["signed_by"] == "钟立新"  # the leader is proposed
        button = box.findChild(QPushButton, "confirm")
        assert button is not None
        button.click()
        return True

    monkeypatch.setattr(dialogs, "run", answer)
    sign = page.findChild(QPushButton, f"sign-{OCTOBER}")
    assert sign is not None
    sign.click()
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()
    assert "人天没有记" in said[0]
    with office.read() as session:
        signed = months.signed(session, OCTOBER)
        assert signed is not None
        assert signed.signed_by == "钟立新"
    mark(page, FRIDAY)
    page.reload()
    page.ctx.tasks.wait()
    assert not page.week.lines.grid.lines.writable
    page.command_actions["new_entry"].trigger()  # a late one goes by the form
    page.ctx.tasks.wait()
    assert page.view == LIST
    assert page.record_is_open


def test_an_open_matter_is_closed_by_the_entry_that_says_so(
    page: WorklogPage,
    office: Database,
    deed: DoDeed[int],
    monkeypatch: pytest.MonkeyPatch,
    dialogs: FakeDialogs,
) -> None:
    def write(session: Any) -> int:
        who = members.the_one_named(session, NAME, FRIDAY).id
        values = {"day": FRIDAY, "posting_ids": [who], "duty": Duty.LIVELIHOOD, "kind": LogKind.PROJECT}
        return worklog.save(session, {**values, "content": "报价已送镇水利所"}, NOW)

    done = deed(write)
    with office.read() as session:
        matter = next(row.entry for row in matters.listing(session, NOW.date()) if row.entry.recorder == NAME)

    def answer(box: Any) -> bool:
        box.values = {"matter_id": matter.id, "closing_id": done}
        return True

    monkeypatch.setattr(dialogs, "run", answer)
    button = page.findChild(QPushButton, "close-matter")
    assert button is not None
    button.click()
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()
    with office.read() as session:
        assert worklog.one(session, matter.id).matter is Matter.CLOSED
    page.visit(matter.id)
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()
    assert (page.view, page.record.id) == (LIST, matter.id)
    monkeypatch.undo()
    page.command_actions["reopen_matter"].trigger()
    page.ctx.tasks.wait()
    with office.read() as session:
        assert worklog.one(session, matter.id).matter is Matter.OPEN


def test_companions_are_ticked_and_papers_are_kept(
    page: WorklogPage, office: Database, monkeypatch: pytest.MonkeyPatch, dialogs: FakeDialogs
) -> None:
    page.show_view(LIST)
    page.ctx.tasks.wait()
    row = next(row for row in page.rows if row.recorder == NAME)
    page.open_record(row)

    def tick(box: Any) -> bool:
        assert isinstance(box, PeopleBox)
        item = box._list.item(0)
        item.setCheckState(Qt.CheckState.Checked)
        return True

    monkeypatch.setattr(dialogs, "run", tick)
    page.command_actions["companions"].trigger()
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()
    page.command_actions["add_papers"].trigger()
    page.ctx.tasks.wait()
    with office.read() as session:
        after = worklog.one(session, row.id)
    assert len(after.names) == 2
    assert after.recorder == NAME
    assert after.bundle_id is not None


def test_the_form_offers_the_open_items_and_links_the_entry_to_one(
    page: WorklogPage, office: Database
) -> None:
    page.show_view(LIST)
    page.ctx.tasks.wait()
    with office.read() as session:
        open_ones = [(row.id, row.task) for row in plans.listing(session) if row.state.open]
    assert page.offers()["item_id"] == [(None, ""), *open_ones]
    row = next(row for row in page.rows if not row.items)
    page.open_record(row)
    key, task = next(pair for pair in open_ones if pair[1] == "村级档案规范整理")
    page.propose("item_id", key)
    (save,) = (one for one in page.findChildren(QPushButton, "form-save") if one.isVisible())
    save.click()
    page.ctx.tasks.wait()
    with office.read() as session:
        assert worklog.one(session, row.id).item == task
        assert plans.entries_of(session, key) == [row.id]
        assert plans.one(session, key).state is ItemState.UNDER_WAY, "what waited is under way"


def test_the_three_views_show_what_was_read(page: WorklogPage) -> None:
    assert page.view == WEEK
    page.show_view(LIST)
    page.ctx.tasks.wait()
    assert {row.day.month for row in page.rows} == {10}
    page.show_view(DUTIES)
    page.ctx.tasks.wait()
    said = page.findChild(QLabel, "duties-said")
    assert said is not None
    assert "2026年" in said.text()
