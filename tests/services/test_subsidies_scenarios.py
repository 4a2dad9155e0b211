"""What was decided for the hard cases of the month's money, one test a case."""

from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.models.members import Person, Posting
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month, parse_period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.subsidies_sheets import RepaymentWay, SheetState
from banfu_desktop.rules.words import Category, DayState, MonthState, Sex, TeamRole, UnitLevel
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.hall import home
from banfu_desktop.services.members import changing, members
from banfu_desktop.services.office import levels, office, settings
from banfu_desktop.services.program import founding
from banfu_desktop.services.subsidies import (
    differences,
    papers,
    paying,
    receivables,
    rulings,
    sealing,
    subsidies,
    supplements,
)
from banfu_desktop.services.subsidies.account import Account
from banfu_desktop.services.subsidies.drafts import Drafting
from banfu_desktop.services.subsidies.sheets import PayerSheet

Doing = Any
FEB, MAR, APR = Month(2026, 2), Month(2026, 3), Month(2026, 4)
AUG, SEP, OCT, NOV = Month(2026, 8), Month(2026, 9), Month(2026, 10), Month(2026, 11)


def after(month: Month) -> datetime:
    """Nine in the morning of the second day after a month."""
    return datetime(month.shift(1).year, month.shift(1).number, 2, 9, 0)


class Town:
    """梅坑镇, with people posted as a case needs them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with self.doing(FEB) as session:
            founding.found(session, "梅坑镇", practice=True)

    def doing(self, month: Month) -> AbstractContextManager[Session]:
        """A deed in the first days after a month."""
        return self.database.write(Deed("办理", "审核", after(month)))

    def reading(self) -> AbstractContextManager[Session]:
        return self.database.read()

    def post(self, name: str, unit: str, arrived: date, left: date | None = None) -> int:
        """A 驻镇干部 of a unit; gives the person's id."""
        with self.doing(FEB) as session:
            number = session.query(Person).count()
            person = Person(
                name=name, sex=Sex.MALE, identity_no=f"44029919800101{number:04d}", card_no="6217000000000000"
            )
            session.add(person)
            session.flush()
            session.add(
                Posting(
                    person_id=person.id, organisation_id=office.organisation_named(session, unit).id,
                    category=Category.CADRE, role=TeamRole.MEMBER, arrived_on=arrived, left_on=left,
                )
            )  # fmt: skip
            return person.id

    def seal(self, *months: Month, pay: bool = False) -> None:
        for month in months:
            with self.doing(month) as session:
                subsidies.make(session, month, after(month))
                sealing.seal(session, month, "审核", after(month))
            if pay:
                with self.doing(month) as session:
                    day = after(month).date()
                    paying.pay(session, paying.payable(session, month), paying.Payment(day), day)

    def make(self, month: Month) -> None:
        with self.doing(month) as session:
            subsidies.make(session, month, after(month))

    def sheet(self, month: Month, payer: str) -> PayerSheet:
        with self.reading() as session:
            return next(one for one in subsidies.show(session, month).sheets if one.payer == payer)

    def nets(self, month: Month, payer: str) -> list[tuple[str, int]]:
        return [(str(line.about), line.net_fen) for line in self.sheet(month, payer).lines]

    def owed(self) -> list[tuple[str, str, int]]:
        with self.reading() as session:
            rows = receivables.listing(session, date(2026, 12, 1))
            return [(row.name, row.payer, row.open_fen) for row in rows]

    def mark(self, month: Month, name: str, period: str, state: DayState) -> None:
        with self.doing(month) as session:
            attendance.set_named(session, name, parse_period(period), state)

    def leave(self, month: Month, name: str, day: date | None) -> None:
        with self.doing(month) as session:
            session.get_one(Posting, self._posting(session, name)).left_on = day

    @staticmethod
    def _posting(session: Session, name: str) -> int:
        return members.named(session, name)[-1].id


@pytest.fixture
def town(database: Database) -> Town:
    return Town(database)


