"""Exams: who is due, the year's plan, what became of it."""

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.printing.preview import page_text
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.rules.exams import ExamState
from banfu_desktop.rules.home import grouped
from banfu_desktop.services.audit import history
from banfu_desktop.services.exams import due as reminders
from banfu_desktop.services.exams import exams, importing
from banfu_desktop.services.hall import lists, papers
from banfu_desktop.services.insurance import standing as insurance_standing
from banfu_desktop.services.members import members
from banfu_desktop.services.office import office as offices
from tests.services.a_generated_office import FIRST, LAST, PEOPLE, generate
from tests.services.conftest import NOW, TODAY, Doing

HOSPITAL = "新丰县人民医院"
EXAMINED = date(2026, 10, 20)


def row(session: Session, name: str, year: int = 2026) -> exams.ExamRow:
    return next(row for row in exams.listing(session, year, year) if row.name == name)


def state(session: Session, name: str, year: int = 2026) -> ExamState:
    return row(session, name, year).state


_GENERATED = given(seed=st.integers(0, 2**32), as_of=st.dates(date(2025, 1, 1), LAST))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@_GENERATED
def test_a_generated_office_counts_as_day_by_day(empty_office: Path, seed: int, as_of: date) -> None:
    counts_as_day_by_day(empty_office, seed, as_of)


@pytest.mark.soak
@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@_GENERATED
def test_a_thousand_generated_offices_count_as_day_by_day(empty_office: Path, seed: int, as_of: date) -> None:
    counts_as_day_by_day(empty_office, seed, as_of)


