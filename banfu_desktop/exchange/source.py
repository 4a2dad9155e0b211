"""A file from outside as sheets, whatever it is called: .xlsx, .xls, .et, .csv or a page of HTML."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from banfu_desktop.exchange.archive import OLE, SAVE_AS_XLSX, read_content
from banfu_desktop.exchange.text_sheet import pasted_sheet, text_sheet
from banfu_desktop.exchange.workbook import RawSheet, sheets_of
from banfu_desktop.exchange.xls import xls_sheets
from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.imports import File, Pasted

_FOREIGN: Mapping[bytes, str] = {
    b"%PDF": "PDF", b"\x89PNG": "图片", b"\xff\xd8\xff": "图片", b"GIF8": "图片", b"Rar!": "压缩包",
    b"7z\xbc\xaf": "压缩包",
}  # fmt: skip
"""How files begin that hold no table."""


@dataclass(frozen=True)
class Source:
    """A file's visible sheets, and the names of those nobody sees in Excel."""

    name: str
    sha256: str
    sheets: tuple[RawSheet, ...]
    hidden: tuple[str, ...]


def read_source(path: File) -> Source:
    """Read a file by its content, not by its name; or rows that were pasted.

    Raises:
        UserError: missing, locked, too large, damaged, with a password, or no table at all.
        MachineError: the disk cannot be read.
    """
    if isinstance(path, Pasted):
        digest = hashlib.sha256(path.text.encode()).hexdigest()
        return Source(path.name, digest, (pasted_sheet(path.text, path.name),), ())
    content = read_content(path)
    if not content:
        raise UserError("文件是空的", "请核对是否选对了文件")
    hidden: list[str] = []
    if content.startswith(b"PK"):
        sheets = tuple(sheets_of(content, hidden))
    elif content.startswith(OLE) or (
        content[:1] == b"\x09" and content[1:2] in (b"\x00", b"\x02", b"\x04", b"\x08")
    ):
        sheets = tuple(xls_sheets(content, hidden))
    else:
        _refuse_foreign(content)
        sheets = (text_sheet(content, path.stem),)
    return Source(path.name, hashlib.sha256(content).hexdigest(), sheets, tuple(hidden))


def _refuse_foreign(content: bytes) -> None:
    for beginning, what in _FOREIGN.items():
        if content.startswith(beginning):
            raise UserError(f"这是{what}，不是表格", SAVE_AS_XLSX)
