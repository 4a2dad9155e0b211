"""梅坑镇's October 2026, from draft to sealed to paid, and what a later correction does."""

from datetime import date, datetime

import pytest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from banfu_desktop.db.models.subsidies import SubsidyLine, SubsidySheet
from banfu_desktop.db.store import Database
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState, MonthState, UnitLevel
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.members import members
from banfu_desktop.services.office import levels, office, settings
from banfu_desktop.services.subsidies import differences, paying, receivables, rulings, subsidies
from banfu_desktop.tables.members import MEMBERS
from tests.services.conftest import NOW, TODAY, Doing

OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)
DECEMBER_2 = datetime(2026, 12, 2, 9, 0)
JANUARY_4 = datetime(2027, 1, 4, 9, 0)


def make_and_seal(doing: Doing, month: Month, now: datetime) -> None:
    with doing("编制", now.date()) as session:
        subsidies.make(session, month, now)
    with doing("封存", now.date()) as session:
        subsidies.seal(session, month, "经办", now)


def pay(session: Session, month: Month, day: date) -> None:
    paying.pay(session, paying.payable(session, month), paying.Payment(day), TODAY)


def person(session: Session, name: str) -> members.MemberRow:
    return members.named(session, name)[0]


def arrive(doing: Doing, name: str, day: date) -> None:
    with doing("更正到岗日期") as session:
        members.save(session, {"arrived_on": day}, person(session, name).id)


@pytest.fixture
def drafted(office: Database, doing: Doing) -> Database:
    with doing("编制") as session:
        subsidies.make(session, OCTOBER, NOW)
    return office


@pytest.fixture
def sealed(drafted: Database, doing: Doing) -> Database:
    with doing("封存") as session:
        subsidies.seal(session, OCTOBER, "经办", NOW)
    return drafted


def test_october_of_meikeng(drafted: Database) -> None:
    with drafted.read() as session:
        sheets = subsidies.show(session, OCTOBER)
    nets = {line.name: line.net_fen for line in sheets.lines}
    assert nets == {
        "钟立新": 200_000,
        "潘秀云": 200_000,
        "罗海涛": 200_000,
        "谭䶮": 129_032,
        "廖小满": 200_000,
        "巫启明": 129_032,
        "阿卜杜热合曼·买买提": 70_968,
    }
    assert (sheets.people, len(sheets.sheets), sheets.net_fen) == (7, 6, 1_129_032)
    assert sheets.gross_fen - sheets.deducted_fen == sheets.net_fen
    assert {sheet.payer: sheet.net_fen for sheet in sheets.sheets}["县林业局"] == 200_000


def test_others_are_listed_with_their_clause(drafted: Database) -> None:
    with drafted.read() as session:
        refused = subsidies.show(session, OCTOBER).not_entitled
    assert {row.name for row in refused} == {"冼伟健", "邓雨桐", "何子墨", "黎晓彤", "赖俊熙", "曾国梁"}
    assert {row.clause for row in refused} == {"六(四)"}


def test_a_unit_of_another_level_is_named(drafted: Database, doing: Doing) -> None:
    with doing("改层级") as session:
        unit = office.find_organisation(session, "县司法局")
        assert unit is not None
        levels.confirm(session, unit.id, UnitLevel.CITY)
    with drafted.read() as session:
        sheets = subsidies.show(session, OCTOBER)
    assert "谭䶮" not in {line.name for line in sheets.lines}
    assert ("谭䶮", "六(一)") in {(row.name, row.clause) for row in sheets.not_entitled}


def test_a_draft_follows_the_facts(drafted: Database, doing: Doing) -> None:
    arrive(doing, "谭䶮", date(2026, 10, 15))
    with drafted.read() as session:
        line = next(line for line in subsidies.show(session, OCTOBER).lines if line.name == "谭䶮")
    assert (line.net_fen, line.formula) == (109_677, "2,000.00 × 17 ÷ 31 = 1,096.77")


def test_a_month_to_come_is_not_made(office: Database, doing: Doing) -> None:
    with pytest.raises(UserError, match="还没有到"), doing() as session:
        subsidies.make(session, DECEMBER, NOW)


def test_a_month_in_which_nobody_was_posted_is_not_made(office: Database, doing: Doing) -> None:
    with pytest.raises(UserError, match="1926年10月没有在镇人员"), doing() as session:
        subsidies.make(session, Month(1926, 10), NOW)


def test_what_leavers_owe_is_to_be_collected_not_set_off(sealed: Database, doing: Doing) -> None:
    arrive(doing, "谭䶮", date(2026, 10, 15))
    with doing() as session:
        for row in members.listing(session, NOVEMBER.period):
            members.end(session, row.id, NOVEMBER.first.replace(month=10, day=31))
        with pytest.raises(UserError, match="没有在镇人员"):
            subsidies.make(session, NOVEMBER, DECEMBER_2)
        (owed,) = receivables.listing(session, DECEMBER_2.date())
    assert (owed.name, owed.payer, owed.open_fen) == ("谭䶮", "县司法局", 19_355)


