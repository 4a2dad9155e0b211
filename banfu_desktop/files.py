"""Files that must survive a power cut: written whole or not at all."""

import os
import sys
from pathlib import Path


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file in one step, readable by this user only.

    Raises:
        OSError: disk full, folder not writable; the old file is untouched.
    """
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder last; Windows does so by itself and knows no such call."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
