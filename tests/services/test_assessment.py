"""Assessment 四(五), training 四(七), commendation 六(三), 四(八): frozen facts stay, nothing is decided."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from banfu_desktop.db.base import Base
from banfu_desktop.db.models.assessment import Commendation
from banfu_desktop.db.models.documents import DocumentRecipient
from banfu_desktop.db.store import Database, Deed
from banfu_desktop.printing import paper as printing
from banfu_desktop.rules import assessment as rules
from banfu_desktop.rules.assessment import AssessStage, Attendee, ExemptionKind, Grade, RoundKind
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import DayState
from banfu_desktop.rules.worklog import Duty, LogKind
from banfu_desktop.services.assessment import assessment, due, facts, honours, judging, trainings
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.hall import papers, search
from banfu_desktop.services.members import members
from banfu_desktop.services.office import settings
from banfu_desktop.services.worklog import worklog
from tests.past_the_door import past_the_door
from tests.services.conftest import NOW, TODAY, Doing

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def open_october(session: Session, **values: Any) -> int:
    given = {
        "title": "2026年10月考核", "kind": RoundKind.QUARTER, "start_on": OCTOBER.start,
        "end_on": OCTOBER.end, "opened_on": TODAY, "led_by": "县委组织部", **values,
    }  # fmt: skip
    return assessment.open_round(session, given, TODAY)


def of_round(session: Session, key: int) -> list[assessment.AssessmentRow]:
    return [row for row in assessment.listing(session) if row.round_id == key]


def grade(session: Session, row_id: int, what: Grade = Grade.COMPETENT) -> str:
    return judging.save(session, row_id, {"grade": what, "decided_by": "县委组织部"}, TODAY)


def test_facts_stay_frozen_when_attendance_is_corrected_later_and_the_change_is_said(doing: Doing) -> None:
    with doing() as session:
        key = open_october(session)
        row = of_round(session, key)[0]
        attendance.set_days(session, row.posting_id, [date(2026, 10, 13)], DayState.PERSONAL)
        log = {
            "day": date(2026, 10, 14), "posting_ids": [row.posting_id], "duty": Duty.MONITORING,
            "kind": LogKind.VISIT, "content": "走访", "village": "利坑村", "households": 5,
        }  # fmt: skip
        worklog.save(session, log, NOW)
        judging.freeze(session, [row.id], TODAY)
        frozen = assessment.one(session, row.id).frozen
        assert frozen is not None
        assert (frozen.leave, frozen.entries, frozen.households) == (("事假 1 天",), 1, 5)
    with doing() as session:
        attendance.set_days(session, row.posting_id, [date(2026, 10, 13)], DayState.PRESENT)
        after = assessment.one(session, row.id)
        assert after.frozen == frozen
        changed = {label: (before, now) for label, before, now in judging.differences(session, after, TODAY)}
        assert changed["请假"] == ("事假 1 天", "无")
        assert set(changed) == {"请假", "在岗天数"}


def test_reports_are_among_the_facts_as_of_the_freezing(demonstrated: Path, tmp_path: Path) -> None:
    """Frozen the day before it was issued, a report stays unissued there; that it came in time is said."""
    database = Database.open(shutil.copytree(demonstrated, tmp_path / "office"))
    with database.read() as session:
        row = next(row for row in assessment.listing(session) if row.name == "罗海涛")
        assert row.frozen_on == date(2026, 7, 6)
        assert row.frozen is not None
        assert row.frozen.reports == ("2026年上半年没有签发（应在2026-07-10前报送）",)
        changed = {label: now for label, _, now in judging.differences(session, row, TODAY)}
        assert changed["半年报告"] == "2026年上半年2026-07-08报送，按时"
        content = json.loads(facts.dump(row.frozen)) | {"format": 1}
        del content["reports"]
        before = facts.load(json.dumps(content))
        assert before.reports is None, "format 1 knew of none, which is not the same as having none"
        assert "半年报告" not in dict(rules.lines(before))
        assert rules.changed(before, row.frozen) == []
    database.close()


def test_a_report_sent_late_or_to_some_only_is_no_report_in_time(demonstrated: Path, tmp_path: Path) -> None:
    database = Database.open(shutil.copytree(demonstrated, tmp_path / "office"))
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    with database.write(Deed("设置", "经办", NOW)) as session:
        member = members.named(session, "罗海涛")[0]
        settings.choose(session, "report_due_day", "5", date(2026, 1, 1))
        late = facts.of_period(session, member.id, year, TODAY)
        assert late.reports == ("2026年上半年2026-07-08报送，迟3天",), "the second half is not over"
        settings.choose(session, "report_due_day", "0", date(2026, 1, 1))
        assert facts.of_period(session, member.id, year, TODAY).reports == ("2026年上半年2026-07-08报送",)
        session.execute(
            sa.update(DocumentRecipient).where(DocumentRecipient.name == "县司法局").values(
                sent_on=None, way=None, received_on=None, receipt=None
            )
        )  # fmt: skip
        part = facts.of_period(session, member.id, year, TODAY)
        assert part.reports == ("2026年上半年已签发，1家没有报送",)
    database.close()


def test_facts_are_a_count_of_the_rooms(doing: Doing) -> None:
    """The figures against raw SQL over attendance's and the log's own tables."""
    with doing() as session:
        member = members.listing(session, OCTOBER)[0]
        attendance.set_days(session, member.id, [date(2026, 10, 20), date(2026, 10, 21)], DayState.SICK)
        for day, duty in ((12, Duty.POLICY), (13, Duty.PARTY), (14, Duty.PARTY)):
            entry = {
                "day": date(2026, 10, day), "posting_ids": [member.id], "duty": duty, "content": f"做了{day}",
                "kind": LogKind.OTHER, "village": "利坑村", "next_step": "再去",
            }  # fmt: skip
            worklog.save(session, entry, NOW)
        found = facts.of_period(session, member.id, OCTOBER, TODAY)
        sick = "SELECT count(*) FROM attendance_days WHERE posting_id = :p AND state = 'sick'"
        days = session.execute(sa.text(sick), {"p": member.id}).scalar_one()
        assert found.leave == (f"病假 {days} 天",)
        assert float(found.days_due) - float(found.days_present) == days
        counts = (
            "SELECT count(*), count(DISTINCT village) FROM log_entries e"
            " JOIN log_people p ON p.entry_id = e.id WHERE p.posting_id = :p"
        )
        entries, villages = session.execute(sa.text(counts), {"p": member.id}).one()
        assert (found.entries, found.villages, found.matters_open) == (entries, villages, 3)
        assert dict(found.duties) == {"政策宣传": 1, "抓党建": 2}


def test_a_grade_needs_frozen_facts_and_somebody_who_decided(doing: Doing, office: Database) -> None:
    with doing() as session:
        row = of_round(session, open_october(session))[0]
        with pytest.raises(UserError, match="事实还没有冻结"):
            grade(session, row.id)
        judging.freeze(session, [row.id], TODAY)
        with pytest.raises(UserError, match="没有写明评定单位"):
            judging.save(session, row.id, {"grade": Grade.EXCELLENT}, TODAY)
        grade(session, row.id)
        with pytest.raises(UserError, match="不能撤回"):
            judging.thaw(session, row.id)
    with past_the_door(office, NOW) as session, pytest.raises(DatabaseError, match="frozen"):
        session.execute(sa.text("UPDATE assessments SET facts = '{}' WHERE facts IS NOT NULL"))


def test_a_round_goes_from_opened_to_fed_back_and_then_stays(doing: Doing) -> None:
    with doing() as session:
        key = open_october(session, due_on=TODAY)
        row = of_round(session, key)[0]
        stages = [row.stage]
        judging.freeze(session, [row.id], TODAY)
        stages.append(assessment.one(session, row.id).stage)
        said = {"body": "镇党委", "opinion": "扎实", "given_on": TODAY}
        judging.hear(session, row.id, said, TODAY)
        stages.append(assessment.one(session, row.id).stage)
        with pytest.raises(UserError, match="还没有登记等次"):
            judging.feed_back(session, [row.id], TODAY, TODAY)
        grade(session, row.id)
        stages.append(assessment.one(session, row.id).stage)
        told = [one.text for one in due.due(session, TODAY) if "反馈" in one.text]
        assert told == [f"{row.name}的考核结果还没有反馈{row.organisation}"]
        judging.feed_back(session, [row.id], TODAY, TODAY)
        stages.append(assessment.one(session, row.id).stage)
        assert stages == list(AssessStage)
        with pytest.raises(UserError, match="已向派出单位反馈"):
            grade(session, row.id, Grade.EXCELLENT)
        judging.save(session, row.id, {"reply": "已知悉"}, TODAY)


def test_too_many_excellent_is_said_only_where_the_office_has_set_a_share(doing: Doing) -> None:
    with doing() as session:
        key = open_october(session)
        rows = of_round(session, key)
        judging.freeze(session, [row.id for row in rows], TODAY)
        warnings = [grade(session, row.id, Grade.EXCELLENT) for row in rows]
        assert warnings == [""] * len(rows)
        settings.choose(session, "excellent_share", "20", date(2026, 1, 1))
        most = len(rows) // 5
        assert grade(session, rows[0].id, Grade.EXCELLENT) == (
            f"优秀 {len(rows)} 人，超过 {len(rows)} 人的 20%（{most} 人）"
        )
        for row in rows[most:]:
            warning = grade(session, row.id, Grade.COMPETENT)
        assert warning == ""


def test_criteria_add_up_and_a_score_is_their_weighted_sum(doing: Doing) -> None:
    with doing() as session:
        key = open_october(session)
        with pytest.raises(UserError, match="权重合计 90"):
            assessment.set_criteria(session, key, [("德", 50), ("绩", 40)])
        assessment.set_criteria(session, key, [("德", 30), ("绩", 70)])
        (of,) = assessment.rounds(session, TODAY)
        row = of_round(session, key)[0]
        first, second = (criterion for criterion, _, _ in of.criteria)
        judging.score(session, row.id, {first: 85})
        assert assessment.one(session, row.id).score == ""
        judging.score(session, row.id, {second: 92})
        assert assessment.one(session, row.id).score == "89.9"
        with pytest.raises(UserError, match="不合理"):
            judging.score(session, row.id, {second: 101})
        with pytest.raises(UserError, match="已经打分"):
            assessment.set_criteria(session, key, [("绩", 100)])


def test_facts_are_frozen_only_once_the_period_is_over(doing: Doing) -> None:
    with doing() as session:
        key = open_october(session, end_on=date(2026, 12, 31))
        with pytest.raises(UserError, match="才结束"):
            judging.freeze(session, [of_round(session, key)[0].id], TODAY)


def training(session: Session, **values: Any) -> int:
    given = {
        "title": "队员培训班", "organiser": "县委组织部", "start_on": date(2026, 10, 16), "yearly": True,
        "end_on": date(2026, 10, 18), **values,
    }  # fmt: skip
    return trainings.save(session, given, TODAY)


def states(session: Session, posting_id: int) -> list[DayState]:
    found = attendance.states_between(session, Period(date(2026, 10, 16), date(2026, 10, 18)))
    return [day.morning for day in found.get(posting_id, {}).values()]


def test_a_training_marks_its_working_days_in_attendance_in_one_deed(doing: Doing, office: Database) -> None:
    """16 October 2026 is a Friday: one working day of three."""
    with doing() as session:
        there, absent, on_leave, *_ = members.listing(session, OCTOBER)
        attendance.set_days(session, on_leave.id, [date(2026, 10, 16)], DayState.SICK)
        key = training(session)
        assert trainings.attend(session, key, [there.id, on_leave.id], TODAY) == 1
        assert (states(session, there.id), states(session, absent.id)) == ([DayState.TRAINING], [])
        assert states(session, on_leave.id) == [DayState.SICK]
        row = trainings.one(session, key)
        assert {one.name: one.state for one in row.people}[absent.name] is Attendee.ABSENT
        with pytest.raises(UserError, match="不能再改日期"):
            trainings.save(session, {"start_on": date(2026, 10, 15)}, TODAY, key)
    with doing() as session:
        trainings.attend(session, key, [absent.id], TODAY)
        assert (states(session, there.id), states(session, absent.id)) == ([], [DayState.TRAINING])
        trainings.remove(session, key)
        assert states(session, absent.id) == []


def test_whoever_missed_the_yearly_training_is_asked_about_until_it_is_made_up(doing: Doing) -> None:
    with doing() as session:
        first, *others = [row.id for row in members.listing(session, Period(TODAY, TODAY))]
        key = training(session)
        trainings.attend(session, key, [one for one in others if _posted(session, one)], TODAY)
        missing = [one for one in trainings.one(session, key).people if one.posting_id == first]
        assert [one for one in due.due(session, TODAY) if "年度全员培训" in one.text]
        with pytest.raises(UserError, match="没有填写补训日期"):
            trainings.settle(session, missing[0].id, {"state": Attendee.MADE_UP}, TODAY)
        made_up = {"state": Attendee.MADE_UP, "made_up_on": TODAY}
        trainings.settle(session, missing[0].id, made_up, TODAY)
        left = [one.text for one in due.due(session, TODAY) if "年度全员培训" in one.text]
        assert not any(members.one(session, first).name in text for text in left)


def test_whoever_arrived_after_a_training_makes_it_up(doing: Doing) -> None:
    with doing() as session:
        row = members.listing(session, Period(TODAY, TODAY))[0]
        key = training(session, start_on=date(2025, 3, 10), end_on=date(2025, 3, 10))
        assert date(2025, 3, 10) not in row.period
        trainings.make_up(session, key, row.id, TODAY, TODAY)
        (person,) = trainings.one(session, key).people
        assert (person.state, person.made_up_on) == (Attendee.MADE_UP, TODAY)
        with pytest.raises(UserError, match="已登记已补训"):
            trainings.make_up(session, key, row.id, TODAY, TODAY)
        with pytest.raises(UserError, match="不在任职期"):
            trainings.make_up(session, key, row.id, date(2025, 6, 1), TODAY)


def _posted(session: Session, posting_id: int) -> bool:
    return date(2026, 10, 16) in members.one(session, posting_id).period


def test_a_commendation_counts_in_the_facts_of_its_period(doing: Doing) -> None:
    with doing() as session:
        member = members.listing(session, OCTOBER)[0]
        prize = {
            "posting_id": member.id,
            "title": "先进个人",
            "granted_by": "县委",
            "granted_on": date(2026, 10, 9),
        }
        honours.commend(session, prize, TODAY)
        honours.commend(session, {**prize, "posting_id": None, "title": "先进集体"}, TODAY)
        assert facts.of_period(session, member.id, OCTOBER, TODAY).commendations == ("2026-10-09 先进个人",)
        assert {row.name for row in honours.commendations(session)} == {member.name, honours.TEAM}
        assert [hit.label for hit in search.find(session, "先进个人")] == ["先进个人"]
        with pytest.raises(UserError, match="还没有到"):
            honours.commend(session, {**prize, "granted_on": TODAY + timedelta(days=1)}, TODAY)


def test_a_matter_of_the_register_has_no_outcome_that_nobody_decided(doing: Doing) -> None:
    with doing() as session:
        matter = {"kind": ExemptionKind.EXEMPTION, "raised_on": TODAY, "matter": "暴雨中先行抢险，事后补手续"}
        key = honours.raise_matter(session, matter, TODAY)
        with pytest.raises(UserError, match="没有写明认定单位"):
            honours.raise_matter(session, {"outcome": "予以免责"}, TODAY, key)
        with pytest.raises(UserError, match="身份证号、账号或电话号码"):
            honours.raise_matter(session, {**matter, "matter": "电话13912345678"}, TODAY)
        honours.remove_exemption(session, key)
        assert honours.exemptions(session) == []


def test_every_paper_of_the_room_is_printed(doing: Doing, office: Database) -> None:
    with doing() as session:
        key = open_october(session)
        assessment.set_criteria(session, key, [("绩", 100)])
        row = of_round(session, key)[0]
        judging.freeze(session, [row.id], TODAY)
        grade(session, row.id)
        member = members.listing(session, OCTOBER)[0]
        trainings.attend(session, training(session), [member.id], TODAY)
        prize = {"title": "先进集体", "granted_by": "县委", "granted_on": TODAY}
        honours.commend(session, prize, TODAY)
    with office.read() as session:
        for form in ("assessment-form", "assessment-list", "feedback-letter", "training-sign-in",
                     "training-year", "commendation-list"):  # fmt: skip
            paper = papers.make(session, form, year=2026, now=NOW, today=TODAY)
            assert printing.pdf(paper).startswith(b"%PDF"), form
        only = papers.make(
            session, "feedback-letter", year=2026, payer=row.organisation, now=NOW, today=TODAY
        )
        assert [one.name for one in only.documents] == [f"2026年10月考核结果反馈函（{row.organisation}）"]


def test_no_column_of_the_rooms_of_the_notice_is_about_a_household() -> None:
    beginnings = (
        "assess", "training", "rotation", "handover", "filing", "relation", "commend", "exempt",
    )  # fmt: skip
    rooms_tables = [name for name in Base.metadata.tables if name.startswith(beginnings)]
    assert len(rooms_tables) >= 15
    forbidden = ("household_name", "householder", "illness", "disease", "income", "diagnosis", "id_no")
    for name in rooms_tables:
        columns = Base.metadata.tables[name].columns.keys()
        assert not [column for column in columns if any(word in column for word in forbidden)], name
    assert "posting_id" in Commendation.__table__.columns
