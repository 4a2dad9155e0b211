"""Bank statements as they come: headers, directions, orders, encodings, and every bad cell by its place."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from banfu_desktop.exchange.bank import Statement, read_statement
from banfu_desktop.rules.errors import UserError

LATEST_FIRST = """账号:,6222********1234,户名:,梅坑镇财政所
起止日期:,20260301-20260331
交易日期,交易时间,借方发生额,贷方发生额,账户余额,对方户名,摘要
2026-03-20,10:12:01,"1,200.00",,"48,800.00",丰城县新华印刷厂,印刷费
2026-03-05,09:00:00,,"50,000.00","50,000.00",新丰县财政局,工作经费
借方合计：1200.00,,,,,,
"""


def csv(tmp_path: Path, text: str, encoding: str = "gb18030") -> Statement:
    path = tmp_path / "流水.csv"
    path.write_bytes(text.encode(encoding))
    return read_statement(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8"])
def test_a_csv_is_read_in_either_encoding_and_put_in_the_order_of_time(tmp_path: Path, encoding: str) -> None:
    found = csv(tmp_path, LATEST_FIRST, encoding)
    assert found.problems == found.warnings == ()
    assert [(one.row, one.dated, one.net_fen, one.balance_fen) for one in found.movements] == [
        (5, date(2026, 3, 5), 5_000_000, 5_000_000),
        (4, date(2026, 3, 20), -120_000, 4_880_000),
    ]
    assert found.movements[1].party == "丰城县新华印刷厂"
    assert found.movements[1].summary == "印刷费"


def test_one_amount_with_a_direction_is_enough(tmp_path: Path) -> None:
    text = "日期\t借贷标志\t发生额\t余额\n20260305\t贷\t50000\t50000\n20260320 101201\t借\t1200\t48800\n"
    found = csv(tmp_path, text)
    assert [one.net_fen for one in found.movements] == [5_000_000, -120_000]


def test_one_amount_with_its_sign_is_enough(tmp_path: Path) -> None:
    text = '交易日期,交易金额,余额\n="2026-03-05",+500.00,500.00\n2026-03-06,-20.50,479.50\n'
    assert [one.net_fen for one in csv(tmp_path, text).movements] == [50_000, -2_050]


def test_a_workbook_is_read_with_times_in_its_dates(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["中国农业银行账户明细"])
    sheet.append(["交易时间", "收入金额(元)", "支出金额(元)", "账户余额", "对方账户名称", "用途"])
    sheet.append(["2026-03-05 09:01:02", 50000, "-", 50000, "新丰县财政局", "工作经费"])
    sheet.append(["2026-03-20 10:11:12", "--", 1200.5, 48799.5, "新华印刷厂", "印刷费"])
    sheet.append(["合计", 50000, 1200.5])
    path = tmp_path / "流水.xlsx"
    book.save(path)
    assert [one.net_fen for one in read_statement(path).movements] == [5_000_000, -120_050]


def test_every_bad_cell_is_named_by_row_and_column(tmp_path: Path) -> None:
    text = "日期,收入,支出,余额\n2026-02-30,1,,1\n2026-03-01,一百,,101\n2026-03-01,,3.333,101\n"
    problems = csv(tmp_path, text).problems
    assert [(one.row, one.column) for one in problems] == [
        (2, "A列 交易日期"),
        (3, "B列 收入"),
        (4, "C列 支出"),
    ]
    text = "日期,收入,支出\n2026-03-01,1,1\n2026-03-02,,\n"
    assert [one.reason for one in csv(tmp_path, text).problems] == ["收入和支出都有金额", "没有金额"]


def test_a_missing_line_shows_in_the_balances(tmp_path: Path) -> None:
    text = "日期,收入,支出,余额\n2026-03-01,100,,100\n2026-03-02,,10,90\n2026-03-04,,20,60\n"
    (warning,) = csv(tmp_path, text).warnings
    assert (warning.row, warning.column) == (4, "余额")
    assert "应为70.00" in warning.reason


def test_lines_of_one_day_are_ordered_by_their_balances(tmp_path: Path) -> None:
    text = "日期,收入,支出,余额\n2026-03-01,,10,90\n2026-03-01,100,,100\n"
    found = csv(tmp_path, text)
    assert [one.net_fen for one in found.movements] == [10_000, -1_000]
    assert found.warnings == ()


def test_what_is_no_statement_is_refused(tmp_path: Path) -> None:
    for name, content, said in (
        ("空.csv", b"", "文件是空的"),
        ("图.csv", b"\x89PNG\0\0", "这是图片"),
        ("别.csv", "姓名,单位\n张三,县府办".encode(), "没有找到表头"),
        ("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "xlsx"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UserError, match=said):
            read_statement(path)
    with pytest.raises(UserError, match="找不到"):
        read_statement(tmp_path / "没有.csv")


def test_a_lone_carriage_return_and_an_endless_field_are_no_bug(tmp_path: Path) -> None:
    """Found by the fuzzer: the reader of csv raised an error of its own."""
    head = "交易日期,收入,支出,余额,对方户名,摘要"
    path = tmp_path / "流水.csv"
    path.write_bytes(f"{head}\r2026-03-02,50000.00,,50000.00,县财政局,拨款\r".encode("gb18030"))
    assert read_statement(path).movements[0].in_fen == 5_000_000
    path.write_text(f'{head}\n2026-03-02,1.00,,1.00,甲,"{"x" * 200_000}"\n', "utf-8")
    with pytest.raises(UserError, match="读不懂"):
        read_statement(path)
