"""A file on its way in: what it is, what is refused, what the clerk is told."""

import errno
import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from banfu_desktop.exchange import attachments
from banfu_desktop.exchange.attachments import judge, receive
from banfu_desktop.rules.attachments import LARGEST_FILE, FileKind, kept_name
from banfu_desktop.rules.errors import MachineError, UserError
from tests.services import hostile_files as made


def picture(kind: str, mode: str = "RGB") -> bytes:
    out = BytesIO()
    Image.new(mode, (30, 20)).save(out, kind)
    return out.getvalue()


def pdf(*objects: bytes, end: bytes = b"%%EOF\n") -> bytes:
    return b"%PDF-1.7\n" + b"\n".join(objects) + b"\n" + end


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.jpg", picture("JPEG"), FileKind.JPEG),
        ("a.png", picture("PNG"), FileKind.PNG),
        ("a.tiff", picture("TIFF"), FileKind.TIFF),
        ("a.bmp", picture("BMP"), FileKind.BMP),
        ("a.pdf", pdf(), FileKind.PDF),
        ("a.ofd", made.ofd(), FileKind.OFD),
    ],
)
def test_papers_are_taken_as_they_are_and_nothing_is_remarked(
    tmp_path: Path, name: str, content: bytes, kind: FileKind
) -> None:
    (tmp_path / name).write_bytes(content)
    taken = receive(tmp_path / name)
    assert (taken.name, taken.kind, taken.content, taken.remark) == (name, kind, content, "")


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (pdf(b"/OpenAction<</S/JavaScript>>"), "带有脚本"),
        (pdf(b"/J#61vaScript"), "带有脚本"),
        (pdf(b"/Encrypt 5 0 R"), "加了密"),
        (pdf(end=b""), "不完整"),
    ],
)
def test_what_a_pdf_holds_is_said(content: bytes, remark: str) -> None:
    assert remark in judge("a.pdf", content).remark


def test_a_picture_cut_short_or_too_large_is_said_to_be_so() -> None:
    assert "不完整" in judge("a.jpg", made.photograph()[:-300]).remark
    assert "不完整" in judge("a.png", picture("PNG")[:-8]).remark
    assert "点数太多" in judge("a.png", made.png(9_000, 9_000, colour=0)).remark
    assert "点数太多" in judge("a.png", made.png(20_000, 20_000, depth=1, colour=0)).remark


def test_a_wrong_ending_is_put_right_and_both_remarks_are_made() -> None:
    taken = judge("发票.docx", pdf(b"/Encrypt 5 0 R"))
    assert taken.name == "发票.pdf"
    assert taken.remark.startswith("内容是PDF文件，已按“发票.pdf”保存；文件加了密")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空文件"),
        (b"PK\x03\x04 a workbook", "不能作为单据附件"),
        (b"MZ a program", "不能作为单据附件"),
        (b"\xff\xd8\xff" + bytes(100), "已损坏，打不开"),
        (bytes(LARGEST_FILE + 1), "超过 20 MB"),
    ],
)
def test_what_is_no_paper_is_refused_with_advice(content: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said) as refused:
        judge("某文件.jpg", content)
    assert refused.value.advice
    assert "“某文件.jpg”" in str(refused.value)


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    paper = tmp_path / "a.jpg"
    paper.write_bytes(made.photograph())
    (tmp_path / "b.jpg").symlink_to(paper)
    (tmp_path / "c.lnk").write_bytes(b"L")
    (tmp_path / "d").mkdir()
    os.mkfifo(tmp_path / "e.jpg")
    for name, said in (
        ("b.jpg", "快捷方式"), ("c.lnk", "快捷方式"), ("d", "文件夹"), ("e.jpg", "不是普通文件"),
        ("f", "找不到"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=said):
            receive(tmp_path / name)


def test_a_file_of_half_a_gigabyte_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.pdf").open("wb") as file:
        file.truncate(500 * made.MB)
    with pytest.raises(UserError, match="有 500 MB，超过 20 MB，请降低扫描分辨率"):
        receive(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [(errno.EACCES, UserError, "没有权限"), (errno.EIO, MachineError, "读不出来"),
     (errno.ELOOP, MachineError, "读不出来")],
)  # fmt: skip
def test_a_file_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception], said: str
) -> None:
    def fail(*words: Any) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(attachments.os, "open", fail)
    with pytest.raises(kind, match=said):
        receive(tmp_path / "a.jpg")


def test_a_name_is_quoted_short_and_without_what_cannot_be_seen() -> None:
    with pytest.raises(UserError, match=r"“a{39}…”是空文件"):
        judge("a\u202e" * 90, b"")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/passwd", "passwd.jpg"),
        ("C:\\票\\车票.JPEG", "车票.jpeg"),
        ("...", "附件.jpg"),
        ("a:b*c?.jpg", "abc.jpg"),
        ("报告.第一页", "报告.jpg"),
        ("没有结尾的句号.这不是扩展名", "没有结尾的句号.这不是扩展名.jpg"),
        ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
    ],
)
def test_a_name_is_kept_without_folders_and_tells_the_truth(name: str, kept: str) -> None:
    assert kept_name(name, FileKind.JPEG) == kept
