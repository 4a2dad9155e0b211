"""The work-fund books from the command line: opened, filled, spent, reversed, closed, carried, printed."""

import json
from pathlib import Path

from banfu_desktop.cli import program
from banfu_desktop.printing.preview import page_count, page_text
from tests.cli.conftest import Answer, Call

SIGNED = ("--leader", "钟立新", "--secretary", "李国栋")
TEAM = "工作队"


def spend(call: Call, amount: str, on: str, category: str = "宣传印刷", *more: str) -> Answer:
    words = ("--summary", "印宣传单", "--category", category, "--on", on, *SIGNED, *more)
    return call("fund", "post", TEAM, amount, *words)


def test_a_year_of_a_book(meikeng: Call, tmp_path: Path) -> None:
    opened = json.loads(meikeng("fund", "open", "--year", "2026", "--json").out)
    assert [book["budget_fen"] for book in opened] == [5_000_000, 1_000_000, 1_000_000]
    assert meikeng("fund", "allot", TEAM, "30000", "--on", "2026-03-10").code == program.DONE
    assert (
        meikeng("fund", "allot", TEAM, "500", "--source", "社会捐赠", "--on", "2026-03-11").code
        == program.DONE
    )
    number = "25442000000123456789"
    paid = meikeng("fund", "post", TEAM, "1,280.50", "--summary", "印宣传单", "--category", "宣传印刷",
                   "--on", "2026-04-01", "--invoice", number, *SIGNED, "--json")  # fmt: skip
    row = json.loads(paid.out)
    assert (row["number"], row["out_fen"], row["balance_fen"]) == (3, 128_050, 2_921_950)
    again = meikeng("fund", "post", TEAM, "1", "--summary", "又来", "--category", "宣传印刷",
                    "--on", "2026-04-02", "--invoice", number, *SIGNED)  # fmt: skip
    assert (again.code, "003号凭证”中登记" in again.err) == (program.REFUSED, True)
    red = meikeng("fund", "reverse", TEAM, "3", "--reason", "开错", "--on", "2026-04-05")
    assert "冲销2026年003号" in red.out
    assert meikeng("fund", "close", TEAM, "2026-04").code == program.DONE
    late = meikeng("fund", "allot", TEAM, "1", "--on", "2026-04-30")
    assert (late.code, "已月结" in late.err) == (program.REFUSED, True)
    held = json.loads(meikeng("fund", "balance", "--on", "2026-04-01", "--json").out)
    assert [book["balance_fen"] for book in held["books"]] == [2_921_950, 0, 0]
    shown = json.loads(meikeng("fund", "show", TEAM, "--json").out)
    assert [voucher["number"] for voucher in shown["vouchers"]] == [1, 2, 3, 4]
    assert "未到 20,000.00" in meikeng("fund", "show", TEAM).out
    ended = meikeng("fund", "carry", TEAM, "2026", "--take-back", "500", today="2027-01-09")
    assert "财政收回 500.00 元，2027年年初 30,000.00 元" in ended.out
    assert "工作经费已记账5张凭证" in meikeng("check").out
    out = tmp_path / "台账.pdf"
    assert (
        meikeng("print", "fund-ledger", "--year", "2026", "--payer", TEAM, "--out", out).code == program.DONE
    )
    assert "结转下年" in page_text(out.read_bytes(), 0)
    assert meikeng("print", "支出凭单", "--month", "2026-04", "--out", out).code == program.DONE
    assert page_count(out.read_bytes()) == 2


def test_what_is_refused_says_why_and_keeps_nothing(meikeng: Call) -> None:
    assert "请先开账" in meikeng("fund", "balance").err
    meikeng("fund", "open", "--year", "2026")
    poor = spend(meikeng, "1", "2026-04-01")
    assert (
        "2026年4月1日的余额会变成 -0.01"
        in meikeng(
            "fund",
            "post",
            TEAM,
            "0.01",
            "--summary",
            "x",
            "--category",
            "邮寄",
            "--on",
            "2026-04-01",
            *SIGNED,
        ).err
    )
    assert poor.code == program.REFUSED
    refused = spend(meikeng, "1", "2026-04-01", "工作补助")
    assert "六(一)" in refused.err
    assert json.loads(meikeng("fund", "show", TEAM, "--json").out)["vouchers"] == []
    for words, said in ((("allot", TEAM, "一百"), "不是金额"), (("allot", "丙账", "1"), "没有名为"),
                        (("allot", TEAM, "1", "--summary", "长" * 90), "超过60个字")):  # fmt: skip
        answer = meikeng("fund", *words)
        assert (answer.code, said in answer.err) == (program.REFUSED, True), answer
    assert "可选" in spend(meikeng, "1", "2026-04-01", "没有的").err


