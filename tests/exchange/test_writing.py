"""Exports and templates: the right kinds of cell, secrets masked, nothing evaluated, read back the same."""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from banfu_desktop.exchange.cells import column_letters
from banfu_desktop.exchange.reading import read
from banfu_desktop.exchange.writing import write_rows, write_template
from banfu_desktop.rules import words
from banfu_desktop.rules.dates import EARLIEST, LATEST, Month
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Sex, Word
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.tables.spec import Field, Kind, Table

ZHONG = SimpleNamespace(
    name="钟立新", identity_no="440299198103024955", sex=Sex.MALE, phone="13915040519",
    card_no="6217005267766455541", arrived_on=date(2026, 1, 5), month=Month(2026, 10), net_fen=129032,
    days=20, received=True, remark=None,
)  # fmt: skip
PAN = SimpleNamespace(**{**vars(ZHONG), "name": "潘秀云", "net_fen": 70968, "received": False, "days": None})


def export(path: Path, table: Table, rows: Iterable[object], **how: bool) -> Worksheet:
    """Write and open again what a clerk would see."""
    write_rows(path, table, rows, title="发放明细", **how)
    sheet = load_workbook(path).active
    assert isinstance(sheet, Worksheet)
    return sheet


def cells(sheet: Worksheet, row: int) -> dict[str, Cell]:
    return {str(sheet.cell(2, cell.column).value): cell for cell in sheet[row] if isinstance(cell, Cell)}


# Exports


def test_an_export_has_a_title_a_header_and_numbered_rows(tmp_path: Path, staff: Table) -> None:
    sheet = export(tmp_path / "x.xlsx", staff, [ZHONG, PAN])
    assert (sheet.title, sheet["A1"].value) == ("人员", "发放明细")
    assert [cell.value for cell in sheet[2]] == ["序号", *(field.label for field in staff.fields)]
    assert [sheet.cell(row, 1).value for row in (3, 4)] == [1, 2]
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.max_row) == ("A3", "$2:$2", 4)


def test_money_and_days_are_numbers_and_all_else_is_text(tmp_path: Path, staff: Table) -> None:
    row = cells(export(tmp_path / "x.xlsx", staff, [ZHONG], revealed=True), 3)
    assert {label: (cell.value, cell.number_format) for label, cell in row.items()} == {
        "序号": (1, "0"),
        "姓名": ("钟立新", "@"),
        "身份证号": ("440299198103024955", "@"),
        "性别": ("男", "@"),
        "手机号": ("13915040519", "@"),
        "银行账号": ("6217005267766455541", "@"),
        "到岗日期": (datetime(2026, 1, 5), "yyyy-mm-dd"),
        "补助月份": ("2026-10", "@"),
        "实发": (1290.32, "#,##0.00"),
        "天数": (20, "0"),
        "已领": ("是", "@"),
        "备注": (None, "@"),
    }


def test_secrets_are_masked_unless_revealed(tmp_path: Path, staff: Table) -> None:
    row = cells(export(tmp_path / "x.xlsx", staff, [ZHONG]), 3)
    assert [row[label].value for label in ("身份证号", "手机号", "银行账号")] == [
        "440299********4955", "139****0519", "**** 5541"
    ]  # fmt: skip
    with zipfile.ZipFile(tmp_path / "x.xlsx") as parts:
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert not any(
        secret.encode() in everything for secret in (ZHONG.identity_no, ZHONG.phone, ZHONG.card_no)
    )


def test_a_masked_export_is_not_taken_for_a_roster(tmp_path: Path, staff: Table) -> None:
    write_rows(tmp_path / "x.xlsx", staff, [ZHONG], title="人员")
    sheet = read(tmp_path / "x.xlsx", staff)
    assert [problem.column for problem in sheet.problems] == ["C列 身份证号"]
    assert [problem.column for problem in sheet.warnings] == ["E列 手机号", "F列 银行账号"]


def test_totals_add_up_the_money_to_the_fen(tmp_path: Path, staff: Table) -> None:
    last = cells(export(tmp_path / "x.xlsx", staff, [ZHONG, PAN], totals=True), 5)
    assert {label: cell.value for label, cell in last.items() if cell.value is not None} == {
        "序号": "合计", "实发": 2000
    }  # fmt: skip


def test_a_rate_is_not_added_up(tmp_path: Path, staff: Table) -> None:
    rate = replace(staff["net_fen"], name="rate_fen", label="标准", summed=False)
    table = Table("lines", "明细", (staff["name"], rate, staff["net_fen"]))
    line = SimpleNamespace(name="钟立新", rate_fen=200000, net_fen=129032)
    sheet = export(tmp_path / "x.xlsx", table, [line, line], totals=True)
    assert [cell.value for cell in sheet[5]] == ["合计", None, None, 2580.64]
    nothing = export(tmp_path / "y.xlsx", Table("lines", "明细", (rate,)), [line], totals=True)
    assert nothing.max_row == 3