def test_a_month_not_made_is_not_shown(office: Database) -> None:
    with office.read() as session, pytest.raises(UserError, match="还没有编制"):
        subsidies.show(session, OCTOBER)


def test_making_a_draft_again_changes_nothing(drafted: Database, doing: Doing) -> None:
    with doing() as session:
        subsidies.make(session, OCTOBER, NOW)
    with drafted.read() as session:
        assert [row.month for row in subsidies.months(session)] == [OCTOBER]


def test_county_finance_may_pay_everybody(drafted: Database, doing: Doing) -> None:
    with doing() as session:
        settings.choose(session, "payer", "县财政", date(2026, 10, 1))
    with drafted.read() as session:
        sheets = subsidies.show(session, OCTOBER)
    assert [sheet.payer for sheet in sheets.sheets] == ["县财政局"]
    assert sheets.net_fen == 1_129_032


def test_county_finance_must_be_known(drafted: Database, doing: Doing) -> None:
    with doing() as session:
        settings.choose(session, "payer", "县财政", date(2026, 10, 1))
        unit = office.find_organisation(session, "县财政局")
        assert unit is not None
        office.rename(session, unit.id, "县财政和金融局", date(2026, 1, 1))
        session.execute(office.FormerName.__table__.delete())
    with drafted.read() as session, pytest.raises(UserError, match="没有“县财政局”这个单位"):
        subsidies.show(session, OCTOBER)


class TestRulings:
    """What the clerk decides for a line."""

    def test_a_deduction_with_its_reason(self, drafted: Database, doing: Doing) -> None:
        with doing() as session:
            rulings.rule(session, OCTOBER, person(session, "罗海涛").person_id, 10_000, "镇党委会议定 ")
        with drafted.read() as session:
            line = next(line for line in subsidies.show(session, OCTOBER).lines if line.name == "罗海涛")
        assert (line.gross_fen, line.deducted_fen, line.net_fen) == (200_000, 10_000, 190_000)
        assert line.reason == "镇党委会议定"

    def test_it_can_be_changed_and_taken_back(self, drafted: Database, doing: Doing) -> None:
        with doing() as session:
            who = person(session, "罗海涛").person_id
            rulings.rule(session, OCTOBER, who, 10_000, "暂定")
            rulings.rule(session, OCTOBER, who, 20_000, "议定")
            assert subsidies.show(session, OCTOBER).deducted_fen == 20_000
            rulings.withdraw_ruling(session, OCTOBER, who)
            assert subsidies.show(session, OCTOBER).deducted_fen == 0

    @pytest.mark.parametrize(
        ("fen", "reason", "said"),
        [
            (-1, "x", "不能是负数"),
            (100, " ", "没有写明原因"),
            (0, "", "没有写明原因"),
            (200_001, "x", "超过应发"),
        ],
    )
    def test_what_cannot_be(self, drafted: Database, doing: Doing, fen: int, reason: str, said: str) -> None:
        with pytest.raises(UserError, match=said), doing() as session:
            rulings.rule(session, OCTOBER, person(session, "罗海涛").person_id, fen, reason)

    def test_only_somebody_on_the_sheets(self, drafted: Database, doing: Doing) -> None:
        with pytest.raises(UserError, match="不在本月发放表上"), doing() as session:
            rulings.rule(session, OCTOBER, person(session, "冼伟健").person_id, 0, "不扣")


