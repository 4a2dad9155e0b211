"""Workbooks as clerks and others make them, a small table to read them against, and the two rosters."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from banfu_desktop.rules.words import Sex
from banfu_desktop.tables.spec import Field, Kind, Table

DATA = Path(__file__).parents[1] / "data"

STAFF = Table(
    name="staff",
    label="人员",
    title="人员登记表",
    key=("identity_no",),
    fields=(
        Field("name", "姓名", required=True, longest=50, help="与身份证一致"),
        Field("identity_no", "身份证号", Kind.IDENTITY, required=True, synonyms=("身份证", "身份证号码")),
        Field("sex", "性别", Kind.CHOICE, words=Sex),
        Field("phone", "手机号", Kind.PHONE, synonyms=("电话",)),
        Field("card_no", "银行账号", Kind.CARD),
        Field("arrived_on", "到岗日期", Kind.DATE, clause="六(一)"),
        Field("month", "补助月份", Kind.MONTH),
        Field("net_fen", "实发", Kind.MONEY),
        Field("days", "天数", Kind.WHOLE),
        Field("received", "已领", Kind.FLAG),
        Field("remark", "备注", Kind.NOTE, longest=300),
    ),
)

Rows = Sequence[Sequence[object]]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>{{}}</sheetData>{{}}</worksheet>'
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    '<Relationship Id="rId3" Type="x/styles" Target="styles.xml"/></Relationships>'
)
PARTS = {
    "xl/workbook.xml": BOOK,
    "xl/_rels/workbook.xml.rels": LINKS,
    "xl/sharedStrings.xml": "<sst/>",
    "xl/styles.xml": "<styleSheet/>",
}


@pytest.fixture(scope="session")
def staff() -> Table:
    """A table with a field of every kind."""
    return STAFF


@pytest.fixture
def roster() -> Path:
    """The roster of 梅坑镇 as its clerk keeps it."""
    return DATA / "roster-meikeng.xlsx"


@pytest.fixture
def bad_roster() -> Path:
    """The same roster with mistakes in it."""
    return DATA / "roster-bad.xlsx"


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets (name → rows) with openpyxl; `merge` concerns the first, `hidden` names some."""

    def write(sheets: Mapping[str, Rows], merge: Sequence[str] = (), hidden: Sequence[str] = ()) -> Path:
        made = Workbook()
        del made[made.sheetnames[0]]
        for name, rows in sheets.items():
            sheet = made.create_sheet(name)
            for row in rows:
                sheet.append(row)
            if name in hidden:
                sheet.sheet_state = "hidden"
        for reference in merge:
            made[made.sheetnames[0]].merge_cells(reference)
        path = tmp_path / "花名册.xlsx"
        made.save(path)
        return path

    return write


@pytest.fixture
def raw_book(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook from its XML: `rows` and what follows them in the one sheet, other parts by name."""

    def write(rows: str = "", behind: str = "", parts: Mapping[str, str | bytes] | None = None) -> Path:
        path = tmp_path / "raw.xlsx"
        sheet = {"xl/worksheets/sheet1.xml": SHEET.format(rows, behind)}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**PARTS, **sheet, **(parts or {})}.items():
                archive.writestr(name, content)
        return path

    return write
