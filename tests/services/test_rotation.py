"""Rotation 二, filing 二(三), relations 四(一): who leaves, what is handed over, what is sealed."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.printing import paper as printing
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.rotation import Direction, FilingState, Section, Stage
from banfu_desktop.rules.words import PoliticalStatus, TeamRole
from banfu_desktop.services import rooms
from banfu_desktop.services.audit import history
from banfu_desktop.services.funds import funds, posting
from banfu_desktop.services.hall import home, search
from banfu_desktop.services.hall import papers as hall_papers
from banfu_desktop.services.members import members
from banfu_desktop.services.members.members import MemberRow
from banfu_desktop.services.office import settings
from banfu_desktop.services.rotation import (
    batches,
    due,
    filings,
    handovers,
    papers,
    relations,
    rotation,
)
from tests.past_the_door import past_the_door
from tests.services.conftest import NOW, TODAY, Doing

OPEN_BY_THE_PAGE = {
    # county-practice.md, “Rotation and hand-over”: what a leader's list is made of, read past the program
    "worklog": "SELECT next_step FROM log_entries WHERE coalesce(next_step, '') <> ''"
    " AND id NOT IN (SELECT entry_id FROM log_closings)",
    "projects": "SELECT (SELECT name FROM project_rounds r WHERE r.project_id = p.id ORDER BY number LIMIT 1)"
    " FROM projects p WHERE stage NOT IN ('completed', 'abandoned')",
    "promises": "SELECT source FROM contributions c WHERE ended_on IS NULL AND promised_fen >"
    " (SELECT coalesce(sum(amount_fen), 0) FROM contribution_arrivals WHERE contribution_id = c.id)",
    "plan items": "SELECT task FROM plan_items WHERE done_on IS NULL AND state NOT IN ('done', 'dropped')",
    "letters": "SELECT title FROM documents WHERE direction = 'in' AND reply_due IS NOT NULL"
    " AND replied_on IS NULL",
    "ideas": "SELECT name FROM project_ideas WHERE project_id IS NULL AND dropped_on IS NULL",
    "claims": "SELECT p.name FROM claims c JOIN postings o ON o.id = c.posting_id JOIN people p"
    " ON p.id = o.person_id WHERE c.state IN ('draft', 'handed', 'approved')",
    "leaves": "SELECT p.name FROM leaves l JOIN postings o ON o.id = l.posting_id JOIN people p"
    " ON p.id = o.person_id WHERE l.returned_on IS NULL AND (o.left_on IS NULL OR o.left_on >= :today)",
    "exams": "SELECT DISTINCT p.name || ' ' || :year || '年度体检' FROM postings o JOIN people p"
    " ON p.id = o.person_id WHERE o.arrived_on <= :year || '-12-31' AND coalesce(o.left_on, '9999') >= :year"
    " AND NOT EXISTS (SELECT 1 FROM exams e WHERE e.person_id = p.id AND e.year = CAST(:year AS INTEGER)"
    " AND (e.done_on IS NOT NULL OR e.reason IS NOT NULL))",
    "uninsured": "SELECT p.name || ' 意外险' FROM postings o JOIN people p ON p.id = o.person_id"
    " WHERE o.arrived_on <= :today AND coalesce(o.left_on, '9999') >= :today AND NOT EXISTS"
    " (SELECT 1 FROM insurance_covers c JOIN insurance_policies i ON i.id = c.policy_id"
    " WHERE c.person_id = p.id AND i.start_on <= :today AND i.end_on >= :today)",
    "books": "SELECT name FROM fund_books WHERE closed_on IS NULL",
    "drafts": "SELECT summary FROM fund_vouchers WHERE state = 'draft'",
    "advances": "SELECT borrower FROM fund_advances a WHERE amount_fen > coalesce(returned_fen, 0) +"
    " (SELECT coalesce(sum(amount_fen), 0) FROM fund_settlements WHERE advance_id = a.id)",
    "bank": "SELECT party FROM bank_lines WHERE id NOT IN (SELECT line_id FROM bank_matches)",
    "unpaid": "SELECT p.name FROM subsidy_lines l JOIN people p ON p.id = l.person_id JOIN subsidy_sheets s"
    " ON s.id = l.sheet_id WHERE s.voided_at IS NULL AND s.check_code IS NOT NULL AND l.paid_on IS NULL"
    " AND l.waived_on IS NULL AND l.net_fen > 0",
    "assets": "SELECT item FROM assets WHERE disposed_on IS NULL",
    "accounts": "SELECT name FROM persons WHERE left_on IS NULL",
}


@pytest.fixture(scope="module")
def full(full_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An office with something in every room."""
    folder = tmp_path_factory.mktemp("full")
    database = Database.open(shutil.copytree(full_office / "office", folder / "office"))
    with database.write(Deed("登记凭证", "经办", NOW)) as session:
        draft = {"dated": TODAY, "amount_fen": 12_000, "summary": "横幅两条"}
        category = posting.category_named(session, "宣传印刷")
        posting.save(session, funds.books(session)[0].id, draft | {"category_id": category})
    yield database
    database.close()


