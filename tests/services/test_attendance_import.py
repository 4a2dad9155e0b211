"""Attendance from sheets: a platform's report and our own grid; what is not plain is asked, never guessed."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.attendance import HalfDays
from banfu_desktop.rules.attendance_words import meaning
from banfu_desktop.rules.dates import Month, Period
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.imports import ImportPlan, Options
from banfu_desktop.rules.words import Category, DayState, Sex, TeamRole
from banfu_desktop.services.attendance import attendance, importing
from banfu_desktop.services.attendance.marks import states_between
from banfu_desktop.services.members import members
from banfu_desktop.services.program import founding
from tests.services.conftest import DATA, NOW, TODAY

DOORS = DATA / "doors" / "attendance"
OCTOBER = Month(2026, 10)
PEOPLE = (
    ("张三", "县交通运输局", "440299199001010012"), ("李昇堃", "县工信局", "440299199001010039"),
    ("欧阳㑇", "县人社局", "440299199001010055"),
)  # fmt: skip
DUTY, SICK, ANNUAL, PERSONAL = DayState.DUTY, DayState.SICK, DayState.ANNUAL, DayState.PERSONAL
PLAIN = {
    "张三": {15: DUTY, 16: DUTY},
    "李昇堃": {19: SICK, 20: SICK},
    "欧阳㑇": {26: ANNUAL, 27: ANNUAL, 28: ANNUAL},
}


@pytest.fixture
def team(database: Database) -> Database:
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
        for name, unit, number in PEOPLE:
            _enter(session, name, unit, number)
    return database


def _enter(session: object, name: str, unit: str, number: str) -> None:
    values = {
        "name": name, "sex": Sex.MALE, "identity_no": number, "category": Category.CADRE,
        "organisation": unit, "role": TeamRole.MEMBER, "arrived_on": date(2026, 1, 5),
    }  # fmt: skip
    members.save(session, values)  # type: ignore[arg-type]  # a session


def looked(team: Database, path: Path, **answers: str) -> ImportPlan:
    with team.read() as session:
        return importing.look(session, path, TODAY, Options(answers=answers))


def taken(team: Database, path: Path, answers: dict[str, str]) -> dict[str, dict[int, object]]:
    """What each person's October holds after an import."""
    with team.write(Deed("导入考勤", "经办", NOW)) as session:
        importing.carry_out(session, importing.plan(session, path, TODAY, Options(answers=answers)))
    with team.read() as session:
        states = states_between(session, OCTOBER.period)
        return {
            row.name: {day.day: what for day, what in states.get(row.id, {}).items()}
            for row in members.listing(session)
        }


@pytest.mark.parametrize("file", ["dingtalk_月度汇总.xlsx", "wecom_上下班打卡_月报.xlsx"])
def test_a_platform_s_report_is_read_and_what_is_not_plain_is_asked(team: Database, file: str) -> None:
    plan = looked(team, DOORS / file)
    assert {row.name: {day.day: what for day, what in row.days.items()} for row in plan.rows} == PLAIN
    asked = {one.key: one.proposal for one in plan.open_questions}
    assert asked == {
        "缺卡": "present", "外勤打卡": "present", "休息日打了卡": "on_call", "外出几小时": "duty",
        "旷工.李昇堃.2026-10-22": "absent", "事假不足一天.李昇堃.2026-10-21": "present/personal",
    }  # fmt: skip
    assert sum(len(one.rows) for one in plan.questions) == 7  # of 93 cells
    found = taken(team, DOORS / file, asked | {"缺卡": "在岗", "外出几小时": "在岗"})
    assert found["张三"] == PLAIN["张三"] | {17: DayState.ON_CALL}
    half = HalfDays(DayState.PRESENT, PERSONAL)
    assert found["李昇堃"] == PLAIN["李昇堃"] | {21: half, 22: DayState.ABSENT}
    assert found["欧阳㑇"] == PLAIN["欧阳㑇"]


def test_leave_is_entered_as_days_and_its_record_asked_for(team: Database) -> None:
    said = [one.reason for one in looked(team, DOORS / "dingtalk_月度汇总.xlsx").warnings]
    assert sum("请在“请假”里登记" in one for one in said) == 5


def sheet(tmp_path: Path, *rows: tuple[object, ...], title: str = "2026年10月考勤表", days: int = 31) -> Path:
    made = Workbook()
    page = made.active
    assert page is not None
    for row in ((title,), ("序号", "姓名", *range(1, days + 1)), *rows):
        page.append(list(row))
    made.save(tmp_path / "考勤.xlsx")
    return tmp_path / "考勤.xlsx"


def line(number: int, name: str, **marks: str) -> tuple[object, ...]:
    return (number, name, *(marks.get(f"d{day}") for day in range(1, 32)))


def test_our_own_sheet_comes_back_as_it_was_filled_in(team: Database, tmp_path: Path) -> None:
    path = sheet(
        tmp_path, line(1, "张三", d8="公", d9="事/", d12="年", d10="√"), line(2, "李昇堃", d13="婚", d14="陪")
    )
    found = taken(team, path, {})
    assert found["张三"] == {8: DUTY, 9: HalfDays(PERSONAL, DayState.PRESENT), 12: ANNUAL}
    assert found["李昇堃"] == {13: DayState.MARRIAGE, 14: DayState.PATERNITY}
    assert any("欧阳㑇不在表里" in one.reason for one in looked(team, path).warnings)
    assert [row.deed for row in looked(team, path).rows] == ["不变", "不变"]