def test_what_is_red_on_the_screen_below_nought_is_red_in_the_file(tmp_path: Path, staff: Table) -> None:
    """The clerk's program colours it, so that an amount typed over another has the right ink too."""
    table = Table("lines", "明细", (staff["name"], replace(staff["net_fen"], red=True), staff["days"]))
    sheet = export(tmp_path / "x.xlsx", table, [SimpleNamespace(name="钟立新", net_fen=-129032, days=1)])
    amount = cells(sheet, 3)["实发"]
    assert (amount.value, amount.number_format) == (-1290.32, "#,##0.00;[Red]-#,##0.00")
    assert read(tmp_path / "x.xlsx", table).rows[0].values["net_fen"] == -129032


def test_an_empty_list_still_says_its_columns_and_its_total(tmp_path: Path, staff: Table) -> None:
    sheet = export(tmp_path / "x.xlsx", staff, [], totals=True)
    assert (sheet.max_row, cells(sheet, 3)["实发"].value) == (3, 0)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("http://127.0.0.1","x")',
        "+86",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "=cmd|'/C calc'!A0",
    ],
)
def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path, staff: Table, text: str) -> None:
    sheet = export(tmp_path / "x.xlsx", staff, [SimpleNamespace(**{**vars(ZHONG), "name": text})])
    cell = cells(sheet, 3)["姓名"]
    assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")


def test_a_title_that_looks_like_a_formula_stays_a_text(tmp_path: Path, staff: Table) -> None:
    write_rows(tmp_path / "x.xlsx", staff, [], title="=1+1")
    sheet = load_workbook(tmp_path / "x.xlsx").active
    assert isinstance(sheet, Worksheet)
    assert (sheet["A1"].data_type, sheet["A1"].value) == ("s", "=1+1")


def test_a_character_that_xml_forbids_is_shown_as_lost(tmp_path: Path, staff: Table) -> None:
    strange = SimpleNamespace(**{**vars(ZHONG), "name": "钟\ud800\x00立"})
    row = cells(export(tmp_path / "x.xlsx", staff, [strange]), 3)
    assert row["姓名"].value == "钟��立"


def test_many_columns_lie_on_the_long_side(tmp_path: Path, staff: Table) -> None:
    wide = export(tmp_path / "x.xlsx", staff, []).page_setup
    narrow = export(tmp_path / "x.xlsx", Table("a", "甲", staff.fields[:2]), []).page_setup
    assert (wide.orientation, narrow.orientation, wide.paperSize) == ("landscape", "portrait", 9)


def test_columns_are_as_wide_as_what_stands_in_them(tmp_path: Path, staff: Table) -> None:
    long = SimpleNamespace(**{**vars(ZHONG), "name": "阿卜杜热合曼·买买提", "remark": "长" * 300})
    columns = export(tmp_path / "x.xlsx", staff, [long], revealed=True).column_dimensions
    assert [columns[letter].width for letter in "ABCL"] == [4 + 3, 20 + 3, 18 + 3, 90 + 3]


# Templates


@pytest.fixture
def template(tmp_path: Path) -> Worksheet:
    write_template(tmp_path / "模板.xlsx", MEMBERS)
    sheet = load_workbook(tmp_path / "模板.xlsx")[MEMBERS.label]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_a_template_marks_what_is_required(template: Worksheet) -> None:
    assert template["A1"].value == "驻镇帮扶工作队花名册"
    labels = [field.label + "*" * field.required for field in MEMBERS.editable]
    assert [cell.value for cell in template[3]] == labels
    assert (template.freeze_panes, template.max_row) == ("A4", 3)


def test_every_column_of_a_template_takes_text(template: Worksheet) -> None:
    columns = [template.column_dimensions[column_letters(n + 1)] for n in range(len(MEMBERS.editable))]
    assert {column.number_format for column in columns} == {"@"}


def test_figures_are_typed_as_numbers(tmp_path: Path, staff: Table) -> None:
    write_template(tmp_path / "x.xlsx", staff)
    columns = load_workbook(tmp_path / "x.xlsx")["人员"].column_dimensions
    assert [columns[letter].number_format for letter in "FGHI"] == ["@", "@", "#,##0.00", "0"]


def test_words_are_chosen_from_a_list(template: Worksheet) -> None:
    lists = {
        rule.promptTitle: rule for rule in template.data_validations.dataValidation if rule.type == "list"
    }
    assert set(lists) == {field.label for field in MEMBERS.editable if field.words}
    assert lists["性别"].formula1 == '"男,女"'
    assert str(lists["性别"].sqref) == "B4:B20000"
    assert lists["性别"].showErrorMessage


