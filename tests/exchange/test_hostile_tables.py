"""Tables made to harm: chains in circles, parts that unpack without end, half a gigabyte of nothing."""

import random
import resource
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from banfu_desktop.exchange.reading import read
from banfu_desktop.exchange.source import read_source
from banfu_desktop.rules.errors import UserError
from banfu_desktop.tables.members import MEMBERS

XLS = (Path(__file__).parents[1] / "data" / "doors" / "xls" / "roster.xls").read_bytes()
MOST = 200 * 2**20
"""Bytes of memory that reading anything may take: well below the 500 MB the office allows."""


def refused(path: Path) -> str:
    """The sentence a file is refused with."""
    with pytest.raises(UserError) as refusal:
        read(path, MEMBERS)
    return str(refusal.value)


def said_of(path: Path) -> str:
    """Why a file is refused; nothing where it is read."""
    try:
        read_source(path)
    except UserError as refusal:
        return refusal.what
    return ""


def test_a_chain_of_sectors_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    """Every entry of the allocation table points at the first sector of the workbook."""
    (first_fat,) = struct.unpack_from("<i", XLS, 76)
    place = (first_fat + 1) * 512
    for target in range(6):
        harmed = bytearray(XLS)
        for entry in range(128):
            (value,) = struct.unpack_from("<i", harmed, place + 4 * entry)
            if value != -1:
                struct.pack_into("<i", harmed, place + 4 * entry, target)
        path = tmp_path / "花名册.xls"
        path.write_bytes(bytes(harmed))
        assert "旧格式的表格" in refused(path)


def test_a_directory_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    (directory,) = struct.unpack_from("<i", XLS, 48)
    for number in range(4):
        for field in (68, 72, 76):
            harmed = bytearray(XLS)
            struct.pack_into("<i", harmed, (directory + 1) * 512 + 128 * number + field, number)
            path = tmp_path / "花名册.xls"
            path.write_bytes(bytes(harmed))
            assert said_of(path) in ("", "旧格式的表格（.xls 或 .et）读不出来")


def test_a_damaged_xls_is_read_or_refused_and_takes_no_memory(tmp_path: Path) -> None:
    dice, path = random.Random(13), tmp_path / "花名册.xls"
    tracemalloc.start()
    for _ in range(150):
        harmed = bytearray(XLS)
        for _ in range(dice.randint(1, 12)):
            place = dice.randrange(len(harmed) - 4)
            harmed[place : place + 4] = dice.choice(
                [b"\xff\xff\xff\x7f", b"\xff\xff\xff\xff", dice.randbytes(4)]
            )
        path.write_bytes(bytes(harmed[: dice.choice([len(harmed), dice.randrange(len(harmed))])]))
        sentence = said_of(path)
        assert not sentence or any("\u4e00" <= letter <= "\u9fff" for letter in sentence)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST


def test_half_a_gigabyte_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "流水.csv"
    with path.open("wb") as file:
        file.truncate(500 * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "超过20 MB" in refused(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024  # kilobytes


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(300):
                part.write(b" " * 2**20)
    assert path.stat().st_size < 2**20
    assert "文件内容太大" in refused(path)


@pytest.mark.parametrize(
    "content",
    [
        "姓名,身份证号\n" + "甲,1\n" * 30_000,
        "姓名,身份证号\n" + "," * 5_000 + "甲\n",
        "<table>" + "<tr><td>姓名<td>身份证号" + "<tr><td>甲<td>1" * 30_000,
        "<table><tr>" + "<td>甲" * 5_000,
        "姓名\t身份证号\n" + '"' + "甲" * 200_000,
    ],
)
def test_a_text_of_too_many_rows_or_cells_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "名册.csv"
    path.write_text(content, "utf-8")
    assert refused(path)


def test_entities_in_a_page_of_html_are_texts_only(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE html [<!ENTITY a "哈"><!ENTITY b "&a;&a;&a;">]>'
    path = tmp_path / "名册.xls"
    path.write_text(f"{laughs}<html><table><tr><td>姓名<td>身份证号<tr><td>&b;&b;<td>1</table>", "utf-8")
    (row,) = read(path, MEMBERS).rows
    assert row.values["name"] == "&b;&b;"
