"""The XML of other programs: what each kind of cell means, and where reading stops."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from banfu_desktop.exchange.cells import MOST_COLUMNS, MOST_ROWS, column_letters, column_number
from banfu_desktop.exchange.workbook import read_sheets
from banfu_desktop.rules.errors import UserError

RawBook = Callable[..., Path]

TWO_CELLS = "<row><c><v>1</v></c><c><v>2</v></c></row>"
STRINGS = """<sst><si><t>钟立新</t></si>
  <si><r><t>阿卜杜</t></r><r><t>·买买提</t></r><rPh sb="0" eb="1"><t>a bo du</t></rPh></si>
  <si><t>一_x000D_二_x005F_x0041_</t></si></sst>"""
STYLES = """<styleSheet>
  <numFmts><numFmt numFmtId="164" formatCode='yyyy"年"m"月"'/>
    <numFmt numFmtId="165" formatCode='0"days"_y'/></numFmts>
  <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
  <cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="31"/><xf numFmtId="164"/>
    <xf numFmtId="165"/><xf/></cellXfs>
</styleSheet>"""


def cells(path: Path) -> dict[int, dict[int, object]]:
    (sheet,) = read_sheets(path)
    return {row: dict(values) for row, values in sheet.rows.items()}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c t="s"><v>0</v></c>', "钟立新"),
        ('<c t="s"><v>1</v></c>', "阿卜杜·买买提"),
        ('<c t="s"><v>2</v></c>', "一\r二_x0041_"),
        ('<c t="inlineStr"><is><t>潘</t><rPh><t>pan</t></rPh></is></c>', "潘"),
        ('<c t="inlineStr"><is><r><t>潘</t></r><r><t>秀云</t></r></is></c>', "潘秀云"),
        ('<c t="str"><v>文字</v></c>', "文字"),
        ('<c t="b"><v>1</v></c>', True),
        ('<c t="b"><v>0</v></c>', False),
        ('<c t="d"><v>2026-01-05T00:00:00Z</v></c>', datetime(2026, 1, 5)),
        ("<c><v>46027</v></c>", 46027),
        ("<c><v>0.5</v></c>", 0.5),
        ("<c><v>4.40299198103025E+17</v></c>", 4.40299198103025e17),
        ('<c s="1"><v>46027</v></c>', datetime(2026, 1, 5)),
        ('<c s="2"><v>46027</v></c>', datetime(2026, 1, 5)),
        ('<c s="3"><v>46027.5</v></c>', datetime(2026, 1, 5, 12)),
        ('<c s="4"><v>46027</v></c>', 46027),
        ('<c s="5"><v>46027</v></c>', 46027),
        ('<c s="99"><v>46027</v></c>', 46027),
        ('<c s="1"><v>0.25</v></c>', 0.25),
        ('<c s="1"><v>1</v></c>', datetime(1900, 1, 1)),
        ('<c s="1"><v>61</v></c>', datetime(1900, 3, 1)),
        ('<c t="str"><f>IF(A1="","",A1)</f><v></v></c>', None),
        ("<c><v></v></c>", None),
        ("<c/>", None),
    ],
)
def test_a_cell_holds_what_excel_shows(raw_book: RawBook, cell: str, value: object) -> None:
    parts = {"xl/sharedStrings.xml": STRINGS, "xl/styles.xml": STYLES}
    found = cells(raw_book(f"<row>{cell}</row>", parts=parts)).get(1, {}).get(1)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("<c><f>A2</f></c>", "单元格是公式"),
        ('<c t="str"><f t="array" ref="A1">A2</f><v>x</v></c>', "单元格是公式"),
        ('<c><f t="shared" si="0"/><v>1</v></c>', "单元格是公式"),
        ('<c t="e"><v>#N/A</v></c>', "单元格是错误值 #N/A"),
    ],
)
def test_a_cell_that_cannot_be_taken_holds_its_refusal(raw_book: RawBook, cell: str, what: str) -> None:
    refusal = cells(raw_book(f"<row>{cell}</row>"))[1][1]
    assert isinstance(refusal, UserError)
    assert refusal.what == what


def test_cells_stand_where_they_say_or_one_further(raw_book: RawBook) -> None:
    rows = (
        '<row r="3"><c r="B3"><v>1</v></c><c><v>2</v></c></row><row><c r="AA4"><v>3</v></c></row>'
        '<x:row xmlns:x="x"><x:c><x:v>4</x:v></x:c></x:row>'
    )
    assert cells(raw_book(rows)) == {3: {2: 1, 3: 2}, 4: {27: 3}, 5: {1: 4}}


def test_a_merge_reaches_down_but_not_across(raw_book: RawBook) -> None:
    rows = "".join(f"<row><c r='A{n}'><v>{n}</v></c></row>" for n in (1, 2, 3))
    merges = "".join(f'<mergeCell ref="{reference}"/>' for reference in ("A1:B2", "C1:C3", "A3:D3"))
    assert cells(raw_book(rows, merges)) == {1: {1: 1}, 2: {1: 1}, 3: {1: 3}}


def test_columns_have_letters() -> None:
    assert [column_letters(number) for number in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_number(column_letters(number)) == number for number in range(1, 16_385))


def test_what_lies_outside_the_file_is_not_followed(raw_book: RawBook) -> None:
    links = """<Relationships><Relationship Id="rId1" Type="x/worksheet" TargetMode="External"
      Target="http://127.0.0.1/sheet1.xml"/><Relationship Id="rId9" Type="x/externalLink" Target="e.xml"/>
      </Relationships>"""
    assert list(read_sheets(raw_book(parts={"xl/_rels/workbook.xml.rels": links}))) == []


def test_dates_counted_from_1904_are_refused(raw_book: RawBook) -> None:
    with pytest.raises(UserError, match="1904"):
        cells(raw_book(parts={"xl/workbook.xml": '<workbook><workbookPr date1904="1"/></workbook>'}))


# Where reading stops


@pytest.mark.parametrize(
    "place", [f"A{MOST_ROWS + 1}", "A1048576", f"{column_letters(MOST_COLUMNS + 1)}1", "XFD1"]
)
def test_a_cell_too_far_out_is_refused_by_name(raw_book: RawBook, place: str) -> None:
    row = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = place.removesuffix(row)
    with pytest.raises(UserError, match=f"{letters}列第{row}行还有内容"):
        cells(raw_book(f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'))


def test_empty_cells_may_stand_anywhere(raw_book: RawBook) -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576" s="1"><c r="XFD1048576" s="1"/></row>'
    assert cells(raw_book(rows, '<dimension ref="A1:XFD1048576"/>')) == {1: {1: 1}}


def test_a_wrong_dimension_hides_nothing(raw_book: RawBook) -> None:
    assert cells(raw_book(TWO_CELLS, '<dimension ref="A1"/>')) == {1: {1: 1, 2: 2}}


def test_all_sheets_together_have_a_limit(raw_book: RawBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banfu_desktop.exchange.workbook.MOST_CELLS", 3)
    sheets = "".join(f'<sheet name="{n}" r:id="rId1"/>' for n in range(2))
    book = f'<workbook xmlns:r="r"><sheets>{sheets}</sheets></workbook>'
    with pytest.raises(UserError, match="内容太多"):
        list(read_sheets(raw_book(TWO_CELLS, parts={"xl/workbook.xml": book})))


def test_more_texts_than_cells_mean_damage(raw_book: RawBook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banfu_desktop.exchange.workbook.MOST_CELLS", 2)
    with pytest.raises(UserError, match="文件已损坏"):
        cells(raw_book(TWO_CELLS, parts={"xl/sharedStrings.xml": STRINGS}))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="x"><c><v>1</v></c></row>',
        '<row><c r="1"><v>1</v></c></row>',
        '<row><c r="AAAA1"><v>1</v></c></row>',
        "<row><c><v>nan</v></c></row>",
        "<row><c><v>1e999</v></c></row>",
        "<row><c><v>一</v></c></row>",
        '<row><c s="x"><v>1</v></c></row>',
        '<row><c t="s"><v>99</v></c></row>',
        '<row><c t="d"><v>gestern</v></c></row>',
        f'<row><c t="str"><v>{"长" * 32_768}</v></c></row>',
        "<row><c><v>1</v></row>",
    ],
)
def test_a_cell_that_no_program_writes_means_damage(raw_book: RawBook, rows: str) -> None:
    with pytest.raises(UserError, match="文件已损坏"):
        cells(raw_book(rows))


@pytest.mark.parametrize("merge", ['<mergeCell ref="A1"/>', "<mergeCell/>", '<mergeCell ref="1:A"/>'])
def test_a_merge_that_is_none_means_damage(raw_book: RawBook, merge: str) -> None:
    with pytest.raises(UserError, match="文件已损坏"):
        cells(raw_book("", merge))


def test_openpyxl_keeps_to_defusedxml_although_lxml_is_there() -> None:
    import openpyxl.xml

    assert not openpyxl.xml.LXML
    assert openpyxl.xml.DEFUSEDXML
