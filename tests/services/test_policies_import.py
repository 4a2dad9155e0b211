"""Policies from a file: a row a policy or a row an insured person, strangers and namesakes named."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import ProblemsError
from banfu_desktop.rules.imports import ImportPlan, Options
from banfu_desktop.services.insurance import importing, insurance
from tests.services.conftest import TODAY, Doing

HEAD = ("承保公司", "保单号", "起保日期", "终保日期", "保费", "保额", "承担单位", "姓名")
POLICY = ("人保财险", "PA-2026-1", "2026-01-05", "2027-01-04", 1200, "500,000", "县司法局")


def listed(tmp_path: Path, *rows: Sequence[Any]) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (HEAD, *rows):
        sheet.append(list(row))
    made.save(tmp_path / "保单.xlsx")
    return tmp_path / "保单.xlsx"


def planned(session: Session, path: Path) -> ImportPlan:
    return importing.look(session, path, TODAY).ready("保单")


def test_a_row_a_person_is_one_policy_with_its_people(office: Database, doing: Doing, tmp_path: Path) -> None:
    path = listed(tmp_path, (*POLICY, "钟立新"), (*POLICY, "潘秀云"))
    with doing("导入保单") as session:
        plan = planned(session, path)
        assert importing.carry_out(session, plan) == 1
    assert str(plan) == "新增 1 张，更新 0 张，不变 0 张"
    with office.read() as session:
        (row,) = insurance.policies(session, TODAY)
        assert (row.people, row.premium_fen, row.payer) == (2, 120_000, "县司法局")
        again = planned(session, path)
        assert [one.deed for one in again.rows] == ["不变"]
    with doing("导入保单") as session:
        plan = planned(session, listed(tmp_path, (*POLICY, "钟立新"), (*POLICY, "罗海涛")))
        assert [one.changes for one in plan.rows] == [("增加参保1人",)]
        importing.carry_out(session, plan)
        assert insurance.policies(session, TODAY)[0].people == 3


def test_what_does_not_fit_is_named_and_nothing_is_taken(office: Database, tmp_path: Path) -> None:
    other = (*POLICY[:4], 1300, *POLICY[5:])
    path = listed(tmp_path, (*POLICY, "钟立新"), (*other, "没有这人"))
    with office.read() as session, pytest.raises(ProblemsError) as refused:
        planned(session, path)
    assert [(one.row, one.column) for one in refused.value.problems] == [(3, "保费"), (3, "姓名")]


def test_a_policy_that_ends_before_it_begins_is_refused(office: Database, tmp_path: Path) -> None:
    path = listed(tmp_path, (*POLICY[:2], "2027-01-05", "2026-01-04", *POLICY[4:], None))
    with office.read() as session, pytest.raises(ProblemsError, match="1处"):
        planned(session, path)


def test_a_premium_in_a_list_of_people_is_asked_about(office: Database, tmp_path: Path) -> None:
    path = listed(tmp_path, (*POLICY, "钟立新"), (*POLICY, "潘秀云"))
    with office.read() as session:
        (question,) = importing.look(session, path, TODAY).questions
        each = importing.look(session, path, TODAY, Options(answers={"premium": "每人"}))
        whole = importing.look(session, listed(tmp_path, (*POLICY, None)), TODAY)
    assert (question.key, question.pressing) == ("premium", True)
    assert [row.values["premium_fen"] for row in each.rows] == [240_000]
    assert whole.questions == ()  # a row a policy says it of the policy
