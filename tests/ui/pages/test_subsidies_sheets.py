"""Sheets payer by payer in the window: checked, decided, sealed, voided, paid, corrected, made up for."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.money import yuan
from banfu_desktop.rules.subsidies_sheets import RepaymentWay, SheetState
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.services.office import levels
from banfu_desktop.services.office import office as offices
from banfu_desktop.services.subsidies import (
    due,
    handling,
    overview,
    paying,
    receivables,
    rulings,
    subsidies,
    supplements,
)
from banfu_desktop.services.subsidies.sheets import MonthSheets, PayerSheet
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.frame.shell import Shell
from banfu_desktop.ui.pages.subsidies.check_panel import CheckPanel
from banfu_desktop.ui.pages.subsidies.page import SubsidiesPage
from banfu_desktop.ui.pages.subsidies.pay_box import PayBox
from banfu_desktop.ui.pages.subsidies.seal_box import SealBox
from banfu_desktop.ui.pages.subsidies.sheet_rows import HELD, UNDECIDED, SheetRow, ShownLine
from banfu_desktop.ui.pages.subsidies.sheet_view import SheetsModel
from tests.ui.conftest import NOW, FakeDialogs
from tests.ui.pages.conftest import OCTOBER, SEPTEMBER, DoDeed, Visit

NOVEMBER = Month(2026, 11)
Answer = Callable[[Any], object]


@pytest.fixture(autouse=True)
def _in_its_room(ctx: Context) -> None:
    ctx.settings.setValue("window/room", "subsidies")


@pytest.fixture
def october(deed: DoDeed[None], visit: Visit) -> SubsidiesPage:
    """October as a draft."""
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))
    page: SubsidiesPage = visit("subsidies", OCTOBER)
    return page


@pytest.fixture
def fill(dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Fill in the boxes that come, in order, before they are accepted."""

    def prepare(*answers: Answer) -> None:
        waiting = list(answers)

        def run(dialog: QDialog) -> bool:
            dialogs.asked.append(("run", dialog.objectName()))
            given = waiting.pop(0)(dialog) if waiting else None
            accepted = given is not False
            if accepted and hasattr(dialog, "submit"):
                dialog.submit()
                accepted = dialog.result() == QDialog.DialogCode.Accepted
            dialog.deleteLater()
            return accepted

        monkeypatch.setattr(dialogs, "run", run)

    return prepare


def _write(**texts: str) -> Answer:
    """Type into the fields of a box."""

    def into(dialog: QDialog) -> None:
        for name, text in texts.items():
            widget = dialog.findChild(QWidget, f"editor-{name}")
            assert widget is not None, name
            editor: Any = widget
            for line in ("line", "text", "combo"):
                if hasattr(editor, line):
                    entry = getattr(editor, line)
                    write = (
                        getattr(entry, "setPlainText", None)
                        or getattr(entry, "setEditText", None)
                        or entry.setText
                    )
                    write(text)
                    break

    return into


def _press(page: SubsidiesPage, name: str) -> None:
    action = page.command_actions[name]
    assert action.isEnabled(), f"{name} is grey"
    action.trigger()
    page.ctx.tasks.wait()
    page.ctx.tasks.wait()


def _heading(page: SubsidiesPage, payer: str) -> SheetRow:
    return next(row for row in page.rows if isinstance(row, SheetRow) and row.name == payer)


def _line(page: SubsidiesPage, name: str) -> ShownLine:
    return next(row for row in page.rows if isinstance(row, ShownLine) and row.name == name)


def _choose(page: SubsidiesPage, row: Any) -> None:
    page.open_record(row)
    page.refresh_commands()


def _facts(page: SubsidiesPage) -> list[str]:
    form = page.findChild(QWidget, "form")
    assert form is not None
    return [label.text() for label in form.findChildren(QLabel, "fact-text") if not label.isHidden()]


def _panel(page: SubsidiesPage) -> CheckPanel:
    panel = page.findChild(CheckPanel)
    assert panel is not None
    return panel


def _checks(page: SubsidiesPage) -> list[str]:
    return [
        line.accessibleName()
        for line in _panel(page).findChildren(QWidget, "check-line")
        if not line.isHidden()
    ]


def _sheets(office: Database, month: Month) -> dict[str, PayerSheet]:
    with office.read() as session:
        found: MonthSheets = subsidies.show(session, month)
    return {sheet.payer: sheet for sheet in found.sheets}


