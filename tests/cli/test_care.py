"""Exams and insurance from the command line."""

import json
from pathlib import Path

from openpyxl import load_workbook

from banfu_desktop.cli import program
from tests.cli.conftest import DATA, Call

POLICY = (
    "--insurer",
    "人保财险",
    "--number",
    "P1",
    "--premium",
    "2400",
    "--sum",
    "300000",
    "--payer",
    "县司法局",
)


def test_a_year_of_exams(meikeng: Call) -> None:
    assert meikeng("exam", "plan", 2026, "--date", "2026-10-20", "--group", "一").out == (
        "2026年度体检：应检 13 人，新安排 12 人\n没有安排：阿卜杜热合曼·买买提（2026-10-20不在任职期）\n"
    )
    assert meikeng("exam", "plan", 2026, "--date", "2026-10-21", "--group", "一").out == (
        "2026年度体检：应检 13 人，新安排 1 人\n"
    )
    done = meikeng(
        "exam", "done", 2026, "谭䶮", "--date", "2026-10-30", "--cost", "680.5", "--place", "县医院"
    )
    assert done.out == "已登记体检 1 人\n"
    outside = meikeng("exam", "done", 2026, "--group", "一", "--date", "2026-10-31")
    assert (outside.code, "巫启明2026-10-31不在任职期" in outside.err) == (program.REFUSED, True)
    whole = meikeng("exam", "done", 2026, "--group", "一", "--date", "2026-10-31", "--anyway")
    assert whole.out == "已登记体检 12 人\n"
    found = {row["name"]: row for row in json.loads(meikeng("exam", "show", 2026, "--json").out)["exams"]}
    assert (found["谭䶮"]["state"], found["谭䶮"]["cost_fen"], found["谭䶮"]["done_on"]) == (
        "done", 68_050, "2026-10-30"
    )  # fmt: skip
    assert "2026年应检 13 人，已登记结果 13 人，费用合计 680.50 元" in meikeng("exam", "show", 2026).out


def test_what_an_exam_refuses(meikeng: Call) -> None:
    for words, said in (
        (("--date", "2026-10-30"), "没有写明登记谁"),
        (("谁", "--date", "2026-10-30"), "没有叫“谁”"),
        (("谭䶮", "--date", "2026-12-30"), "晚于今天"),
        (("--group", "二", "--date", "2026-10-30"), "没有批次“二”"),
    ):
        answer = meikeng("exam", "done", 2026, *words)
        assert answer.code == program.REFUSED
        assert said in answer.err


def test_exams_go_out_and_come_back(meikeng: Call, tmp_path: Path) -> None:
    meikeng("exam", "plan", 2026)
    file = tmp_path / "体检.xlsx"
    assert meikeng("export", "exams", file).code == program.DONE
    book = load_workbook(file)
    page = book.active
    assert page is not None
    headers = [cell.value for cell in page[2]]
    page.cell(3, headers.index("体检机构") + 1, "县医院")
    page.cell(2, len(headers) + 1, "血型")
    book.save(file)
    assert "更新 1 人" in meikeng("import", "exams", file, "--dry-run").out
    said = meikeng("import", "exams", file).out
    assert "体检机构：空 → 县医院" in said
    assert "没有用到的列：血型" in said
    assert "更新 0 人" in meikeng("import", "exams", file).out


def test_a_policy_and_its_gaps(meikeng: Call) -> None:
    added = meikeng(
        "insurance", "add", *POLICY, "--period", "2026-01-01..2026-12-31", "谭䶮", "--start", "2026-10-20"
    )
    assert added.out == "已登记保单 P1，参保 1 人\n"
    (shown,) = json.loads(meikeng("insurance", "show", "--json").out)["policies"]
    assert (shown["premium_fen"], shown["names"], shown["state"]) == (240_000, ["谭䶮"], "running")
    assert "保单 1 张" in meikeng("insurance", "show").out
    gaps = {row["name"]: row for row in json.loads(meikeng("insurance", "gaps", "--json").out)["people"]}
    assert gaps["谭䶮"]["gaps"] == [["2026-10-12", "2026-10-19"]]
    assert gaps["谭䶮"]["gap_days"] == 8
    assert "谭䶮（" in meikeng("insurance", "gaps").out


def test_everybody_or_nobody(meikeng: Call) -> None:
    period = ("--period", "2026-10-01..2026-12-31")
    assert "没有写明保哪些人" in meikeng("insurance", "add", *POLICY, *period).err
    assert "参保 13 人" in meikeng("insurance", "add", *POLICY, *period, "--all").out