def of_role(session: Session, role: TeamRole) -> MemberRow:
    return next(row for row in members.listing(session, Period(TODAY, TODAY)) if row.role is role)


def test_a_leaders_list_holds_every_open_item_that_the_database_holds(full: Database) -> None:
    with full.read() as session:
        leader = of_role(session, TeamRole.LEADER)
        listed = [item.text for item in handovers.items(session, leader.id, TODAY, whole=True)]
        asked = {"today": TODAY.isoformat(), "year": str(TODAY.year)}
        kinds = {}
        for kind, sql in OPEN_BY_THE_PAGE.items():
            names = {name: asked[name] for name in asked if f":{name}" in sql}
            found = [words for (words,) in session.execute(sa.text(sql), names)]
            kinds[kind] = len(found)
            missing = [words for words in found if not any(words in text for text in listed)]
            assert not missing, f"{kind} {missing} of {listed}"
    empty = {kind for kind, count in kinds.items() if not count}
    assert empty == {"accounts"}, "the full office has something of everything but persons at work"


def test_what_is_opened_afterwards_stands_on_the_list_and_a_member_hands_over_only_his_own(
    full: Database,
) -> None:
    with full.read() as session:
        leader, other = of_role(session, TeamRole.LEADER), of_role(session, TeamRole.FIRST_SECRETARY)
        whole = {item.key for item in handovers.items(session, leader.id, TODAY, whole=True)}
        own = {item.key for item in handovers.items(session, other.id, TODAY, whole=False)}
    assert not [key for key in own if key.startswith(("funds book", "projects", "bank", "mobilised"))]
    assert {key for key in own if not key.startswith("members posting")} <= whole


def test_the_doors_that_hold_open_work_offer_it() -> None:
    offering = {door.__name__.split(".")[-2] for door in rooms.doors() if hasattr(door, "handover")}
    assert offering >= {
        "subsidies", "members", "attendance", "worklog", "rotation", "funds", "projects", "mobilised",
        "assets", "bank", "reimbursements", "exams", "insurance", "persons", "attachments", "documents",
        "assessment",
    }  # fmt: skip