def test_1_absence_entered_after_the_seal_holds_one_payer_until_it_is_ruled(town: Town) -> None:
    luo = town.post("罗海涛", "县人社局", date(2026, 1, 5))
    town.post("钟立新", "县交通运输局", date(2026, 1, 5))
    town.seal(OCT)
    town.make(NOV)
    town.mark(NOV, "罗海涛", "2026-10-09..2026-10-19", DayState.ABSENT)
    with town.doing(NOV) as session:
        assert [row.word for row in differences.of_month(session, OCT)] == ["待决定"]
        told = [item.text for item in home.due(session, after(NOV).date())]
        assert "罗海涛2026年10月封存后有待决定的差异：旷工8天，请决定扣减并写明原因" in told
        done = sealing.seal(session, NOV, "审核", after(NOV))
        assert [sheet.payer for sheet in done.sheets] == ["县交通运输局"]
        assert [left.payer for left in done.left] == ["县人社局"]
    with town.doing(NOV) as session:
        rulings.rule(session, OCT, luo, 70_968, "镇党委会议定")
    assert town.nets(NOV, "县人社局") == [("2026-11", 200_000), ("2026-10", -70_968)]
    with town.doing(NOV) as session:
        assert sealing.seal(session, NOV, "审核", after(NOV)).net_fen == 129_032


def leaver(town: Town) -> None:
    """钱多: February to April paid, then found to have left on 15 February."""
    town.post("钱多", "县财政局", date(2026, 1, 5))
    town.seal(FEB, MAR, APR, pay=True)
    town.leave(APR, "钱多", date(2026, 2, 15))


def come_back(town: Town, unit: str) -> None:
    with town.doing(AUG) as session:
        person = members.named(session, "钱多")[0].person_id
        unit_id = office.organisation_named(session, unit).id
        session.add(
            Posting(
                person_id=person, organisation_id=unit_id, category=Category.CADRE, role=TeamRole.MEMBER,
                arrived_on=date(2026, 8, 1),
            )
        )  # fmt: skip
    town.make(AUG)


def test_2_a_leavers_debt_is_to_be_collected_and_only_his_own_pay_covers_it(town: Town) -> None:
    leaver(town)
    assert town.owed() == [("钱多", "县财政局", 492_857)]
    come_back(town, "县财政局")
    assert town.sheet(AUG, "县财政局").net_fen == 0
    assert town.owed() == [("钱多", "县财政局", 292_857)]


def test_2_back_at_another_unit_he_is_paid_in_full_and_owes_the_first(town: Town) -> None:
    leaver(town)
    come_back(town, "县医保局")
    assert town.nets(AUG, "县医保局") == [("2026-08", 200_000)]
    assert town.owed() == [("钱多", "县财政局", 492_857)]


def test_3_a_later_fact_turns_what_was_repaid_into_pay(town: Town) -> None:
    leaver(town)
    with town.doing(APR) as session:
        person = members.named(session, "钱多")[0].person_id
        day = after(APR).date()
        receivables.repay(
            session, person, receivables.Repayment(492_857, day, RepaymentWay.CASH, "收据1"), day
        )
    assert town.owed() == []
    town.leave(APR, "钱多", date(2026, 2, 28))
    with town.reading() as session:
        (found,) = differences.outstanding(session)
    assert (found.month, found.difference_fen) == (FEB, 92_857)
    with town.doing(APR) as session:
        (sheet,) = supplements.ask(session, [FEB], after(APR))
        assert (sheet.payer, sheet.net_fen) == ("县财政局", 92_857)
        sealed = supplements.seal(session, 2026, 1, "审核", after(APR))
        assert sealed.number == "2026年第004号"
        assert differences.outstanding(session) == []


def test_4_sheets_are_voided_backwards_only(town: Town) -> None:
    town.post("谭䶮", "县司法局", date(2026, 1, 5))
    town.seal(OCT)
    with town.doing(OCT) as session:
        rulings.rule(session, OCT, members.named(session, "谭䶮")[0].person_id, 6_452, "早退")
    town.seal(NOV)
    assert town.nets(NOV, "县司法局")[1] == ("2026-10", -6_452)
    with town.doing(NOV) as session:
        october = sealing.sheet_of(session, OCT, "县司法局").id
        with pytest.raises(UserError, match="请先作废2026年11月的2026年第002号"):
            sealing.void(session, october, "审核", "金额不对", after(NOV))
        sealing.void(session, sealing.sheet_of(session, NOV, "县司法局").id, "审核", "金额不对", after(NOV))
        sealing.void(session, october, "审核", "金额不对", after(NOV))
    assert town.nets(OCT, "县司法局") == [("2026-10", 193_548)]
    assert town.nets(NOV, "县司法局") == [("2026-11", 200_000)]


