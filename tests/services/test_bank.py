"""Bank statements taken in once, matched with vouchers, every difference on both sides and proven."""

from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from banfu_desktop.db.models.bank import BankLine, BankStatement
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.rules.imports import Options
from banfu_desktop.services.audit import history
from banfu_desktop.services.bank import bank, door, entering, importing
from banfu_desktop.services.funds import books, funds, posting
from banfu_desktop.services.hall import lists
from tests.services.conftest import DATA, NOW, TODAY, Doing
from tests.services.test_projects import pay

STATEMENT = """交易日期,收入,支出,余额,对方户名,摘要
2026-03-11,50000.00,,50000.00,新丰县财政局,工作经费
2026-06-03,,1200.00,48800.00,丰城新华印刷厂,印刷费
2026-06-05,,15.00,48785.00,农业银行,手续费
2026-06-09,,800.00,47985.00,文具店,办公用品
"""
MORE = STATEMENT + "2026-06-21,3.50,,47988.50,农业银行,结息\n"


@pytest.fixture
def book(doing: Doing) -> int:
    """50,000 in, 1,200 and 300 + 500 paid, 99 not yet through the bank."""
    with doing("开账") as session:
        opened = books.open_standard(session, 2026)[0]
        pay(session, opened, 5_000_000, category="年度拨款", day=date(2026, 3, 11))
        for fen, day in ((120_000, 1), (30_000, 8), (50_000, 8), (9_900, 8)):
            pay(session, opened, fen, day=date(2026, 6, day))
    return opened


def take_in(doing: Doing, book: int, tmp_path: Path, text: str, name: str = "流水.csv") -> int:
    path = tmp_path / name
    path.write_bytes(text.encode("gb18030"))
    with doing("导入银行流水") as session:
        return importing.carry_out(session, importing.plan(session, book, path), NOW)


def test_a_statement_is_taken_in_once_and_a_longer_one_adds_what_is_new(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    assert take_in(doing, book, tmp_path, STATEMENT) == 4
    with office.read() as session:
        before = history.deeds(session)
    assert take_in(doing, book, tmp_path, STATEMENT) == 0
    with office.read() as session:
        assert history.deeds(session) == before  # nothing was written, so there was no deed
        assert session.scalar(sa.select(sa.func.count()).select_from(BankStatement)) == 1
    assert take_in(doing, book, tmp_path, MORE, "流水2.csv") == 1
    with office.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(BankLine)) == 5


