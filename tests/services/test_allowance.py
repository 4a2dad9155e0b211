"""Letters about 乡镇工作补贴 (六(一)), rules of the others (六(四)): who is told of, answers, warnings."""

from datetime import date, datetime

import pypdfium2
import pytest
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database
from banfu_desktop.rules.allowance import LetterState
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Category, UnitLevel
from banfu_desktop.services import rooms
from banfu_desktop.services.allowance import due, letters, others, own_rules
from banfu_desktop.services.allowance.letters import AllowanceRow
from banfu_desktop.services.attachments import bundles
from banfu_desktop.services.audit import history
from banfu_desktop.services.hall import home, papers, person, search
from banfu_desktop.services.hall.lists import fill
from banfu_desktop.services.members import members
from banfu_desktop.services.office import levels, settings
from banfu_desktop.services.reimbursements import checks, reimbursements
from banfu_desktop.services.subsidies import receivables, rulings, subsidies
from tests.services import a_claim
from tests.services.conftest import NOW, TODAY, Doing

SENT, ANSWERED = date(2026, 7, 8), date(2026, 7, 20)


def row_of(session: Session, name: str, today: date = TODAY) -> AllowanceRow:
    return next(row for row in letters.listing(session, today) if row.name == name)


def texts(session: Session) -> list[str]:
    return [one.text for one in due.due(session, TODAY)]


def printed(session: Session, form: str, unit: str | None = None) -> list[str]:
    """The text of every page."""
    made = papers.pdf(papers.make(session, form, payer=unit, now=NOW, today=TODAY))
    document = pypdfium2.PdfDocument(made)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def test_those_of_county_units_with_six_months_are_to_be_told_and_nobody_else(office: Database) -> None:
    with office.read() as session:
        rows = {row.name: row for row in letters.listing(session, TODAY)}
        everybody = members.listing(session)
    cadres = {row.name: row for row in everybody if row.category is Category.CADRE}
    assert set(rows) <= set(cadres), "六(四)所说的人员不告知"
    six = {name for name, row in cadres.items() if row.arrived_on <= date(2026, 5, 2)}
    assert six
    assert {name for name, row in rows.items() if row.state is LetterState.UNTOLD} == six
    assert {row.state for name, row in rows.items() if name not in six} <= {LetterState.EARLY}
    assert all(row.amount_fen is None for row in rows.values()), "通知没有标准，程序不生成"


