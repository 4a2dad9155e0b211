"""log on the command line: an entry, a month, what is open, the sign-off, a sheet out and back."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from banfu_desktop.cli import program
from tests.cli.conftest import Call

ENTRY = ("罗海涛", "--duty", "3", "--kind", "走访", "--content", "走访监测对象", "--on", "2026-10-30")


def test_an_entry_is_written_shown_and_closed(meikeng: Call) -> None:
    made = meikeng(
        "log",
        "add",
        *ENTRY,
        "--village",
        "利坑村",
        "--households",
        "5",
        "--next",
        "送报价",
        "--due",
        "2026-11-20",
    )
    key = made.out.split("　")[0]
    assert "三(三)　走访　利坑村　5户　走访监测对象" in made.out
    assert "送报价　期限 2026-11-20" in meikeng("log", "show", "--open").out
    (row,) = json.loads(meikeng("log", "show", "2026-10", "--json").out)["entries"]
    assert (row["people"], row["duty"], row["households"], row["matter"]) == (
        ["罗海涛"],
        "monitoring",
        5,
        "open",
    )
    meikeng(
        "log", "add", "罗海涛", "--duty", "三(六)", "--kind", "项目", "--content", "报价已送", "--closes", key
    )
    assert "未了事项 0 项" in meikeng("log", "show", "--open").out


def test_a_refused_entry_says_why_and_writes_nothing(meikeng: Call) -> None:
    refused = meikeng("log", "add", *ENTRY[:-1], "2027-01-01")
    assert refused.code == program.REFUSED
    assert "还没有到" in refused.err
    assert "不在可选项中" in meikeng("log", "add", *ENTRY[:1], "--duty", "九", *ENTRY[3:]).err
    assert json.loads(meikeng("log", "show", "2026-10", "--json").out)["entries"] == []


def test_a_month_is_signed_off_and_later_entries_say_so(meikeng: Call) -> None:
    meikeng("log", "add", *ENTRY)
    assert "校验码" in meikeng("log", "sign", "2026-10", "--by", "钟立新").out
    assert "补记" in meikeng("log", "add", *ENTRY[:-1], "2026-10-29").out
    shown = json.loads(meikeng("log", "show", "2026-10", "--json").out)
    assert shown["signed"]["by"] == "钟立新"
    assert [row["late"] for row in shown["entries"]] == [True, False]


def test_the_exported_list_comes_back_changed(meikeng: Call, tmp_path: Path) -> None:
    meikeng("log", "add", *ENTRY, "--next", "送报价")
    meikeng("log", "add", "罗海涛", "潘秀云", *ENTRY[1:-1], "2026-10-29")
    sheet = tmp_path / "日志.xlsx"
    meikeng("export", "worklog", str(sheet))
    assert "不变 2 条" in meikeng("log", "import", str(sheet)).out
    book = load_workbook(sheet)
    page = book.active
    assert page is not None
    heads = {cell.value: cell.column for row in page.iter_rows(max_row=5) for cell in row if cell.value}
    line = next(row for row in range(1, 12) if page.cell(row, heads["做了什么"]).value == "走访监测对象")
    page.cell(line, heads["户数"]).value = 7
    fresh = {
        "日期": "2026-10-28",
        "人员": "谭䶮、冼伟健",
        "职责": "三(五)",
        "方式": "调研",
        "做了什么": "看油茶",
    }
    for name, value in fresh.items():
        page.cell(line + 2, heads[name]).value = value
    book.save(sheet)
    done = meikeng("log", "import", str(sheet))
    assert "新增 1 条，更新 1 条，不变 1 条" in done.out
    rows = json.loads(meikeng("log", "show", "2026-10", "--json").out)["entries"]
    assert [(row["people"], row["households"]) for row in rows] == [
        (["谭䶮", "冼伟健"], None), (["罗海涛", "潘秀云"], 7), (["罗海涛"], None),
    ]  # fmt: skip
    page.cell(line + 2, heads["人员"]).value = "没有此人"
    page.cell(line + 2, heads["做了什么"]).value = "走访440233199001011234"
    book.save(sheet)
    refused = meikeng("log", "import", str(sheet))
    assert refused.code == program.REFUSED
    assert "没有叫“没有此人”的在岗人员" in refused.err
    assert "身份证号" in refused.err


@pytest.mark.parametrize("form", ["work-log", "work-record"])
def test_the_papers_of_a_month_are_printed(meikeng: Call, tmp_path: Path, form: str) -> None:
    meikeng("log", "add", *ENTRY)
    meikeng("print", form, "--month", "2026-10", "--out", str(tmp_path / "表.pdf"))
    assert (tmp_path / "表.pdf").read_bytes().startswith(b"%PDF")
