"""Rosters as offices write them: each comes in right or its clerk is asked; one odd cell refuses nobody."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.rules.imports import ImportPlan, Options, QuestionsError
from banfu_desktop.rules.words import Category, PoliticalStatus, TeamRole, UnitLevel
from banfu_desktop.services.members import drafts, importing, members, namesakes
from banfu_desktop.services.office import office as organisations
from banfu_desktop.services.program import founding
from banfu_desktop.tables.members import MEMBERS
from tests.services.conftest import DATA, NOW, TODAY

DOORS = DATA / "doors"
HEAD = ("姓名", "性别", "身份证号", "人员类别", "派出单位", "队内职务", "到岗日期")
IDS = (
    "440299199001010012", "440299199001010039", "440299199001010055", "440299199001010071",
    "440299199001010098", "440299199001010119",
)  # fmt: skip


@pytest.fixture
def empty(database: Database) -> Database:
    with database.write(Deed("建立办公室", "经办", NOW)) as session:
        founding.found(session, "梅坑镇", practice=True)
    return database


def looked(database: Database, path: Path, **answers: str) -> ImportPlan:
    with database.read() as session:
        return importing.look(session, path, TODAY, Options(answers=answers))


def taken(
    database: Database, path: Path, answers: Mapping[str, str] | None = None
) -> list[members.MemberRow]:
    """The members after importing a file."""
    with database.write(Deed("导入花名册", "经办", NOW)) as session:
        importing.carry_out(session, importing.plan(session, path, TODAY, Options(answers=answers or {})))
        return members.listing(session)


def roster(tmp_path: Path, head: Sequence[str], *rows: Sequence[Any], name: str = "花名册.xlsx") -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (head, *rows):
        sheet.append(list(row))
    path = tmp_path / name
    book.save(path)
    return path


def person(place: int, name: str = "甲一", **cells: Any) -> list[Any]:
    values = dict(
        zip(HEAD, (name, "男", IDS[place], "驻镇干部", "县财政局", "队员", "2026-02-01"), strict=True)
    )
    return list((values | cells).values())


# Words


def test_the_nation_s_list_of_political_statuses_is_known_in_every_form(empty: Database) -> None:
    known = [row.political for row in taken(empty, DOORS / "political-status" / "r.xlsx")]
    status = PoliticalStatus
    assert known == [
        status.ZGP, status.JIUSAN, status.TSL, status.ZGP, status.JIUSAN, status.NONPARTY, status.RCCK,
        status.NONPARTY, status.PROBATIONARY, status.LEAGUE,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "name", "short"),
    [
        ("01", "中国共产党党员", "党员"),
        ("02", "中国共产党预备党员", "预备党员"),
        ("03", "中国共产主义青年团团员", "团员"),
        ("04", "中国国民党革命委员会会员", "民革"),
        ("05", "中国民主同盟盟员", "民盟"),
        ("06", "中国民主建国会会员", "民建"),
        ("07", "中国民主促进会会员", "民进"),
        ("08", "中国农工民主党党员", "农工党"),
        ("09", "中国致公党党员", "致公党"),
        ("10", "九三学社社员", "九三学社"),
        ("11", "台湾民主自治同盟盟员", "台盟"),
        ("12", "无党派民主人士", "无党派"),
        ("13", "群众", "群众"),
    ],
)  # fmt: skip
def test_code_name_and_short_form_are_one_status(code: str, name: str, short: str) -> None:
    assert PoliticalStatus.parse(code) is PoliticalStatus.parse(name) is PoliticalStatus.parse(short)


def test_an_unknown_word_in_an_optional_column_refuses_nobody_and_is_asked_about(
    empty: Database, tmp_path: Path
) -> None:
    head = (*HEAD, "政治面貌")
    rows = [[*person(0), "中共党员"], [*person(1, "甲二"), "统战人士"]]
    path = roster(tmp_path, head, *rows)
    plan = looked(empty, path)
    assert (plan.problems, plan.open_questions) == ((), ())
    assert [one.key for one in plan.questions] == ["word.political.统战人士"]
    assert [(one.row, one.name) for one in plan.warnings if "统战人士" in one.reason] == [(3, "甲二")]
    assert [row.political for row in taken(empty, path)] == [PoliticalStatus.MEMBER, None]
    answered = taken(empty, path, {"word.political.统战人士": "无党派人士"})
    assert [row.political for row in answered] == [PoliticalStatus.MEMBER, PoliticalStatus.NONPARTY]


def test_roles_as_offices_write_them_are_read_and_the_doubtful_ones_asked(empty: Database) -> None:
    plan = looked(empty, DOORS / "roles" / "r.xlsx")
    role = TeamRole
    assert [row.values.get("role") for row in plan.rows] == [
        role.LEADER, None, role.FIRST_SECRETARY, role.FIRST_SECRETARY, None, role.MEMBER, None, None,
        role.MEMBER,
    ]  # fmt: skip
    assert [(one.key, one.proposal) for one in plan.open_questions] == [
        ("word.role.副队长", "member"), ("word.role.联络员", "member"),
        ("word.role.队长兼第一书记", "leader"), ("word.role.三支一扶", "member"),
    ]  # fmt: skip
    with pytest.raises(QuestionsError, match="4处需要回答"), empty.read() as session:
        importing.plan(session, DOORS / "roles" / "r.xlsx", TODAY)
    answers = {one.key: one.proposal for one in plan.open_questions}
    assert len(taken(empty, DOORS / "roles" / "r.xlsx", answers)) == 9


def test_categories_as_offices_write_them_are_read_and_the_doubtful_ones_asked(empty: Database) -> None:
    plan = looked(empty, DOORS / "categories" / "r.xlsx")
    kind = Category
    assert [row.values.get("category") for row in plan.rows] == [
        None, kind.CADRE, kind.GRADUATE, kind.GRADUATE, kind.VOLUNTEER, kind.VOLUNTEER, kind.SPECIALIST,
        kind.FINANCE, None,
    ]  # fmt: skip
    assert [one.proposal for one in plan.open_questions] == ["cadre", "cadre"]


# Days


def test_a_month_is_kept_as_a_month_and_a_time_of_day_dropped(empty: Database) -> None:
    joined = [row.party_joined_on for row in taken(empty, DOORS / "year-month-dates" / "r.xlsx")]
    june, first = Month(2010, 6), date(2010, 6, 1)
    assert joined == [june] * 5 + [first] * 4 + [date(1988, 7, 1)]


def test_a_month_of_arrival_is_asked_about_once_for_all_who_have_it(empty: Database, tmp_path: Path) -> None:
    rows = [person(place, f"甲{place}", 到岗日期="2026年1月") for place in (0, 1)]
    path = roster(tmp_path, HEAD, *rows)
    assert [one.key for one in looked(empty, path).open_questions] == ["day.arrived_on.2026-01"]
    arrived = [row.arrived_on for row in taken(empty, path, {"day.arrived_on.2026-01": "2026-01-05"})]
    assert arrived == [date(2026, 1, 5)] * 2
    wrong = looked(empty, path, **{"day.arrived_on.2026-01": "2026-02-05"})
    assert {one.reason for one in wrong.problems} == {"回答的2026-02-05不在2026年1月"}


def test_of_a_month_the_last_day_counts_for_a_leader_s_party_standing(
    empty: Database, tmp_path: Path
) -> None:
    head = (*HEAD, "政治面貌", "入党时间", "选派日期")
    for joined, said in (("2025.02", True), ("2025.01", False)):
        row = [*person(0, 队内职务="队长"), "中共党员", joined, "2026-02-01"]
        plan = looked(empty, roster(tmp_path, head, row))
        assert any("满一年" in one.reason for one in plan.warnings) is said


# Names and units


def test_look_alike_characters_make_no_second_person_and_no_second_payer(empty: Database) -> None:
    plan = looked(empty, DOORS / "kangxi-and-compat" / "r.xlsx")
    assert [(row.name, row.values["organisation"]) for row in plan.rows] == [
        ("方文广", "县文广旅体局"), ("方文广", "县文广旅体局"), ("李明", "县水利局"),
    ]  # fmt: skip
    assert next((one.before, one.after) for one in plan.changed if one.column == "姓名") == (
        "⽅⽂⼴",
        "方文广",
    )
    assert any("同名同单位" in one.reason for one in plan.warnings)


def test_breaks_and_blanks_in_names_are_taken_out_and_said(empty: Database) -> None:
    plan = looked(empty, DOORS / "names-with-breaks" / "r.xlsx")
    names = [row.name for row in plan.rows]
    assert names == ["黎志强", "张三丰", "阿卜杜拉·买买提", "刘华"]
    assert [one.after for one in plan.changed] == names


def test_an_unknown_unit_is_unconfirmed_and_asked_about_and_never_a_second_payer_when_answered(
    empty: Database,
) -> None:
    path = DOORS / "unit-names" / "r.xlsx"
    plan = looked(empty, path)
    asked = {one.key: one for one in plan.questions}
    assert (plan.open_questions, plan.problems) == ((), ())
    assert asked["unit.新丰县司法局"].proposal == "县司法局"
    assert asked["level.新丰县国家保密局"].proposal == "county"
    assert "登记单位 新丰县国家保密局（丙七），层级先待核实" in plan.created
    answers = {"unit.新丰县司法局": "县司法局", "unit.新丰县市场监督管理局": "是县市场监管局"}
    answers |= {"level.新丰县国家保密局": "县直"}
    units = {row.name: row.organisation for row in taken(empty, path, answers)}
    assert (units["丙二"], units["丙九"], units["丙一"]) == ("县司法局", "县司法局", "县市场监管局")
    with empty.read() as session:
        found = organisations.find_organisation(session, "新丰县国家保密局")
        assert found is not None
        assert found.level is UnitLevel.COUNTY


def test_a_namesake_is_never_chosen_for_the_clerk(empty: Database) -> None:
    taken(empty, DOORS / "namesakes" / "r.xlsx")
    with empty.read() as session:
        with pytest.raises(UserError, match="有2位成员叫“李伟”（县财政局、县教育局）"):
            namesakes.of_one_person(session, "李伟")
        (row,) = namesakes.of_one_person(session, "李伟", "县教育局")
        assert row.identity_no == "440299198808080033"


def test_another_unit_or_role_than_registered_is_asked_about_person_by_person(
    empty: Database, tmp_path: Path
) -> None:
    taken(empty, roster(tmp_path, HEAD, person(0), person(1, "甲二")))
    path = roster(tmp_path, HEAD, person(0, 派出单位="县教育局"), person(1, "甲二", 队内职务="队长"))
    assert [one.key for one in looked(empty, path).open_questions] == ["change.2", "change.3"]
    with pytest.raises(QuestionsError, match="2处需要回答"), empty.read() as session:
        importing.plan(session, path, TODAY)
    rows = taken(empty, path, {"change.2": "correct", "change.3": "leave"})
    assert [(row.organisation, row.role) for row in rows] == [
        ("县教育局", TeamRole.MEMBER), ("县财政局", TeamRole.MEMBER),
    ]  # fmt: skip


def test_a_change_may_count_from_a_day_on(empty: Database, tmp_path: Path) -> None:
    taken(empty, roster(tmp_path, HEAD, person(0)))
    path = roster(tmp_path, HEAD, person(0, 派出单位="县教育局"))
    (row,) = looked(empty, path, **{"change.2": "2026-04-01"}).rows
    assert row.changes == ("从2026-04-01起派出单位：县财政局 → 县教育局",)
    rows = taken(empty, path, {"change.2": "2026年4月1日"})
    assert sorted((str(one.arrived_on), str(one.left_on), one.organisation) for one in rows) == [
        ("2026-02-01", "2026-03-31", "县财政局"), ("2026-04-01", "None", "县教育局"),
    ]  # fmt: skip
    assert looked(empty, path).summary == "新增 0 人，更新 0 人，不变 1 人"
    for bad in ("2026-02-01", "2025-12-31", "四月"):
        taken_path = roster(tmp_path, HEAD, person(0, 队内职务="队长"), name="又.xlsx")
        with pytest.raises(UserError, match="不是可以变更的日子"):
            looked(empty, taken_path, **{"change.2": bad})


def test_a_stay_kept_in_two_postings_is_still_one_row_of_the_unit_s_own_roster(
    empty: Database, tmp_path: Path
) -> None:
    taken(empty, roster(tmp_path, HEAD, person(0)))
    with empty.write(Deed("变更单位", "经办", NOW)) as session:
        (first,) = members.listing(session)
        members.save(session, {"left_on": date(2026, 3, 31)}, first.id)
        going_on = {field.name: getattr(first, field.name) for field in MEMBERS.editable}
        going_on |= {"arrived_on": date(2026, 4, 1), "organisation": "县教育局"}
        members.save(session, going_on)
    plan = looked(empty, roster(tmp_path, HEAD, person(0, 派出单位="县教育局")))
    assert (plan.summary, plan.problems, plan.open_questions) == ("新增 0 人，更新 0 人，不变 1 人", (), ())


# Sheets


def test_a_hidden_row_is_said_and_read_only_when_asked_for(empty: Database) -> None:
    path = DOORS / "roster-shapes" / "hidden-row.xlsx"
    plan = looked(empty, path)
    assert [row.name for row in plan.rows] == ["甲一"]
    assert [(one.row, one.why, "440299" in one.what) for one in plan.left_out] == [(3, "隐藏的行", False)]
    assert [row.name for row in looked(empty, path, **{"hidden-rows": "read"}).rows] == ["甲一", "离去人"]


def test_a_formula_s_stored_value_is_taken_by_consent_only(empty: Database) -> None:
    path = DOORS / "roster-shapes" / "formula-cached.xlsx"
    with pytest.raises(ProblemsError, match="1处"), empty.read() as session:
        importing.plan(session, path, TODAY)
    assert len(taken(empty, path, {"formulas": "take"})) == 1


def test_all_sheets_of_one_shape_are_read_and_one_of_another_shape_is_offered(
    empty: Database, tmp_path: Path
) -> None:
    plan = looked(empty, DOORS / "two-sheets" / "roster.xlsx")
    assert ([row.name for row in plan.rows], [one.name for one in plan.sheets]) == (
        ["甲一", "甲二"], ["第一批", "第二批"],
    )  # fmt: skip
    path = roster(tmp_path, HEAD, person(0))
    from openpyxl import load_workbook

    book = load_workbook(path)
    sheet = book.create_sheet("离任")
    for row in ((*HEAD, "离岗日期"), [*person(1, "甲二"), "2026-06-30"]):
        sheet.append(list(row))
    book.save(path)
    plan = looked(empty, path)
    assert [one.key for one in plan.questions] == ["sheet.Sheet"]
    assert [one.sheet for one in plan.left_out] == ["Sheet"]
    assert len(looked(empty, path, **{"sheet.Sheet": "read"}).rows) == 2


def test_a_column_nobody_knows_is_named_once_and_remembered_for_that_heading_line(
    empty: Database, tmp_path: Path
) -> None:
    head = ("称呼", "性别", "身份证号", "人员类别", "派出单位", "队内职务", "到岗日期")
    path = roster(tmp_path, head, person(0))
    with pytest.raises(ProblemsError, match="1处"), empty.read() as session:
        importing.plan(session, path, TODAY)
    with empty.write(Deed("导入花名册", "经办", NOW)) as session:
        options = Options(columns={"姓名": "称呼"}, remember=True)
        importing.carry_out(session, importing.plan(session, path, TODAY, options))
    plan = looked(empty, roster(tmp_path, head, person(1, "甲二")))
    assert ([row.name for row in plan.rows], plan.problems) == (["甲二"], ())
    assert [one.how for one in plan.sheets[0].columns if one.field == "name"] == ["记住"]


def test_a_heading_line_that_only_the_clerk_can_read_is_found_by_his_words(
    empty: Database, tmp_path: Path
) -> None:
    head = ("甲", "乙", "丙", "丁", "戊", "己", "庚")
    path = roster(tmp_path, ("帮扶干部",), head, person(0), name="天干.xlsx")
    with pytest.raises(UserError, match="没有找到表头"):
        looked(empty, path)
    columns = dict(zip(HEAD, head, strict=True))
    with empty.read() as session:
        plan = importing.look(session, path, TODAY, Options(columns=columns))
        assert ([row.name for row in plan.rows], plan.problems) == (["甲一"], ())
        with pytest.raises(UserError, match="表里没有“辛”这一列"):
            importing.look(session, path, TODAY, Options(columns=columns | {"备注": "辛"}))


def test_a_total_that_counts_otherwise_than_was_read_is_said(empty: Database, tmp_path: Path) -> None:
    path = roster(tmp_path, HEAD, person(0), person(1, "甲二"), ["合计", "3人"])
    assert [one.reason for one in looked(empty, path).warnings if one.column == "合计"] == [
        "合计写着3，读了2行"
    ]


def test_a_roster_may_be_csv_or_xls(empty: Database, tmp_path: Path) -> None:
    path = tmp_path / "花名册.csv"
    path.write_bytes("\n".join([",".join(HEAD), ",".join(person(0))]).encode("gb18030"))
    assert [row.name for row in looked(empty, path).rows] == ["甲一"]
    plan = looked(empty, DOORS / "xls" / "roster.xls")
    assert {one.row for one in plan.problems} >= {3, 4, 5}
    assert "单元格是数值格式" in next(one.reason for one in plan.problems if one.row == 4)
    assert any("公式取的是上次保存的结果" in one.reason for one in plan.warnings)


def test_problems_name_person_sheet_and_cell(empty: Database, tmp_path: Path) -> None:
    path = roster(tmp_path, HEAD, person(0), person(1, "甲二", 到岗日期="不知道"))
    (problem,) = looked(empty, path).problems
    assert str(problem) == "第3行 甲二 【G列 到岗日期】“不知道”不是日期，请写成 2026-10-05"


# Drafts


def test_an_ordinary_roster_without_identity_numbers_comes_in_as_drafts(empty: Database) -> None:
    path = DOORS / "own-lists" / "花名册.xlsx"
    plan = looked(empty, path)
    assert (plan.summary, plan.problems) == ("新增 0 人，更新 0 人，不变 0 人，待补全 3 人", ())
    assert taken(empty, path) == []
    with empty.read() as session:
        first, second, third = drafts.listing(session)
    assert (first.name, first.values["organisation"], first.values["unit_post"]) == (
        "张三", "县交通运输局", "工程股股长",
    )  # fmt: skip
    assert first.values["party_joined_on"] == Month(2008, 7)
    assert first.missing == "身份证号、人员类别、队内职务、到岗日期"
    assert (second.name, second.values["arrived_on"]) == ("李四", date(2026, 1, 5))
    assert (third.name, third.values["phone"]) == ("欧阳㑇", "07512250000")
    taken(empty, path)
    with empty.read() as session:
        assert len(drafts.listing(session)) == 3  # the same people are the same drafts


def test_a_draft_becomes_a_member_when_what_is_missing_is_there(empty: Database, tmp_path: Path) -> None:
    taken(empty, DOORS / "own-lists" / "花名册.xlsx")
    with empty.write(Deed("补全", "经办", NOW)) as session:
        first = drafts.listing(session)[0]
        with pytest.raises(ProblemsError):
            drafts.complete(session, first.id, first.values)
    with empty.write(Deed("补全", "经办", NOW)) as session:
        first = drafts.listing(session)[0]
        values = {name: value for name, value in first.values.items() if name != "unit_and_post"}
        values |= {"identity_no": IDS[0], "category": Category.CADRE, "role": TeamRole.LEADER}
        values |= {"arrived_on": date(2026, 1, 5)}
        with pytest.raises(ProblemsError, match="“2028-12”只有年月"):
            drafts.complete(session, first.id, values)
        drafts.complete(session, first.id, values | {"planned_until": None})
        assert [row.name for row in members.listing(session)] == ["张三"]
        assert [row.name for row in drafts.listing(session)] == ["李四", "欧阳㑇"]
    whole = roster(
        tmp_path, HEAD, person(1, "李四", 派出单位="县工信局", 性别="女", 身份证号="440299198811206821")
    )
    assert "李四的待补全记录由这一行补全" in looked(empty, whole).created
    taken(empty, whole)
    with empty.read() as session:
        assert [row.name for row in drafts.listing(session)] == ["欧阳㑇"]
    again = looked(empty, DOORS / "own-lists" / "花名册.xlsx")
    assert [(row.name, row.deed) for row in again.rows] == [
        ("张三", "不变"),
        ("李四", "不变"),
        ("欧阳㑇", "待补全"),
    ]


def test_a_column_that_looks_like_identity_numbers_is_asked_about_before_anything_is_a_draft(
    empty: Database, tmp_path: Path
) -> None:
    head = ("姓名", "性别", "证件", "人员类别", "派出单位", "队内职务", "到岗日期")
    path = roster(tmp_path, head, person(0))
    assert [(one.key, one.proposal) for one in looked(empty, path).open_questions] == [
        ("column.identity_no", "C")
    ]
    assert looked(empty, path, **{"column.identity_no": "C"}).count("新增") == 1
    assert looked(empty, path, **{"column.identity_no": "-"}).count("待补全") == 1


def test_what_was_remembered_for_one_heading_line_says_nothing_of_another(
    empty: Database, tmp_path: Path
) -> None:
    head = ("甲", "乙", "丙", "丁", "戊", "己", "庚")
    columns = dict(zip(HEAD, head, strict=True))
    path = roster(tmp_path, head, person(0))
    with empty.write(Deed("导入花名册", "经办", NOW)) as session:
        options = Options(columns=columns, remember=True)
        importing.carry_out(session, importing.plan(session, path, TODAY, options))
    assert [row.deed for row in looked(empty, path).rows] == ["不变"]
    other = roster(tmp_path, ("姓名", *head[1:], "甲"), [*person(0), "别的"], name="另一张.xlsx")
    with pytest.raises(UserError, match="没有找到表头"):
        looked(empty, other)
