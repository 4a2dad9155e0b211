"""Readings as clerks really make them: what is read, what is passed over, and how every bad cell is named."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest

from banfu_desktop.exchange.reading import Reading, read
from banfu_desktop.rules.dates import Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Category, Sex
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.tables.spec import Field, Table

Book = Callable[..., Path]
Named = list[tuple[int | None, str, str]]

ZHONG, PAN, LUO = "440299198103024955", "440299198811206821", "440299198606150451"
HEADER = ("姓名", "身份证号")


def named(sheet: Reading) -> Named:
    return [(problem.row, problem.column, problem.reason) for problem in sheet.problems]


def left_empty(sheet: Reading) -> Named:
    """Optional cells that could not be read: the record comes in without them."""
    return [(one.row, one.column, one.reason.removesuffix("，这一格没有读")) for one in sheet.warnings]


def skipped(sheet: Reading) -> list[tuple[int | None, str]]:
    """The rows below the heading line that are no records, and why."""
    (header,) = {one.header_row for one in sheet.sheets}
    return [(one.row, one.why) for one in sheet.left_out if one.row is not None and one.row > header]


def line_of(sheet: Reading) -> int:
    """The row of the heading line."""
    return sheet.sheets[0].header_row


def names(sheet: Reading) -> list[str]:
    """The sheets that were read."""
    return [one.name for one in sheet.sheets]


def others(sheet: Reading) -> list[str]:
    """The sheets that were not."""
    return [one.sheet for one in sheet.left_out if one.row is None]


def column(sheet: Reading, name: str) -> list[object]:
    return [row.values[name] for row in sheet.rows]


# The two rosters


def test_the_roster_of_meikeng_is_read_as_its_clerk_keeps_it(roster: Path) -> None:
    sheet = read(roster, MEMBERS)
    assert not sheet.problems
    assert (names(sheet), line_of(sheet)) == (["花名册"], 3)
    assert [row.row for row in sheet.rows] == list(range(4, 17))
    assert skipped(sheet) == [(18, "合计行"), (19, "签字栏")]
    assert sheet.ignored_columns == ()
    assert column(sheet, "name")[:7] == [
        "钟立新", "潘秀云", "罗海涛", "谭䶮", "廖小满", "巫启明", "阿卜杜热合曼·买买提"
    ]  # fmt: skip


def test_the_roster_s_many_ways_of_writing_are_one(roster: Path) -> None:
    rows = {row.values["name"]: row.values for row in read(roster, MEMBERS).rows}
    arrived = {name: values["arrived_on"] for name, values in rows.items()}
    assert arrived["谭䶮"] == date(2026, 10, 12)
    assert arrived["阿卜杜热合曼·买买提"] == date(2026, 10, 21)
    assert {day for name, day in arrived.items() if name not in ("谭䶮", "阿卜杜热合曼·买买提")} == {
        date(2026, 1, 5)
    }
    assert rows["钟立新"]["phone"] == "13915040519"
    assert rows["谭䶮"]["card_no"] == "6217007567366692478"
    assert rows["邓雨桐"]["category"] is Category.GRADUATE
    assert rows["巫启明"]["left_on"] == date(2026, 10, 20)


def test_every_bad_cell_of_the_bad_roster_is_named_in_one_run(bad_roster: Path) -> None:
    assert named(read(bad_roster, MEMBERS)) == [
        (2, "E列 身份证号", "单元格是数值格式，末尾几位可能已丢失"),
        (3, "E列 身份证号", "身份证号校验位不符"),
        (4, "P列 到岗日期", "“2026-02-30”这一天不存在"),
        (5, "B列 姓名", "没有填写"),
        (9, "E列 身份证号", "与第8行重复"),
        (10, "B列 姓名", "单元格是公式"),
        (10, "E列 身份证号", "没有填写"),
    ]


def test_every_bad_cell_comes_with_advice_and_without_secrets(bad_roster: Path) -> None:
    problems = read(bad_roster, MEMBERS).problems
    assert all(problem.advice for problem in problems)
    assert [problem.value for problem in problems if problem.value] == ["2026-02-30"]


# Finding the header


@pytest.mark.parametrize(
    "header",
    [
        ("姓名", "身份证号"),
        ("姓 名*", "身份证\n号码"),
        ("＊姓　名：", "身份证号（18位）"),
        (" 姓名(必填)", "身份证"),
    ],
)
def test_a_header_is_known_by_its_words(book: Book, staff: Table, header: Sequence[str]) -> None:
    sheet = read(book({"表": [header, ("钟立新", ZHONG)]}), staff)
    assert not sheet.problems
    assert dict(sheet.rows[0].values) == {"name": "钟立新", "identity_no": ZHONG}


def test_titles_stand_above_the_header_and_columns_in_any_order(book: Book, staff: Table) -> None:
    rows = [
        ("梅坑镇人员登记表",),
        ("填报单位（盖章）：梅坑镇", None, None, "填报日期：2026年10月8日"),
        (),
        ("序号", "血型", "身份证号", "姓名", "性别"),
        (1, "O", ZHONG, "钟立新", "男"),
    ]
    sheet = read(book({"表": rows}, merge=["A1:E1"]), staff)
    assert (line_of(sheet), sheet.ignored_columns) == (4, ("血型",))
    assert dict(sheet.rows[0].values) == {"name": "钟立新", "identity_no": ZHONG, "sex": Sex.MALE}


def test_a_header_of_two_merged_rows_is_one(book: Book, staff: Table) -> None:
    rows = [
        ("姓名", "基本情况", None, "到岗日期"),
        (None, "性别", "身份证号", None),
        ("钟立新", "男", ZHONG, "2026.1.5"),
    ]
    sheet = read(book({"表": rows}, merge=["A1:A2", "B1:C1", "D1:D2"]), staff)
    assert (line_of(sheet), sheet.problems) == (2, ())
    assert sheet.rows[0].values["arrived_on"] == date(2026, 1, 5)


def test_a_label_goes_before_a_synonym(book: Book, staff: Table) -> None:
    rows = [("电话", "姓名", "手机号", "身份证号"), ("07512281234", "钟立新", "13915040519", ZHONG)]
    sheet = read(book({"表": rows}), staff)
    assert sheet.rows[0].values["phone"] == "13915040519"
    assert (sheet.ignored_columns, sheet.problems) == (("电话",), ())


def test_a_column_that_comes_twice_is_for_the_clerk_to_decide(book: Book, staff: Table) -> None:
    rows = [("姓名", "身份证号", "备注", "备注"), ("钟立新", ZHONG, "甲", "乙")]
    assert named(read(book({"表": rows}), staff)) == [(1, "D列 备注", "与C列是同一栏")]


def test_a_missing_required_column_is_one_problem(book: Book, staff: Table) -> None:
    sheet = read(book({"表": [("姓名", "性别"), ("钟立新", "男"), ("潘秀云", "不详")]}), staff)
    assert named(sheet) == [(1, "身份证号", "表里没有这一列")]
    assert left_empty(sheet) == [(3, "B列 性别", "“不详”不在可选项中")]


def test_a_column_that_is_not_there_is_not_an_empty_one(book: Book, staff: Table) -> None:
    rows = [(*HEADER, "备注"), ("钟立新", ZHONG, None)]
    assert dict(read(book({"表": rows}), staff).rows[0].values) == {
        "name": "钟立新", "identity_no": ZHONG, "remark": None
    }  # fmt: skip


def test_a_file_without_a_header_is_refused(book: Book, staff: Table) -> None:
    with pytest.raises(UserError, match="没有找到表头") as refusal:
        read(book({"表": [("日期", "摘要"), ("2026-10-05", "备注")]}), staff)
    assert "姓名、身份证号" in refusal.value.advice


def test_a_header_is_looked_for_near_the_top(book: Book, staff: Table) -> None:
    with pytest.raises(UserError, match="没有找到表头"):
        read(book({"表": [*[("说明",)] * 50, HEADER, ("钟立新", ZHONG)]}), staff)


# Choosing the sheet


def test_the_sheet_with_the_fuller_header_is_read(book: Book, staff: Table) -> None:
    sheets = {
        "封面": [("梅坑镇",)],
        "简表": [HEADER, ("潘秀云", PAN)],
        "人员": [(*HEADER, "性别"), ("钟立新", ZHONG, "男")],
        "旧表": [HEADER, ("罗海涛", LUO)],
    }
    sheet = read(book(sheets), staff)
    assert (names(sheet), column(sheet, "name")) == (["人员"], ["钟立新"])
    assert others(sheet) == ["封面", "简表", "旧表"]


def test_hidden_sheets_are_not_read(book: Book, staff: Table) -> None:
    sheets = {"旧": [(*HEADER, "性别"), ("潘秀云", PAN, "女")], "新": [HEADER, ("钟立新", ZHONG)]}
    sheet = read(book(sheets, hidden=["旧"]), staff)
    assert (names(sheet), others(sheet)) == (["新"], ["旧"])


# What is no record


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("合计", "13人"), "合计行"),
        (("合　计",), "合计行"),
        ((None, "本页小计："), "合计行"),
        (("总计13人",), "合计行"),
        (("制表人：        审核人：",), "签字栏"),
        (("填报单位（盖章）：梅坑镇",), "签字栏"),
        (("单位负责人：",), "签字栏"),
        (("填表说明",), "填表说明"),
        (("注：本表一式两份",), "填表说明"),
        (("姓名", "身份证号"), "重复的表头"),
    ],
)
def test_rows_that_are_no_record_are_left_out_and_said(
    book: Book, staff: Table, row: Sequence[object], why: str
) -> None:
    sheet = read(book({"表": [HEADER, ("钟立新", ZHONG), row, ("潘秀云", PAN)]}), staff)
    assert (column(sheet, "name"), sheet.problems) == (["钟立新", "潘秀云"], ())
    assert skipped(sheet) == [(3, why)]


def test_the_lines_of_a_note_are_left_out(book: Book, staff: Table) -> None:
    rows = [HEADER, ("钟立新", ZHONG), ("填表说明：",), ("1.身份证号填18位",), ("2.姓名与身份证一致",)]
    sheet = read(book({"表": rows}), staff)
    assert len(sheet.rows) == 1
    assert [row for row, _ in skipped(sheet)] == [3, 4, 5]


def test_blank_rows_and_numbered_empty_rows_are_passed_over(book: Book, staff: Table) -> None:
    rows = [("序号", *HEADER), (1, "钟立新", ZHONG), (2, " ", "\xa0"), (), (3, "潘秀云", PAN), (4,)]
    sheet = read(book({"表": rows}), staff)
    assert ([row.row for row in sheet.rows], sheet.problems, skipped(sheet)) == ([2, 5], (), [])


def test_a_name_that_only_begins_like_a_total_or_a_note_is_a_record(book: Book, staff: Table) -> None:
    sheet = read(book({"表": [HEADER, ("合计明", ZHONG), ("注明", PAN)]}), staff)
    assert column(sheet, "name") == ["合计明", "注明"]


# Cells


def test_every_notation_of_a_cell_is_understood(book: Book, staff: Table) -> None:
    header = (*HEADER, "手机号", "银行账号", "到岗日期", "补助月份", "实发", "天数", "已领", "备注")
    expected = {
        "name": "钟立新", "identity_no": "44029919930505337X", "phone": "13915040519",
        "card_no": "6217007567366692478", "arrived_on": date(2026, 1, 5), "month": Month(2026, 10),
        "net_fen": 129032, "days": 31, "received": True, "remark": "甲 乙",
    }  # fmt: skip
    clerks = [
        ("钟立新", "44029919930505337x", 13915040519, "6217 0075 6736 6692 478", datetime(2026, 1, 5),
         datetime(2026, 10, 1), 1290.32, 31, True, "甲\n乙"),
        ("\xa0钟　立　新 ", "’４４０２９９19930505337Ｘ", "139-1504-0519", "6217007567366692478", 46027,
         "2026年10月", "１,290.32元", "３１", "√", "甲　乙"),
        ("\u202a钟立新\u202c", "440299 19930505 337X", 13915040519.0, "6217-0075-6736-6692-478",
         "2026年1月5日", 202610, "¥1290.32", 31.0, 1, "甲\xa0乙"),
        ("钟 立 新", "44029919930505337X", "139 1504 0519", "6217007567366692478", 20260105,
         "2026.10", 1290.32, "31", "是", "甲\t乙"),
    ]  # fmt: skip
    for cells in clerks:
        sheet = read(book({"表": [header, cells]}), staff)
        assert not sheet.problems
        assert dict(sheet.rows[0].values) == expected


@pytest.mark.parametrize(
    ("label", "value", "reason"),
    [
        ("身份证号", 440299198103024955, "单元格是数值格式，末尾几位可能已丢失"),
        ("身份证号", "=A1", "单元格是公式"),
        ("银行账号", 6217007567366692478, "单元格是数值格式，末尾几位可能已丢失"),
        ("到岗日期", "2026.13.1", "“2026.13.1”这一天不存在"),
        ("到岗日期", "=TODAY()", "单元格是公式"),
        ("到岗日期", "#REF!", "单元格是错误值 #REF!"),
        ("补助月份", 2026.1, "“2026.1”分不清是1月还是10月"),
        ("实发", 1290.3225806, "“1290.3225806”超过两位小数"),
        ("实发", True, "“是”不是金额"),
        ("天数", 1.5, "“1.5”不是整数"),
        ("备注", "长" * 301, "超过300个字"),
        ("备注", "\ue863", "第1个字无法识别"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(
    book: Book, staff: Table, label: str, value: object, reason: str
) -> None:
    header = [*HEADER, label] if label not in HEADER else list(HEADER)
    cells: list[object] = ["钟立新", ZHONG, None][: len(header)]
    place = header.index(label)
    cells[place] = value
    sheet = read(book({"表": [header, cells]}), staff)
    stops = staff_field(staff, label).required or label == "实发"
    said = [(2, f"{'ABC'[place]}列 {label}", reason)]
    assert (named(sheet), left_empty(sheet)) == ((said, []) if stops else ([], said))


def staff_field(staff: Table, label: str) -> Field:
    return next(one for one in staff.fields if one.label == label)


def test_a_formula_outside_the_fields_does_not_matter(book: Book, staff: Table) -> None:
    rows = [("序号", *HEADER, "年龄"), ("=ROW()-1", "钟立新", ZHONG, "=YEAR(TODAY())-1981")]
    assert not read(book({"表": rows}), staff).problems


def test_a_text_that_begins_with_a_sign_is_only_a_text(raw_book: Book, staff: Table) -> None:
    rows = [("姓名", "身份证号", "备注"), ("钟立新", ZHONG, "=1+1")]
    cells = ["".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in row) for row in rows]
    path = raw_book("".join(f"<row>{row}</row>" for row in cells))
    assert read(path, staff).rows[0].values["remark"] == "=1+1"


def test_a_value_merged_over_several_rows_is_theirs_all(book: Book, staff: Table) -> None:
    rows = [(*HEADER, "到岗日期"), ("钟立新", ZHONG, "2026.1.5"), ("潘秀云", PAN), ("罗海涛", LUO)]
    sheet = read(book({"表": rows}, merge=["C2:C3"]), staff)
    assert column(sheet, "arrived_on") == [date(2026, 1, 5), date(2026, 1, 5), None]


def test_a_record_that_comes_again_names_the_first(book: Book, staff: Table) -> None:
    rows = [HEADER, ("钟立新", ZHONG), ("潘秀云", PAN), ("钟立新", f"{ZHONG[:6]} {ZHONG[6:]}"), ("钟", ZHONG)]
    assert named(read(book({"表": rows}), staff)) == [
        (4, "B列 身份证号", "与第2行重复"),
        (5, "B列 身份证号", "与第2行重复"),
    ]


def test_an_unread_key_is_not_called_a_repetition(book: Book, staff: Table) -> None:
    sheet = read(book({"表": [HEADER, ("钟立新", "1"), ("潘秀云", "1")]}), staff)
    assert [reason for _, _, reason in named(sheet)] == ["身份证号不是18位"] * 2


def test_a_table_without_a_key_takes_the_same_row_twice(book: Book, staff: Table) -> None:
    keyless = Table("staff", "人员", staff.fields)
    assert not read(book({"表": [HEADER, ("钟立新", ZHONG), ("钟立新", ZHONG)]}), keyless).problems
