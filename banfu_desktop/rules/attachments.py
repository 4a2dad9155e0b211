"""Attachments: which files are papers, known by how they begin, and under which name they are kept."""

import re

from banfu_desktop.rules.errors import UserError
from banfu_desktop.rules.words import Word

LARGEST_FILE = 20 * 2**20
"""Bytes a single attachment may have: a scan of forty pages, a photograph of any telephone."""
MOST_PIXELS = 72_000_000
"""Pixels of a picture that is still drawn: A3 scanned at 600 dots an inch. A larger one is only kept."""
_LONGEST_NAME = 80
_FORBIDDEN = set('/\\:*?"<>|')


class FileKind(Word):
    """What kind of paper a file is; its synonyms are the endings it may bear."""

    JPEG = "jpeg", "JPEG图片", ".jpg", ".jpeg", ".jfif"
    PNG = "png", "PNG图片", ".png"
    TIFF = "tiff", "TIFF图片", ".tif", ".tiff"
    BMP = "bmp", "BMP图片", ".bmp"
    PDF = "pdf", "PDF文件", ".pdf"
    OFD = "ofd", "OFD文件", ".ofd"
    XML = "xml", "发票数据（XML）", ".xml", ".xbrl"
    HEIF = "heif", "HEIC照片", ".heic", ".heif", ".hif"

    @property
    def ending(self) -> str:
        """The ending of a file's name."""
        return self.synonyms[0]

    @property
    def is_picture(self) -> bool:
        """Whether it is one picture (or, TIFF, several)."""
        return self not in (FileKind.PDF, FileKind.OFD, FileKind.XML)


_BEGINNINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"II*\0", FileKind.TIFF),
    (b"MM\0*", FileKind.TIFF),
    (b"BM", FileKind.BMP),
    (b"%PDF-", FileKind.PDF),
)
_HEIF = re.compile(rb"....ftyp(?:heic|heix|heim|heis|mif1|msf1|hevc)", re.DOTALL)
_INVOICE_XML = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*)*<(?:\w+:)?(?:EInvoice|eInvoice|xbrl|Invoice)\b", re.DOTALL
)
_BOM = b"\xef\xbb\xbf"
_ZIP = b"PK\x03\x04"
_OFD_ROOT = b"OFD.xml"


def kind_of(content: bytes) -> FileKind:
    """What a file is by its own first bytes, whatever its name says.

    An OFD is an archive with an OFD.xml; only the names in it are looked at, nothing is unpacked.

    Raises:
        UserError: none of the kinds kept.
    """
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content.startswith(_ZIP) and _OFD_ROOT in content:
        return FileKind.OFD
    if _HEIF.match(content):
        return FileKind.HEIF
    if _INVOICE_XML.match(content.removeprefix(_BOM)[:4096]):
        return FileKind.XML
    raise UserError("这不是单据附件", f"可添加：{'、'.join(FileKind.labels())}；表格和文档请另存为 PDF")


def kept_name(name: str, kind: FileKind) -> str:
    """The name a file is kept under: no folders, nothing unseen, an ending that tells the truth."""
    plain = "".join(ch for ch in name.replace("\\", "/").rpartition("/")[2] if ch.isprintable())
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > 5:
        stem = plain
    right = f".{ending.casefold()}" in kind.synonyms
    stem = "".join(ch for ch in stem if ch not in _FORBIDDEN).strip(" .")[:_LONGEST_NAME] or "附件"
    return f"{stem}.{ending.casefold()}" if right else stem + kind.ending
