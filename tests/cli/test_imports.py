"""Every import from the command line: what was read and left out, questions and answers, JSON, exit codes."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from banfu_desktop.cli import program
from tests.cli.conftest import DATA, Call

DOORS = DATA / "doors"


@pytest.fixture
def empty(call: Call) -> Call:
    """The office of 梅坑镇 with nobody in it."""
    assert call("init", "--town", "梅坑镇", "--practice").code == program.DONE
    return call


def plan(call: Call, *words: object) -> dict[str, Any]:
    """What a command says it will do, as JSON."""
    told: dict[str, Any] = json.loads(call(*words, "--dry-run", "--json").out)
    return told


def test_an_unknown_unit_comes_in_unconfirmed_and_is_named(empty: Call) -> None:
    path = DOORS / "unit-names" / "r.xlsx"
    told = plan(empty, "import", "members", path)
    assert (told["door"], told["imported"], told["problems"], len(told["rows"])) == ("members", False, [], 12)
    asked = {one["key"]: one["proposal"] for one in told["questions"]}
    assert asked["unit.新丰县司法局"] == "县司法局"
    done = empty("import", "members", path, "--answer", "unit.新丰县司法局=县司法局")
    assert (done.code, "登记单位 新丰县国家保密局（丙七），层级先待核实" in done.out) == (program.DONE, True)


def test_open_questions_refuse_the_file_and_say_what_answers_them(empty: Call) -> None:
    path = DOORS / "roles" / "r.xlsx"
    refused = empty("import", "members", path)
    assert (refused.code, "4处需要回答" in refused.err) == (program.REFUSED, True)
    assert "word.role.副队长" in refused.err
    assert "建议“队员”" in refused.err
    assert empty("import", "members", path, "--dry-run").code == program.DONE
    answers = [f"word.role.{word}=队员" for word in ("副队长", "联络员", "三支一扶")] + [
        "word.role.队长兼第一书记=leader"
    ]
    words = [part for answer in answers for part in ("--answer", answer)]
    done = empty("import", "members", path, *words, "--json")
    assert (done.code, json.loads(done.out)["imported"]) == (program.DONE, True)


def test_bad_cells_are_in_the_json_too(empty: Call) -> None:
    refused = empty("import", "members", DATA / "roster-bad.xlsx", "--json")
    assert refused.code == program.REFUSED
    told = json.loads(refused.out)
    assert {(one["row"], one["name"]) for one in told["problems"]} >= {(2, "钟立新"), (4, "罗海涛")}
    assert "440299198103024955" not in refused.out


def test_an_own_roster_waits_as_drafts(empty: Call, tmp_path: Path) -> None:
    done = empty("import", "members", DOORS / "own-lists" / "花名册.xlsx")
    assert (done.code, "待补全 3 人" in done.out) == (program.DONE, True)
    exported = tmp_path / "待补全.xlsx"
    assert "已导出3行" in empty("export", "drafts", exported).out
    assert "已导出0行" in empty("export", "members", tmp_path / "成员.xlsx").out


def test_sheets_and_columns_are_chosen_by_name(empty: Call, tmp_path: Path) -> None:
    path = DOORS / "two-sheets" / "roster.xlsx"
    assert [row["name"] for row in plan(empty, "import", "members", path)["rows"]] == ["甲一", "甲二"]
    assert [row["name"] for row in plan(empty, "import", "members", path, "--sheet", "第二批")["rows"]] == [
        "甲二"
    ]
    wrong = empty("import", "members", path, "--sheet", "第三批")
    assert (wrong.code, "第一批、第二批" in wrong.err) == (program.REFUSED, True)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["称呼", "性别", "身份证号", "人员类别", "派出单位", "队内职务", "到岗日期"])
    sheet.append(["甲一", "男", "440299199001010012", "驻镇干部", "县财政局", "队员", "2026-02-01"])
    book.save(tmp_path / "名册.xlsx")
    assert "表里没有这一列" in empty("import", "members", tmp_path / "名册.xlsx").err
    mapped = plan(empty, "import", "members", tmp_path / "名册.xlsx", "--map", "姓名=称呼")
    assert [row["name"] for row in mapped["rows"]] == ["甲一"]
    assert "没有“绰号”这一栏" in empty("import", "members", path, "--map", "绰号=姓名").err
    assert "看不懂" in empty("import", "members", path, "--map", "姓名").err


def test_attendance_comes_in_from_a_platform_s_report(empty: Call, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["姓名", "性别", "身份证号", "人员类别", "派出单位", "队内职务", "到岗日期"])
    people = (
        ("张三", "440299199001010012"),
        ("李昇堃", "440299199001010039"),
        ("欧阳㑇", "440299199001010055"),
    )
    for name, number in people:
        sheet.append([name, "男", number, "驻镇干部", "县财政局", "队员", "2026-01-05"])
    book.save(tmp_path / "名册.xlsx")
    assert empty("import", "members", tmp_path / "名册.xlsx").code == program.DONE
    path = DOORS / "attendance" / "dingtalk_月度汇总.xlsx"
    told = plan(empty, "import", "attendance", path)
    assert (told["door"], len([one for one in told["questions"] if one["otherwise"] is None])) == (
        "attendance",
        6,
    )
    assert empty("import", "attendance", path).code == program.REFUSED
    words = [part for one in told["questions"] for part in ("--answer", f"{one['key']}={one['proposal']}")]
    assert empty("import", "attendance", path, *words).code == program.DONE
    assert "旷工" in empty("attendance", "show", "2026-10", "--json").out


def test_a_ledger_says_what_it_read_and_asks_for_categories(empty: Call) -> None:
    assert empty("fund", "open").code == program.DONE
    path = DOORS / "own-lists" / "收支台账.xlsx"
    told = plan(empty, "fund", "import", "工作队", "2026", path)
    assert [one["key"].partition(".")[0] for one in told["questions"]] == ["category"] * 3
    words = [part for one in told["questions"] for part in ("--answer", f"{one['key']}={one['proposal']}")]
    done = empty("fund", "import", "工作队", "2026", path, *words)
    assert (done.code, "3 张凭证" in done.out) == (program.DONE, True), done.err
    assert empty("fund", "import", "工作队", "2026", path, *words).code == program.REFUSED


def test_a_claim_of_a_namesake_is_not_given_to_the_first(empty: Call) -> None:
    assert empty("import", "members", DOORS / "namesakes" / "r.xlsx").code == program.DONE
    line = ("--line", "发生日期=2026-10-20,费用项目=资料费,金额=100")
    refused = empty("claim", "add", "李伟", "--kind", "其他", *line)
    assert (refused.code, "有2位成员叫“李伟”（县财政局、县教育局）" in refused.err) == (program.REFUSED, True)
    assert empty("claim", "add", "李伟", "--kind", "其他", "--unit", "县教育局", *line).code == program.DONE