def test_proposals_are_accepted_and_the_rest_stays_in_sight_and_explains_the_difference(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing("银行对账") as session:
        view = bank.show(session, book)
        assert view is not None
        assert bank.accept(session, view.proposals) == 2
    with office.read() as session:
        view = bank.show(session, book)
        assert view is not None
        one = view.reconciliation
        assert [line.net_fen for line in one.lines] == [-1_500, -80_000]
        assert [entry.net_fen for entry in one.vouchers] == [-30_000, -50_000, -9_900]
        assert (one.bank_fen, one.book_fen) == (4_798_500, funds.balance_on(session, book, one.until))
        assert one.difference_fen == one.only_bank_fen - one.only_book_fen == 8_400
        assert one.proven
        assert [row.room for row in door.due(session, TODAY)] == ["bank"]


def test_one_line_stands_for_several_vouchers_of_the_same_sum_only(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with office.read() as session:
        view = bank.show(session, book)
        assert view is not None
        line = next(one.id for one in view.reconciliation.lines if one.net_fen == -80_000)
        small = [one.id for one in view.reconciliation.vouchers if one.net_fen in (-30_000, -50_000)]
    with doing() as session, pytest.raises(UserError, match=r"相差 -500\.00 元"):
        bank.match(session, line, small[:1])
    with doing() as session, pytest.raises(UserError, match="没有选凭证"):
        bank.match(session, line, [])
    with doing("银行对账") as session:
        bank.match(session, line, small)
    with doing() as session, pytest.raises(UserError, match="已经对上"):
        bank.match(session, line, small)
    with doing() as session:
        assert bank.unmatch(session, [line]) == 1
    with office.read() as session:
        view = bank.show(session, book)
        assert view is not None
        assert not view.reconciliation.pairs


def test_a_voucher_of_another_book_is_refused(doing: Doing, book: int, tmp_path: Path) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing() as session:
        other = funds.books(session)[1].id
        strange = pay(session, other, 1_000_000, category="年度拨款", day=date(2026, 3, 11))
        line = session.scalars(sa.select(BankLine.id)).first()
        assert line is not None
        with pytest.raises(UserError, match="不是这本账上已记账的凭证"):
            bank.match(session, line, [strange])


def test_matching_and_taking_in_can_be_undone(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing("撤销") as session:
        assert history.undo(session, NOW) == "导入银行流水"
    with office.read() as session:
        assert bank.show(session, book) is None


def test_bad_cells_stop_the_whole_statement(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    with pytest.raises(ProblemsError, match="1处需要更正"):
        take_in(doing, book, tmp_path, STATEMENT.replace("1200.00,", "一千,"))
    with pytest.raises(UserError, match="没有一笔收支"):
        take_in(doing, book, tmp_path, STATEMENT.splitlines()[0] + "\n")
    with office.read() as session:
        assert bank.show(session, book) is None


def test_the_lines_leave_as_excel(doing: Doing, book: int, tmp_path: Path) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing() as session:
        assert lists.export(session, "bank", tmp_path / "流水.xlsx", NOW) == 4


def test_another_download_of_the_same_lines_adds_nothing_whatever_it_says_beside_them(
    office: Database, doing: Doing, book: int
) -> None:
    files = DATA / "doors" / "second-download-other-columns"
    for name, fresh in (("web.csv", 2), ("app.csv", 0)):
        with doing("导入银行流水") as session:
            assert importing.carry_out(session, importing.plan(session, book, files / name), NOW) == fresh
    with office.read() as session:
        view = bank.show(session, book)
        assert view is not None
        assert view.reconciliation.bank_fen == 4_871_950


def test_a_line_without_a_balance_that_may_be_there_already_is_asked_about(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    path = tmp_path / "手机.csv"
    path.write_text("交易日期,收入,支出,摘要\n2026-06-03,,1200.00,付款\n2026-06-04,,7.00,付款\n", "utf-8")
    with office.read() as session:
        plan = importing.look(session, book, path)
        assert [question.key for question in plan.open_questions] == ["same-lines"]
        with pytest.raises(ProblemsError, match="1处需要回答"):
            importing.plan(session, book, path)
    for answer, fresh in (("same", 1), ("new", 2)):
        with office.read() as session:
            plan = importing.plan(session, book, path, Options(answers={"same-lines": answer}))
            assert plan.count("新增") == fresh


def test_a_statement_is_taken_out_again_as_a_whole(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    take_in(doing, book, tmp_path, MORE, "流水2.csv")
    with doing("移除银行流水") as session:
        statement = importing.statement_named(session, book, "1")
        assert "流水2.csv" in importing.remove(session, statement.id)
    with office.read() as session:
        assert [row.name for row in importing.statements(session, book)] == ["流水2.csv"]
        assert len(bank.listed(session)) == 1
    with doing("撤销") as session:
        history.undo(session, NOW)
    with office.read() as session:
        assert len(bank.listed(session)) == 5
    assert take_in(doing, book, tmp_path, STATEMENT) == 0


def test_a_statement_with_matched_lines_stays(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing("银行对账") as session:
        view = bank.show(session, book)
        assert view is not None
        bank.accept(session, view.proposals)
    with doing() as session, pytest.raises(UserError, match="已有2笔对上凭证"):
        importing.remove(session, importing.statement_named(session, book, "流水.csv").id)


def test_equal_lines_of_a_removed_statement_come_in_again(doing: Doing, book: int, tmp_path: Path) -> None:
    """100 in, 100 out and 100 in again: the first and the last are alike in day, amount and balance."""
    lines = ("2026-03-02,100.00,,100.00", "2026-03-02,,100.00,0.00", "2026-03-02,100.00,,100.00")
    text = "交易日期,收入,支出,余额\n" + "\n".join(lines) + "\n"
    assert take_in(doing, book, tmp_path, text) == 3
    with doing("移除银行流水") as session:
        importing.remove(session, importing.statement_named(session, book, "1").id)
    assert take_in(doing, book, tmp_path, text) == 3
    assert take_in(doing, book, tmp_path, text) == 0


def lines_of(session: Session, book: int) -> dict[int, int]:
    """The open lines by what they moved, in fen."""
    view = bank.show(session, book)
    assert view is not None
    return {line.net_fen: line.id for line in view.reconciliation.lines}


def test_a_voucher_is_begun_from_a_line_and_matched_with_it_when_it_is_posted(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing("照流水登记") as session:
        line = lines_of(session, book)[-1_500]
        chosen = posting.category_named(session, "办公耗材")
        made = entering.enter(
            session, book, line, {"category_id": chosen, "leader": "钟立新", "secretary": "李"}
        )
        row = funds.voucher(session, made)
        view = bank.show(session, book)
    assert (row.number, row.dated, row.out_fen, row.payee, row.summary) == (
        None, date(2026, 6, 5), 1_500, "农业银行", "手续费",
    )  # fmt: skip
    assert view is not None
    assert view.drafts == {line: made}
    assert line in [entry.id for entry in view.reconciliation.lines]  # a draft is nothing yet
    with doing("记账") as session:
        posting.post(session, made, "经办", NOW)
        view = bank.show(session, book)
    assert view is not None
    assert [(pair.line.id, [one.id for one in pair.vouchers]) for pair in view.reconciliation.pairs] == [
        (line, [made])
    ]
    assert view.drafts == {}
    assert view.reconciliation.proven


def test_the_category_of_a_line_is_asked_and_goes_its_way(doing: Doing, book: int, tmp_path: Path) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing() as session:
        line, income = lines_of(session, book)[-1_500], posting.category_named(session, "社会捐赠")
    for chosen, said in ((None, "没有选择科目"), (income, "这笔流水是支出")):
        with doing() as session, pytest.raises(UserError, match=said):
            entering.enter(session, book, line, {"summary": "手续费", "category_id": chosen})


def test_a_line_has_one_draft_and_the_draft_may_go_and_come_back(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing() as session:
        line, chosen = lines_of(session, book)[-1_500], posting.category_named(session, "办公耗材")
        made = entering.enter(session, book, line, {"category_id": chosen})
    with office.write(Deed("撤销", "经办", NOW)) as session:
        history.undo(session, NOW)
        assert entering.open_line(session, book, line).net_fen == -1_500
    with doing() as session:
        made = entering.enter(session, book, line, {"category_id": chosen})
    with doing() as session, pytest.raises(UserError, match="已照此登记草稿“手续费”"):
        entering.enter(session, book, line, {"category_id": chosen})
    with doing("删除草稿") as session:
        posting.remove(session, made)
        assert entering.open_line(session, book, line).net_fen == -1_500
    with office.write(Deed("撤销", "经办", NOW)) as session:
        history.undo(session, NOW)
    with office.read() as session:
        assert list(entering.awaited(session, [made])) == [made]


def test_a_draft_whose_amount_was_changed_is_not_matched_and_says_so(
    doing: Doing, book: int, tmp_path: Path
) -> None:
    take_in(doing, book, tmp_path, STATEMENT)
    with doing() as session:
        line, chosen = lines_of(session, book)[-1_500], posting.category_named(session, "办公耗材")
        values = {"category_id": chosen, "leader": "钟立新", "secretary": "李国栋"}
        made = entering.enter(session, book, line, values)
        assert "自动对上" in entering.told(entering.awaited(session, [made])[made], -1_500)
        posting.save(session, book, {"amount_fen": 1_000}, made)
        assert "金额已不同" in entering.told(entering.awaited(session, [made])[made], -1_000)
        posting.post(session, made, "经办", NOW)
        view = bank.show(session, book)
    assert view is not None
    assert (view.reconciliation.pairs, view.drafts) == ((), {})