def test_both_sheets_are_printed(meikeng: Call, tmp_path: Path) -> None:
    for form in ("exam-sheet", "insurance-sheet"):
        for suffix in (".pdf", ".xlsx"):
            out = tmp_path / f"{form}{suffix}"
            assert meikeng("print", form, "--year", 2026, "--out", out).code == program.DONE
            assert out.stat().st_size > 1000
        refused = meikeng("print", form, "--year", 2010, "--out", tmp_path / "a.pdf")
        assert "2010年没有在岗人员" in refused.err
        refused = meikeng("print", form, "--year", 2026, "--payer", "无此单位", "--out", tmp_path / "a.pdf")
        assert "没有“无此单位”选派的人员" in refused.err


def test_what_is_past_its_period_is_shown_and_erased_on_confirmation(meikeng: Call, tmp_path: Path) -> None:
    assert "可以销毁的0人" in meikeng("retention", "show").out
    later = "2032-01-05"
    shown = json.loads(meikeng("retention", "show", "--json", today=later).out)
    assert [(row["name"], row["left_on"]) for row in shown["people"]] == [("巫启明", "2026-10-20")]
    refused = meikeng("retention", "erase", today=later)
    assert (refused.code, "不能恢复" in refused.err) == (program.REFUSED, True)
    done = meikeng("retention", "erase", "--yes", "--copies", today=later)
    assert done.code == program.DONE
    assert "已销毁1人的个人信息" in done.out
    assert (
        meikeng("print", "destruction", "--out", tmp_path / "销毁证明.pdf", today=later).code == program.DONE
    )
    assert meikeng("check", today=later).code == program.DONE
    assert len(meikeng("backup", "list").out.splitlines()) == 1
    assert meikeng("retention", "erase", "--yes", today=later).code == program.REFUSED


WRONG = [
    (("exam", "plan", 99999), "年份不合理"),
    (("exam", "plan", "今年"), "不是年度"),
    (("exam", "plan", 2050), "2050年还没有到"),
    (("exam", "plan", 2026, "--date", "2026-02-30"), "这一天不存在"),
    (("exam", "plan", 2026, "--date", "2025-12-30"), "不在2026年"),
    (("exam", "show", 99999), "年份不合理"),
    (("exam", "done", 2026, "谭䶮", "--date", "2026-10-30", "--cost", "-5"), "是负数"),
    (("exam", "done", 2026, "谭䶮", "--date", "2026-10-30", "--cost", "五百"), "不是金额"),
    (("print", "exam-sheet", "--year", 99999, "--out", "a.pdf"), "年份不合理"),
    (("insurance", "add", *POLICY, "--period", "2026-12-31..2026-01-01", "--all"), "结束早于开始"),
    (("insurance", "add", *POLICY, "--period", "2026", "--all"), "不是日期"),
    (("insurance", "add", *POLICY, "--period", "2026-01-01..2026-12-31", "谁"), "没有找到“谁”"),
    (
        (
            "insurance",
            "add",
            *POLICY,
            "--period",
            "2026-10-01..2026-12-31",
            "--start",
            "2026-09-01",
            "--all",
        ),
        "不在保险期间",
    ),
    (
        ("insurance", "add", *POLICY, "--period", "2026-01-01..2026-12-31", "--premium", "-1", "--all"),
        "是负数",
    ),
]


def test_what_is_typed_wrong_is_said_and_nothing_changes(meikeng: Call) -> None:
    for words, said in WRONG:
        answer = meikeng(*words)
        assert answer.code in (program.REFUSED, 2), answer
        assert said in answer.err, answer.err
    assert json.loads(meikeng("insurance", "show", "--json").out)["policies"] == []
    exams = json.loads(meikeng("exam", "show", 2026, "--json").out)["exams"]
    assert {row["state"] for row in exams} == {"unplanned"}


def test_two_people_of_one_name_are_told_apart_in_the_window(meikeng: Call, tmp_path: Path) -> None:
    book = load_workbook(DATA / "roster-meikeng.xlsx")
    page = book.active
    assert page is not None
    headers = next(row for row in page.iter_rows(max_row=5) if any(cell.value == "姓名" for cell in row))
    columns = {str(cell.value): cell.column for cell in headers}
    first = headers[0].row + 1
    for row in range(page.max_row, first, -1):
        page.delete_rows(row)
    page.cell(first, columns["姓名"], "罗海涛")
    page.cell(first, columns["身份证号"], "440299199402145815")
    book.save(tmp_path / "b.xlsx")
    assert meikeng("import", "members", tmp_path / "b.xlsx").code == program.DONE
    period = ("--period", "2026-10-01..2026-12-31")
    assert "有2位成员叫“罗海涛”" in meikeng("insurance", "add", *POLICY, *period, "罗海涛").err
    assert "有2位成员叫“罗海涛”" in meikeng("allowance", "add", "罗海涛").err
