"""Files that must survive a power cut, written whole or not at all; workbooks packed in memory."""

import errno
import os
import shutil
import sys
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file in one step, readable by this user only.

    Raises:
        OSError: disk full, folder not writable; the old file is untouched.
    """
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(begin_file(part), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def begin_file(path: Path) -> int:
    """Make an empty file that this user alone may read, in the place of what a kill has left; its handle.

    What stands there is removed and never written into: it may be a link to somewhere else.

    Raises:
        OSError: folder not writable, or somebody puts a file there at this very moment.
    """
    if path.is_dir() and not path.is_symlink():  # said by Linux itself, by others as something else
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def duplicate(file: Path, target: Path) -> None:
    """Copy the bytes of a file, whatever they are worth, whole or not at all.

    Raises:
        OSError: it cannot be read, disk full, folder not writable.
    """
    part = target.with_name(f"{target.name}.work")
    try:
        shutil.copy2(file, part)
        with part.open("r+b") as written:
            os.fsync(written.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def only_for_owner(path: Path) -> None:
    """Let this user alone read a file that is there and is this user's; Windows has rights of its own."""
    with suppress(OSError):
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(path.stat().st_mode & 0o700)


def clear(remnant: Path) -> None:
    """Remove a file or a folder of ours that was left half done, if it is there."""
    if remnant.is_dir() and not remnant.is_symlink():
        shutil.rmtree(remnant)
    else:
        remnant.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last; Windows does so by itself and knows no such call."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def move_in(made: Path, target: Path) -> None:
    """Put a finished folder in its place, in one step; an empty folder there makes way.

    Raises:
        OSError: the place holds something, or cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rmdir()  # a rename replaces an empty folder on some systems only
    made.rename(target)
    sync_folder(target.parent)


_NO_TIME = datetime(1980, 1, 1)
"""What a workbook says of when it was made: the day with which time begins in a zip archive."""


def workbook_bytes(book: "Workbook") -> bytes:
    """A workbook as an .xlsx file, packed in memory: the same workbook gives the same bytes at any time.

    openpyxl would write every sheet in plain text into the folder for temporary files first, names and
    numbers included, and leave it there when the program is killed.
    """
    from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer.excel import ExcelWriter

    class InMemory(ExcelWriter):
        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            content = BytesIO()
            writer: Any = WorksheetWriter(ws, out=content)
            writer.write()
            ws._rels = writer._rels
            archive.writestr(ws.path[1:], content.getvalue())
            self.manifest.append(ws)

    class Timeless(ZipFile):
        def writestr(self, name: Any, *content: Any) -> None:
            member = ZipInfo(name)
            member.compress_type = ZIP_DEFLATED
            super().writestr(member, *content)

    book.properties.created = book.properties.modified = _NO_TIME
    packed = BytesIO()
    with Timeless(packed, "w", ZIP_DEFLATED, allowZip64=True) as archive:
        InMemory(book, archive).save()
    return packed.getvalue()
