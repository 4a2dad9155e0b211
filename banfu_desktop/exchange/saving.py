"""A workbook put on disk in one step: whole or not at all, and what went wrong said in the clerk's words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from banfu_desktop.files import workbook_bytes, write_durably
from banfu_desktop.rules.errors import MachineError, UserError

if TYPE_CHECKING:
    from openpyxl import Workbook

_UNTOUCHED = "原来的文件没有改动"


def save(book: "Workbook", path: Path) -> None:
    """Write a workbook beside its place and move it there; an older file stays until then.

    Raises:
        UserError: see refuse_target; or no right to write, or the file is open in WPS.
        MachineError: the disk is full or fails.
    """
    refuse_target(path, ".xlsx")
    with said_plainly(path):
        write_durably(path, workbook_bytes(book))


def refuse_target(path: Path, *suffixes: str) -> None:
    """Refuse a place that cannot take a file of such a kind, before anything is done for it.

    A wrong suffix could be the name of something else, of the office's own database at worst.

    Raises:
        UserError: another suffix, no such folder, a folder has that name, or it is too long.
    """
    if path.suffix.lower() not in suffixes:
        raise UserError(f"“{path.name}”不是可以保存的文件类型", f"请保存为 {' 或 '.join(suffixes)}")
    with said_plainly(path):
        if not path.parent.is_dir():
            raise FileNotFoundError(path.parent)
        if path.is_dir():
            raise IsADirectoryError(path)


def write_file(content: bytes, path: Path) -> None:
    """Put any finished file in its place the same way, with the same refusals."""
    with said_plainly(path):
        write_durably(path, content)


@contextmanager
def said_plainly(path: Path) -> Iterator[None]:
    """Say in the clerk's words what goes wrong while a file or folder is written."""
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
        if trouble.errno == errno.ENAMETOOLONG:
            raise UserError("文件名或文件夹名太长", "请换一个短些的名称") from None
        if trouble.errno in (errno.ENOSPC, errno.EDQUOT):
            raise MachineError("磁盘已满，没有保存", _UNTOUCHED, "请腾出空间，或换一个磁盘") from None
        raise MachineError("写入文件出错，没有保存", _UNTOUCHED, "请换一个文件夹或磁盘") from None
