"""What a PDF says of itself: title, bookmarks, language, its true time; and the rules of PDF/A-2u."""

import re
import zlib
from base64 import a85decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import pytest

from banfu_desktop.printing.engine.blocks import Column, Document, Grid, Paragraph, Title
from banfu_desktop.printing.engine.render import Leaf, bind, render
from banfu_desktop.printing.engine.style import NEWEST
from banfu_desktop.printing.forms import fund_year
from banfu_desktop.printing.forms.v2 import subsidy_sheet
from banfu_desktop.printing.paper import Enclosed, Paper, pdf
from banfu_desktop.printing.preview import opened, page_count, page_text
from banfu_desktop.rules.errors import UserError

NAMED = replace(NEWEST, bookmarks=True)
SHEET = Document(
    "发放表",
    (
        Title("发放表"),
        Grid((Column("姓名", 20), Column("实发", 20, money=True, summed=True)), (("谭䶮𬱖", 129_032),)),
    ),
    landscape=True,
    printed_at="2026-11-02 09:30",
    watermark="仅供发放单位财务使用",
    style=NAMED,
)
PROOF = Document(
    "驻镇情况证明", (Title("证明"), Paragraph("特此证明。")), printed_at="2026-11-02 09:31", style=NAMED
)
WHOLE = "2026年10月 <县司法局> & 县林业局"


def bookmarks(made: bytes) -> list[tuple[int, str, int]]:
    """Depth, words and page (from 0) of every bookmark."""
    with opened(made) as document:
        return [
            (mark.level, mark.get_title(), mark.get_dest().get_index())  # type: ignore[union-attr]
            for mark in document.get_toc()
        ]


def information(made: bytes) -> dict[str, str]:
    with opened(made) as document:
        return dict(document.get_metadata_dict(skip_empty=True))


def test_a_pdf_is_named_as_a_whole_and_has_a_bookmark_a_document() -> None:
    made = render([SHEET, PROOF], WHOLE)
    assert information(made)["Title"] == WHOLE
    assert bookmarks(made) == [(0, "发放表", 0), (0, "驻镇情况证明", 1)]
    assert re.search(rb"/Lang \(zh-CN\)", made)
    assert b"/DisplayDocTitle true" in made


def test_one_document_alone_is_named_by_itself_however_it_was_asked_for() -> None:
    assert information(render([SHEET], WHOLE))["Title"] == "发放表"
    assert render([SHEET], WHOLE) == render([SHEET])


def test_it_says_nothing_that_nobody_filled_in() -> None:
    assert set(information(render([SHEET]))) == {"Title", "Creator", "Producer", "CreationDate", "ModDate"}


def test_its_time_is_the_latest_its_documents_bear() -> None:
    made = render([SHEET, PROOF])
    assert information(made)["CreationDate"] == "D:20261102093100+08'00'"
    assert made == render([SHEET, PROOF])
    timeless = Document("表", (Title("表"),), style=NAMED)
    assert information(render([timeless]))["CreationDate"].startswith("D:20000101")


def test_bookmarks_lead_to_a_unit_and_to_its_papers_and_name_no_copy_twice() -> None:
    leaves = [
        Leaf(document, (unit, document.name))
        for unit in ("县司法局", "县林业局")
        for document in (SHEET, SHEET, PROOF)
    ]
    assert bookmarks(bind(leaves, WHOLE)) == [
        (0, "县司法局", 0), (1, "发放表", 0), (1, "驻镇情况证明", 2),
        (0, "县林业局", 3), (1, "发放表", 3), (1, "驻镇情况证明", 5),
    ]  # fmt: skip


def test_what_is_printed_on_both_sides_begins_in_front_by_blank_backs() -> None:
    long = Document("长", (Paragraph("驻镇帮扶工作扎实推进。" * 200),))
    leaves = [Leaf(document, (document.name,), fresh=True) for document in (SHEET, long, PROOF)]
    assert [len(page_text(bind(leaves, WHOLE, duplex=True), n)) > 0 for n in range(5)] == [
        True, False, True, True, True,
    ]  # fmt: skip
    assert page_count(bind(leaves, WHOLE)) == 4


def test_a_layout_that_knew_no_bookmarks_keeps_its_bytes_alone_and_joins_in_among_others() -> None:
    sealed = subsidy_sheet.build(subsidy_sheet.SAMPLE)
    assert render(sealed) == render(sealed, WHOLE)
    assert bookmarks(render(sealed)) == []
    assert information(render([*sealed, PROOF], WHOLE))["Title"] == WHOLE


# PDF/A-2u, rule by rule (ISO 19005-2).


@pytest.fixture(scope="module")
def archived() -> bytes:
    """A form with every kind of mark the engine draws: tables, watermark, rare characters, charts."""
    return render([SHEET, PROOF, *fund_year.build(fund_year.SAMPLE)], WHOLE, archival=True)


