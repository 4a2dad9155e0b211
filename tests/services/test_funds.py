"""The work-fund books: vouchers drafted, posted, reversed; months and years closed; balances to the fen."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from banfu_desktop.db.models.funds import FundVoucher, FundYear
from banfu_desktop.db.models.office import Setting
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.funds import Allowed, BookKind, Carry, Flow
from banfu_desktop.rules.invoices import InvoiceKind
from banfu_desktop.rules.words import TownKind
from banfu_desktop.services.attachments import invoices
from banfu_desktop.services.audit import history, seals
from banfu_desktop.services.funds import book_life, books, drafts, funds, papers, posting
from banfu_desktop.services.office import office, settings
from tests.services.conftest import NOW, Doing

JANUARY_9 = datetime(2027, 1, 9, 9)
SIGNED = {"leader": "钟立新", "secretary": "李国栋"}
NUMBER = "25442000000123456789"
TEAM = "工作队工作经费"


@pytest.fixture
def team(office: Database, doing: Doing) -> int:
    """The team's book of 2026, with its allotment of 50,000 posted on 10 March as number 1."""
    with doing("开账") as session:
        opened = books.open_standard(session, 2026)[0]
    with doing("登记拨款") as session:
        enter(session, opened, date(2026, 3, 10), 5_000_000, "年度拨款", "县财政拨入")
    return opened


def draft(
    session: Session,
    book: int,
    day: date,
    fen: int,
    category: str = "宣传印刷",
    summary: str = "印刷宣传单",
    **more: Any,
) -> int:
    chosen = posting.category_named(session, category)
    values = {"dated": day, "amount_fen": fen, "category_id": chosen, "summary": summary, **SIGNED, **more}
    return posting.save(session, book, values)


def enter(
    session: Session,
    book: int,
    day: date,
    fen: int,
    category: str = "宣传印刷",
    summary: str = "印刷宣传单",
    now: datetime = NOW,
    **more: Any,
) -> int:
    """A voucher drafted and posted; gives its id."""
    made = draft(session, book, day, fen, category, summary, **more)
    posting.post(session, made, "经办", now)
    return made


def balance(office: Database, book: int, year: int = 2026) -> int:
    with office.read() as session:
        return funds.view(session, book, year).balance_fen


