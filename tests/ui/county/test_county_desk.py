"""The county's own desk in its window: list, keys, deadlines, copies, what is wiped, reports upwards."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QDialog, QLabel
from pytestqt.qtbot import QtBot

from banfu_desktop.backup.county_file import CountyFile
from banfu_desktop.backup.identity import Reader
from banfu_desktop.roll_up import deeds
from banfu_desktop.roll_up.models.desk import ReceiptRow
from banfu_desktop.rules import paper_key
from banfu_desktop.rules.assessment import Grade
from banfu_desktop.rules.dates import Month
from banfu_desktop.services.county import (
    checking,
    copies,
    demonstration,
    founding,
    inbox,
    questions,
    settings,
)
from banfu_desktop.services.county.open_county import OpenCounty
from banfu_desktop.services.keeping import county as own
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.county_shell import CountyOpening, CountyShell
from banfu_desktop.ui.frame.recovery_card import RecoveryCard
from tests.ui.conftest import FakeDialogs
from tests.ui.county.conftest import Visit
from tests.ui.county.test_county_window import fill, press, select, told


def done(county: OpenCounty) -> list[str]:
    with county.read() as session:
        return [row.name for row in deeds.listing(session)]


def save(page: Any, **values: Any) -> None:
    """Fill the open record and store it."""
    for name, value in values.items():
        page._desk.form.boxes[name].editor.show_value(value)
    page._desk.form._edited()
    page._desk.form.submit()
    page.ctx.tasks.wait()


def test_the_list_is_imported_changed_by_hand_and_handed_out_as_a_county_file(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page = visit("towns")
    names = [row.name for row in page.rows]
    assert (len(names), {row.state for row in page.rows}) == (7, {"在名单"})
    (tmp_path / "名单.csv").write_text(
        "镇名,代码,类别,帮扶单位\n" + "".join(f"{name},,重点帮扶镇,\n" for name in names if name != "沙田镇")
        + "石塘镇,440233109,巩固提升镇,县司法局、县医保局\n", "utf-8",
    )  # fmt: skip
    dialogs.answers = [tmp_path / "名单.csv", True]
    press(page, "import_towns")
    asked = next(entry for entry in dialogs.asked if entry[0] == "ask")
    assert "新增1个：石塘镇" in asked[2]
    assert "从名单去掉1个：沙田镇" in asked[2]
    states = {row.name: row.state for row in page.rows}
    assert (states["沙田镇"], states["石塘镇"]) == ("不在名单", "在名单")

    page.open_record(next(row for row in page.rows if row.name == "石塘镇"))
    save(page, contact="李思敏", phone="0751-2281106")
    line = next(row for row in page.rows if row.name == "石塘镇")
    assert (line.contact, line.phone, line.units) == ("李思敏", "0751-2281106", "县司法局、县医保局")

    select(page, "石塘镇")
    fill(dialogs, heard="QPD0-ZS0X-P47P-TV4M", reason="问了李思敏")
    press(page, "pin_fingerprint")
    assert "refuse" not in told(dialogs)

    dialogs.answers = [tmp_path / "新丰县.bfc"]
    press(page, "write_county_file")
    made = CountyFile.read(tmp_path / "新丰县.bfc")
    assert {town.name for town in made.towns} == {*names, "石塘镇"} - {"沙田镇"}
    assert any(entry[0] == "tell" and made.fingerprint in entry[2] for entry in dialogs.asked)
    wanted = {"更新各镇名单", "登记镇里的联系人", "生成县文件"}
    assert wanted <= set(done(county))
    assert "先记下核对码" in done(county)


def test_deadlines_calendar_and_keys_are_set_in_the_window(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs, ctx: Context
) -> None:
    page = visit("settings")
    page.open_record(next(row for row in page.rows if row.key == settings.DUE_DAY))
    save(page, value="8", since=date(2026, 11, 1))
    with county.read() as session:
        assert settings.due_day(session, date(2026, 11, 1)) == 8
    assert next(row for row in page.rows if row.key == settings.DUE_DAY).shown == "8"
    assert "11-08" in {label.text()[:5] for label in visit("reporting", Month(2026, 10)).findChildren(QLabel)}

    page = visit("settings")
    page.close_record()
    press(page, "new_day_off")
    save(page, day=date(2026, 12, 26), kind=page.form_table()["kind"].words.WORK, name="调休")
    assert [entry.day for entry in own.of(county.folder).calendar] == [date(2026, 12, 26)]
    before = own.of(county.folder).sign_seed
    press(page, "new_sign_key")
    assert own.of(county.folder).sign_seed != before
    cards: list[str] = []

    def run(box: QDialog) -> bool:
        assert isinstance(box, RecoveryCard)
        cards.append("-".join(box._groups))
        return FakeDialogs.run(dialogs, box)

    dialogs.run = run  # type: ignore[method-assign]
    before = own.of(county.folder).rescue_key
    press(page, "new_rescue")
    rescue = Reader.of_rescue(paper_key.read(cards[-1], "救援钥匙")).public
    assert own.of(county.folder).rescue_key == rescue != before
    press(page, "new_card")
    county.close()
    county.unlock(cards[-1])
    assert {"设置", "登记调休", "换签名钥匙", "重新生成恢复密钥"} <= set(done(county))


def test_a_copy_is_restored_and_what_came_since_is_taken_again(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs
) -> None:
    page = visit("copies")
    press(page, "back_up")
    copy = page.rows[0].file
    received = visit("inbox")
    press(received, "receive_all")
    october = visit("reporting", Month(2026, 10))
    before = {row.town: row.m10 for row in october.rows}
    assert before["梅坑镇"] == "已报"

    page = visit("copies")
    select(page, copy)
    dialogs.answers = [True, "现在补收"]
    press(page, "restore_copy")
    page.ctx.tasks.wait()

    after = {row.town: row.m10 for row in visit("reporting", Month(2026, 10)).rows}
    taken = [town for town, word in before.items() if word == "已报"]
    assert [after[town] for town in taken] == ["已报"] * len(taken)
    assert "恢复备份" in done(county)
    assert checking.check(county.desk).bad == ()


@pytest.mark.parametrize("lost", [True, False])
def test_a_county_whose_data_are_gone_or_damaged_is_opened_from_a_copy(
    ctx: Context, county: OpenCounty, place: Path, dialogs: FakeDialogs, qtbot: QtBot, lost: bool
) -> None:
    copies.backup_now(county.desk, ctx.now())
    inbox.receive_folder(county.desk, place / "收件" / demonstration.INBOX, ctx.now)
    with county.read() as session:
        taken = session.query(ReceiptRow).filter_by(handling="taken").count()
    county.close()
    database = county.folder / "county.db"
    if lost:
        database.unlink()
    else:
        database.write_bytes(bytes(4096) + database.read_bytes()[4096:])
    window = CountyShell(ctx)
    opening = CountyOpening(county, ctx, window, lambda error: pytest.fail(str(error)))
    opening.begin()
    qtbot.waitUntil(lambda: window.windowTitle() == "新丰县帮扶汇总（练习）")
    ctx.tasks.wait()
    assert [entry[1] for entry in dialogs.asked if entry[0] == "choose"] == [
        "县里的数据打不开",
        "补收上报包？",
    ]
    with county.read() as session:
        assert session.query(ReceiptRow).filter_by(handling="taken").count() == taken
    assert checking.check(county.desk).bad == ()
    window.deleteLater()


def test_packages_kept_long_enough_are_wiped_with_a_certificate(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    page = visit("copies")
    assert not page.command_actions["purge"].isEnabled()
    settings.choose(county.desk, settings.KEEP_MONTHS, "6", date(2026, 1, 1), page.ctx.now())
    page.reload()
    page.ctx.tasks.wait()
    expired = [row.file for row in page._expired.rows]
    assert len(expired) > 10
    dialogs.answers = [tmp_path / "证明.pdf", True]
    press(page, "purge")
    assert (tmp_path / "证明.pdf").read_bytes().startswith(b"%PDF")
    kept = {path.name for path in (county.folder / inbox.KEPT_FOLDER).glob("*/*.bfb")}
    assert not kept & set(expired)
    assert page._expired.rows == []
    assert checking.check(county.desk).bad == ()


def test_a_report_goes_upwards_and_is_taken_there_once_its_fingerprint_was_heard(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    founding.found(tmp_path / "省", "广东省", "44", "", practice=True, database="")
    page = visit("reporting")
    dialogs.answers = [tmp_path / "省" / "county.pub", tmp_path / "汇总.bfr"]
    press(page, "report_upwards")
    assert [entry[0] for entry in dialogs.asked] == ["open_file", "save_file", "tell"], dialogs.asked
    said = dialogs.asked[-1]
    heard = said[2].split("核对码　")[1][:19]

    above = OpenCounty(tmp_path / "省")
    ctx = page.ctx
    ctx.database = lambda: above.desk
    coming = visit("inbox")
    dialogs.answers = [[tmp_path / "汇总.bfr"]]
    fill(dialogs, heard="AAAA-BBBB-CCCC-DDDD", reason="问了新丰县")
    press(coming, "receive_county")
    assert "refuse" in told(dialogs)
    dialogs.answers = [[tmp_path / "汇总.bfr"]]
    fill(dialogs, heard=heard, reason="问了新丰县")
    press(coming, "receive_county")
    ctx.tasks.wait()
    assert "7个镇：收下" in str(dialogs.asked[-1])
    with above.read() as session:
        assert next(row.name for row in deeds.listing(session)) == "收下县级汇总"
    above.close()


def test_a_grade_is_told_to_the_town_as_a_question_with_its_clause(
    visit: Visit, county: OpenCounty, dialogs: FakeDialogs
) -> None:
    page = visit("people")
    page._view.select_lines([0, 1])
    fill(dialogs, round="2026年度考核", grade=Grade.EXCELLENT, body="县委组织部")
    press(page, "tell_grade")
    with county.read() as session:
        asked = [each for each in questions.listing(session) if each.room == "assessment"]
    assert [each.clause for each in asked] == ["四(五)", "四(五)"]
    assert all("2026年度考核结果" in each.text and "优秀，县委组织部评定" in each.text for each in asked)


def test_the_trail_says_each_deed_in_chinese_and_the_check_what_holds(
    visit: Visit, dialogs: FakeDialogs
) -> None:
    page = visit("trail")
    assert {row.name for row in page.rows} >= {"收下上报包", "更新各镇名单", "向镇里提问"}
    assert not any(word in row.said for row in page.rows for word in ("next", "gap", "restored", "digest"))
    page.open_record(page.rows[0])
    assert page.record_is_open
    press(page, "check_county")
    assert dialogs.asked[-1][:2] == ("tell", "检查通过")


def test_the_screen_says_that_a_month_is_reported_by_the_package_after_it(visit: Visit, ctx: Context) -> None:
    page = visit("reporting", Month(2026, 10))
    said = "".join(label.text() for label in page.findChildren(QLabel))
    assert "一个月由它以后做的第一份上报包报告" in said
    ctx.now = lambda: page.ctx.tasks._now().replace(day=9)
    page.reload()
    ctx.tasks.wait()
    page.open_record(page.rows[0])
    ctx.tasks.wait()
    said = "".join(label.text() for label in page._panel.findChildren(QLabel))
    assert "下一份上报包来了，这个月也就报了" in said
    assert "今天打给" in said
