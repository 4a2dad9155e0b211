"""A whole book of the fund: its opening balance, years in any order, its end, advances, partial refunds."""

from datetime import date, datetime
from typing import Any

import pytest

from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import BookKind
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.bank import bank
from banfu_desktop.services.funds import advances, book_life, books, funds, posting
from banfu_desktop.services.funds import due as reminders
from banfu_desktop.services.program import checking
from tests.services.conftest import NOW, TODAY, Doing
from tests.services.test_projects import pay

JANUARY_9 = datetime(2027, 1, 9, 9)
OTHER = {
    "name": "东莞帮扶经费",
    "kind": BookKind.OTHER,
    "source": "东莞",
    "year": 2026,
    "opening_fen": 100_000,
}


@pytest.fixture
def book(doing: Doing) -> int:
    """A book of 2026 that began with 1,000 yuan."""
    with doing("开账") as session:
        return books.open_book(session, OTHER)


def balance(office: Database, book: int, year: int = 2026) -> int:
    with office.read() as session:
        return funds.view(session, book, year).balance_fen


class TestOpening:
    """What a book began with is asked, and corrected until the first month is closed."""

    def test_the_three_books_begin_with_what_was_there(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            team, *villages = books.standard_names(session, 2026)
            opened = books.open_standard(session, 2026, {team: 123_456, villages[0]: 1})
        assert [balance(office, one) for one in opened] == [123_456, 1, 0]

    def test_it_is_corrected_until_a_month_is_closed(self, office: Database, book: int, doing: Doing) -> None:
        with doing() as session:
            book_life.set_opening(session, book, 2026, 250_000)
        assert balance(office, book) == 250_000
        with doing() as session:
            books.close_month(session, book, Month(2026, 1), TODAY)
        with pytest.raises(UserError, match="2026年已有月份结账"), doing() as session:
            book_life.set_opening(session, book, 2026, 0)

    def test_no_day_goes_below_zero_by_it(self, office: Database, book: int, doing: Doing) -> None:
        with doing() as session:
            pay(session, book, 80_000)
        with pytest.raises(UserError), doing() as session:
            book_life.set_opening(session, book, 2026, 79_999)
        assert balance(office, book) == 20_000


class TestYears:
    """Years are opened in any order; what one ends with is what the next began with."""

    def test_an_earlier_year_is_opened_behind_a_later_one(
        self, office: Database, book: int, doing: Doing
    ) -> None:
        with doing() as session:
            book_life.open_year(session, book, 2025, 0, 90_000)
            pay(session, book, 20_000, category="年度拨款", day=date(2025, 3, 1))
        with (
            pytest.raises(UserError, match=r"结余 1,100.00 元，2026年年初结转填的是 1,000.00 元"),
            doing() as session,
        ):
            books.carry(session, book, 2025, 0, "经办", NOW)
        with doing() as session:
            pay(session, book, 10_000, day=date(2025, 6, 1))
            books.carry(session, book, 2025, 0, "经办", NOW)
        assert balance(office, book) == 100_000
        with pytest.raises(UserError, match="由2025年年结带入"), doing() as session:
            book_life.set_opening(session, book, 2026, 0)

    def test_a_year_is_opened_once(self, book: int, doing: Doing) -> None:
        with pytest.raises(UserError, match="2026年已经开账"), doing() as session:
            book_life.open_year(session, book, 2026, 0)
        with pytest.raises(UserError, match="由2026年年结带入"), doing() as session:
            book_life.open_year(session, book, 2027, 0, 100)


class TestEnd:
    """A book is renamed, and closed once nothing is left in it."""

    def test_a_renamed_book_keeps_its_vouchers(self, office: Database, book: int, doing: Doing) -> None:
        with doing() as session:
            pay(session, book, 10_000)
            books.save_book(session, book, {"name": "东莞市帮扶经费"})
            assert funds.named(session, "东莞市").id == book
        assert balance(office, book) == 90_000

    def test_it_is_closed_empty_and_takes_nothing_more(
        self, office: Database, book: int, doing: Doing
    ) -> None:
        with pytest.raises(UserError, match=r"2026年还没有年结，账上 1,000.00 元"), doing() as session:
            book_life.close_book(session, book, TODAY, TODAY)
        later = JANUARY_9.date()
        with doing(day=later) as session:
            books.carry(session, book, 2026, 100_000, "经办", JANUARY_9)
            book_life.close_book(session, book, later, later)
            assert not [item for item in reminders.due(session, later) if "东莞" in item.text]
        with pytest.raises(UserError, match="已于2027-01-09关闭"), doing(day=later) as session:
            pay(session, book, 1, category="年度拨款", day=later, now=JANUARY_9)
        with pytest.raises(UserError, match="已于2027-01-09关闭"), doing(day=later) as session:
            book_life.open_year(session, book, 2028, 0)

    def test_bank_lines_without_a_voucher_are_counted(self, book: int, office: Database) -> None:
        with office.read() as session:
            assert bank.unmatched(session, book, date(2026, 12, 31)) == (0, 0)


class TestAdvances:
    """备用金: lent, settled by vouchers, given back; the books never change by it."""

    def lend(self, session: Any, book: int, fen: int = 50_000, **changes: Any) -> int:
        values = {"borrower": "罗海涛", "purpose": "下村活动", "amount_fen": fen, "lent_on": date(2026, 6, 1)}
        return advances.lend(session, book, values | changes, TODAY)

    def test_lending_is_no_expense(self, office: Database, book: int, doing: Doing) -> None:
        with doing() as session:
            self.lend(session, book)
            assert advances.outstanding(session, book) == 50_000
            (due,) = [item for item in reminders.due(session, TODAY) if "备用金" in item.text]
        assert (due.text, due.urgency) == (
            "罗海涛2026-06-01借的备用金还有 500.00 元没有核销，已154天",
            "amber",
        )
        assert balance(office, book) == 100_000

    def test_vouchers_and_what_comes_back_settle_it(self, office: Database, book: int, doing: Doing) -> None:
        with doing() as session:
            advance = self.lend(session, book)
            assert (
                advances.settle(session, advance, pay(session, book, 30_000, day=date(2026, 6, 9))) == 20_000
            )
            assert advances.give_back(session, advance, 15_000, date(2026, 6, 10), TODAY) == 5_000
            assert advances.settle(session, advance, pay(session, book, 8_000, day=date(2026, 6, 11))) == 0
            (row,) = advances.listing(session)
        assert (row.settled_fen, row.returned_fen, row.open_fen) == (35_000, 15_000, 0)
        assert balance(office, book) == 62_000
        assert checking.check(office).bad == ()

    def test_no_more_is_lent_than_is_there(self, book: int, doing: Doing) -> None:
        with doing() as session:
            self.lend(session, book, 60_000)
        with pytest.raises(UserError, match=r"账上除已借出的还有 400.00 元"), doing() as session:
            self.lend(session, book, 40_001)

    def test_a_voucher_settles_one_advance_and_not_before_it(self, book: int, doing: Doing) -> None:
        with doing() as session:
            advance = self.lend(session, book)
            early = pay(session, book, 100, day=date(2026, 5, 31))
            used = pay(session, book, 100, day=date(2026, 6, 2))
            advances.settle(session, advance, used)
        with pytest.raises(UserError, match="早于借款日期"), doing() as session:
            advances.settle(session, advance, early)
        with pytest.raises(UserError, match="已核销过"), doing() as session:
            advances.settle(session, advance, used)
        with pytest.raises(UserError, match="不能退回"), doing() as session:
            advances.give_back(session, advance, 50_000, TODAY, TODAY)
        with pytest.raises(UserError, match="不能删除"), doing() as session:
            advances.remove(session, advance)

    def test_a_book_with_money_out_is_not_closed(self, book: int, doing: Doing) -> None:
        later = JANUARY_9.date()
        with doing(day=later) as session:
            self.lend(session, book, 100_000)
            pay(session, book, 100_000, day=date(2026, 6, 9))
            books.carry(session, book, 2026, 0, "经办", JANUARY_9)
        with pytest.raises(UserError, match="还有没核销的备用金"), doing(day=later) as session:
            book_life.close_book(session, book, later, later)

    def test_what_is_lent_cannot_be_taken_back_at_the_years_end(self, book: int, doing: Doing) -> None:
        later = JANUARY_9.date()
        with doing(day=later) as session:
            self.lend(session, book, 60_000)
        with pytest.raises(UserError, match=r"最多收回 400.00 元"), doing(day=later) as session:
            books.carry(session, book, 2026, 40_001, "经办", JANUARY_9)
        with doing(day=later) as session:
            assert books.carry(session, book, 2026, 40_000, "经办", JANUARY_9) == 60_000

    def test_a_voucher_that_is_reversed_settles_nothing_any_more(self, book: int, doing: Doing) -> None:
        with doing() as session:
            advance = self.lend(session, book)
            whole = pay(session, book, 30_000, day=date(2026, 6, 9))
            part = pay(session, book, 20_000, day=date(2026, 6, 9))
            assert [advances.settle(session, advance, voucher) for voucher in (whole, part)] == [20_000, 0]
            posting.reverse(session, whole, TODAY, "登错了", "经办", NOW)
            assert advances.one(session, advance).open_fen == 30_000
            assert advances.reopened(session, whole).endswith("现在未核销 300.00 元")
            left = posting.refund(session, part, 5_000, TODAY, "多付", "经办", NOW)
            assert advances.one(session, advance).open_fen == 50_000
            assert advances.settle(session, advance, left) == 35_000
            assert advances.give_back(session, advance, 35_000, TODAY, TODAY) == 0
            assert advances.reopened(session, pay(session, book, 100)) == ""


class TestRefund:
    """A part that came back: the whole is reversed, the rest stands anew."""

    def test_the_rest_stands_with_signatures_and_invoices(
        self, office: Database, book: int, doing: Doing
    ) -> None:
        with doing() as session:
            paid = pay(session, book, 50_000)
            bundle = funds.voucher(session, paid).bundle_id
        with doing() as session:
            left = posting.refund(session, paid, 12_000, TODAY, "多付", "经办", NOW)
            row, old = funds.voucher(session, left), funds.voucher(session, paid)
        assert (row.amount_fen, row.summary, row.dated) == (38_000, old.summary, TODAY)
        assert row.approval == old.approval
        assert old.reversed_by
        assert bundle != row.bundle_id
        assert balance(office, book) == 62_000
        assert checking.check(office).bad == ()

    @pytest.mark.parametrize("fen", [0, 50_000, 50_001])
    def test_a_part_is_less_than_the_whole(self, book: int, doing: Doing, fen: int) -> None:
        with doing() as session:
            paid = pay(session, book, 50_000)
        with pytest.raises(UserError, match="退款应大于零"), doing() as session:
            posting.refund(session, paid, fen, TODAY, "多付", "经办", NOW)

    def test_its_invoices_go_with_what_stands(self, office: Database, book: int, doing: Doing) -> None:
        from banfu_desktop.rules.invoices import InvoiceKind

        number = "25442000000012345678"
        with doing() as session:
            draft = posting.save(
                session,
                book,
                {
                    "dated": date(2026, 6, 1), "amount_fen": 50_000, "summary": "印刷宣传单",
                    "category_id": posting.category_named(session, "宣传印刷"), "payee": "某印刷店",
                    "leader": "钟立新", "secretary": "李国栋",
                },
            )  # fmt: skip
            bundle = funds.voucher(session, draft).bundle_id
            invoices.save(
                session, bundle, {"kind": InvoiceKind.DIGITAL, "number": number, "amount_fen": 50_000}
            )
            posting.post(session, draft, "经办", NOW)
            left = posting.refund(session, draft, 1, TODAY, "多付", "经办", NOW)
            (paper,) = invoices.listing(session, funds.voucher(session, left).bundle_id)
        assert (paper.number, paper.released) == (number, False)
