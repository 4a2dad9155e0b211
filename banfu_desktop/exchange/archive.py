"""Opening a file that claims to be .xlsx: nothing in it is trusted, every size is known before it is read."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from banfu_desktop.rules.errors import MachineError, UserError

LARGEST_FILE = 20 * 2**20
LARGEST_PART = 64 * 2**20
LARGEST_TOTAL = 200 * 2**20
"""Bytes: the file, one part unpacked, everything unpacked. 20,000 people are 3 MB, unpacked 30 MB."""

SAVE_AS_XLSX = "请在WPS里打开它，另存为 .xlsx 后再导入"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How an .xls, an .et and an encrypted .xlsx begin."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOK = "xl/workbook.xml"
_CHUNK = 2**20  # the parser rescans an unfinished token with each chunk, so they are not small
# What zipfile, zlib, the XML parser and our reading of numbers raise on a damaged or forged file.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    SAXException,
)


class Archive:
    """The parts of one .xlsx file; all reading together stays below LARGEST_TOTAL."""

    def __init__(self, parts: zipfile.ZipFile) -> None:
        self._parts = parts
        self._left = LARGEST_TOTAL

    def parse(self, name: str, handler: ContentHandler) -> None:
        """Run a handler over one XML part; a document type, and with it every entity, is refused."""
        from defusedxml.sax import make_parser

        self._left -= self._parts.getinfo(name).file_size
        if self._parts.getinfo(name).file_size > LARGEST_PART or self._left < 0:
            raise _too_large()
        parser = make_parser()
        parser.forbid_dtd = True
        parser.setContentHandler(handler)
        with self._parts.open(name) as part:
            parser.feed(b"")  # so that an empty part ends too early instead of not at all
            while chunk := part.read(_CHUNK):
                parser.feed(chunk)
        parser.close()


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """Open an .xlsx file for reading.

    Raises:
        UserError: missing, locked, not an .xlsx, encrypted, with macros, too large or damaged.
        MachineError: the disk cannot be read.
    """
    with unpacked(read_content(path)) as archive:
        yield archive


@contextmanager
def unpacked(content: bytes) -> Iterator[Archive]:
    """The same for the bytes of a file that was read already.

    Raises:
        UserError: not an .xlsx, encrypted, with macros, too large or damaged.
    """
    _check_kind(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _check_parts(parts)
            yield Archive(parts)
    except _DAMAGE:
        raise UserError("文件已损坏，读不出来", "请在WPS里打开核对，另存为新的 .xlsx 后再导入") from None


def read_content(path: Path) -> bytes:
    """The whole file, so that whatever fails later is the content and not the disk.

    Raises:
        UserError: missing, locked, not a file, or over LARGEST_FILE.
        MachineError: the disk cannot be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise UserError(f"“{path.name}”不是文件", "请选择一个 .xlsx 文件")
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise UserError(f"找不到文件“{path.name}”", "请核对文件名和所在文件夹") from None
    except PermissionError:
        raise UserError(
            f"打不开“{path.name}”", "它可能正在WPS里打开着，请关闭后再试；或复制一份再导入"
        ) from None
    except OSError:
        raise MachineError(f"读取“{path.name}”出错", "没有导入任何内容", "请把文件复制到本机再试") from None
    if len(content) > LARGEST_FILE:
        raise UserError(f"文件超过{LARGEST_FILE // 2**20} MB", "请删去图片和无关的工作表，另存后再导入")
    return content


def _check_kind(content: bytes) -> None:
    if not content:
        raise UserError("文件是空的", "请核对是否选对了文件")
    if content.startswith(OLE):
        refuse_encrypted(content)
        raise UserError("这是旧格式的表格（.xls 或 .et）", SAVE_AS_XLSX)
    if not content.startswith(b"PK"):
        raise UserError("这不是 .xlsx 表格", SAVE_AS_XLSX)


def refuse_encrypted(content: bytes) -> None:
    """An .xlsx with a password lies in an OLE container.

    Raises:
        UserError: it is one.
    """
    if _ENCRYPTED in content:
        raise _has_password()


def _check_parts(parts: zipfile.ZipFile) -> None:
    infos = parts.infolist()
    if any(info.flag_bits & 1 for info in infos):
        raise _has_password()
    if any(info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for info in infos):
        raise zipfile.BadZipFile
    if sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise _too_large()
    names = {info.filename for info in infos}
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise UserError("文件带有宏", "请在WPS里另存为不带宏的 .xlsx 后再导入")
    if _BOOK not in names:
        raise UserError("这不是 .xlsx 表格", SAVE_AS_XLSX)


def _has_password() -> UserError:
    return UserError("文件加了密码", "请在WPS里取消密码，另存为 .xlsx 后再导入")


def _too_large() -> UserError:
    return UserError("文件内容太大", "请只保留要导入的工作表，删去多余的空行空列，另存后再导入")