def test_5_a_line_no_longer_paid_leaves_what_is_still_due(town: Town) -> None:
    people = [town.post(name, "县林业局", date(2026, 1, 5)) for name in ("甲", "乙", "丙")]
    town.seal(OCT)
    with town.doing(OCT) as session:
        sheet = paying.payable(session, OCT)
        paying.pay(session, sheet, paying.Payment(date(2026, 11, 2), "回单7", people[:2]), date(2026, 11, 2))
        rulings.rule(session, OCT, people[2], 50_000, "旷工两天")
        (left,) = paying.unpaid(session, date(2026, 11, 30))
        assert (left.name, left.net_fen, left.days) == ("丙", 200_000, 28)
        assert [row.open_fen for row in receivables.listing(session, date(2026, 11, 30))] == [50_000]
    assert town.sheet(OCT, "县林业局").state is SheetState.PART_PAID
    with town.doing(OCT) as session:
        paying.waive(session, sheet[0].id, people[2], "账号错误退回，按更正后的金额重发", date(2026, 11, 30))
    town.make(NOV)
    assert town.owed() == []
    assert town.nets(NOV, "县林业局")[-1] == ("2026-10", 150_000)
    assert town.sheet(OCT, "县林业局").state is SheetState.PAID


def test_6_a_transfer_corrected_later_nets_for_the_person_but_not_between_payers(town: Town) -> None:
    town.post("廖小满", "县司法局", date(2026, 1, 5))
    with town.doing(MAR) as session:
        posting = members.named(session, "廖小满")[0].id
        changing.change_from(session, posting, {"organisation": "县医保局"}, date(2026, 3, 21))
    town.seal(FEB, MAR)
    assert [town.nets(MAR, unit) for unit in ("县司法局", "县医保局")] == [
        [("2026-03", 129_032)],
        [("2026-03", 70_968)],
    ]
    with town.doing(MAR) as session:
        first, second = members.named(session, "廖小满")
        session.get_one(Posting, first.id).left_on = date(2026, 3, 15)
        session.get_one(Posting, second.id).arrived_on = date(2026, 3, 16)
    assert town.owed() == [("廖小满", "县司法局", 32_258)]
    town.make(APR)
    assert town.nets(APR, "县医保局") == [("2026-04", 200_000), ("2026-03", 32_258)]


def test_7_a_look_alike_confirmed_as_the_same_unit_is_a_difference_of_that_unit(town: Town) -> None:
    town.post("甲", "县市场监管局", date(2026, 1, 5))
    town.post("乙", "新丰县市场监督管理局", date(2026, 1, 5))
    with town.reading() as session:
        (asked,) = levels.unconfirmed(session, "新丰县")
        assert (asked.proposal, asked.same_as) == (UnitLevel.COUNTY, "县市场监管局")
    town.seal(FEB)
    assert town.sheet(FEB, "新丰县市场监督管理局").held[0].reason == "派出单位层级待核实"
    with town.doing(FEB) as session:
        one, other = (office.organisation_named(session, name).id for name in ("县市场监管局", asked.name))
        levels.same(session, one, other)
        assert [(row.payer, row.difference_fen) for row in differences.of_month(session, FEB)] == [
            ("县市场监管局", 200_000)
        ]
    town.make(MAR)
    assert town.nets(MAR, "县市场监管局")[-1] == ("2026-02", 200_000)


def test_7_confirmed_from_a_day_on_nothing_before_it_is_due_or_skipped(town: Town) -> None:
    town.post("甲", "县市场监管局", date(2026, 1, 5))
    town.post("乙", "新丰县市场监督管理局", date(2026, 1, 5))
    town.seal(FEB)
    with town.doing(MAR) as session:
        unit = office.organisation_named(session, "新丰县市场监督管理局").id
        levels.confirm(session, unit, UnitLevel.COUNTY, date(2026, 3, 1))
    with town.reading() as session:
        assert subsidies.show(session, FEB).state is MonthState.SEALED
        assert ("乙", "六(一)") in {
            (row.name, row.clause) for row in subsidies.show(session, FEB).not_entitled
        }
    town.seal(MAR)
    assert town.nets(MAR, "新丰县市场监督管理局") == [("2026-03", 200_000)]


