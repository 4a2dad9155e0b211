"""Statements of many banks, as their net banking gives them out: what each must come to, to the fen."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from banfu_desktop.exchange.bank import Statement, read_statement
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.imports import Asking, Options

DOORS = Path(__file__).parents[1] / "data" / "doors"
ALLOTMENT, PRINTER, INTEREST = (
    (5_000_000, "新丰县财政国库支付中心"),
    (-128_050, "新丰县新民印刷厂"),
    (3_612, None),
)
COUNTY, SHOP = (5_000_000, "新丰县财政局"), (-120_460, "某印刷店")

Line = tuple[int, str | None]


def asked(path: Path, **answers: str) -> tuple[Statement, list[str]]:
    """A statement read with answers, and the keys of the questions."""
    asking = Asking({key.replace("_", "-"): answer for key, answer in answers.items()})
    found = read_statement(path, asking)
    return found, [question.key for question in asking.questions]


def moved(found: Statement) -> list[Line]:
    return [(one.net_fen, one.party) for one in found.movements]


@pytest.mark.parametrize(
    ("file", "lines"),
    [
        ("ccb-two-dates/ccb.xlsx", [ALLOTMENT, PRINTER, INTEREST]),
        ("ccb-two-dates/ccb.csv", [ALLOTMENT, PRINTER, INTEREST]),
        ("boc-bilingual/boc.csv", [ALLOTMENT, PRINTER]),
        ("zero-amount-line/abc.csv", [ALLOTMENT, PRINTER, INTEREST]),
        ("direction-unknown/fangxiang.csv", [ALLOTMENT, PRINTER, (-30_000, "新丰县惠民文具店")]),
        ("direction-unknown/jiedai.csv", [ALLOTMENT, PRINTER, (-30_000, "新丰县惠民文具店")]),
        ("direction-unknown/nobalance.csv", [ALLOTMENT, PRINTER]),
        ("icbc-tabs/icbc.csv", [ALLOTMENT, PRINTER]),
        ("signed-debit-column/balance.csv", [ALLOTMENT, PRINTER]),
        ("two-sheets/bank.xlsx", [(5_000_000, None), (-128_050, None)]),
        ("bank-headings/中行企业.xlsx", [COUNTY, SHOP]),
        ("bank-headings/农行个人csv.csv", [COUNTY, SHOP]),
        ("bank-headings/工行企业.xlsx", [COUNTY, (-120_460, "新丰县某某印刷店")]),
        ("bank-headings/建行企业_元.xlsx", [COUNTY, SHOP]),
        ("bank-headings/招行个人.csv", [COUNTY, SHOP]),
        ("bank-headings/民生企业.xlsx", [COUNTY, SHOP]),
        ("bank-headings/邮储企业.xlsx", [COUNTY, SHOP]),
    ],
)
def test_every_bank_s_statement_is_read_whole(file: str, lines: Sequence[Line]) -> None:
    found, questions = asked(DOORS / file)
    assert moved(found) == lines
    assert (found.problems, questions) == ((), [])


def test_the_better_of_two_dates_is_taken_and_the_other_one_said() -> None:
    found, _ = asked(DOORS / "ccb-two-dates" / "ccb.xlsx")
    assert [one.dated for one in found.movements] == [date(2026, 3, 10), date(2026, 4, 2), date(2026, 6, 21)]
    said = {one.what: one.why for one in found.reading.left_out}
    assert "C列“交易时间”" in said["记账日期"]


def test_a_line_that_moves_nothing_is_passed_over_and_counted() -> None:
    found, _ = asked(DOORS / "zero-amount-line" / "abc.csv")
    assert [(one.row, one.why) for one in found.reading.left_out if one.row == 5] == [
        (5, "金额为 0，没有动账")
    ]


def test_lines_inside_a_day_come_in_the_order_their_balances_say() -> None:
    found, _ = asked(DOORS / "order-in-day" / "desc-days-asc-inside.csv")
    assert [(one.net_fen, one.balance_fen) for one in found.movements] == [
        (5_000_000, 5_000_000), (-160_000, 4_840_000), (-10_000, 4_830_000), (-20_000, 4_810_000),
    ]  # fmt: skip
    assert found.warnings == ()


def test_a_line_with_a_day_and_an_amount_is_a_line_whatever_its_summary_begins_with() -> None:
    found, _ = asked(DOORS / "summary-first-column" / "r.csv")
    assert [one.net_fen for one in found.movements] == [5_000_000, -128_050, -30_000, -2_000, -60_000]


def test_what_the_balance_proved_is_said() -> None:
    found, _ = asked(DOORS / "signed-debit-column" / "balance.csv")
    assert [one.column for one in found.warnings] == ["收支方向"]


# Further layouts, from what the banks' headings are known to be.

_LAYOUTS: dict[str, tuple[str, str, str]] = {
    "工行新版": (
        "凭证号,对方账号,交易时间,借贷标志,对方单位,对方行号,用途,摘要,附言,转入金额,转出金额,余额",
        "1,44,2026-10-09 10:11:12,贷,新丰县财政局,1,经费,拨款,,50000.00,,50000.00",
        "2,62,2026-10-12 09:00:00,借,某印刷店,1,印刷费,付款,,,1204.60,48795.40",
    ),
    "农行企业": (
        "交易时间(戳),收入金额,支出金额,账户余额,交易行名,对方省市,对方账号,对方户名,交易用途",
        "2026-10-09 10:11:12,50000.00,,50000.00,某行,广东,44,新丰县财政局,经费",
        "2026-10-12 09:00:00,,1204.60,48795.40,某行,广东,62,某印刷店,印刷费",
    ),
    "招行企业": (
        "交易流水号,交易日,交易时间,起息日,交易类型,借方金额,贷方金额,余额,用途,业务名称,业务摘要,收(付)方名称",
        "1,20261009,10:11:12,20261009,网银,,50000.00,50000.00,经费,转账,拨款,新丰县财政局",
        "2,20261012,09:00:00,20261012,网银,1204.60,,48795.40,印刷,转账,印刷费,某印刷店",
    ),
    "招行新版": (
        "交易日期,借方(出账),贷方(入账),余额,摘要,收(付)方名称,收(付)方账号,交易类型",
        "2026-10-09,,50000.00,50000.00,拨款,新丰县财政局,44,转账",
        "2026-10-12,1204.60,,48795.40,印刷费,某印刷店,62,转账",
    ),
    "浦发": (
        "顺序号,交易日期,交易类型,存入金额,取出金额,余额,交易对手名称,交易对手账号,附言",
        "1,20261009,转账,50000.00,0.00,50000.00,新丰县财政局,44,拨款",
        "2,20261012,转账,0.00,1204.60,48795.40,某印刷店,62,印刷费",
    ),
    "农商行": (
        "交易日期,交易时间,借贷标志,交易金额,账户余额,对方账号,对方户名,对方行名,摘要,附言",
        "20261009,101112,贷,50000.00,50000.00,44,新丰县财政局,某行,拨款,",
        "20261012,90000,借,1204.60,48795.40,62,某印刷店,某行,印刷费,",
    ),
    "交行个人": (
        "交易时间,交易渠道,借贷,交易金额,余额,对方账号,对方户名",
        "2026-10-09 10:11,网银,贷 Cr,50000.00,50000.00,44,新丰县财政局",
        "2026-10-12 09:00,网银,借 Dr,1204.60,48795.40,62,某印刷店",
    ),
    "括号与后置负号": (
        "记账日期,发生额(元),账户余额,对方账户名称,摘要",
        "2026.10.09,50000.00,50000.00,新丰县财政局,拨款",
        "2026.10.12,(1204.60),48795.40,某印刷店,印刷费",
    ),
    "后置负号": (
        "记账日期,发生额(元),账户余额,对方账户名称,摘要",
        "2026年10月9日,50000.00,50000.00,新丰县财政局,拨款",
        "2026年10月12日,1204.60-,48795.40,某印刷店,印刷费",
    ),
    "全角与减号": (
        "记账日期,发生额（元）,账户余额,对方账户名称,摘要",
        "2026/10/9,＋５００００．００,50000.00,新丰县财政局,拨款",
        "2026/10/12,−1204.60,48795.40,某印刷店,印刷费",
    ),
    "付方收方": (
        "日期,收方发生额,付方发生额,余额,对方名称,用途",
        "2026-10-12,,1204.60,48795.40,某印刷店,印刷费",
        "2026-10-09,50000.00,,50000.00,新丰县财政局,拨款",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _LAYOUTS)
@pytest.mark.parametrize("coding", ["utf-8-sig", "gb18030", "utf-16"])
def test_further_layouts_come_to_the_same(tmp_path: Path, name: str, coding: str) -> None:
    path = tmp_path / "流水.csv"
    separator = "\t" if coding == "utf-16" else ","
    text = "\n".join(_LAYOUTS[name]).replace(",", separator)
    path.write_bytes(text.encode(coding))
    found, questions = asked(path)
    assert (moved(found), found.problems, questions) == ([COUNTY, SHOP], (), [])


def test_a_page_of_html_named_xls_is_read(tmp_path: Path) -> None:
    head, *lines = (row.split(",") for row in _LAYOUTS["浦发"])
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (head, *lines))
    path = tmp_path / "明细.xls"
    path.write_text(f"<html><body><table>{rows}</table></body></html>", "utf-8")
    assert moved(asked(path)[0]) == [COUNTY, SHOP]


# What nothing proves is asked.


def statement(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "流水.csv"
    path.write_text(text, "utf-8")
    return path


def test_one_column_of_amounts_without_sign_word_or_balance_is_asked_about(tmp_path: Path) -> None:
    path = statement(tmp_path, "交易日期,交易金额,摘要\n2026-03-10,50000,拨款\n2026-04-02,1280.50,印刷\n")
    found, questions = asked(path)
    assert (found.movements, questions) == ((), ["direction"])
    assert [one.net_fen for one in asked(path, direction="out")[0].movements] == [-5_000_000, -128_050]


def test_the_clerk_may_name_the_column_that_says_it(tmp_path: Path) -> None:
    path = statement(tmp_path, "交易日期,交易金额,钱的去向\n2026-03-10,50000,收入\n2026-04-02,1280.50,支出\n")
    assert asked(path)[1] == ["direction"]
    options = Options(columns={"借贷标志": "钱的去向"})
    assert [one.net_fen for one in read_statement(path, None, options).movements] == [5_000_000, -128_050]


def test_balances_prove_all_but_the_first_line_which_is_asked_about(tmp_path: Path) -> None:
    text = "交易日期,交易金额,余额\n2026-03-10,50000,50000\n2026-04-02,1280.50,48719.50\n"
    path = statement(tmp_path, text)
    assert asked(path)[1] == ["direction.first"]
    opened = statement(tmp_path, text.replace("2026-03-10,50000", "期初余额,,0\n2026-03-10,50000"))
    found, questions = asked(opened)
    assert ([one.net_fen for one in found.movements], questions) == ([5_000_000, -128_050], [])


def test_a_negative_amount_among_the_expenses_is_asked_about_where_no_balance_speaks(tmp_path: Path) -> None:
    path = statement(tmp_path, "交易日期,收入,支出\n2026-03-10,50000,\n2026-04-02,,-1280.50\n")
    found, questions = asked(path)
    assert (found.movements, questions) == ((), ["minus"])
    assert [one.net_fen for one in asked(path, minus="sign")[0].movements] == [5_000_000, -128_050]
    assert [one.net_fen for one in asked(path, minus="reversal")[0].movements] == [5_000_000, 128_050]


def test_a_reversal_is_known_by_its_balance(tmp_path: Path) -> None:
    path = statement(tmp_path, "交易日期,收入,支出,余额\n2026-03-10,50000,,50000\n2026-04-02,,-300,50300\n")
    assert [one.net_fen for one in asked(path)[0].movements] == [5_000_000, 30_000]


def test_an_own_journal_is_read_by_its_balances_and_said(tmp_path: Path) -> None:
    """借方 is money in there; the balances of every line say so."""
    lines = [
        "2026-03-10,50000,,50000",
        "2026-04-02,,1280.50,48719.50",
        "2026-04-03,,20,48699.50",
        "2026-04-04,5,,48704.50",
    ]
    path = statement(tmp_path, "日期,借方,贷方,余额\n" + "\n".join(lines) + "\n")
    found, questions = asked(path)
    assert ([one.net_fen for one in found.movements], questions) == ([5_000_000, -128_050, -2_000, 500], [])
    assert "相反" in found.warnings[0].reason
    plain = statement(tmp_path, "日期,支出,收入,余额\n" + "\n".join(lines) + "\n")
    found, questions = asked(plain)
    assert (found.movements, questions) == ((), ["direction"])


def test_sheets_that_overlap_are_not_added_up(tmp_path: Path) -> None:
    head = ["交易日期", "收入", "支出", "余额"]
    first, second = ["2026-03-10", 50000, None, 50000], ["2026-04-02", None, 1280.5, 48719.5]
    book = Workbook()
    del book["Sheet"]
    for name, rows in (("全部", (first, second)), ("3月", (first,)), ("4月", (second,))):
        sheet = book.create_sheet(name)
        for row in (head, *rows):
            sheet.append(row)
    path = tmp_path / "流水.xlsx"
    book.save(path)
    found, _ = asked(path)
    assert [one.net_fen for one in found.movements] == [5_000_000, -128_050]
    assert [one.sheet for one in found.reading.left_out] == ["3月", "4月"]


def test_an_answer_that_is_no_choice_is_refused(tmp_path: Path) -> None:
    path = statement(tmp_path, "交易日期,交易金额,摘要\n2026-03-10,50000,拨款\n")
    with pytest.raises(UserError, match="不是“direction”的答案"):
        asked(path, direction="也许")
