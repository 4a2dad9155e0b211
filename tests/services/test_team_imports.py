"""Batches, changes of post, results, opinions and who was at a training from Excel: asked, never assumed."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa

from banfu_desktop.db.store import Database
from banfu_desktop.rules.assessment import Attendee, Grade, RoundKind
from banfu_desktop.rules.imports import ImportPlan, Options, QuestionsError
from banfu_desktop.rules.words import DayState
from banfu_desktop.services.assessment import assessment, judging, trainings
from banfu_desktop.services.attendance import attendance
from banfu_desktop.services.hall import imports
from banfu_desktop.services.hall import lists as hall_lists
from banfu_desktop.services.members import members
from banfu_desktop.services.rotation import batches, filings, relations, rotation
from tests.services.conftest import NOW, TODAY
from tests.services.test_limits import passing

LISTS = ("batches", "rotation", "filings", "relations", "assessments", "opinions", "attendees")
YEAR = {
    "title": "2026年度考核", "kind": RoundKind.YEAR, "start_on": date(2026, 1, 1),
    "end_on": date(2026, 10, 31), "opened_on": TODAY, "led_by": "县委组织部",
}  # fmt: skip


@pytest.fixture(scope="module")
def year(demonstrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A year of a team; every test takes back what it wrote."""
    database = Database.open(shutil.copytree(demonstrated, tmp_path_factory.mktemp("year") / "office"))
    yield database
    database.close()