def test_8_one_held_line_may_be_left_off_where_one_payer_pays_everybody(town: Town) -> None:
    for number in range(12):
        town.post(f"人{number}", "县林业局", date(2026, 1, 5))
    unsure = town.post("程静怡", "供销合作社", date(2026, 1, 5))
    with town.doing(FEB) as session:
        settings.choose(session, "payer", "县财政", date(2026, 1, 1))
        subsidies.make(session, FEB, after(FEB))
        with pytest.raises(UserError, match="程静怡（派出单位层级待核实）"):
            sealing.seal(session, FEB, "审核", after(FEB))
    with town.doing(FEB) as session:
        finance = office.organisation_named(session, "县财政局").id
        rulings.defer(session, FEB, finance, unsure, FEB, "等单位来函")
        (sheet,) = sealing.seal(session, FEB, "审核", after(FEB)).sheets
        assert (sheet.people, sheet.net_fen) == (12, 2_400_000)
        assert [(row.name, row.reason) for row in sheet.deferred] == [("程静怡", "等单位来函")]
    town.make(MAR)
    with town.doing(MAR) as session, pytest.raises(UserError, match="2026年2月：派出单位层级待核实"):
        sealing.seal(session, MAR, "审核", after(MAR))
    with town.doing(MAR) as session:
        levels.confirm(session, office.organisation_named(session, "供销合作社").id, UnitLevel.COUNTY)
        (sheet,) = sealing.seal(session, MAR, "审核", after(MAR)).sheets
        assert (sheet.people, sheet.net_fen) == (13, 2_800_000)


def test_9_sealed_before_its_end_a_sheet_counts_days_only_to_the_seal(town: Town) -> None:
    town.post("谭䶮", "县司法局", date(2026, 1, 5))
    early = datetime(2026, 10, 28, 9, 0)
    with town.doing(SEP) as session:
        subsidies.make(session, OCT, early)
        with pytest.raises(UserError, match="请写明原因"):
            sealing.seal(session, OCT, "审核", early)
        (sheet,) = sealing.seal(session, OCT, "审核", early, reason="月底工作组调走").sheets
    (line,) = sheet.lines
    assert (line.work_days_due, line.work_days_present, line.net_fen) == (18, 16, 200_000)
    assert sheet.as_of == early.date()
    with town.reading() as session:
        (paper, *_) = papers.sheets(session, OCT, "县司法局", early, full=False)
    assert "在岗截至10月28日" in str(paper.blocks)


def test_9_the_last_working_day_is_enough(town: Town) -> None:
    """31 October 2026 is a Saturday: the month is over on Friday."""
    town.post("谭䶮", "县司法局", date(2026, 1, 5))
    friday = datetime(2026, 10, 30, 17, 0)
    with town.doing(OCT) as session:
        subsidies.make(session, OCT, friday)
        assert sealing.seal(session, OCT, "审核", friday).sheets[0].as_of is None


def test_a_skipped_month_holds_the_next_and_home_names_it(town: Town) -> None:
    town.post("谭䶮", "县司法局", date(2026, 1, 5))
    town.seal(FEB)
    town.make(APR)
    with town.doing(APR) as session:
        assert "2026年3月没有编制，以后各月的表不能封存" in [
            item.text for item in home.due(session, after(APR).date())
        ]
        with pytest.raises(UserError, match="2026年3月还没有编制"):
            sealing.seal(session, APR, "审核", after(APR))


def test_the_start_of_use_leaves_earlier_months_alone(town: Town) -> None:
    town.post("谭䶮", "县司法局", date(2026, 1, 5))
    with town.doing(APR) as session:
        office.start_subsidies(session, MAR, ())
        with pytest.raises(UserError, match="启用月份"):
            subsidies.make(session, FEB, after(APR))
    town.seal(MAR)
    with town.doing(APR) as session, pytest.raises(UserError, match="已有封存的表"):
        office.start_subsidies(session, APR, [MAR])