def test_the_printed_sheet_is_read_as_printed(team: Database, tmp_path: Path) -> None:
    from banfu_desktop.services.hall import papers

    with team.write(Deed("登记考勤", "经办", NOW)) as session:
        attendance.set_named(session, "张三", Period(date(2026, 10, 13), date(2026, 10, 14)), DUTY)
    with team.read() as session:
        paper = papers.make(
            session, "attendance-sheet", month=OCTOBER, year=None, payer=None, variant="file", now=NOW,
            today=TODAY,
        )  # fmt: skip
    path = tmp_path / "考勤表.xlsx"
    papers.write(paper, path)
    plan = looked(team, path)
    assert ([row.deed for row in plan.rows], plan.open_questions) == (["不变"] * 3, ())
    book = load_workbook(path)
    page = book.active
    assert page is not None
    (place,) = [cell for row in page.iter_rows() for cell in row if cell.value == "李昇堃"]
    page.cell(place.row, place.column + 13).value = "病"
    book.save(path)
    assert taken(team, path, {})["李昇堃"] == {13: SICK}


def test_what_was_entered_by_hand_is_never_overwritten_unasked(team: Database, tmp_path: Path) -> None:
    with team.write(Deed("登记考勤", "经办", NOW)) as session:
        attendance.set_named(session, "张三", Period(date(2026, 10, 13), date(2026, 10, 13)), DUTY)
    path = sheet(tmp_path, line(1, "张三", d13="事"))
    assert [one.key for one in looked(team, path).open_questions] == ["differing"]
    assert taken(team, path, {"differing": "keep"})["张三"] == {13: DUTY}
    assert taken(team, path, {"differing": "replace"})["张三"] == {13: PERSONAL}


def test_a_namesake_is_told_by_unit_or_asked_about(team: Database, tmp_path: Path) -> None:
    with team.write(Deed("登记成员", "经办", NOW)) as session:
        _enter(session, "张三", "县财政局", "440299199001010071")
    path = sheet(tmp_path, line(1, "张三", d13="事"))
    assert [one.key for one in looked(team, path).open_questions] == ["person.3"]
    assert len(looked(team, path, **{"person.3": "县财政局"}).rows) == 1
    plan = looked(team, DOORS / "dingtalk_月度汇总.xlsx")
    assert not [one for one in plan.questions if one.key.startswith("person")]


def test_a_month_that_the_sheet_does_not_name_is_asked_about(team: Database, tmp_path: Path) -> None:
    path = sheet(tmp_path, line(1, "张三", d13="事"), title="考勤表")
    assert [one.key for one in looked(team, path).open_questions] == ["month"]
    assert looked(team, path, month="2026-10").rows[0].days == {date(2026, 10, 13): PERSONAL}


@pytest.mark.parametrize("written", ["2026-10-{:02d}", "10月{}日", "day"])
def test_a_report_with_whole_dates_over_its_columns_is_read(
    team: Database, tmp_path: Path, written: str
) -> None:
    """As Feishu's is said to be: groups in the first row, names and dates in the second, people below."""
    made = Workbook()
    page = made.active
    assert page is not None
    days: list[object] = [
        datetime(2026, 10, day) if written == "day" else written.format(day) for day in range(1, 32)
    ]
    page.append(["基本信息", None, "考勤结果 2026-10"])
    page.append(["姓名", "部门", *days])
    words = {13: "出差", 14: "年假(1天)", 15: "旷工", 16: "外勤打卡"}
    work = [words.get(day, "正常" if day >= 8 else "无需打卡") for day in range(1, 32)]
    page.append(["张三", "县交通运输局", *work])
    made.save(tmp_path / "飞书.xlsx")
    plan = looked(team, tmp_path / "飞书.xlsx")
    assert plan.rows[0].days == {date(2026, 10, 13): DUTY, date(2026, 10, 14): ANNUAL}
    assert {"旷工.张三.2026-10-15", "外勤打卡"} <= {one.key for one in plan.open_questions}


def test_who_is_not_posted_is_left_out_and_said(team: Database, tmp_path: Path) -> None:
    path = sheet(tmp_path, line(1, "张三", d13="事"), line(2, "外人", d13="事"))
    assert [(one.row, one.what) for one in looked(team, path).left_out if "没有叫" in one.why] == [
        (4, "外人")
    ]


def test_a_table_without_days_is_no_attendance_sheet(team: Database) -> None:
    with pytest.raises(UserError, match="没有找到一天一列的考勤表"):
        looked(team, DATA / "roster-meikeng.xlsx")


@pytest.mark.parametrize(
    ("text", "resting", "day", "topic"),
    [
        ("正常", False, DayState.PRESENT, ""),
        ("白班:正常\n(08:17,18:30)", False, DayState.PRESENT, ""),
        ("上班迟到12分钟", False, DayState.PRESENT, ""),
        ("休息", True, None, ""),
        ("休息", False, None, "平台算休息"),
        ("", False, None, "空白"),
        ("婚假10-12 08:30到10-14 17:30 3天", False, DayState.MARRIAGE, ""),
        ("陪产假1.0天", False, DayState.PATERNITY, ""),
        ("年假10-12 09:00到10-12 12:00 3小时", False, None, "年假不足一天"),
        ("请假", False, None, "请假"),
        ("补卡申请（正常）", False, DayState.PRESENT, ""),
        ("地点异常", False, None, "地点或设备异常"),
        ("半夜上树", False, None, "“半夜上树”"),
        ("离职", False, None, ""),
    ],
)
def test_words_of_the_platforms(text: str, resting: bool, day: DayState | None, topic: str) -> None:
    said = meaning(text, resting=resting, platform=True)
    assert (said.day, said.topic) == (day, topic)
