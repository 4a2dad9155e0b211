"""Every list that the help names goes out to Excel, with what the office has."""

import re
import shutil
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from banfu_desktop.cli import program
from tests.cli.conftest import Call
from tests.services import a_claim


@pytest.fixture
def full(full_office: Path, tmp_path: Path) -> Path:
    """The demonstration office with something in every room."""
    return shutil.copytree(full_office / "office", tmp_path / "office")


def named(help_text: str) -> list[str]:
    """The names of lists in the help, whatever its lines break."""
    whole = re.sub(r"\s", "", help_text)
    names = re.search(r"参数:清单([a-z、-]+)FILE", whole)
    assert names is not None, help_text
    return names[1].split("、")


def rows_in(file: Path) -> int:
    """The rows that stand in its sheet: what the head of the sheet says of them, counted."""
    with closing(load_workbook(file, read_only=True)) as book, ZipFile(file) as packed:
        said = book.worksheets[0].max_row
        counted = packed.read("xl/worksheets/sheet1.xml").count(b"<row ")
    assert said == counted, file
    return counted


def test_every_list_of_the_help_is_written_with_its_rows(full: Path, call: Call, tmp_path: Path) -> None:
    names = named(call("export", "--help").out)
    assert {"members", "invoices", "audit"} < set(names)
    for name in names:
        answer = call("export", name, tmp_path / f"{name}.xlsx")
        rows = re.search(r"已导出(\d+)行", answer.out)
        assert (answer.code, bool(rows)) == (program.DONE, True), f"{name}: {answer.err}"
        assert rows is not None
        assert 0 < int(rows[1]) < rows_in(tmp_path / f"{name}.xlsx"), name


def test_the_invoices_say_whose_paper_they_are(full: Path, call: Call, tmp_path: Path) -> None:
    call("export", "invoices", tmp_path / "发票.xlsx")
    sheet = load_workbook(tmp_path / "发票.xlsx").worksheets[0]
    (line,) = [row for row in sheet.values if a_claim.NUMBERS[0] in row]
    assert "数电票" in line
    assert any("报销" in str(cell) for cell in line), line
