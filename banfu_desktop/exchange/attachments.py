"""A file from outside becomes an attachment: looked at, never unpacked, never executed, never trusted.

What is no paper is refused before it is read whole. What is one is kept byte for byte, and a remark says
what the clerk must know of it: another ending, a password, a part that is missing.
"""

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from banfu_desktop.rules.attachments import LARGEST_FILE, MOST_PIXELS, FileKind, kept_name, kind_of
from banfu_desktop.rules.errors import MachineError, UserError
from banfu_desktop.rules.pictures import MOST_BYTES, drawing_bytes

_SHORTCUTS = (".lnk", ".url", ".desktop", ".webloc")
_MB = 2**20
_QUOTED = 40
"""Characters of a file's own name that a sentence repeats."""
_TAIL = 1024
"""Bytes at the end of a PDF in which its end mark stands."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_SCRIPT = re.compile(rb"/(?:JavaScript|JS)\b")
_ENDS = {FileKind.JPEG: b"\xff\xd9", FileKind.PNG: b"IEND"}


@dataclass(frozen=True)
class Received:
    """A file fit to be kept: under which name, its kind and bytes, and what the clerk should know of it."""

    name: str
    kind: FileKind
    content: bytes
    remark: str


def receive(path: Path) -> Received:
    """Read a file from disk that is to become an attachment.

    Raises:
        UserError: a shortcut, a folder, missing, empty, over LARGEST_FILE, no kind of paper, or damaged so
            that nothing of it can be seen.
        MachineError: it cannot be read.
    """
    return judge(path.name, _read(path))


def judge(name: str, content: bytes) -> Received:
    """The same for bytes at hand (a picture from the clipboard) under a name that may be anything.

    Raises:
        UserError: see receive.
    """
    quoted_name = quoted(name)
    if not content:
        raise UserError(f"{quoted_name}是空文件", "请核对是否选对了文件，或重新拷贝一次")
    if len(content) > LARGEST_FILE:
        raise _too_large(quoted_name)
    try:
        kind = kind_of(content)
    except UserError as refusal:
        raise UserError(f"{quoted_name}不能作为单据附件", refusal.advice) from None
    kept = kept_name(name, kind)
    remarks = (_other_ending(name, kept, kind), _seen(quoted_name, kind, content))
    return Received(kept, kind, content, "；".join(filter(None, remarks)))


# Reading.


def _read(path: Path) -> bytes:
    """All of a plain file, once its size is known to be bearable."""
    quoted_name = quoted(path.name)
    if path.is_symlink() or path.suffix.casefold() in _SHORTCUTS:
        raise UserError(f"{quoted_name}是快捷方式，不是文件本身", "请找到它指向的文件再添加")
    with _opened(path, quoted_name) as file:
        size = os.fstat(file.fileno()).st_size
        if size > LARGEST_FILE:
            raise _too_large(quoted_name, f"有 {size / _MB:,.0f} MB，")
        return file.read(LARGEST_FILE + 1)  # it may have grown meanwhile


@contextmanager
def _opened(path: Path, quoted_name: str) -> Iterator[BinaryIO]:
    """An ordinary file, open; a link put in its place meanwhile is not followed, a pipe not waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        if path.is_dir():
            raise UserError(f"{quoted_name}是文件夹", "请打开它，选里面的文件")
        descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0))
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UserError(f"{quoted_name}不是普通文件", "请先把单据保存为文件，再添加")
            yield file
    except FileNotFoundError:
        raise UserError(f"找不到{quoted_name}", "可能已被移走或改名，请重新选择") from None
    except PermissionError:
        raise UserError(f"没有权限读取{quoted_name}", "请先把它复制到桌面，再从桌面添加") from None
    except OSError as error:
        advice = "请检查U盘或网络是否连好，再试一次"
        raise MachineError(f"{quoted_name}读不出来", "没有添加任何附件", advice) from error


def quoted(name: str) -> str:
    """The name as a sentence quotes it, without what cannot be seen."""
    plain = "".join(ch for ch in name if ch.isprintable())
    return f"“{plain if len(plain) <= _QUOTED else plain[: _QUOTED - 1] + '…'}”"


def _too_large(quoted_name: str, how: str = "") -> UserError:
    limit = f"超过 {LARGEST_FILE // _MB} MB"
    return UserError(f"{quoted_name}{how}{limit}", "请降低扫描分辨率，或分成几个文件再添加")


# Looking.


def _other_ending(name: str, kept: str, kind: FileKind) -> str:
    ending, right = Path(name).suffix.casefold(), kind.synonyms
    return "" if ending in right else f"内容是{kind.label}，已按“{kept}”保存"


def _seen(quoted_name: str, kind: FileKind, content: bytes) -> str:
    """What a look at the content shows."""
    if kind.is_picture:
        return _picture(quoted_name, kind, content)
    return _pdf(content) if kind is FileKind.PDF else ""


def _picture(quoted_name: str, kind: FileKind, content: bytes) -> str:
    """Only the head is read, so that a picture of any size costs nothing."""
    from PIL import Image

    if kind is FileKind.HEIF:
        import pi_heif

        pi_heif.register_heif_opener()
    end = _ENDS.get(kind, b"")
    try:
        with Image.open(BytesIO(content), formats=(kind.name,)) as image:
            too_many = kind is not FileKind.JPEG and image.width * image.height > MOST_PIXELS
            too_many = too_many or drawing_bytes(image, content) > MOST_BYTES
    except Image.DecompressionBombError:
        too_many = True
    except (OSError, ValueError, SyntaxError, EOFError):
        raise UserError(f"{quoted_name}已损坏，打不开", "请重新拍照或扫描，再添加") from None
    if too_many:
        return "图片的点数太多，不能预览和合并打印；原件已保存，最好降低分辨率重新扫描"
    if end and end not in content:
        return "图片不完整，可能没有拷贝完；请打开看看，缺了就重新拷贝"
    return ""


def _pdf(content: bytes) -> str:
    """Names in a PDF may be written with escapes; they are read as a viewer would read them."""
    names = _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), content)
    remarks = []
    if b"/Encrypt" in names:
        remarks.append("文件加了密，有密码的不能预览和合并打印；原件已保存，最好另存为不加密的再添加")
    if _SCRIPT.search(names):
        remarks.append("文件里带有脚本，本程序不会运行它")
    if b"%%EOF" not in content[-_TAIL:]:
        remarks.append("文件不完整，可能没有拷贝完；请打开看看，缺了就重新拷贝")
    return "；".join(remarks)
