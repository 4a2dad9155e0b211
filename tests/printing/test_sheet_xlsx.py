"""The workbook says what the paper says, in numbers Excel can add, and evaluates nothing."""

from decimal import Decimal
from io import BytesIO
from time import struct_time

import pytest
from openpyxl import load_workbook

from banfu_desktop.printing.engine.blocks import (
    SIGN_AND_DATE,
    Column,
    Document,
    Facts,
    Field,
    Fields,
    Grid,
    PasteArea,
    Title,
)
from banfu_desktop.printing.engine.render import render
from banfu_desktop.printing.engine.sheet_xlsx import workbook


def opened(*documents):
    return load_workbook(BytesIO(workbook(documents)))


def cells(sheet):
    """Every value of a sheet in reading order."""
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def grid(*rows):
    return Document(
        "清单", (Grid((Column("姓名", 30, "left"), Column("金额", 20, money=True, summed=True)), rows),)
    )


def test_the_sheet_holds_title_rows_total_and_capital_figures(pay_sheet):
    values = cells(opened(pay_sheet(3)).worksheets[0])

    assert values[:2] == ["驻镇帮扶工作补助发放表", "填报单位（盖章）：县司法局"]
    assert {"钟立新", "谭䶮", "李𬱖", "阿卜杜热合曼·买买提"} & set(values) == {
        "谭䶮",
        "李𬱖",
        "阿卜杜热合曼·买买提",
    }
    assert "合计金额（大写）：人民币伍仟玖佰玖拾柒元柒角捌分　　（小写）：¥5,997.78" in values


def test_money_is_a_number_with_two_decimals_exact_to_the_fen():
    sheet = opened(grid(("钟立新", 129_032), ("谭䶮", None))).worksheets[0]
    money = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 1290.32)

    assert Decimal(str(money.value)) == Decimal("1290.32")
    assert money.number_format == "#,##0.00"


@pytest.mark.parametrize("text", ["=1+1", "+86 139", "-5", "@SUM(A1)", "=HYPERLINK(1)"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text):
    sheet = opened(grid((text, 1))).worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)

    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_an_account_number_stays_a_text():
    sheet = opened(grid(("6228480402564890018", 1))).worksheets[0]

    assert "6228480402564890018" in cells(sheet)


def test_the_sheet_prints_on_the_same_paper_with_the_header_repeated(pay_sheet):
    sheet = opened(pay_sheet(60)).worksheets[0]

    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.page_margins.left * 25.4 == pytest.approx(25)
    assert sheet.oddFooter.center.text == "第 &P 页　共 &N 页"


def test_a_sheet_of_one_page_is_fitted_on_one_whatever_the_fonts_of_the_machine(pay_sheet):
    sheet = opened(pay_sheet(3)).worksheets[0]

    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 1)


def test_pages_break_where_those_of_the_paper_do_and_end_in_the_same_sums(pay_sheet, texts):
    document = pay_sheet(60)
    sheet = opened(document).worksheets[0]
    pages = texts(render((document,)))
    breaks = [row.id for row in sheet.row_breaks.brk]

    assert len(breaks) == len(pages) - 1 > 2
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0), "fitted in width alone"
    for row, page in zip(breaks, pages, strict=False):
        assert sheet.cell(row, 1).value == "本页小计"
        paid = next(c.value for c in reversed(sheet[row]) if isinstance(c.value, int | float))
        assert f"{paid:,.2f}" in page
    signers = next(cell.row for row in sheet.iter_rows() for cell in row if "单位负责人：" in str(cell.value))
    last = [cell.value for row in sheet.iter_rows(breaks[-1] + 1, signers) for cell in row]
    assert "合　计" in last, "nobody signs a page of its own"


def test_a_workbook_bears_no_code_and_keeps_what_its_totals_were_made_of(pay_sheet):
    sheet = opened(pay_sheet(3)).worksheets[0]

    assert sheet.oddFooter.left.text == "核对以PDF为准"
    assert sheet.protection.sheet
    money = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 1999.63)
    assert money.protection.locked


def test_the_place_to_paste_on_is_dashed_all_round():
    sheet = opened(Document("粘贴", (PasteArea(186, "贴在框内"),))).worksheets[0]
    height = sum(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1))

    assert height == pytest.approx(186 * 72 / 25.4, abs=1)
    assert sheet["A1"].border.left.style == sheet["A1"].border.top.style == "dashed"
    last = sheet.cell(sheet.max_row, sheet.max_column)
    assert last.border.right.style == last.border.bottom.style == "dashed"


def test_every_document_has_a_sheet_with_a_name_excel_accepts(pay_sheet):
    long = Document("县/市[共]建*名单:" + "甲" * 40, (Title("名单"),), paper="A5")
    names = opened(pay_sheet(1), pay_sheet(1), long, long).sheetnames

    assert names[:2] == ["补助发放表", "补助发放表 (2)"]
    assert len(set(names)) == 4
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_a_boxed_form_keeps_its_cells_side_by_side():
    form = Fields(
        (
            (Field("姓名", "钟立新"), Field("职务", "队长")),
            (Field("事由", "培训", height=25),),
            (Field("镇党委意见", foot=SIGN_AND_DATE, height=30),),
        )
    )
    sheet = opened(
        Document("请假审批表", (Title("请假审批表"), Facts("填报单位", "", "编号：1"), form))
    ).worksheets[0]

    assert [cell.value for cell in sheet[3]] == ["姓名", "钟立新", "职务", "队长"]
    assert [str(area) for area in sheet.merged_cells.ranges if area.min_row == 4] == ["B4:D4"]
    assert sheet["B5"].value == SIGN_AND_DATE
    assert sheet.row_dimensions[5].height == pytest.approx(30 * 72 / 25.4, abs=0.1)


def test_groups_and_blank_rows_and_the_empty_table(pay_sheet):
    columns = (
        Column("月日", 12, group="出发"),
        Column("地点", 20, group="出发"),
        Column("小计", 20, money=True),
    )
    trip = Document("差旅", (Grid(columns, (), minimum_rows=3),), watermark="仅供核对 A&B")
    trips, empty = opened(trip, pay_sheet(0)).worksheets

    assert {str(area) for area in trips.merged_cells.ranges} == {"A1:B1", "C1:C2"}
    assert trips.max_row == 5
    assert trips.oddHeader.center.text == "仅供核对 A&&B"
    assert "（无）" in cells(empty)


def test_the_same_sheets_give_the_same_bytes_at_any_time(monkeypatch):
    grid = Grid((Column("姓名", 40),), (("罗海涛",),))
    before = workbook([Document("名册", (grid,))])
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: struct_time((2033, 5, 18, 11, 33, 20, 2, 138, 0)))
    assert workbook([Document("名册", (grid,))]) == before