def _absent(deed: DoDeed[int], name: str, days: str) -> None:
    deed(lambda session: attendance.set_named(session, name, parse_period(days), DayState.ABSENT))


def _again(page: SubsidiesPage) -> None:
    page.reload()
    page.ctx.tasks.wait()


# The list.


def test_each_payer_is_a_heading_over_its_people_and_folds(october: SubsidiesPage, qtbot: QtBot) -> None:
    rows = [(type(row).__name__, row.name) for row in october.shown][:5]
    assert rows == [
        ("SheetRow", "县交通运输局"),
        ("ShownLine", "钟立新"),
        ("SheetRow", "县工信局"),
        ("ShownLine", "潘秀云"),
        ("SheetRow", "县人社局"),
    ]
    _choose(october, _heading(october, "县交通运输局"))
    qtbot.keyClick(october._view, Qt.Key.Key_Left)
    assert [row.name for row in october.shown][:2] == ["县交通运输局", "县工信局"]
    count = october.findChild(QLabel, "count")
    assert count is not None
    assert count.text() == "7 人 · 6 个单位"
    qtbot.keyClick(october._view, Qt.Key.Key_Right)
    assert [row.name for row in october.shown][:2] == ["县交通运输局", "钟立新"]


def test_looking_for_a_payer_shows_its_people(october: SubsidiesPage) -> None:
    search = october.findChild(QLineEdit, "search")
    assert search is not None
    search.setText("县林业局")
    assert [row.name for row in october.shown] == ["县林业局", "巫启明", "阿卜杜热合曼·买买提"]


def test_sorting_keeps_people_under_their_payer(october: SubsidiesPage) -> None:
    model = october._model
    assert isinstance(model, SheetsModel)
    column = [field.name for field in october.table.listed].index("net_fen")
    model.sort(column, Qt.SortOrder.AscendingOrder)
    names = [row.name for row in october.shown]
    place = names.index("县林业局")
    assert names[place : place + 3] == ["县林业局", "阿卜杜热合曼·买买提", "巫启明"]


# Before the seal.


def test_the_check_list_says_what_is_open_and_what_changed(october: SubsidiesPage, deed: DoDeed[int]) -> None:
    _absent(deed, "罗海涛", "2026-10-09..2026-10-19")
    _again(october)
    checks = _checks(october)
    assert "待决定的行 1 处" in checks
    assert "旷工8天，请决定扣减并写明原因" in checks
    assert "与上月比较 5 处" in checks or any(line.startswith("与上月比较") for line in checks)
    assert any(line.startswith("新增 谭䶮") for line in checks)
    seal, go_on = (
        _panel(october).findChild(QPushButton, "check-seal"),
        _panel(october).findChild(QPushButton, "check-next"),
    )
    assert seal is not None
    assert go_on is not None
    assert (seal.text(), seal.property("look")) == ("封存 5 张…", "")
    assert go_on.isVisible()


def test_a_first_month_is_not_said_to_be_like_the_month_before(
    october: SubsidiesPage, office: Database, qtbot: QtBot
) -> None:
    with office.read() as session:
        seen = overview.of_month(session, OCTOBER, october.ctx.today)
    panel = _panel(october)
    panel.show_view(replace(seen, changes=(), compared=False), OCTOBER)
    qtbot.waitUntil(lambda: "与上月比较 上月没有编制" in _checks(october))
    panel.show_view(replace(seen, changes=()), OCTOBER)
    assert seen.compared
    qtbot.waitUntil(lambda: "与上月比较 没有变化" in _checks(october))


def test_the_green_button_goes_to_what_is_open_and_becomes_the_seal(
    october: SubsidiesPage, deed: DoDeed[int], fill: Callable[..., None], office: Database
) -> None:
    _absent(deed, "罗海涛", "2026-10-09..2026-10-19")
    _again(october)
    fill(_write(deducted_fen="709.68", reason="旷工8天，队务会决定"))
    go_on = _panel(october).findChild(QPushButton, "check-next")
    assert go_on is not None
    go_on.click()
    october.ctx.tasks.wait()
    assert (_line(october, "罗海涛").state, _line(october, "罗海涛").net_fen) == ("", 129_032)
    seal = _panel(october).findChild(QPushButton, "check-seal")
    assert seal is not None
    assert (seal.text(), seal.property("look"), go_on.isVisible()) == ("封存 6 张…", "primary", False)


