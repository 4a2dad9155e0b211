"""The work fund in the window: drafted, posted, reversed, closed, carried; its year and its papers."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import BookKind, Carry, Flow
from banfu_desktop.rules.money import yuan
from banfu_desktop.services.bank import importing as statements
from banfu_desktop.services.funds import advances, books, drafts, funds, posting
from banfu_desktop.services.funds import due as funds_home
from banfu_desktop.services.hall import search
from banfu_desktop.services.projects import projects
from banfu_desktop.tables.spec import Kind
from banfu_desktop.ui.boxes.boxes import Box
from banfu_desktop.ui.boxes.dialogs import Dialogs
from banfu_desktop.ui.context import Context
from banfu_desktop.ui.look.look import RED as RED_INK
from banfu_desktop.ui.look.look import TEXT, Scale
from banfu_desktop.ui.page.choices import ChoiceEditor
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.page.switch import Switch
from banfu_desktop.ui.page.table_model import RED
from banfu_desktop.ui.page.table_view import TableView
from banfu_desktop.ui.pages.funds.page import MONTHLY, WHOLE, YEARLY, FundsPage
from banfu_desktop.ui.registry import ROOMS
from tests.ui.conftest import NOW, FakeDialogs, window_of
from tests.ui.measuring import measured
from tests.ui.pages.conftest import OCTOBER, DoDeed, Visit
from tests.ui.pages.test_one_green_button import green

JUNE = Month(2026, 6)
SIGNED = {"leader": "钟立新", "secretary": "李国栋"}


@pytest.fixture
def october(visit: Visit) -> FundsPage:
    """The team's book in October, of which two vouchers are posted."""
    page: FundsPage = visit("funds", OCTOBER)
    return page


@pytest.fixture
def drafted(october: FundsPage, deed: DoDeed[Any]) -> FundsPage:
    """A signed draft beside them."""

    def draft(session: Any) -> int:
        chosen = posting.category_named(session, "邮寄")
        values = {
            "dated": date(2026, 10, 30),
            "summary": "寄送材料",
            "category_id": chosen,
            "amount_fen": 2_000,
        }
        return posting.save(session, october.book_id or 0, values | SIGNED)

    deed(draft)
    october.reload()
    october.ctx.tasks.wait()
    return october


def press(page: FundsPage, name: str) -> None:
    page.command_actions[name].trigger()
    page.ctx.tasks.wait()


def select(page: FundsPage, number: int | None) -> Any:
    row = next(row for row in page.rows if row.number == number)
    page.visit([row.id])
    return row


def enter(box: Any, **texts: str) -> bool:
    """Fill in a form as the clerk does and press its button; what it says of a wrong field keeps it open."""
    assert isinstance(box, FieldsBox)
    for one in box._boxes:
        if (text := texts.get(one.field.name)) is None:
            continue
        entry: Any = one.editor.entry
        if one.field.kind is Kind.FLAG:
            entry.setChecked(bool(text))
        elif one.field.kind is Kind.NOTE:
            entry.setPlainText(text)
        else:
            (entry.setEditText if isinstance(one.editor, ChoiceEditor) else entry.setText)(text)
    box._confirm()
    return box.result() == 1


def view(page: FundsPage, name: str) -> None:
    switch = page.findChild(Switch)
    assert switch is not None
    switch.show_view(name)


def facts(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel, "fact-text") if label.isVisible()]


def test_a_month_shows_its_vouchers_and_what_the_book_holds(october: FundsPage) -> None:
    assert [(row.number, row.balance_fen) for row in october.rows] == [(9, 3_868_450), (10, 3_863_800)]
    (total,) = [label for label in october.findChildren(QLabel, "total") if label.isVisible()]
    assert total.text() == "本年余额 38,638.00"


