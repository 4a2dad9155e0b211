"""Mobilised capital 七 and the project library 三(六): promises, arrivals, vouchers, ideas made projects."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.base import Base
from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.mobilised import Arrival, Channel, Help, IdeaKind, IdeaStage
from banfu_desktop.services import rooms
from banfu_desktop.services.audit import history
from banfu_desktop.services.funds import books, funds, posting
from banfu_desktop.services.hall import home, papers, search
from banfu_desktop.services.mobilised import due, ideas, mobilised
from banfu_desktop.services.projects import projects
from tests.services.conftest import NOW, TODAY, Doing
from tests.services.test_projects import pay

JUNE = date(2026, 6, 30)


def promise(session: Session, **values: Any) -> int:
    given = {
        "kind": Help.JUNE_30, "source": "广东䶮新公司", "purpose": "操场修缮", "promised_fen": 5_000_000,
        "promised_on": JUNE, **values,
    }  # fmt: skip
    return mobilised.save(session, given, TODAY)


def arrival(fen: int, channel: Channel = Channel.CHARITY, **values: Any) -> dict[str, Any]:
    return {
        "arrived_on": date(2026, 7, 15),
        "amount_fen": fen,
        "channel": channel,
        "voucher_id": None,
        **values,
    }


def income(session: Session, fen: int) -> int:
    """A posted income voucher of the team's book."""
    opened = funds.books(session) or books.open_standard(session, 2026)
    book = opened[0] if isinstance(opened[0], int) else opened[0].id
    return pay(session, book, fen, category="社会捐赠", day=date(2026, 7, 15), now=NOW)


def idea(session: Session, **values: Any) -> int:
    given = {
        "name": "饮水管改造", "kind": IdeaKind.WORKS, "estimate_fen": 18_600_000, "reason": "老水管锈蚀",
        "source_wanted": "县乡村振兴资金", "raised_on": date(2026, 3, 5), **values,
    }  # fmt: skip
    return ideas.save(session, given, TODAY)


def test_a_promise_arrives_in_parts_by_its_ways(doing: Doing, office: Database) -> None:
    with doing() as session:
        key = promise(session)
        assert mobilised.one(session, key).state is Arrival.PROMISED
        mobilised.arrive(session, key, arrival(2_000_000), TODAY)
        row = mobilised.one(session, key)
        assert (row.state, row.arrived_fen, row.left_fen) == (Arrival.PARTLY, 2_000_000, 3_000_000)
        mobilised.arrive(session, key, arrival(3_000_000, Channel.VILLAGE), TODAY)
    with office.read() as session:
        row = mobilised.one(session, key)
    assert (row.state, row.channels, row.left_fen) == (Arrival.ARRIVED, "慈善会、村集体", 0)


def test_what_passes_our_book_points_at_its_voucher_and_never_comes_to_more(doing: Doing) -> None:
    with doing() as session:
        voucher = income(session, 3_000_000)
        key = promise(session)
        with pytest.raises(UserError, match="要选收入凭证"):
            mobilised.arrive(session, key, arrival(1_000_000, Channel.OWN_BOOK), TODAY)
        with pytest.raises(UserError, match="不进本队账本"):
            mobilised.arrive(session, key, arrival(1_000_000, voucher_id=voucher), TODAY)
        mobilised.arrive(session, key, arrival(2_000_000, Channel.OWN_BOOK, voucher_id=voucher), TODAY)
        with pytest.raises(UserError, match=r"再登记10,000\.01元就超过"):
            mobilised.arrive(session, key, arrival(1_000_001, Channel.OWN_BOOK, voucher_id=voucher), TODAY)
        mobilised.arrive(session, key, arrival(1_000_000, Channel.OWN_BOOK, voucher_id=voucher), TODAY)
        assert "号" in mobilised.one(session, key).arrivals[0].voucher