def test_the_amount_by_the_day_is_offered_and_taken_only_by_a_click(
    october: SubsidiesPage, deed: DoDeed[int], fill: Callable[..., None]
) -> None:
    _absent(deed, "罗海涛", "2026-10-09..2026-10-19")
    _again(october)
    seen: list[tuple[str, str]] = []

    def take(dialog: QDialog) -> None:
        offer = dialog.findChild(QPushButton, "propose-deducted_fen")
        line = dialog.findChild(QLineEdit, "deducted_fen")
        assert offer is not None
        assert line is not None
        seen.append((offer.text(), line.text()))
        offer.click()
        _write(reason="队务会决定")(dialog)

    fill(take)
    go_on = _panel(october).findChild(QPushButton, "check-next")
    assert go_on is not None
    go_on.click()
    october.ctx.tasks.wait()
    assert seen == [("填入按天算的：2,000.00 × 11 ÷ 31 = 709.68（按日历天，含休息日）", "")]
    assert _line(october, "罗海涛").net_fen == 129_032


def test_what_is_left_off_lets_the_others_be_sealed_and_is_asked_again(
    october: SubsidiesPage, deed: DoDeed[int], dialogs: FakeDialogs, office: Database
) -> None:
    _absent(deed, "巫启明", "2026-10-09..2026-10-09")
    _again(october)
    _choose(october, _line(october, "巫启明"))
    dialogs.answers = ["等镇党委研究"]
    _press(october, "defer_line")
    assert "已暂缓 1 处" in _checks(october)
    assert [row.name for row in october.rows if isinstance(row, ShownLine) and row.payer == "县林业局"] == [
        "阿卜杜热合曼·买买提"
    ]
    dialogs.answers = [True]
    _press(october, "seal_month")
    sheet = _sheets(office, OCTOBER)["县林业局"]
    assert [(left.name, left.reason) for left in sheet.deferred] == [("巫启明", "等镇党委研究")]
    with office.read() as session:
        undecided = subsidies.show(session, OCTOBER).undecided
    assert [row.name for row in undecided] == ["巫启明"]


def test_the_seal_box_says_sheets_sums_and_what_is_left_and_enter_cancels(
    october: SubsidiesPage, deed: DoDeed[int], qtbot: QtBot
) -> None:
    _absent(deed, "罗海涛", "2026-10-09..2026-10-19")
    _again(october)
    from banfu_desktop.ui.pages.subsidies.seal_box import left_out

    view = october._doing.view
    assert view is not None
    box = SealBox(
        october,
        october.ctx.look,
        "封存 2026年10月",
        view.sealable,
        left_out(view, view.sealable, OCTOBER),
        early=False,
    )
    qtbot.addWidget(box)
    box.show()
    said = {label.objectName(): label.text() for label in box.findChildren(QLabel)}
    assert (said["seal-size"], said["seal-sum"]) == ("5 个单位、6 人", "实发 9,290.32")
    texts = [label.text() for label in box.findChildren(QLabel, "seal-said")]
    assert texts[0] == "县人社局（罗海涛待定）不在其中，处理以后单独封存。"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (box.isVisible(), box.result()) == (False, 0)


def test_a_month_under_way_is_sealed_only_with_a_reason_and_says_up_to_when(
    deed: DoDeed[None], visit: Visit, fill: Callable[..., None], office: Database, ctx: Context
) -> None:
    ctx.now = lambda: datetime(2026, 10, 20, 9, 0)
    deed(lambda session: subsidies.make(session, OCTOBER, NOW))
    page = visit("subsidies", OCTOBER)

    def early(box: SealBox) -> None:
        confirm = box.findChild(QPushButton, "confirm")
        assert confirm is not None
        assert not confirm.isEnabled()
        box._reason.setText("年底关账")
        assert confirm.isEnabled()

    fill(early)
    _choose(page, _heading(page, "县司法局"))
    _press(page, "seal_sheet")
    sheets = _sheets(office, OCTOBER)
    assert [name for name, sheet in sheets.items() if not sheet.is_draft] == ["县司法局"]
    assert sheets["县司法局"].as_of == date(2026, 10, 20)
    _choose(page, _heading(page, "县司法局"))
    assert "提前封存，在岗截至 2026-10-20" in _facts(page)


# After the seal.