def test_what_the_book_holds_is_in_sight_whatever_is_shown(october: FundsPage, ctx: Context) -> None:
    def told() -> list[str]:
        seen = [one.text() for one in october.findChildren(QLabel) if one.isVisible()]
        return [text for text in seen if "余额" in text and "38,638.00" in text]

    for name in (WHOLE, YEARLY, MONTHLY):
        view(october, name)
        ctx.tasks.wait()
        assert told(), name
    october.visit(Month(2026, 12))
    ctx.tasks.wait()
    assert told() == ["本月还没有凭证。本年余额 38,638.00 元。"]


def test_another_book_is_chosen(october: FundsPage, ctx: Context) -> None:
    chooser = october.findChild(QComboBox, "fund-book")
    assert chooser is not None
    assert chooser.count() == 3
    chooser.setCurrentIndex(1)
    chooser.activated.emit(1)
    october.visit(Month(2026, 9))
    ctx.tasks.wait()
    assert [row.summary for row in october.rows] == ["办公用纸"]


def test_a_draft_says_what_it_lacks(october: FundsPage, deed: DoDeed[Any], ctx: Context) -> None:
    def draft(session: Any) -> int:
        chosen = posting.category_named(session, "工作补助")
        values = {"dated": date(2026, 10, 30), "summary": "补发", "category_id": chosen, "amount_fen": 1}
        return posting.save(session, october.book_id or 0, values)

    deed(draft)
    october.reload()
    ctx.tasks.wait()
    october.open_record(select(october, None))
    assert "工作补助不得列支：由派出单位承担" in facts(october)
    assert "还缺签字：队长、镇党委书记" in facts(october)
    assert "override_reason" in october.fields(october.record)


def test_an_expense_is_written_down_and_posted(
    october: FundsPage, ctx: Context, dialogs: FakeDialogs, office: Database
) -> None:
    with office.read() as session:
        chosen = posting.category_named(session, "邮寄")
    october.new_record()
    values = {"dated": date(2026, 10, 30), "summary": "寄送", "category_id": chosen, "amount_fen": 100}
    assert october.check(values) == ()
    saving = october.save(None, values | SIGNED)
    ctx.tasks.write(saving.deed, saving.work)
    ctx.tasks.wait()
    october.close_record()
    select(october, None)
    dialogs.answers.append(True)
    press(october, "post_voucher")
    assert [row.number for row in october.rows] == [9, 10, 12]


def test_what_is_begun_as_an_expense_cannot_become_an_income_by_its_category(
    october: FundsPage, office: Database
) -> None:
    with office.read() as session:
        spent, allotted = (posting.category_named(session, name) for name in ("邮寄", "年度拨款"))

    def offered() -> set[Any]:
        return {key for key, _ in october.offers()["category_id"]}

    press(october, "new_expense")
    assert spent in offered()
    assert allotted not in offered()
    press(october, "new_income")
    assert allotted in offered()
    assert spent not in offered()
    october.open_record(october.rows[0])
    assert {spent, allotted} <= offered()


def test_posting_asks_in_numbers_and_no_leaves_it(drafted: FundsPage, dialogs: FakeDialogs) -> None:
    select(drafted, None)
    dialogs.answers.append(False)
    press(drafted, "post_voucher")
    assert "1 张凭证，金额合计 20.00 元" in str(dialogs.asked)
    assert [row.number for row in drafted.rows] == [9, 10, None]


def test_posting_says_what_is_to_be_looked_at_before_it_is_for_good(
    drafted: FundsPage, dialogs: FakeDialogs
) -> None:
    select(drafted, None)
    press(drafted, "post_voucher")
    assert "寄送材料 20.00：没有登记发票，也没有附件" in str(dialogs.asked)


def test_what_cannot_be_posted_is_refused_before_anything_is_asked(
    drafted: FundsPage, dialogs: FakeDialogs, deed: DoDeed[Any]
) -> None:
    key = select(drafted, None).id
    deed(lambda session: posting.save(session, drafted.book_id or 0, {"dated": date(2026, 12, 30)}, key))
    drafted.visit(Month(2026, 12))
    drafted.ctx.tasks.wait()
    select(drafted, None)
    press(drafted, "post_voucher")
    assert [call[0] for call in dialogs.asked] == ["refuse"]
    assert "在今天以后" in str(dialogs.asked)


