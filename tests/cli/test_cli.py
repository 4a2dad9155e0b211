"""The main job from the command line, with honest exit codes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from banfu_desktop.cli import program
from tests.cli.conftest import DATA, Call
from tests.rules.test_attendance_calendar import NOTICE


def nets(shown: str) -> dict[str, int]:
    """Name → fen of `subsidy show --json`."""
    lines = [line for payer in json.loads(shown)["payers"] for line in payer["lines"]]
    return {line["name"]: line["net_fen"] for line in lines}


def test_without_a_command_the_window_opens(call: Call) -> None:
    assert call().code == 42


def test_the_main_job(meikeng: Call) -> None:
    assert (
        meikeng("attendance", "set", "罗海涛", "2026-10-12..2026-10-13", "事假").out
        == "罗海涛：事假，改动2天\n"
    )
    assert meikeng("subsidy", "make", "2026-10").code == program.DONE
    shown = json.loads(meikeng("subsidy", "show", "2026-10", "--json").out)
    assert (shown["month"], shown["state"], shown["net_fen"]) == ("2026-10", "draft", 1_129_032)
    assert len(shown["payers"]) == 6
    line = next(line for payer in shown["payers"] for line in payer["lines"] if line["name"] == "罗海涛")
    assert line == {
        "name": "罗海涛",
        "days_posted": 31,
        "days_present": 29,
        "gross_fen": 200_000,
        "deducted_fen": 0,
        "net_fen": 200_000,
        "reason": "事假2天",
        "work_days_due": 18,
        "work_days_present": 16,
        "duty_days": 0,
    }
    assert {row["clause"] for row in shown["not_entitled"]} == {"六(四)"}
    assert len(shown["not_entitled"]) == 6
    sealed = meikeng("subsidy", "seal", "2026-10")
    assert "2026年第001号，已封存，校验码" in sealed.out
    assert "已封存 6 张，实发合计 11,290.32 元" in sealed.out
    assert meikeng("subsidy", "pay", "2026-10").code == program.DONE
    assert json.loads(meikeng("subsidy", "show", "2026-10", "--json").out)["state"] == "paid"
    good = meikeng("check")
    assert good.code == program.DONE
    assert "已封存6份，合计与明细一致" in good.out


def test_a_correction_after_sealing_shows_once(meikeng: Call, tmp_path: Path) -> None:
    meikeng("subsidy", "make", "2026-10")
    meikeng("subsidy", "seal", "2026-10")
    book = load_workbook(DATA / "roster-meikeng.xlsx")
    book.active["P7"] = "2026-10-15"
    book.save(tmp_path / "更正.xlsx")
    changed = meikeng("import", "members", tmp_path / "更正.xlsx")
    assert "第7行 谭䶮 到岗日期：2026-10-12 → 2026-10-15" in changed.out
    shown = json.loads(meikeng("subsidy", "diff", "2026-10", "--json").out)
    assert [(row["name"], row["difference_fen"]) for row in shown["differences"]] == [("谭䶮", -19_355)]
    assert "扣回 193.55　谭䶮（县司法局）" in meikeng("subsidy", "diff", "2026-10").out
    meikeng("subsidy", "make", "2026-11", today="2026-12-01")
    november = meikeng("subsidy", "show", "2026-11").out
    assert "　谭䶮　-193.55　扣回：2026年10月更正，10月15日到岗" in november
    assert november.count("扣回：2026年10月更正") == 1


def test_attendance_as_text_and_json(meikeng: Call) -> None:
    meikeng("attendance", "set", "罗海涛", "2026-10-05", "病")
    shown = json.loads(meikeng("attendance", "show", "2026-10", "--json").out)
    row = next(row for row in shown["rows"] if row["name"] == "罗海涛")
    assert row == {
        "name": "罗海涛",
        "days_posted": 31,
        "days_present": 30,
        "work_days_due": 18,
        "work_days_present": 18,
        "duty_days": 0,
        "days": {"2026-10-05": "病假"},
        "warning": "病假1天没有请假单",
    }
    assert "罗海涛\t18/18\t05日病假" in meikeng("attendance", "show", "2026-10").out


def test_a_dry_run_changes_nothing(call: Call) -> None:
    call("init", "--town", "梅坑镇", "--practice")
    answer = call("import", "members", DATA / "roster-meikeng.xlsx", "--dry-run")
    assert answer.out.startswith("roster-meikeng.xlsx：新增 13 人")
    assert call("attendance", "show", "2026-10").out == ""
    assert "2026年10月没有在镇人员" in call("subsidy", "make", "2026-10").err


def test_every_bad_cell_is_named_and_the_code_is_1(call: Call) -> None:
    call("init", "--town", "梅坑镇", "--practice")
    answer = call("import", "members", DATA / "roster-bad.xlsx")
    assert answer.code == program.REFUSED
    assert answer.out == ""
    assert answer.err.startswith("花名册有9处需要更正，没有导入任何内容，请更正后重新导入。\n")
    assert "第2行" in answer.err
    assert "第10行" in answer.err


def test_lists_and_templates_go_out_to_excel(meikeng: Call, tmp_path: Path) -> None:
    assert meikeng("export", "members", tmp_path / "名册.xlsx").out.startswith("已导出13行")
    masked = [cell.value for row in load_workbook(tmp_path / "名册.xlsx").active.iter_rows() for cell in row]
    assert "440299198103024955" not in masked
    assert masked[0] == "梅坑镇驻镇帮扶工作队花名册"
    meikeng("export", "members", tmp_path / "完整.xlsx", "--full")
    full = [cell.value for row in load_workbook(tmp_path / "完整.xlsx").active.iter_rows() for cell in row]
    assert "440299198103024955" in full
    assert meikeng("template", "members", tmp_path / "模板.xlsx").code == program.DONE
    unknown = meikeng("export", "nothing", tmp_path / "x.xlsx")
    assert (unknown.code, "、members、" in unknown.err) == (program.REFUSED, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("init", "--town", "无名镇"), "附件1中没有“无名镇”（一），可选：遥田镇"),
        (("subsidy", "show", "2026-09"), "2026年9月的发放表还没有编制"),
        (("subsidy", "make", "2027-01"), "2027年1月还没有到"),
        (("attendance", "set", "某某", "2026-10-05", "事假"), "没有找到“某某”"),
        (("attendance", "set", "钟立新", "2026-10-09..2026-10-05", "事假"), "结束早于开始"),
        (("attendance", "set", "钟立新", "2026-10-05", "请假"), "不在可选项中"),
        (("import", "members", "没有.xlsx"), "没有.xlsx"),
    ],
)
def test_refusals_are_a_plain_sentence(meikeng: Call, words: tuple[str, ...], said: str) -> None:
    answer = meikeng(*words)
    assert (answer.code, answer.out) == (program.REFUSED, "")
    assert said in answer.err


def test_an_office_is_not_founded_over_another(meikeng: Call) -> None:
    assert "已有办公数据" in meikeng("init", "--town", "梅坑镇", "--practice").err


def test_a_folder_without_an_office(call: Call) -> None:
    answer = call("check")
    assert (answer.code, "没有办公数据" in answer.err) == (program.REFUSED, True)


@pytest.mark.parametrize(
    "words", [("nonsense",), ("subsidy",), ("subsidy", "show"), ("subsidy", "show", "10月"), ("init",)]
)
def test_wrong_usage_is_2_and_in_chinese(call: Call, words: tuple[str, ...]) -> None:
    answer = call(*words)
    assert answer.code == program.USAGE
    assert answer.err.startswith("用法：")
    assert "参数不对" in answer.err


def test_a_silly_day(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        program.main(["--today", "2026-02-30"], lambda folder, clock: 0)
    assert left.value.code == program.USAGE


def test_help_is_chinese(call: Call) -> None:
    answer = call("--help")
    assert answer.code == program.DONE
    assert "新建办公数据" in answer.out
    assert "usage" not in answer.out


def test_a_damaged_file_is_3(meikeng: Call, tmp_path: Path) -> None:
    file = tmp_path / "office" / "office.db"
    content = bytearray(file.read_bytes())
    content[5000:9000] = os.urandom(4000)
    file.write_bytes(content)
    answer = meikeng("check")
    assert answer.code == program.MACHINE
    assert "Traceback" not in answer.err


def test_a_second_program_on_the_folder_is_3(meikeng: Call, tmp_path: Path) -> None:
    from banfu_desktop.db.store import Database

    database = Database.open(tmp_path / "office")
    try:
        answer = meikeng("subsidy", "make", "2026-10")
    finally:
        database.close()
    assert answer.code == program.MACHINE
    assert "正在" in answer.err


def test_our_own_mistake_is_70_and_tells_nothing_personal(
    meikeng: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from banfu_desktop.services.program import checking

    def broken(database: object) -> None:
        raise KeyError("440299198103024955")

    monkeypatch.setattr(checking, "check", broken)
    answer = meikeng("check")
    assert answer.code == program.BUG
    assert "KeyError" in answer.err
    assert "440299" not in answer.err


def test_it_runs_as_a_program_under_any_locale(tmp_path: Path) -> None:
    folder = tmp_path / "数据 文件夹"
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C"}
    del environment["PYTHONUTF8"]
    words = [sys.executable, "-m", "banfu_desktop", "--data", str(folder), "init", "--town", "梅坑镇"]
    done = subprocess.run(words, capture_output=True, env=environment, timeout=60, check=False)
    assert done.returncode == program.DONE, done.stderr.decode()
    assert "已建立梅坑镇驻镇帮扶工作队的办公数据" in done.stdout.decode()


def test_a_leave_is_entered_and_reported_back(meikeng: Call) -> None:
    said = meikeng("leave", "add", "罗海涛", "2026-10-12..2026-10-16", "事假", "--reason", "家中有事")
    assert said.out == "罗海涛：事假 2026-10-12至2026-10-16，5天\n"
    assert meikeng("leave", "back", "罗海涛", "2026-10-15").out == "罗海涛：事假已销假，2026-10-15起在岗\n"
    (leave,) = json.loads(meikeng("leave", "show", "2026-10", "--json").out)
    assert (leave["days"], leave["days_taken"], leave["returned_on"]) == (5, 3, "2026-10-15")
    assert (
        "罗海涛\t事假\t2026-10-12至2026-10-16\t5天\t2026-10-15销假\t县委组织部"
        in meikeng("leave", "show").out
    )
    days = json.loads(meikeng("attendance", "show", "2026-10", "--json").out)["rows"]
    assert next(row for row in days if row["name"] == "罗海涛")["days_present"] == 28
    again = meikeng("leave", "back", "罗海涛", "2026-10-15")
    assert (again.code, "没有未销的请假" in again.err) == (program.REFUSED, True)


def test_a_leave_outside_the_posting_is_refused(meikeng: Call) -> None:
    answer = meikeng("leave", "add", "谭䶮", "2026-10-01..2026-10-03", "病假")
    assert (answer.code, "谭䶮2026-10-01不在岗" in answer.err) == (program.REFUSED, True)


def test_a_held_line_is_decided_and_the_decision_taken_back(meikeng: Call) -> None:
    meikeng("attendance", "set", "罗海涛", "2026-10-20", "旷工")
    meikeng("subsidy", "make", "2026-10")
    assert meikeng("subsidy", "seal", "2026-10", "--payer", "县人社局").code == program.REFUSED
    unreasoned = meikeng("subsidy", "rule", "2026-10", "罗海涛", "64.52")
    assert (unreasoned.code, "没有写明原因" in unreasoned.err) == (program.REFUSED, True)
    ruled = meikeng("subsidy", "rule", "2026-10", "罗海涛", "64.52", "--reason", "旷工1天")
    assert ruled.out == "2026年10月 罗海涛：扣减 64.52 元\n"
    assert nets(meikeng("subsidy", "show", "2026-10", "--json").out)["罗海涛"] == 193_548
    assert "扣减按设置计算" in meikeng("subsidy", "rule", "2026-10", "罗海涛").out
    sealed = json.loads(meikeng("subsidy", "seal", "2026-10", "--json").out)
    assert len(sealed["sealed"]) == 5
    assert sealed["left"] == [{"payer": "县人社局", "why": "罗海涛（旷工1天，请决定扣减并写明原因）"}]


def test_a_code_on_paper_is_compared_with_the_trail(meikeng: Call) -> None:
    said = meikeng("check").out
    code = re.search(r"留痕码 ([\w-]+)", said)
    assert code is not None
    answer = meikeng("check", "--against", code[1])
    assert (answer.code, answer.out[:4]) == (program.DONE, "对得上：")
    answer = meikeng("check", "--against", "7K2M-X9QD-4HTR-B0WV")
    assert (answer.code, answer.out) == (program.REFUSED, "")
    assert "留痕里没有这个码" in answer.err


def test_days_books_and_covers_by_command(meikeng: Call, tmp_path: Path) -> None:
    """The commands of half days, the calendar, books over the years, advances and covers that end."""
    assert meikeng("attendance", "set", "罗海涛", "2026-10-12", "事假", "--half", "上午").out == (
        "罗海涛：上午事假，改动1天\n"
    )
    assert "2026年10月　18个工作日" in meikeng("calendar", "show", "2026").out
    shown = json.loads(meikeng("attendance", "show", "2026-10", "--json").out)
    row = next(row for row in shown["rows"] if row["name"] == "罗海涛")
    assert (shown["work_days"], row["work_days_present"], row["days"]) == (
        18, 17.5, {"2026-10-12": "上午事假"},
    )  # fmt: skip
    ahead = meikeng("attendance", "set", "罗海涛", "2026-11-09", "旷工")
    assert (ahead.code, "还没有到" in ahead.err) == (program.REFUSED, True)

    notice = tmp_path / "notice.txt"
    notice.write_text(NOTICE, "utf-8")
    assert "2027年放假13天" in meikeng("calendar", "import", notice, "--year", "2027", "--dry-run").out
    assert json.loads(meikeng("calendar", "show", "2027", "--json").out)["known"] is False
    meikeng("calendar", "import", notice, "--year", "2027")
    assert json.loads(meikeng("calendar", "show", "2027", "--json").out)["work_days"]["2027-02"] == 16

    meikeng("fund", "open", "东莞帮扶经费", "--source", "东莞", "--opening", "1000")
    assert (
        json.loads(meikeng("fund", "opening", "东莞", "2026", "2000", "--json").out)["opening_fen"] == 200_000
    )
    meikeng("fund", "rename", "东莞", "东莞市帮扶经费")
    meikeng("fund", "lend", "东莞市", "罗海涛", "500", "--purpose", "下村")
    assert json.loads(meikeng("fund", "advances", "--json").out)["open_fen"] == 50_000
    back = json.loads(meikeng("fund", "giveback", "东莞市", "罗海涛", "500", "--json").out)
    assert (back["open_fen"], back["returned_fen"]) == (0, 50_000)
    ended = meikeng("fund", "finish", "东莞市")
    assert (ended.code, "还没有年结" in ended.err) == (program.REFUSED, True)

    policy = ("--insurer", "人保", "--number", "P1", "--period", "2026-01-01..2026-12-31", "--premium", "1")
    meikeng("insurance", "add", *policy, "--sum", "1", "--payer", "县司法局", "罗海涛", "谭䶮")
    said = meikeng("insurance", "off", "P1", "罗海涛", "--until", "2026-10-31").out
    assert said == "保单 P1：罗海涛保到2026-10-31\n"


def test_a_file_is_no_data_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = tmp_path / "花名册.xlsx"
    roster.write_bytes(b"PK")
    assert program.main(["--data", str(roster)], lambda folder, clock: 0) == program.REFUSED
    assert "是一个文件，不是数据文件夹" in capsys.readouterr().err