class TestOpening:
    """Books are made when the office opens the fund (七)."""

    def test_a_county_run_town_has_three(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            books.open_standard(session, 2026)
        with office.read() as session:
            rows = funds.books(session)
            due = [funds.view(session, row.id, 2026).budget_fen for row in rows]
        assert [row.kind for row in rows] == [BookKind.TEAM, BookKind.VILLAGE, BookKind.VILLAGE]
        assert due == [5_000_000, 1_000_000, 1_000_000]
        assert len({row.name for row in rows}) == 3

    def test_the_amounts_are_settings_with_effective_dates(self, office: Database, doing: Doing) -> None:
        with doing() as session:
            settings.choose(session, "fund_team_fen", "60000", date(2026, 1, 1))
            opened = books.open_standard(session, 2026)
            assert funds.view(session, opened[0], 2026).budget_fen == 6_000_000

    def test_they_are_opened_once(self, team: int, doing: Doing) -> None:
        with pytest.raises(UserError, match="已开"), doing() as session:
            books.open_standard(session, 2026)

    def test_a_key_town_opens_its_own(self, database: Database) -> None:
        from banfu_desktop.db.store import Deed
        from banfu_desktop.services.program import founding

        with database.write(Deed("建立", "经办", NOW)) as session:
            founding.found(session, "遥田镇", practice=True)
            assert office_kind(session) is TownKind.KEY
            with pytest.raises(UserError, match="逐本开账"):
                books.open_standard(session, 2026)
            own = {"name": "东莞帮扶经费", "kind": BookKind.OTHER, "source": "东莞", "year": 2026}
            opened = books.open_book(session, own | {"opening_fen": 123_45})
            assert funds.view(session, opened, 2026).balance_fen == 123_45

    def test_two_books_never_bear_one_name(self, team: int, doing: Doing) -> None:
        with pytest.raises(UserError, match="已有名为"), doing() as session:
            books.open_book(
                session, {"name": "工作队工作经费", "kind": BookKind.OTHER, "source": "x", "year": 2026}
            )

    def test_one_opened_by_mistake_goes_while_it_is_empty(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            other = funds.named(
                session, "驻村2" if "驻村2" in str(funds.books(session)) else funds.books(session)[2].name
            )
            books.discard_book(session, other.id)
        with pytest.raises(UserError, match="已有凭证"), doing() as session:
            books.discard_book(session, team)


def office_kind(session: Session) -> TownKind:
    return office.current(session).kind


class TestPosting:
    """Draft → posted, for good."""

    def test_numbers_follow_without_a_gap_and_balances_run(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            enter(session, team, date(2026, 4, 1), 120_050)
            enter(session, team, date(2026, 3, 20), 80_000, "办公耗材", "打印纸", payee="新丰县文具店")
        with office.read() as session:
            rows = funds.vouchers(session, team, 2026)
        assert [(row.number, row.balance_fen) for row in rows] == [
            (1, 5_000_000),
            (3, 4_920_000),
            (2, 4_799_950),
        ]
        assert [row.said_number for row in rows] == ["001号", "003号", "002号"]

    def test_a_month_shows_the_balance_it_began_with(self, team: int, office: Database, doing: Doing) -> None:
        with doing() as session:
            enter(session, team, date(2026, 4, 1), 120_050)
        with office.read() as session:
            april = funds.vouchers(session, team, 2026, Month(2026, 4).period)
            assert [row.balance_fen for row in april] == [4_879_950]
            assert funds.balance_on(session, team, date(2026, 3, 31)) == 5_000_000
            assert funds.balance_on(session, team, date(2025, 3, 31)) == 0

    def test_a_draft_counts_for_nothing_and_can_go(self, team: int, office: Database, doing: Doing) -> None:
        with doing() as session:
            made = draft(session, team, date(2026, 4, 1), 100)
        with office.read() as session:
            view = funds.view(session, team, 2026)
            assert (view.balance_fen, view.drafts, funds.voucher(session, made).balance_fen) == (
                5_000_000,
                1,
                None,
            )
        with doing() as session:
            posting.remove(session, made)
        with office.read() as session:
            assert funds.view(session, team, 2026).drafts == 0

    def test_what_is_saved_as_a_draft_can_be_taken_back_and_a_posting_not(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing("登记凭证") as session:
            made = draft(session, team, date(2026, 4, 1), 100)
        with doing("撤销") as session:
            history.undo(session, NOW)
        with office.read() as session:
            assert session.get(FundVoucher, made) is None
        with doing("记账") as session:
            enter(session, team, date(2026, 4, 1), 100)
        with pytest.raises(UserError, match="不能撤销"), doing() as session:
            history.undo(session, NOW)

    def test_no_day_ends_below_zero_also_when_the_voucher_comes_late(self, team: int, doing: Doing) -> None:
        with pytest.raises(UserError, match="2026年3月9日的余额会变成 -0"), doing() as session:
            enter(session, team, date(2026, 3, 9), 1)
        with doing() as session:
            enter(session, team, date(2026, 5, 1), 4_999_999)
        with pytest.raises(UserError, match="2026年5月1日的余额会变成 -0"), doing() as session:
            enter(session, team, date(2026, 4, 1), 2)

    def test_income_of_the_same_day_covers_it(self, team: int, office: Database, doing: Doing) -> None:
        with doing() as session:
            enter(session, team, date(2026, 6, 1), 100_000, "社会捐赠", "企业捐赠")
            enter(session, team, date(2026, 6, 1), 5_100_000)
        assert balance(office, team) == 0

    @pytest.mark.parametrize(
        ("category", "clause"),
        [("工作补助", "六(一)"), ("体检费", "六(二)"), ("往返交通费", "六(二)"), ("旅游", "七")],
    )
    def test_what_the_fund_does_not_pay_is_refused_with_its_clause(
        self, team: int, office: Database, doing: Doing, category: str, clause: str
    ) -> None:
        with doing() as session:
            made = draft(session, team, date(2026, 4, 1), 100, category)
        with pytest.raises(UserError, match="不得在工作经费中列支") as refused, doing() as session:
            posting.post(session, made, "经办", NOW)
        assert refused.value.clause == clause
        with doing("更正") as session:
            posting.save(session, team, {"override_reason": "镇党委会2026年3月30日议定"}, made)
            posting.post(session, made, "经办", NOW)
        with office.read() as session:
            trail = session.execute(
                sa.text("SELECT after FROM audit WHERE table_name = 'fund_vouchers'")
            ).scalars()
            assert "议定" in "".join(trail)

    def test_a_warned_category_is_said(self, team: int, office: Database) -> None:
        with office.read() as session:
            found = posting.verdict_of(session, posting.category_named(session, "设备购置"))
            assert found is not None
            assert "资产卡片" in found.text
            assert posting.verdict_of(session, posting.category_named(session, "邮寄")) is None

    def test_categories_are_the_offices_own(self, team: int, doing: Doing) -> None:
        with doing() as session:
            travel = posting.category_named(session, "旅游")
            books.save_category(session, {"allowed": Allowed.YES, "clause": "本单位自定"}, travel)
            enter(session, team, date(2026, 4, 1), 100, "旅游")
            with pytest.raises(UserError, match="性质不能改"):
                books.save_category(session, {"flow": Flow.INCOME}, travel)
            with pytest.raises(UserError, match="已有名为"):
                books.save_category(session, {"name": "邮寄", "flow": Flow.EXPENSE, "allowed": Allowed.YES})
            own = books.save_category(
                session, {"name": "订阅报刊", "flow": Flow.EXPENSE, "allowed": Allowed.YES}
            )
            assert posting.category_named(session, "订阅报刊") == own

    def test_signatures_follow_the_setting_of_the_day(self, team: int, doing: Doing) -> None:
        unsigned = {"leader": "钟立新", "secretary": None}
        with pytest.raises(UserError, match="还缺镇党委书记"), doing() as session:
            enter(session, team, date(2026, 4, 1), 100, **unsigned)
        with doing() as session:
            settings.choose(session, "double_sign", "超过金额", date(2026, 4, 2))
            settings.choose(session, "double_sign_above_fen", "500", date(2026, 4, 2))
            enter(session, team, date(2026, 4, 2), 50_000, **unsigned)
        with pytest.raises(UserError, match="还缺镇党委书记"), doing() as session:
            enter(session, team, date(2026, 4, 2), 50_001, **unsigned)
        with pytest.raises(UserError, match="还缺队长"), doing() as session:
            enter(session, team, date(2026, 4, 2), 100, leader=None)
        with doing() as session:
            settings.choose(session, "double_sign", "不要求", date(2026, 4, 3))
            enter(session, team, date(2026, 4, 3), 60_000, **unsigned)
        with pytest.raises(UserError, match="双签"), doing() as session:
            enter(session, team, date(2026, 4, 1), 100, **unsigned)

    def test_a_choice_made_before_the_setting_had_three_answers_still_holds(
        self, team: int, doing: Doing
    ) -> None:
        with doing() as session:
            session.add(Setting(name="double_sign", value="0", effective_from=date(2026, 1, 1), note=""))
            session.flush()
            made = enter(session, team, date(2026, 4, 1), 100, secretary=None)
            assert funds.numbered(session, team, 2026, 2).id == made

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"amount_fen": 0}, "大于零"),
            ({"summary": " "}, "没有填写摘要"),
            ({"category_id": 1, "about_year": 26}, "所属年度26不合理"),
            ({"dated": date(2031, 1, 1)}, "还没有2031年的账"),
            ({"category_id": 9999}, "没有这个科目"),
        ],
    )
    def test_what_cannot_be_a_draft(
        self, team: int, doing: Doing, change: Mapping[str, Any], said: str
    ) -> None:
        values = {"dated": date(2026, 4, 1), "amount_fen": 100, "summary": "x", "category_id": 6}
        with pytest.raises(UserError, match=said), doing() as session:
            posting.save(session, team, {**values, **change})

    def test_income_belongs_to_no_project(self, team: int, doing: Doing) -> None:
        with pytest.raises(UserError, match="“年度拨款”不是支出科目，不能记到项目上"), doing() as session:
            enter(session, team, date(2026, 4, 1), 100, category="年度拨款", project_id=1)

    def test_nothing_is_posted_ahead_of_its_day(self, team: int, doing: Doing) -> None:
        with pytest.raises(UserError, match="在今天以后"), doing() as session:
            enter(session, team, date(2026, 11, 3), 100)

    def test_the_same_invoice_stands_once_and_again_after_a_reversal(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            made = draft(session, team, date(2026, 4, 1), 100)
            other = draft(session, team, date(2026, 4, 2), 100)
            mine, twin = (funds.voucher(session, one).bundle_id for one in (made, other))
            values = {"kind": InvoiceKind.parse("数电票"), "number": NUMBER, "amount_fen": 99}
            invoices.save(session, mine, values)
            assert funds.voucher(session, made).invoiced_fen == 99
            with pytest.raises(UserError, match="草稿：印刷宣传单”中登记"):
                invoices.save(session, twin, values)
            posting.post(session, made, "经办", NOW)
        with pytest.raises(UserError, match="已封存"), doing() as session:
            invoices.remove(session, invoices.listing(session, mine)[0].id)
        with doing() as session:
            posting.reverse(session, made, date(2026, 4, 5), "重复付款", "经办", NOW)
            invoices.save(session, twin, values)


class TestPermanence:
    """The database itself keeps what was posted, whoever writes."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE fund_vouchers SET amount_fen = 1 WHERE number = 1",
            "DELETE FROM fund_vouchers WHERE number = 1",
            "UPDATE fund_vouchers SET number = 5, state = 'posted', posted_at = 'x' WHERE state = 'draft'",
        ],
    )
    def test_a_posted_voucher_stays_and_numbers_follow(self, team: int, doing: Doing, statement: str) -> None:
        with doing() as session:
            draft(session, team, date(2026, 4, 1), 100)
        with pytest.raises((DBAPIError, Exception)) as error, doing() as session:
            session.execute(sa.text(statement))
        assert "voucher" in str(error.value) or "number" in str(error.value)

    def test_nothing_comes_into_a_closed_month_or_year_and_none_opens_again(
        self, team: int, doing: Doing
    ) -> None:
        with doing() as session:
            draft(session, team, date(2026, 10, 1), 100)
            session.execute(
                sa.update(FundYear).where(FundYear.book_id == team).values(closed_to=Month(2026, 10))
            )
        for statement in (
            "UPDATE fund_vouchers SET number = 2, state = 'posted', posted_at = 'x' WHERE state = 'draft'",
            "UPDATE fund_years SET closed_to = '2026-09'",
        ):
            with pytest.raises(Exception, match="closed"), doing() as session:
                session.execute(sa.text(statement))


class TestReversal:
    """红字冲销: in the book itself, dated and numbered, pointing both ways, once."""

    def test_both_ends_point_at_each_other(self, team: int, office: Database, doing: Doing) -> None:
        with doing() as session:
            made = enter(session, team, date(2026, 4, 1), 100)
            red = posting.reverse(session, made, date(2026, 4, 5), "开错发票", "经办", NOW)
        with office.read() as session:
            old, new = funds.voucher(session, made), funds.voucher(session, red)
        assert (new.number, new.amount_fen, new.out_fen, new.reverses) == (3, -100, -100, "2026年002号")
        assert (old.reversed_by, old.amount_fen) == ("2026年003号", 100)
        assert new.balance_fen == balance(office, team) == 5_000_000

    def test_it_happens_once_and_not_to_itself(self, team: int, doing: Doing) -> None:
        with doing() as session:
            made = enter(session, team, date(2026, 4, 1), 100)
            red = posting.reverse(session, made, date(2026, 4, 5), "开错", "经办", NOW)
        for voucher, said in ((made, "已由003号"), (red, "红字凭证不能再冲销")):
            with pytest.raises(UserError, match=said), doing() as session:
                posting.reverse(session, voucher, date(2026, 4, 6), "再来", "经办", NOW)

    def test_what_was_reversed_is_said_again_in_a_draft_of_today_to_be_signed_anew(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            wrong = draft(session, team, date(2026, 4, 1), 12_800, payee="印刷厂", remark="两批")
            invoice = {"kind": InvoiceKind.parse("数电票"), "number": NUMBER, "amount_fen": 12_800}
            invoices.save(session, funds.voucher(session, wrong).bundle_id, invoice)
            posting.post(session, wrong, "经办", NOW)
        with doing() as session, pytest.raises(UserError, match="没有冲销"):
            drafts.copy(session, wrong, NOW.date())
        with doing() as session:
            red = posting.reverse(session, wrong, date(2026, 4, 2), "科目错", "经办", NOW)
        with doing() as session, pytest.raises(UserError, match="没有冲销"):
            drafts.copy(session, red, NOW.date())
        with doing("重新登记") as session:
            copied = drafts.copy(session, wrong, NOW.date())
            first, again = funds.voucher(session, wrong), funds.voucher(session, copied.id)
            papers_of = invoices.listing(session, again.bundle_id)
        kept = ("category_id", "summary", "amount_fen", "payee", "remark", "book_id")
        assert [getattr(again, name) for name in kept] == [getattr(first, name) for name in kept]
        assert (again.number, again.dated, again.signers) == (None, NOW.date(), "")
        assert [paper.number for paper in papers_of] == [NUMBER]
        with office.write(Deed("撤销", "经办", NOW)) as session:
            history.undo(session, NOW)
        with office.read() as session:
            assert [row.id for row in funds.vouchers(session, team, 2026) if row.number is None] == []

    def test_an_invoice_that_stands_elsewhere_by_now_is_left_and_named(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        invoice = {"kind": InvoiceKind.parse("数电票"), "number": NUMBER, "amount_fen": 100}
        with doing() as session:
            wrong = draft(session, team, date(2026, 4, 1), 100)
            invoices.save(session, funds.voucher(session, wrong).bundle_id, invoice)
            posting.post(session, wrong, "经办", NOW)
            posting.reverse(session, wrong, date(2026, 4, 2), "重开", "经办", NOW)
            other = draft(session, team, date(2026, 4, 2), 100, summary="另一张")
            invoices.save(session, funds.voucher(session, other).bundle_id, invoice)
        with doing() as session:
            copied = drafts.copy(session, wrong, NOW.date())
            assert invoices.listing(session, funds.voucher(session, copied.id).bundle_id) == []
        assert "草稿：另一张”中登记" in copied.left[0]

    @pytest.mark.parametrize(
        ("on", "reason", "said"),
        [
            (date(2026, 3, 31), "x", "早于凭证日期"),
            (date(2026, 12, 1), "x", "今天以后"),
            (date(2026, 4, 5), " ", "没有写明冲销原因"),
        ],
    )
    def test_it_needs_a_day_and_a_reason(
        self, team: int, doing: Doing, on: date, reason: str, said: str
    ) -> None:
        with doing() as session:
            made = enter(session, team, date(2026, 4, 1), 100)
        with pytest.raises(UserError, match=said), doing() as session:
            posting.reverse(session, made, on, reason, "经办", NOW)

    def test_money_already_spent_cannot_be_reversed_away(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            enter(session, team, date(2026, 4, 1), 5_000_000)
            first = funds.numbered(session, team, 2026, 1).id
        with pytest.raises(UserError, match="余额会变成"), doing() as session:
            posting.reverse(session, first, date(2026, 5, 1), "退款", "经办", NOW)

    def test_after_the_years_end_it_stands_in_the_old_year_while_that_is_open(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            made = enter(session, team, date(2026, 4, 1), 100)
        with doing() as session:
            red = posting.reverse(session, made, date(2027, 1, 8), "退货", "经办", JANUARY_9)
            row = funds.voucher(session, red)
        assert (row.year, row.dated) == (2026, date(2026, 12, 31))

    def test_else_in_the_new_year_and_what_was_printed_stays_true(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            made = enter(session, team, date(2026, 4, 1), 100)
        with doing() as session:
            books.carry(session, team, 2026, 0, "经办", JANUARY_9)
        with office.read() as session:
            printed = funds.view(session, team, 2026)
        with doing() as session:
            red = posting.reverse(session, made, date(2027, 1, 9), "退货", "经办", JANUARY_9)
            row = funds.voucher(session, red)
        assert (row.year, row.number, row.reverses) == (2027, 1, "2026年002号")
        with office.read() as session:
            assert funds.view(session, team, 2026) == printed
            assert funds.voucher(session, made).reversed_by == "2027年001号"
        assert balance(office, team, 2027) == 5_000_000


class TestClosing:
    """月结, 年结 and what becomes of the balance."""

    def test_nothing_is_dated_into_a_closed_month(self, team: int, doing: Doing) -> None:
        with doing() as session:
            made = enter(session, team, date(2026, 4, 1), 100)
            books.close_month(session, team, Month(2026, 4), NOW.date())
        with pytest.raises(UserError, match="2026年4月已月结"), doing() as session:
            enter(session, team, date(2026, 4, 30), 100)
        with pytest.raises(UserError, match="已结账"), doing() as session:
            posting.reverse(session, made, date(2026, 4, 30), "x", "经办", NOW)
        with pytest.raises(UserError, match="已月结"), doing() as session:
            books.close_month(session, team, Month(2026, 3), NOW.date())

    def test_a_month_is_closed_when_it_is_over_and_empty_of_drafts(self, team: int, doing: Doing) -> None:
        with pytest.raises(UserError, match="还没有过完"), doing() as session:
            books.close_month(session, team, Month(2026, 11), NOW.date())
        with doing() as session:
            draft(session, team, date(2026, 4, 1), 100)
        with pytest.raises(UserError, match="还有1张草稿"), doing() as session:
            books.close_month(session, team, Month(2026, 4), NOW.date())

    def test_the_balance_goes_on_to_the_next_year(self, team: int, office: Database, doing: Doing) -> None:
        with doing() as session:
            enter(session, team, date(2026, 4, 1), 1_234_567)
        with doing() as session:
            assert books.carry(session, team, 2026, 0, "经办", JANUARY_9) == 3_765_433
        with office.read() as session:
            old, new = funds.view(session, team, 2026), funds.view(session, team, 2027)
        assert (old.carried, old.balance_fen) == (Carry.FORWARD, 3_765_433)
        assert (new.opening_fen, new.budget_fen, new.balance_fen) == (3_765_433, 5_000_000, 3_765_433)
        with pytest.raises(UserError, match="已年结"), doing() as session:
            enter(session, team, date(2026, 12, 31), 1, now=JANUARY_9)

    @pytest.mark.parametrize(("returned", "carried"), [(5_000_000, Carry.RETURNED), (1, Carry.SPLIT)])
    def test_what_is_taken_back_is_an_entry(
        self, team: int, office: Database, doing: Doing, returned: int, carried: Carry
    ) -> None:
        with doing() as session:
            books.carry(session, team, 2026, returned, "经办", JANUARY_9)
        with office.read() as session:
            last = funds.vouchers(session, team, 2026)[-1]
            view = funds.view(session, team, 2026)
            assert (last.flow, last.dated, last.number, last.amount_fen) == (
                Flow.RETURNED,
                date(2026, 12, 31),
                2,
                returned,
            )
            assert (view.carried, view.returned_fen, view.expense_fen) == (carried, returned, 0)
            assert funds.view(session, team, 2027).opening_fen == 5_000_000 - returned
        with pytest.raises(UserError, match="不能冲销"), doing() as session:
            posting.reverse(session, last.id, date(2027, 1, 9), "x", "经办", JANUARY_9)

    def test_after_december_was_closed_it_is_an_entry_of_the_new_year(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            books.close_month(session, team, Month(2026, 12), JANUARY_9.date())
            before = funds.view(session, team, 2026).balance_fen
            books.carry(session, team, 2026, 5_000_000, "经办", JANUARY_9)
            old, new = funds.view(session, team, 2026), funds.view(session, team, 2027)
        assert (old.balance_fen, new.opening_fen, new.balance_fen) == (before, before, 0)
        assert old.carried is Carry.RETURNED

    def test_an_entry_of_the_new_year_is_dated_in_it_however_late_it_comes(
        self, team: int, doing: Doing
    ) -> None:
        late = datetime(2028, 3, 1, 9)
        with doing() as session:
            books.close_month(session, team, Month(2026, 12), JANUARY_9.date())
            book_life.open_year(session, team, 2027, 0)
            books.close_month(session, team, Month(2027, 12), late.date())
        with pytest.raises(UserError, match="没有可以登记的日期"), doing() as session:
            books.carry(session, team, 2026, 100, "经办", late)
        with doing() as session:
            assert books.carry(session, team, 2026, 0, "经办", late) == 5_000_000

    def test_years_are_closed_in_order_and_within_what_is_there(self, team: int, doing: Doing) -> None:
        with pytest.raises(UserError, match="还没有过完"), doing() as session:
            books.carry(session, team, 2026, 0, "经办", NOW)
        with pytest.raises(UserError, match="账上只有 50,000"), doing() as session:
            books.carry(session, team, 2026, 5_000_001, "经办", JANUARY_9)
        with doing() as session:
            book_life.open_year(session, team, 2027, 5_000_000)
        with pytest.raises(UserError, match="请先办理2026年"), doing() as session:
            books.carry(session, team, 2027, 0, "经办", datetime(2028, 1, 9))
        with pytest.raises(UserError, match="2027年已经开账"), doing() as session:
            book_life.open_year(session, team, 2027, 0)

    def test_a_late_allotment_counts_for_its_own_year(
        self, team: int, office: Database, doing: Doing
    ) -> None:
        with doing() as session:
            book_life.open_year(session, team, 2027, 5_000_000)
            enter(
                session,
                team,
                date(2027, 1, 5),
                300_000,
                "年度拨款",
                "补拨2026年经费",
                JANUARY_9,
                about_year=2026,
            )
        with office.read() as session:
            assert funds.view(session, team, 2026).allotted_for_fen == 5_300_000
            assert funds.view(session, team, 2027).allotted_for_fen == 0
            assert funds.view(session, team, 2027).missing_fen == 5_000_000


class TestYear:
    """The year at a glance."""

    def test_categories_budgets_and_shares(self, team: int, office: Database, doing: Doing) -> None:
        with doing() as session:
            printing = posting.category_named(session, "宣传印刷")
            books.set_budget(session, team, 2026, printing, 1_000_000)
            enter(session, team, date(2026, 4, 1), 425_000)
        with office.read() as session:
            view = funds.view(session, team, 2026)
            assert [
                (row.name, row.amount_fen, row.used) for row in view.sums if row.flow is Flow.EXPENSE
            ] == [("宣传印刷", 425_000, 425)]
            assert (view.execution, view.gone(date(2026, 7, 1)), view.posted) == (85, 499, 2)
            days = funds.balances(session, team, 2026)
            assert [(day.day, day.balance_fen) for day in days] == [
                (date(2026, 3, 10), 5_000_000),
                (date(2026, 4, 1), 4_575_000),
            ]
            assert funds.months_open(view, date(2026, 3, 1)) == (Month(2026, 1), Month(2026, 2))
            assert funds.remembered(session, "summary") == ["印刷宣传单", "县财政拨入"]

    def test_budgets_are_for_spending_in_an_open_year(self, team: int, doing: Doing) -> None:
        with doing() as session:
            printing = posting.category_named(session, "宣传印刷")
            with pytest.raises(UserError, match="不能是负数"):
                books.set_budget(session, team, 2026, printing, -1)
            with pytest.raises(UserError, match="只有支出科目"):
                books.set_budget(session, team, 2026, posting.category_named(session, "自筹"), 1)
            books.set_budget(session, team, 2026, printing, 1)
            books.set_budget(session, team, 2026, printing, None)
            books.set_due(session, team, 2026, 6_000_000)
            assert funds.view(session, team, 2026).missing_fen == 1_000_000
            assert funds.budgets_of(session, funds.view(session, team, 2026).id) == {}
        with doing() as session:
            books.carry(session, team, 2026, 0, "经办", JANUARY_9)
        with pytest.raises(UserError, match="已年结"), doing() as session:
            books.set_due(session, team, 2026, 1)

    def test_a_book_is_found_by_a_part_of_its_name(self, team: int, office: Database) -> None:
        with office.read() as session:
            assert funds.named(session, "工作队").id == team
            with pytest.raises(UserError, match="2本账"):
                funds.named(session, "第一书记")
            with pytest.raises(UserError, match="没有名为"):
                funds.named(session, "不存在")
            with pytest.raises(UserError, match="没有009号凭证"):
                funds.numbered(session, team, 2026, 9)


def test_a_posted_voucher_and_a_closed_year_bear_codes_that_are_found_again(
    office: Database, doing: Doing, team: int
) -> None:
    with doing("记账") as session:
        enter(session, team, date(2026, 3, 16), 328_000)
        waiting = draft(session, team, date(2026, 3, 20), 5_000)
    with office.read() as session:
        posted, unposted = funds.vouchers(session, team, 2026)[1], funds.voucher(session, waiting)
        (paid,) = papers.voucher(session, posted.id, NOW).documents
        (waits,) = papers.voucher(session, unposted.id, NOW).documents
        (open_year,) = papers.ledgers(session, 2026, TEAM, NOW)
        assert seals.against(session, paid.check_code).paper == "支出凭单 2026年002号（工作队工作经费）"
    assert (waits.check_code, open_year.check_code) == ("", "")
    assert "第" in waits.chain_code
    assert "第" in open_year.chain_code
    with doing("年结") as session:
        posting.remove(session, waiting)
        books.carry(session, team, 2026, 0, "经办", JANUARY_9)
    with office.read() as session:
        (closed,) = papers.ledgers(session, 2026, TEAM, NOW)
        assert seals.against(session, closed.check_code).paper == "2026年工作队工作经费收支台账"
        (again,) = papers.ledgers(session, 2026, TEAM, JANUARY_9)
        assert again.check_code == closed.check_code
