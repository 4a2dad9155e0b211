"""银行对账 in the window: taken in after a preview, both sides side by side, matched by key."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.funds import BookKind
from banfu_desktop.services.bank import bank, entering
from banfu_desktop.services.funds import books, funds, posting
from banfu_desktop.ui.page.field_box import FieldBox
from banfu_desktop.ui.page.fields_box import FieldsBox
from banfu_desktop.ui.pages.bank.page import ALL, BankPage
from banfu_desktop.ui.pages.funds.page import FundsPage
from tests.services.test_projects import pay
from tests.ui.conftest import FakeDialogs
from tests.ui.pages.conftest import DoDeed, Visit

AT = datetime(2026, 11, 2, 8)
STATEMENT = """交易日期,收入,支出,余额,对方户名,摘要
2026-10-03,50000.00,,50000.00,新丰县财政局,工作经费
2026-10-09,,1200.00,48800.00,丰城新华印刷厂,印刷费
2026-10-10,,15.00,48785.00,农业银行,手续费
2026-10-12,,800.00,47985.00,文具店,办公用品
"""


@pytest.fixture
def book(deed: DoDeed[Any]) -> int:
    def keep(session: Any) -> int:
        books.open_book(
            session, {"name": "对账账本", "kind": BookKind.OTHER, "source": "县财政", "year": 2026}
        )
        made = funds.named(session, "对账账本").id
        pay(session, made, 5_000_000, category="年度拨款", day=date(2026, 10, 3), now=AT)
        for fen, day in ((120_000, 8), (30_000, 11), (50_000, 11), (9_900, 12)):
            pay(session, made, fen, day=date(2026, 10, day), now=AT)
        return made

    made: int = deed(keep)
    return made


@pytest.fixture
def page(visit: Visit, book: int) -> BankPage:
    found: BankPage = visit("bank", book)
    return found


def do(page: BankPage, command: str) -> None:
    page.refresh_commands()
    assert page.command_actions[command].isEnabled()
    page.command_actions[command].trigger()
    page.ctx.tasks.wait()


@pytest.fixture
def taken_in(page: BankPage, dialogs: FakeDialogs, tmp_path: Path) -> BankPage:
    path = tmp_path / "流水.csv"
    path.write_bytes(STATEMENT.encode("gb18030"))
    dialogs.answers = [path, True]
    do(page, "import_statement")
    return page


def test_a_statement_is_previewed_and_taken_in(taken_in: BankPage, dialogs: FakeDialogs) -> None:
    assert ("run", "import-box") in dialogs.asked
    assert [line.mark for line in taken_in._lines.shown] == ["建议 1", "建议 2", "未对上", "未对上"]
    assert [one.mark for one in taken_in._vouchers.shown] == [
        "建议 1",
        "建议 2",
        "未对上",
        "未对上",
        "未对上",
    ]


def test_proposals_are_matched_at_once_and_leave_the_view_of_what_is_open(taken_in: BankPage) -> None:
    do(taken_in, "accept_proposals")
    assert [line.net_fen for line in taken_in._lines.shown] == [-1_500, -80_000]
    assert "47,985.00 － 账面余额 47,901.00 ＝ 84.00" in taken_in._proof.text()
    taken_in._views.show_view(ALL)
    assert len(taken_in._lines.shown) == 4


def test_a_line_is_matched_with_two_vouchers_and_taken_apart(
    taken_in: BankPage, office: Database, book: int
) -> None:
    do(taken_in, "accept_proposals")
    taken_in._line_view.select_lines([1])
    taken_in._voucher_view.select_lines([0, 1])
    do(taken_in, "match")
    with office.read() as session:
        view = bank.show(session, book)
    assert view is not None
    assert len(view.reconciliation.pairs) == 3
    taken_in._views.show_view(ALL)
    taken_in._line_view.select_lines([3])
    do(taken_in, "unmatch")
    with office.read() as session:
        view = bank.show(session, book)
    assert view is not None
    assert len(view.reconciliation.pairs) == 2


def test_the_vouchers_of_a_proposal_are_selected_with_its_line(taken_in: BankPage, qtbot: QtBot) -> None:
    taken_in._line_view.setCurrentIndex(taken_in._lines.index(1, 0))
    assert [taken_in._vouchers.row(n).net_fen for n in taken_in._voucher_view.selected_lines()] == [-120_000]


def test_a_book_without_a_statement_offers_to_take_one_in(page: BankPage) -> None:
    assert "还没有导入银行流水" in page._message.accessibleName()


def test_a_line_becomes_a_draft_once_its_category_is_chosen_and_agrees_when_posted(
    taken_in: BankPage, dialogs: FakeDialogs, office: Database, book: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(taken_in, "accept_proposals")
    asked: list[FieldsBox] = []

    def run(box: Any) -> bool:
        asked.append(box)
        box.show()
        box._confirm()
        assert box.result() == 0  # a category is not guessed
        fields = box.findChildren(FieldBox)
        assert all(field.height() >= field.heightForWidth(field.width()) for field in fields)  # nothing cut
        box._boxes[0].editor.show_value(chosen)
        box._confirm()
        return bool(box.result())

    with office.read() as session:
        chosen = posting.category_named(session, "办公耗材")
    monkeypatch.setattr(dialogs, "run", run)
    taken_in._line_view.select_lines([0])
    do(taken_in, "enter_voucher")
    (box,) = asked
    assert (box.values["amount_fen"], box.values["payee"]) == (1_500, "农业银行")
    shell = taken_in.window()
    funds_page = shell.findChild(FundsPage)
    assert funds_page is not None
    taken_in.ctx.tasks.wait()
    assert funds_page.record.summary == "手续费"
    assert any("记账后自动对上" in fact.text for fact in funds_page.facts(funds_page.record))
    taken_in.reload()
    taken_in.ctx.tasks.wait()
    assert [line.mark for line in taken_in._lines.shown] == ["待记账", "未对上"]
    draft = funds_page.record.id
    with office.write(Deed("记账", "测试员", AT)) as session:
        posting.save(session, book, {"leader": "钟立新", "secretary": "李国栋"}, draft)
        posting.post(session, draft, "测试员", AT)
    taken_in.reload()
    taken_in.ctx.tasks.wait()
    assert [line.net_fen for line in taken_in._lines.shown] == [-80_000]


def test_a_line_that_has_a_draft_leads_to_it(taken_in: BankPage, deed: DoDeed[Any], book: int) -> None:
    def begin(session: Any) -> int:
        view = bank.show(session, book)
        assert view is not None
        line = next(one.id for one in view.reconciliation.lines if one.net_fen == -1_500)
        chosen = posting.category_named(session, "办公耗材")
        return entering.enter(session, book, line, {"category_id": chosen})

    draft = deed(begin)
    taken_in.reload()
    taken_in.ctx.tasks.wait()
    waiting = [n for n, line in enumerate(taken_in._lines.shown) if line.mark == "待记账"]
    taken_in._line_view.select_lines(waiting)
    do(taken_in, "enter_voucher")
    funds_page = taken_in.window().findChild(FundsPage)
    assert funds_page is not None
    taken_in.ctx.tasks.wait()
    assert funds_page.record.id == draft


def test_a_line_that_a_voucher_is_likely_to_stand_for_is_not_entered_twice_unasked(
    taken_in: BankPage, dialogs: FakeDialogs
) -> None:
    likely = [n for n, line in enumerate(taken_in._lines.shown) if line.mark == "建议 2"]
    taken_in._line_view.select_lines(likely)
    dialogs.answers = ["回去对上"]
    do(taken_in, "enter_voucher")
    asked = dialogs.asked[-1]
    assert asked[:2] == ("choose", "账上已有相像的凭证")
    assert "2026-10-08 2026年002号" in asked[2]
    dialogs.answers = ["是另一笔，照此登记", False]
    do(taken_in, "enter_voucher")
    assert dialogs.asked[-1] == ("run", "box-enter_voucher")