def counts_as_day_by_day(empty_office: Path, seed: int, as_of: date) -> None:
    """Due, done, gap and overlap figures against days counted one by one."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database.open(shutil.copytree(empty_office, Path(folder, "office")))
        with database.write(Deed("生成", "测试", NOW)) as session:
            made = generate(session, seed)
        with database.read() as session:
            rows = exams.listing(session, as_of.year)
            standing = insurance_standing.standing(session, as_of)
        database.close()
    days = [FIRST + timedelta(days=number) for number in range((date(2029, 1, 1) - FIRST).days)]
    due, gaps, twice = set(), {}, {}
    for person in range(1, PEOPLE + 1):
        posted = {day for day in days if any(day in one for one in made.postings[person])}
        insured = [sum(day in one for one in made.covers[person]) for day in days]
        due |= {(day.year, person) for day in posted if day.year <= as_of.year}
        gaps[person] = sum(
            day in posted and day <= as_of and not n for day, n in zip(days, insured, strict=True)
        )
        twice[person] = sum(number > 1 for number in insured)
    done = {(one.year, one.person_id) for one in rows if one.state is ExamState.DONE}
    assert {(one.year, one.person_id) for one in rows if one.due} == due
    assert done == {pair for pair in made.done if pair[0] <= as_of.year}
    assert {one.person_id: one.gap_days for one in standing} == gaps
    assert {one.person_id: one.overlap_days for one in standing} == twice


def test_a_plan_takes_everybody_posted_in_the_year_once(office: Database, doing: Doing) -> None:
    with doing() as session:
        assert (
            exams.plan(session, 2026, date(2026, 11, 20), HOSPITAL, "第一批") == 12
        )  # 巫启明 left in October
        assert exams.plan(session, 2026, date(2026, 12, 1)) == 0
        luo = row(session, "罗海涛")
    assert (luo.planned_on, luo.place, luo.group_name) == (date(2026, 11, 20), HOSPITAL, "第一批")
    assert luo.payer == luo.organisation


def test_a_newcomer_is_added_when_the_plan_is_run_again(office: Database, doing: Doing) -> None:
    with doing() as session:
        exams.plan(session, 2026)
        old = members.named(session, "罗海涛")[0]
        values = {**vars(old), "name": "钟晓岚", "identity_no": "440299199402145815"}
        members.save(session, {**values, "sex": old.sex, "arrived_on": date(2026, 11, 1)})
        assert exams.plan(session, 2026) == 1
        assert state(session, "钟晓岚") is ExamState.PLANNED


def test_whoever_left_during_the_year_is_due_and_a_year_without_people_is_refused(
    office: Database, doing: Doing
) -> None:
    with doing() as session:
        assert row(session, "巫启明").due
        with pytest.raises(UserError, match="2010年没有在岗人员"):
            exams.plan(session, 2010)


def test_a_group_is_marked_done_in_one_go(office: Database, doing: Doing) -> None:
    with doing() as session:
        exams.plan(session, 2026, place=HOSPITAL)
        keys = [row(session, name).key for name in ("罗海涛", "谭䶮")]
        assert exams.mark_done(session, keys, EXAMINED, cost_fen=68_000) == 2
        assert exams.mark_done(session, keys, EXAMINED) == 0
        done = row(session, "谭䶮")
    assert (done.state, done.done_on, done.cost_fen, done.place) == (
        ExamState.DONE,
        EXAMINED,
        68_000,
        HOSPITAL,
    )


def test_settled_exams_are_not_planned_again(office: Database, doing: Doing) -> None:
    with doing() as session:
        key = row(session, "谭䶮").key
        exams.mark_done(session, [key], EXAMINED)
        assert exams.arrange(session, [key, row(session, "罗海涛").key], group_name="第二批") == 1
        assert row(session, "谭䶮").group_name is None


def test_missed_wants_a_reason_and_a_day_of_another_year_is_refused(office: Database, doing: Doing) -> None:
    with office.read() as session:
        key = row(session, "谭䶮").key
    with pytest.raises(ProblemsError, match="未检原因"), doing() as session:
        exams.save(session, key, {"state": ExamState.MISSED})
    with pytest.raises(ProblemsError, match="不在2026年"), doing() as session:
        exams.mark_done(session, [key], date(2025, 12, 31))
    with pytest.raises(UserError, match="请选择状态"), doing() as session:
        exams.save(session, key, {"place": HOSPITAL})
    with pytest.raises(UserError, match="谭䶮在2010年没有任职"), doing() as session:
        exams.save(session, exams.key_of(2010, int(key.partition("-")[2])), {"state": ExamState.PLANNED})
    with office.read() as session:
        assert row(session, "谭䶮").id is None


def test_an_exam_is_taken_off_and_brought_back(office: Database, doing: Doing) -> None:
    with doing() as session:
        exams.plan(session, 2026)
        key = row(session, "谭䶮").key
    with doing("取消安排") as session:
        assert exams.remove(session, [key]) == 1
        assert exams.remove(session, [key]) == 0
        assert state(session, "谭䶮") is ExamState.UNPLANNED
    with doing(history.UNDO) as session:
        assert history.undo(session, NOW) == "取消安排"
        assert state(session, "谭䶮") is ExamState.PLANNED


def test_members_by_years_say_what_was_due(office: Database, doing: Doing) -> None:
    with doing() as session:
        exams.mark_done(session, [row(session, "谭䶮").key], date(2026, 10, 30))
        tan = next(row for row in exams.years(session, (2025, 2026)) if row.name == "谭䶮")
        old = next(row for row in exams.years(session, (2024, 2026)) if row.name == "罗海涛")
    assert tan.states == {2025: None, 2026: ExamState.DONE}
    assert set(old.states) == {2024, 2026}


def test_a_record_stays_in_sight_when_its_posting_is_corrected_away(office: Database, doing: Doing) -> None:
    with doing() as session:
        leaver = members.named(session, "巫启明")[0]
        exams.arrange(session, [row(session, "巫启明").key])
        members.save(session, {"arrived_on": date(2025, 1, 1), "left_on": date(2025, 12, 31)}, leaver.id)
        assert (row(session, "巫启明").due, state(session, "巫启明")) == (False, ExamState.PLANNED)


def test_people_and_units_with_exams_are_not_removed(office: Database, doing: Doing) -> None:
    with doing() as session:
        tan = members.named(session, "谭䶮")[0]
        exams.save(session, row(session, "谭䶮").key, {"state": ExamState.PLANNED, "payer": "县城建公司"})
        payer = offices.organisation_named(session, "县城建公司")
        with pytest.raises(UserError, match="已有体检记录"):
            members.remove(session, tan.id)
        with pytest.raises(UserError, match="已承担体检费用"):
            offices.remove_organisation(session, payer.id)


def test_what_is_due_leads_to_its_rows(office: Database, doing: Doing) -> None:
    with doing() as session:
        exams.plan(session, 2026, date(2026, 10, 20))
        exams.remove(session, [row(session, name).key for name in ("谭䶮", "罗海涛")])
        unplanned, late = grouped(reminders.due(session, TODAY))
        assert unplanned.text == "2026年度体检还有 3 人未安排，应在2026年12月31日前完成"
        assert (unplanned.clause, unplanned.urgency, unplanned.room) == ("六(二)", "amber", "exams")
        newcomer = "阿卜杜热合曼·买买提"  # arrived the day after
        assert set(unplanned.key) == {row(session, name).key for name in ("谭䶮", "罗海涛", newcomer)}  # type: ignore[call-overload]
        assert late.text == "10 人体检的计划日期已过，还没有登记结果"
        assert reminders.due(session, date(2026, 12, 1))[0].urgency == "red"
        next_year = [item.text for item in grouped(reminders.due(session, date(2027, 1, 5)))]
        assert "2026年度体检还有 13 人没有登记结果" in next_year


def test_a_plan_without_a_day_stays_due(office: Database, doing: Doing) -> None:
    with doing() as session:
        exams.plan(session, 2026)
        undated, gone = grouped(reminders.due(session, TODAY))
        assert gone.text == "巫启明已离岗，2026年度体检没有登记结果或未参加的原因"
        assert undated.text == "12 人体检已列入计划，还没有定日期，应在2026年12月31日前完成"
        exams.arrange(session, undated.key, planned_on=date(2026, 11, 20))  # type: ignore[arg-type]
        assert [item.urgency for item in reminders.due(session, TODAY)] == ["grey"]


def test_nobody_is_planned_for_a_day_after_leaving(office: Database, doing: Doing) -> None:
    with doing() as session:
        exams.plan(session, 2026, date(2026, 11, 20))
        assert state(session, "巫启明") is ExamState.UNPLANNED
        key = row(session, "巫启明").key
    with pytest.raises(ProblemsError, match="巫启明2026-11-20不在任职期"), doing() as session:
        exams.arrange(session, [key], planned_on=date(2026, 11, 20))


def test_an_exam_done_outside_the_posting_is_asked_about(office: Database, doing: Doing) -> None:
    with office.read() as session:
        key = row(session, "巫启明").key
    with pytest.raises(exams.OutsideError, match="巫启明2026-10-28不在任职期"), doing() as session:
        exams.mark_done(session, [key], date(2026, 10, 28))
    with doing() as session:
        assert exams.mark_done(session, [key], date(2026, 10, 28), asked=True) == 1
        exams.save(session, key, {"cost_fen": 68_000})  # what was confirmed is not asked again


def test_an_exported_list_comes_back_and_changes_nothing(
    office: Database, doing: Doing, tmp_path: Path
) -> None:
    path = tmp_path / "体检.xlsx"
    with doing() as session:
        exams.plan(session, 2026, date(2026, 11, 20), HOSPITAL)
        exams.mark_done(session, [row(session, "谭䶮").key], date(2026, 10, 30), cost_fen=68_050)
        exams.remove(session, [row(session, "罗海涛").key])
        lists.export(session, "exams", path, NOW)
        plan = importing.plan(session, path, TODAY)
        assert {one.deed for one in plan.rows} == {"不变"}
        assert importing.carry_out(session, plan) == 0


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.append(
        (
            "年度",
            "姓名",
            "派出单位",
            "状态",
            "计划日期",
            "体检机构",
            "体检日期",
            "费用（元）",
            "未检原因",
            "血型",
        )
    )
    for one in rows:
        page.append(one)
    book.save(path)
    return path


def test_a_sheet_is_taken_in_whole_and_again_changes_nothing(
    office: Database, doing: Doing, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path / "a.xlsx",
        (2026, "谭䶮", None, None, None, HOSPITAL, "2026.10.30", "680.50", None),
        ("2026", "罗海涛", None, "未参加", None, None, None, None, "出差在外"),
        (2026, "巫启明", None, None, "2026-10-19", None, None, None, None),
        (2026, "钟立新", None, "未安排", None, None, None, None, None),
    )
    with doing() as session:
        plan = importing.plan(session, path, TODAY)
        assert (str(plan), plan.ignored_columns) == ("新增 3 人，更新 0 人，不变 1 人", ("血型",))
        assert importing.carry_out(session, plan) == 3
        assert (row(session, "谭䶮").state, row(session, "谭䶮").cost_fen) == (ExamState.DONE, 68_050)
        assert state(session, "罗海涛") is ExamState.MISSED
        assert state(session, "巫启明") is ExamState.PLANNED
    with doing() as session:
        again = importing.plan(session, path, TODAY)
        assert {one.deed for one in again.rows} == {"不变"}


def test_every_bad_cell_is_named_and_nothing_is_taken_in(
    office: Database, doing: Doing, tmp_path: Path
) -> None:
    path = sheet(
        tmp_path / "b.xlsx",
        (2026, "谭䶮", None, None, None, None, "2025-10-30", None, None),
        (2026, "查无此人", None, None, None, None, None, None, None),
        (2026, "罗海涛", "县财政局", None, None, None, None, None, None),
        (2031, "罗海涛", None, None, None, None, None, None, None),
        (2026, "巫启明", None, "未参加", None, None, None, "六百", None),
        (2026, "钟立新", None, "未安排", None, HOSPITAL, None, None, None),
        (2026, "潘秀云", None, None, None, HOSPITAL, None, None, None),
        (2026, "潘秀云", None, None, None, None, None, None, None),
        (None, "廖小满", None, None, None, None, None, None, None),
    )
    with pytest.raises(ProblemsError) as refused, doing() as session:
        importing.plan(session, path, TODAY)
    said = "\n".join(map(str, refused.value.problems))
    for part in (
        "第2行 【体检日期】2025-10-30不在2026年",
        "第3行 【姓名】2026年没有叫“查无此人”的在岗人员",
        "第4行 【派出单位】罗海涛不是“县财政局”选派的",
        "第5行 【年度】2031年还没有到",
        "第6行 【未检原因】没有填写",
        "第7行 【状态】未安排却填了体检机构",
        "第9行 【姓名】与第8行是同一人的同一年度",
        "第10行",
    ):
        assert part in said, said
    with office.read() as session:
        assert {one.id for one in exams.listing(session, 2026, 2026)} == {None}


def test_a_sheet_without_states_leaves_them_as_they_are(
    office: Database, doing: Doing, tmp_path: Path
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.append(("年度", "姓名", "体检机构"))
    page.append((2026, "谭䶮", HOSPITAL))
    page.append((2026, "罗海涛", HOSPITAL))
    book.save(tmp_path / "d.xlsx")
    with doing() as session:
        exams.plan(session, 2026)
        exams.mark_done(session, [row(session, "谭䶮").key], EXAMINED)
        importing.carry_out(session, importing.plan(session, tmp_path / "d.xlsx", TODAY))
        found = [row(session, name) for name in ("谭䶮", "罗海涛")]
    assert [(one.state, one.place) for one in found] == [
        (ExamState.DONE, HOSPITAL), (ExamState.PLANNED, HOSPITAL)
    ]  # fmt: skip


def test_a_planned_exam_does_not_go_back_to_unplanned_by_a_sheet(
    office: Database, doing: Doing, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "c.xlsx", (2026, "谭䶮", None, "未安排", None, None, None, None, None))
    with doing() as session:
        exams.plan(session, 2026)
        with pytest.raises(ProblemsError, match="1处需要更正"):
            importing.plan(session, path, TODAY)


def test_a_sheet_without_rows_is_refused(office: Database, tmp_path: Path) -> None:
    with office.read() as session, pytest.raises(UserError, match="没有体检记录"):
        importing.plan(session, sheet(tmp_path / "d.xlsx"), TODAY)


def test_the_generated_office_has_replacements(database: Database) -> None:
    with database.write(Deed("生成", "测试", NOW)) as session:
        made = generate(session, 1)
    assert any(len(own) > 1 for own in made.postings.values())
    assert any(one.end for own in made.postings.values() for one in own)
    assert Period(FIRST, LAST).length == 1096


def test_form_17_is_of_a_year_or_of_one_unit(doing: Doing) -> None:
    with doing() as session:
        exams.plan(session, 2026, date(2026, 11, 20), HOSPITAL)
        asked: dict[str, Any] = {"year": 2026, "now": NOW, "today": TODAY}
        whole = page_text(papers.pdf(papers.make(session, "exam-sheet", **asked)), 0)
        own = page_text(papers.pdf(papers.make(session, "exam-sheet", payer="县司法局", **asked)), 0)
        assert "罗海涛" in whole
        assert "谭䶮" in own
        assert "罗海涛" not in own
        assert row(session, "谭䶮").year_label == "2026年"
        with pytest.raises(UserError, match="没有“县财政局”选派的人员"):
            papers.make(session, "exam-sheet", payer="县财政局", **asked)
        with pytest.raises(UserError, match="2010年没有在岗人员"):
            papers.make(session, "exam-sheet", **(asked | {"year": 2010}))


def test_a_negative_cost_is_refused(doing: Doing) -> None:
    with doing() as session, pytest.raises(ProblemsError, match="负数"):
        exams.mark_done(session, [row(session, "谭䶮").key], EXAMINED, cost_fen=-1)


def test_a_sheet_with_the_state_left_empty_keeps_what_is_stored(
    office: Database, doing: Doing, tmp_path: Path
) -> None:
    path = sheet(tmp_path / "e.xlsx", (2026, "谭䶮", None, None, None, HOSPITAL, "2026-10-30", None, None))
    with doing() as session:
        exams.mark_done(session, [row(session, "谭䶮").key], date(2026, 10, 30))
        importing.carry_out(session, importing.plan(session, path, TODAY))
        assert (state(session, "谭䶮"), row(session, "谭䶮").place) == (ExamState.DONE, HOSPITAL)


def test_two_people_of_one_name_want_their_unit(office: Database, doing: Doing, tmp_path: Path) -> None:
    path = sheet(tmp_path / "f.xlsx", (2026, "谭䶮", None, None, None, HOSPITAL, None, None, None))
    with doing() as session:
        old = members.named(session, "罗海涛")[0]
        values = {**vars(old), "name": "谭䶮", "identity_no": "440299199402145815"}
        members.save(session, {**values, "sex": old.sex, "arrived_on": date(2026, 11, 1)})
    with pytest.raises(ProblemsError) as refused, doing() as session:
        importing.plan(session, path, TODAY)
    assert "2026年有2位“谭䶮”" in str(refused.value.problems[0])