def test_a_unit_that_is_no_county_unit_is_told_only_by_the_offices_choice(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        row = row_of(session, "潘秀云")
        levels.confirm(session, row.organisation_id, UnitLevel.CITY)
        assert "潘秀云" not in {one.name for one in letters.listing(session, TODAY)}
        with pytest.raises(UserError, match="不是县直单位"):
            letters.send(session, [row.id], TODAY, None, TODAY)
        settings.choose(session, "allowance_all_units", "是", date(2026, 1, 1))
        assert row_of(session, "潘秀云").state is LetterState.UNTOLD


def test_a_level_nobody_confirmed_holds_the_letter(office: Database, doing: Doing) -> None:
    with doing() as session:
        known = next(row for row in members.listing(session) if row.name == "潘秀云")
        members.save(session, {"organisation": "某某新办"}, known.id)
        row = row_of(session, "潘秀云")
        assert row.state is LetterState.HELD
        with pytest.raises(UserError, match="还没有核实"):
            letters.send(session, [row.id], TODAY, None, TODAY)
        assert "潘秀云" not in "".join(printed(session, "allowance-letter"))


def test_a_letter_goes_out_once_a_unit_with_its_receipt_and_names_no_amount(office: Database) -> None:
    with office.read() as session:
        units = {row.organisation for row in letters.listing(session, TODAY)
                 if row.state is LetterState.UNTOLD}  # fmt: skip
        pages = printed(session, "allowance-letter")
        (one_unit, answer) = printed(session, "allowance-letter", "县工信局")
    assert len(pages) == 2 * len(units)
    for told in ("县工信局：", "六(一)", "潘秀云", "2026.01.05", "2026.07.05"):
        assert told in one_unit
    assert "通知没有规定补贴的标准" in one_unit
    assert all(word in answer for word in ("回", "从何日起发放", "不发放的原因", "潘秀云"))
    assert "2,000" not in one_unit + answer


def test_a_unit_without_anybody_to_tell_of_has_no_letter(office: Database) -> None:
    with office.read() as session, pytest.raises(UserError, match="没有这份"):
        printed(session, "allowance-letter", "省农科院")


def test_sent_answered_stopped_and_what_home_says_of_it(office: Database, doing: Doing) -> None:
    with doing() as session:
        assert any("潘秀云2026-07-05满六个月，还没有告知" in text for text in texts(session))
        row = row_of(session, "潘秀云")
        with pytest.raises(UserError, match="才满六个月"):
            letters.send(session, [row.id], date(2026, 7, 4), None, TODAY)
        letters.send(session, [row.id], SENT, "12号", TODAY)
        (open_one,) = [text for text in texts(session) if "潘秀云" in text]
        assert f"已 {(TODAY - SENT).days} 天，还没有答复" in open_one
        item = next(one for one in rooms_handover(session) if "潘秀云乡镇工作补贴" in one)
        assert "已告知，2026-07-08送出" in item
        letters.save(session, row.id, {"confirmed_on": ANSWERED, "paid_from": date(2026, 7, 5)}, TODAY)
        row = row_of(session, "潘秀云")
        assert (row.state, row.amount_fen, row.number) == (LetterState.CONFIRMED, None, "12号")
        assert not [text for text in texts(session) if "潘秀云" in text]
        assert not [one for one in rooms_handover(session) if "潘秀云乡镇工作补贴" in one]
        members.end(session, row.posting_id, date(2026, 10, 31))
        assert row_of(session, "潘秀云").state is LetterState.ENDED


def rooms_handover(session: Session) -> list[str]:
    return [item.text for told in rooms.offered("handover") for item in told(session, None, TODAY)]


def test_a_fact_corrected_after_the_letter_is_told_and_the_letter_stays(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        row = row_of(session, "潘秀云")
        letters.send(session, [row.id], SENT, None, TODAY)
        members.save(session, {"arrived_on": date(2026, 2, 5)}, row.posting_id)
        changed = row_of(session, "潘秀云")
        assert changed.changed == "告知单写的可享受日期是2026-07-05，按现在的任职是2026-08-05"
        assert any(changed.changed in text for text in texts(session))
        letters.save(session, row.id, {"sent_on": date(2026, 8, 6)}, TODAY)
        assert row_of(session, "潘秀云").changed == "", "重新送出的写新的日期"
        members.save(session, {"arrived_on": date(2026, 6, 1)}, row.posting_id)
        assert row_of(session, "潘秀云").changed, "按现在的任职不满六个月的，仍在清单上"


def test_somebody_who_moves_to_another_unit_needs_another_letter(office: Database, doing: Doing) -> None:
    with doing() as session:
        first = row_of(session, "潘秀云")
        letters.send(session, [first.id], SENT, None, TODAY)
        old = members.one(session, first.posting_id)
        members.end(session, old.id, date(2026, 9, 30))
        again = {**vars(old), "organisation": "县林业局", "arrived_on": date(2026, 10, 1), "left_on": None}
        members.save(session, {**again, "planned_until": None})
        rows = [row for row in letters.listing(session, TODAY) if row.name == "潘秀云"]
    assert [(row.organisation, row.eligible_on, row.state) for row in rows] == [
        ("县林业局", date(2026, 10, 1), LetterState.UNTOLD),
        ("县工信局", date(2026, 7, 5), LetterState.TOLD),
    ]


def test_a_letter_holds_its_posting_and_its_unit_is_found_undone_and_taken_back(
    office: Database, doing: Doing
) -> None:
    with doing("登记乡镇工作补贴告知 潘秀云") as session:
        row = row_of(session, "潘秀云")
        letters.send(session, [row.id], SENT, "梅党函12号", TODAY)
    with doing() as session, pytest.raises(UserError, match="已有乡镇工作补贴告知"):
        members.remove(session, row.posting_id)
    with office.read() as session:
        assert [hit.key for hit in search.find(session, "梅党函12") if hit.room == "allowance"] == [row.id]
        assert row_of(session, "潘秀云").bundle_id is not None
    with doing("撤销") as session:
        assert history.undo(session, NOW) == "登记乡镇工作补贴告知 潘秀云"
        assert row_of(session, "潘秀云").state is LetterState.UNTOLD


def test_a_letter_with_the_units_answer_scanned_is_not_taken_back(office: Database, doing: Doing) -> None:
    with doing() as session:
        row = row_of(session, "潘秀云")
        letters.send(session, [row.id], SENT, None, TODAY)
        bundle = row_of(session, "潘秀云").bundle_id
        assert bundle is not None
        kept = bundles.add(session, bundle, "回执.pdf", b"%PDF-1.4 test", datetime(2026, 11, 2, 9))
        with pytest.raises(UserError, match="有附件"):
            letters.remove(session, row.id, TODAY)
        bundles.remove(session, kept)
        letters.remove(session, row.id, TODAY)
        assert row_of(session, "潘秀云").letter_id is None


def test_nobody_has_a_rule_until_somebody_tells_it_and_the_latest_that_has_begun_counts(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        assert own_rules.listing(session) == [], "没有登记以前，程序不写任何规定"
        untold = [one.text for one in due.due(session, TODAY) if one.clause == "六(四)"]
        assert len(untold) == len(own_rules.OTHERS) == 4
        rule = {"category": Category.FINANCE, "rule": "甲办法", "payer": "派出单位"}
        own_rules.save(session, {**rule, "start_on": date(2026, 1, 1)})
        own_rules.save(session, {**rule, "rule": "乙办法", "start_on": date(2026, 10, 1)})
        own_rules.save(session, {**rule, "rule": "丙办法", "start_on": date(2027, 1, 1)})
        assert [
            getattr(own_rules.on(session, Category.FINANCE, day), "rule", None)
            for day in (date(2025, 12, 31), date(2026, 9, 30), TODAY)
        ] == [None, "甲办法", "乙办法"]
        (row,) = [row for row in others.listing(session, TODAY) if row.category is Category.FINANCE]
        assert (row.rule, row.payer, row.amount) == ("乙办法", "派出单位", None)
        assert not [one for one in due.due(session, TODAY) if "金融助理（" in one.text]
        assert [hit.label for hit in search.find(session, "乙办法")] == ["乙办法"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"category": Category.CADRE}, "驻镇干部按六"),
        ({"category": None}, "没有选人员类别"),
        ({"rule": " "}, "没有填写规定名称"),
        ({"start_on": None}, "没有填写起始日期"),
        ({"end_on": date(2025, 1, 1)}, "早于起始"),
    ],
)
def test_what_a_rule_cannot_be(office: Database, doing: Doing, values: dict[str, object], said: str) -> None:
    whole = {"category": Category.FINANCE, "rule": "甲办法", "start_on": date(2026, 1, 1)}
    with doing() as session:
        own_rules.save(session, whole)
        with pytest.raises(UserError, match=said):
            own_rules.save(session, {**whole, "start_on": TODAY, **values})
        with pytest.raises(UserError, match="已经登记"):
            own_rules.save(session, {**whole, "rule": "乙办法"})