def test_a_sealed_sheet_is_voided_and_sealed_again_as_its_second_version(
    october: SubsidiesPage, dialogs: FakeDialogs, office: Database
) -> None:
    _press(october, "seal_month")
    _choose(october, _heading(october, "县司法局"))
    dialogs.answers = ["卡号登记错了"]
    _press(october, "void_sheet")
    assert _heading(october, "县司法局").state == "草稿"
    _choose(october, _heading(october, "县司法局"))
    assert any("已作废：卡号登记错了" in fact for fact in _facts(october))
    _press(october, "seal_sheet")
    sheet = _sheets(office, OCTOBER)["县司法局"]
    assert (sheet.version, sheet.replaces != "", len(sheet.voided)) == (2, True, 1)
    _choose(october, _heading(october, "县司法局"))
    assert any(fact.endswith(f"第2版，代替{sheet.replaces}") for fact in _facts(october))


def test_payers_are_paid_apart_and_nobody_is_ticked_unasked(
    october: SubsidiesPage, fill: Callable[..., None], office: Database
) -> None:
    _press(october, "seal_month")
    seen: list[Any] = []

    def none_yet(box: PayBox) -> bool:
        confirm = box.findChild(QPushButton, "confirm")
        assert confirm is not None
        seen.append((dict(box.chosen), confirm.isEnabled()))
        return False

    october.close_record()
    october._view.clearSelection()
    october.refresh_commands()
    fill(none_yet)
    _press(october, "pay_month")
    assert seen == [({}, False)]
    sheet = _heading(october, "县林业局").sheet
    abdul = next(line.person_id for line in sheet.lines if line.name.startswith("阿卜"))

    def one_of_two(box: PayBox) -> None:
        box.tick(sheet.sheet_id or 0, [abdul])
        _write(paid_on="2026-11-02", reference="回单0231")(box)

    fill(one_of_two)
    _choose(october, _heading(october, "县林业局"))
    _press(october, "pay_sheet")
    states = {name: sheet.state for name, sheet in _sheets(office, OCTOBER).items()}
    assert states["县林业局"] is SheetState.PART_PAID
    assert states["县司法局"] is SheetState.SEALED
    assert (_line(october, "巫启明").state, _line(october, "阿卜杜热合曼·买买提").state) == (
        "未发放",
        "已发放",
    )
    _choose(october, _heading(october, "县林业局"))
    assert "2026-11-02 发放 1 人，回单0231" in _facts(october)
    assert "未发放 1 人，1,290.32 元" in _facts(october)


def test_a_day_that_is_none_or_cannot_be_keeps_the_box_open_with_its_ticks(
    october: SubsidiesPage, qtbot: QtBot, office: Database
) -> None:
    _press(october, "seal_month")
    with office.read() as session:
        rows = paying.unpaid(session, date(2026, 11, 2))
    today = date(2026, 11, 2)
    box = PayBox(october, october.ctx.look, rows, {rows[0].sheet_id}, {"paid_on": today}, today)
    qtbot.addWidget(box)
    box.show()
    ticked = box.chosen
    trouble = box.findChild(QLabel, "trouble-paid_on")
    assert trouble is not None
    for day, said in (("十一月五日", "不是日期"), ("2026-11-03", "不合理"), ("2026-09-30", "不合理")):
        _write(paid_on=day)(box)
        box.submit()
        assert said in trouble.text()
    assert (box.isVisible(), box.chosen) == (True, ticked)
    _write(paid_on="2026-11-02")(box)
    box.submit()
    assert not box.isVisible()


def test_a_wrong_payment_date_is_corrected_with_a_reason(
    visit: Visit, fill: Callable[..., None], office: Database
) -> None:
    page = visit("subsidies", SEPTEMBER)
    _choose(page, _heading(page, "县交通运输局"))
    fill(_write(paid_on="2026-10-08", reason="银行回单上是8日"))
    _press(page, "correct_payment")
    assert _sheets(office, SEPTEMBER)["县交通运输局"].paid_on == date(2026, 10, 8)
    _choose(page, _heading(page, "县交通运输局"))
    assert any("2026-10-08 发放 1 人" in fact and "银行回单上是8日" in fact for fact in _facts(page))