def test_both_sides_tick_and_a_tick_holds_for_the_words_that_were_seen(doing: Doing) -> None:
    with doing() as session:
        leader = of_role(session, TeamRole.LEADER)
        key = handovers.draw_up(session, leader.id, TODAY)
        assert handovers.one(session, key, TODAY).whole
        line = {"section": Section.KEYS, "kind": "公章", "text": "队印章 1 枚"}
        handovers.add_line(session, key, line)
        first = handovers.one(session, key, TODAY).items[0]
        handovers.tick(session, key, [first.key], "given", TODAY)
        assert not handovers.one(session, key, TODAY).items[0].done
        handovers.tick(session, key, [first.key], "taken", TODAY)
        assert handovers.one(session, key, TODAY).items[0].done
        handovers.tick(session, key, [first.key], "given", TODAY, on=False)
        item = handovers.one(session, key, TODAY).items[0]
        assert (item.given, item.taken) == (False, True)
        members.end(session, next(r.id for r in members.listing(session) if r.id != leader.id), TODAY)
    with doing() as session:  # the team is another one: the words of the first line have changed
        later = TODAY + timedelta(days=1)
        item = handovers.one(session, key, later).items[0]
        assert (item.taken, item.changed) == (False, True)
        with pytest.raises(UserError, match="已有一份没有封存"):
            handovers.draw_up(session, leader.id, TODAY)
        with pytest.raises(UserError, match="身份证号、账号或电话号码"):
            handovers.add_line(session, key, {**line, "text": "电话13912345678"})


def sealed_list(session: Session) -> tuple[int, str]:
    leader = of_role(session, TeamRole.LEADER)
    key = handovers.draw_up(session, leader.id, TODAY)
    with pytest.raises(UserError, match="没有写明接交人"):
        handovers.seal(session, key, "经办", NOW)
    handovers.save(session, key, {"receiver": "陈思远", "witness": "李国栋"})
    return key, handovers.seal(session, key, "经办", NOW)


def test_a_sealed_list_is_printed_the_same_for_ever_and_never_changes(office: Database, doing: Doing) -> None:
    with doing() as session:
        key, code = sealed_list(session)
    with office.read() as session:
        before = printing.pdf(papers.handover_paper(session, key, NOW))
    with doing() as session:
        for row in members.listing(session)[1:4]:
            members.end(session, row.id, TODAY)
        with pytest.raises(UserError, match="已经封存"):
            handovers.save(session, key, {"receiver": "别人"})
        with pytest.raises(UserError, match="已经封存"):
            handovers.tick(session, key, ["members team"], "given", TODAY)
    with office.read() as session:
        after = printing.pdf(papers.handover_paper(session, key, datetime(2027, 5, 5, 8)))
        assert after == before
        found = [told for sealed in rooms.offered("sealed") if (told := sealed(session, code)) is not None]
        assert [paper for paper, _ in found] == ["钟立新交接清单"]
    with past_the_door(office, NOW) as session, pytest.raises(DatabaseError, match="does not change"):
        session.execute(sa.text("UPDATE handovers SET receiver = '别人'"))


def test_a_change_goes_from_reminder_to_left(doing: Doing) -> None:
    with doing() as session:
        row = of_role(session, TeamRole.FIRST_SECRETARY)
        assert rotation.one(session, row.id, TODAY).stage is None
        members.save(session, {"planned_until": date(2026, 12, 31)}, row.id)
        assert rotation.one(session, row.id, TODAY).stage is Stage.DUE
        with pytest.raises(UserError, match="没有写明接任人选"):
            rotation.save(session, row.id, {"proposed_on": TODAY}, TODAY)
        rotation.save(session, row.id, {"successor": "陈思远", "proposed_on": date(2026, 10, 1)}, TODAY)
        with pytest.raises(UserError, match=r"早于“推荐人选”"):
            rotation.save(session, row.id, {"agreed_on": date(2026, 9, 1)}, TODAY)
        stages = []
        for values in ({}, {"agreed_on": date(2026, 10, 9)}, {"handing_on": date(2026, 10, 20)}):
            rotation.save(session, row.id, values, TODAY)
            stages.append(rotation.one(session, row.id, TODAY).stage)
        assert stages == [Stage.PROPOSED, Stage.AGREED, Stage.HANDING]
        key = handovers.draw_up(session, row.id, TODAY)
        handovers.save(session, key, {"receiver": "陈思远", "witness": "李国栋"})
        handovers.seal(session, key, "经办", NOW)
        assert rotation.one(session, row.id, TODAY).stage is Stage.HANDED
        members.end(session, row.id, date(2026, 11, 1))
        assert rotation.one(session, row.id, TODAY).stage is Stage.LEFT