def test_a_rule_that_has_ended_is_none(office: Database, doing: Doing) -> None:
    ended = {"start_on": date(2026, 1, 1), "end_on": date(2026, 10, 31)}
    with doing() as session:
        own_rules.save(session, {"category": Category.FINANCE, "rule": "甲办法", **ended})
        assert own_rules.on(session, Category.FINANCE, TODAY) is None
        assert any("金融助理（1 人）" in text for text in texts(session))


def test_the_list_of_the_others_holds_them_all_and_leaves_a_rule_nobody_told_blank(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        rule = {"category": Category.FINANCE, "rule": "甲办法", "amount": "照原渠道"}
        own_rules.save(session, {**rule, "start_on": date(2026, 1, 1)})
        here = members.listing(session, Period(TODAY, TODAY))
        (page,) = printed(session, "others-list")
        names = [row.name for row in here if row.category is not Category.CADRE]
        assert len(names) == 6
        assert all(name in page for name in names)
        assert not any(row.name in page for row in here if row.category is Category.CADRE)
        assert page.count("甲办法") == 1
        assert "还没有登记" not in page
        assert len(fill(session, "others", NOW).rows) == 6


def test_somebody_of_the_others_on_a_sealed_sheet_is_warned_of_until_it_is_given_back(
    office: Database, doing: Doing
) -> None:
    month = Month(2026, 10)
    with doing() as session:
        subsidies.make(session, month, NOW)
        subsidies.seal(session, month, "审核", NOW)
        paid = next(row for row in members.listing(session) if row.name == "廖小满")
        members.save(session, {"category": Category.VOLUNTEER}, paid.id)
        (row,) = [row for row in others.listing(session, TODAY) if row.warning]
        assert (row.name, "已封存的发放表上有 2,000.00 元" in row.warning) == ("廖小满", True)
        (red,) = [one for one in due.due(session, TODAY) if one.urgency == "red"]
        assert (red.clause, red.room) == ("六(四)", "allowance")
        assert red.text in {one.text for one in home.due(session, TODAY)}
        (owed,) = (one for one in receivables.listing(session, TODAY) if one.person_id == row.person_id)
        receivables.repay(session, owed.person_id, receivables.Repayment(owed.open_fen, TODAY), TODAY)
        assert not [one for one in others.listing(session, TODAY) if one.warning]


def test_a_one_off_for_somebody_of_the_others_is_warned_of(office: Database, doing: Doing) -> None:
    with doing() as session:
        row = next(row for row in members.listing(session) if row.category is Category.FINANCE)
        entry = rulings.OneOffEntry(row.person_id, "县林业局", 10_000, "补发", "1号", "县财政局")
        rulings.add_one_off(session, Month(2026, 10), entry)
        assert any(f"{row.name}是金融助理，一次性补发有 100.00 元" in text for text in texts(session))


def test_a_claim_of_the_others_asks_for_the_rule_and_is_only_told_of_it_once_it_is_known(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        claim = a_claim.draft(session)
        posting = reimbursements.one(session, claim).posting_id
        assert "own_rule" not in {one.verdict.check for one in checks.checks(session, claim, TODAY)}
        members.save(session, {"category": Category.VOLUNTEER}, posting)
        (asked,) = [one for one in checks.checks(session, claim, TODAY) if one.verdict.check == "own_rule"]
        assert (asked.open, asked.verdict.clause) == (True, "六(四)")
        (row,) = [row for row in others.listing(session, TODAY) if row.claims]
        assert row.warning == "有 1 张报销单，应由谁报销还没有登记"
        assert any("志愿者（" in text and "有 1 张报销单" in text for text in texts(session))
        own_rules.save(
            session, {"category": Category.VOLUNTEER, "rule": "甲办法", "start_on": date(2026, 1, 1)}
        )
        (told,) = [one for one in checks.checks(session, claim, TODAY) if one.verdict.check == "own_rule"]
        assert (told.open, "甲办法" in told.verdict.text) == (False, True)


def test_the_page_of_a_person_says_which_of_both_and_how_far(office: Database, doing: Doing) -> None:
    with doing() as session:
        letters.send(session, [row_of(session, "潘秀云").id], SENT, None, TODAY)
        (cadre,) = person.named(session, "潘秀云", 2026, TODAY)
        (other,) = person.named(session, "曾国梁", 2026, TODAY)
    facts = {fact.label: fact for fact in cadre.facts}
    assert facts["乡镇工作补贴"].chips == (("已告知", "blue"),)
    assert "执行规定" not in facts
    facts = {fact.label: fact for fact in other.facts}
    assert facts["执行规定"].words == "按各自规定执行，六(四)"
    assert facts["执行规定"].chips == (("规定还没有登记", "amber"),)
    assert any("金融助理（1 人）" in step.text for step in other.steps)


def test_a_home_of_zero_days_asks_for_nothing(office: Database, doing: Doing) -> None:
    with doing() as session:
        for name in ("allowance_tell_days", "allowance_answer_days"):
            settings.choose(session, name, "0", date(2026, 1, 1))
        letters.send(session, [row_of(session, "潘秀云").id], SENT, None, TODAY)
        assert not [text for text in texts(session) if "乡镇工作补贴" in text]


def test_a_unit_that_was_told_is_not_removed(office: Database, doing: Doing) -> None:
    with doing() as session:
        row = row_of(session, "潘秀云")
        letters.send(session, [row.id], SENT, None, TODAY)
        told = {said for asks in rooms.offered("holds_unit") if (said := asks(session, row.organisation_id))}
    assert "已告知乡镇工作补贴" in told