def test_payments_of_several_days_are_corrected_person_by_person(
    october: SubsidiesPage,
    deed: DoDeed[Any],
    dialogs: FakeDialogs,
    fill: Callable[..., None],
    office: Database,
) -> None:
    _press(october, "seal_month")
    sheet = _heading(october, "县林业局").sheet
    people = sorted({line.person_id for line in sheet.lines})

    def on_two_days(session: Any) -> None:
        (row,) = handling.sheets_with(session, [sheet.sheet_id or 0])
        for day, person in zip((date(2026, 11, 1), date(2026, 11, 2)), people, strict=True):
            paying.pay(session, [row], paying.Payment(day, "", (person,)), date(2026, 11, 2))

    deed(on_two_days)
    _again(october)
    _choose(october, _heading(october, "县林业局"))
    _press(october, "correct_payment")
    assert dialogs.asked[-1][0] == "tell"
    assert "请在列表里点选要更正的人" in dialogs.asked[-1][2]
    _choose(october, _line(october, "巫启明"))
    fill(_write(paid_on="2026-10-31", reason="看错了"))
    _press(october, "correct_payment")
    view = october._doing.view
    assert view is not None
    days = {view.paid[sheet.sheet_id or 0, person].paid_on for person in people}
    assert date(2026, 10, 31) in days
    assert len(days) == 2


def test_an_unpaid_line_is_marked_never_to_be_paid(
    october: SubsidiesPage, dialogs: FakeDialogs, office: Database
) -> None:
    _press(october, "seal_month")
    _choose(october, _line(october, "谭䶮"))
    dialogs.answers = ["账号错误退回，改列下一张"]
    _press(october, "waive_line")
    assert _line(october, "谭䶮").state == "不再发放"
    whole = [_line(october, "谭䶮")]
    assert october.totals(whole)[-2:] == [f"不再发放 {yuan(whole[0].net_fen)}", "实发 0.00"]
    with office.read() as session:
        assert "谭䶮" not in {row.name for row in paying.unpaid(session, date(2026, 11, 2))}


def test_a_fact_that_comes_late_is_asked_in_the_sealed_month_and_ruled_there(
    visit: Visit, deed: DoDeed[int], fill: Callable[..., None], office: Database
) -> None:
    _absent(deed, "钟立新", "2026-09-08..2026-09-09")
    page = visit("subsidies", SEPTEMBER)
    _again(page)
    assert _line(page, "钟立新").state == UNDECIDED
    _choose(page, _line(page, "钟立新"))
    assert _facts(page)[0] == "旷工2天，请决定扣减并写明原因"
    fill(_write(deducted_fen="133.33", reason="旷工两天"))
    _press(page, "decide_line")
    with office.read() as session:
        changed = {row.name: row.difference_fen for row in subsidies_differences(session)}
    assert changed["钟立新"] == -13_333


def subsidies_differences(session: Any) -> Any:
    """What is open of September."""
    from banfu_desktop.services.subsidies import differences

    return differences.of_month(session, SEPTEMBER)


# The account.


def test_what_a_leaver_owes_is_listed_and_written_down_when_paid_back(
    visit: Visit,
    deed: DoDeed[Any],
    fill: Callable[..., None],
    office: Database,
    dialogs: FakeDialogs,
    qtbot: QtBot,
) -> None:
    def left(session: Any) -> None:
        members.save(session, {"left_on": date(2026, 9, 20)}, members.named(session, "潘秀云")[0].id)

    deed(left)
    page = visit("subsidies", SEPTEMBER)
    with office.read() as session:
        (owed,) = receivables.listing(session, date(2026, 11, 2))
    assert (owed.name, owed.open_fen) == ("潘秀云", 66_667)

    def repay(box: Any) -> None:
        assert box.chosen == owed
        box.findChild(QPushButton, "act").click()
        qtbot.waitUntil(lambda: box.chosen is None)  # tasks do not come to rest while the box is open

    fill(repay, _write(paper="收据003"))
    _press(page, "see_receivables")
    assert ("run", "box-repayments") in dialogs.asked
    with office.read() as session:
        assert receivables.listing(session, date(2026, 11, 2)) == []


def test_home_leads_to_what_is_to_be_collected(
    visit: Visit, deed: DoDeed[Any], dialogs: FakeDialogs, office: Database, ctx: Context
) -> None:
    def left(session: Any) -> None:
        members.save(session, {"left_on": date(2026, 9, 20)}, members.named(session, "潘秀云")[0].id)

    deed(left)
    with office.read() as session:
        reminder = next(one for one in due.due(session, date(2026, 11, 2)) if one.text.startswith("应收回"))
    assert "666.67 元（潘秀云1笔" in reminder.text
    visit(reminder.room, reminder.key)
    ctx.tasks.wait()
    assert ("run", "box-receivables") in dialogs.asked