def test_a_one_off_line_is_part_of_its_month_and_survives_a_void(town: Town) -> None:
    who = town.post("谭䶮", "县司法局", date(2026, 1, 5))
    town.make(FEB)
    with town.doing(FEB) as session:
        entry = rulings.OneOffEntry(
            who, "县司法局", 30_000, "补发启用前月份", "新丰财〔2026〕3号", "县财政局"
        )
        rulings.add_one_off(session, FEB, entry)
        too_much = rulings.OneOffEntry(who, "县司法局", -240_000, "多发", "镇办1号", "县财政局")
        with pytest.raises(UserError, match="扣减超过"):
            rulings.add_one_off(session, FEB, too_much)
        sealing.seal(session, FEB, "审核", after(FEB))
        sealing.void(session, sealing.sheet_of(session, FEB, "县司法局").id, "审核", "章盖错了", after(FEB))
    sheet = town.sheet(FEB, "县司法局")
    assert sheet.net_fen == 230_000
    assert [(row.version, row.reason) for row in sheet.voided] == [(1, "章盖错了")]
    with town.doing(FEB) as session:
        (again,) = sealing.seal(session, FEB, "审核", after(FEB)).sheets
    assert (again.version, again.number, again.replaces) == (2, "2026年第002号", "2026年第001号")


def test_a_quarterly_payer_pays_several_sheets_in_one_deed(town: Town) -> None:
    town.post("谭䶮", "县司法局", date(2026, 1, 5))
    town.seal(FEB, MAR, APR)
    with town.doing(APR) as session:
        rows = [row for month in (FEB, MAR, APR) for row in paying.payable(session, month)]
        day = after(APR).date()
        paying.pay(session, rows, paying.Payment(day, "二季度回单"), day)
        assert [row.state for row in subsidies.months(session)] == [MonthState.PAID] * 3
        paying.correct(session, rows[:1], paying.Payment(date(2026, 4, 30)), "回单日期看错", day)
        assert subsidies.months(session)[-1].paid_on == date(2026, 4, 30)


def test_a_difference_that_only_mended_rules_make_says_so(town: Town) -> None:
    """A change of role used to be a departure and an arrival: 29 days of March, 1,870.97."""
    who = town.post("谭䶮", "县司法局", date(2026, 1, 5))
    with town.doing(MAR) as session:
        for name in ("arrival_counts", "departure_counts"):
            settings.choose(session, name, "否", date(2026, 2, 1))
        posting = members.named(session, "谭䶮")[0].id
        changing.change_from(session, posting, {"role": TeamRole.LEADER}, date(2026, 3, 10))
        rulings.rule(session, MAR, who, 12_903, "按旧规则已发1870.97")
    town.seal(FEB, MAR)
    with town.doing(MAR) as session:
        rulings.withdraw_ruling(session, MAR, who)
        account = Account(session)
        (found,) = Drafting(account).differences(MAR)
        assert (found.difference_fen, found.reason) == (12_903, "2026年3月更正，全月在岗")
        account.by_old_rules.add((found.payer_id, MAR))  # as of a sheet of schema 7
        (found,) = Drafting(account).differences(MAR)
        assert found.reason == "2026年3月规则更正，全月在岗"
        session.get_one(Posting, found.posting_id).left_on = date(2026, 3, 20)
        session.flush()
        fresh = Account(session)
        fresh.by_old_rules.add((found.payer_id, MAR))
        (found,) = Drafting(fresh).differences(MAR)
        assert found.reason == "2026年3月更正，3月20日离岗"  # the facts have changed as well


def test_both_papers_of_a_voided_sheet_reprint(town: Town, tmp_path: Path) -> None:
    town.post("谭䶮", "县司法局", date(2026, 1, 5))
    town.seal(FEB)

    def printed(payer: str) -> tuple[Any, ...]:
        with town.reading() as session:
            return papers.sheets(session, FEB, payer, after(FEB), full=False)

    first = printed("县司法局")
    with town.doing(MAR) as session:
        sealing.void(session, sealing.sheet_of(session, FEB, "县司法局").id, "审核", "开户行错", after(MAR))
        sealing.seal(session, FEB, "审核", after(MAR))
    second = printed("县司法局")
    assert printed("县司法局第1版") == first
    assert second != first
    assert "第2版，代替2026年第001号" in str(second)