def test_whoever_left_while_handing_over_without_a_sealed_list_is_asked_about(doing: Doing) -> None:
    with doing() as session:
        row = of_role(session, TeamRole.FIRST_SECRETARY)
        rotation.save(session, row.id, {"successor": "陈", "handing_on": date(2026, 10, 20)}, TODAY)
        members.end(session, row.id, date(2026, 10, 30))
        said = [one for one in due.due(session, TODAY) if "还没有封存" in one.text]
        assert [one.urgency for one in said] == ["red"]


def test_the_one_proposed_is_held_against_the_conditions_on_the_day_of_the_proposal(doing: Doing) -> None:
    with doing() as session:
        leader = of_role(session, TeamRole.LEADER)
        values = {
            "successor": "陈思远", "born_on": date(1970, 1, 1), "political": PoliticalStatus.MEMBER,
            "party_joined_on": date(2026, 5, 1), "rank": "科员", "proposed_on": date(2026, 10, 1),
        }  # fmt: skip
        rotation.save(session, leader.id, values, TODAY)
        place = rotation.one(session, leader.id, TODAY)
        found = {one.check for one in rotation.verdicts(place, leader, TODAY)}
        assert found == {"leader_party", "leader_rank", "leader_age"}
        good = {"born_on": date(1985, 1, 1), "party_joined_on": date(2010, 5, 1), "rank": "副科级"}
        rotation.save(session, leader.id, good, TODAY)
        assert rotation.verdicts(rotation.one(session, leader.id, TODAY), leader, TODAY) == []


def test_a_batch_lasts_three_years_and_a_posting_is_in_one(doing: Doing) -> None:
    with doing() as session:
        first, *others = [row.id for row in members.listing(session, Period(TODAY, TODAY))]
        one = batches.save(session, {"name": "第二批", "start_on": date(2026, 1, 5)})
        other = batches.save(session, {"name": "第三批", "start_on": date(2029, 1, 5)})
        batches.choose(session, one, [first, *others])
        batches.choose(session, other, [first])
        later, earlier = batches.listing(session, TODAY)
        assert (earlier.planned_end, earlier.count, later.posting_ids) == (
            date(2029, 1, 4), len(others), (first,)
        )  # fmt: skip
        with pytest.raises(UserError, match="早于开始日期"):
            batches.save(session, {"planned_end": date(2025, 1, 1)}, one)


def file_everywhere(session: Session, posting_id: int) -> None:
    for row in filings.wanted_of(session, posting_id, TODAY):
        filings.save(session, posting_id, row.body, {"sent_on": date(2026, 10, 8)}, TODAY)


def test_a_first_secretary_is_filed_with_two_bodies_and_anew_in_another_village(
    doing: Doing, office: Database
) -> None:
    with doing() as session:
        row = of_role(session, TeamRole.FIRST_SECRETARY)
        members.save(session, {"village": "利坑村", "filed_on": None}, row.id)
        wanted = filings.wanted_of(session, row.id, TODAY)
        assert [one.body for one in wanted] == ["县委组织部", "县乡村振兴局"]
        filings.save(session, row.id, "县委组织部", {"sent_on": date(2026, 10, 8)}, TODAY)
        assert members.one(session, row.id).filed_on is None
        said = [one.text for one in due.due(session, TODAY) if "备案" in one.text]
        assert said == [f"{row.name}（利坑村）还没有报县乡村振兴局备案"]
        file_everywhere(session, row.id)
        assert members.one(session, row.id).filed_on == date(2026, 10, 8)
        assert not [
            c for c in members.checks(session, TODAY) if c.posting_id == row.id and "备案" in c.verdict.text
        ]
    with doing() as session:
        members.save(session, {"village": "大岭村"}, row.id)
    with office.read() as session:
        told = [one.text for one in home.due(session, TODAY) if row.name in one.text and "备案" in one.text]
        assert told == [f"{row.name}：备案的是利坑村，现驻大岭村，须重新备案"]
        states = {
            (one.village, one.state) for one in filings.listing(session, TODAY) if one.posting_id == row.id
        }
        assert states == {("大岭村", FilingState.MISSING), ("利坑村", FilingState.SENT)}
    with doing() as session:
        file_everywhere(session, row.id)
        assert members.one(session, row.id).filed_village == "大岭村"
        assert not [
            c for c in members.checks(session, TODAY) if c.posting_id == row.id and "备案" in c.verdict.text
        ]


