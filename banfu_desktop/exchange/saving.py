"""A workbook put on disk in one step: whole or not at all, and what went wrong said in the clerk's words."""

import errno
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from banfu_desktop.files import write_durably
from banfu_desktop.rules.errors import MachineError, UserError

if TYPE_CHECKING:
    from openpyxl import Workbook

_UNTOUCHED = "原来的文件没有改动"


def save(book: "Workbook", path: Path) -> None:
    """Write a workbook beside its place and move it there; an older file stays until then.

    Raises:
        UserError: no such folder, no right to write, or the file is open in WPS.
        MachineError: the disk is full or fails.
    """
    with _said_plainly(path):
        content = io.BytesIO()
        book.save(content)
        write_durably(path, content.getvalue())


def write_file(content: bytes, path: Path) -> None:
    """Put any finished file in its place the same way, with the same refusals."""
    with _said_plainly(path):
        write_durably(path, content)


@contextmanager
def _said_plainly(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise UserError(f"没有“{path.parent}”这个文件夹", "请换一个文件夹") from None
    except IsADirectoryError:
        raise UserError(f"“{path.name}”是文件夹", "请换一个文件名") from None
    except PermissionError:
        raise UserError(
            f"不能写入“{path.name}”", "它可能正在WPS里打开着，请关闭后再试；或换一个文件夹"
        ) from None
    except OSError as trouble:
        if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
            raise MachineError("磁盘已满，没有保存", _UNTOUCHED, "请腾出空间，或换一个磁盘") from None
        raise MachineError("写入文件出错，没有保存", _UNTOUCHED, "请换一个文件夹或磁盘") from None