def streams(made: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Dictionary and content of every stream; its length is what the dictionary says (6.1.7.1)."""
    for found in re.finditer(rb"(?<!end)stream\r?\n", made):
        head = made[made.rindex(b" obj", 0, found.start()) : found.start()]
        length = re.search(rb"/Length (\d+)", head)
        assert length is not None, head
        content = made[found.end() : found.end() + int(length[1])]
        after = made[found.end() + int(length[1]) :]
        assert after.startswith((b"\nendstream", b"\r\nendstream")), "no end of line before endstream"
        yield head, content


def unpacked(head: bytes, content: bytes) -> bytes:
    if b"/ASCII85Decode" in head:
        content = a85decode(content.strip().removesuffix(b"~>"))
    return zlib.decompress(content) if b"/FlateDecode" in head else content


def test_an_archival_file_has_header_binary_line_and_identifier(archived: bytes) -> None:
    first, second = archived.split(b"\n", 2)[:2]
    assert first.strip() == b"%PDF-1.7"
    assert second.startswith(b"%")
    assert all(byte > 127 for byte in second.strip()[1:5])
    assert re.search(rb"/ID\s*\[\s*<[0-9a-f]{32}>\s*<[0-9a-f]{32}>\s*\]", archived)
    assert archived.rstrip().endswith(b"%%EOF")


def test_every_stream_ends_in_a_line_of_its_own(archived: bytes) -> None:
    assert len(list(streams(archived))) > 5


def test_nothing_in_it_needs_another_program_or_a_password(archived: bytes) -> None:
    forbidden = (b"/Encrypt", b"/JavaScript", b"/JS", b"/LZWDecode", b"/EmbeddedFiles", b"/Launch",
                 b"/AcroForm", b"/SMask", b"/BM", b"/CA ", b"/ca ", b"/XFA", b"/Annots",
                 b"/OpenAction")  # fmt: skip
    outside = archived + b"".join(
        unpacked(*stream) for stream in streams(archived) if b"/Length1" not in stream[0]
    )
    assert not [name for name in forbidden if name in outside]


def test_metadata_stand_uncompressed_and_say_what_the_information_says(archived: bytes) -> None:
    start, end = archived.index(b"<?xpacket begin"), archived.index(b"<?xpacket end")
    head = archived[archived.rindex(b" obj", 0, start) : start]
    assert b"/Type /Metadata" in head
    assert b"/Filter" not in head
    tree: Any = ElementTree.fromstring(archived[archived.index(b"?>", start) + 2 : end])
    said = {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in tree.iter()}
    told = information(archived)
    assert (said["part"], said["conformance"]) == ("2", "U")
    titles = [element.text for element in tree.iter() if element.tag.endswith("}li")]
    assert titles == [told["Title"], "zh-CN"]
    assert (said["CreatorTool"], said["Producer"]) == (told["Creator"], told["Producer"])
    made = datetime.fromisoformat(said["CreateDate"])
    assert made == datetime(2026, 11, 2, 1, 31, tzinfo=UTC)
    assert said["ModifyDate"] == said["CreateDate"]
    assert told["CreationDate"] == told["ModDate"] == "D:20261102093100+08'00'"


def test_colours_have_a_profile(archived: bytes) -> None:
    assert archived.count(b"/GTS_PDFA1") == 1
    (profile,) = [unpacked(*stream) for stream in streams(archived) if b"/N 3" in stream[0]]
    assert profile[36:40] == b"acsp"
    assert (profile[12:16], profile[16:20], profile[20:24]) == (b"mntr", b"RGB ", b"XYZ ")
    assert profile[8] == 2  # of version 2, which every reader knows
    assert int.from_bytes(profile[:4], "big") == len(profile)


def test_every_font_is_embedded_and_every_character_has_its_meaning(archived: bytes) -> None:
    fonts = re.findall(rb"/BaseFont /(\S+)", archived)
    assert len(fonts) == archived.count(b"/FontFile2 ") == archived.count(b"/ToUnicode ") > 1
    assert all(re.match(rb"[A-Z]{6}\+", font) for font in fonts)
    assert "谭䶮𬱖" in page_text(archived, 0)


def test_an_archival_file_is_the_same_every_time_and_leaves_the_others_as_they_are(archived: bytes) -> None:
    plain = render([SHEET, PROOF], WHOLE)
    assert archived == render([SHEET, PROOF, *fund_year.build(fund_year.SAMPLE)], WHOLE, archival=True)
    assert plain == render([SHEET, PROOF], WHOLE)
    assert b"~>endstream" in plain


def test_a_sealed_paper_can_be_archived_too() -> None:
    made = pdf(Paper("发放表", subsidy_sheet.build(subsidy_sheet.SAMPLE)), archival=True)
    assert b"pdfaid:part>2<" in made
    assert len(list(streams(made))) > 3


def test_attachments_of_others_are_not_vouched_for() -> None:
    from banfu_desktop.printing.enclosures import Sheet

    enclosed = Enclosed((Sheet("a.pdf", lacking="打不开"),), "附件")
    with pytest.raises(UserError, match="带有附件，不能存为存档格式"):
        pdf(Paper("报销单", (PROOF,), enclosed=enclosed), archival=True)