def test_a_reversed_voucher_is_no_paper_of_an_arrival(doing: Doing) -> None:
    with doing() as session:
        voucher = income(session, 3_000_000)
        posting.reverse(session, voucher, date(2026, 7, 16), "写错", "经办", NOW)
        key = promise(session)
        with pytest.raises(UserError, match="已被冲销"):
            mobilised.arrive(session, key, arrival(1_000_000, Channel.OWN_BOOK, voucher_id=voucher), TODAY)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"promised_on": TODAY + timedelta(1)}, "还没有到"),
        ({"due_on": date(2026, 1, 1)}, "早于承诺日期"),
        ({"kind": Help.GOODS}, "没有写明物资或服务"),
        ({"kind": Help.DONATION, "promised_fen": None}, "没有填写承诺金额"),
    ],
)
def test_what_cannot_be_is_refused(doing: Doing, values: dict[str, Any], why: str) -> None:
    with pytest.raises(UserError, match=why), doing() as session:
        promise(session, **values)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"arrived_on": TODAY + timedelta(1)}, "还没有到"),
        ({"arrived_on": date(2026, 6, 1)}, "早于承诺日期"),
        ({"amount_fen": 0}, "没有填写到位金额"),
    ],
)
def test_an_arrival_that_cannot_be_is_refused(doing: Doing, values: dict[str, Any], why: str) -> None:
    with pytest.raises(UserError, match=why), doing() as session:
        mobilised.arrive(session, promise(session), {**arrival(100), **values}, TODAY)


def test_a_service_arrives_without_an_amount(doing: Doing) -> None:
    with doing() as session:
        key = promise(session, kind=Help.SERVICE, goods="义诊 80 人次", promised_fen=None)
        mobilised.arrive(session, key, arrival(0), TODAY)
        assert mobilised.one(session, key).state is Arrival.ARRIVED


def test_the_rest_may_never_come_for_a_reason_and_is_asked_for_no_more(
    doing: Doing, office: Database
) -> None:
    with doing() as session:
        key = promise(session, due_on=date(2026, 9, 30))
        mobilised.arrive(session, key, arrival(2_000_000), TODAY)
    with office.read() as session:
        said = [line.text for line in due.due(session, TODAY)]
    assert said[0] == "广东䶮新公司承诺的6·30捐赠还有 30,000.00 元没有到位，应在2026-09-30前"
    assert said[1] == "1 笔社会帮扶到位超过 30 天，还没有公示"
    with doing() as session:
        mobilised.end(session, key, TODAY, "企业经营困难", TODAY)
        mobilised.save(session, {"published_on": TODAY}, TODAY, key)
        row = mobilised.one(session, key)
        assert (row.state, row.left_fen, due.due(session, TODAY)) == (Arrival.ENDED, 0, [])
        with pytest.raises(UserError, match="不再到位"):
            mobilised.arrive(session, key, arrival(100), TODAY)
        mobilised.reopen(session, key)
        assert mobilised.one(session, key).state is Arrival.PARTLY


def test_what_has_arrived_is_not_removed_but_taken_back(doing: Doing) -> None:
    with doing() as session:
        key = promise(session)
        mobilised.arrive(session, key, arrival(100), TODAY)
        with pytest.raises(UserError, match="已有到位登记"):
            mobilised.remove(session, key)
        mobilised.remove_arrival(session, key)
        mobilised.remove(session, key)
        assert mobilised.listing(session) == []


def test_an_idea_goes_its_way_and_becomes_a_project_waiting_for_two_signatures(
    doing: Doing, office: Database
) -> None:
    with doing() as session:
        key = idea(session)
        assert ideas.one(session, key).stage is IdeaStage.RAISED
        ideas.save(
            session, {"discussed_on": date(2026, 3, 18), "submitted_on": date(2026, 4, 10)}, TODAY, key
        )
        assert ideas.one(session, key).stage is IdeaStage.SUBMITTED
        with pytest.raises(UserError, match="应在2026-04-10"):
            ideas.promote(session, key, date(2026, 4, 1), TODAY)
        project = ideas.promote(session, key, date(2026, 5, 6), TODAY)
    with office.read() as session:
        row, made = ideas.one(session, key), projects.show(session, project)
    assert (row.stage, row.project) == (IdeaStage.PROMOTED, "饮水管改造")
    assert (made.name, made.amount_fen, made.source, made.signed) == (
        "饮水管改造", 18_600_000, "县乡村振兴资金", "待书记、队长",
    )  # fmt: skip
    for change in (
        lambda s: ideas.promote(s, key, TODAY, TODAY),
        lambda s: ideas.drop(s, key, TODAY, "x", TODAY),
    ):
        with pytest.raises(UserError, match="已立项"), doing() as session:
            change(session)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"discussed_on": date(2026, 3, 1)}, "早于提出"),
        (
            {"published_on": date(2026, 4, 2), "submitted_on": date(2026, 4, 1)},
            "已申报的日期2026-04-01早于已公示",
        ),
        ({"listed_on": TODAY + timedelta(1)}, "还没有到"),
        ({"estimate_fen": 0}, "必须大于零"),
    ],
)
def test_an_ideas_days_are_in_order(doing: Doing, values: dict[str, Any], why: str) -> None:
    with pytest.raises(UserError, match=why), doing() as session:
        idea(session, **values)


