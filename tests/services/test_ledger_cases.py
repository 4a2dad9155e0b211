"""Ledgers as offices keep them: 三栏式, 月｜日, openings, totals, partial red, several sheets, in parts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from banfu_desktop.db.store import Database
from banfu_desktop.rules.errors import ProblemsError, UserError
from banfu_desktop.rules.funds import BookKind
from banfu_desktop.rules.funds_ledgers import kind_of_row
from banfu_desktop.rules.imports import ImportPlan, Options
from banfu_desktop.services.funds import books, checking, funds, importing
from banfu_desktop.services.office import headings
from tests.services.conftest import DATA, NOW, Doing

DOORS = DATA / "doors"
ALLOTMENT, PRINTER = ("年度拨款", 5_000_000), ("宣传印刷", -128_050)
HEAD = ("日期", "凭证号", "摘要", "科目/用途", "收入", "支出", "余额")


@pytest.fixture
def book(office: Database, doing: Doing) -> int:
    """A book of 2025 and 2026 with nothing in it."""
    with doing("开账") as session:
        values = {"name": "旧账", "kind": BookKind.TEAM, "source": "县财政", "year": 2025}
        return books.open_book(session, values)


def looked(office: Database, book: int, path: Path, year: int = 2025, **answers: str) -> ImportPlan:
    with office.read() as session:
        return importing.look(session, book, year, path, Options(answers=answers))


def planned(plan: ImportPlan) -> list[tuple[str, int]]:
    return [(row.category.name, row.category.flow.sign * row.amount_fen) for row in plan.rows]


def ledger(
    tmp_path: Path, *rows: tuple[Any, ...], name: str = "台账.xlsx", head: tuple[str, ...] = HEAD
) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (head, *rows):
        sheet.append(list(row))
    made.save(tmp_path / name)
    return tmp_path / name


def take_in(doing: Doing, book: int, path: Path, answers: Mapping[str, str] | None = None) -> None:
    with doing("导入台账") as session:
        plan = importing.plan(session, book, 2025, path, Options(answers=answers or {}))
        importing.carry_out(session, plan, "经办", NOW)


@pytest.mark.parametrize(
    ("file", "vouchers", "opening", "closing"),
    [
        ("ledger-month-day/sanlan.xlsx", [ALLOTMENT, PRINTER], 0, 4_871_950),
        ("ledger-month-day/no-summary-heading.xlsx", [ALLOTMENT], 0, 5_000_000),
        ("ledger-own-form/voucherno.xlsx", [ALLOTMENT, PRINTER], 0, 4_871_950),
        ("ledger-own-form/opening2.xlsx", [ALLOTMENT], 80_000, 5_080_000),
        ("ledger-own-form/month-totals-with-date.xlsx", [ALLOTMENT, PRINTER], 0, 4_871_950),
    ],
)
def test_every_form_of_ledger_is_read(
    office: Database,
    doing: Doing,
    book: int,
    file: str,
    vouchers: list[tuple[str, int]],
    opening: int,
    closing: int,
) -> None:
    plan = looked(office, book, DOORS / file)
    assert (planned(plan), plan.problems, plan.open_questions) == (vouchers, (), ())
    assert (plan.about.opening_fen, plan.about.closing_fen) == (opening, closing)
    assert not [one for one in plan.warnings if "合计" in one.reason]
    take_in(doing, book, DOORS / file)
    with office.read() as session:
        assert funds.view(session, book, 2025).balance_fen == closing
        assert checking.check(session) == []


def test_a_ledger_without_categories_asks_for_each_summary_once(office: Database, doing: Doing) -> None:
    with doing("开账") as session:
        values = {"name": "今年", "kind": BookKind.TEAM, "source": "县财政", "year": 2026}
        book = books.open_book(session, values)
    path = DOORS / "own-lists" / "收支台账.xlsx"
    plan = looked(office, book, path, 2026)
    assert [(one.key, one.proposal) for one in plan.open_questions] == [
        ("category.收县财政局拨工作经费", "县财政"), ("category.付宣传横幅印刷费", "宣传印刷"),
        ("category.付办公耗材", "办公耗材"),
    ]  # fmt: skip
    answers = {one.key: one.proposal for one in plan.open_questions} | {
        "category.收县财政局拨工作经费": "年度拨款"
    }
    plan = looked(office, book, path, 2026, **answers)
    assert planned(plan) == [ALLOTMENT, ("宣传印刷", -120_460), ("办公耗材", -32_000)]
    assert (plan.problems, plan.open_questions, plan.warnings) == ((), (), ())


def test_a_missing_column_is_named(office: Database, book: int, tmp_path: Path) -> None:
    head = ("日期", "凭证号", "收入", "支出", "余额")
    path = ledger(tmp_path, ("2025-03-10", 1, 500, None, 500), head=head)
    (problem,) = looked(office, book, path).problems
    assert (problem.column, problem.reason) == ("摘要", "表里没有这一列")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (
            "opening",
            "上年结转 上年结余 年初余额 期初余额 年初结转 期初数 上年度结转 上年余额 承上年结转 上月结余",
        ),
        ("carry", "承前页 过次页 转下页 接前页"),
        ("forward", "结转下年 转下年 期末余额 年末余额"),
        (
            "total",
            "本月合计 3月合计 4月份合计 十二月合计 本年累计 合计 累计 本页小计 一季度合计 月计 本期发生额",
        ),
        ("", "8月水电费合计付款 印宣传单 合计明讲课费 结转材料搬运费 付3月份电费"),
    ],
)
def test_every_office_s_words_for_openings_and_totals_are_known(kind: str, words: str) -> None:
    assert {word: kind_of_row(word) for word in words.split()} == dict.fromkeys(words.split(), kind)


def test_a_total_that_does_not_add_up_is_said(office: Database, book: int, tmp_path: Path) -> None:
    path = ledger(
        tmp_path,
        ("2025-03-10", 1, "拨款", "年度拨款", 500, None, 500),
        ("2025-03-31", None, "3月合计", None, 600, None, 500),
    )
    assert [one.reason for one in looked(office, book, path).warnings] == [
        "“3月合计”的收入600.00，逐行相加是500.00"
    ]


def test_days_left_blank_are_those_above(office: Database, book: int, tmp_path: Path) -> None:
    head = ("月", "日", "凭证字号", "摘要", "科目", "借方（收入）", "贷方（支出）", "方向", "余额")
    path = ledger(
        tmp_path,
        (3, 10, "收1", "拨款", "年度拨款", 500, None, "借", 500),
        (None, None, "付1", "打印", "宣传印刷", None, 20, "借", 480),
        ("〃", 12, "付2", "打印", "宣传印刷", None, 480, "平", 0),
        head=head,
    )
    plan = looked(office, book, path)
    assert ([f"{row.dated:%m-%d}" for row in plan.rows], plan.problems) == (["03-10", "03-10", "03-12"], ())
    assert [row.remark for row in plan.rows] == ["原凭证号收1", "原凭证号付1", "原凭证号付2"]


def test_a_partial_red_takes_back_the_whole_and_books_the_rest_and_says_so(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    path = ledger(
        tmp_path,
        ("2025-03-10", 1, "拨款", "年度拨款", 500, None, 500),
        ("2025-03-11", 2, "打印", "宣传印刷", None, 200, 300),
        ("2025-03-12", 3, "打印多付退回", "宣传印刷", None, "(50)", 350),
    )
    plan = looked(office, book, path)
    assert planned(plan) == [
        ("年度拨款", 50_000),
        ("宣传印刷", -20_000),
        ("宣传印刷", 20_000),
        ("宣传印刷", -15_000),
    ]
    assert ["按全额冲销" in one.reason for one in plan.warnings] == [True]
    take_in(doing, book, path)
    with office.read() as session:
        assert funds.view(session, book, 2025).balance_fen == 35_000
        assert checking.check(session) == []


def test_a_red_that_may_take_back_several_is_asked_about(office: Database, book: int, tmp_path: Path) -> None:
    path = ledger(
        tmp_path,
        ("2025-03-10", 1, "拨款", "年度拨款", 900, None, 900),
        ("2025-03-11", 2, "打印", "宣传印刷", None, 200, 700),
        ("2025-03-11", 3, "横幅印刷", "宣传印刷", None, 300, 400),
        ("2025-03-12", 4, "退回", "宣传印刷", None, -50, 450),
    )
    assert [one.key for one in looked(office, book, path).open_questions] == ["red.5"]
    assert planned(looked(office, book, path, **{"red.5": "3"}))[-2:] == [
        ("宣传印刷", 20_000),
        ("宣传印刷", -15_000),
    ]


def test_a_sheet_a_month_is_one_ledger(office: Database, book: int, tmp_path: Path) -> None:
    made = Workbook()
    del made["Sheet"]
    for name, rows in (
        (
            "3月",
            (
                ("2025-03-10", 1, "拨款", "年度拨款", 500, None, 500),
                (None, None, "本月合计", None, 500, None, 500),
            ),
        ),
        (
            "4月",
            (
                (None, None, "上月结转", None, None, None, 500),
                ("2025-04-02", 2, "打印", "宣传印刷", None, 20, 480),
            ),
        ),
    ):
        sheet = made.create_sheet(name)
        for row in (HEAD, *rows):
            sheet.append(list(row))
    made.save(tmp_path / "台账.xlsx")
    plan = looked(office, book, tmp_path / "台账.xlsx")
    assert (planned(plan), plan.problems) == ([("年度拨款", 50_000), ("宣传印刷", -2_000)], ())
    assert [sheet.name for sheet in plan.sheets] == ["3月", "4月"]


def test_a_year_comes_in_parts_and_what_is_there_is_known_again(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    first = ("2025-03-10", 1, "拨款", "年度拨款", 500, None, 500)
    second = ("2025-04-02", 2, "打印", "宣传印刷", None, 20, 480)
    take_in(doing, book, ledger(tmp_path, first, name="一季度.xlsx"))
    carried = (None, None, "承前页", None, None, None, 500)
    plan = looked(office, book, ledger(tmp_path, carried, second, name="二季度.xlsx"))
    assert ([row.deed for row in plan.rows], plan.problems) == (["新增"], ())
    whole = ledger(tmp_path, first, second, name="半年.xlsx")
    assert [row.deed for row in looked(office, book, whole).rows] == ["已有", "新增"]
    take_in(doing, book, whole)
    with office.read() as session:
        assert funds.view(session, book, 2025).balance_fen == 48_000
    wrong = ledger(tmp_path, (None, None, "承前页", None, None, None, 999), second, name="另一本.xlsx")
    with pytest.raises(ProblemsError), office.read() as session:
        importing.plan(session, book, 2025, wrong)
    with pytest.raises(UserError, match="已导入过"):
        looked(office, book, whole)


def test_a_ledger_of_another_year_is_refused(office: Database, book: int) -> None:
    plan = looked(office, book, DOORS / "own-lists" / "收支台账.xlsx", 2025)
    assert any("2026年，不是2025年" in one.reason for one in plan.problems)


def test_the_words_of_a_file_are_mapped_once_and_confirmed_for_the_next(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    first = ledger(
        tmp_path,
        ("2025-01-02", 1, "县财政拨入", "年度拨款", 50_000, None, 50_000),
        ("2025-01-08", 2, "印宣传单", "印刷品", None, 100, 49_900),
    )
    plan = looked(office, book, first)
    (question,) = plan.open_questions
    assert (question.key, question.otherwise) == ("category.印刷品", "")
    take_in(doing, book, first, {"category.印刷品": "宣传印刷"})
    more = ledger(tmp_path, ("2025-02-08", 3, "印横幅", "印刷品", None, 200, 49_700), name="二月.xlsx")
    plan = looked(office, book, more)
    assert planned(plan) == [("宣传印刷", -20_000)]
    (question,) = plan.questions
    assert (question.proposal, question.pressing, question.why) == ("宣传印刷", True, "上次这样对应")
    assert [warning.reason for warning in plan.warnings] == ["“印刷品”按上次的对应记到“宣传印刷”"]
    other = looked(office, book, more, **{"category.印刷品": "横幅展板"})
    assert planned(other) == [("横幅展板", -20_000)]
    take_in(doing, book, more, {"category.印刷品": "横幅展板"})
    again = ledger(tmp_path, ("2025-03-08", 4, "印横幅", "印刷品", None, 1, 49_699), name="三月.xlsx")
    assert planned(looked(office, book, again)) == [("横幅展板", -100)]


def test_a_category_no_longer_used_is_not_taken_from_memory(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    with doing() as session:
        headings.remember_words(session, "ledger-categories", {"印刷品": "不再有的科目"})
    path = ledger(tmp_path, ("2025-01-08", 1, "捐款", "印刷品", 100, None, 100))
    (question,) = looked(office, book, path).open_questions
    assert question.otherwise == ""


def test_the_template_names_the_offices_categories_and_comes_in_when_filled(
    office: Database, doing: Doing, book: int, tmp_path: Path
) -> None:
    path = tmp_path / "模板.xlsx"
    with office.read() as session:
        importing.write_template(path, importing.template(session))
    made = load_workbook(path)
    sheet, told = made.worksheets
    assert any(
        "本单位的科目" in str(cell.value) and "宣传印刷" in str(cell.value) for row in told for cell in row
    )
    labels = [str(cell.value).rstrip("*") for cell in sheet[3]]
    rows = (
        {"日期": "2025-01-01", "摘要": "上年结转", "余额": 1_000},
        {"日期": "2025-01-08", "摘要": "印宣传单", "科目/用途": "宣传印刷", "支出": 100},
    )
    for number, row in enumerate(rows, 4):
        for label, value in row.items():
            sheet.cell(number, labels.index(label) + 1, value)
    made.save(path)
    plan = looked(office, book, path)
    assert (planned(plan), plan.problems, plan.about.opening_fen) == ([("宣传印刷", -10_000)], (), 100_000)
