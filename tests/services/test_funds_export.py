"""A book leaves and comes in: an independent ledger program adds up the same; a ledger of Excel is proven."""

import csv
import random
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data, realization
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from banfu_desktop.db.store import Database, Deed
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.rules.funds import BookKind, Flow
from banfu_desktop.services.funds import books, checking, exporting, funds, importing, posting
from banfu_desktop.services.hall import lists
from tests.services.conftest import NOW, Doing

LATER = datetime(2027, 1, 20, 9)
SIGNED = {"leader": "钟立新", "secretary": "李国栋"}
HEAD = (
    "日期",
    "凭证号",
    "摘要",
    "科目/用途",
    "收入",
    "支出",
    "余额",
    "经办人",
    "审批(双签)",
    "发票号",
    "附件数",
)


@pytest.fixture(scope="module")
def with_three_years(meikeng: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """The folder of an office that keeps a book, and the book's number; made once.

    Three years of vouchers and reversals, allotments in two parts, one balance taken back in part.
    """
    database = Database.open(shutil.copytree(meikeng, tmp_path_factory.mktemp("years") / "office"))
    chance = random.Random(20260101)

    def doing(name: str) -> AbstractContextManager[Session]:
        return database.write(Deed(name, "经办", NOW))

    with doing("开账") as session:
        values = {"name": "工作队经费（主账）", "kind": BookKind.TEAM, "source": "县财政", "year": 2024}
        book = books.open_book(session, values | {"opening_fen": 123_456, "budget_fen": 5_000_000})
    for year, returned in ((2024, 0), (2025, 50_000), (2026, 0)):
        with doing("记账") as session:
            _year(session, book, year, chance)
            if year < 2026:
                books.carry(session, book, year, returned, "经办", LATER)
    database.close()
    return database.folder, book


@pytest.fixture
def three_years(with_three_years: tuple[Path, int]) -> int:
    """The book of three years."""
    return with_three_years[1]


@pytest.fixture
def office(
    meikeng: Path, with_three_years: tuple[Path, int], tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Database]:
    """A copy of the office that a test asks for, open: with the book of three years, or without any."""
    wanted = with_three_years[0] if "three_years" in request.fixturenames else meikeng
    database = Database.open(shutil.copytree(wanted, tmp_path / "meikeng"))
    yield database
    database.close()


def _year(session, book: int, year: int, chance: random.Random) -> None:  # type: ignore[no-untyped-def]
    _enter(session, book, date(year, 1, 15), 3_000_001, "年度拨款", "拨入第一笔“上半年”")
    _enter(session, book, date(year, 7, 15), 1_999_999, "年度拨款", "拨入第二笔")
    names = [
        row.name for row in funds.categories(session) if row.flow is Flow.EXPENSE and row.allowed == "yes"
    ]
    for _ in range(40):
        day = date(year, chance.randint(2, 12), chance.randint(1, 28))
        made = _enter(session, book, day, chance.randint(1, 60_000), chance.choice(names), '买"纸"\\等')
        if chance.random() < 0.2:
            posting.reverse(session, made, day, "开错", "经办", LATER)


def _enter(session, book: int, day: date, fen: int, category: str, summary: str) -> int:  # type: ignore[no-untyped-def]
    chosen = posting.category_named(session, category)
    values = {"dated": day, "amount_fen": fen, "category_id": chosen, "summary": summary, **SIGNED}
    made = posting.save(session, book, values)
    posting.post(session, made, "经办", LATER)
    return made


def test_an_independent_ledger_program_says_the_same_balances(
    three_years: int, office: Database, tmp_path: Path
) -> None:
    target = tmp_path / "book.beancount"
    with office.read() as session:
        exporting.write(exporting.gather(session, three_years), target)
        views = [funds.view(session, three_years, year) for year in (2024, 2025, 2026)]
        days = [day for year in (2024, 2025, 2026) for day in funds.balances(session, three_years, year)]
    entries, errors, _ = loader.load_file(str(target))
    assert errors == []
    account = "Assets:Book-工作队经费-主账-"
    transactions = [entry for entry in entries if isinstance(entry, data.Transaction)]
    for day in days:
        until = [entry for entry in transactions if entry.date <= day.day]
        assert _fen(until, account) == day.balance_fen
    assert _fen(transactions, account) == views[-1].balance_fen
    for view in views:
        own = [entry for entry in transactions if entry.date.year == view.year]
        for row in view.sums:
            root = {Flow.EXPENSE: "Expenses", Flow.RETURNED: "Equity"}.get(row.flow, "Income")
            assert -row.flow.sign * _fen(own, f"{root}:Item-{row.name}") == row.amount_fen


def _fen(entries: list[data.Transaction], account: str) -> int:
    real = realization.get(realization.realize(entries), account)
    amount = realization.compute_balance(real).get_currency_units("CNY").number
    assert amount is not None
    return int(amount * 100)


def test_a_wrong_balance_would_be_noticed(three_years: int, office: Database, tmp_path: Path) -> None:
    target = tmp_path / "book.beancount"
    with office.read() as session:
        exporting.write(exporting.gather(session, three_years), target)
    text = target.read_text("utf-8")
    assert text.count(" balance ") == 2
    target.write_text(text.replace("30000.01 CNY", "30000.02 CNY"), "utf-8")
    assert loader.load_file(str(target))[1] != []


def test_an_outsider_can_add_up_the_csv(three_years: int, office: Database, tmp_path: Path) -> None:
    target = tmp_path / "book.csv"
    with office.read() as session:
        exporting.write(exporting.gather(session, three_years), target)
        there = funds.view(session, three_years, 2026).balance_fen
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    balance = 0
    for row in rows:
        balance += round(float(row["存入"] or 0) * 100) - round(float(row["支取"] or 0) * 100)
        assert balance == round(float(row["余额"]) * 100)
    assert balance == there


def test_our_own_excel_comes_in_again_as_it_went_out(
    three_years: int, office: Database, doing: Doing, tmp_path: Path
) -> None:
    target = tmp_path / "台账.xlsx"
    with office.read() as session:
        exporting.write(exporting.gather(session, three_years, 2024), target)
        wanted = [
            (row.dated, row.net_fen, row.balance_fen) for row in funds.vouchers(session, three_years, 2024)
        ]
    with doing("开账") as session:
        values = {"name": "副本", "kind": BookKind.OTHER, "source": "县财政", "year": 2024}
        copy = books.open_book(session, values)
    with doing("导入") as session:
        planned = importing.plan(session, copy, 2024, target)
        importing.carry_out(session, planned, "经办", LATER)
    with office.read() as session:
        rows = funds.vouchers(session, copy, 2024)
        assert [(row.dated, row.net_fen, row.balance_fen) for row in rows] == wanted
        assert planned.about.closing_fen == funds.view(session, copy, 2024).balance_fen
        assert {row.reverses != "" for row in rows if row.amount_fen < 0} == {True}
        assert checking.check(session) == []
        with pytest.raises(UserError, match="已导入过"):
            importing.plan(session, copy, 2024, target)


def ledger(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["梅坑镇工作经费收支台账"])
    for row in (HEAD, *rows):
        sheet.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def empty_book(office: Database, doing: Doing) -> int:
    with doing("开账") as session:
        values = {"name": "旧账", "kind": BookKind.TEAM, "source": "县财政", "year": 2025}
        return books.open_book(session, values)


def test_a_ledger_as_offices_keep_it_is_read(
    empty_book: int, office: Database, doing: Doing, tmp_path: Path
) -> None:
    path = ledger(
        tmp_path / "a.xlsx",
        (None, None, "上年结转", None, None, None, 100),
        ("2025.1.5", 1, "拨入", "年度拨款", "50,000.00", None, 50_100, "张三", "钟立新"),
        (
            "2025年1月8日",
            3,
            "打印",
            "宣传印刷",
            None,
            12.5,
            50_087.5,
            "张三",
            "钟立新",
            "25442000000123456789",
            2,
        ),
        (None, None, "本月合计", None, 50_000, 12.5, 50_087.5),
        ("2025-2-1", 4, "体检", "体检费", None, 87.5, 50_000),
        (None, None, "结转下年", None, None, None, 50_000),
    )
    with doing("导入") as session:
        planned = importing.plan(session, empty_book, 2025, path)
        importing.carry_out(session, planned, "经办", LATER)
    assert (planned.about.opening_fen, planned.about.closing_fen, len(planned.rows)) == (10_000, 5_000_000, 3)
    assert ["体检费" in str(one) for one in planned.warnings] == [True]
    assert "3 张凭证" in str(planned)
    with office.read() as session:
        rows = funds.vouchers(session, empty_book, 2025)
    assert [row.number for row in rows] == [1, 2, 3]
    assert rows[1].remark == "原凭证号3；发票25442000000123456789"
    assert rows[2].override_reason == "导入旧台账"


def test_every_bad_cell_is_named_and_nothing_is_taken(
    empty_book: int, office: Database, tmp_path: Path
) -> None:
    path = ledger(
        tmp_path / "a.xlsx",
        ("2025-01-05", 1, "拨入", "年度拨款", 500, None, 500),
        ("2024-01-06", 2, "打印", "宣传印刷", None, 10, 490),
        ("2025-01-07", 3, "打印", "不明科目", None, 10, 480),
        ("2025-01-08", 4, "打印", "宣传印刷", None, 10, 471),
        ("2025-01-09", 5, "打印", "宣传印刷", 5, 10, 466),
        ("2025-01-10", 6, "打印", "宣传印刷", 5, None, 476),
        ("2025-13-10", 7, "打印", "宣传印刷", None, 1, 475),
        ("2025-01-11", 8, "冲销", "宣传印刷", None, -999, 1475),
    )
    with office.read() as session, pytest.raises(ProblemsError) as refused:
        importing.plan(session, empty_book, 2025, path)
    found = [(one.row, one.reason) for one in refused.value.problems]
    assert [row for row, _ in found] == [4, 5, 6, 7, 8, 9, 10]
    said = " ".join(reason for _, reason in found)
    for words in (
        "不在2025年",
        "没有“不明科目”",
        "应为 470.00",
        "只填一栏",
        "支出科目",
        "不存在",
        "找不到被冲销",
    ):
        assert words in said


def test_a_ledger_that_overdraws_is_refused(empty_book: int, office: Database, tmp_path: Path) -> None:
    rows = (
        ("2025-01-05", 1, "打印", "宣传印刷", None, 10, -10),
        ("2025-01-06", 2, "拨入", "年度拨款", 10, None, 0),
    )
    with office.read() as session, pytest.raises(ProblemsError, match="1处") as refused:
        importing.plan(session, empty_book, 2025, ledger(tmp_path / "a.xlsx", *rows))
    assert "余额为负" in refused.value.problems[0].reason


def test_a_year_with_vouchers_takes_no_ledger(three_years: int, office: Database, tmp_path: Path) -> None:
    path = ledger(tmp_path / "a.xlsx", ("2026-01-05", 1, "拨入", "年度拨款", 10, None, 10))
    with office.read() as session:
        with pytest.raises(UserError, match="已有凭证"):
            importing.plan(session, three_years, 2026, path)
        with pytest.raises(UserError, match="还没有2030年"):
            importing.plan(session, three_years, 2030, path)


def test_the_excel_has_the_columns_of_the_form_and_adds_up(
    three_years: int, office: Database, tmp_path: Path
) -> None:
    with office.read() as session:
        outgoing = exporting.gather(session, three_years, 2024)
    exporting.write(outgoing, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    head = [cell.value for cell in sheet[2]]
    assert {
        "日期",
        "凭证号",
        "摘要",
        "科目/用途",
        "收入",
        "支出",
        "余额",
        "经办人",
        "审批",
        "发票号",
        "附件数",
    } <= set(head)
    with pytest.raises(UserError, match="不是可以保存的文件类型"):
        exporting.write(outgoing, tmp_path / "a.txt")


def test_a_reversal_is_red_in_excel_as_on_the_screen_and_nothing_else_is(
    three_years: int, office: Database, tmp_path: Path
) -> None:
    """In the ledger that leaves and in the list of all vouchers: where the screen has red ink."""
    with office.write(Deed("导出", "经办", NOW)) as session:
        exporting.write(exporting.gather(session, three_years), tmp_path / "a.xlsx")
        lists.export(session, "vouchers", tmp_path / "b.xlsx", NOW)
    for name in ("a.xlsx", "b.xlsx"):
        sheet = load_workbook(tmp_path / name).worksheets[0]
        columns = {cell.value: cell.column for cell in sheet[2]}
        for label in ("收入", "支出", "余额"):
            cells = [sheet.cell(line, columns[label]) for line in range(3, sheet.max_row + 1)]
            amounts = [
                cell for cell in cells if cell.value is not None and sheet.cell(cell.row, 1).value != "合计"
            ]
            formats = {cell.number_format for cell in amounts}
            assert formats == {"#,##0.00" if label == "余额" else "#,##0.00;[Red]-#,##0.00"}, (name, label)
            assert any(cell.value < 0 for cell in amounts) is (label == "支出"), (name, label)