def test_two_ideas_are_never_called_the_same(doing: Doing) -> None:
    with doing() as session:
        idea(session)
    with pytest.raises(UserError, match="已有名为"), doing() as session:
        idea(session)


def test_the_sums_of_a_year_are_what_adding_up_says(doing: Doing, office: Database) -> None:
    with doing() as session:
        for fen, channel in (
            (1_000, Channel.CHARITY),
            (2_000, Channel.TOWN_FINANCE),
            (3_000, Channel.CHARITY),
        ):
            mobilised.arrive(session, promise(session, promised_fen=10_000), arrival(fen, channel), TODAY)
        promise(session, promised_on=date(2025, 6, 30))
    with office.read() as session:
        (row,) = mobilised.year_sums(session, 2026)
    assert (row.kind, row.count, row.promised_fen, row.arrived_fen) == (Help.JUNE_30, 3, 30_000, 6_000)
    assert dict(row.by_channel)[Channel.CHARITY] == 4_000
    assert sum(fen for _, fen in row.by_channel) == row.arrived_fen


def test_the_papers_say_it_and_the_public_one_says_less(doing: Doing, office: Database) -> None:
    with doing() as session:
        mobilised.arrive(session, promise(session), {**arrival(100), "receipt": "粤财票 00123456"}, TODAY)
        idea(session)
    with office.read() as session:
        for form in ("raise-list", "raise-year", "idea-list"):
            paper = papers.make(session, form, now=NOW, today=TODAY, year=2026)
            assert papers.pdf(paper).startswith(b"%PDF")
        own = papers.make(session, "raise-list", now=NOW, today=TODAY, year=2026)
        public = papers.make(session, "raise-list", now=NOW, today=TODAY, year=2026, variant="public")
    assert "粤财票" in str(own.documents)
    assert "粤财票" not in str(public.documents)
    with office.read() as session, pytest.raises(UserError, match="2020年没有社会帮扶"):
        papers.make(session, "raise-year", now=NOW, today=TODAY, year=2020)


def test_home_palette_and_undo_know_it(doing: Doing, office: Database) -> None:
    with doing("登记社会帮扶") as session:
        key = promise(session, due_on=date(2026, 7, 1))
    with office.read() as session:
        assert any(line.room == "mobilised" for line in home.due(session, TODAY))
        assert [hit.key for hit in search.find(session, "操场") if hit.room == "mobilised"] == [key]
    with doing("撤销") as session:
        assert history.undo(session, NOW) == "登记社会帮扶"
        assert mobilised.listing(session) == []


def test_no_field_is_about_a_household_or_a_borrower() -> None:
    """Privacy: neither the schema nor what the clerk sees has a place for them."""
    personal = re.compile(r"household|borrower|identity|phone|illness|户主|借款人|身份证|受助人")
    tables = ("contributions", "contribution_arrivals", "project_ideas")
    columns = {f"{name}.{column.name}" for name in tables for column in Base.metadata.tables[name].columns}
    shown = {
        field.name + field.label
        for name in tables
        for table in rooms.merged("TABLES")[name].shown
        for field in table.fields
    }
    assert not [name for name in columns | shown if personal.search(name)]
