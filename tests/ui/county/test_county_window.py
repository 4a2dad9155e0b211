"""What a county's clerk does in the window: receive, decide, ring, ask, close, look at sums, write tables."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from banfu_desktop.db.machine import SecretFile
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.services.county import folder, questions, sums
from banfu_desktop.services.county import inbox as inboxes
from banfu_desktop.services.county.open_county import OpenCounty
from banfu_desktop.services.county.questions import QuestionState
from banfu_desktop.services.keeping import second_place
from banfu_desktop.services.keeping.county import is_county
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.county_shell import CountyOpening, CountyShell
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.registry import COUNTY_ROOMS
from tests.ui.conftest import FakeDialogs
from tests.ui.county.conftest import Visit


def press(page: Any, name: str) -> None:
    action = page.command_actions[name]
    assert action.isEnabled(), name
    action.trigger()
    page.ctx.tasks.wait()


def select(page: Any, key: object) -> None:
    page.visit([key])
    page.ctx.tasks.wait()


def told(dialogs: FakeDialogs) -> list[str]:
    return [str(entry[0]) for entry in dialogs.asked]


def fill(dialogs: FakeDialogs, **values: Any) -> None:
    """Answer the next box of fields so."""

    def run(box: QDialog) -> bool:
        assert isinstance(box, FieldsBox)
        box.values = values
        return FakeDialogs.run(dialogs, box)

    dialogs.run = run  # type: ignore[method-assign]


def test_the_window_says_whose_it_is_and_has_nothing_of_an_office(shell: CountyShell) -> None:
    assert shell.windowTitle() == "新丰县帮扶汇总（练习）"
    names = {command.name for command in shell._own_commands()}
    assert not names & {"guide", "undo", "redo", "lock"}
    assert [room.title for room in COUNTY_ROOMS][:2] == ["收件箱", "上报情况"]


def test_a_county_folder_opens_the_county_and_an_office_does_not(place: Path, tmp_path: Path) -> None:
    assert is_county(place / "县里")
    (place / "县里" / "county.key").rename(place / "丢了")
    assert is_county(place / "县里"), "it is said what is gone, and no office is founded over it"
    with pytest.raises(UserError, match=r"县密钥 county.key 不见了"):
        OpenCounty(place / "县里").open()
    assert not is_county(place / "收件")
    assert not is_county(tmp_path)


def test_an_inbox_is_received_by_one_button(
    visit: Visit, inbox: Path, ctx: Context, dialogs: FakeDialogs
) -> None:
    said: list[str] = []
    ctx.signals.said.connect(lambda text, _undo: said.append(text))
    page = visit("inbox")
    verdicts = {row.file: row.verdict for row in page.rows}
    assert len(verdicts) == 12
    assert verdicts["损坏的.bfb"] == "损坏"
    assert {row.state for row in page.rows} == {"等候"}
    unopened = next(row for row in page.rows if row.file == "打不开的.bfb")
    assert (unopened.town, unopened.number, unopened.net) == ("（打不开）", None, None)

    press(page, "receive_all")

    assert told(dialogs) == []
    placed = {row.file: row.state for row in page.rows}
    assert len(placed) == 12
    assert "等候" not in placed.values()
    on_disk = {
        path.name: folder
        for folder in (inboxes.TAKEN, inboxes.HELD, inboxes.REFUSED)
        for path in (inbox / folder).glob("*.bfb")
    }
    assert set(on_disk) == set(placed)
    assert placed["梅坑镇-上报包-010.bfb"] == "已收下"
    assert placed["损坏的.bfb"] == "退回"
    assert any("已收" in text for text in said)
    assert not page.command_actions["receive_all"].isEnabled()
    reporting = visit("reporting", Month(2026, 10))
    october = {row.town: row.m10 for row in reporting.rows}
    assert october["梅坑镇"] == "已报"
    assert october["回龙镇"] == "待确认"


def test_what_is_no_package_and_a_stick_out_of_reach_are_said_above_the_inbox(
    visit: Visit, inbox: Path, county: OpenCounty, ctx: Context, tmp_path: Path
) -> None:
    page = visit("inbox")
    shown = {name: page.findChild(QLabel, name) for name in ("inbox-strays", "second-place-overdue")}
    assert not any(label.isVisible() for label in shown.values())
    (inbox / "IMG_1.HEIC").touch()
    (inbox / "邻县.bfr").write_bytes(b"BANFUR2\r\nno report")
    second_place.choose(county.folder, tmp_path / "没插的U盘", "县级汇总备份")
    press(page, "look_again")
    assert "IMG_1.HEIC" in shown["inbox-strays"].text()
    assert "还没有存成过" in shown["second-place-overdue"].text()
    assert all(label.isVisible() for label in shown.values())
    line = next(row for row in page.rows if row.file == "邻县.bfr")
    assert (line.verdict, line.state) == ("损坏", "等候")
    select(page, "邻县.bfr")
    assert "县级汇总" in "".join(label.text() for label in page._panel.findChildren(QLabel))
    (tmp_path / "没插的U盘").mkdir()
    press(visit("copies"), "back_up")
    assert "另存到U盘：2026-11-" in "".join(visit("copies").totals([]))
    assert second_place.second_place(county.folder).at is not None


def test_a_fork_is_decided_by_a_reason_and_a_new_key_by_the_fingerprint_heard(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs
) -> None:
    page = visit("inbox")
    press(page, "receive_all")
    forked = next(row for row in page.rows if row.verdict == "历史分叉")
    select(page, forked.id)
    assert page.findChild(object, "fork") is not None
    panel = page._panel
    _type(panel, "take-reason", "问了曹丽芳：拷回了旧文件，以这一份为准")
    _button(panel, "take-held").click()
    page.ctx.tasks.wait()
    assert next(row for row in page.rows if row.file == forked.file).state == "已收下"

    renewed = next(row for row in page.rows if row.verdict == "新钥匙")
    select(page, renewed.id)
    assert not any(renewed.seen.glanced.fingerprint in label.text() for label in panel.findChildren(QLabel))
    _type(panel, "take-reason", "问了李思敏")
    _type(panel, "take-heard", "AAAA-BBBB-CCCC-DDDD")
    _button(panel, "take-held").click()
    page.ctx.tasks.wait()
    assert "refuse" in told(dialogs)
    assert next(row for row in page.rows if row.file == renewed.file).state == "待确认"
    _type(panel, "take-heard", renewed.seen.glanced.fingerprint)
    _button(panel, "take-held").click()
    page.ctx.tasks.wait()
    assert next(row for row in page.rows if row.file == renewed.file).state == "已收下"


def test_a_package_that_was_double_clicked_is_shown_in_the_folder_where_it_lies(
    visit: Visit, inbox: Path, ctx: Context, tmp_path: Path
) -> None:
    """Another of the same name was sent back last month: they are two lines, and the one given is shown."""
    other = tmp_path / "下载"
    (other / inboxes.REFUSED).mkdir(parents=True)
    given = other / "梅坑镇-上报包-010.bfb"
    given.write_bytes((inbox / given.name).read_bytes())
    (other / inboxes.REFUSED / given.name).write_bytes(b"damaged")
    page = visit("inbox", given)
    assert [(row.file, row.state) for row in page.rows] == [(given.name, "等候"), (given.name, "退回")]
    title = page._panel.findChild(QLabel, "panel-title")
    assert (page.record_is_open, title.text()) == (True, "梅坑镇 第10号")
    page = visit("inbox", other / inboxes.REFUSED / given.name)
    assert page._panel.findChild(QLabel, "panel-title").text() == given.name


def test_where_nothing_can_be_moved_it_is_said_and_decided_in_its_place(
    visit: Visit, inbox: Path, dialogs: FakeDialogs
) -> None:
    """A stick that is read only; the same held package came twice, and is settled for both."""
    for place in (inboxes.TAKEN, inboxes.HELD, inboxes.REFUSED):
        (inbox / place).touch()  # no folder can be made there
    page = visit("inbox")
    renewed = next(row for row in page.rows if row.verdict == "新钥匙")
    again = inbox / "再拷一份.bfb"
    again.write_bytes((inbox / renewed.file).read_bytes())
    press(page, "receive_all")
    assert [entry[1] for entry in dialogs.asked] == ["文件没有移动"]
    states = {row.file: row.state for row in page.rows}
    assert (states["梅坑镇-上报包-010.bfb"], states[renewed.file], states[again.name]) == (
        "不再收", "待确认", "待确认"
    )  # fmt: skip
    select(page, renewed.id)
    _type(page._panel, "take-reason", "问了李思敏")
    _type(page._panel, "take-heard", renewed.seen.glanced.fingerprint)
    _button(page._panel, "take-held").click()
    page.ctx.tasks.wait()
    line = next(row for row in page.rows if row.file == again.name)
    assert (line.state, line.seen.waits) == ("不再收", False)
    assert (inbox / renewed.file).exists()


def test_a_question_is_asked_sent_and_closed(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    reporting = visit("reporting")
    select(reporting, "梅坑镇")
    fill(dialogs, text="9月的发放表为什么比8月少", due=date(2026, 11, 20))
    press(reporting, "ask_town")
    page = visit("questions")
    line = next(row for row in page.rows if row.town == "梅坑镇")
    assert (line.text, line.state) == ("9月的发放表为什么比8月少", QuestionState.ASKED)

    select(page, line.id)
    dialogs.answers = [tmp_path / "梅坑镇-反馈.bff"]
    press(page, "write_feedback")
    assert (tmp_path / "梅坑镇-反馈.bff").stat().st_size > 100
    assert next(row for row in page.rows if row.id == line.id).state is QuestionState.SENT

    dialogs.answers = [None]
    press(page, "close_question")
    assert next(row for row in page.rows if row.id == line.id).state is QuestionState.SENT
    dialogs.answers = ["电话里说清楚了"]
    press(page, "close_question")
    assert next(row for row in page.rows if row.id == line.id).state is QuestionState.CLOSED
    assert not page.command_actions["close_question"].isEnabled()
    with county.read() as session:
        asked = questions.listing(session, "梅坑镇")
    assert [each.closed_at[:10] for each in asked] == ["2026-11-02"]


def test_sums_are_those_of_the_service_to_the_fen(visit: Visit, county: OpenCounty) -> None:
    page = visit("sums", Month(2026, 9))
    with county.read() as session:
        table = sums.by_town(session, Month(2026, 1), Month(2026, 12))
        lines = sums.lines(session, Month(2026, 9), Month(2026, 9))
    assert [(row.label, row.whole) for row in page.rows] == list(
        zip(table.labels, table.of_labels, strict=True)
    )
    assert page.totals(page.rows)[1] == f"实发合计 {table.whole / 100:,.2f}"
    page.show_view("本月明细")
    page.ctx.tasks.wait()
    assert [row.net_fen for row in page._lines.rows] == [line.net_fen for line in lines]
    assert sum(line.net_fen for line in lines) == table.of_months[8]


def test_a_shared_person_becomes_a_question_that_names_nobody_of_the_other_town(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs
) -> None:
    page = visit("findings")
    assert {row.kind.value for row in page.rows} == {
        "same_person", "paid_twice", "same_account", "same_invoice"
    }  # fmt: skip
    select(page, page.rows[0].id)
    press(page, "ask_about")
    with county.read() as session:
        asked = questions.listing(session, page.rows[0].first_town)[-1]
    assert page.rows[0].second_town in asked.text
    assert "同一个人" in asked.text

    page.show_view("各镇待办")
    page.ctx.tasks.wait()
    page._own.go_to(page._own.rows[0].id)
    press(page, "ask_about")
    with county.read() as session:
        asked = questions.listing(session, page._own.rows[0].town)[-1]
    assert page._own.rows[0].text in asked.text
    assert asked.clause == page._own.rows[0].clause


def test_people_lists_are_masked_and_say_what_is_lacking(visit: Visit) -> None:
    page = visit("people")
    assert len(page.rows) == 28
    assert all("**" in row.name for row in page.rows)
    page.show_view("编配")
    page.ctx.tasks.wait()
    assert {row.said for row in page._staffing.rows} == {"够", "不够"}
    page.show_view("备案")
    page.ctx.tasks.wait()
    assert {row.said for row in page._filing.rows} == {"已备案", "未备案"}


def test_a_table_is_written_and_looked_at(visit: Visit, dialogs: FakeDialogs, tmp_path: Path) -> None:
    page = visit("tables", Month(2026, 9))
    assert len(page.rows) == 16
    dialogs.answers = [tmp_path / "汇总.xlsx"]
    page._view.select_lines([1])
    press(page, "export_table")
    sheet = openpyxl.load_workbook(tmp_path / "汇总.xlsx").active
    assert "工作补助汇总" in str(sheet["A1"].value)
    press(page, "show_table")
    assert "run" in told(dialogs)


def test_a_contact_is_entered_where_it_is_missing(visit: Visit, dialogs: FakeDialogs) -> None:
    page = visit("reporting")
    select(page, "梅坑镇")
    fill(dialogs, name="钟立新", phone="0751-2266000")
    press(page, "set_contact")
    assert told(dialogs) == ["run"], "one box for both"


def test_a_stick_that_is_gone_is_told_and_nothing_is_lost(
    visit: Visit, inbox: Path, dialogs: FakeDialogs
) -> None:
    page = visit("inbox")
    inbox.rename(inbox.with_name("拔掉了"))
    press(page, "receive_all")
    assert set(told(dialogs)) & {"tell", "refuse", "trouble"}
    inbox.with_name("拔掉了").rename(inbox)
    page.reload()
    page.ctx.tasks.wait()
    assert len(page.rows) == 12


def test_another_computer_asks_for_the_recovery_key_and_a_wrong_character_loses_nothing(
    qtbot: QtBot, ctx: Context, county: OpenCounty, tmp_path: Path, dialogs: FakeDialogs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    card = folder.new_card(county.desk, ctx.now())
    county.close()
    for module in ("roll_up.store", "services.county.copies"):
        monkeypatch.setattr(f"banfu_desktop.{module}.this_machine", lambda: SecretFile(tmp_path / "secret"))
    shell = CountyShell(ctx)
    reported: list[BaseException] = []
    wrong = card[:-1] + ("A" if card[-1] != "A" else "B")
    dialogs.answers = [wrong, card]
    CountyOpening(county, ctx, shell, reported.append).begin()
    qtbot.waitUntil(lambda: shell.windowTitle() == "新丰县帮扶汇总（练习）")
    ctx.tasks.wait()
    asked = [entry[2] for entry in dialogs.asked if entry[0] == "ask_text"]
    assert "第8组有字符输错" in asked[1]
    assert reported == []
    county.close()
    shell.deleteLater()


def _type(panel: Any, name: str, text: str) -> None:
    panel.findChild(QLineEdit, name).setText(text)


def _button(panel: Any, name: str) -> QPushButton:
    """The latest of that name; one that was put away stays until a later turn of the events."""
    return panel.findChildren(QPushButton, name)[-1]


def test_every_command_of_the_county_that_can_be_grey_says_why(visit: Visit) -> None:
    commands = [one for room in COUNTY_ROOMS for one in visit(room.name).commands_here]
    assert [one.name for one in commands if one.enabled is not None and not one.why] == []
