"""Projects and the bank from the command line."""

import json
from pathlib import Path

from banfu_desktop.cli import program
from tests.cli.conftest import Call

STATEMENT = "交易日期,收入,支出,余额\n2026-03-03,50000,,50000\n2026-06-03,,120,49880\n2026-06-05,,15,49865\n"


def test_a_project_is_added_signed_and_shown(meikeng: Call) -> None:
    added = meikeng(
        "project",
        "add",
        "文化广场照明",
        "5000",
        "--source",
        "社会捐赠",
        "--reason",
        "换灯",
        "--on",
        "2026-05-06",
        "--village",
        "梅坑村",
    )
    assert (added.code, "拟立项" in added.out) == (program.DONE, True)
    for who, name in (("书记", "李国栋"), ("队长", "钟立新")):
        assert meikeng("project", "sign", "文化广场", who, name, "--on", "2026-05-08").code == program.DONE
    (row,) = json.loads(meikeng("project", "show", "--json").out)["projects"]
    assert (row["stage"], row["amount_fen"], row["approved_on"]) == ("approved", 500_000, "2026-05-08")
    assert "已双签" in meikeng("project", "show", "文化广场").out
    assert meikeng("project", "contractor", "文化广场", "丰城建筑公司").code == program.DONE
    (row,) = json.loads(meikeng("project", "show", "--json").out)["projects"]
    assert (row["village"], row["contractor"]) == ("梅坑村", "丰城建筑公司")
    again = meikeng("project", "sign", "文化广场", "队长", "钟立新")
    assert again.code == program.REFUSED
    assert "没有待签" in again.err


def test_a_project_is_paid_from_once_both_have_signed(meikeng: Call) -> None:
    meikeng("fund", "open")
    meikeng("fund", "allot", "工作队", "50000", "--on", "2026-03-01")
    meikeng("project", "add", "照明", "5000", "--source", "县财政", "--reason", "换灯", "--on", "2026-05-06")
    pay = (
        "fund",
        "post",
        "工作队",
        "1200",
        "--summary",
        "灯具",
        "--category",
        "小维修",
        "--leader",
        "钟立新",
    )
    pay += ("--secretary", "李国栋", "--project", "照明", "--on", "2026-06-01")
    assert "还没有完成双签" in meikeng(*pay).err
    for who, name in (("书记", "李国栋"), ("队长", "钟立新")):
        meikeng("project", "sign", "照明", who, name, "--on", "2026-05-08")
    assert meikeng(*pay).code == program.DONE
    (row,) = json.loads(meikeng("project", "show", "--json").out)["projects"]
    assert row["paid_fen"] == 120_000
    assert "没有名为“路灯”的项目" in meikeng(*pay[:-3], "路灯", *pay[-2:]).err


def test_an_office_without_projects_says_so(meikeng: Call) -> None:
    assert "还没有双签项目" in meikeng("project", "show").out


def test_a_statement_is_taken_in_matched_and_shown(meikeng: Call, tmp_path: Path) -> None:
    assert meikeng("fund", "open").code == program.DONE
    book = "工作队"
    path = tmp_path / "流水.csv"
    path.write_text(STATEMENT, "utf-8")
    assert meikeng("bank", "show", book).code == program.REFUSED
    assert "没有导入" in meikeng("bank", "import", book, path, "--dry-run").out
    assert "新增 3 行" in meikeng("bank", "import", book, path).out
    assert "新增 0 行，已有 3 行" in meikeng("bank", "import", book, path).out
    assert "已对上0笔" in meikeng("bank", "match", book).out
    found = json.loads(meikeng("bank", "show", book, "--json").out)
    assert (found["bank_fen"], found["book_fen"], found["proven"]) == (4_986_500, 0, True)
    assert [line["amount_fen"] for line in found["only_bank"]] == [5_000_000, -12_000, -1_500]
    assert "流水未对上" in meikeng("bank", "show", book).out


def test_a_statement_that_does_not_say_its_directions_is_refused_until_answered(
    meikeng: Call, tmp_path: Path
) -> None:
    assert meikeng("fund", "open").code == program.DONE
    path = tmp_path / "流水.csv"
    path.write_text("交易日期,交易金额,去向\n2026-03-10,50000,收入\n2026-04-02,1280.50,支出\n", "utf-8")
    refused = meikeng("bank", "import", "工作队", path)
    assert (refused.code, "1处需要回答" in refused.err, "direction" in refused.err) == (
        program.REFUSED,
        True,
        True,
    )
    plan = json.loads(meikeng("bank", "import", "工作队", path, "--dry-run", "--json").out)
    assert (plan["imported"], [question["key"] for question in plan["questions"]]) == (False, ["direction"])
    wrong = meikeng("bank", "import", "工作队", path, "--answer", "directoin=in")
    assert (wrong.code, "没有“directoin”这一问" in wrong.err) == (program.REFUSED, True)
    mapped = meikeng("bank", "import", "工作队", path, "--map", "借贷标志=去向", "--json")
    plan = json.loads(mapped.out)
    assert (plan["imported"], [row["amount_fen"] for row in plan["rows"]]) == (True, [5_000_000, -128_050])
    assert "已移除流水.csv的2行" in meikeng("bank", "remove-statement", "工作队", "1").out
    assert meikeng("bank", "show", "工作队").code == program.REFUSED