def sheet(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook with a heading line and rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def look(session: Any, name: str, path: Path, **answers: str) -> ImportPlan:
    """The plan of a file, questions answered."""
    options = Options(answers={key.replace("__", "."): answer for key, answer in answers.items()})
    return imports.imports()[name].look(session, path, TODAY, options)


def deeds(plan: ImportPlan) -> set[str]:
    """What the rows of a plan do."""
    assert plan.problems == ()
    return {row.deed for row in plan.rows}


@pytest.mark.parametrize("name", LISTS)
def test_an_exported_list_comes_back_and_changes_nothing(year: Database, tmp_path: Path, name: str) -> None:
    with passing(year) as session:
        filled = hall_lists.fill(session, name, NOW)
        hall_lists.write(filled, tmp_path / "清单.xlsx")
        plan = look(session, name, tmp_path / "清单.xlsx")
        assert len(plan.rows) == len(filled.rows) > 1
        assert deeds(plan) == {"不变"}


def test_a_batch_comes_in_by_its_name_and_one_that_cannot_be_is_a_problem(
    year: Database, tmp_path: Path
) -> None:
    head = ("批次", "开始日期", "计划结束", "备注")
    path = sheet(tmp_path / "批次.xlsx", head, ("第三批", "2029-01-05", "2032-01-04", "预排"),
                 ("第二批", "2026-01-05", "2029-01-04", "延期"),
                 ("第四批", "2032-01-05", "2031-01-04", ""))  # fmt: skip
    with passing(year) as session:
        plan = look(session, "batches", path)
        assert [(one.row, "早于" in one.reason) for one in plan.problems] == [(4, True)]
        path = sheet(path, head, ("第三批", "2029-01-05", "2032-01-04", "预排"),
                     ("第二批", "2026-01-05", "2029-01-04", "延期"))  # fmt: skip
        plan = look(session, "batches", path)
        assert [row.deed for row in plan.rows] == ["新增", "更新"]
        assert imports.imports()["batches"].carry_out(session, plan) == 2
        kept = {row.name: (row.remark, row.count) for row in batches.listing(session, TODAY)}
        assert kept["第三批"] == ("预排", 0)
        assert kept["第二批"][0] == "延期"
        assert kept["第二批"][1] > 0, "who is in it stays"


def test_a_change_of_post_is_read_and_steps_without_a_candidate_are_refused(
    year: Database, tmp_path: Path
) -> None:
    head = ("姓名", "派出单位", "接任人选", "推荐日期", "同意日期", "同意单位")
    path = sheet(tmp_path / "轮换.xlsx", head, ("曾国梁", "", "刘一鸣", "2026-10-20", "", ""),
                 ("谭䶮", "", "", "2026-10-20", "", ""), ("没有的人", "", "甲", "", "", ""),
                 ("黎晓彤", "县司法局外的单位", "乙", "", "", ""))  # fmt: skip
    with passing(year) as session:
        plan = look(session, "rotation", path)
        assert {one.row: one.reason.partition("“")[0] for one in plan.problems} == {
            3: "没有写明接任人选", 4: "在岗和刚离岗的人里没有叫", 5: "黎晓彤不是"
        }  # fmt: skip
        plan = look(session, "rotation", sheet(path, head, ("曾国梁", "", "刘一鸣", "2026-10-20", "", "")))
        assert plan.rows[0].changes == ("接任人选：空 → 刘一鸣", "推荐日期：空 → 2026-10-20")
        imports.imports()["rotation"].carry_out(session, plan)
        row = next(row for row in rotation.listing(session, TODAY) if row.name == "曾国梁")
        assert (row.successor, row.proposed_on) == ("刘一鸣", date(2026, 10, 20))


def test_filings_come_in_of_the_present_village_and_the_bodies_there_are(
    year: Database, tmp_path: Path
) -> None:
    head = ("第一书记", "驻村", "备案机关", "报送日期", "文号", "备案日期")
    with passing(year) as session:
        row = next(one for one in filings.listing(session, TODAY) if one.id and one.confirmed_on is None)
        filings.remove(session, row.id, TODAY)
        good = (row.name, "", row.body, "2026-10-20", "梅党函〔2026〕9号", "2026-10-28")
        wrong = (
            (row.name, "", "县档案馆", "2026-10-20", "", ""),
            (row.name, "天外村", row.body, "2026-10-20", "", ""),
            (row.name, "", row.body, "", "梅党函〔2026〕9号", ""),
            ("没有的人", "", row.body, "2026-10-20", "", ""),
        )
        plan = look(session, "filings", sheet(tmp_path / "备案.xlsx", head, *wrong))
        assert {one.row: one.reason for one in plan.problems} == {
            2: "备案机关没有“县档案馆”",
            3: "现驻村不是天外村",
            4: "没有填写报送日期",
            5: "第一书记里没有叫“没有的人”的人",
        }
        plan = look(session, "filings", sheet(tmp_path / "备案.xlsx", head, good))
        assert deeds(plan) == {"新增"}
        assert imports.imports()["filings"].carry_out(session, plan) == 1
        kept = next(one for one in filings.listing(session, TODAY) if one.key == row.key)
        assert (kept.sent_on, kept.number, kept.confirmed_on) == (
            date(2026, 10, 20), "梅党函〔2026〕9号", date(2026, 10, 28)
        )  # fmt: skip


def test_relations_come_in_and_a_move_back_only_of_whoever_has_left(year: Database, tmp_path: Path) -> None:
    head = ("姓名", "方向", "党支部", "介绍信号", "转接日期", "回执日期")
    with passing(year) as session:
        row = next(one for one in relations.listing(session, TODAY) if one.moved_on is not None)
        wrong = (
            (row.name, "转回", "机关支部", "", "2026-10-20", ""),
            (row.name, "转入", "镇机关支部", "", "", "2026-12-20"),
        )
        plan = look(session, "relations", sheet(tmp_path / "关系.xlsx", head, *wrong))
        assert {one.row: one.reason for one in plan.problems} == {
            2: "现在没有要转回的组织关系",
            3: "回执日期2026-12-20还没有到",
        }
        day = str(row.moved_on)
        good = (row.name, "转入", "镇机关支部", "党组字8号", day, "2026-10-28")
        plan = look(session, "relations", sheet(tmp_path / "关系.xlsx", head, good))
        assert imports.imports()["relations"].carry_out(session, plan) == 1
        kept = next(one for one in relations.listing(session, TODAY) if one.key == row.key)
        assert (kept.branch, kept.letter_no, kept.receipt_on, kept.moved_on) == (
            "镇机关支部", "党组字8号", date(2026, 10, 28), row.moved_on
        )  # fmt: skip


def test_namesakes_are_asked_about_and_nothing_comes_in_before_the_answer(
    year: Database, tmp_path: Path
) -> None:
    with passing(year) as session:
        one, other = (row for row in members.listing(session) if row.name in ("曾国梁", "谭䶮"))
        members.save(session, {"name": other.name, "organisation": other.organisation}, one.id)
        path = sheet(tmp_path / "轮换.xlsx", ("姓名", "接任人选"), (other.name, "刘一鸣"))
        plan = look(session, "rotation", path)
        (question,) = plan.open_questions
        assert (question.key, question.proposal, len(question.choices)) == ("person.2", "", 2)
        with pytest.raises(QuestionsError):
            imports.imports()["rotation"].carry_out(session, plan)
        plan = look(session, "rotation", path, person__2=str(one.id))
        imports.imports()["rotation"].carry_out(session, plan)
        named = {row.id: row.successor for row in rotation.listing(session, TODAY)}
        assert (named[one.id], named[other.id]) == ("刘一鸣", None)


def test_results_and_opinions_come_in_once_it_is_said_of_which_round(year: Database, tmp_path: Path) -> None:
    head = ("姓名", "测评票数", "满意票数", "等次", "评定单位", "评定日期")
    graded = ("曾国梁", 20, 19, "称职", "县委组织部", "2026-11-01")
    with passing(year) as session:
        key = assessment.open_round(session, YEAR, TODAY)
        row = next(row for row in assessment.listing(session) if row.round_id == key and row.name == "曾国梁")
        path = sheet(tmp_path / "结果.xlsx", head, graded)
        assert [one.key for one in look(session, "assessments", path).open_questions] == ["round"]
        plan = look(session, "assessments", path, round=str(key))
        assert [one.reason for one in plan.problems] == ["事实还没有冻结，不能登记等次"]
        judging.freeze(session, [row.id], TODAY)
        undated = sheet(tmp_path / "无日期.xlsx", head, (*graded[:-1], ""))
        plan = look(session, "assessments", undated, round=str(key))
        assert [one.reason for one in plan.problems] == ["没有填写评定日期"], "today is not assumed"
        said = sheet(tmp_path / "意见.xlsx", ("姓名", "轮次", "提意见的单位", "意见", "意见日期"),
                     ("曾国梁", "2026年度考核", "镇党委", "踏实", "2026-10-30"))  # fmt: skip
        for name, file in (("opinions", said), ("assessments", path)):
            plan = look(session, name, file, **({"round": str(key)} if name == "assessments" else {}))
            assert deeds(plan) == {"新增" if name == "opinions" else "更新"}
            assert imports.imports()[name].carry_out(session, plan) == 1
        after = assessment.one(session, row.id)
        assert (after.grade, after.survey_good, after.decided_on) == (Grade.COMPETENT, 19, date(2026, 11, 1))
        assert [(one.body, one.opinion) for one in after.opinions] == [("镇党委", "踏实")]


def test_a_list_of_who_was_there_marks_the_days_of_those_alone(year: Database, tmp_path: Path) -> None:
    day = date(2026, 10, 13)
    head = ("姓名", "培训", "情况", "补训日期", "原因")
    with passing(year) as session:
        values = {"title": "业务培训", "organiser": "县农业农村局", "start_on": day, "end_on": day}
        key = trainings.save(session, values, TODAY)
        path = sheet(tmp_path / "参训.xlsx", head, ("曾国梁", "业务培训", "参加", "", ""),
                     ("谭䶮", "业务培训", "已补训", "2026-10-20", "出差"),
                     ("潘秀云", "业务培训", "已补训", "", ""))  # fmt: skip
        assert [one.reason for one in look(session, "attendees", path).problems] == ["补训日期和情况不符"]
        path = sheet(path, head, ("曾国梁", "业务培训", "参加", "", ""),
                     ("谭䶮", "业务培训", "已补训", "2026-10-20", "出差"))  # fmt: skip
        plan = look(session, "attendees", path)
        assert deeds(plan) == {"新增"}
        imports.imports()["attendees"].carry_out(session, plan)
        people = {row.name: row for row in trainings.one(session, key).people}
        assert {name: row.state for name, row in people.items()} == {
            "曾国梁": Attendee.ATTENDED, "谭䶮": Attendee.MADE_UP
        }  # fmt: skip
        marked = sa.text("SELECT count(*) FROM attendance_days WHERE day = :day AND state = :state")
        assert session.scalar(marked, {"day": str(day), "state": DayState.TRAINING.value}) == 1
        again = trainings.save(session, values, TODAY)
        plan = look(session, "attendees", path)
        assert [one.key for one in plan.open_questions] == ["training.业务培训"], "two of one title"
        assert {choice.code for choice in plan.open_questions[0].choices} == {str(key), str(again)}
        states = attendance.states_between(session, members.one(session, people["谭䶮"].posting_id).period)
        assert day not in states.get(people["谭䶮"].posting_id, {})
