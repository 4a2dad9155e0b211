"""Claims: written, found, every check with its clause, every step, sealed, reversed, added up, printed."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database
from banfu_desktop.printing.preview import page_count, page_text
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.rules.reimbursements import Age, ClaimKind, ClaimState, Line, Vehicle
from banfu_desktop.rules.verdicts import Severity
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.attachments import bundles, invoices
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import papers, search
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office as offices
from banfu_desktop.services.reimbursements import checks, deeds, reimbursements, sums
from banfu_desktop.services.reimbursements import due as reimbursements_due
from banfu_desktop.services.reimbursements import papers as claim_papers
from banfu_desktop.services.reimbursements.deeds import Approval
from tests.services import hostile_files as made
from tests.services.a_claim import (
    NAME,
    NUMBERS,
    OCTOBER_20,
    approved,
    bundle_of,
    draft,
    handed,
    invoice,
    paid,
)
from tests.services.conftest import NOW, TODAY, Doing


def state(session: Session, claim_id: int) -> ClaimState:
    return reimbursements.one(session, claim_id).state


def trip(day: int, *, back: bool = False, **costs: Any) -> Line:
    ends = ("县城", "梅坑镇") if back else ("梅坑镇", "县城")
    on = date(2026, 10, day)
    return Line(on, ends[0], on, ends[1], **({"vehicle": Vehicle.COACH, "fare_fen": 2_500} | costs))


def verdicts(session: Session, claim_id: int) -> dict[str, tuple[Severity, str, str]]:
    """What is said of a claim, reminders aside."""
    found = checks.checks(session, claim_id, TODAY)
    return {
        row.verdict.check.split()[0]: (row.verdict.severity, row.verdict.clause, row.verdict.text)
        for row in found
        if row.verdict.severity is not Severity.REMINDER
    }


# Written and found.


def test_a_draft_is_of_the_posting_unit_unless_another_is_named(doing: Doing) -> None:
    with doing() as session:
        own, other = draft(session), draft(session, unit="县城建公司")
        posting = members.named(session, NAME)[0]
        assert reimbursements.one(session, own).unit == posting.organisation
        assert reimbursements.one(session, other).unit == "县城建公司"
        assert reimbursements.find(session, str(own)).id == own
        assert reimbursements.find(session, f"#{other}").id == other


def test_a_head_is_changed_until_it_has_lines_of_its_kind(doing: Doing) -> None:
    with doing() as session:
        claim_id = draft(session)
        reimbursements.save(session, {"title": "资料"}, NOW, claim_id)
        with pytest.raises(UserError, match="不能改类别"):
            reimbursements.save(session, {"kind": ClaimKind.TRAVEL}, NOW, claim_id)
        reimbursements.set_lines(session, claim_id, [Line()])
        reimbursements.save(session, {"kind": ClaimKind.TRAVEL}, NOW, claim_id)
        row = reimbursements.one(session, claim_id)
        other = members.named(session, "罗海涛")[0]
        reimbursements.save(session, {"posting_id": other.id}, NOW, claim_id)
        moved = reimbursements.one(session, claim_id)
    assert (row.title, row.kind, row.lines) == ("资料", ClaimKind.TRAVEL, ())
    assert (moved.name, moved.unit) == ("罗海涛", other.organisation)


def test_what_is_missing_at_the_head_is_named(doing: Doing) -> None:
    with pytest.raises(ProblemsError, match="报销人"), doing() as session:
        reimbursements.save(session, {"kind": ClaimKind.OTHER}, NOW)


def test_lines_are_read_by_their_headings_and_bad_cells_are_named(doing: Doing) -> None:
    line = reimbursements.read_line(
        ClaimKind.TRAVEL, 1, {"出发日期": "2026.10.20", "交通工具": "高铁", "城市间交通费": "25.5"}
    )
    assert (line.day, line.vehicle, line.fare_fen) == (OCTOBER_20, Vehicle.TRAIN, 2_550)
    with pytest.raises(ProblemsError, match="2处") as refused:
        reimbursements.read_line(ClaimKind.OTHER, 2, {"金额": "六百", "诊断": "感冒"})
    assert "没有这一栏" in "".join(map(str, refused.value.problems))


@pytest.mark.parametrize("text", ["2026-001", "9999", "无", "12345678901"])
def test_a_claim_that_is_not_there_is_said_to_be_so(doing: Doing, text: str) -> None:
    with doing() as session:
        draft(session)
        with pytest.raises(UserError, match="没有找到"):
            reimbursements.find(session, text)
        with pytest.raises(UserError, match="已不存在"):
            reimbursements.one(session, 99)


def test_a_draft_goes_with_its_papers_and_comes_back(office: Database, doing: Doing) -> None:
    with doing("登记报销单") as session:
        claim_id = draft(session)
        bundle = bundle_of(session, claim_id)
        bundles.add(session, bundle, "a.jpg", made.photograph(), NOW)
        invoice(session, claim_id)
    with doing("删除") as session:
        reimbursements.remove(session, claim_id)
        assert bundles.bundle(session, bundle) is None
        assert invoices.listing(session) == []
    with doing(history.UNDO) as session:
        assert history.undo(session, NOW) == "删除"
        (kept,) = bundles.listing(session, bundle)
        assert bundles.content(session, kept.id) == made.photograph()
        assert len(invoices.listing(session, bundle)) == 1


def test_a_numbered_draft_is_cancelled_not_removed(doing: Doing) -> None:
    with doing() as session:
        claim_id = handed(session)
        deeds.withdraw(session, claim_id)
        with pytest.raises(UserError, match="已经编号"):
            reimbursements.remove(session, claim_id)
        deeds.refuse(session, claim_id, "填错", TODAY, TODAY)
        assert state(session, claim_id) is ClaimState.REFUSED


def test_people_with_claims_are_not_removed_and_are_found_by_them(doing: Doing) -> None:
    with doing() as session:
        claim_id = handed(session, title="资料费用")
        posting = members.named(session, NAME)[0]
        with pytest.raises(UserError, match="报销"):
            members.remove(session, posting.id)
        number = reimbursements.one(session, claim_id).number
        assert any(hit.room == "reimbursements" for hit in search.find(session, number))


# Checks: each says its clause and what to do.


def test_nothing_is_odd_about_a_plain_claim(doing: Doing) -> None:
    with doing() as session:
        for kind in ClaimKind:
            assert verdicts(session, draft(session, kind)) == {}


@pytest.mark.parametrize(
    ("kind", "line", "check", "severity", "clause", "advice"),
    [
        (ClaimKind.OTHER, Line(date(2026, 10, 1), item="资料", amount_fen=1), "outside", Severity.ERROR,
         "六(二)", "请核对日期或任职起止"),
        (ClaimKind.OTHER, Line(TODAY + timedelta(1), item="资料", amount_fen=1), "future", Severity.ERROR,
         "本单位自定", "请核对"),
        (ClaimKind.OTHER, Line(OCTOBER_20, amount_fen=1), "missing", Severity.ERROR, "本单位自定", "请补上"),
        (ClaimKind.OTHER, Line(OCTOBER_20, item="资料"), "amount", Severity.ERROR, "本单位自定", "请填写"),
        (ClaimKind.OTHER, Line(OCTOBER_20, item="退", amount_fen=-1), "negative", Severity.ERROR,
         "本单位自定", "冲销"),
        (ClaimKind.MEDICAL, Line(OCTOBER_20, "医院", total_fen=1, insured_fen=2), "insured", Severity.ERROR,
         "本单位自定", "请核对"),
        (ClaimKind.MEDICAL, Line(OCTOBER_20, "医院", total_fen=9, insured_fen=2, amount_fen=9), "over_own",
         Severity.WARNING, "六(二)", "说明原因"),
        (ClaimKind.TRAVEL, trip(20, meal_days=1, meal_fen=10_000), "meals", Severity.WARNING, "六(一)",
         "请删去或说明原因"),
        (ClaimKind.TRAVEL, trip(20, vehicle=Vehicle.UNIT_CAR), "unit_car", Severity.WARNING, "六(二)",
         "请删去或说明原因"),
        (ClaimKind.TRAVEL, trip(20, lodging_fen=10_000), "present", Severity.WARNING, "四(三)",
         "请把考勤改为公务外出或说明原因"),
    ],
)  # fmt: skip
def test_a_line_is_checked(
    doing: Doing, kind: ClaimKind, line: Line, check: str, severity: Severity, clause: str, advice: str
) -> None:
    with doing() as session:
        said = verdicts(session, draft(session, kind, line))
    assert said[check][:2] == (severity, clause)
    assert advice in said[check][2]


def test_a_fifth_round_trip_and_the_same_way_twice(doing: Doing) -> None:
    ways = [trip(day, back=back) for day in (17, 18, 24, 25) for back in (False, True)]
    with doing() as session:
        draft(session, ClaimKind.TRAVEL, *ways)
        said = verdicts(session, draft(session, ClaimKind.TRAVEL, trip(18), trip(31), trip(31, back=True)))
    assert said["trips"][:2] == (Severity.WARNING, "本单位自定")
    assert "往返6次（连同其他报销单），超过4次" in said["trips"][2]
    assert "请核对是否重复" in said["twice"][2]


@pytest.mark.parametrize(("day", "check"), [(DayState.ABSENT, "absent"), (DayState.PERSONAL, "leave")])
def test_a_trip_is_held_against_the_attendance(doing: Doing, day: DayState, check: str) -> None:
    with doing() as session:
        posting = members.named(session, NAME)[0]
        attendance.set_days(session, posting.id, [date(2026, 10, n) for n in (19, 20, 21)], day)
        said = verdicts(session, draft(session, ClaimKind.TRAVEL, trip(20)))
    assert said[check][:2] == (Severity.WARNING, "四(三)")
    assert "说明原因" in said[check][2]


def test_invoices_of_another_year_another_buyer_or_too_little(doing: Doing) -> None:
    with doing() as session:
        claim_id = draft(session)
        values = {"issued_on": date(2025, 12, 31), "buyer": "某公司", "amount_fen": 1}
        invoice(session, claim_id, **values)
        invoice(session, claim_id, NUMBERS[1], issued_on=TODAY + timedelta(1), amount_fen=1)
        said = verdicts(session, claim_id)
        own = reimbursements.one(session, claim_id).unit
        invoice(session, draft(session), NUMBERS[2], buyer=own, issued_on=TODAY, amount_fen=10_000)
    assert said["invoice_year"][0] is Severity.WARNING
    assert "不是单位，请退回换开或说明原因" in said["invoice_buyer"][2]
    assert said["invoice_future"][0] is Severity.ERROR
    assert "少于申报100.00元" in said["short"][2]


def test_a_former_name_of_the_unit_is_a_buyer_too(doing: Doing) -> None:
    with doing() as session:
        claim_id = draft(session)
        unit = reimbursements.one(session, claim_id)
        offices.rename(session, unit.unit_id, "县新名局", date(2026, 10, 25))
        invoice(session, claim_id, buyer=unit.unit, issued_on=OCTOBER_20, amount_fen=10_000)
        assert verdicts(session, claim_id) == {}


def test_the_same_invoice_is_refused_anywhere_and_the_place_is_named(doing: Doing) -> None:
    with doing() as session:
        first = handed_with_invoice(session)
        with pytest.raises(UserError, match="已在“费用报销2026-001（谭䶮 其他费用）”中登记"):
            invoice(session, draft(session))
        fund = bundles.new_bundle(session, "funds", "工作经费凭单第1号")
        values = {"kind": invoices.InvoiceKind.DIGITAL, "number": NUMBERS[5]}
        invoices.save(session, fund, values)
        with pytest.raises(UserError, match="工作经费凭单第1号"):
            invoice(session, draft(session), NUMBERS[5])
        deeds.refuse(session, first, "票据不合规", TODAY, TODAY)
        assert invoice(session, draft(session))


def handed_with_invoice(session: Session) -> int:
    claim_id = draft(session)
    own = reimbursements.one(session, claim_id).unit
    invoice(session, claim_id, buyer=own, issued_on=OCTOBER_20, amount_fen=10_000)
    deeds.hand_in(session, claim_id, TODAY, TODAY)
    return claim_id


def test_invoices_of_a_claim_handed_in_stand_so_that_none_is_claimed_again(doing: Doing) -> None:
    with doing() as session:
        claim_id = handed_with_invoice(session)
        (row,) = invoices.listing(session, bundle_of(session, claim_id))
        for touch in (
            lambda: invoices.remove(session, row.id),
            lambda: invoices.save(session, row.bundle_id, {"number": NUMBERS[9]}, row.id),
            lambda: invoice(session, claim_id, NUMBERS[9]),
        ):
            with pytest.raises(UserError, match=r"已交单位，内容不能修改.*退回草稿"):
                touch()
        deeds.withdraw(session, claim_id)
        invoices.remove(session, row.id)
        assert invoice(session, draft(session))


def test_a_claim_is_not_filled_in_on_a_day_to_come_nor_handed_in_before_it(doing: Doing) -> None:
    with doing() as session:
        with pytest.raises(UserError, match="填报日期2026-11-03还没有到"):
            draft(session, filled_on=TODAY + timedelta(1))
        with pytest.raises(UserError, match="应在2026-11-02至2026-11-02之间"):
            deeds.hand_in(session, draft(session), OCTOBER_20, TODAY)


def test_invoices_are_numbered_as_their_kind_is(doing: Doing) -> None:
    with doing() as session:
        claim_id = draft(session)
        with pytest.raises(UserError, match="数电票没有发票代码，号码是20位数字"):
            invoice(session, claim_id, "123")
        key = invoice(session, claim_id, "２６４４２０００００００１２３４５６７８")
        invoices.save(session, bundle_of(session, claim_id), {"amount_fen": 100}, key)
        (row,) = invoices.listing(session, bundle_of(session, claim_id))
        assert (row.number, row.amount_fen) == ("26442000000012345678", 100)
        invoices.remove(session, key)
        assert invoices.listing(session) == []


def test_a_warning_is_accepted_for_a_reason_and_an_error_is_not(doing: Doing) -> None:
    with doing() as session:
        claim_id = draft(session, ClaimKind.TRAVEL, trip(20, vehicle=Vehicle.UNIT_CAR))
        with pytest.raises(ProblemsError, match="还不能交单位"):
            deeds.hand_in(session, claim_id, TODAY, TODAY)
        with pytest.raises(UserError, match="没有写明原因"):
            checks.accept(session, claim_id, "unit_car 1", " ", TODAY)
        checks.accept(session, claim_id, "unit_car 1", "过路费自付", TODAY)
        reimbursements.take_back(session, claim_id, "unit_car 1")
        assert checks.open_verdicts(session, claim_id, TODAY)
        checks.accept(session, claim_id, "unit_car 1", "过路费自付", TODAY)
        assert deeds.hand_in(session, claim_id, TODAY, TODAY) == "2026-001"
        wrong = draft(session, ClaimKind.OTHER, Line(date(2026, 10, 1), item="资料", amount_fen=1))
        with pytest.raises(UserError, match="须改正"):
            checks.accept(session, wrong, "outside 1", "就这样", TODAY)
        with pytest.raises(UserError, match="没有“meals 1”这条提醒"):
            checks.accept(session, wrong, "meals 1", "就这样", TODAY)


def test_a_claim_without_lines_is_kept_back_by_that_alone(doing: Doing) -> None:
    with doing() as session:
        claim_id = draft(session)
        reimbursements.set_lines(session, claim_id, [])
        kept_back = [row for row in checks.checks(session, claim_id, TODAY) if row.open]
    assert [row.verdict.severity for row in kept_back] == [Severity.ERROR]
    assert "明细" in kept_back[0].verdict.text


def test_a_date_mistyped_by_decades_is_an_error_and_costs_no_time(doing: Doing) -> None:
    lines = (trip(20), Line(date(1926, 10, 20), "a", date(2026, 10, 20), "b", Vehicle.BUS, fare_fen=1))
    with doing() as session:
        assert verdicts(session, draft(session, ClaimKind.TRAVEL, *lines))["outside"][0] is Severity.ERROR


# Steps.


def test_a_claim_goes_its_way_and_what_is_owed_follows(doing: Doing) -> None:
    with doing() as session:
        claim_id = handed(session)
        assert reimbursements.one(session, claim_id).outstanding_fen == 10_000
        deeds.approve(session, claim_id, TODAY, Approval(total_fen=8_000, reason="限额"), TODAY)
        assert reimbursements.one(session, claim_id).outstanding_fen == 8_000
        deeds.pay(session, claim_id, TODAY, "经办", NOW)
        row = reimbursements.one(session, claim_id)
    assert (row.state, row.outstanding_fen, row.reason) == (ClaimState.PAID, 0, "限额")


def test_numbers_count_through_the_year_in_which_a_claim_is_handed_in(doing: Doing) -> None:
    with doing() as session:
        numbers = [reimbursements.one(session, handed(session)).number for _ in range(3)]
        deeds.withdraw(session, reimbursements.find(session, "2026-002").id)
        again = reimbursements.find(session, "2026-002").id
        assert deeds.hand_in(session, again, TODAY, TODAY) == "2026-002"
    assert numbers == ["2026-001", "2026-002", "2026-003"]


@pytest.mark.parametrize("on", [OCTOBER_20 - timedelta(1), TODAY + timedelta(1)])
def test_a_step_lies_between_the_last_one_and_today(doing: Doing, on: date) -> None:
    with doing() as session:
        claim_id = draft(session, filled_on=OCTOBER_20)
        with pytest.raises(UserError, match=r"交单位日期.*不合理，应在2026-10-20至2026-11-02之间"):
            deeds.hand_in(session, claim_id, on, TODAY)
        deeds.hand_in(session, claim_id, TODAY, TODAY)
        with pytest.raises(UserError, match="审批日期"):
            deeds.approve(session, claim_id, on, Approval(), TODAY)
        with pytest.raises(UserError, match="拒报日期"):
            deeds.refuse(session, claim_id, "否", on, TODAY)
        deeds.approve(session, claim_id, TODAY, Approval(), TODAY)
        with pytest.raises(UserError, match="付款日期"):
            deeds.pay(session, claim_id, on, "经办", NOW)


def test_a_cut_wants_a_reason_and_stays_between_nothing_and_what_was_claimed(doing: Doing) -> None:
    with doing() as session:
        claim_id = handed(
            session, ClaimKind.OTHER, *(Line(OCTOBER_20, item=n, amount_fen=5_000) for n in "ab")
        )
        for approval, said in (
            (Approval(total_fen=9_000), "没有写明原因"),
            (Approval(total_fen=11_000, reason="多"), "0和申报金额之间"),
            (Approval([5_000], reason="少一行"), "有2行明细，核定了1行"),
        ):
            with pytest.raises(UserError, match=said):
                deeds.approve(session, claim_id, TODAY, approval, TODAY)
        deeds.approve(session, claim_id, TODAY, Approval([5_000, 0], reason="不合规"), TODAY)
        row = reimbursements.one(session, claim_id)
        whole = handed(session, ClaimKind.OTHER, *(Line(OCTOBER_20, item=n, amount_fen=500) for n in "cd"))
        deeds.approve(session, whole, TODAY, Approval(total_fen=900, reason="限额"), TODAY)
        assert reimbursements.one(session, whole).approved == (None, None)
    assert (row.approved, row.approved_fen) == ((5_000, 0), 5_000)


def test_an_approval_written_down_wrongly_is_taken_back(doing: Doing) -> None:
    with doing() as session:
        claim_id = approved(session, 8_000, "限额")
        deeds.unapprove(session, claim_id)
        row = reimbursements.one(session, claim_id)
        assert (row.state, row.approved_fen, row.approved, row.reason) == (
            ClaimState.HANDED, None, (None,), None
        )  # fmt: skip
        assert (row.decided_on, row.outstanding_fen) == (None, 10_000)
        deeds.approve(session, claim_id, TODAY, Approval(), TODAY)
        deeds.pay(session, claim_id, TODAY, "经办", NOW)
        with pytest.raises(UserError, match="没有可撤回的审批"):
            deeds.unapprove(session, claim_id)
        with pytest.raises(UserError, match="不能改为已交单位"):
            deeds.hand_in(session, approved(session), TODAY, TODAY)


def test_nothing_approved_is_refused_not_paid_and_a_refusal_wants_a_reason(doing: Doing) -> None:
    with doing() as session:
        claim_id = approved(session, 0, "全部不合规")
        with pytest.raises(UserError, match="核定为0"):
            deeds.pay(session, claim_id, TODAY, "经办", NOW)
        with pytest.raises(UserError, match="没有写明原因"):
            deeds.refuse(session, claim_id, " ", TODAY, TODAY)
        with pytest.raises(UserError, match="还没有交单位"):
            deeds.refuse(session, draft(session), "否", TODAY, TODAY)
        deeds.refuse(session, claim_id, "不合规", TODAY, TODAY)
        with pytest.raises(UserError, match="已拒报，不能改为已付款"):
            deeds.pay(session, claim_id, TODAY, "经办", NOW)


def test_a_paid_claim_is_sealed_whichever_way_it_is_touched(doing: Doing) -> None:
    with doing() as session:
        claim_id = paid(session)
        bundle = bundle_of(session, claim_id)
        photo = bundles.add(session, bundle, "签字件.jpg", made.photograph(), NOW)
        for touch in (
            lambda: reimbursements.save(session, {"title": "改"}, NOW, claim_id),
            lambda: reimbursements.set_lines(session, claim_id, []),
            lambda: reimbursements.accept(session, claim_id, "a", "b", "c"),
            lambda: reimbursements.remove(session, claim_id),
            lambda: deeds.withdraw(session, claim_id),
            lambda: invoice(session, claim_id),
            lambda: bundles.remove(session, photo),
            lambda: bundles.arrange(session, bundle, [photo]),
            lambda: bundles.remove_bundle(session, bundle),
        ):
            with pytest.raises(UserError, match="冲销"):
                touch()
    for sql in (
        f"UPDATE claims SET title = 'x' WHERE id = {claim_id}",
        f"UPDATE claim_lines SET amount_fen = 1 WHERE claim_id = {claim_id}",
        f"DELETE FROM claims WHERE id = {claim_id}",
    ):
        with pytest.raises(DatabaseError), doing() as session:
            session.connection().exec_driver_sql(sql)


def test_a_paid_claim_is_taken_back_by_another_of_negative_amounts(doing: Doing) -> None:
    with doing() as session:
        claim_id = handed_with_invoice(session)
        with pytest.raises(UserError, match="不用冲销"):
            deeds.reverse(session, claim_id, "错", "经办", NOW)
        deeds.approve(session, claim_id, TODAY, Approval(), TODAY)
        deeds.pay(session, claim_id, TODAY, "经办", NOW)
        with pytest.raises(UserError, match="没有写明原因"):
            deeds.reverse(session, claim_id, "", "经办", NOW)
        negative = deeds.reverse(session, claim_id, "重复付款", "经办", NOW)
        row, old = reimbursements.one(session, negative), reimbursements.one(session, claim_id)
        for one in (claim_id, negative):
            with pytest.raises(UserError, match="已经互相冲销"):
                deeds.reverse(session, one, "再冲", "经办", NOW)
        assert invoice(session, draft(session))
        (member, total) = sums.year(session, 2026)
    assert (row.claimed_fen, row.approved_fen, row.approved) == (-10_000, -10_000, (-10_000,))
    assert (row.state, row.reverses, old.reversed_by) == (ClaimState.PAID, old.number, row.number)
    assert (total.paid_fen, member.claims, total.is_total, member.is_total) == (0, 2, True, False)


# What is owed, the year, the home page.


def test_what_a_unit_owes_ages_and_shows_on_the_home_page(doing: Doing) -> None:
    with doing() as session:
        waiting, granted = handed(session), approved(session, 4_000, "限额")
        paid(session)
        later = TODAY + timedelta(45)
        rows = sums.outstanding(session, later)
        assert [(row.id, row.days, row.age, row.outstanding_fen) for row in rows] == [
            (waiting, 45, Age.TWO_MONTHS, 10_000), (granted, 45, Age.TWO_MONTHS, 4_000)
        ]  # fmt: skip
        assert sums.by_age(rows)[Age.TWO_MONTHS] == 14_000
        (due,) = reimbursements_due.due(session, later)
        assert "有2张报销单超过30天没有付清，共 140.00 元，最长45天，其中1张还没有审批结果" in due.text
        assert (due.clause, due.urgency, due.room, due.key) == (
            "六(二)", "amber", "reimbursements", [waiting, granted]
        )  # fmt: skip
        assert reimbursements_due.due(session, TODAY + timedelta(61))[0].urgency == "red"
        assert reimbursements_due.due(session, TODAY) == []


def test_drafts_left_lying_are_due(doing: Doing) -> None:
    with doing() as session:
        keys = [draft(session, name=name) for name in (NAME, "罗海涛", "巫启明", "钟立新", "潘秀云")]
        (due,) = reimbursements_due.due(session, TODAY + timedelta(31))
    assert due.text.startswith("有5张报销草稿超过30天没有交单位")
    assert due.text.endswith("等")
    assert set(due.key) == set(keys)  # type: ignore[call-overload]


def test_a_year_adds_up_by_unit_and_member(doing: Doing) -> None:
    with doing() as session:
        paid(session)
        approved(session, 6_000, "限额")
        handed(session)
        deeds.refuse(session, handed(session), "否", TODAY, TODAY)
        draft(session)
        member, total = sums.year(session, 2026)
        assert sums.years(session) == [member, total]
        assert sums.year(session, 2025) == []
    for row in (member, total):
        assert (row.claims, row.claimed_fen, row.cut_fen, row.approved_fen) == (3, 30_000, 4_000, 16_000)
        assert (row.paid_fen, row.outstanding_fen) == (10_000, 16_000)
        assert row.outstanding_fen == row.claimed_fen - row.cut_fen - row.paid_fen


# One PDF per claim.


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (ClaimKind.OTHER, "费用报销单"),
        (ClaimKind.TRAVEL, "往返交通（差旅）费报销单"),
        (ClaimKind.MEDICAL, "医疗费报销单"),
    ],
)
def test_one_pdf_form_paste_sheet_then_every_attachment_numbered(
    doing: Doing, kind: ClaimKind, title: str
) -> None:
    files = {
        "车票.jpg": made.photograph(),
        "发票.pdf": made.JAVASCRIPT_PDF,
        "铁路电子客票.ofd": made.ofd(),
        "小票.png": made.png(300, 200),
    }
    with doing() as session:
        claim_id = handed(session, kind)
        for name, content in files.items():
            bundles.add(session, bundle_of(session, claim_id), name, content, NOW)
        pdf = papers.pdf(claim_papers.claim(session, claim_id, NOW))
        row = reimbursements.one(session, claim_id)
        assert pdf == papers.pdf(claim_papers.claim(session, claim_id, NOW))
    said = [page_text(pdf, page).replace(" ", "").replace("\u3000", "") for page in range(page_count(pdf))]
    assert len(said) == 6
    assert title in said[0]
    assert "粘贴单" in said[1]
    assert row.check_code in said[0]
    for number, text in enumerate(said[2:], 1):
        assert f"附件{number}/4" in text
        assert f"校验码{row.check_code}" in text
    assert "铁路电子客票.ofd" in said[4]
    assert "单独打印" in said[4]
    sizes = {tuple(sorted(map(round, papers_size(pdf, page)))) for page in range(len(said))}
    assert sizes == {(595, 842)}


def papers_size(pdf: bytes, page: int) -> tuple[float, float]:
    from banfu_desktop.printing.preview import page_size

    return page_size(pdf, page)


def test_a_paper_stands_as_handed_in_whatever_is_renamed_later(doing: Doing) -> None:
    with doing() as session:
        claim_id = handed(session)
        unit = reimbursements.one(session, claim_id)
        before = papers.pdf(claim_papers.claim(session, claim_id, NOW))
        offices.rename(session, unit.unit_id, "县新名局", date(2026, 10, 1))
        assert papers.pdf(claim_papers.claim(session, claim_id, NOW)) == before
        named = claim_papers.claim(session, draft(session, source="单位公用经费"), NOW)
        fresh = page_text(papers.pdf(named), 0)
    assert "县新名局" in fresh
    assert "经费来源：单位公用经费" in fresh


def test_the_forms_of_a_month_and_of_a_unit(doing: Doing) -> None:
    october = {"filled_on": date(2026, 10, 30)}
    with doing() as session:
        claim_id = draft(session, **october)
        unit = reimbursements.one(session, claim_id).unit
        draft(session, ClaimKind.MEDICAL, **october)
        asked: dict[str, Any] = {"month": Month(2026, 10), "now": NOW, "today": TODAY}
        assert len(papers.make(session, "expense-claim", **asked).documents) == 1
        assert len(papers.make(session, "paste-sheet", payer=unit, **asked).documents) == 2
        with pytest.raises(UserError, match="2026年10月没有往返差旅费报销单"):
            papers.make(session, "travel-claim", **asked)
        with pytest.raises(UserError, match="没有向“县医保局”报的医疗费报销单"):
            papers.make(session, "medical-claim", payer="县医保局", **asked)