def test_a_day_of_filing_from_the_roster_is_of_the_village_it_was_entered_with(doing: Doing) -> None:
    with doing() as session:
        row = of_role(session, TeamRole.FIRST_SECRETARY)
        members.save(session, {"village": "利坑村", "filed_on": date(2026, 1, 12)}, row.id)
        members.save(session, {"village": "大岭村"}, row.id)
        found = [c.verdict.check for c in members.checks(session, TODAY) if c.posting_id == row.id]
        assert "refiling" in found
        members.save(session, {"filed_on": date(2026, 10, 12)}, row.id)
        found = [c.verdict.check for c in members.checks(session, TODAY) if c.posting_id == row.id]
        assert "refiling" not in found


def test_the_rosters_day_of_filing_is_shown_as_what_it_is_and_filings_are_the_truth_once_written(
    doing: Doing, office: Database
) -> None:
    def rows(session: Session) -> list[filings.FilingRow]:
        return filings.wanted_of(session, row.id, TODAY)

    with doing() as session:
        row = of_role(session, TeamRole.FIRST_SECRETARY)
        members.save(session, {"village": "利坑村", "filed_on": date(2026, 1, 12)}, row.id)
        assert {(one.state, one.roster_on, one.sent_on) for one in rows(session)} == {
            (FilingState.ROSTER, date(2026, 1, 12), None)
        }
        said = [one.text for one in due.due(session, TODAY) if row.name in one.text]
        assert said == [], "the roster says that it was filed; which body got it is not asked for"
        filings.save(session, row.id, "县委组织部", {"sent_on": date(2026, 1, 9)}, TODAY)
        assert [one.state for one in rows(session)] == [FilingState.SENT, FilingState.MISSING]
        assert members.one(session, row.id).filed_on == date(2026, 1, 12), "nothing is dropped half-way"
        filings.save(session, row.id, "县乡村振兴局", {"sent_on": date(2026, 1, 14)}, TODAY)
        assert members.one(session, row.id).filed_on == date(2026, 1, 14)
    with doing() as session:
        members.save(session, {"filed_on": date(2026, 2, 2)}, row.id)
        said = [one.text for one in due.due(session, TODAY) if "的备案日期" in one.text]
        assert said == [f"{row.name}（利坑村）的备案日期，花名册是2026-02-02，备案登记是2026-01-14"]
        members.save(session, {"filed_on": None}, row.id)
        said = [one.text for one in due.due(session, TODAY) if "的备案日期" in one.text]
        assert said == [f"{row.name}（利坑村）的备案日期，花名册没有写，备案登记是2026-01-14"]
        members.save(session, {"filed_on": date(2026, 1, 14)}, row.id)
    with doing() as session:
        last = next(one.id for one in rows(session) if one.body == "县乡村振兴局")
        assert last is not None
        filings.remove(session, last, TODAY)
        assert members.one(session, row.id).filed_on is None, "it rested on what was removed"