class TestSealing:
    """A sealed month never changes."""

    def test_it_keeps_every_word(self, sealed: Database, doing: Doing) -> None:
        with sealed.read() as session:
            before = subsidies.show(session, OCTOBER)
        arrive(doing, "谭䶮", date(2026, 10, 15))
        with doing() as session:
            unit = office.find_organisation(session, "县司法局")
            assert unit is not None
            office.rename(session, unit.id, "县司法行政局", date(2026, 1, 1))
        with sealed.read() as session:
            assert subsidies.show(session, OCTOBER) == before
        assert before.state is MonthState.SEALED
        assert {len(sheet.check_code) for sheet in before.sheets} == {9}
        assert len({sheet.check_code for sheet in before.sheets}) == len(before.sheets)

    def test_absence_undecided_holds_it(self, drafted: Database, doing: Doing) -> None:
        with doing() as session:
            attendance.set_named(session, "罗海涛", parse_period("2026-10-09"), DayState.ABSENT)
        with doing() as session:
            done = subsidies.seal(session, OCTOBER, "经办", NOW)
        assert len(done.sheets) == 5
        assert [(left.payer, left.why[:8]) for left in done.left] == [("县人社局", "罗海涛（旷工1天")]
        with doing() as session:
            rulings.rule(session, OCTOBER, person(session, "罗海涛").person_id, 0, "查明请过假")
            assert subsidies.seal(session, OCTOBER, "经办", NOW).net_fen == 200_000

    def test_a_ruling_that_a_later_fact_left_too_high_holds_it(self, drafted: Database, doing: Doing) -> None:
        with doing() as session:
            rulings.rule(session, OCTOBER, person(session, "谭䶮").person_id, 120_000, "早退")
        arrive(doing, "谭䶮", date(2026, 10, 30))
        with pytest.raises(UserError, match="请重新决定"), doing() as session:
            subsidies.seal(session, OCTOBER, "经办", NOW, payer="县司法局")

    def test_not_twice_and_not_made_again(self, sealed: Database, doing: Doing) -> None:
        with pytest.raises(UserError, match="已封存"), doing() as session:
            subsidies.seal(session, OCTOBER, "经办", NOW)
        with pytest.raises(UserError, match="已封存"), doing() as session:
            subsidies.make(session, OCTOBER, NOW)
        with pytest.raises(UserError, match="已有封存的表"), doing() as session:
            subsidies.discard(session, OCTOBER)

    def test_months_are_sealed_in_order(self, drafted: Database, doing: Doing) -> None:
        with doing() as session:
            subsidies.make(session, NOVEMBER, DECEMBER_2)
        with pytest.raises(UserError, match="2026年10月还没有封存"), doing() as session:
            subsidies.seal(session, NOVEMBER, "经办", DECEMBER_2)

    def test_the_file_itself_refuses_a_change(self, sealed: Database, doing: Doing) -> None:
        with pytest.raises(DBAPIError), doing() as session:
            session.query(SubsidyLine).update({"reason": "改"})
        with pytest.raises(DBAPIError), doing() as session:
            session.query(SubsidySheet).update({"snapshot": "{}"})

    def test_a_draft_made_by_mistake_is_dropped(self, drafted: Database, doing: Doing) -> None:
        with doing() as session:
            subsidies.discard(session, OCTOBER)
            assert subsidies.months(session) == []


class TestPaying:
    """A sealed month is paid once."""

    def test_it_is_recorded(self, sealed: Database, doing: Doing) -> None:
        with doing() as session:
            pay(session, OCTOBER, TODAY)
        with sealed.read() as session:
            sheets = subsidies.show(session, OCTOBER)
        assert (sheets.state, sheets.paid_on) == (MonthState.PAID, TODAY)

    def test_not_a_draft_not_twice_not_on_a_silly_day(self, drafted: Database, doing: Doing) -> None:
        with pytest.raises(UserError, match="还没有封存"), doing() as session:
            pay(session, OCTOBER, TODAY)
        with doing() as session:
            subsidies.seal(session, OCTOBER, "经办", NOW)
        for day in (date(2026, 9, 30), date(2026, 11, 3)):
            with pytest.raises(UserError, match="不合理"), doing() as session:
                pay(session, OCTOBER, day)
        with doing() as session:
            pay(session, OCTOBER, TODAY)
        with pytest.raises(UserError, match="已登记发放"), doing() as session:
            pay(session, OCTOBER, TODAY)