def test_a_draft_is_removed_and_brought_back(drafted: FundsPage, ctx: Context) -> None:
    select(drafted, None)
    press(drafted, "remove_draft")
    assert [row.number for row in drafted.rows] == [9, 10]
    ctx.tasks.write("撤销", ctx.undo, notice=None)
    ctx.tasks.wait()
    assert [row.number for row in drafted.rows] == [9, 10, None]


def test_a_posted_voucher_is_sealed_and_reversed_in_red(
    october: FundsPage, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = select(october, 9)
    assert "红字冲销" in october.sealed(row)
    monkeypatch.setattr(dialogs, "run", partial(enter, reason="开错发票", on="2026-10-31"))
    press(october, "reverse_voucher")
    assert [(one.number, one.amount_fen, one.reverses) for one in october.rows][-1] == (
        12,
        -312_500,
        "2026年009号",
    )
    select(october, 9)
    assert not october.command_actions["reverse_voucher"].isEnabled()


@pytest.fixture
def reversed_(october: FundsPage, deed: DoDeed[Any]) -> Any:
    """October with its last voucher reversed; the red one."""
    row = october.rows[-1]
    deed(lambda session: posting.reverse(session, row.id, row.dated, "科目错", "测试员", NOW))
    october.reload()
    october.ctx.tasks.wait()
    return next(one for one in october.rows if one.reverses)


def inks(image: QImage) -> set[str]:
    """Which of the two inks is seen in a picture: red, or that of all other text."""
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    return {ink for ink in (RED_INK, TEXT) if QColor(ink).name() in seen}


def test_the_amount_of_a_reversal_and_nothing_else_is_painted_red_in_the_list(
    october: FundsPage, reversed_: Any
) -> None:
    (shown,) = [one for one in october.findChildren(TableView) if one.isVisible()]
    shown.clearSelection()
    painted, model = shown.grab().toImage(), october._model
    places = [(line, place) for line in range(model.rowCount()) for place in range(model.columnCount())]
    red, painted_red = [], []
    for cell in (model.index(line, place) for line, place in places):
        said = october.rows[cell.row()].number, cell.data()
        red += [said] if cell.data(RED) else []
        seen = inks(painted.copy(shown.visualRect(cell).translated(shown.viewport().pos())))
        painted_red += [said] if RED_INK in seen else []
    assert red == painted_red == [(reversed_.number, "-46.50")]


def test_a_reversal_is_red_in_its_panel(october: FundsPage, reversed_: Any) -> None:
    for row, ink in ((reversed_, RED_INK), (october.rows[0], TEXT)):
        october.open_record(row)
        october.ctx.tasks.wait()
        assert october._desk is not None
        amount = october._desk.form.findChild(QLabel, "sealed-amount_fen")
        assert amount is not None
        assert amount.text() == yuan(row.amount_fen)
        assert inks(amount.grab().toImage()) == {ink}


def test_a_reversed_voucher_is_said_again_in_a_draft_that_is_shown(
    october: FundsPage, reversed_: Any, ctx: Context
) -> None:
    row = next(one for one in october.rows if one.reversed_by)
    select(october, reversed_.number)
    assert not october.command_actions["copy_voucher"].isEnabled()  # the red one
    select(october, row.number)
    press(october, "copy_voucher")
    ctx.tasks.wait()
    again = october.record
    assert (again.number, again.dated, again.signers) == (None, ctx.today, "")
    assert (again.summary, again.amount_fen) == (row.summary, row.amount_fen)


def test_a_second_draft_of_one_reversed_voucher_is_asked_about(
    october: FundsPage, reversed_: Any, ctx: Context, dialogs: FakeDialogs, office: Database
) -> None:
    """Also once the first was corrected: it is the trail that knows what it was made of."""
    row = next(one for one in october.rows if one.reversed_by)

    def again(*answers: str) -> int:
        october.visit(funds_home.key(row.book_id, OCTOBER, row.id))
        ctx.tasks.wait()
        dialogs.answers = list(answers)
        press(october, "copy_voucher")
        ctx.tasks.wait()
        with office.read() as session:
            every = funds.vouchers(session, row.book_id, 2026)
        return sum(one.number is None for one in every)

    assert again() == 1
    assert not [call for call in dialogs.asked if call[0] == "choose"]
    key = october.record.id
    with office.write(Deed("更正凭证", "测试员", NOW)) as session:
        posting.save(session, row.book_id, {"summary": "改过的", "amount_fen": 1}, key)
    assert again("取消") == 1
    asked = next(call for call in dialogs.asked if call[0] == "choose")
    assert "照010号已经另开过：\n· 草稿 2026-11-02 改过的 0.01" in asked[2]
    assert again("看那一张") == 1
    assert october.record.id == key
    assert again("再开一张") == 2
    with (
        office.write(Deed(drafts.deed(row), "测试员", NOW)) as session,
        pytest.raises(UserError, match="已照010号另开过一张"),
    ):
        drafts.copy(session, row.id, NOW.date())


@pytest.mark.parametrize(
    ("on", "said"), [("大后天", "不是日期"), ("2026-12-01", "不在原凭证的日期和今天之间")]
)
def test_a_reversal_of_no_day_keeps_its_one_form_open_with_the_reason(
    october: FundsPage, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch, on: str, said: str
) -> None:
    select(october, 9)
    left: list[tuple[str, str]] = []

    def try_it(box: Any) -> bool:
        assert not enter(box, reason="开错发票", on=on)
        reason, day = box._boxes
        left.append((reason.editor.words, day.trouble))
        return False

    monkeypatch.setattr(dialogs, "run", try_it)
    press(october, "reverse_voucher")
    (shown,) = left
    assert shown[0] == "开错发票"
    assert said in shown[1]
    assert len(october.rows) == 2


def test_a_month_is_closed_and_takes_nothing_more(october: FundsPage, dialogs: FakeDialogs) -> None:
    assert october.command_actions["new_expense"].isEnabled()
    dialogs.answers.append(True)
    press(october, "close_month")
    assert not october.command_actions["new_expense"].isEnabled()
    assert not october.command_actions["close_month"].isEnabled()


def test_a_year_is_carried_once_it_is_over(
    october: FundsPage, dialogs: FakeDialogs, office: Database
) -> None:
    assert not october.command_actions["carry_year"].isEnabled()
    in_january(october)
    press(october, "carry_year")  # two Enters end no year
    assert "10月起3个月还没有月结" in dialogs.asked[-1][2]
    assert october.command_actions["carry_year"].isEnabled()
    dialogs.answers += ["财政收回一部分…", "38", True]
    press(october, "carry_year")
    with office.read() as session:
        view = funds.view(session, october.book_id or 0, 2026)
        assert (view.carried, view.returned_fen) == (Carry.SPLIT, 3_800)
        assert funds.view(session, october.book_id or 0, 2027).opening_fen == 3_860_000


def in_january(page: FundsPage) -> datetime:
    """The page in the January after its year."""
    later = datetime(2027, 1, 9, 9)
    page.ctx.now = lambda: later
    page.ctx.tasks._now = lambda: later
    page.refresh_commands()
    return later


def test_before_a_year_ends_its_open_months_and_unmatched_lines_of_the_bank_are_told(
    october: FundsPage, dialogs: FakeDialogs, deed: DoDeed[Any], tmp_path: Path
) -> None:
    path, book = tmp_path / "流水.csv", october.book_id or 0
    path.write_text(
        "交易日期,收入,支出,余额,对方户名,摘要\n2026-10-10,,15.00,985.00,农业银行,手续费\n", "utf-8"
    )
    in_january(october)
    press(october, "carry_year")
    assert "银行流水" not in dialogs.asked[-1][2]
    deed(lambda session: statements.carry_out(session, statements.plan(session, book, path), NOW))
    press(october, "carry_year")
    assert "· 2026年10月起3个月还没有月结，将一并结账\n" in dialogs.asked[-1][2]
    assert "· 银行流水有1笔没有对上凭证，共 15.00 元\n" in dialogs.asked[-1][2]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_neither_enter_nor_esc_ends_a_year(
    october: FundsPage, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    """In the boxes a clerk sees, one after the other: only who chooses what becomes of the money goes on."""
    seen: list[list[str]] = []

    def answer(box: Box) -> bool:
        buttons = {one.text(): one for one in box.findChildren(QPushButton)}
        seen.append(list(buttons))
        box.show()
        if len(seen) == 2 and "结转下年" in buttons:
            buttons["结转下年"].click()
        else:
            QTest.keyClick(box, key)
        return True

    for asking in ("choose", "ask"):
        monkeypatch.setattr(dialogs, asking, getattr(Dialogs, asking).__get__(dialogs))
    monkeypatch.setattr(dialogs, "run", answer)
    in_january(october)
    press(october, "carry_year")
    assert len(seen) == 1
    assert "先不年结" in seen[0]
    press(october, "carry_year")  # the second box, after 结转下年
    assert len(seen) == 3
    assert sorted(seen[2]) == ["取消", "年结"]
    assert october.command_actions["carry_year"].isEnabled()


def test_an_empty_month_of_a_closed_year_offers_no_green_button(
    october: FundsPage, office: Database, ctx: Context
) -> None:
    book, later = october.book_id or 0, in_january(october)
    ctx.month = Month(2026, 12)
    october.visit(ctx.month)
    ctx.tasks.wait()
    with office.write(Deed("年结", "测试员", later)) as session:
        books.carry(session, book, 2026, 0, "测试员", later)
    october.reload()
    ctx.tasks.wait()
    said, button = october.findChild(QLabel, "message-text"), october.findChild(QPushButton, "message-button")
    assert said is not None
    assert button is not None
    assert said.text() == "本月还没有凭证。本年余额 38,638.00 元。\n登记支出：这个月已月结，或还没有开账"
    assert not button.isEnabled()
    assert green(october) == []


def test_the_year_shows_categories_against_budgets(
    october: FundsPage,
    ctx: Context,
    dialogs: FakeDialogs,
    office: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view(october, YEARLY)
    ctx.tasks.wait()
    spent = october.findChild(QLabel, "fund-spent-quiet")
    assert spent is not None
    assert spent.text() == "执行率 22.7%，时间进度 83.8%"
    monkeypatch.setattr(dialogs, "run", partial(enter, category_id="邮寄", budget_fen="500"))
    press(october, "fund_budget")
    ctx.tasks.wait()
    monkeypatch.setattr(
        dialogs, "run", partial(enter, category_id="宣传印刷（现 15,000.00 元）", budget_fen="")
    )
    press(october, "fund_budget")
    with office.read() as session:
        budgets = {row.name: row.budget_fen for row in funds.by_category(session, october.book_id or 0, 2026)}
    assert (budgets["邮寄"], budgets["宣传印刷"]) == (50_000, None)
    view(october, MONTHLY)
    ctx.tasks.wait()
    assert len(october.rows) == 2


@pytest.fixture
def judge(
    october: FundsPage, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[str]]:
    """Opens the categories, chooses one (none: a new one), fills in its form; gives what that refused."""

    def made(chosen: str | None, **texts: str) -> list[str]:
        refused: list[str] = []

        def run(box: Any) -> bool:
            if isinstance(box, FieldsBox):
                taken = enter(box, **texts)
                refused.extend(one.trouble for one in box._boxes if one.trouble)
                return taken
            view = box.findChild(TableView)
            names = [row.name for row in box.rows]
            view.select_lines([] if chosen is None else [names.index(chosen)])
            new, change = box.findChildren(QPushButton, "act")
            (new if chosen is None else change).click()
            return True

        monkeypatch.setattr(dialogs, "run", run)
        press(october, "fund_categories")
        october.ctx.tasks.wait()
        return refused

    return made


def test_a_category_is_entered_and_judged_in_one_form(
    judge: Callable[..., list[str]], office: Database
) -> None:
    assert judge("旅游", allowed="可以列支", note="县里批准") == []
    assert judge("邮寄", note="寄给县里的") == []
    assert judge(None, name="订阅报刊", flow="支出", allowed="提醒") == []
    with office.read() as session:
        found = {row.name: (row.allowed.label, row.clause) for row in funds.categories(session)}
        notes = {row.name: row.note for row in funds.categories(session)}
    assert (found["旅游"], found["订阅报刊"]) == (("可以列支", "本单位自定"), ("提醒", "本单位自定"))
    assert (notes["旅游"], notes["邮寄"], found["邮寄"]) == ("县里批准", "寄给县里的", ("可以列支", "七"))
    assert judge(None, name="旅游", flow="支出", allowed="提醒") == [
        "已有这个科目，请在列表中选中它，用“更改…”"
    ]
    assert judge(None, name="第二笔拨款", flow="拨款", allowed="提醒") == [
        "拨款只有一个科目，请选支出或其他收入"
    ]


def test_a_category_no_longer_used_is_retired_and_used_again(
    judge: Callable[..., list[str]], office: Database
) -> None:
    def offered() -> bool:
        with office.read() as session:
            return "邮寄" in {row.name for row in funds.categories(session)}

    judge("邮寄", retired="是")
    assert not offered()
    judge("邮寄", retired="")
    assert offered()


def test_an_expense_names_its_project(october: FundsPage, ctx: Context, deed: DoDeed[Any]) -> None:
    proposal = {"name": "路灯", "source": "县财政", "amount_fen": 100, "reason": "照明"}
    deed(lambda session: projects.save(session, {**proposal, "proposed_on": date(2026, 10, 1)}))
    october.reload()
    ctx.tasks.wait()
    assert "project_id" in october.fields(None)
    assert "路灯（双签未完成）" in [text for _, text in october.offers()["project_id"]]


def test_a_year_shows_the_pictures_that_are_printed(october: FundsPage, ctx: Context) -> None:
    view(october, YEARLY)
    ctx.tasks.wait()
    said = [chart.accessibleName() for chart in october.findChildren(QWidget, "chart")]
    assert said[0].startswith("工作队工作经费：结余 38,638.00 元，按时间进度应余 ")
    assert "宣传印刷 6,405.00" in said[1]


@pytest.mark.parametrize("scale", [Scale.STANDARD, Scale.HUGE])
def test_beside_the_picture_of_a_balance_stands_what_its_two_lines_are(
    ctx: Context, qtbot: QtBot, scale: Scale
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    ctx.look.scale = scale
    ctx.look.apply(application)
    with window_of(ctx, ROOMS, qtbot) as shell:
        page = shell.show_room("funds", OCTOBER)
        assert isinstance(page, FundsPage)
        ctx.tasks.wait()
        view(page, YEARLY)
        ctx.tasks.wait()
        assert measured(shell, "年度", scale) == []
        legend = page.findChild(QLabel, "fund-legend")
        assert legend is not None
        assert legend.isVisible()
        assert "实线为每日结余" in legend.text()
        assert "虚线为按全年均匀使用应有的结余" in legend.text()


def test_the_next_year_is_opened_where_it_is_missed(
    october: FundsPage, ctx: Context, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    october.visit(Month(2027, 1))
    ctx.tasks.wait()
    button = october.findChild(QPushButton, "message-button")
    assert button is not None
    monkeypatch.setattr(dialogs, "run", partial(enter, budget_fen="50000"))
    button.click()
    ctx.tasks.wait()
    assert october.shown_year is not None
    assert (october.shown_year.year, october.shown_year.budget_fen) == (2027, 5_000_000)


def test_a_year_without_books_says_so(october: FundsPage, ctx: Context) -> None:
    october.visit(Month(2019, 3))
    ctx.tasks.wait()
    said = october.findChild(QLabel, "message-text")
    assert said is not None
    assert said.text() == "“工作队工作经费”没有2019年的账（已有2026年）。"


def test_a_book_of_another_source_is_opened_in_one_box_that_can_be_left(
    october: FundsPage, dialogs: FakeDialogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def fill(box: Any) -> bool:
        asked.append([button.text() for button in box.findChildren(QPushButton)])
        box.values = {"name": "东莞帮扶经费", "source": "东莞", "opening_fen": 10_000, "budget_fen": 0}
        return len(asked) > 1

    monkeypatch.setattr(dialogs, "run", fill)
    dialogs.answers += ["另开一本账…", "另开一本账…"]
    press(october, "open_books")
    press(october, "open_books")
    assert len(asked) == 2
    assert "取消" in asked[0]
    chooser = october.findChild(QComboBox, "fund-book")
    assert chooser is not None
    assert chooser.itemText(3) == "东莞帮扶经费"


def test_a_book_opened_by_mistake_is_deleted_while_it_is_empty(
    october: FundsPage, dialogs: FakeDialogs, deed: DoDeed[Any], ctx: Context
) -> None:
    press(october, "close_book")
    assert dialogs.asked[-1][3:] == ("先不关闭", "关闭"), "it has vouchers"
    values = {"name": "开错的账", "kind": BookKind.OTHER, "source": "县财政", "year": 2026}
    book = deed(lambda session: books.open_book(session, values))
    october.visit(f"{book}/2026-10/")
    ctx.tasks.wait()
    press(october, "close_book")
    assert october.book_id == book
    dialogs.answers = ["删除"]
    press(october, "close_book")
    assert "删除以后就没有这本账了" in dialogs.asked[-1][2]
    assert october.book_id != book
    chooser = october.findChild(QComboBox, "fund-book")
    assert chooser is not None
    assert "开错的账" not in [chooser.itemText(number) for number in range(chooser.count())]


def test_the_ledger_leaves_as_a_file(october: FundsPage, dialogs: FakeDialogs, tmp_path: Path) -> None:
    dialogs.answers.append(tmp_path / "台账.xlsx")
    press(october, "export_book")
    sheet = load_workbook(tmp_path / "台账.xlsx").worksheets[0]
    assert sheet.cell(3, 4).value == "上年结转"


def test_an_empty_ledger_is_written_to_be_filled_in(
    october: FundsPage, dialogs: FakeDialogs, tmp_path: Path
) -> None:
    dialogs.answers.append(tmp_path / "模板.xlsx")
    press(october, "ledger_template")
    october.ctx.tasks.wait()
    assert load_workbook(tmp_path / "模板.xlsx").sheetnames == ["收支台账", "填表说明"]


def test_last_years_ledger_is_looked_at_and_taken_in(
    october: FundsPage,
    ctx: Context,
    dialogs: FakeDialogs,
    office: Database,
    deed: DoDeed[Any],
    tmp_path: Path,
) -> None:
    values = {"name": "旧账", "kind": BookKind.OTHER, "source": "县财政", "year": 2025}
    book = deed(lambda session: books.open_book(session, values))
    path = tmp_path / "去年.xlsx"
    sheet = Workbook()
    for line in (
        ("日期", "摘要", "科目", "收入", "支出", "余额"),
        ("2025-03-01", "拨入", "年度拨款", 100, None, 100),
        ("2025-03-02", "体检", "体检费", None, 40, 60),
    ):
        sheet.worksheets[0].append(line)
    sheet.save(path)
    october.visit(funds_home.key(book, Month(2025, 3)))
    ctx.tasks.wait()
    dialogs.answers += [path, True]
    press(october, "import_ledger")
    ctx.tasks.wait()
    assert [row.balance_fen for row in october.rows] == [10_000, 6_000]


def test_home_and_the_finder_lead_to_the_voucher(visit: Visit, office: Database, ctx: Context) -> None:
    with office.read() as session:
        hits = [hit for hit in search.find(session, "jsbg") if hit.room == "funds"]
    page = visit("funds", hits[0].key)
    ctx.tasks.wait()
    assert page.record.summary == "寄送报告"


def test_what_is_due(drafted: FundsPage, office: Database) -> None:
    with office.read() as session:
        said = [due.text for due in funds_home.due(session, date(2026, 12, 20))]
        later = [due.text for due in funds_home.due(session, date(2027, 1, 20))]
    assert "工作队工作经费有1张凭证没有记账" in said
    assert any("2026年11月及以前还没有月结" in text for text in said)
    assert any("执行率 22.7%，慢于时间进度" in text for text in said)
    assert any("2026年还没有年结：余额 38,638.00 元" in text for text in later)


def test_the_opening_balance_is_corrected_where_no_month_is_closed(
    october: FundsPage, dialogs: FakeDialogs, office: Database, deed: DoDeed[Any], ctx: Context
) -> None:
    values = {"name": "新账", "kind": BookKind.OTHER, "source": "县财政", "year": 2026}
    book = deed(lambda session: books.open_book(session, values))
    october.visit(f"{book}/2026-10/")
    ctx.tasks.wait()
    dialogs.answers = ["1234.56"]
    press(october, "fund_opening")
    with office.read() as session:
        assert funds.view(session, book, 2026).opening_fen == 123_456


def test_the_three_books_ask_what_they_began_with(
    visit: Visit, dialogs: FakeDialogs, office: Database, deed: DoDeed[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(box: Any) -> bool:
        if isinstance(box, FieldsBox):
            assert list(box.values) == ["opening0", "opening1", "opening2"]
            box.values = {"opening0": 100, "opening1": 0, "opening2": 7}
        return True

    monkeypatch.setattr(dialogs, "run", fill)
    opened: list[int] = []
    monkeypatch.setattr(
        books, "open_standard", lambda session, year, openings: opened.extend(openings.values()) or []
    )
    page = visit("funds", Month(2026, 10))
    dialogs.answers = ["按通知开三本账"]
    press(page, "open_books")
    assert opened == [100, 0, 7]


def test_advances_are_lent_settled_and_seen(
    october: FundsPage, dialogs: FakeDialogs, office: Database, monkeypatch: pytest.MonkeyPatch, ctx: Context
) -> None:
    spent = next(row for row in october.rows if row.number and row.flow is Flow.EXPENSE)
    given = {"borrower": "罗海涛", "purpose": "下村", "amount_fen": 1_000, "lent_on": spent.dated}
    acts: list[str] = []

    def act(box: Any) -> bool:
        if isinstance(box, FieldsBox):
            box.values = given if box.objectName() == "box-lend" else {"year": 2026, "number": spent.number}
            return True
        acts.append(box.objectName())
        if len(acts) < 3:
            button = box.findChildren(QPushButton, "act")[len(acts) - 1]
            button.click()
        return True

    monkeypatch.setattr(dialogs, "run", act)
    press(october, "fund_advances")
    with office.read() as session:
        (row,) = advances.listing(session, october.book_id)
    assert (row.borrower, row.open_fen) == ("罗海涛", 1_000)
    press(october, "fund_advances")
    ctx.tasks.wait()
    with office.read() as session:
        (row,) = advances.listing(session, october.book_id)
    assert row.open_fen == 0
    assert acts[0] == "box-advances"


def test_a_closed_month_that_nobody_asked_for_gives_way_to_the_present_one(
    ctx: Context, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the first days of October the subsidy's month is September, which the book has closed."""
    monkeypatch.setattr("tests.ui.conftest.NOW", datetime(2026, 10, 5, 9))
    with window_of(ctx, ROOMS, qtbot) as shell:
        page = shell.show_room("funds")
        ctx.tasks.wait()
        assert (page.month, ctx.month) == (OCTOBER, OCTOBER.shift(-1))
        page.period.step(-1)
        ctx.tasks.wait()
        assert (page.month, ctx.month) == (OCTOBER.shift(-1), OCTOBER.shift(-1))