def test_the_bodies_are_the_offices_own_with_effect_from_a_day(doing: Doing) -> None:
    with doing() as session:
        row = of_role(session, TeamRole.FIRST_SECRETARY)
        settings.choose(session, "filing_bodies", "县委组织部、县农业农村局", date(2026, 3, 1))
        members.save(session, {"village": "利坑村"}, row.id)
        assert [one.body for one in filings.wanted_of(session, row.id, TODAY)][1] == "县农业农村局"
        with pytest.raises(UserError, match="备案机关没有“县乡村振兴局”"):
            filings.save(session, row.id, "县乡村振兴局", {"sent_on": TODAY}, TODAY)
        with pytest.raises(UserError, match="没有写备案机关"):
            settings.choose(session, "filing_bodies", "、", date(2026, 4, 1))


def test_relations_move_in_and_back(doing: Doing) -> None:
    with doing() as session:
        row = of_role(session, TeamRole.LEADER)
        moved = {"branch": "镇机关支部", "moved_on": date(2026, 1, 16), "letter_until": date(2026, 3, 31)}
        relations.save(session, row.id, Direction.IN, moved, TODAY)
        assert members.one(session, row.id).relations_moved_on == date(2026, 1, 16)
        mine = [one for one in relations.listing(session, TODAY) if one.posting_id == row.id]
        assert [(one.direction, one.state) for one in mine] == [(Direction.IN, "已转入")]
        members.end(session, row.id, date(2026, 9, 1))
        (back,) = [
            one for one in relations.listing(session, TODAY)
            if one.posting_id == row.id and one.direction is Direction.OUT
        ]  # fmt: skip
        assert back.state == "未转回"
        assert [one for one in due.due(session, TODAY) if "还没有转回" in one.text]
        out = {"branch": "单位支部", "moved_on": date(2026, 10, 1), "receipt_on": date(2026, 10, 9)}
        relations.save(session, row.id, Direction.OUT, out, TODAY)
        assert not [one for one in due.due(session, TODAY) if "还没有转回" in one.text]


def test_what_was_written_is_undone_and_found(doing: Doing, office: Database) -> None:
    with doing("登记接任人选") as session:
        row = of_role(session, TeamRole.LEADER)
        rotation.save(session, row.id, {"successor": "陈思远", "proposed_on": TODAY}, TODAY)
        handovers.draw_up(session, row.id, TODAY)
    with office.read() as session:
        assert [hit.label for hit in search.find(session, row.name) if "交接" in hit.label]
    with doing("撤销") as session:
        history.undo(session, NOW)
    with office.read() as session:
        assert rotation.one(session, row.id, TODAY).successor is None
        assert handovers.of_posting(session, row.id, TODAY) is None


def test_more_than_half_leaving_in_a_quarter_is_said_unless_the_office_does_not_want_it(doing: Doing) -> None:
    with doing() as session:
        for row in members.listing(session, Period(TODAY, TODAY)):
            members.save(session, {"planned_until": date(2029, 1, 4)}, row.id)
        line = rotation.timeline(session, TODAY)
        assert [(quarter.said, leaving == team) for quarter, leaving, team in line.crowded] == [
            ("2029年一季度", True)
        ]
        settings.choose(session, "crowd_warning", "否", date(2026, 1, 1))
        assert not rotation.timeline(session, TODAY).crowded


def test_every_paper_of_the_other_half_of_the_notice_says_what_it_was_printed_from(full: Database) -> None:
    """Forms 19 to 30: a sealed one its check code, any other 留痕码; nothing was logged late here."""
    bare, forms = {}, hall_papers.forms()
    with full.read() as session:
        for name, form in forms.items():
            if form.number is None or not 19 <= form.number <= 30 or name == "work-log-late":
                continue
            made = hall_papers.make(session, name, month=Month(2026, 10), year=2026, now=NOW, today=TODAY)
            bare[name] = [one.name for one in made.documents if not (one.check_code or one.chain_code)]
    assert {forms[name].number for name in bare} == set(range(19, 31)), "no number of the list is missing"
    assert {name: documents for name, documents in bare.items() if documents} == {}
