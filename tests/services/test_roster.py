"""The roster as clerks really make it: imported whole, every bad cell named, the second time nothing."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.exchange.writing import write_template
from banfu_desktop.rules.dates import Period
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.services.members import importing, members
from banfu_desktop.services.office import office as organisations
from banfu_desktop.services.program import founding
from banfu_desktop.tables.members import MEMBERS
from tests.services.conftest import DATA, NOW, TODAY, Doing

MEIKENG, BAD = DATA / "roster-meikeng.xlsx", DATA / "roster-bad.xlsx"


def edited(tmp_path: Path, **cells: object) -> Path:
    """The good roster with some cells changed: B7="…"."""
    path = tmp_path / "花名册.xlsx"
    shutil.copy(MEIKENG, path)
    book = load_workbook(path)
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)
    return path


@pytest.fixture
def empty(database: Database) -> Database:
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    return database


def test_a_good_roster_is_taken_in_whole(empty: Database) -> None:
    with empty.write(Deed("导入", "经办", NOW)) as session:
        plan = importing.plan(session, MEIKENG, TODAY)
        importing.carry_out(session, plan)
        rows = members.listing(session)
    assert str(plan) == "新增 13 人，更新 0 人，不变 0 人"
    assert len(rows) == 13
    tan = next(row for row in rows if row.name == "谭䶮")
    assert (tan.arrived_on, tan.card_no, tan.phone) == (
        date(2026, 10, 12),
        "6217007567366692478",
        "13917949620",
    )


def test_warnings_name_the_row_and_the_clause(empty: Database) -> None:
    with empty.read() as session:
        warnings = importing.plan(session, MEIKENG, TODAY).warnings
    said = {str(warning) for warning in warnings}
    assert "第8行 【廖小满】队员优先选派中共党员（二(一)）" in said
    assert all(warning.warning for warning in warnings)


def test_the_same_file_again_changes_nothing(office: Database, doing: Doing) -> None:
    with doing("再次导入") as session:
        plan = importing.plan(session, MEIKENG, TODAY)
        importing.carry_out(session, plan)
    assert str(plan) == "新增 0 人，更新 0 人，不变 13 人"
    assert session.info["changed"] == frozenset()


def test_every_bad_cell_is_named_and_nothing_is_taken_in(empty: Database) -> None:
    with pytest.raises(ProblemsError) as refused, empty.write(Deed("导入", "经办", NOW)) as session:
        importing.plan(session, BAD, TODAY)
    places = {(problem.row, problem.column.split()[-1]) for problem in refused.value.problems}
    assert places == {
        (2, "身份证号"),
        (3, "身份证号"),
        (4, "到岗日期"),
        (5, "姓名"),
        (6, "性别"),
        (7, "离岗日期"),
        (9, "身份证号"),
        (10, "姓名"),
        (10, "身份证号"),
    }
    with empty.read() as session:
        assert members.listing(session) == []


def test_a_changed_cell_changes_that_record_and_says_how(
    office: Database, doing: Doing, tmp_path: Path
) -> None:
    path = edited(tmp_path, P7="2026-10-15", F7=None)
    with doing() as session:
        plan = importing.plan(session, path, TODAY)
        importing.carry_out(session, plan)
        tan = members.named(session, "谭䶮")
    changed = [row for row in plan.rows if row.deed == "更新"]
    assert [row.changes for row in changed] == [
        ("手机号：139****9620 → 空", "到岗日期：2026-10-12 → 2026-10-15")
    ]
    assert [(row.arrived_on, row.phone) for row in tan] == [(date(2026, 10, 15), None)]


def test_columns_the_file_does_not_have_keep_what_is_stored(office: Database, doing: Doing) -> None:
    with doing() as session:
        pan = members.named(session, "潘秀云")[0]
        members.save(session, {"filed_on": date(2026, 1, 20)}, pan.id)
    with doing() as session:
        importing.carry_out(session, importing.plan(session, MEIKENG, TODAY))
        assert members.named(session, "潘秀云")[0].filed_on == date(2026, 1, 20)


def test_coming_back_is_a_further_posting(office: Database, doing: Doing, tmp_path: Path) -> None:
    path = edited(tmp_path, P9="2027-01-04", R9=None, Q9="2029-01-04")
    with doing() as session:
        plan = importing.plan(session, path, TODAY)
        importing.carry_out(session, plan)
        wu = members.named(session, "巫启明")
    assert plan.count("新增") == 1
    assert [row.period for row in wu] == [
        Period(date(2026, 1, 5), date(2026, 10, 20)),
        Period(date(2027, 1, 4)),
    ]


def test_one_person_twice_at_once_is_refused(empty: Database, tmp_path: Path) -> None:
    same = {"B5": "钟立新", "C5": "男", "E5": "440299198103024955", "P5": "2026-03-01"}
    with empty.read() as session, pytest.raises(ProblemsError, match="1处") as refused:
        importing.plan(session, edited(tmp_path, **same), TODAY)
    assert "与第4行是同一人" in str(refused.value.problems[0])


def test_a_second_row_for_a_stored_posting_is_refused(office: Database, doing: Doing, tmp_path: Path) -> None:
    with doing() as session:
        zhong = members.named(session, "钟立新")[0]
        members.end(session, zhong.id, date(2026, 3, 31))
        again = {field.name: getattr(zhong, field.name) for field in MEMBERS.editable}
        members.save(session, again | {"arrived_on": date(2026, 6, 1)})
    with office.read() as session, pytest.raises(ProblemsError) as refused:
        importing.plan(session, edited(tmp_path, R4=None), TODAY)
    assert "与已登记的任职（2026-06-01起）时间重叠" in str(refused.value.problems[0])


def test_an_earlier_name_is_the_same_unit(office: Database, doing: Doing) -> None:
    with doing() as session:
        unit = organisations.find_organisation(session, "县司法局")
        assert unit is not None
        organisations.rename(session, unit.id, "县司法行政局", date(2026, 6, 1))
    with office.read() as session:
        assert importing.plan(session, MEIKENG, TODAY).count("不变") == 13


def test_a_changed_name_is_warned_of(office: Database, tmp_path: Path) -> None:
    with office.read() as session:
        warnings = importing.plan(session, edited(tmp_path, B4="钟立欣"), TODAY).warnings
    assert "第4行 【钟立欣】同一身份证号已登记为钟立新，导入后改名" in {str(warning) for warning in warnings}


def test_a_shared_account_is_warned_of(empty: Database, tmp_path: Path) -> None:
    with empty.read() as session:
        warnings = importing.plan(session, edited(tmp_path, U5="6217005267766455541"), TODAY).warnings
    assert "【银行账号】钟立新、潘秀云的银行账号相同" in {str(warning) for warning in warnings}


def test_an_empty_template_is_told_to_be_filled(empty: Database, tmp_path: Path) -> None:
    write_template(tmp_path / "模板.xlsx", MEMBERS)
    with empty.read() as session, pytest.raises(UserError, match="没有成员"):
        importing.plan(session, tmp_path / "模板.xlsx", TODAY)
