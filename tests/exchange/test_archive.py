"""Files that are not what they say: each is refused in a plain sentence, none is believed."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from banfu_desktop.exchange import archive
from banfu_desktop.exchange.reading import Reading, read
from banfu_desktop.rules.errors import UserError
from banfu_desktop.tables.members import MEMBERS
from banfu_desktop.tables.spec import Table

RawBook = Callable[..., Path]
Harm = Callable[[bytes, random.Random], bytes]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
HEADER = (
    '<row><c t="str"><v>姓名</v></c><c t="str"><v>身份证号</v></c></row>'
    '<row><c t="str"><v>钟立新</v></c><c t="str"><v>440299198103024955</v></c></row>'
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><worksheet><sheetData><row><c t='str'><v>&i;</v></c></row></sheetData></worksheet>"
)
FETCHES = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]><worksheet>&f;</worksheet>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "文件是空的"),
        (
            OLE + "Workbook".encode("utf-16-le"),
            "旧格式的表格（.xls 或 .et）读不出来，请在WPS里打开它，另存为 .xlsx",
        ),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "文件加了密码"),
        ("你好".encode("gbk"), "没有找到表头"),
        (b"<html><table></table></html>", "没有找到表头"),
        (b"%PDF-1.7", "这是PDF，不是表格"),
        (b"\0\1\2\3", "不是文本表格"),
        (b"PK\x03\x04", "文件已损坏"),
        (b"PK\x05\x06" + bytes(18), "不是 .xlsx 表格"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(
    tmp_path: Path, staff: Table, content: bytes, sentence: str
) -> None:
    path = tmp_path / "花名册.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError, match=re.escape(sentence)):
        read(path, staff)


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path, staff: Table) -> None:
    with pytest.raises(UserError, match="找不到文件“没有"):
        read(tmp_path / "没有.xlsx", staff)
    with pytest.raises(UserError, match="不是文件"):
        read(tmp_path, staff)


def test_a_file_held_by_another_program_is_said(
    roster: Path, staff: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "held")

    monkeypatch.setattr(archive.Path, "open", locked)
    with pytest.raises(UserError, match="可能正在WPS里打开着，请关闭后再试"):
        read(roster, staff)


def test_a_disk_that_fails_is_the_machine_s_trouble(
    roster: Path, staff: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(archive.Path, "open", broken)
    with pytest.raises(archive.MachineError, match="没有导入任何内容"):
        read(roster, staff)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"xl/vbaProject.bin": b"macro"}, "文件带有宏"),
        ({"xl/worksheets/sheet1.xml": LAUGHS}, "文件已损坏"),
        ({"xl/worksheets/sheet1.xml": FETCHES}, "文件已损坏"),
        ({"xl/workbook.xml": LAUGHS}, "文件已损坏"),
        ({"xl/sharedStrings.xml": FETCHES}, "文件已损坏"),
        ({"xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="none-such"?><x/>'}, "文件已损坏"),
        ({"xl/worksheets/sheet1.xml": ""}, "文件已损坏"),
        ({"xl/workbook.xml": "<workbook/>"}, "没有找到表头"),
        ({"xl/_rels/workbook.xml.rels": "<Relationships/>"}, "没有找到表头"),
        ({"xl/_rels/workbook.xml.rels": '<R><Relationship Id="rId1" Type="worksheet" Target="no.xml"/></R>'},
         "文件已损坏"),
        ({"xl/_rels/workbook.xml.rels":
          '<R><Relationship Id="rId1" Type="worksheet" Target="../../../../etc/passwd"/></R>'}, "文件已损坏"),
    ],
)  # fmt: skip
def test_a_hostile_part_is_refused(
    raw_book: RawBook, staff: Table, parts: dict[str, str], sentence: str
) -> None:
    with pytest.raises(UserError, match=sentence):
        read(raw_book(HEADER, parts=parts), staff)


def test_names_that_climb_out_are_never_written(raw_book: RawBook, staff: Table, tmp_path: Path) -> None:
    before = {"raw.xlsx"}
    sheet = read(raw_book(HEADER, parts={"../../evil.txt": "x", "/tmp/evil.txt": "x"}), staff)
    assert len(sheet.rows) == 1
    assert {path.name for path in tmp_path.iterdir()} == before
    assert not (tmp_path.parent.parent / "evil.txt").exists()


def test_links_to_other_files_do_no_harm(raw_book: RawBook, staff: Table) -> None:
    link = '<externalLink><externalBook xmlns:r="r" r:id="rId1"/></externalLink>'
    path = raw_book(HEADER, parts={"xl/externalLinks/externalLink1.xml": link})
    assert len(read(path, staff).rows) == 1


def test_invisible_and_turning_characters_leave_a_name(raw_book: RawBook, staff: Table) -> None:
    path = raw_book(HEADER.replace("钟立新", "\u202e钟\u200b立\u2066新\ufeff"))
    assert read(path, staff).rows[0].values["name"] == "钟立新"


def test_a_part_with_a_password_is_said(raw_book: RawBook, staff: Table) -> None:
    path = raw_book(HEADER)
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(UserError, match="文件加了密码"):
        read(path, staff)


def test_other_ways_of_packing_are_not_unpacked(tmp_path: Path, staff: Table) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(UserError, match="文件已损坏"):
        read(path, staff)


# Size


def test_a_file_too_large_is_refused_unopened(tmp_path: Path, staff: Table) -> None:
    path = tmp_path / "x.xlsx"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(archive.LARGEST_FILE + 1)
    with pytest.raises(UserError, match="文件超过20 MB"):
        read(path, staff)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_part_that_swells_is_refused_unread(raw_book: RawBook, staff: Table, part: str) -> None:
    path = raw_book(HEADER, parts={part: b"<x>" + b" " * archive.LARGEST_PART + b"</x>"})
    with pytest.raises(UserError, match="文件内容太大"):
        read(path, staff)


def test_parts_that_swell_together_are_refused(
    raw_book: RawBook, staff: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_TOTAL", 2000)
    with pytest.raises(UserError, match="文件内容太大"):
        read(raw_book(HEADER, parts={"xl/media/image1.png": bytes(2000)}), staff)


def test_one_part_read_again_and_again_is_refused(
    raw_book: RawBook, staff: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_TOTAL", 20_000)
    sheets = '<sheet name="x" r:id="rId1"/>' * 100
    path = raw_book(HEADER, parts={"xl/workbook.xml": f'<w xmlns:r="r">{sheets}</w>'})
    with pytest.raises(UserError, match="文件内容太大"):
        read(path, staff)


# Damage


def damaged(content: bytes, dice: random.Random) -> bytes:
    """Cut a file short, or change, drop or repeat some of its bytes."""
    if dice.random() < 0.2:
        return content[: dice.randrange(len(content))]
    hurt = bytearray(content)
    for _ in range(dice.choice((1, 1, 2, 8, 64))):
        at = dice.randrange(len(hurt) or 1)
        match dice.randrange(3):
            case 0:
                hurt[at : at + 1] = dice.randbytes(1)
            case 1:
                del hurt[at : at + dice.randrange(1, 64)]
            case _:
                hurt[at:at] = hurt[at : at + dice.randrange(1, 64)]
    return bytes(hurt)


def damaged_within(content: bytes, dice: random.Random) -> bytes:
    """Damage one XML part and pack it again with a right checksum, so that the damage reaches our reading."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        unlucky = dice.choice(old.namelist())
        for name in old.namelist():
            new.writestr(name, damaged(old.read(name), dice) if name == unlucky else old.read(name))
    return packed.getvalue()


def read_damaged(roster: Path, path: Path, harm: Harm, times: int) -> int:
    """How many of so many damaged files were refused; anything but a sheet or a refusal fails."""
    dice, content, refused = random.Random(times), roster.read_bytes(), 0
    for _ in range(times):
        path.write_bytes(harm(content, dice))
        try:
            assert isinstance(read(path, MEMBERS), Reading)
        except UserError:
            refused += 1
    return refused


@pytest.mark.parametrize("harm", [damaged, damaged_within])
def test_a_damaged_file_is_read_or_refused(roster: Path, tmp_path: Path, harm: Harm) -> None:
    assert 20 < read_damaged(roster, tmp_path / "x.xlsx", harm, 150) <= 150


@pytest.mark.soak
@pytest.mark.parametrize("harm", [damaged, damaged_within])
def test_many_damaged_files_are_read_or_refused(roster: Path, tmp_path: Path, harm: Harm) -> None:
    assert 2000 < read_damaged(roster, tmp_path / "x.xlsx", harm, 15_000) <= 15_000