def test_a_book_goes_out_and_comes_in_elsewhere(meikeng: Call, tmp_path: Path) -> None:
    meikeng(
        "fund", "open", "甲账", "--year", "2025", "--opening", "100", "--kind", "其他", "--source", "东莞"
    )
    meikeng("fund", "allot", "甲账", "900", "--on", "2025-03-10", "--for-year", "2025")
    meikeng("fund", "open", "乙账", "--year", "2025")
    out = tmp_path / "甲.xlsx"
    assert meikeng("fund", "export", "甲账", out, "--year", "2025").code == program.DONE
    assert "1 张凭证" in meikeng("fund", "import", "乙账", "2025", out, "--dry-run").out
    assert meikeng("fund", "import", "乙账", "2025", out).code == program.DONE
    assert "已导入过" in meikeng("fund", "import", "乙账", "2025", out).err
    held = json.loads(meikeng("fund", "balance", "--on", "2025-12-31", "--json").out)
    assert [book["balance_fen"] for book in held["books"]] == [100_000, 100_000]
    for suffix in (".csv", ".beancount"):
        assert meikeng("fund", "export", "甲账", tmp_path / f"甲{suffix}").code == program.DONE


STATEMENT = """交易日期,收入,支出,余额,对方户名,摘要
2026-03-10,30000.00,,30000.00,新丰县财政局,工作经费
2026-04-05,,15.00,29985.00,农业银行,手续费
"""


def test_a_line_of_the_bank_is_entered_and_a_reversed_voucher_copied(meikeng: Call, tmp_path: Path) -> None:
    meikeng("fund", "open", "--year", "2026")
    meikeng("fund", "allot", TEAM, "30000", "--on", "2026-03-10")
    assert meikeng("fund", "template", tmp_path / "模板.xlsx").code == program.DONE
    path = tmp_path / "流水.csv"
    path.write_bytes(STATEMENT.encode("gb18030"))
    assert meikeng("bank", "import", TEAM, path).code == program.DONE
    first = json.loads(meikeng("bank", "show", TEAM, "--json").out)["only_bank"][0]
    twice = meikeng("bank", "enter", TEAM, first["id"], "--category", "年度拨款")
    assert (twice.code, "可能就是这笔" in twice.err) == (program.REFUSED, True)
    meikeng("bank", "match", TEAM)
    (line,) = json.loads(meikeng("bank", "show", TEAM, "--json").out)["only_bank"]
    assert f"编号{line['id']}" in meikeng("bank", "show", TEAM).out
    wrong = meikeng("bank", "enter", TEAM, line["id"], "--category", "社会捐赠", *SIGNED)
    assert (wrong.code, "这笔流水是支出" in wrong.err) == (program.REFUSED, True)
    entered = meikeng("bank", "enter", TEAM, line["id"], "--category", "办公耗材", *SIGNED, "--json")
    row = json.loads(entered.out)
    assert (row["number"], row["date"], row["out_fen"], row["summary"]) == (2, "2026-04-05", 1_500, "手续费")
    shown = json.loads(meikeng("bank", "show", TEAM, "--json").out)
    assert (shown["matched"], shown["only_bank"], shown["only_book"]) == (2, [], [])
    meikeng("fund", "reverse", TEAM, "2", "--reason", "科目错", "--on", "2026-04-06")
    copied = meikeng("fund", "copy", TEAM, "2", "--json")
    again = json.loads(copied.out)
    assert (again["state"], again["number"], again["amount_fen"]) == ("draft", None, 1_500)
    assert "签字后记账" in copied.err