def test_a_supplement_is_made_for_what_is_waiting_and_sealed_from_the_list(
    visit: Visit, deed: DoDeed[Any], fill: Callable[..., None], office: Database, ctx: Context
) -> None:
    def less(session: Any) -> None:
        person = members.named(session, "丘文远")[0].person_id
        rulings.rule(session, Month(2026, 8), person, 10_000, "算错了")

    deed(less)
    page = visit("subsidies", SEPTEMBER)
    with office.read() as session:
        assert supplements.open_ones(subsidies.Account(session)) == []

    # what was deducted too much comes back when the ruling is taken away again after it was repaid
    def repaid(session: Any) -> None:
        (owed,) = receivables.listing(session, date(2026, 11, 2))
        entry = receivables.Repayment(owed.open_fen, date(2026, 11, 1), RepaymentWay.CASH, "收据1")
        receivables.repay(session, owed.person_id, entry, date(2026, 11, 2))
        rulings.withdraw_ruling(session, Month(2026, 8), owed.person_id)

    deed(repaid)
    _again(page)
    fill(lambda box: box.findChild(QPushButton, "act").click())
    _press(page, "see_supplements")
    ctx.tasks.wait()
    assert ctx.month == Month(2026, 8)
    heading = next(row for row in page.rows if isinstance(row, SheetRow) and row.sheet.is_draft)
    assert (heading.name, heading.net_fen, heading.small) == (heading.name, 10_000, "补2026-1 补发表")
    _choose(page, heading)
    fill()
    _press(page, "seal_sheet")
    with office.read() as session:
        (sealed,) = supplements.sealed_ones(session)
    assert (sealed.net_fen, sealed.months) == (10_000, (Month(2026, 8),))


def test_a_one_off_line_is_put_on_a_draft_and_taken_away(
    october: SubsidiesPage, fill: Callable[..., None], office: Database
) -> None:
    _choose(october, _line(october, "钟立新"))
    fill(_write(amount_fen="300", reason="补发启用前月份", paper_no="镇办〔2026〕3号", approved_by="李书记"))
    _press(october, "add_one_off")
    line = next(row for row in october.rows if isinstance(row, ShownLine) and row.is_one_off)
    assert (line.name, line.carried_fen, line.own_gross_fen) == ("钟立新", 30_000, None)
    assert "补发启用前月份，镇办〔2026〕3号，李书记批准" in line.reason
    _choose(october, line)
    _press(october, "remove_one_off")
    assert not any(isinstance(row, ShownLine) and row.is_one_off for row in october.rows)


def test_the_start_of_use_cannot_move_behind_what_is_sealed(
    october: SubsidiesPage, fill: Callable[..., None], dialogs: FakeDialogs
) -> None:
    fill(_write(month="2026-10"))
    _press(october, "start_of_use")
    assert "已有封存的表" in str(dialogs.asked[-1][1])


def test_a_unit_to_be_confirmed_holds_its_sheet_and_leads_to_the_units(
    october: SubsidiesPage, deed: DoDeed[Any], office: Database, shell: Shell, ctx: Context
) -> None:
    def from_elsewhere(session: Any) -> None:
        row = members.named(session, "谭䶮")[0]
        members.save(session, {"organisation": "新丰县市场监督管理局"}, row.id)

    deed(from_elsewhere)
    _again(october)
    assert _heading(october, "新丰县市场监督管理局").state == "待核实"
    assert "待核实单位 1 个" in _checks(october)
    go_on = _panel(october).findChild(QPushButton, "check-next")
    assert go_on is not None
    go_on.click()
    ctx.tasks.wait()
    assert shell.page is not None
    assert shell.page.room == "office"
    assert [row.name for row in shell.page.selected()] == ["新丰县市场监督管理局"]
    with office.read() as session:
        unit = offices.find_organisation(session, "新丰县市场监督管理局")
        assert unit is not None
        assert not levels.is_confirmed(session, unit.id)


def test_the_month_never_counts_what_waits_for_a_decision(october: SubsidiesPage, deed: DoDeed[int]) -> None:
    _absent(deed, "罗海涛", "2026-10-09..2026-10-19")
    _again(october)
    total, sums = october.findChild(QLabel, "total"), october.findChild(QLabel, "sums")
    assert total is not None
    assert sums is not None
    assert total.text() == "实发 9,290.32"
    assert "待定 2,000.00" in sums.text()
    assert _heading(october, "县人社局").state == HELD
