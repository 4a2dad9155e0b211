"""Four eyes: whoever had a hand in a sheet does not seal it, unless another vouches or it says why."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from banfu_desktop.db import four_eyes, passwords
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.roles import MakerRefusalError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import papers as audit_papers
from banfu_desktop.services.funds import books, funds
from banfu_desktop.services.funds import papers as fund_papers
from banfu_desktop.services.funds import reports as fund_reports
from banfu_desktop.services.hall import home, papers
from banfu_desktop.services.members import members
from banfu_desktop.services.office import alone, settings
from banfu_desktop.services.persons import vouching
from banfu_desktop.services.program import checking
from banfu_desktop.services.reimbursements import deeds
from banfu_desktop.services.reimbursements import papers as claim_papers
from banfu_desktop.services.reimbursements.deeds import Approval
from banfu_desktop.services.subsidies import subsidies
from banfu_desktop.services.worklog import months
from tests.past_the_door import past_the_door
from tests.services.a_claim import handed
from tests.services.a_desk import ALONE, CHEAP, CHEN, LI, OCTOBER, WANG, Desk, mark, set_up_once
from tests.services.conftest import NOW, TODAY
from tests.services.test_funds import enter
from tests.services.test_worklog import entry


@pytest.fixture(scope="module")
def prepared(meikeng: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The desk as it was set up, once; every test sits down at a copy."""
    return set_up_once(meikeng, tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(prepared: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(passwords, "ARGON2ID", CHEAP)
    made = prepared.moved(tmp_path / "office")
    yield made
    made.leave()


def test_what_another_made_is_sealed(desk: Desk) -> None:
    desk.make(LI)
    desk.seal(CHEN)
    with desk.at(CHEN) as session:
        assert all(not sheet.is_draft for sheet in subsidies.show(session, OCTOBER).sheets)


FEEDS: list[tuple[str, Callable[[Session], object], bool]] = [
    ("a phone", lambda s: members.save(s, {"phone": "13900000001"}, first(s)), False),
    ("an account", lambda s: members.save(s, {"card_no": "6228480000000000018"}, first(s)), True),
    ("a day of October", lambda s: mark(s), True),
    ("a day of September, which comes back as a difference", lambda s: mark(s, 14, 9), True),
    ("a rest day", lambda s: attendance.set_day_off(s, date(2026, 10, 9), True, "调休"), True),
    ("a setting, which only a reviewer may change",
     lambda s: settings.choose(s, "attendance_threshold", "18", date(2026, 11, 1)), False),
]  # fmt: skip


def first(session: Session) -> int:
    return members.listing(session)[0].id


@pytest.mark.parametrize(("work", "counts"), [feed[1:] for feed in FEEDS], ids=[feed[0] for feed in FEEDS])
def test_what_feeds_a_sheet(desk: Desk, work: Callable[[Session], object], counts: bool) -> None:
    desk.make(LI)
    with desk.at(CHEN) as session:
        work(session)
    if counts:
        with pytest.raises(MakerRefusalError):
            desk.seal(CHEN, payer=payer_of_first(desk))
    else:
        desk.seal(CHEN, payer=payer_of_first(desk))


def payer_of_first(desk: Desk) -> str:
    with desk.sit(CHEN).read() as session:
        return members.listing(session)[0].organisation


def test_it_is_asked_of_each_sheet_for_its_own_people(desk: Desk) -> None:
    desk.make(LI)
    with desk.at(CHEN) as session:
        mark(session)
        own = members.listing(session)[0].organisation
        other = next(row.organisation for row in members.listing(session) if row.organisation != own)
    desk.seal(CHEN, payer=other)
    with pytest.raises(MakerRefusalError):
        desk.seal(CHEN, payer=own)


def test_what_another_has_looked_over_he_may_seal(desk: Desk) -> None:
    desk.make(LI)
    with desk.at(CHEN) as session:
        mark(session)
    with desk.sit(LI).read() as session:
        (row,) = vouching.listing(session, vouching.of_month(OCTOBER))
    assert "考勤" in row.sentence
    assert row.who == CHEN
    with desk.sit(CHEN).read() as session:
        assert vouching.listing(session, vouching.of_month(OCTOBER)) == [], (
            "his own work he does not look over"
        )
    with desk.at(LI, "核对改动") as session:
        assert vouching.vouch(session, vouching.of_month(OCTOBER)) == 1
    with desk.at(LI) as session, pytest.raises(UserError, match="没有要核对的改动"):
        vouching.vouch(session, vouching.of_month(OCTOBER))
    desk.seal(CHEN)


def test_what_changes_after_it_was_looked_over_counts_again(desk: Desk) -> None:
    desk.make(LI)
    with desk.at(CHEN) as session:
        mark(session)
    with desk.at(LI, "核对改动") as session:
        vouching.vouch(session, vouching.of_month(OCTOBER))
    with desk.at(CHEN) as session:
        attendance.set_days(session, first(session), [date(2026, 10, 13)], DayState.SICK)
    with pytest.raises(MakerRefusalError):
        desk.seal(CHEN)


def test_with_nobody_there_he_seals_for_a_reason_and_the_sheet_says_so(desk: Desk) -> None:
    desk.make(LI)
    with desk.at(CHEN) as session:
        mark(session)
    own = payer_of_first(desk)
    desk.seal(CHEN, alone=ALONE)
    said = f"编制与审核为同一人（陈立）：{ALONE}"
    with desk.sit(LI).read() as session:
        sheets = subsidies.show(session, OCTOBER).sheets
        assert {sheet.payer: sheet.alone for sheet in sheets if sheet.alone} == {own: said}
        rows = session.execute(text("SELECT format, snapshot FROM subsidy_sheets")).all()
        assert sorted(format_ for format_, _ in rows) == [2] * (len(rows) - 1) + [3]
        assert all(("alone" in json.loads(snapshot)["sheet"]) is (number == 3) for number, snapshot in rows)
        printed = [
            str(document.blocks)
            for payer in (own, next(sheet.payer for sheet in sheets if sheet.payer != own))
            for document in papers.make(
                session, "subsidy-sheet", month=OCTOBER, payer=payer, now=NOW, today=TODAY
            ).documents
        ]
        assert [said in blocks for blocks in printed] == [True, False]
        assert session.execute(text("SELECT table_name, reason FROM sole_approvals")).all() == [
            ("subsidy_sheets", ALONE)
        ]
        view = home.view(session, TODAY, desk.folder)
        assert any(ALONE in due.text for due in view.due)
        (seal,) = audit_papers.seal(session, NOW)
        assert "参与编制又自己审核的共1处，最近一处是2026-11-02的“封存补助”" in str(seal.blocks)
    assert desk.database is not None
    assert checking.check(desk.database).bad == ()


def test_without_a_hand_in_it_a_reason_is_not_printed(desk: Desk) -> None:
    desk.make(LI)
    desk.seal(CHEN, alone=ALONE)
    with desk.sit(LI).read() as session:
        assert not any(sheet.alone for sheet in subsidies.show(session, OCTOBER).sheets)
        assert session.execute(text("SELECT count(*) FROM sole_approvals")).scalar() == 0


@pytest.mark.parametrize(("day", "kept"), [(date(2026, 11, 30), True), (date(2026, 12, 1), False)])
def test_switched_off_it_ends_with_the_month(desk: Desk, day: date, kept: bool) -> None:
    with desk.at(CHEN) as session:
        settings.choose(session, "maker_checker", "否", date(2026, 11, 1), "")
    with desk.sit(CHEN).read() as session:
        assert four_eyes.in_force(session.connection(), day) is kept


def test_a_rule_taken_out_of_the_settings_is_in_force_until_the_month_is_over(desk: Desk) -> None:
    with desk.at(CHEN) as session:
        session.execute(text("DELETE FROM settings WHERE name = 'maker_checker'"))
    with desk.sit(CHEN).read() as session:
        assert not four_eyes.in_force(session.connection(), date(2026, 12, 1))


def test_the_account_a_claim_is_paid_to_is_part_of_it(desk: Desk) -> None:
    with desk.at(LI, "交单位") as session:
        claim = handed(session)
        person = session.scalar(
            text("SELECT p.person_id FROM claims c JOIN postings p ON p.id = c.posting_id WHERE c.id = :id"),
            {"id": claim},
        )
    with desk.at(CHEN) as session:
        session.execute(
            text("UPDATE people SET card_no = '6228480000000000018' WHERE id = :id"), {"id": person}
        )
    with pytest.raises(MakerRefusalError), desk.at(CHEN) as session:
        deeds.approve(session, claim, TODAY, Approval(), TODAY)


def test_a_month_whose_voucher_he_entered_or_deleted_he_does_not_close(desk: Desk) -> None:
    with desk.at(LI) as session:
        book = books.open_standard(session, 2026)[0]
        enter(session, book, date(2026, 4, 3), 400, "年度拨款")
        enter(session, book, date(2026, 5, 3), 500, "年度拨款")
    with desk.at(CHEN) as session:
        enter(session, book, date(2026, 5, 4), 600, "年度拨款")
    with desk.at(CHEN) as session:
        books.close_month(session, book, Month(2026, 4), TODAY)
    with pytest.raises(MakerRefusalError, match="不能再月结"), desk.at(CHEN) as session:
        books.close_month(session, book, Month(2026, 5), TODAY)


def _approves(desk: Desk, claim: int, alone: str = "") -> None:
    with desk.at(CHEN, "登记报销审批", alone=alone) as session:
        deeds.approve(session, claim, TODAY, Approval(), TODAY)


def test_a_claim_is_looked_over_by_another_or_its_paper_says_that_nobody_did(desk: Desk) -> None:
    with desk.at(CHEN, "交单位") as session:
        vouched, alone_ = handed(session), handed(session)
    with pytest.raises(MakerRefusalError):
        _approves(desk, vouched)
    subject = vouching.of_claim(vouched, "报销单")
    with desk.sit(LI).read() as session:
        rows = vouching.listing(session, subject)
        assert {row.table for row in rows} == {"claims", "claim_lines"}
    with desk.at(LI) as session, pytest.raises(UserError, match="刚才又有改动"):
        vouching.vouch(session, subject, [])
    with desk.at(LI, "核对改动") as session:
        assert vouching.vouch(session, subject, rows) == len(rows)
    _approves(desk, vouched)
    _approves(desk, alone_, ALONE)
    said = f"审核与制单为同一人（{CHEN}）：{ALONE}"
    with desk.sit(LI).read() as session:
        printed = {
            claim: str([document.blocks for document in claim_papers.claim(session, claim, NOW).documents])
            for claim in (vouched, alone_)
        }
        assert [said in blocks for blocks in printed.values()] == [False, True]
        (row,) = alone.listing(session)
        assert (row.table, row.row_id, row.actor) == ("claims", alone_, CHEN)
    with desk.at(CHEN, "撤回报销审批") as session:
        deeds.unapprove(session, alone_)
    with desk.at(WANG, "登记报销审批") as session:
        deeds.approve(session, alone_, TODAY, Approval(), TODAY)
    with desk.sit(LI).read() as session:
        assert alone.of_claim(session, alone_) == "", "taken back, and approved by another"


def test_a_closing_is_looked_over_by_another_or_the_ledger_says_that_nobody_did(desk: Desk) -> None:
    with desk.at(CHEN) as session:
        book = books.open_standard(session, 2026)[0]
        enter(session, book, date(2026, 4, 3), 400, "年度拨款")
        enter(session, book, date(2026, 5, 3), 500, "年度拨款")
    with desk.sit(LI).read() as session:
        view = funds.view(session, book, 2026)
        subject = vouching.of_year(view.id, view.closed_to, "2026年的账")
        assert len(vouching.listing(session, subject)) >= 2
    with desk.at(CHEN, "月结", alone=ALONE) as session:
        books.close_month(session, book, Month(2026, 4), TODAY)
    with desk.at(LI, "核对改动") as session:
        later = vouching.of_year(view.id, Month(2026, 4), "2026年的账")
        vouching.vouch(session, later)
    with desk.at(CHEN, "月结") as session:
        books.close_month(session, book, Month(2026, 5), TODAY)
    said = f"2026年4月月结：审核与制单为同一人（{CHEN}）：{ALONE}"
    with desk.sit(LI).read() as session:
        assert alone.of_year(session, view.id) == (said,)
        printed = str(fund_papers.ledgers(session, 2026, None, NOW))
        report = str(fund_reports.year(session, 2026, None, NOW, TODAY))
    assert (printed.count(said), report.count(said)) == (1, 1)


def test_a_month_of_the_work_log_is_signed_off_by_another_than_wrote_it(desk: Desk) -> None:
    with desk.at(LI) as session:
        entry(session)
    with desk.at(CHEN, "队长签阅") as session:  # nobody else's hand was in it but the clerk's
        months.refuse_sign(session, OCTOBER, TODAY)
    with desk.at(CHEN) as session:
        entry(session, day=date(2026, 10, 29))
    with pytest.raises(MakerRefusalError, match="不能再封存"), desk.at(CHEN, "队长签阅") as session:
        months.sign(session, OCTOBER, "钟立新", "", CHEN, NOW)
    with desk.sit(LI).read() as session:
        rows = vouching.listing(session, vouching.of_log(OCTOBER))
        assert {row.table for row in rows} == {"log_entries", "log_people"}
    with desk.at(CHEN, "队长签阅", alone=ALONE) as session:
        months.sign(session, OCTOBER, "钟立新", "已阅", CHEN, NOW)
    with desk.sit(LI).read() as session:
        paper, _ = months.paper(session, OCTOBER, NOW)
        assert paper.opinion == f"已阅（审核与制单为同一人（{CHEN}）：{ALONE}）"
    assert desk.database is not None
    assert checking.check(desk.database).bad == ()


def test_what_was_approved_alone_before_papers_said_so_is_printed_as_it_was(desk: Desk) -> None:
    """An office brought up from an earlier schema: its sealed papers stay word for word."""
    with desk.at(CHEN, "交单位") as session:
        claim = handed(session)
    _approves(desk, claim, ALONE)
    with desk.sit(LI).read() as session:
        assert alone.of_claim(session, claim)
        last = session.scalar(text("SELECT max(id) FROM audit"))
    upgraded = (
        "INSERT INTO upgrades (from_schema, to_schema, program, entries, head, erased_sha256, differing)"
    )
    with past_the_door(desk.sit(CHEN), NOW) as session:
        session.execute(text(f"{upgraded} VALUES (21, 22, '0', {last}, '', '', 0)"))
    with desk.sit(LI).read() as session:
        assert alone.of_claim(session, claim) == ""
        assert len(alone.listing(session)) == 1


def test_an_office_without_persons_and_roles_is_asked_nothing(office: Database) -> None:
    with office.write(Deed("设置", "经办", NOW)) as session:
        settings.choose(session, "maker_checker", "是", date(2026, 1, 1), "")
        subsidies.make(session, OCTOBER, NOW)
    with office.write(Deed("封存", "经办", NOW)) as session:
        subsidies.seal(session, OCTOBER, "经办", NOW)
        assert any(not sheet.is_draft for sheet in subsidies.show(session, OCTOBER).sheets)