class TestDifferences:
    """A fact that changes after sealing is made up for once, in the next open month."""

    def test_nothing_changed_nothing_differs(self, sealed: Database) -> None:
        with sealed.read() as session:
            assert differences.of_month(session, OCTOBER) == []

    def test_a_draft_has_none(self, drafted: Database) -> None:
        with drafted.read() as session, pytest.raises(UserError, match="还没有封存"):
            differences.of_month(session, OCTOBER)

    def test_an_arrival_three_days_later_is_taken_back_once(self, sealed: Database, doing: Doing) -> None:
        arrive(doing, "谭䶮", date(2026, 10, 15))
        with sealed.read() as session:
            (found,) = differences.of_month(session, OCTOBER)
        assert (found.name, found.word, found.difference_fen) == ("谭䶮", "扣回", -19_355)
        assert (found.paid_fen, found.due_fen) == (129_032, 109_677)
        make_and_seal(doing, NOVEMBER, DECEMBER_2)
        make_and_seal(doing, DECEMBER, JANUARY_4)
        with sealed.read() as session:
            november = subsidies.show(session, NOVEMBER)
            carried = [line for line in november.lines if line.is_difference]
            assert [(line.name, line.about, line.net_fen) for line in carried] == [("谭䶮", OCTOBER, -19_355)]
            assert not [line for line in subsidies.show(session, DECEMBER).lines if line.is_difference]
            assert differences.of_month(session, OCTOBER) == []

    def test_only_the_earliest_draft_carries_it(self, sealed: Database, doing: Doing) -> None:
        arrive(doing, "谭䶮", date(2026, 10, 9))
        with doing() as session:
            subsidies.make(session, NOVEMBER, JANUARY_4)
            subsidies.make(session, DECEMBER, JANUARY_4)
            carried = {
                month: [line.net_fen for line in subsidies.show(session, month).lines if line.is_difference]
                for month in (NOVEMBER, DECEMBER)
            }
        assert carried == {NOVEMBER: [19_355], DECEMBER: []}

    def test_changed_back_after_it_was_carried_it_returns(self, sealed: Database, doing: Doing) -> None:
        arrive(doing, "谭䶮", date(2026, 10, 15))
        make_and_seal(doing, NOVEMBER, DECEMBER_2)
        arrive(doing, "谭䶮", date(2026, 10, 12))
        with sealed.read() as session:
            (found,) = differences.of_month(session, OCTOBER)
        assert (found.word, found.difference_fen) == ("补发", 19_355)

    def test_another_posting_unit_moves_the_amount(self, sealed: Database, doing: Doing) -> None:
        with doing() as session:
            members.save(session, {"organisation": "县民政局"}, person(session, "廖小满").id)
            (owed,) = receivables.listing(session, TODAY)
            (found,) = differences.of_month(session, OCTOBER)
            drafts = {
                sheet.payer: sheet.net_fen
                for sheet in subsidies.show(session, OCTOBER).sheets
                if sheet.is_draft
            }
        assert (owed.payer, owed.open_fen) == ("县医保局", 200_000)
        assert (found.payer, found.reason) == ("县医保局", "2026年10月更正，应由县民政局发放")
        assert drafts == {"县民政局": 200_000}

    def test_a_renamed_payer_still_has_one_sheet(self, sealed: Database, doing: Doing) -> None:
        with doing() as session:
            unit = office.organisation_named(session, "县司法局")
            office.rename(session, unit.id, "县法务局", date(2026, 11, 1))
        arrive(doing, "谭䶮", date(2026, 10, 15))
        with doing() as session:
            subsidies.make(session, NOVEMBER, DECEMBER_2)
            payers = [sheet.payer for sheet in subsidies.show(session, NOVEMBER).sheets]
            (sheet,) = [sheet for sheet in subsidies.show(session, NOVEMBER).sheets if "法" in sheet.payer]
            (open_one,) = differences.of_month(session, OCTOBER)
        assert len(payers) == 6
        assert (sheet.payer, [line.net_fen for line in sheet.lines]) == ("县法务局", [200_000, -19_355])
        assert open_one.payer == "县司法局"

    def test_somebody_gone_before_the_month_pays_it_back(self, sealed: Database, doing: Doing) -> None:
        with doing() as session:
            members.end(session, person(session, "廖小满").id, date(2026, 9, 15))
            (found,) = differences.of_month(session, OCTOBER)
        assert (found.difference_fen, found.reason) == (-200_000, "2026年10月更正，当月不应发放")

    def test_a_ruling_after_sealing_differs_too(self, sealed: Database, doing: Doing) -> None:
        with doing() as session:
            rulings.rule(session, OCTOBER, person(session, "罗海涛").person_id, 5_000, "补记")
            (found,) = differences.of_month(session, OCTOBER)
        assert found.difference_fen == -5_000


def test_each_unit_has_a_line_of_somebody_with_two_postings_in_a_month(
    drafted: Database, doing: Doing
) -> None:
    with doing() as session:
        before = person(session, "廖小满")
        members.end(session, before.id, date(2026, 10, 10))
        values = {
            **before.__dict__,
            "arrived_on": date(2026, 10, 11),
            "organisation": "县水务局",
            "left_on": None,
        }
        members.save(session, {field.name: values[field.name] for field in MEMBERS.editable})
        lines = [line for line in subsidies.show(session, OCTOBER).lines if line.name == "廖小满"]
    assert [(line.payer, line.days_posted, line.net_fen) for line in lines] == [
        ("县医保局", 10, 64_516),
        ("县水务局", 21, 135_484),
    ]


def test_the_year_adds_up_by_the_month_the_money_is_for(sealed: Database, doing: Doing) -> None:
    arrive(doing, "谭䶮", date(2026, 10, 15))
    make_and_seal(doing, NOVEMBER, DECEMBER_2)
    with doing() as session:
        subsidies.make(session, DECEMBER, JANUARY_4)
        rows = {row.name: row for row in subsidies.year(session, 2026)}
    assert rows["谭䶮"].nets_fen[9:] == (109_677, 200_000, 200_000)
    assert rows["谭䶮"].total_fen == 509_677
    assert rows["谭䶮"].township_from == date(2027, 4, 15)
    assert rows["巫启明"].nets_fen[9:] == (129_032, None, None)