def test_every_column_has_a_note(template: Worksheet) -> None:
    notes = {rule.promptTitle: rule.prompt for rule in template.data_validations.dataValidation}
    assert set(notes) == {field.label for field in MEMBERS.editable}
    assert notes["身份证号"].startswith("必填；文本格式；")
    assert notes["驻村"] == "二(三)"
    assert notes["户名"] == "文字"
    assert "如 2026-10-05" in notes["到岗日期"]


def test_a_second_sheet_explains_the_columns(tmp_path: Path) -> None:
    write_template(tmp_path / "x.xlsx", MEMBERS)
    rows = list(load_workbook(tmp_path / "x.xlsx")["填表说明"].iter_rows(values_only=True))
    assert rows[0] == ("栏目", "必填", "填法", "可填内容", "依据")
    assert rows[2] == ("性别", "是", "从下拉列表选择", "男、女", None)
    assert len(rows) == 1 + len(MEMBERS.editable)


def test_an_empty_template_reads_as_no_rows(tmp_path: Path) -> None:
    write_template(tmp_path / "x.xlsx", MEMBERS)
    sheet = read(tmp_path / "x.xlsx", MEMBERS)
    assert (sheet.rows, sheet.problems, sheet.ignored_columns) == ((), (), ())


def test_a_filled_template_reads_as_it_was_filled(tmp_path: Path, staff: Table) -> None:
    path = tmp_path / "x.xlsx"
    write_template(path, staff)
    book = load_workbook(path)
    for column, value in enumerate(("钟立新", ZHONG.identity_no, "男", None, None, "2026.1.5"), 1):
        book["人员"].cell(4, column, value)
    book.save(path)
    (row,) = read(path, staff).rows
    assert (row.row, row.values["name"], row.values["arrived_on"]) == (4, "钟立新", date(2026, 1, 5))


def test_a_field_that_is_not_edited_is_not_asked_for(tmp_path: Path) -> None:
    table = Table("a", "甲", (Field("name", "姓名"), Field("age", "年龄", Kind.WHOLE, editable=False)))
    write_template(tmp_path / "x.xlsx", table)
    assert [cell.value for cell in load_workbook(tmp_path / "x.xlsx")["甲"][3]] == ["姓名"]


def test_every_list_of_words_fits_a_drop_down() -> None:
    kinds = [kind for kind in vars(words).values() if isinstance(kind, type) and issubclass(kind, Word)]
    lists = [",".join(kind.labels()) for kind in kinds if kind is not Word]
    assert len(lists) >= 9
    assert all(len(labels) + 2 <= 255 and '"' not in labels for labels in lists)
    assert all("," not in label for kind in kinds for label in kind.labels())


# There and back


def read_by(field: Field, text: str) -> Any:
    """What a clerk's text becomes, or nothing where it is refused."""
    try:
        return field.read(text)
    except UserError:
        return None


def identity_no(day: date, serial: int) -> str:
    start = f"440299{day:%Y%m%d}{serial:03}"
    return start + "10X98765432"[sum(int(d) * 2 ** (17 - i) for i, d in enumerate(start)) % 11]


def records(table: Table) -> st.SearchStrategy[Mapping[str, Any]]:
    signs = st.sampled_from(["=1", "+1", "@x", "_x0041_", "①", "😀"])
    texts = st.text(st.characters(codec="utf-8"), max_size=40) | signs
    digits = st.text("0123456789", min_size=8, max_size=19)
    name = texts.map(lambda text: read_by(table["name"], text) or "王").filter(lambda text: "计" not in text)
    birthdays = st.dates(date(1950, 1, 1), date(2010, 1, 1))
    return st.fixed_dictionaries(
        {
            "name": name,
            "identity_no": st.builds(identity_no, birthdays, st.integers(0, 999)),
            "sex": st.none() | st.sampled_from(Sex),
            "phone": st.none() | digits,
            "card_no": st.none() | digits,
            "arrived_on": st.none() | st.dates(EARLIEST, LATEST),
            "month": st.none() | st.dates(EARLIEST, LATEST).map(Month.of),
            "net_fen": st.none() | st.integers(-(10**14) + 1, 10**14 - 1),
            "days": st.none() | st.integers(0, 10**9 - 1),
            "received": st.none() | st.booleans(),
            "remark": texts.map(lambda text: read_by(table["remark"], text)),
        }
    )


@settings(max_examples=60)
@given(data=st.data())
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, staff: Table, data: st.DataObject
) -> None:
    table = replace(staff, key=())
    rows = data.draw(st.lists(records(table), max_size=5))
    path = tmp_path_factory.getbasetemp() / "there and back.xlsx"
    write_rows(
        path, table, [SimpleNamespace(**row) for row in rows], title="人员", revealed=True, totals=True
    )
    sheet = read(path, table)
    assert [dict(row.values) for row in sheet.rows] == rows
    assert sheet.problems == ()
